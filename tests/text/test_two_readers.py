"""The fast reader and the clear one read every note the same: samples, and texts made of what markdown and YAML know.

Each rule of the fast reader was once broken to see these tests fail: a paragraph that goes on below a marker it cannot
end, an item that takes in the line below it, tags in links, a comma in quotes, a key that stands twice.
"""

import os
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading_room import NOTES, VARIANTS, name_of

from vaultkit.model.note import Note
from vaultkit.text import fast_body, fast_front_matter
from vaultkit.text.lines import decode, split_lines
from vaultkit.text.parse import parse

FEW = settings(max_examples=300)
MANY = settings(
    max_examples=int(os.environ.get("READING_EXAMPLES", "20000")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

BLANKS = ("", "", "", "", " ", "  ", "   ", "    ", "      ", "\t", "\t\t", " \t")
STARTS = (
    *("", "", "", "- ", "- ", "- ", "* ", "+ ", "1. ", "2. ", "1) ", "10. ", "100. ", "-   ", "-     ", "-\t", "-", "- "),
    *("- [ ] ", "- [x] ", "- [/] ", "- [ ]", "1. [ ] ", "- - ", "- # ", "- > ", "# ", "## ", "###### ", "####### ", "#"),
    *("> ", ">", "```", "```py", "~~~", "````", "- ```", "---", "***", "___", "- - -", "===", "==", "--", "|-|", ":-:"),
    *("<!-- c -->", "<!--", "-->", "<div>", "<b>", "</p>", "%%", "%% c %%", "$$", "|", "[^1]: ", "**", "_", "+", ":", "="),
    *("2026-11-02 call: ", "2026-11-02 <- mail: ", "<!-- vaultkit:begin a.b -->", "<!-- vaultkit:end a.b -->"),
    *("%% Begin X %%", "%% End X %%", "a | b", "|a|b|", "1.", "1)", "12345678901. ", "-a", "*a*", "<-", "~", "``"),
)
WORDS = (
    *("word", "two words", " ", "  ", "[[Ada]]", "[[Ada Bo|her]]", "![[p.png]]", "[[Ada#met]]", "[[#here]]", "[[ ]]", "[["),
    *("]]", "[", "]", "!", "[[[Ada]]", "[[a]b]]", "[[a [[b]]", "#tag", " #tag", " #a/b/", " #12", " #12/", " #", "##", "#a#b"),
    *(" #a-b_c", "(#x)", "`code`", "`", "``", "``a`b``", "`[[no]]`", "`#no`", "[[a`b]]`", "[t](u)", "![t](u)", "](", "[t]( u )"),
    *("[t](http://x.org)", "<b>", "</b>", "<http://x.org>", "<", "<- ", "<!-- c -->", "<!--", "-->", "%%", "%%c%%", "$", "$x$"),
    *("$$", "$5", "\\", "\\[[Ada]]", "\\#tag", "\\`", "|", "\\|", "*b*", "**b**", "_i_", "~~s~~", "&amp;", "📅 2026-12-01"),
    *(" ✅ 2026-12-01", "[due:: 2026-12-01]", "é", "日本", "\xa0", "\u2028", "\u3000", "\x0b", "\x85", "\x00", "\r", "😀", "\ufeff"),
    *("\ufffd", "^id", "::", "'", '"', "{{x}}", "<% x %>", "#", " ##", "\t", ".", "-", "="),
)
ENDS = ("\n", "\n", "\n", "\n", "\n\n", "\n\n", "\n\n\n", "\r\n", " \n", "  \n", "\\\n", "\t\n", "")
LINE = st.builds(
    lambda blanks, start, words, end: blanks + start + "".join(words) + end,
    st.sampled_from(BLANKS),
    st.sampled_from(STARTS),
    st.lists(st.sampled_from(WORDS), max_size=3),
    st.sampled_from(ENDS),
)
KEYS = ("key", "tags", "a b", "a-b", "1", "é", '"q"', "'q'", "a:b", "?", "-", "on", "<<", "key ", " key", "a#b", "[k]", "excalidraw-plugin")
COLONS = (": ", ": ", ": ", ":", ":  ", " : ", ":\t")
VALUES = (
    *("", "", "value", "two words", "12", "0x1F", "1e3", ".5", "007", "12:30", "yes", "null", "~", "true", "2026-11-02", "-5", "-"),
    *("- a", "--a", "a: b", "a:", ":a", "a #b", "a#b", "#a", "'a'", '"a"', "'a''b'", '"a\\n"', '"a" b', "'a' # c", '"[[Ada]]"'),
    *("'[[Ada|her]]'", "[[Ada]]", "[[[Ada]]]", "[a, b]", "[ a , 'b' ]", "[]", "[ ]", "[a,]", "[,a]", '["[[Ada]]", b]', "['a, b']"),
    *("[a, [b]]", "[a: b]", "[a", "a]", "{a: b}", "{{x}}", "{", "}", "&a b", "*a", "!!str 1", "!t", "|", ">", "|-", "%a", "@a", "`a"),
    *("?a", "a?", "a, b", "a'b", 'a"b', "it's", "[it's]", "a  b", "a ", " a", "é", "日本", "😀", "\xa0", "a\tb", "\u2028", "\x85", "\x07"),
    *("\ufffd", "\ufeff", "---", "...", "<% x %>", "https://x.org/a?b=c#d", "+47 91 12 23 34", "ada@example.org", "[a-b, c d]", "[-a]"),
)
ITEMS = ("- ", "  - ", "    - ", "-", "  -", "-   ", "- - ", "\t- ", "  ", "# ", "")
PROPERTY = st.one_of(
    st.builds("{}{}{}\n".format, st.sampled_from(KEYS), st.sampled_from(COLONS), st.sampled_from(VALUES)),
    st.builds("{}{}\n".format, st.sampled_from(ITEMS), st.sampled_from(VALUES)),
)
HEAD = st.builds(
    "{}{}{}".format,
    st.sampled_from(("---\n", "---\n", "---\n", "--- \n", "\n---\n")),
    st.lists(PROPERTY, max_size=6).map("".join),
    st.sampled_from(("---\n", "---\n", "---\n", "--- \n", "----\n", "...\n", "")),
)
BODY = st.lists(LINE, max_size=12).map("".join)
NOTE = st.builds("{}{}".format, st.one_of(st.just(""), HEAD), BODY)
PLAIN = [path.read_bytes().decode("utf-8", errors="replace") for path in NOTES]


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Return a real note with a few characters taken out, put in or doubled, or two real notes in one."""
    random = Random(draw(st.integers(0, 2**32)))  # noqa: S311 - the same notes every time
    text = random.choice(PLAIN)[:4000]
    if random.random() < 0.3:
        other = random.choice(PLAIN)[:4000]
        text = text[: random.randint(0, len(text))] + other[random.randint(0, len(other)) :]
    for _ in range(random.randint(0, 6)):
        at = random.randint(0, len(text))
        end = at + random.choice((0, 1, 1, 2, 5, 40))
        piece = random.choice((*WORDS, *STARTS, *ENDS, *BLANKS, *VALUES, text[at:end] * 2, ""))
        text = text[:at] + piece + text[end:]
    return text


def both(data: bytes, *, template: bool = False) -> tuple[Note, Note]:
    """Return a note as both readers read it."""
    fast = parse("A.md", data, template=template)
    return fast, parse("A.md", data, template=template, fast=False)


def check(text: str) -> None:
    """Compare the two readings of a text."""
    fast, clear = both(text.encode("utf-8", errors="surrogatepass"))
    assert fast == clear


@pytest.mark.parametrize("path", NOTES, ids=name_of)
def test_every_sample_reads_the_same_in_every_variant(path: Path) -> None:
    for save in VARIANTS.values():
        fast, clear = both(save(path.read_bytes()), template=True)
        assert fast == clear


@FEW
@given(NOTE)
def test_notes_of_markdown_and_yaml_read_the_same(text: str) -> None:
    check(text)


@FEW
@given(mutated())
def test_real_notes_with_a_few_changes_read_the_same(text: str) -> None:
    check(text)


@FEW
@given(st.text())
def test_any_text_reads_the_same(text: str) -> None:
    check(text)


@pytest.mark.slow
@MANY
@given(NOTE)
def test_many_notes_of_markdown_and_yaml_read_the_same(text: str) -> None:
    check(text)


@pytest.mark.slow
@MANY
@given(mutated())
def test_many_real_notes_with_a_few_changes_read_the_same(text: str) -> None:
    check(text)
