"""Lines to look after: those that the journal has of late, of any process, and those that were lost."""

import contextlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import msgspec

from vaultkit.disk.atomic import write_all
from vaultkit.disk.journal import Entry
from vaultkit.disk.state import state_folder
from vaultkit.model.put_line import PutLine

_JOURNAL = "journal.jsonl"
_LOST = "lost-lines.json"
_PRIVATE = 0o600
_TAIL = 1024 * 1024
_REMEMBERED = 10_000
_SEEN = 256


class JournalTail:
    """Follows the journal as it grows: each write that is done is given once."""

    def __init__(self, root: Path) -> None:
        """Begin with what was written of late to a vault."""
        self._root = root
        self._place: Path | None = None
        self._offset = 0
        self._last: bytes | None = None
        self._planned: dict[str, Entry] = {}
        self._given: dict[str, None] = {}

    @property
    def is_waiting(self) -> bool:
        """Whether a write has begun of which it is not known yet how it ended."""
        return bool(self._planned)

    def under_way(self, path: str) -> tuple[PutLine, ...]:
        """Return the lines that may stand in a note already, though it is not known yet how their write has ended."""
        return tuple(line for entry in self._planned.values() for line in entry.lines if line.path == path)

    def read(self) -> tuple[Entry, ...]:
        """Return the writes that were done since the last time, oldest first; none where the journal cannot be read."""
        found: list[Entry] = []
        try:
            lines = self._lines()
        except OSError:
            return ()
        for line in lines:
            with contextlib.suppress(msgspec.MsgspecError, ValueError, KeyError):
                found += self._take(line)
        for known in [*self._given][:-_REMEMBERED]:
            del self._given[known]
        return tuple(found)

    def _take(self, line: bytes) -> tuple[Entry, ...]:
        """Take a line of the journal: a write that is planned, or how one has ended. Raises KeyError and msgspec's."""
        said = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
        if "files" in said:
            entry = msgspec.json.decode(line, type=Entry)
            self._planned[entry.id] = entry
            state: str = entry.state
        else:
            entry = self._planned[msgspec.json.decode(said["id"], type=str)]
            state = msgspec.json.decode(said["state"], type=str)
        if state == "planned":
            return ()
        del self._planned[entry.id]
        if state != "done" or entry.id in self._given:
            return ()
        self._given[entry.id] = None
        return (entry,)

    def _lines(self) -> Sequence[bytes]:
        """Return the whole lines that are new; of a journal that was written anew, all of late. Raises OSError."""
        place = self._place or state_folder(self._root) / _JOURNAL
        self._place = place
        try:
            with place.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                if not self._goes_on(file):
                    self._offset = max(0, size - _TAIL)
                    self._planned = {}
                file.seek(self._offset)
                data = file.read()
                whole = data.rfind(b"\n") + 1
                self._offset += whole
                file.seek(max(0, self._offset - _SEEN))
                self._last = file.read(min(_SEEN, self._offset))
        except FileNotFoundError:
            return ()
        return data[:whole].split(b"\n")

    def _goes_on(self, file: BinaryIO) -> bool:
        """Return whether a journal is the one that was read, and not one that was written anew to forget something."""
        if self._last is None:
            return False
        file.seek(max(0, self._offset - _SEEN))
        return file.read(len(self._last)) == self._last


@dataclass(frozen=True, slots=True)
class LostLine:
    """A line that a command had written, and that somebody saved over so that it could not be put back."""

    path: str
    text: str
    time: datetime


def lost_lines(root: Path) -> tuple[LostLine, ...]:
    """Return the lines of a vault that were lost; none where that cannot be read."""
    try:
        return msgspec.json.decode((state_folder(root) / _LOST).read_bytes(), type=tuple[LostLine, ...])
    except (OSError, msgspec.MsgspecError, ValueError):
        return ()


def keep_lost_lines(root: Path, lines: Iterable[LostLine]) -> None:
    """Write down which lines of a vault are lost, in one step. Raises OSError."""
    place = state_folder(root) / _LOST
    fresh = place.with_suffix(".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE)
    try:
        write_all(handle, msgspec.json.encode(tuple(lines)))
        os.fsync(handle)
    finally:
        os.close(handle)
    fresh.replace(place)


def renamed(entry: Entry, path: str) -> str:
    """Return where a file lies after a write that may have moved it."""
    return next((file.target for file in entry.files if file.path == path and file.target), path)


def takes_out(entry: Entry, path: str, line: str) -> bool:
    """Return whether a write of our own has taken a line out of a note, so that nobody is to put it back."""
    text = line.encode("utf-8", "surrogateescape")
    spans = (span for file in entry.files if file.path == path for span in file.spans)
    return any(text in span.old and text not in span.new for span in spans)
