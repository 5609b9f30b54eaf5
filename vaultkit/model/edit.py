"""The only ways in which a file of the vault changes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a file as they were read, and their SHA-256 in hexadecimal."""

    path: str
    data: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the bytes from ``start`` up to ``end`` of a file that still has ``digest``."""

    path: str
    digest: str
    start: int
    end: int
    replacement: bytes

    def applied(self, data: bytes) -> bytes:
        """Return the file's bytes after the edit; every byte outside the span is the same."""
        return data[: self.start] + self.replacement + data[self.end :]


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
