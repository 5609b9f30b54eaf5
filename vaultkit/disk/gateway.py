"""The one gateway for writes: several changes of a vault's files, guarded by their digests, all of them or none."""

import contextlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from vaultkit.disk import atomic
from vaultkit.disk.journal import Entry, FileRecord, Journal, Recorder
from vaultkit.disk.paths import inside, is_listed
from vaultkit.disk.read import digest, read_place
from vaultkit.disk.refusal import writing
from vaultkit.disk.state import writer_mark
from vaultkit.disk.steps import Step, digest_of, plan
from vaultkit.disk.trash import FOLDER, with_names
from vaultkit.disk.walk import TEMPORARY_PREFIX
from vaultkit.errors import NameTakenError, NoteChangedError, UnsafeNameError, VaultkitError
from vaultkit.model.edit import Change


def apply(root: Path, changes: Sequence[Change], *, journal: Recorder | None = None) -> None:
    """Change files of the vault: all of what is asked, or nothing. The caller holds the writer lock.

    Edits come first, then moves (those into ``.trash`` among them), then new files, so that a file can be edited and
    moved, and its old name given away, in one call. Edits of one file name the same digest and their spans do not
    overlap. All is staged beside the files and written down in the journal before the first of them is replaced.
    Raises ``NoteChangedError`` where a file is not what was read, ``NameTakenError``, ``UnsafeNameError``,
    ``RefusedEditError``, and ``CannotWriteError`` for what the system refuses; then every file is as it was, and no
    file of ours is left.
    """
    with writing("the vault's state"):
        mark = writer_mark(root)
    steps = plan(root, with_names(root, changes), mark)
    if not steps:
        return
    begun: list[Step] = []
    try:
        _stage(steps, journal)
        for step in steps:
            begun.append(step)
            with writing(step.record.path):
                step.commit()
    except BaseException as error:
        # Whoever says one of these has found it out before anything of the step was done: what is there is not ours.
        done = begun[:-1] if isinstance(error, NoteChangedError | NameTakenError) else begun
        undone = True
        for step in reversed(done):
            undone &= _restored(root, step.record, mark)
        if journal is not None and undone:
            journal.failed()
        raise
    finally:
        for step in reversed(steps):
            step.clean()
    if journal is not None:
        _leave(root, journal.leaves)
        journal.done()


def _stage(steps: Sequence[Step], journal: Recorder | None) -> None:
    """Prepare every step, then write down what is about to happen."""
    for step in steps:
        with writing(step.record.path):
            step.stage()
    if journal is not None:
        with writing("the journal"):
            journal.planned(tuple(step.record for step in steps))


def recover(root: Path, journal: Journal) -> None:
    """Settle what a crash cut short: where every file was written it is done, else all are taken back.

    A file that somebody has changed since is left as it is. The caller holds the writer lock.
    Raises ``CannotWriteError`` if the journal can be neither read nor written.
    """
    with writing("the journal"):
        mark = writer_mark(root)
        for entry in journal.unfinished():
            if all(_is_done(root, entry, record) for record in entry.files):
                _leave(root, entry.leaves)
                journal.mark(entry, "done")
                continue
            for record in reversed(entry.files):
                _free_held_name(root, record)
                _restored(root, record, mark)
            journal.mark(entry, "failed")


def remove_leftovers(root: Path, leftovers: Sequence[str]) -> None:
    """Remove temporary files that a killed process left, if they bear the mark of this vault's writers.

    The caller holds the writer lock, so that nobody can be writing them. Raises ``CannotWriteError`` where no state
    can be kept.
    """
    with writing("the vault's state"):
        mark = f"{TEMPORARY_PREFIX}{writer_mark(root)}-"
    for path in (*leftovers, *_trashed(root)):
        if PurePosixPath(path).name.startswith(mark):
            with contextlib.suppress(UnsafeNameError):
                atomic.discard(inside(root, path))


def _trashed(root: Path) -> list[str]:
    """Return what lies in ``.trash``: no walk enters it, but a note may have been written there on its way back."""
    with contextlib.suppress(OSError, UnsafeNameError):
        return [f"{FOLDER}/{place.name}" for place in inside(root, FOLDER).iterdir()]
    return []


def _leave(root: Path, folders: tuple[str, ...]) -> None:
    """Remove folders that a write made and its undo has emptied; outermost first, as they were made."""
    with contextlib.suppress(UnsafeNameError):
        atomic.remove_folders(tuple(inside(root, folder) for folder in folders))


def _is_done(root: Path, entry: Entry, record: FileRecord) -> bool:
    """Return whether a file has its new bytes, and its new name alone: a move gives it both for a moment."""
    try:
        place = inside(root, entry.last_path(record))
        if digest_of(place) != record.after:
            return False
        old = inside(root, record.path)
        return record.target is None or not is_listed(old) or not old.samefile(place)
    except (OSError, VaultkitError):
        return False


def _restored(root: Path, record: FileRecord, mark: str) -> bool:
    """Give a file back the bytes or the name that it had; return whether it has them.

    One that holds neither the old nor the new bytes was changed by somebody else, and is left alone.
    """
    try:
        place = inside(root, record.path)
        if record.target is not None:
            done = _moved_back(place, inside(root, record.target), record)
            _leave(root, record.folders)
            return done
        now = digest_of(place)
        if record.before is None and now in {None, record.after}:
            place.unlink(missing_ok=True)
            _leave(root, record.folders)
        elif now == record.after:
            _rewritten(place, record, mark)
        elif now != record.before:
            return False
    except (OSError, VaultkitError):
        return False
    return True


def _free_held_name(root: Path, record: FileRecord) -> None:
    """Remove the empty file that holds a name for a write that was killed, where the system knows no hard links."""
    new = record.path if record.before is None else record.target
    if new is None:
        return
    with contextlib.suppress(OSError, VaultkitError):
        place = inside(root, new)
        if digest_of(place) == digest(b"") != record.after:
            place.unlink()


def _rewritten(place: Path, record: FileRecord, mark: str) -> None:
    """Put the old bytes back. Raises OSError."""
    data = record.before_bytes(read_place(place, record.path)[0].data)
    if digest(data) != record.before:
        raise OSError(None, "the journal does not fit the file")
    temporary = atomic.stage(place.parent, data, mark, like=place)
    try:
        atomic.replace(temporary, place)
    finally:
        atomic.discard(temporary)


def _moved_back(place: Path, target: Path, record: FileRecord) -> bool:
    """Undo a move, whole or half done: with hard links a file has both names for a moment. Raises OSError."""
    if not is_listed(target):
        return is_listed(place)
    if not is_listed(place):
        if digest_of(target) != record.before:
            return False
        atomic.move(target, place)
    elif place.samefile(target):
        target.unlink()
    return True
