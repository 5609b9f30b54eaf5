"""The journal of writes: what each command changed, kept so that a crash can be mended and a command taken back."""

import contextlib
import os
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from vaultkit.disk.atomic import sync_folder, write_all
from vaultkit.disk.journal_end import Mark, State, ends_with_a_mark
from vaultkit.model.edit import Edit
from vaultkit.model.put_line import PutLine

_PRIVATE = 0o600

DAYS = 30
"""Days for which a command is kept, whatever came after it."""
COMMANDS = 200
"""So many of the last commands are kept, however old they are."""
_MOST = 16 * 1024 * 1024
# Fewer than COMMANDS lines: not worth a look at their age.
_LITTLE = 64 * 1024
_LONG = timedelta(days=DAYS)
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes that were replaced: ``old`` stood at ``start`` of the file as it was before."""

    start: int
    old: bytes
    new: bytes


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What happened to one file.

    ``before`` and ``after`` are digests, ``before`` None for a file that was made. A file that was moved has a
    ``target``; one that was edited has ``spans``, by their start. ``folders`` are those that had to be made.
    """

    path: str
    before: str | None
    after: str
    spans: tuple[Span, ...] = ()
    target: str | None = None
    folders: tuple[str, ...] = ()

    def before_bytes(self, data: bytes) -> bytes:
        """Return the bytes of the edited file as they were, given those that it has now."""
        for edit in reversed(self.inverse()):
            data = edit.applied(data)
        return data

    def inverse(self) -> tuple[Edit, ...]:
        """Return the edits that give the edited file its old bytes back, as long as it still has the new ones."""
        edits: list[Edit] = []
        moved = 0
        for span in self.spans:
            start = span.start + moved
            edits.append(Edit(self.path, self.after, start, start + len(span.new), span.old))
            moved += len(span.new) - len(span.old)
        return tuple(edits)


