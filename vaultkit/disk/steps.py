"""The steps of a write: each change checked against the disk, then staged, committed, and cleaned up after."""

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from vaultkit.disk import atomic
from vaultkit.disk.journal import FileRecord, Span
from vaultkit.disk.paths import inside
from vaultkit.disk.read import LIMIT, digest, read_place
from vaultkit.disk.refusal import writing
from vaultkit.errors import CannotWriteError, NameTakenError, NoteChangedError, RefusedEditError
from vaultkit.model.edit import Change, Create, Edit, Move
from vaultkit.model.index import fold_path


class Step(Protocol):
    """One file's part of a write. ``stage`` touches no file of the user's, ``commit`` does; both raise OSError."""

    @property
    def record(self) -> FileRecord:
        """What the journal keeps of it."""

    def stage(self) -> None:
        """Prepare all that can fail for want of space or rights."""

    def commit(self) -> None:
        """Do it, in one step of the file system, if the file is still what was read."""

    def clean(self) -> None:
        """Remove what was prepared and not used."""


def plan(root: Path, changes: Sequence[Change], mark: str) -> tuple[Step, ...]:
    """Return the steps that the changes ask for, in the order in which they are done: edits, moves, new files.

    Nothing is touched yet. Raises what ``gateway.apply`` does.
    """
    edits: dict[Path, list[Edit]] = {}
    for change in changes:
        if isinstance(change, Edit):
            edits.setdefault(inside(root, change.path), []).append(change)
    rewrites = [found for place, asked in edits.items() if (found := _rewrite(place, asked, mark))]
    edited = {step.place: step.record for step in rewrites}
    moves = [change for change in changes if isinstance(change, Move)]
    names = _Names(root, frozenset(change.path for change in moves))
    renames = [_rename(root, change, names, edited) for change in moves]
    makes = [_make(root, change, names, mark) for change in changes if isinstance(change, Create)]
    return (*rewrites, *renames, *makes)


def digest_of(place: Path) -> str | None:
    """Return the digest of a file as it is now, by what is read of it; None if it is gone. Raises OSError."""
    try:
        return read_place(place, place.name)[0].digest
    except FileNotFoundError:
        return None


@dataclass(slots=True)
class _Rewrite:
    """New bytes for a file that exists."""

    place: Path
    data: bytes
    record: FileRecord
    mark: str
    temporary: Path | None = None

    def stage(self) -> None:
        self.temporary = atomic.stage(self.place.parent, self.data, self.mark, like=self.place)

    def commit(self) -> None:
        if self.temporary is None or digest_of(self.place) != self.record.before:
            raise NoteChangedError(self.record.path)
        atomic.replace(self.temporary, self.place)

    def clean(self) -> None:
        if self.temporary is not None:
            atomic.discard(self.temporary)


@dataclass(slots=True)
class _Make:
    """A new file, and the folders on the way to it."""

    place: Path
    data: bytes
    record: FileRecord
    mark: str
    temporary: Path | None = None
    made: tuple[Path, ...] = ()

    def stage(self) -> None:
        # Its own folder may be one that is still to be made, and nothing is made before the journal knows of it.
        self.temporary = atomic.stage(atomic.nearest_folder(self.place.parent), self.data, self.mark)

    def commit(self) -> None:
        if self.temporary is None:
            raise NoteChangedError(self.record.path)
        self.made = atomic.make_folders(self.place.parent)
        atomic.create(self.temporary, self.place)

    def clean(self) -> None:
        if self.temporary is not None:
            atomic.discard(self.temporary)
        atomic.remove_folders(self.made)


@dataclass(slots=True)
class _Rename:
    """Another path for a file."""

    place: Path
    target: Path
    record: FileRecord
    made: tuple[Path, ...] = ()

    def stage(self) -> None:
        """Nothing is to be prepared: a name takes no space."""

    def commit(self) -> None:
        if digest_of(self.place) != self.record.before:
            raise NoteChangedError(self.record.path)
        self.made = atomic.make_folders(self.target.parent)
        atomic.move(self.place, self.target)

    def clean(self) -> None:
        atomic.remove_folders(self.made)


