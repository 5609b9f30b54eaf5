"""Pieces of markdown and YAML, of which tests put notes together: every construct, plain ones more often."""

from collections.abc import Sequence

from hypothesis import strategies as st

_CUT = "·"
BLANKS = "···· ·  ·   ·    ·      ·\t·\t\t· \t".split(_CUT)
STARTS = (
    "···- ·- ·- ·* ·+ ·1. ·2. ·1) ·10. ·100. ·-   ·-     ·-\t·-·- ·- [ ] ·- [x] ·- [/] ·- [ ]·1. [ ] ·- - ·- # ·"
    "- > ·# ·## ·###### ·####### ·#·> ·>·```·```py·~~~·````·- ```·---·***·___·- - -·===·==·--·|-|·:-:·<!-- c -->·"
    "<!--·-->·<div>·<b>·</p>·%%·%% c %%·$$·|·[^1]: ·**·_·+·:·=·2026-11-02 call: ·2026-11-02 <- mail: ·"
    "<!-- vaultkit:begin a.b -->·<!-- vaultkit:end a.b -->·%% Begin X %%·%% End X %%·a | b·|a|b|·1.·1)·"
    "12345678901. ·-a·*a*·<-·~·``"
).split(_CUT)
WORDS = (
    "word·two words· ·  ·[[Ada]]·[[Ada Bo|her]]·![[p.png]]·[[Ada#met]]·[[#here]]·[[ ]]·[[·]]·[·]·!·[[[Ada]]·"
    "[[a]b]]·[[a [[b]]·#tag· #tag· #a/b/· #12· #12/· #·##·#a#b· #a-b_c·(#x)·`code`·`·``·``a`b``·`[[no]]`·`#no`·"
    "[[a`b]]`·[t](u)·![t](u)·](·[t]( u )·[t](http://x.org)·<b>·</b>·<http://x.org>·<·<- ·<!-- c -->·<!--·-->·%%·"
    "%%c%%·$·$x$·$$·$5·\\·\\[[Ada]]·\\#tag·\\`·|·\\|·*b*·**b**·_i_·~~s~~·&amp;·📅 2026-12-01· ✅ 2026-12-01·"
    "[due:: 2026-12-01]·é·日本·\xa0·\u2028·\u3000·\x0b·\x85·\x00·\r·😀·\ufeff·\ufffd·^id·::·'·\"·{{x}}·<% x %>·#·"
    " ##·\t·.·-·="
).split(_CUT)
ENDS = "\n·\n·\n·\n·\n\n·\n\n·\n\n\n·\r\n· \n·  \n·\\\n·\t\n·".split(_CUT)

KEYS = "key·tags·a b·a-b·1·é·\"q\"·'q'·a:b·?·-·on·<<·key · key·a#b·[k]·excalidraw-plugin".split(_CUT)
COLONS = ": ·: ·: ·:·:  · : ·:\t".split(_CUT)
VALUES = (
    "··value·two words·12·0x1F·1e3·.5·007·12:30·yes·null·~·true·2026-11-02·-5·-·- a·--a·a: b·a:·:a·a #b·a#b·#a·"
    "'a'·\"a\"·'a''b'·\"a\\n\"·\"a\" b·'a' # c·\"[[Ada]]\"·'[[Ada|her]]'·[[Ada]]·[[[Ada]]]·[a, b]·[ a , 'b' ]·[]·"
    "[ ]·[a,]·[,a]·[\"[[Ada]]\", b]·['a, b']·[a, [b]]·[a: b]·[a·a]·{a: b}·{{x}}·{·}·&a b·*a·!!str 1·!t·|·>·|-·%a·"
    "@a·`a·?a·a?·a, b·a'b·a\"b·it's·[it's]·a  b·a · a·é·日本·😀·\xa0·a\tb·\u2028·\x85·\x07·\ufffd·\ufeff·---·...·"
    "<% x %>·https://x.org/a?b=c#d·+47 91 12 23 34·ada@example.org·[a-b, c d]·[-a]"
).split(_CUT)
ITEMS = "- ·  - ·    - ·-·  -·-   ·- - ·\t- ·  ·# ·".split(_CUT)

_ODD_STARTS = ("<", "%", "$", "`", "~", "=", "- -", "- #", "- >", "- `", "-\t", "-     ", ":", "--", "_")
PLAIN_STARTS = [start for start in STARTS if not start.startswith(_ODD_STARTS)]
PLAIN_BLANKS = ("", "", "", "  ", "  ", "    ", "\t", " ", "   ")


def lines(blanks: Sequence[str], starts: Sequence[str]) -> st.SearchStrategy[str]:
    """Return what makes the lines of a body."""
    return st.builds(
        lambda blanks, start, words, end: blanks + start + "".join(words) + end,
        st.sampled_from(blanks),
        st.sampled_from(starts),
        st.lists(st.sampled_from(WORDS), max_size=3),
        st.sampled_from(ENDS),
    )


PROPERTY = st.one_of(
    st.builds("{}{}{}\n".format, st.sampled_from(KEYS), st.sampled_from(COLONS), st.sampled_from(VALUES)),
    st.builds("{}{}\n".format, st.sampled_from(ITEMS), st.sampled_from(VALUES)),
)
HEAD = st.builds(
    "{}{}{}".format,
    st.sampled_from(("---\n", "---\n", "---\n", "--- \n", "\n---\n")),
    st.lists(PROPERTY, max_size=5).map("".join),
    st.sampled_from(("---\n", "---\n", "---\n", "--- \n", "----\n", "...\n", "")),
)
BODY = st.one_of(
    st.lists(lines(BLANKS, STARTS), max_size=12).map("".join),
    st.lists(lines(PLAIN_BLANKS, PLAIN_STARTS), max_size=6).map("".join),
)
NOTE = st.builds("{}{}".format, st.one_of(st.just(""), HEAD), BODY)
"""A note of such pieces."""
