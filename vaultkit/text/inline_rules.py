"""Inline rules of Obsidian that CommonMark lacks, and a wrapper that notes where a construct stands."""

import re
from bisect import bisect_right
from collections.abc import Callable
from typing import TypeVar, cast

from markdown_it import rules_inline
from markdown_it.rules_inline import StateInline

T = TypeVar("T")

InlineRule = Callable[[StateInline, bool], bool]

ODD_BLANK = "\ue000"
"""Stands for every blank that is no space or tab while markdown-it reads: it would trim some of them away."""

WIKILINK = re.compile(r"!?\[\[(?!\[)((?:[^\[\]\n]|\[(?!\[)|\](?!\]))+)\]\]")
TAG_NAME = r"[^\u2000-\u206f\u2e00-\u2e7f'!\"#$%&()*+,.:;<=>?@^`{|}~\[\]\\\s" + ODD_BLANK + "]+"
TAG = re.compile(f"#({TAG_NAME})")
_MATH_CLOSE = re.compile(r"(?<![\s$\\])\$(?![\d$])")


def placed(rule: InlineRule) -> InlineRule:
    """Return the rule, which then also notes in ``meta["span"]`` of its first token where the construct stands."""

    def wrapped(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's protocol
        start, before = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        own = next((token for token in state.tokens[before:] if token.type != "text"), None)
        if own is not None:
            own.meta["span"] = (start, state.pos)
        return True

    return wrapped


def link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's protocol
    """Read a markdown link; without references there is none where no ``](`` follows, however many brackets do."""
    return _once(state, _last_destination) > state.pos and rules_inline.link(state, silent)


def image(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's protocol
    """Read a markdown image, under the same condition."""
    return _once(state, _last_destination) > state.pos and rules_inline.image(state, silent)


def wikilink(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's protocol
    """Read ``[[target]]`` and ``![[target]]``; one ``]`` does not end it, a line feed or another ``[[`` does."""
    found = WIKILINK.match(state.src, state.pos, state.posMax)
    if found is None or not found[1].replace(ODD_BLANK, " ").strip():
        return False
    return _take(state, "wikilink", found.end(), silent=silent)


def comment(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's protocol
    """Read ``%%comment%%`` within one paragraph."""
    if not state.src.startswith("%%", state.pos, state.posMax):
        return False
    close = state.src.find("%%", state.pos + 2, state.posMax)
    return close >= 0 and _take(state, "comment", close + 2, silent=silent)


def math(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's protocol
    """Read ``$math$`` in one line and ``$$math$$`` in one paragraph.

    As in Obsidian, no blank follows the opening ``$`` or precedes the closing one, and no digit follows that:
    "$5 to $10" is money.
    """
    src, pos, end = state.src, state.pos, state.posMax
    if not src.startswith("$", pos, end):
        return False
    if src.startswith("$$", pos, end):
        close = src.find("$$", pos + 2, end)
        if close >= 0:
            return _take(state, "math", close + 2, silent=silent)
        if not silent:
            state.pending += "$$"
        state.pos += 2
        return True
    if pos + 1 >= end or src[pos + 1].isspace():
        return False
    closes = _once(state, _math_closes)
    after = bisect_right(closes, pos + 1)
    if after == len(closes) or closes[after] >= end or "\n" in src[pos : closes[after]]:
        return False
    return _take(state, "math", closes[after] + 1, silent=silent)


def tag(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's protocol
    """Read a ``#tag`` after a blank or at the beginning of a line; not all of it may be digits."""
    pos = state.pos
    if pos and state.src[pos - 1] not in " \t\n" + ODD_BLANK:
        return False
    found = TAG.match(state.src, pos, state.posMax)
    if found is None or found[1].isdigit() or not found[1].strip("/"):
        return False
    return _take(state, "tag", found.end(), silent=silent)


def _take(state: StateInline, name: str, end: int, *, silent: bool) -> bool:
    """Push the token of a construct that ends at ``end``, and go on behind it."""
    if not silent:
        state.push(name, "", 0).meta["span"] = (state.pos, end)
    state.pos = end
    return True


def _once(state: StateInline, make: Callable[[str], T]) -> T:
    """Return what is made of the whole text, made once for a text however many characters ask for it.

    It is kept by the text's identity, for comparing long texts is as dear as making it; the text is kept beside it.
    """
    kept = state.env.setdefault(make.__name__, {})
    if id(state.src) not in kept:
        kept[id(state.src)] = (state.src, make(state.src))
    return cast("T", kept[id(state.src)][1])


def _last_destination(src: str) -> int:
    """Return where the last ``](`` stands, -1 without one."""
    return src.rfind("](")


def _math_closes(src: str) -> list[int]:
    """Return where a ``$`` may close math."""
    return [found.start() for found in _MATH_CLOSE.finditer(src)]