def _rewrite(place: Path, asked: Sequence[Edit], mark: str) -> _Rewrite | None:
    """Return the step for all edits of one file; None if they change nothing."""
    path = asked[0].path
    with writing(path):
        data = _editable(place, path)
    before = digest(data)
    if any(edit.digest != before for edit in asked):
        raise NoteChangedError(path)
    edits = _in_order(path, asked, data)
    after = data
    for edit in reversed(edits):
        after = edit.applied(after)
    if after == data:
        return None
    if len(after) > LIMIT:
        raise RefusedEditError(path, 1, "the note would grow over 2 MiB")
    spans = tuple(Span(edit.start, data[edit.start : edit.end], edit.replacement) for edit in edits)
    return _Rewrite(place, after, FileRecord(path, before, digest(after), spans), mark)


def _editable(place: Path, path: str) -> bytes:
    """Return the bytes of a file that may be edited. Raises OSError, and what makes it untouchable."""
    try:
        found = place.lstat()
    except FileNotFoundError:
        raise NoteChangedError(path) from None
    if not stat.S_ISREG(found.st_mode):
        raise CannotWriteError(path, "it is no regular file")
    if found.st_nlink > 1:
        raise CannotWriteError(path, "it has several names (hard links), and a write would part them")
    if not found.st_mode & 0o222 or not os.access(place, os.W_OK):
        raise CannotWriteError(path, "it is read-only")
    if found.st_size > LIMIT:
        raise RefusedEditError(path, 1, "notes over 2 MiB are not edited")
    return read_place(place, path)[0].data


def _in_order(path: str, asked: Sequence[Edit], data: bytes) -> list[Edit]:
    """Return edits by their place in the file; those at one place stay in the order in which they were asked for."""
    edits = sorted(asked, key=lambda edit: (edit.start, edit.end))
    reached = 0
    for edit in edits:
        if not reached <= edit.start <= edit.end <= len(data):
            line = data.count(b"\n", 0, max(0, edit.start)) + 1
            raise RefusedEditError(path, line, "two edits overlap, or one lies outside the file")
        reached = edit.end
    return edits


def _rename(root: Path, change: Move, names: "_Names", edited: dict[Path, FileRecord]) -> _Rename:
    """Return the step for a move; the file may be edited before, in the same call."""
    place = inside(root, change.path)
    with writing(change.path):
        if (root / change.path).is_symlink():
            raise CannotWriteError(change.path, "it is a symbolic link")
        known = digest_of(place)
    if known is None or known != change.digest:
        raise NoteChangedError(change.path)
    if place in edited:
        known = edited[place].after
    folders = names.take(change.target)
    return _Rename(
        place, inside(root, change.target), FileRecord(change.path, known, known, (), change.target, folders)
    )


def _make(root: Path, change: Create, names: "_Names", mark: str) -> _Make:
    """Return the step for a new file."""
    place = inside(root, change.path)
    folders = names.take(change.path)
    return _Make(
        place, change.data, FileRecord(change.path, None, digest(change.data[:LIMIT]), (), None, folders), mark
    )


class _Names:
    """The names that are free: no other file has one that some system would take for the same."""

    def __init__(self, root: Path, leaving: frozenset[str]) -> None:
        """Count the paths that are about to be given away as free."""
        self._root = root
        self._leaving = leaving
        self._taken: set[str] = set()

    def take(self, path: str) -> tuple[str, ...]:
        """Take a path for a file and return the folders that must be made. Raises ``NameTakenError``.

        Case and Unicode form (NFC, NFD) do not tell names apart: a vault is synced to systems that ignore them.
        """
        inside(self._root, path)
        if fold_path(path) in self._taken:
            raise NameTakenError(path, path)
        self._taken.add(fold_path(path))
        missing: list[str] = []
        parts = path.split("/")
        for depth in range(1, len(parts) + 1):
            ending = "/".join(parts[:depth])
            if missing or not self._exists(ending, is_file=depth == len(parts)):
                missing.append(ending)
        return tuple(missing[:-1])

    def _exists(self, path: str, *, is_file: bool) -> bool:
        """Return whether a folder exists by exactly this name; a file must not, by any spelling."""
        folder, _, name = path.rpartition("/")
        with writing(path):
            found = [
                other.name for other in (self._root / folder).iterdir() if fold_path(other.name) == fold_path(name)
            ]
        others = [f"{folder}/{other}" if folder else other for other in found]
        if is_file:
            others = [other for other in others if other not in self._leaving]
        elif path in others:
            return True
        if others:
            raise NameTakenError(path, others[0])
        return False
