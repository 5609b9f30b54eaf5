"""The body of a plain note, line by line: what ``markdown.read_body`` says of it, in a fraction of the time.

The clear reader defines what a body means; this one answers only where it surely says the same, and a test holds the
two to be equal. Headings, paragraphs, lists in lists, rules, code fences and the markers of blocks are read here. A
note goes to the clear reader as a whole where it holds

- blanks that only Unicode knows, or more text than the clear reader may surely read whole;
- a quotation or a table next to a line that belongs to neither, indented code, a heading that is underlined, a comment
  or math that begins a line, HTML other than one line of comment;
- in a list: a fence, a heading, a rule, a quotation, a list that begins in an item's own line, a tab behind a marker,
  text below an empty item, a marker that would not interrupt the text above it;
- lines that are nothing but marks.

Where only the text of one paragraph holds code, math, an escape, a markdown link, a comment or HTML, that paragraph
alone is read as the clear reader reads it; code that begins and ends in its line, between single backticks, is plain.
So are quotations, callouts and tables that stand between blank lines.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from vaultkit.model.note import Item, Line
from vaultkit.text.budget import STEPS, Budget, TooComplexError
from vaultkit.text.fast_marks import FastMarks, OddError
from vaultkit.text.grammar import has_odd_blanks
from vaultkit.text.making import maker
from vaultkit.text.markdown import BOX, Body, read_body, with_ends
from vaultkit.text.marks import Gap, prose

_TEXT = r"""(?=[^\s#>`~<%$=|:_*+0-9-] | [0-9](?![0-9]{0,8}[.)](?:[\ \t]|$)) | [*]{1,3}[^\s*] | _{1,3}[^\s_]
    | `{1,2}[^`] | ~{1,2}[^~] | \#{1,6}[^\s\#] | %[^%] | \$[^$] | <[-=\s0-9] | =+[^\s=] | [-:][^\s|:-] | \+[^\s])"""
"""What cannot begin anything but text, nor be a table's delimiter row or the line below a heading."""
_START = re.compile(_TEXT, re.VERBOSE)
_LINE = re.compile(
    rf"""(?P<blanks>[\ \t]*)(?:
      (?P<marker>[-*+]|[0-9]{{1,9}}[.)])(?:(?P<gap>\ {{1,4}}){_TEXT}|(?P<empty>[\ \t]*$))
    | (?P<text>{_TEXT})
    | (?P<heading>\#{{1,6}})(?:[\ \t]|$)
    | (?P<fence>`{{3,}}(?=[^`]*$)|~{{3,}})
    | (?P<rule>([-*_])(?:[\ \t]*\9){{2,}}[\ \t]*$)
    | (?P<comment><!--.*-->)
    | (?P<region>[>|])
    )""",
    re.VERBOSE,
)
_MOST_DEPTH = 10
_STEPS_A_LINE = 16
"""More than the clear reader takes for a line's blocks, in lists of that depth."""
_BLANKS = " \t"
_Kind = Literal["text", "item", "heading"]
_item, _line = maker(Item), maker(Line)


def read_fast(lines: Sequence[str], first: int = 1) -> Body | None:
    """Return what a note's lines say from line ``first`` on; None where they are not surely plain."""
    text = "\n".join(lines[first - 1 :])
    left = STEPS - _STEPS_A_LINE * (len(lines) - first + 2) - len(text)
    if left < 0 or has_odd_blanks(text):
        return None
    scan = _Scan(lines, FastMarks(lines, Budget(left), text))
    try:
        return scan.body(first)
    except (OddError, TooComplexError):
        return None


@dataclass(slots=True)
class _Open:
    """A list item that is not ended; its content begins at ``indent``, it is number ``at`` of all items."""

    line: int
    column: int
    marker: str
    indent: int
    parent: int | None
    at: int
    status: str | None = None
    text: str | None = None


class _Scan:
    """One way through the lines of a body.

    ``open`` are the items around a line, the outermost first; ``begin`` and ``columns`` say where the open paragraph
    begins and where each of its lines does; ``last`` is the last line that was read and not blank.
    """

    def __init__(self, lines: Sequence[str], marks: FastMarks) -> None:
        self.lines = lines
        self.marks = marks
        self.headings: list[tuple[int, int, str]] = []
        self.items: list[Item | None] = []
        self.prose: list[Line] = []
        self.open: list[_Open] = []
        self.begin = 0
        self.columns: list[int] = []
        self.last = -1
        self.fence: re.Pattern[str] | None = None

    def body(self, first: int) -> Body:
        """Return what the lines say."""
        read = {
            "gap": self.read_item,
            "empty": self.read_item,
            "text": self.read_text,
            "heading": self.read_heading,
            "fence": self.begin_fence,
            "rule": self.read_rule,
            "comment": self.read_comment,
            "region": self.read_region,
        }
        for number, line in enumerate(self.lines[first - 1 :], first):
            if number <= self.last:
                continue
            if self.fence:
                if self.fence.fullmatch(line):
                    self.fence = None
                continue
            found = _LINE.match(line)
            if found:
                read[str(found.lastgroup)](number, found)
                self.last = max(number, self.last)
            elif line.strip(_BLANKS):
                raise OddError
            else:
                self.end_text()
        self.end_text()
        self.end_items(0)
        return Body(
            with_ends(self.headings, len(self.lines)),
            tuple(filter(None, self.items)),
            tuple(self.prose),
            tuple(self.marks.links),
            tuple(self.marks.tags),
            comments=tuple(self.marks.comments),
        )

    def read_text(self, number: int, found: re.Match[str]) -> None:
        """Go on with the paragraph above, however a line is indented, or begin one."""
        if not self.columns:
            self.go_out(_width(found["blanks"]))
            self.begin = number
        self.columns.append(found.end())

    def read_item(self, number: int, found: re.Match[str]) -> None:
        """Begin an item of the list to which its marker's indentation belongs."""
        blanks, marker, gap = found.group("blanks", "marker", "gap")
        width = _width(blanks)
        if self.columns:
            self.check_interruption(width, marker, empty=gap is None)
            self.end_text()
        if width or self.open:
            self.go_out(width)
        if len(self.open) == _MOST_DEPTH:
            raise OddError
        start = found.end()
        if gap and self.is_alone(number, start):
            self.read_run(number, start, len(blanks) + 1, marker)
            return
        indent = width + len(marker) + len(gap or " ")
        parent = self.open[-1].line if self.open else None
        self.open.append(_Open(number, len(blanks) + 1, marker, indent, parent, len(self.items)))
        self.items.append(None)
        if gap:
            self.begin, self.columns = number, [start]

    def is_alone(self, number: int, start: int) -> bool:
        """Return whether an item surely is one line, without hard marks: the next line begins with the same marker."""
        line = self.lines[number - 1]
        if number == len(self.lines) or not self.lines[number].startswith(line[:start]):
            return False
        return self.marks.are_easy(line)

    def read_run(self, number: int, start: int, column: int, marker: str) -> None:
        """Read items of one line each that stand one below another: most are such, a log is nothing else.

        It saves opening and ending each item and its paragraph.
        """
        parent = self.open[-1].line if self.open else None
        going = True
        while going:
            line = self.lines[number - 1].rstrip(_BLANKS)
            end = len(line)
            if "[[" in line:
                self.marks.see_links(number, line, start, end)
            elif "#" in line:
                self.marks.see_tags(number, line, start, end)
            box = BOX.match(line, start, end) if line[start] == "[" else None
            begin = box.end() if box else start
            text = line[begin:]
            self.items.append(_item(number, number, column, marker, text, box[1] if box else None, parent))
            if text:
                self.prose.append(_line(number, begin + 1, text, "item", number))
            number += 1
            going = self.is_alone(number, start) and _START.match(self.lines[number - 1], start) is not None
        self.last = number - 1

    def check_interruption(self, width: int, marker: str, *, empty: bool) -> None:
        """Refuse a marker right below text with which it might go on instead of ending it."""
        inner = self.open[-1].indent if self.open else 0
        if width >= inner and (empty or marker[:-1] not in {"", "1"}):
            raise OddError

    def go_out(self, width: int) -> None:
        """End the items whose content lies deeper than a line that begins at ``width``."""
        keep = len(self.open)
        while keep and width < self.open[keep - 1].indent:
            keep -= 1
        self.end_items(keep)
        around = self.open[-1] if self.open else None
        if width > (around.indent if around else 0) + 3 or (around and around.text is None):
            raise OddError

    def leave_lists(self, _number: int, found: re.Match[str]) -> None:
        """End the paragraph and all lists above a line that belongs to none."""
        self.end_text()
        width = _width(found["blanks"])
        if width > 3 or (self.open and width >= self.open[0].indent):  # noqa: PLR2004 - from four on it is code
            raise OddError
        self.end_items(0)

    def end_items(self, keep: int) -> None:
        """End the innermost items, down to so many that stay open."""
        while len(self.open) > keep:
            it = self.open.pop()
            self.items[it.at] = _item(
                it.line, max(it.line, self.last), it.column, it.marker, it.text or "", it.status, it.parent
            )

    def read_comment(self, number: int, found: re.Match[str]) -> None:
        """Pass by a line that is an HTML comment, such as our markers."""
        self.leave_lists(number, found)
        self.marks.comments.append(((number, 0, self.lines[number - 1].index("-->", 2) + 3),))

    def read_rule(self, number: int, found: re.Match[str]) -> None:
        """Pass by a rule; right below text it could be more than that."""
        if self.last == number - 1:
            raise OddError
        self.leave_lists(number, found)

    def read_region(self, number: int, found: re.Match[str]) -> None:
        """Let the clear reader read a quotation or a table between blank lines: nothing reaches out of it."""
        if self.last == number - 1:
            raise OddError
        self.leave_lists(number, found)
        begun = re.compile(rf" {{0,3}}[{found['region']}]")
        end = number
        while end < len(self.lines) and begun.match(self.lines[end]):
            end += 1
        if "".join(self.lines[end : end + 1]).strip(_BLANKS):
            raise OddError
        self.marks.allowed.spend(number)  # the reader looks at the blanks in place of the lines above, too
        region = [*[""] * (number - 1), *self.lines[number - 1 : end], *[""] * (end < len(self.lines))]
        body = read_body(region, number, self.marks.allowed)
        if body.headings or body.unclosed:
            raise OddError
        self.items += body.items
        self.prose += body.lines
        self.marks.links += body.links
        self.marks.tags += body.tags
        self.marks.comments += body.comments
        self.last = end

    def begin_fence(self, number: int, found: re.Match[str]) -> None:
        """Pass by code, up to a line of as many marks."""
        self.leave_lists(number, found)
        self.fence = _closing(found["fence"])

    def read_heading(self, number: int, found: re.Match[str]) -> None:
        """Read a heading, less the marks that may close it."""
        self.leave_lists(number, found)
        line = self.lines[number - 1]
        column = len(line) - len(line[found.end("heading") :].lstrip(_BLANKS))
        title = line[column:].rstrip(_BLANKS)
        closed = title.rstrip("#")
        if closed[-1:] in {"", *_BLANKS}:
            title = closed.rstrip(_BLANKS)
        places = [(column, column + len(title))]
        said = self.keep_line(number, *places[0], "heading", self.marks.see_marks(number, places, 0))
        self.headings.append((number, len(found["heading"]), said))

    def end_text(self) -> None:
        """Read the paragraph that is open."""
        if not self.columns:
            return
        item = self.open[-1] if self.open else None
        lines = self.lines[self.begin - 1 : self.begin - 1 + len(self.columns)]
        places = [(start, len(line.rstrip(_BLANKS))) for start, line in zip(self.columns, lines, strict=True)]
        self.columns = []
        gaps = self.marks.see_marks(self.begin, places, item.indent if item else 0)
        texts = []
        for number, (start, end) in enumerate(places, self.begin):
            if item and number == item.line:
                box = BOX.match(self.lines[number - 1], start, end)
                if box:
                    item.status = box[1]
                texts.append(self.keep_line(number, box.end() if box else start, end, "item", gaps))
            else:
                texts.append(self.keep_line(number, start, end, "text", gaps))
        if item and item.text is None:
            item.text = " ".join(filter(None, texts))

    def keep_line(self, number: int, start: int, end: int, kind: _Kind, gaps: Mapping[int, Sequence[Gap]]) -> str:
        """Keep a line of prose and return its text."""
        text, is_prose = self.lines[number - 1][start:end], True
        if number in gaps:
            text, is_prose = prose(self.lines[number - 1][:end], start, gaps[number])
        if text and is_prose:
            item = self.open[-1].line if self.open else None
            self.prose.append(_line(number, start + 1, text, kind, item))
        return text.strip()


def _width(blanks: str) -> int:
    """Return how far in a line begins; a tab goes to the next multiple of four."""
    return len(blanks.expandtabs(4)) if blanks else 0


@lru_cache(maxsize=16)
def _closing(fence: str) -> re.Pattern[str]:
    """Return what ends the code that such a fence begins."""
    return re.compile(rf" {{0,3}}{fence[0]}{{{len(fence)},}}[ \t]*")
