"""From bytes to text to lines, and where each line's bytes stand: the ground of reading and of splicing."""

from codecs import BOM_UTF8
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text without its byte order mark.

    ``fault`` is the offset of the first byte that is no UTF-8, None where all of it is; each such
    sequence of bytes stands in ``text`` as U+FFFD.
    """

    text: str
    bom: bool = False
    fault: int | None = None


def decode(data: bytes, *, cut: bool = False) -> Decoded:
    """Return the text of a file's bytes; ``cut`` says that they are only its beginning. Never raises."""
    bom = data.startswith(BOM_UTF8)
    body = data[len(BOM_UTF8) :] if bom else data
    try:
        return Decoded(body.decode("utf-8"), bom)
    except UnicodeDecodeError as error:
        split_character = cut and error.reason == "unexpected end of data"
        fault = None if split_character else error.start + len(data) - len(body)
        return Decoded(body.decode("utf-8", errors="replace"), bom, fault)


def split_lines(text: str) -> list[str]:
    r"""Return the lines of a text without their endings, which are ``\n`` or ``\r\n`` and nothing else.

    A last line without an ending counts, an empty text has no lines; form feeds, U+2028 and lone
    carriage returns stay where they are.
    """
    pieces = text.split("\n")
    last = pieces.pop()
    if "\r" in text:
        pieces = [piece.removesuffix("\r") for piece in pieces]
    return [*pieces, last] if last else pieces


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a file as byte spans: ``starts[n - 1]`` is where line n begins, the last entry the end of the file.

    A byte order mark belongs to no line.
    """

    data: bytes
    starts: Sequence[int]

    @classmethod
    def of(cls, data: bytes) -> "Lines":
        """Return the lines of a file; one line feed ends one line, as in ``split_lines``."""
        starts = [len(BOM_UTF8) if data.startswith(BOM_UTF8) else 0]
        found = data.find(b"\n", starts[0])
        while found >= 0:
            starts.append(found + 1)
            found = data.find(b"\n", found + 1)
        if starts[-1] != len(data):
            starts.append(len(data))
        return cls(data, tuple(starts))

    def __len__(self) -> int:
        """Return the number of lines."""
        return len(self.starts) - 1

    def start(self, number: int) -> int:
        """Return where a line begins; of the line after the last one, the end of the file."""
        return self.starts[number - 1]

    def end(self, number: int) -> int:
        """Return where a line's text ends, before its ending."""
        return self.starts[number] - len(self.ending(number))

    def ending(self, number: int) -> bytes:
        """Return a line's ending: CR LF, LF, or nothing at the end of the file."""
        whole = self.data[self.starts[number - 1] : self.starts[number]]
        if whole.endswith(b"\r\n"):
            return b"\r\n"
        return b"\n" if whole.endswith(b"\n") else b""

    def offset(self, number: int, column: int) -> int | None:
        """Return where a column of a line, counted from 1, stands; None in a line with bytes that are no UTF-8."""
        try:
            text = self.data[self.start(number) : self.end(number)].decode("utf-8")
        except UnicodeDecodeError:
            return None
        return self.start(number) + len(text[: column - 1].encode())

    def text(self, number: int) -> str:
        """Return a line without its ending; bytes that are no UTF-8 are U+FFFD."""
        return self.data[self.start(number) : self.end(number)].decode("utf-8", errors="replace")

    @property
    def newline(self) -> bytes:
        """The ending that most lines have; LF where there is none or as many of both."""
        crlf = self.data.count(b"\r\n")
        return b"\r\n" if crlf > self.data.count(b"\n") - crlf else b"\n"
