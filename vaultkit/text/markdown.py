"""The body of a note: headings, list items, lines of prose, links and tags, as markdown-it reads them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from markdown_it.token import Token

from vaultkit.model.note import Heading, Item, Line, Link, Tag
from vaultkit.text import grammar
from vaultkit.text.budget import Budget
from vaultkit.text.marks import Gap, prose, read_marks
from vaultkit.text.places import Cell, Cutting, split_row

BOX = re.compile(r"\[(.)\](?:[ \t]+|$)")
_BEFORE_MARKER = re.compile(r"[ \t>]*")

Comment = tuple[tuple[int, int, int], ...]
"""The parts of lines that a comment takes up: the line, and the columns, counted from 0, from which and up to which."""


@dataclass(frozen=True, slots=True)
class Body:
    """What stands below the front matter, in the order of the file.

    ``unclosed`` is the line of a ``%%`` that nothing closes, so that it hides the rest. ``comments`` are the parts of
    lines that each comment takes up; those of paragraphs are one comment a line.
    """

    headings: tuple[Heading, ...] = ()
    items: tuple[Item, ...] = ()
    lines: tuple[Line, ...] = ()
    links: tuple[Link, ...] = ()
    tags: tuple[Tag, ...] = ()
    unclosed: int | None = None
    comments: tuple[Comment, ...] = ()


@dataclass(slots=True)
class _OpenItem:
    """A list item under construction; ``texts`` is None until its first paragraph is read."""

    line: int
    end: int
    column: int
    marker: str
    parent: int | None
    quoted: bool
    status: str | None = None
    texts: list[str] | None = None

    def finished(self) -> Item:
        """Return the item."""
        text = " ".join(filter(None, self.texts or ()))
        return Item(self.line, self.end, self.column, self.marker, text, self.status, self.parent, self.quoted)


def read_body(lines: Sequence[str], first: int = 1, allowed: Budget | None = None) -> Body:
    """Return what a note's lines say from line ``first`` on; the lines before it are front matter.

    Lines of generated regions must be empty already. Nothing is read out of code, math, comments and HTML.
    Raises ``TooComplexError`` where that would take too long.
    """
    seen = [""] * (first - 1) + [grammar.neutral(line) for line in lines[first - 1 :]]
    allowed = allowed or Budget()
    allowed.require(len(lines) - first)
    return _Walk(lines, seen, allowed).body(grammar.block_tokens(seen, allowed))


@dataclass(slots=True)
class _Walk:
    """One walk over the tokens of a note; ``seen`` are its lines as markdown-it saw them."""

    lines: Sequence[str]
    seen: Sequence[str]
    allowed: Budget
    starts: list[int] = field(default_factory=lambda: [0])
    headings: list[tuple[int, int, str]] = field(default_factory=list)
    items: list[_OpenItem] = field(default_factory=list)
    prose: list[Line] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    open: list[_OpenItem] = field(default_factory=list)
    quotes: int = 0
    markers: dict[int, int] = field(default_factory=dict)
    cells: list[Cell] = field(default_factory=list)
    row: tuple[int, int] = (0, 0)
    row_gaps: list[Gap] = field(default_factory=list)
    unclosed: int | None = None
    comments: list[Comment] = field(default_factory=list)

    def body(self, tokens: Sequence[Token]) -> Body:
        """Return what the tokens say."""
        for line in self.seen:
            self.starts.append(self.starts[-1] + len(line) + 1)
        handlers: dict[str, Callable[[Token], None]] = {
            "list_item_open": self._open_item,
            "list_item_close": lambda _: self._close_item(),
            "blockquote_open": lambda _: self._quote(1),
            "blockquote_close": lambda _: self._quote(-1),
            "tr_open": self._open_row,
            "tr_close": lambda _: self._close_row(),
            "comment": self._see_comment,
            "html_block": self._see_html,
        }
        for index, token in enumerate(tokens):
            if token.type != "inline":
                if token.type in handlers:
                    handlers[token.type](token)
            elif tokens[index - 1].tag in {"th", "td"}:
                self._read_cell()
            else:
                first = index > 1 and tokens[index - 2].type == "list_item_open"
                self._read_text(token, tokens[index - 1], first=first)
        return Body(
            with_ends(self.headings, len(self.lines)),
            tuple(item.finished() for item in self.items),
            tuple(self.prose),
            tuple(self.links),
            tuple(self.tags),
            self.unclosed,
            tuple(self.comments),
        )

    def _open_item(self, token: Token) -> None:
        """Begin a list item; its marker is the next one in its line."""
        start, end = token.map or (0, 0)
        while end > start + 1 and not self.lines[end - 1].strip(" \t>"):
            end -= 1
        marker = token.info + token.markup
        before = _BEFORE_MARKER.match(self.seen[start], self.markers.get(start, 0))
        column = self.seen[start].find(marker, before.end() if before else 0)
        self.markers[start] = column + len(marker)
        parent = self.open[-1].line if self.open else None
        item = _OpenItem(start + 1, end, column + 1, marker, parent, quoted=self.quotes > 0)
        self.items.append(item)
        self.open.append(item)

    def _close_item(self) -> None:
        """End the innermost list item."""
        self.open.pop()

    def _quote(self, step: int) -> None:
        """Go one quotation deeper, or out of it."""
        self.quotes += step

    def _see_comment(self, token: Token) -> None:
        """Keep a comment ``%%`` of several lines, and where the first one begins that nothing closes."""
        if "unclosed" in token.meta and self.unclosed is None:
            self.unclosed = (token.map or [0])[0] + 1
        self._keep_comment(token, "" if "unclosed" in token.meta else "%%")

    def _see_html(self, token: Token) -> None:
        """Keep a block of HTML that is a comment."""
        if token.content.lstrip(" ").startswith("<!--"):
            self._keep_comment(token, "-->")

    def _keep_comment(self, token: Token, close: str) -> None:
        """Keep where a comment stands that is a block: its last line up to the mark that closes it."""
        first, end = token.map or (0, 0)
        parts = [(line + 1, 0, len(self.lines[line])) for line in range(first, end)]
        after = 2 if end == first + 1 else 0
        found = self.lines[end - 1].find(close, after) if close else -1
        if found >= 0:
            parts[-1] = (end, 0, found + len(close))
        self.comments.append(tuple(parts))

    def _close_row(self) -> None:
        """Keep the row as a line."""
        line, column = self.row
        self._keep_line(line, column, len(self.lines[line - 1]), "row", self.row_gaps)

    def _open_row(self, token: Token) -> None:
        """Begin a table's row: cut it into its cells."""
        number = (token.map or [0])[0]
        column = token.meta["at"][0] - self.starts[number]
        self.row = (number + 1, column)
        self.row_gaps = []
        self.cells = split_row(self.seen[number][column:], number + 1, column)

    def _read_cell(self) -> None:
        """Read the next cell of the row; rows with too few are filled up by markdown-it."""
        if self.cells:
            cell = self.cells.pop(0)
            self.row_gaps += self._read_marks(cell.content, cell).get(cell.line, ())

    def _read_text(self, token: Token, around: Token, *, first: bool) -> None:
        """Read a paragraph or a heading; ``first`` says that it is the first part of a list item."""
        number = (token.map or [0])[0]
        columns = [at - self.starts[number + line] for line, at in enumerate(token.meta["at"])]
        heading = around.type == "heading_open"
        if heading and around.markup.startswith("#"):
            rest = self.seen[number][columns[0] + len(around.markup) :]
            columns[0] += len(around.markup) + len(rest) - len(rest.lstrip(" \t"))
        gaps = self._read_marks(token.content, Cutting.of(token.content, number + 1, columns))
        item = self.open[-1] if self.open else None
        texts = []
        for at, piece in enumerate(token.content.split("\n")):
            line, column = number + at + 1, columns[at]
            end = column + len(piece.strip(" \t"))
            kind: Literal["text", "item", "heading"] = "heading" if heading else "text"
            if first and at == 0 and not heading and item:
                kind = "item" if line == item.line else "text"
                box = BOX.match(self.seen[line - 1], column, end)
                if box:
                    item.status, column = self.lines[line - 1][column + 1], box.end()
            texts.append(self._keep_line(line, column, end, kind, gaps.get(line, ())))
        if item and item.texts is None:
            item.texts = texts
        if heading and around.level == 0:
            self.headings.append((number + 1, int(around.tag[1:]), " ".join(texts).strip()))

    def _read_marks(self, content: str, places: Cutting | Cell) -> dict[int, list[Gap]]:
        """Keep the links and tags of a text, and return its gaps."""
        marks = read_marks(content, places, self.lines, quoted=self.quotes > 0, allowed=self.allowed)
        self.links += marks.links
        self.tags += marks.tags
        for line, gaps in marks.gaps.items():
            self.comments += [((line, gap.start, gap.end),) for gap in gaps if gap.comment]
        return marks.gaps

    def _keep_line(
        self, line: int, start: int, end: int, kind: Literal["text", "item", "heading", "row"], gaps: Sequence[Gap]
    ) -> str:
        """Keep a line of prose and return its text; one that is nothing but code, math or comment is none."""
        text, is_prose = prose(self.lines[line - 1][:end], start, gaps)
        if is_prose:
            item = self.open[-1].line if self.open else None
            self.prose.append(Line(line, start + 1, text, kind, item, self.quotes > 0))
        return text.strip()


def with_ends(headings: Sequence[tuple[int, int, str]], last: int) -> tuple[Heading, ...]:
    """Return headings with the ends of their sections."""
    found: list[Heading] = []
    nearest: list[int] = [last + 1] * 7
    for line, level, title in reversed(headings):
        found.append(Heading(line, min(nearest[1 : level + 1]) - 1, level, title))
        nearest[level] = line
    return tuple(reversed(found))
