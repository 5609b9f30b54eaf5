"""Where the characters of a text that markdown-it cut out of a note stand in the file."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

Place = tuple[int, int]
"""A line counted from 1 and a column counted from 0."""


@dataclass(frozen=True, slots=True)
class Cutting:
    """A text of several lines: each begins at a place in the file and runs on there without a gap.

    ``offsets`` are where its lines begin in the text, ``indents`` how many blanks each has there that
    ``columns`` have skipped already.
    """

    first: int
    offsets: Sequence[int]
    indents: Sequence[int]
    columns: Sequence[int]

    @classmethod
    def of(cls, content: str, first: int, columns: Sequence[int]) -> "Cutting":
        """Return the places of a text whose lines, less their indent, begin at these columns from line ``first`` on."""
        offsets, indents, at = [], [], 0
        for piece in content.split("\n"):
            offsets.append(at)
            indents.append(len(piece) - len(piece.lstrip(" \t")))
            at += len(piece) + 1
        return cls(first, offsets, indents, columns)

    def place(self, offset: int) -> Place:
        """Return where a character of the text stands in the file."""
        line = bisect_right(self.offsets, offset) - 1
        beyond = max(0, offset - self.offsets[line] - self.indents[line])
        return self.first + line, self.columns[line] + beyond


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a table's cell; ``columns`` holds one column for each of its characters and one for its end."""

    line: int
    content: str
    columns: Sequence[int]

    def place(self, offset: int) -> Place:
        """Return where a character of the cell stands in the file."""
        return self.line, self.columns[offset]


def split_row(row: str, line: int, column: int) -> list[Cell]:
    r"""Return the cells of a table's row that begins at a column: cut at each ``|`` but not at ``\|``, which is one.

    The rule is GFM's, as markdown-it has it: a pipe at either end opens or closes the row and makes no cell.
    """
    cells: list[Cell] = []
    characters: list[str] = []
    columns: list[int] = []
    for at, character in enumerate(row.rstrip(" \t")):
        if character == "|" and characters[-1:] == ["\\"]:
            characters[-1] = "|"
        elif character == "|":
            cells.append(_cell(line, characters, columns, column + at))
            characters, columns = [], []
        else:
            characters.append(character)
            columns.append(column + at)
    if characters:
        cells.append(_cell(line, characters, columns, columns[-1] + 1))
    return cells[1:] if row.startswith("|") else cells


def _cell(line: int, characters: list[str], columns: list[int], end: int) -> Cell:
    """Return a cell without the blanks around its text."""
    whole = "".join(characters)
    content = whole.strip(" \t")
    start = len(whole) - len(whole.lstrip(" \t"))
    return Cell(line, content, [*columns, end][start : start + len(content) + 1])
