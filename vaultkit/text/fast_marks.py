"""The links and tags of plain text, line by line: what ``marks.read_marks`` finds, where it surely finds the same."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate

from vaultkit.model.note import Link, Tag
from vaultkit.text.budget import Budget
from vaultkit.text.inline_rules import TAG_NAME
from vaultkit.text.links import Spot, wikilink
from vaultkit.text.markdown import Comment
from vaultkit.text.marks import Gap, read_marks
from vaultkit.text.places import Cutting, Place

_WIKILINK = r"\[\[((?!\[|\]\])[^\[\]\n]*(?:(?:\[(?!\[)|\](?!\]))[^\[\]\n]*)*)\]\]"
_LINK = re.compile(_WIKILINK)
_LINK_OR_CODE = re.compile(rf"{_WIKILINK}|`[^`]+`")
_HARD_PARTS = {b"$": r"\$", b"\\": r"\\", b"%": "%%", b"(": r"\]\(", b"<": "<[A-Za-z/!?]"}
"""What makes more of a text than links, tags and code (what begins HTML, too), each with a letter that it needs."""
_HARD = re.compile("|".join(_HARD_PARTS.values()))
_HARD_OR_CODE = re.compile(rf"{_HARD.pattern}|`")
_PAIRED = re.compile(r"[^`]*(?:`[^`]+`[^`]*)*")
_TAG = re.compile(rf"\#(?<![^ \t]\#)({TAG_NAME})")
"""A tag that nothing, or a blank, stands before; its own first letter comes first, for that is quickly found."""
_new = tuple.__new__  # as the constructors of named tuples do, in a third of the time


class OddError(Exception):
    """The note is not plain; never leaves the fast reader."""


class FastMarks:
    """The marks of a body, as they are found; ``text`` is all of it, each line ended, from line ``first`` on.

    What the clear reader is asked for is taken off what is ``allowed``. Raises ``OddError``, and ``TooComplexError`` as
    the clear reader does.
    """

    def __init__(self, lines: Sequence[str], first: int, text: str, allowed: Budget) -> None:
        """Begin with none."""
        self.lines = lines
        self.first = first
        self.text = text
        self.allowed = allowed
        self.lengths = list(accumulate(map(len, lines[first - 1 :]), initial=0))
        raw = text.encode("utf-8", errors="surrogatepass")
        self.has_code = b"`" in raw
        self.has_hard = any(letter in raw and re.search(part, text) for letter, part in _HARD_PARTS.items())
        self.links: list[Link] = []
        self.tags: list[Tag] = []
        self.comments: list[Comment] = []

    def offset(self, number: int, column: int) -> int:
        """Return where a column of a line, counted from 0, stands in the text."""
        before = number - self.first
        return self.lengths[before] + before + column

    def easy_end(self, begin: int, end: int) -> int:
        """Return the end of the last of some lines before the first one that holds more than links and tags."""
        hard = _HARD_OR_CODE.search(self.text, begin, end) if self.has_hard or self.has_code else None
        return max(begin, self.text.rfind("\n", 0, hard.start()) + 1) if hard else end

    def see_marks(
        self, first: int, lines: Sequence[str], columns: Sequence[int], end: int, indent: int
    ) -> Mapping[int, Sequence[Gap]]:
        """Keep the links and tags of a paragraph or heading, and return what in it is no prose.

        Its lines stand from line ``first`` on; ``columns`` are where they begin, ``end`` is where the last one ends.
        """
        if self.has_hard and any(map(_HARD.search, lines)):
            return self.see_hard_marks(first, lines, columns, end, indent)
        if self.has_code and not all(map(_PAIRED.fullmatch, lines)):  # code that goes over lines
            return self.see_hard_marks(first, lines, columns, end, indent)
        return self.see_easy_marks(first, lines)

    def see_hard_marks(
        self, first: int, lines: Sequence[str], columns: Sequence[int], end: int, indent: int
    ) -> Mapping[int, Sequence[Gap]]:
        """Read the marks of a text as the clear reader does, which is given the very same text."""
        parts = [lines[0][columns[0] :]]
        for line, start in zip(lines[1:], columns[1:], strict=True):
            if "\t" in line[:start]:
                raise OddError
            parts.append(line[min(start, indent) :])
        content = "\n".join(parts)
        content = content[: len(content) - len(lines[-1]) + end]
        cutting = Cutting.of(content, first, columns)
        marks = read_marks(content, cutting, self.lines, quoted=False, allowed=self.allowed)
        self.links += marks.links
        self.tags += marks.tags
        for number, gaps in marks.gaps.items():
            self.comments += [((number, gap.start, gap.end),) for gap in gaps if gap.comment]
        return marks.gaps

    def see_easy_marks(self, first: int, lines: Sequence[str]) -> Mapping[int, Sequence[Gap]]:
        """Keep the wikilinks and tags of lines without hard marks; return their code."""
        gaps: dict[int, Sequence[Gap]] = {}
        for number, line in enumerate(lines, first):
            spans: Sequence[Place] = ()
            if self.has_code and "`" in line:
                spans = [found.span() for found in _LINK_OR_CODE.finditer(line)]
                gaps[number] = [Gap(start, end, comment=False) for start, end in spans if line[start] == "`"]
            if "[[" in line:
                spans = self.see_links(number, line)
            if "#" in line:
                self.see_tags(number, line, spans)
        return gaps

    def see_links(self, number: int, line: str) -> Sequence[Place]:
        """Keep the wikilinks of a line; return where they and its code begin and end."""
        spans = []
        for found in (_LINK_OR_CODE if self.has_code else _LINK).finditer(line):
            start, end = found.span()
            spans.append((start, end))
            if line[start] == "[":
                self.see_link(number, start, found, embed=start > 0 and line[start - 1] == "!")
        return spans

    def see_link(self, number: int, start: int, found: re.Match[str], *, embed: bool) -> None:
        """Keep one wikilink; what is in its brackets is read before any code that begins there."""
        source, name = found[0], found[1].strip()
        if not name or "`" in name:
            raise OddError
        if embed:
            self.links.append(wikilink(f"!{source}", Spot(number, start)))
        elif "|" in name or "#" in name:
            self.links.append(wikilink(source, Spot(number, start + 1)))
        else:
            self.links.append(_new(Link, (number, start + 1, name, source, "wikilink", None, None, False, False)))

    def see_tags(self, number: int, line: str, without: Sequence[Place]) -> None:
        """Keep the tags of a line that stand in no link and in no code."""
        for found in _TAG.finditer(line):
            at, written = found.start(), found[1]
            before = bisect_right(without, (at,)) if without else 0
            hidden = before and at < without[before - 1][1]
            name = written.strip("/")
            if name and not written.isdigit() and not hidden:
                self.tags.append(_new(Tag, (number, at + 1, name)))
