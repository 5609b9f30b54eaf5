"""What takes a command's write back: the changes that give its files the bytes and the names that they had."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vaultkit.disk.journal import Entry, FileRecord
from vaultkit.disk.paths import inside
from vaultkit.disk.read import STIRRING, digest, read_place
from vaultkit.disk.refusal import reason
from vaultkit.disk.trash import with_names
from vaultkit.errors import MovedOnError, NoteChangedError, UnsafeNameError, UsageError, VaultkitError
from vaultkit.model.edit import Change, Edit, Move, Source, Trash, Written

LISTED = 20
"""How many of the last commands are listed."""


@dataclass(frozen=True, slots=True)
class Undo:
    """The entry that is taken back, and the changes that do it.

    ``restored`` are the files as they lie then, each with the first line that changes; ``leaves`` are the folders
    that the command had made.
    """

    entry: Entry
    changes: tuple[Change, ...]
    restored: tuple[Written, ...]
    leaves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Command:
    """A command that wrote, whether it was taken back, and why it cannot be."""

    entry: Entry
    undone: bool
    why_not: str | None


def commands(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the commands that wrote, newest first: neither rewrites of blocks nor what took others back."""
    return tuple(each for each in reversed(entries) if each.state == "done" and not each.blocks and not each.undoes)


def taken_back(entries: Sequence[Entry]) -> frozenset[str]:
    """Return the ids of the entries that were taken back."""
    return frozenset(each.undoes for each in entries if each.undoes and each.state == "done")


def choose(entries: Sequence[Entry], wanted: str | None) -> Entry:
    """Return the command whose id begins with ``wanted``, or the last that was not taken back.

    Raises ``UsageError`` where there is none, or several.
    """
    back = taken_back(entries)
    if wanted is None:
        found = [each for each in commands(entries) if each.id not in back][:1]
        if not found:
            raise UsageError("there is no command to take back; `vaultkit undo --list` shows what is known")
        return found[0]
    found = [each for each in commands(entries) if wanted and each.id.startswith(wanted)]
    if len(found) != 1:
        so_many = f"{len(found)} ids begin with" if found else "no command has the id"
        raise UsageError(f"{so_many} {wanted!r}; `vaultkit undo --list` shows them")
    if found[0].id in back:
        raise UsageError(f"{wanted!r} was taken back already")
    return found[0]


def plan_undo(root: Path, entries: Sequence[Entry], entry: Entry) -> Undo:
    """Return what takes an entry back; nothing is written.

    Every file must have the bytes that the entry gave it, or bytes to which only rewrites of our own blocks have led
    since: these are taken back with it. A file that the entry made goes to ``.trash``. Raises ``MovedOnError``.
    """
    edits: list[Change] = []
    moves: list[Change] = []
    thrown: list[Change] = []
    restored: list[Written] = []
    for path, records in _by_last_path(entry).items():
        first = records[0]
        source = _source(root, entries, entry, path)
        data = _walked_back(entries, path, source, first.after)
        if data is None:
            raise MovedOnError(path, _why(entries, entry, path, source))
        if first.before is None:
            thrown.append(Trash(path, source.digest))
            continue
        data = first.before_bytes(data)
        if digest(data) != first.before:
            raise MovedOnError(path, "does not fit what the journal says of it")
        edit = Edit.between(source, data)
        edits += [edit] if edit.replacement or edit.start != edit.end else []
        moves += [Move(path, source.digest, record.path) for record in records if record.target is not None]
        restored.append(Written(first.path, source.data.count(b"\n", 0, edit.start) + 1, ""))
    changes = with_names(root, (*edits, *thrown, *reversed(moves)))
    made = [each for each in changes[len(edits) : len(edits) + len(thrown)] if isinstance(each, Move)]
    leaves = tuple(folder for record in entry.files for folder in record.folders)
    return Undo(entry, changes, (*restored, *(Written(each.target, 1, "") for each in made)), leaves)


def listed(root: Path, entries: Sequence[Entry]) -> tuple[Command, ...]:
    """Return the last commands, newest first, and whether each can be taken back as the files are now."""
    back = taken_back(entries)
    found = commands(entries)[:LISTED]
    return tuple(
        Command(each, each.id in back, "taken back already" if each.id in back else _refusal(root, entries, each))
        for each in found
    )


def _refusal(root: Path, entries: Sequence[Entry], entry: Entry) -> str | None:
    """Return what keeps an entry from being taken back, or None."""
    try:
        plan_undo(root, entries, entry)
    except MovedOnError as error:
        return f"{error.path} {error.reason}"
    except VaultkitError as error:
        return str(error)
    return None


def _by_last_path(entry: Entry) -> dict[str, list[FileRecord]]:
    """Return the records of each file by where it lies after the write: its edit, then its move, or its making."""
    found: dict[str, list[FileRecord]] = {}
    for record in entry.files:
        found.setdefault(entry.last_path(record), []).append(record)
    return found


def _source(root: Path, entries: Sequence[Entry], entry: Entry, path: str) -> Source:
    """Return a file as it is now. Raises ``MovedOnError`` where there is none, or none that can be read."""
    try:
        return read_place(inside(root, path), path)[0]
    except (FileNotFoundError, NotADirectoryError):
        raise MovedOnError(path, _why(entries, entry, path, None)) from None
    except UnsafeNameError:
        raise MovedOnError(path, "leads out of the vault now") from None
    except NoteChangedError:
        raise MovedOnError(path, f"cannot be read: {STIRRING}") from None
    except OSError as error:
        raise MovedOnError(path, f"cannot be read: {reason(error)}") from None


def _walked_back(entries: Sequence[Entry], path: str, source: Source, wanted: str) -> bytes | None:
    """Return the bytes with the wanted digest that lead to a file's present ones by rewrites of blocks alone."""
    rewrites = [
        record
        for each in entries
        if each.blocks and each.state == "done"
        for record in each.files
        if record.path == path and record.spans
    ]
    known = {source.digest: source.data}
    ahead = [source.digest]
    while ahead:
        now = ahead.pop()
        if now == wanted:
            return known[now]
        for record in rewrites:
            if record.after == now and record.before is not None and record.before not in known:
                data = record.before_bytes(known[now])
                if digest(data) == record.before:
                    known[record.before] = data
                    ahead.append(record.before)
    return None


def _why(entries: Sequence[Entry], entry: Entry, path: str, source: Source | None) -> str:
    """Return why a file is not as an entry left it: a later command of ours, or somebody else."""
    back = taken_back(entries)
    for later in commands(entries[entries.index(entry) + 1 :]):
        for record in later.files:
            if later.id in back or path not in {record.path, record.target}:
                continue
            if source is None or _walked_back(entries, later.last_path(record), source, record.after) is not None:
                return f"was changed by `{later.label}` since, which must be taken back first (undo {later.id[:8]})"
    return "is gone" if source is None else "has changed since"