@dataclass(frozen=True, slots=True)
class Entry:
    """One command's write.

    ``time`` is the caller's, None if it said none. ``blocks`` marks a rewrite of generated blocks, which no undo takes
    back. ``state`` is ``planned`` until the files are known to be written; a crash leaves it so. ``undoes`` is the
    entry that this one takes back. ``leaves`` are the folders that are removed afterwards, if they are empty.
    ``lines`` are those to be looked after for a while: an editor may save an old buffer over them.
    """

    id: str
    label: str
    time: datetime | None
    files: tuple[FileRecord, ...]
    blocks: bool = False
    state: State = "planned"
    undoes: str | None = None
    leaves: tuple[str, ...] = ()
    lines: tuple[PutLine, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that were written, each by the path that it has afterwards."""
        return tuple(dict.fromkeys(self.last_path(record) for record in self.files))

    @property
    def touched(self) -> frozenset[str]:
        """Every path that is not what it was before."""
        return frozenset(path for record in self.files for path in (record.path, record.target) if path)

    def last_path(self, record: FileRecord) -> str:
        """Return where a file lies after the write, which may have moved the one that it edited."""
        if record.before is None:
            return record.path
        targets = (other.target for other in self.files if other.target and other.path == record.path)
        return next(targets, record.path)


@dataclass(frozen=True, slots=True)
class _Trimmed:
    """The first line of a journal that has forgotten something, and when it last looked for more to forget."""

    trimmed: datetime


class Journal:
    """An append-only file of JSON lines; one writer at a time, who holds the vault's writer lock."""

    def __init__(self, place: Path) -> None:
        """Keep the journal in that file, which need not exist."""
        self._place = place

    def entry(  # noqa: PLR0913 - what an entry says beside its files
        self,
        label: str,
        time: datetime | None,
        *,
        blocks: bool = False,
        undoes: str | None = None,
        leaves: tuple[str, ...] = (),
        lines: tuple[PutLine, ...] = (),
    ) -> "Recorder":
        """Return a recorder for one command's write; nothing is written yet."""
        entry = Entry(uuid.uuid4().hex, label, time, (), blocks, undoes=undoes, leaves=leaves, lines=lines)
        return Recorder(self, entry)

    def entries(self) -> tuple[Entry, ...]:
        """Return all entries, oldest first; lines that a crash has torn are left out. Raises OSError."""
        found: dict[str, Entry] = {}
        for line in self._lines():
            with contextlib.suppress(msgspec.MsgspecError, ValueError):
                said = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
                if "files" in said:
                    entry = msgspec.json.decode(line, type=Entry)
                    found[entry.id] = entry
                else:
                    mark = msgspec.json.decode(line, type=Mark)
                    if mark.id in found:
                        found[mark.id] = replace(found[mark.id], state=mark.state)
        return tuple(found.values())

    def unfinished(self) -> tuple[Entry, ...]:
        """Return the entries that a crash left planned, newest first. Raises OSError."""
        if ends_with_a_mark(self._place):
            return ()
        return tuple(entry for entry in reversed(self.entries()) if entry.state == "planned")

    def mark(self, entry: Entry, state: State) -> None:
        """Say how an entry ended. Raises OSError."""
        self._append(msgspec.json.encode(Mark(entry.id, state)))

    def plan(self, entry: Entry) -> None:
        """Write an entry down before its files are touched, and see it on the disk. Raises OSError."""
        self._trim(entry.time)
        self._append(msgspec.json.encode(entry))

    def _append(self, line: bytes) -> None:
        """Append one line whole or not at all, and see it on the disk."""
        handle = os.open(self._place, os.O_RDWR | os.O_APPEND | os.O_CREAT, _PRIVATE)
        try:
            size = os.fstat(handle).st_size
            try:
                write_all(handle, (b"" if self._ended(handle, size) else b"\n") + line + b"\n")
                os.fsync(handle)
            except OSError:
                os.ftruncate(handle, size)
                raise
        finally:
            os.close(handle)
        if not size:
            sync_folder(self._place.parent)

    @staticmethod
    def _ended(handle: int, size: int) -> bool:
        """Return whether the last line has its end; a crash may have torn it off."""
        if not size:
            return True
        os.lseek(handle, size - 1, os.SEEK_SET)
        return os.read(handle, 1) == b"\n"

    def _lines(self) -> Sequence[bytes]:
        """Return the journal's lines."""
        try:
            return self._place.read_bytes().split(b"\n")
        except FileNotFoundError:
            return ()

    def _trim(self, now: datetime | None) -> None:
        """Forget what is too old, and the oldest of what takes too much room."""
        try:
            size = self._place.stat().st_size
        except FileNotFoundError:
            return
        if size > _MOST or (size > _LITTLE and now is not None and self._is_old(now)):
            entries = self.entries()
            kept = _within(_MOST // 4, entries[_first_kept(entries, now) :])
            head = (msgspec.json.encode(_Trimmed(now)),) if now is not None else ()
            self._rewrite((*head, *(msgspec.json.encode(entry) for entry in kept)))

    def _is_old(self, now: datetime) -> bool:
        """Return whether the first line is older than it may be: the oldest entry, or the last look at all of them."""
        with self._place.open("rb") as file:
            first = file.readline()
        with contextlib.suppress(msgspec.MsgspecError, ValueError):
            return _since(msgspec.json.decode(first, type=_Trimmed).trimmed, now) > _A_DAY
        with contextlib.suppress(msgspec.MsgspecError, ValueError):
            time = msgspec.json.decode(first, type=Entry).time
            return time is not None and _since(time, now) > _LONG
        return False

    def _rewrite(self, lines: Iterable[bytes]) -> None:
        """Replace the journal in one step."""
        fresh = self._place.with_suffix(".new")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE)
        try:
            write_all(handle, b"".join(line + b"\n" for line in lines))
            os.fsync(handle)
        finally:
            os.close(handle)
        fresh.replace(self._place)
        sync_folder(self._place.parent)


def _first_kept(entries: Sequence[Entry], now: datetime | None) -> int:
    """Return where those begin that are kept for their age or their number; rewrites of blocks go with commands."""
    commands = [number for number, entry in enumerate(entries) if not entry.blocks]
    by_number = commands[-COMMANDS] if len(commands) >= COMMANDS else 0
    young = (
        number
        for number, entry in enumerate(entries)
        if now is None or entry.time is None or _since(entry.time, now) <= _LONG
    )
    return min(by_number, next(young, by_number))


def _within(room: int, entries: Sequence[Entry]) -> list[Entry]:
    """Return the last commands, and the last rewrites of blocks, that take no more room than that, each.

    A watcher that rewrites a big dashboard all day must not push out what people typed.
    """
    left = {True: room, False: room}
    kept: list[Entry] = []
    for entry in reversed(entries):
        left[entry.blocks] -= len(msgspec.json.encode(entry))
        if left[entry.blocks] >= 0:
            kept.append(entry)
    return kept[::-1]


def _since(then: datetime, now: datetime) -> timedelta:
    """Return the time that has passed, to the day: some callers name the zone, and some do not."""
    return now.replace(tzinfo=None) - then.replace(tzinfo=None)


class Recorder:
    """Takes down one command's write: ``planned`` before the first file is touched, then ``done`` or ``failed``."""

    def __init__(self, journal: Journal, entry: Entry) -> None:
        """Record into that journal."""
        self._journal = journal
        self._entry = entry

    @property
    def leaves(self) -> tuple[str, ...]:
        """The folders to remove after the write, if they are empty."""
        return self._entry.leaves

    def planned(self, files: tuple[FileRecord, ...]) -> None:
        """Write down what is about to happen. Raises OSError."""
        self._entry = replace(self._entry, files=files)
        self._journal.plan(self._entry)

    def done(self) -> None:
        """Write down that it happened; if that fails the next writer finds it out from the files."""
        with contextlib.suppress(OSError):
            self._journal.mark(self._entry, "done")

    def failed(self) -> None:
        """Write down that everything is as it was; if that fails the next writer finds it out."""
        with contextlib.suppress(OSError):
            self._journal.mark(self._entry, "failed")
