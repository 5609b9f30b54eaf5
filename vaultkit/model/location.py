"""Where something stands: a note, a line, a column."""

from typing import NamedTuple

from vaultkit.model.visible import visible


class Location(NamedTuple):
    """A place in a file of the vault.

    ``path`` is relative to the vault's root, with ``/``. ``line`` and ``column`` count from 1 in
    characters of the file as an editor shows it; column 1 stands for the whole line.
    """

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        """Print as ``People/Ada.md:14:3``, the form that editors jump to."""
        return f"{visible(self.path)}:{self.line}:{self.column}"
