"""What was read out of each note, kept between runs outside the vault; it can be deleted at any time."""

import contextlib
import functools
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from vaultkit import __version__
from vaultkit.disk.walk import Stat
from vaultkit.model.moment import Json
from vaultkit.model.note import Note

_FILE = "notes.sqlite3"
_PRIVATE = 0o600
_SCHEMA = 1
_TABLES = (
    "CREATE TABLE version (version TEXT NOT NULL)",
    """CREATE TABLE notes (
        path TEXT PRIMARY KEY, mtime_ns INTEGER NOT NULL, size INTEGER NOT NULL, inode INTEGER NOT NULL,
        template INTEGER NOT NULL, digest TEXT NOT NULL, note BLOB NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE facts (
        path TEXT NOT NULL, plugin TEXT NOT NULL, key TEXT NOT NULL, digest TEXT NOT NULL, facts BLOB NOT NULL,
        PRIMARY KEY (plugin, path)
    ) WITHOUT ROWID""",
)
_WAIT = 0.5
_ENCODER = msgspec.msgpack.Encoder()
_NOTES = msgspec.msgpack.Decoder(Note)
_FACTS: msgspec.msgpack.Decoder[Json] = msgspec.msgpack.Decoder()

_NO_STAT = Stat(-1, -1, -1)


@dataclass(frozen=True, slots=True)
class Row:
    """A note as it was last read. ``stat`` is None where the file's times could not yet tell a change."""

    path: str
    stat: Stat | None
    template: bool
    digest: str
    blob: bytes

    def note(self) -> Note | None:
        """Return the note; None if the row cannot be read."""
        try:
            return _NOTES.decode(self.blob)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return None


def row(note: Note, stat: Stat | None, *, template: bool) -> Row | None:
    """Return the row of a note; None for the rare note that cannot be kept (numbers over 64 bits, broken letters)."""
    try:
        return Row(note.path, stat, template, note.digest, _ENCODER.encode(note))
    except (OverflowError, ValueError, RecursionError, msgspec.MsgspecError):
        return None


class Cache:
    """A vault's cache. Whatever is wrong with it (torn, locked, a folder that cannot be written), it is then empty.

    Rows are msgpack of the values' own fields: data that runs no code, unlike a pickle. The file is open only while
    it is read or written.
    """

    def __init__(self, folder: Path) -> None:
        """Keep the cache in that folder."""
        self._place = folder / _FILE

    def notes(self) -> dict[str, Row]:
        """Return all rows by path."""
        found = self._read("SELECT path, mtime_ns, size, inode, template, digest, note FROM notes", ())
        return {
            path: Row(path, None if mtime < 0 else Stat(mtime, size, inode), bool(template), digest, blob)
            for path, mtime, size, inode, template, digest, blob in found
        }

    def facts(self, plugin: str, key: str) -> dict[str, tuple[str, Json]]:
        """Return what a plugin said of each note, by path, each with the note's digest.

        ``key`` stands for all else that it depends on: the plugin's version, the settings.
        """
        found = self._read("SELECT path, digest, facts FROM facts WHERE plugin = ? AND key = ?", (plugin, key))
        try:
            return {path: (digest, _FACTS.decode(blob)) for path, digest, blob in found}
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return {}

    def save_notes(self, rows: Iterable[Row], gone: Iterable[str]) -> None:
        """Keep these rows, forget those paths."""
        values = [(each.path, *(each.stat or _NO_STAT), each.template, each.digest, each.blob) for each in rows]
        lost = [(path,) for path in gone]
        self._write(
            ("DELETE FROM notes WHERE path = ?", lost),
            ("DELETE FROM facts WHERE path = ?", lost),
            ("REPLACE INTO notes VALUES (?, ?, ?, ?, ?, ?, ?)", values),
        )

    def save_facts(self, plugin: str, key: str, facts: Mapping[str, tuple[str, Json]]) -> None:
        """Keep what a plugin said of these notes, by path, each with the note's digest."""
        values: list[Sequence[object]] = []
        for path, (digest, said) in facts.items():
            with contextlib.suppress(OverflowError, ValueError, TypeError, RecursionError):
                values.append((path, plugin, key, digest, _ENCODER.encode(said)))
        self._write(
            ("DELETE FROM facts WHERE plugin = ? AND key <> ?", [(plugin, key)]),
            ("REPLACE INTO facts VALUES (?, ?, ?, ?, ?)", values),
        )

    def _read(self, query: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
        """Return the rows of a query; none from a cache that is absent, broken, or of another version."""
        try:
            with contextlib.closing(
                sqlite3.connect(f"{self._place.as_uri()}?mode=ro", timeout=_WAIT, uri=True)
            ) as database:
                return database.execute(query, values).fetchall() if _is_current(database) else []
        except sqlite3.Error:
            return []

    def _write(self, *statements: tuple[str, Sequence[Sequence[object]]]) -> None:
        """Write in one transaction; a broken cache is thrown away and begun anew, one that is locked stays as it is."""
        for _ in range(2):
            try:
                # SQLite itself would let everybody read it.
                os.close(os.open(self._place, os.O_RDWR | os.O_CREAT, _PRIVATE))
                with contextlib.closing(sqlite3.connect(self._place, timeout=_WAIT)) as database, database:
                    _begin(database)
                    for statement, values in statements:
                        database.executemany(statement, values)
            except (OSError, sqlite3.OperationalError):
                return
            except sqlite3.DatabaseError:
                with contextlib.suppress(OSError):
                    self._place.unlink()
            else:
                return


def _begin(database: sqlite3.Connection) -> None:
    """Make the tables anew unless they are of this version."""
    # A crash of the whole machine may tear the file; it is then thrown away.
    database.execute("PRAGMA synchronous = OFF")
    if _is_current(database):
        return
    for table in ("version", "notes", "facts"):
        database.execute(f"DROP TABLE IF EXISTS {table}")
    for table in _TABLES:
        database.execute(table)
    database.execute("INSERT INTO version VALUES (?)", (_version(),))


def _is_current(database: sqlite3.Connection) -> bool:
    """Return whether a database was made by this very reader."""
    if database.execute("SELECT 1 FROM sqlite_master WHERE name = 'version'").fetchone() is None:
        return False
    return bool(database.execute("SELECT version FROM version").fetchone() == (_version(),))


@functools.cache
def _version() -> str:
    """Return what the rows depend on besides the notes: the program, and in a checkout its code as it is now."""
    readers = Path(__file__).parent.parent.rglob("*.py")
    newest = max((place.stat().st_mtime_ns for place in readers), default=0)
    return f"{__version__}/{_SCHEMA}/{newest}"
