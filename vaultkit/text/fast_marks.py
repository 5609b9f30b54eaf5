"""The links and tags of plain text, paragraph by paragraph: what ``marks.read_marks`` finds, where it surely does."""

import re
from collections.abc import Mapping, Sequence
from itertools import accumulate

from vaultkit.model.note import Link, Tag
from vaultkit.text.budget import Budget
from vaultkit.text.inline_rules import TAG_NAME
from vaultkit.text.links import Spot, wikilink
from vaultkit.text.markdown import Comment
from vaultkit.text.marks import Gap, read_marks
from vaultkit.text.places import Cutting

# Each part begins with a letter that stands for itself, so that text without one of these is passed over at once.
_MARK = re.compile(
    r"\[\[((?!\[|\]\])[^\[\]\n]*(?:(?:\[(?!\[)|\](?!\]))[^\[\]\n]*)*)\]\]"
    rf"|\#(?<![^ \t\n]\#)({TAG_NAME})|`([^`\n]+)`"
)
_IS_LINK, _IS_TAG = 1, 2
_HARD_PARTS = {b"$": r"\$", b"\\": r"\\", b"%": "%%", b"(": r"\]\(", b"<": "<[A-Za-z/!?]"}
"""What makes more of a text than links, tags and code (what begins HTML, too), each with a letter that it needs."""
_HARD = re.compile("|".join(_HARD_PARTS.values()))
_HARD_OR_CODE = re.compile(rf"{_HARD.pattern}|`")
_PAIRED = re.compile(r"[^`]*(?:`[^`]+`[^`]*)*")
_NO_GAPS: Mapping[int, Sequence[Gap]] = {}
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

    def see_marks(self, first: int, columns: Sequence[int], end: int, indent: int) -> Mapping[int, Sequence[Gap]]:
        """Keep the links and tags of a paragraph or heading, and return what in it is no prose.

        ``columns`` are where its lines begin, from line ``first`` on, ``end`` is where the last one ends.
        """
        start, stop = self.offset(first, columns[0]), self.offset(first + len(columns) - 1, end)
        if self.is_hard(start, stop):
            return self.see_hard_marks(first, columns, end, indent)
        return self.see_easy_marks(first, start, stop)

    def is_hard(self, begin: int, end: int) -> bool:
        """Return whether a text must be read by the clear reader: code that goes over lines is one reason."""
        if self.has_hard and _HARD.search(self.text, begin, end):
            return True
        if not self.has_code or self.text.find("`", begin, end) < 0:
            return False
        return not all(map(_PAIRED.fullmatch, self.text[begin:end].split("\n")))

    def see_hard_marks(self, first: int, columns: Sequence[int], end: int, indent: int) -> Mapping[int, Sequence[Gap]]:
        """Read the marks of a text as the clear reader does, which is given the very same text."""
        lines = self.lines[first - 1 : first - 1 + len(columns)]
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

    def see_easy_marks(self, number: int, begin: int, end: int) -> Mapping[int, Sequence[Gap]]:
        """Keep the wikilinks and tags of a text that begins in line ``number``; return its code."""
        text, last = self.text, begin
        gaps: dict[int, list[Gap]] = {}
        for found in _MARK.finditer(text, begin, end):
            kind, at = found.lastindex, found.start()
            number += text.count("\n", last, at)
            column, last = at - text.rfind("\n", 0, at), at
            if kind == _IS_TAG:
                name = found[2].strip("/")
                if name and not found[2].isdigit():
                    self.tags.append(_new(Tag, (number, column, name)))
            elif kind == _IS_LINK:
                self.see_link(number, column, found, embed=at > begin and text[at - 1] == "!")
            else:
                gaps.setdefault(number, []).append(Gap(column - 1, column - 1 + found.end() - at, comment=False))
        return gaps or _NO_GAPS

    def see_link(self, number: int, column: int, found: re.Match[str], *, embed: bool) -> None:
        """Keep one wikilink; what is in its brackets is read before any code that begins there."""
        source, name = found[0], found[1].strip()
        if not name or "`" in name:
            raise OddError
        if embed:
            self.links.append(wikilink(f"!{source}", Spot(number, column - 1)))
        elif "|" in name or "#" in name:
            self.links.append(wikilink(source, Spot(number, column)))
        else:
            self.links.append(_new(Link, (number, column, name, source, "wikilink", None, None, False, False)))
