"""The only ways in which a file of the vault changes."""

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a file as they were read, and their SHA-256 in hexadecimal."""

    path: str
    data: bytes
    digest: str

    @classmethod
    def of(cls, path: str, data: bytes) -> "Source":
        """Return a file as it would be read if it held these bytes."""
        return cls(path, data, sha256(data).hexdigest())


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the bytes from ``start`` up to ``end`` of a file that still has ``digest``."""

    path: str
    digest: str
    start: int
    end: int
    replacement: bytes

    @classmethod
    def between(cls, source: Source, data: bytes) -> "Edit":
        """Return the edit that makes a file's bytes others: one span, from the first to the last byte that differs."""
        start = _alike(source.data, data)
        old, new = source.data[start:], data[start:]
        end = _alike(old[::-1], new[::-1])
        return cls(source.path, source.digest, start, len(source.data) - end, new[: len(new) - end])

    def applied(self, data: bytes) -> bytes:
        """Return the file's bytes after the edit; every byte outside the span is the same."""
        return data[: self.start] + self.replacement + data[self.end :]


def _alike(one: bytes, other: bytes) -> int:
    """Count the bytes with which both begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((number for number, (left, right) in pairs if left != right), min(len(one), len(other)))


@dataclass(frozen=True, slots=True)
class Create:
    """Make a new file; one that exists is never overwritten."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Move:
    """Give a file that still has ``digest`` another path; one that exists is never overwritten."""

    path: str
    digest: str
    target: str


@dataclass(frozen=True, slots=True)
class Trash:
    """Move a file that still has ``digest`` into the vault's ``.trash``, as Obsidian does; nothing is ever deleted."""

    path: str
    digest: str


Change = Edit | Create | Move | Trash


@dataclass(frozen=True, slots=True)
class Written:
    """One line that a command wrote, for the report: the place and the text, without its line ending."""

    path: str
    line: int
    text: str
