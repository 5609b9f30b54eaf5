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
from itertools import count
from typing import Literal

from vaultkit.model.note import Item, Line
from vaultkit.text.budget import STEPS, Budget, TooComplexError
from vaultkit.text.fast_marks import FastMarks, OddError
from vaultkit.text.grammar import has_odd_blanks
from vaultkit.text.markdown import BOX, Body, read_body, with_ends
from vaultkit.text.marks import Gap, prose

_TEXT = r"""(?=[^\s#>`~<%$=|:_*+0-9-] | [0-9](?![0-9]{0,8}[.)](?:[\ \t]|$)) | [*]{1,3}[^\s*] | _{1,3}[^\s_]
    | `{1,2}[^`\n] | ~{1,2}[^~\n] | \#{1,6}[^\s\#] | %[^%\n] | \$[^$\n] | <[-=\ \t0-9] | =+[^\s=] | [-:][^\s|:-]
    | \+[^\s])"""
"""What cannot begin anything but text, nor be a table's delimiter row or the line below a heading."""
_TEXTS = re.compile(rf"(?:{_TEXT}.*\n)++", re.VERBOSE | re.MULTILINE)
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
_BELOW = r"""(?:[\ \t]*\n)*+\Z | (?:[\ \t]*\n)++[^\ \t\n]"""
"""What below an item is surely no part of it: nothing, or blank lines and then a line that is not indented."""
_BULLETS = "-*+"
_BLANKS = " \t"
_Kind = Literal["text", "item", "heading"]
_new = tuple.__new__  # as the constructors of named tuples do, in a third of the time


def read_fast(lines: Sequence[str], first: int = 1) -> Body | None:
    """Return what a note's lines say from line ``first`` on; None where they are not surely plain."""
    text = "\n".join([*lines[first - 1 :], ""])
    left = STEPS - _STEPS_A_LINE * (len(lines) - first + 2) - len(text)
    if left < 0 or has_odd_blanks(text):
        return None
    scan = _Scan(lines, FastMarks(lines, first, text, Budget(left)))
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
    begins and where each of its lines does; ``last`` is the last line that was read and not blank, ``done`` the one up
    to which all are read.
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
        self.done = 0

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
            if number <= self.done:
                continue
            if not line:
                self.end_text()
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
        more = _TEXTS.match(self.marks.text, self.marks.offset(number + 1, 0))
        if more:
            below = self.marks.text.count("\n", *more.span())
            self.columns += [0] * below
            self.done = self.last = number + below

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
        if gap and marker in _BULLETS and self.read_run(number, start, len(blanks) + 1, marker):
            return
        indent = width + len(marker) + len(gap or " ")
        parent = self.open[-1].line if self.open else None
        self.open.append(_Open(number, len(blanks) + 1, marker, indent, parent, len(self.items)))
        self.items.append(None)
        if gap:
            self.begin, self.columns = number, [start]

    def read_run(self, number: int, start: int, column: int, marker: str) -> bool:
        """Read items of one line each that stand one below another; return whether there are any.

        Most items are such, a log is nothing else: it saves opening and ending each item and its paragraph.
        """
        line, begin = self.lines[number - 1], self.marks.offset(number, 0)
        box = BOX.match(line, start)
        run = _run(line[:start], box[0] if box else "").match(self.marks.text, begin)
        end = self.marks.easy_end(begin, run.end()) if run else begin
        if end == begin:
            return False
        self.done = self.last = number - 1 + self.marks.text.count("\n", begin, end)
        lines = self.lines[number - 1 : self.done]
        self.marks.see_easy_marks(number, lines)
        start, status = (box.end(), box[1]) if box else (start, None)
        parent = self.open[-1].line if self.open else None
        texts = [line[start:].rstrip(_BLANKS) for line in lines]
        self.items += [
            _new(Item, (at, at, column, marker, text, status, parent, False)) for at, text in enumerate(texts, number)
        ]
        self.prose += [_new(Line, (at, start + 1, text, "item", at, False)) for at, text in enumerate(texts, number)]
        return True

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
            self.items[it.at] = Item(
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
        self.done = self.last = end

    def begin_fence(self, number: int, found: re.Match[str]) -> None:
        """Pass by code, up to a line of as many marks."""
        self.leave_lists(number, found)
        text, below = self.marks.text, self.marks.offset(number + 1, 0)
        closing = _closing(found["fence"]).search(text, below)
        self.done = number + 1 + text.count("\n", below, closing.start()) if closing else len(self.lines)

    def read_heading(self, number: int, found: re.Match[str]) -> None:
        """Read a heading, less the marks that may close it."""
        self.leave_lists(number, found)
        line = self.lines[number - 1]
        column = len(line) - len(line[found.end("heading") :].lstrip(_BLANKS))
        title = line[column:].rstrip(_BLANKS)
        closed = title.rstrip("#")
        if closed[-1:] in {"", *_BLANKS}:
            title = closed.rstrip(_BLANKS)
        end = column + len(title)
        said = self.keep_line(number, column, end, "heading", self.marks.see_marks(number, [line], [column], end, 0))
        self.headings.append((number, len(found["heading"]), said))

    def end_text(self) -> None:
        """Read the paragraph that is open."""
        if not self.columns:
            return
        columns, self.columns = self.columns, []
        lines = self.lines[self.begin - 1 : self.begin - 1 + len(columns)]
        item = self.open[-1] if self.open else None
        end = len(lines[-1].rstrip(_BLANKS))
        gaps = self.marks.see_marks(self.begin, lines, columns, end, item.indent if item else 0)
        if item is None and not gaps:
            self.prose += [
                _new(Line, (number, column + 1, line.strip(_BLANKS), "text", None, False))
                for number, column, line in zip(count(self.begin), columns, lines, strict=False)
            ]
            return
        texts = []
        for number, start, line in zip(count(self.begin), columns, lines, strict=False):
            end = len(line.rstrip(_BLANKS))
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
            self.prose.append(_new(Line, (number, start + 1, text, kind, item, False)))
        return text.strip()


def _width(blanks: str) -> int:
    """Return how far in a line begins; a tab goes to the next multiple of four."""
    return len(blanks.expandtabs(4)) if blanks else 0


@lru_cache(maxsize=64)
def _run(marker: str, box: str) -> re.Pattern[str]:
    """Return what matches items that surely are one line each, each with this marker (the blanks around it) and box."""
    before = re.escape(marker)
    text = rf"{re.escape(box)}[^\ \t\n]" if box else rf"(?!{BOX.pattern}){_TEXT}"
    return re.compile(rf"(?:{before}{text}.*\n(?={before} | {_BELOW}))++", re.VERBOSE | re.MULTILINE)


@lru_cache(maxsize=16)
def _closing(fence: str) -> re.Pattern[str]:
    """Return what ends the code that such a fence begins."""
    return re.compile(rf"^ {{0,3}}{fence[0]}{{{len(fence)},}}[ \t]*$", re.MULTILINE)
