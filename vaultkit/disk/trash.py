"""Where a file that must go comes to lie in the vault's ``.trash``."""

from collections.abc import Sequence
from itertools import count
from pathlib import Path, PurePosixPath

from vaultkit.disk.paths import inside
from vaultkit.disk.refusal import writing
from vaultkit.model.edit import Change, Create, Edit, Move, Trash
from vaultkit.model.index import fold_path

FOLDER = ".trash"
"""Obsidian's own, in the vault; it keeps files by their names alone, without the folders that they lay in."""


def with_names(root: Path, changes: Sequence[Change]) -> tuple[Edit | Create | Move, ...]:
    """Return the same changes with every ``Trash`` made a move to a name that is free in ``.trash``.

    ``Ada.md`` becomes ``Ada 1.md`` where that name is taken, then ``Ada 2.md``. The names are free as long as the
    writer lock is held. Raises ``UnsafeNameError`` where ``.trash`` leads out of the vault, and ``CannotWriteError``
    where it cannot be read.
    """
    if not any(isinstance(change, Trash) for change in changes):
        return tuple(change for change in changes if not isinstance(change, Trash))
    taken = _names(root)
    named: list[Edit | Create | Move] = []
    for change in changes:
        if isinstance(change, Trash):
            name = _free(PurePosixPath(change.path), taken)
            taken.add(fold_path(name))
            named.append(Move(change.path, change.digest, f"{FOLDER}/{name}"))
        else:
            named.append(change)
    return tuple(named)


def _names(root: Path) -> set[str]:
    """Return the names that are taken in ``.trash``, as they are compared."""
    with writing(FOLDER):
        try:
            return {fold_path(place.name) for place in inside(root, FOLDER).iterdir()}
        except FileNotFoundError:
            return set()


def _free(path: PurePosixPath, taken: set[str]) -> str:
    """Return a file's own name, or the first numbered one that nothing has."""
    names = (f"{path.stem} {number}{path.suffix}" if number else path.name for number in count())
    return next(name for name in names if fold_path(name) not in taken)
