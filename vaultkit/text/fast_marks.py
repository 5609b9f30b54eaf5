"""The links and tags of plain text, line by line: what ``marks.read_marks`` finds, where it surely finds the same."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from vaultkit.model.note import Link, Tag
from vaultkit.text.budget import Budget
from vaultkit.text.inline_rules import TAG
from vaultkit.text.links import Spot, wikilink
from vaultkit.text.making import maker
from vaultkit.text.markdown import Comment
from vaultkit.text.marks import Gap, read_marks
from vaultkit.text.places import Cutting, Place

_WIKILINK = r"\[\[(?!\[)(?:[^\[\]\n]|\[(?!\[)|\](?!\]))+\]\]"
_LINK = re.compile(_WIKILINK)
_LINK_OR_CODE = re.compile(rf"{_WIKILINK}|`[^`]+`")
_PAIRED = re.compile(r"[^`]*(?:`[^`]+`[^`]*)*")
_HARD = ("$", "\\", "%%", "](")
"""What makes more of a text than links and tags; and what begins HTML or an address."""
_HTML = re.compile(r"<[A-Za-z/!?]")
_BLANKS = " \t"
_link, _tag = maker(Link), maker(Tag)


class OddError(Exception):
    """The note is not plain; never leaves the fast reader."""


class FastMarks:
    """The marks of a body, as they are found; ``text`` is all of it, which tells what need not be looked for.

    What the clear reader is asked for is taken off what is ``allowed``. Raises ``OddError``, and ``TooComplexError`` as
    the clear reader does.
    """

    def __init__(self, lines: Sequence[str], allowed: Budget, text: str) -> None:
        """Begin with none."""
        self.lines = lines
        self.allowed = allowed
        self.hard = [mark for mark in _HARD if mark in text]
        if _HTML.search(text):
            self.hard.append("<")
        self.has_code = "`" in text
        self.links: list[Link] = []
        self.tags: list[Tag] = []
        self.comments: list[Comment] = []

    def are_easy(self, line: str) -> bool:
        """Return whether a line holds links and tags at most."""
        if self.has_code and "`" in line:
            return False
        return not (self.hard and any(hard in line for hard in self.hard))

    def see_marks(self, first: int, places: Sequence[Place], indent: int) -> Mapping[int, Sequence[Gap]]:
        """Keep the links and tags of a paragraph or heading, and return what in it is no prose."""
        lines = self.lines[first - 1 : first - 1 + len(places)]
        if self.hard and any(hard in line for hard in self.hard for line in lines):
            return self.see_hard_marks(first, places, lines, indent)
        if self.has_code and not all(_PAIRED.fullmatch(line) for line in lines):
            return self.see_hard_marks(first, places, lines, indent)
        gaps = {}
        for number, (line, (start, end)) in enumerate(zip(lines, places, strict=True), first):
            if "[[" in line or (self.has_code and "`" in line):
                gaps[number] = self.see_links(number, line, start, end)
            elif "#" in line:
                self.see_tags(number, line, start, end)
        return gaps

    def see_hard_marks(
        self, first: int, places: Sequence[Place], lines: Sequence[str], indent: int
    ) -> Mapping[int, Sequence[Gap]]:
        """Read the marks of a text as the clear reader does, which is given the very same text."""
        parts = [lines[0][places[0][0] :]]
        for line, (start, _) in zip(lines[1:], places[1:], strict=True):
            if "\t" in line[:start]:
                raise OddError
            parts.append(line[min(start, indent) :])
        content = "\n".join(parts)
        content = content[: len(content) - len(lines[-1]) + places[-1][1]]
        cutting = Cutting.of(content, first, [start for start, _ in places])
        marks = read_marks(content, cutting, self.lines, quoted=False, allowed=self.allowed)
        self.links += marks.links
        self.tags += marks.tags
        for number, gaps in marks.gaps.items():
            self.comments += [((number, gap.start, gap.end),) for gap in gaps if gap.comment]
        return marks.gaps

    def see_links(self, number: int, line: str, start: int, end: int) -> list[Gap]:
        """Keep the wikilinks of a line, and its tags; return its code."""
        spans: list[Place] = []
        gaps: list[Gap] = []
        for found in (_LINK_OR_CODE if self.has_code else _LINK).finditer(line, start, end):
            span, source = found.span(), found[0]
            spans.append(span)
            if source[0] == "`":
                gaps.append(Gap(*span, comment=False))
            else:
                self.see_link(number, source, span[0], embed=span[0] > start and line[span[0] - 1] == "!")
        if "#" in line:
            self.see_tags(number, line, start, end, spans)
        return gaps

    def see_link(self, number: int, source: str, at: int, *, embed: bool) -> None:
        """Keep one wikilink; what is in its brackets is read before any code that begins there."""
        name = source[2:-2].strip()
        if not name or "`" in name:
            raise OddError
        if embed:
            self.links.append(wikilink(f"!{source}", Spot(number, at)))
        elif "|" in name or "#" in name:
            self.links.append(wikilink(source, Spot(number, at + 1)))
        else:
            self.links.append(_link(number, at + 1, name, source))

    def see_tags(self, number: int, line: str, start: int, end: int, without: Sequence[Place] = ()) -> None:
        """Keep the tags of a line that do not stand in a link."""
        at = line.find("#", start, end)
        while at >= 0:
            found = TAG.match(line, at, end)
            if found and (at == start or line[at - 1] in _BLANKS):
                name = found[1].strip("/")
                before = bisect_right(without, (at,))
                hidden = before and at < without[before - 1][1]
                if name and not found[1].isdigit() and not hidden:
                    self.tags.append(_tag(number, at + 1, name))
            at = line.find("#", found.end() if found else at + 1, end)
