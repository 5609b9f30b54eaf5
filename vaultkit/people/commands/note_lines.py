"""A note's bytes as lines that can be cut and put in; every line keeps its own bytes."""

from codecs import BOM_UTF8
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class NoteLines:
    """The lines of a note without their endings; ``endings`` are those, ``front`` is the last line of the front matter.

    Line n of the note is ``lines[n - 1]``. ``front`` is 0 where there is none. New lines end as most of the note's do.
    """

    lines: list[bytes]
    endings: list[bytes]
    front: int
    bom: bool

    @classmethod
    def of(cls, data: bytes) -> "NoteLines":
        """Return the lines of a note's bytes."""
        bom = data.startswith(BOM_UTF8)
        pieces = data.removeprefix(BOM_UTF8).split(b"\n")
        last = pieces.pop()
        lines = [piece.removesuffix(b"\r") for piece in pieces]
        endings = [b"\r\n" if piece.endswith(b"\r") else b"\n" for piece in pieces]
        if last:
            lines.append(last)
            endings.append(b"")
        return cls(lines, endings, _front(lines), bom)

    @property
    def newline(self) -> bytes:
        """The ending of most lines."""
        crlf = self.endings.count(b"\r\n")
        return b"\r\n" if crlf > self.endings.count(b"\n") else b"\n"

    def insert(self, before: int, new: Sequence[bytes]) -> None:
        """Put lines in before a line, which may be the one after the last; no line behind the last one ends."""
        if before > len(self.lines) and self.endings and not self.endings[-1]:
            self.endings[-1] = self.newline
            endings = [self.newline] * (len(new) - 1) + [b""]
        else:
            endings = [self.newline] * len(new)
        self.lines[before - 1 : before - 1] = new
        self.endings[before - 1 : before - 1] = endings

    def data(self) -> bytes:
        """Return the bytes."""
        return (BOM_UTF8 if self.bom else b"") + b"".join(
            line + ending for line, ending in zip(self.lines, self.endings, strict=True)
        )


def _front(lines: Sequence[bytes]) -> int:
    """Return the line that ends the front matter; 0 where there is none."""
    if not lines or lines[0].rstrip(b" \t") != b"---":
        return 0
    return next((number for number, line in enumerate(lines[1:], 2) if line.rstrip(b" \t") == b"---"), 0)
