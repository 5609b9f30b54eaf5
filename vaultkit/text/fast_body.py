"""The body of a plain note, line by line: what ``markdown.read_body`` says of it, in a tenth of the time.

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
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from vaultkit.model.note import Item, Line, Link, Tag
from vaultkit.text.budget import STEPS, Budget, TooComplexError
from vaultkit.text.grammar import has_odd_blanks
from vaultkit.text.inline_rules import TAG
from vaultkit.text.links import Spot, wikilink
from vaultkit.text.making import maker
from vaultkit.text.markdown import BOX, Body, Comment, read_body, with_ends
from vaultkit.text.marks import Gap, prose, read_marks
from vaultkit.text.places import Cutting, Place

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
_WIKILINK = r"\[\[(?!\[)(?:[^\[\]\n]|\[(?!\[)|\](?!\]))+\]\]"
_LINK = re.compile(_WIKILINK)
_LINK_OR_CODE = re.compile(rf"{_WIKILINK}|`[^`]+`")
_PAIRED = re.compile(r"[^`]*(?:`[^`]+`[^`]*)*")
_HARD = ("$", "\\", "%%", "](")
"""What makes more of a text than links and tags; and what begins HTML or an address."""
_HTML = re.compile(r"<[A-Za-z/!?]")
_MOST_DEPTH = 10
_STEPS_A_LINE = 16
"""More than the clear reader takes for a line's blocks, in lists of that depth."""
_BLANKS = " \t"
_Kind = Literal["text", "item", "heading"]
_item, _line, _link, _tag = maker(Item), maker(Line), maker(Link), maker(Tag)


class _OddError(Exception):
    """The note is not plain; never leaves this module."""


def read_fast(lines: Sequence[str], first: int = 1) -> Body | None:
    """Return what a note's lines say from line ``first`` on; None where they are not surely plain."""
    text = "\n".join(lines[first - 1 :])
    left = STEPS - _STEPS_A_LINE * (len(lines) - first + 2) - len(text)
    if left < 0 or has_odd_blanks(text):
        return None
    hard = [mark for mark in _HARD if mark in text]
    if _HTML.search(text):
        hard.append("<")
    scan = _Scan(lines, Budget(left), hard, has_code="`" in text)
    try:
        return scan.body(first)
    except (_OddError, TooComplexError):
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

    def __init__(self, lines: Sequence[str], allowed: Budget, hard: Sequence[str], *, has_code: bool) -> None:
        self.lines = lines
        self.has_code = has_code
        self.allowed = allowed
        self.hard = hard
        self.is_easy = not (hard or has_code)
        self.headings: list[tuple[int, int, str]] = []
        self.items: list[Item | None] = []
        self.prose: list[Line] = []
        self.links: list[Link] = []
        self.tags: list[Tag] = []
        self.comments: list[Comment] = []
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
                raise _OddError
            else:
                self.end_text()
        self.end_text()
        self.end_items(0)
        return Body(
            with_ends(self.headings, len(self.lines)),
            tuple(filter(None, self.items)),
            tuple(self.prose),
            tuple(self.links),
            tuple(self.tags),
            comments=tuple(self.comments),
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
            raise _OddError
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
        return self.is_easy or not ("`" in line or any(hard in line for hard in self.hard))

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
                self.see_links(number, line, start, end)
            elif "#" in line:
                self.see_tags(number, line, start, end)
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
            raise _OddError

    def go_out(self, width: int) -> None:
        """End the items whose content lies deeper than a line that begins at ``width``."""
        keep = len(self.open)
        while keep and width < self.open[keep - 1].indent:
            keep -= 1
        self.end_items(keep)
        around = self.open[-1] if self.open else None
        if width > (around.indent if around else 0) + 3 or (around and around.text is None):
            raise _OddError

    def leave_lists(self, _number: int, found: re.Match[str]) -> None:
        """End the paragraph and all lists above a line that belongs to none."""
        self.end_text()
        width = _width(found["blanks"])
        if width > 3 or (self.open and width >= self.open[0].indent):  # noqa: PLR2004 - from four on it is code
            raise _OddError
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
        self.comments.append(((number, 0, self.lines[number - 1].index("-->", 2) + 3),))

    def read_rule(self, number: int, found: re.Match[str]) -> None:
        """Pass by a rule; right below text it could be more than that."""
        if self.last == number - 1:
            raise _OddError
        self.leave_lists(number, found)

    def read_region(self, number: int, found: re.Match[str]) -> None:
        """Let the clear reader read a quotation or a table between blank lines: nothing reaches out of it."""
        if self.last == number - 1:
            raise _OddError
        self.leave_lists(number, found)
        begun = re.compile(rf" {{0,3}}[{found['region']}]")
        end = number
        while end < len(self.lines) and begun.match(self.lines[end]):
            end += 1
        if "".join(self.lines[end : end + 1]).strip(_BLANKS):
            raise _OddError
        self.allowed.spend(number)  # the reader looks at the blanks in place of the lines above, too
        region = [*[""] * (number - 1), *self.lines[number - 1 : end], *[""] * (end < len(self.lines))]
        body = read_body(region, number, self.allowed)
        if body.headings or body.unclosed:
            raise _OddError
        self.items += body.items
        self.prose += body.lines
        self.links += body.links
        self.tags += body.tags
        self.comments += body.comments
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
        said = self.keep_line(number, *places[0], "heading", self.see_marks(number, places, 0))
        self.headings.append((number, len(found["heading"]), said))

    def end_text(self) -> None:
        """Read the paragraph that is open."""
        if not self.columns:
            return
        item = self.open[-1] if self.open else None
        lines = self.lines[self.begin - 1 : self.begin - 1 + len(self.columns)]
        places = [(start, len(line.rstrip(_BLANKS))) for start, line in zip(self.columns, lines, strict=True)]
        self.columns = []
        gaps = self.see_marks(self.begin, places, item.indent if item else 0)
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
                raise _OddError
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
            raise _OddError
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


def _width(blanks: str) -> int:
    """Return how far in a line begins; a tab goes to the next multiple of four."""
    return len(blanks.expandtabs(4)) if blanks else 0


@lru_cache(maxsize=16)
def _closing(fence: str) -> re.Pattern[str]:
    """Return what ends the code that such a fence begins."""
    return re.compile(rf" {{0,3}}{fence[0]}{{{len(fence)},}}[ \t]*")
