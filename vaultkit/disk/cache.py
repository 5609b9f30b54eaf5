"""What was read out of each note, and worked out from them, kept between runs outside the vault; it can be deleted."""

import contextlib
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from zlib import crc32

from vaultkit import __version__
from vaultkit.disk.collector import collector_paused
from vaultkit.disk.packaged import is_installed
from vaultkit.disk.walk import Seen, Stat

_FILE = "notes.sqlite3"
_PRIVATE = 0o600
_SCHEMA = 5
_PARTS = (
    "CREATE TABLE version (version TEXT NOT NULL)",
    """CREATE TABLE notes (
        path TEXT PRIMARY KEY, mtime_ns INTEGER NOT NULL, size INTEGER NOT NULL, inode INTEGER NOT NULL,
        template INTEGER NOT NULL, digest TEXT NOT NULL, notable INTEGER NOT NULL, sum INTEGER NOT NULL,
        note BLOB NOT NULL
    )""",
    # All but the note itself: a start reads this alone, a few bytes a note.
    "CREATE UNIQUE INDEX keys ON notes (path, mtime_ns, size, inode, template, digest, notable)",
    "CREATE TABLE folder (fingerprint TEXT NOT NULL, state TEXT NOT NULL)",
    """CREATE TABLE facts (
        plugin TEXT NOT NULL, path TEXT NOT NULL, key TEXT NOT NULL, digest TEXT NOT NULL, sum INTEGER NOT NULL,
        facts BLOB NOT NULL,
        PRIMARY KEY (plugin, path)
    ) WITHOUT ROWID""",
    """CREATE TABLE kept (
        plugin TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL, source TEXT NOT NULL, sum INTEGER NOT NULL,
        value BLOB NOT NULL,
        PRIMARY KEY (plugin, key, name)
    )""",
    "CREATE UNIQUE INDEX sources ON kept (plugin, key, name, source)",
)
"""What makes the tables and indexes, in words that SQLite keeps as they are."""
_NOT_BROKEN = frozenset(
    {
        *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_INTERRUPT),
        *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN),
        *(sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_NOLFS, sqlite3.SQLITE_TOOBIG),
    }
)
"""Errors that tell of a lock, the disk, the system or a value; all others tell of the file."""
_WAIT = 2.0
_AT_ONCE = 500
"""Names in one query, of which SQLite takes a limited number."""
_NO_STAT = Stat(-1, -1, -1)

Statement = tuple[str, Sequence[Sequence[object]]]


class Key(NamedTuple):
    """What a note is known by. ``stat`` is None where the file's times could not yet tell a change.

    ``notable`` says that it holds block markers or problems.
    """

    stat: Seen | None
    template: bool
    digest: str
    notable: bool


class Row(NamedTuple):
    """A note as it was last read: the key, and the note as bytes, which are none where they were damaged."""

    path: str
    key: Key
    blob: bytes


class FactRows(NamedTuple):
    """What a plugin said of some notes, by path, each with the note's digest.

    ``key`` stands for all else that it depends on: the plugin's version, the settings.
    """

    plugin: str
    key: str
    said: Mapping[str, tuple[str, bytes]]


class Cache:
    """A vault's cache: bytes by name, each with what they stand on, and a sum of both: what is damaged is not there.

    Whatever is wrong with it (torn, locked, a folder that cannot be written), it is then empty. The file is open only
    while it is read or written, each time in one short transaction, so that several processes may use it.
    """

    def __init__(self, folder: Path) -> None:
        """Keep the cache in that folder."""
        self._place = folder / _FILE
        self._is_broken = False

    def state_of(self, fingerprint: str) -> str | None:
        """Return the digest of all notes of a folder that looked the same when it was last read; None if none did."""
        found = self._read("SELECT state FROM folder WHERE fingerprint = ?", (fingerprint,))
        return str(found[0][0]) if found else None

    def keys(self, paths: Collection[str] | None = None) -> dict[str, Key]:
        """Return the keys of these notes, or of all (None), by path."""
        query = "SELECT path, mtime_ns, size, inode, template, digest, notable FROM notes INDEXED BY keys"
        with collector_paused():
            found = ((path, _key(values)) for path, *values in self._select(query, "path", (), paths))
            return {path: key for path, key in found if key is not None}

    def rows(self, paths: Collection[str] | None = None) -> Iterator[Row]:
        """Yield the rows of these notes, or of all (None)."""
        query = "SELECT path, mtime_ns, size, inode, template, digest, notable, sum, note FROM notes"
        for path, *values, total, blob in self._select(query, "path", (), paths):
            key = _key(values)
            if key is not None:
                yield Row(path, key, blob if _is_whole(path, key.digest, total, blob) else b"")

    def facts(self, plugin: str, key: str, paths: Collection[str] | None = None) -> Iterator[tuple[str, str, bytes]]:
        """Yield what a plugin said of these notes, or of all: path, the note's digest, what was said.

        ``key`` stands for all else that it depends on: the plugin's version, the settings.
        """
        query = "SELECT path, digest, sum, facts FROM facts WHERE plugin = ? AND key = ?"
        yield from _whole(self._select(query, "path", (plugin, key), paths))

    def kept(self, plugin: str, key: str, names: Collection[str] | None = None) -> Iterator[tuple[str, str, bytes]]:
        """Yield what a plugin keeps under a key, by these names or all: name, source, value."""
        query = "SELECT name, source, sum, value FROM kept WHERE plugin = ? AND key = ?"
        yield from _whole(self._select(query, "name", (plugin, key), names))

    def kept_sources(self, plugin: str, key: str) -> dict[str, str]:
        """Return what the values stand on that a plugin keeps under a key, by name."""
        found = self._read(
            "SELECT name, source FROM kept INDEXED BY sources WHERE plugin = ? AND key = ?", (plugin, key)
        )
        return dict(found)

    def clear(self) -> bool:
        """Forget everything, and return whether that was done."""
        tables = ("DELETE FROM folder", "DELETE FROM notes", "DELETE FROM facts", "DELETE FROM kept")
        return self._write(*((each, [()]) for each in tables))

    def save_notes(
        self,
        rows: Iterable[Row],
        gone: Iterable[str] = (),
        touched: Mapping[str, tuple[Stat, str]] = MappingProxyType({}),
        facts: Iterable[FactRows] = (),
    ) -> bool:
        """Keep these rows, forget the paths that are gone, and note the new stats of files that say what they said.

        ``touched`` tells these stats with the digest of each file: by now another process may have kept something else.
        ``facts`` are what plugins said of these notes. Return whether all of that was done, in one transaction.
        """
        values = [
            (path, *(key.stat or _NO_STAT), *key[1:], _sum(path, key.digest, blob), blob) for path, key, blob in rows
        ]
        lost = [(path,) for path in gone]
        return self._write(
            ("DELETE FROM folder", [()]),
            ("DELETE FROM notes WHERE path = ?", lost),
            ("DELETE FROM facts WHERE path = ?", lost),
            ("REPLACE INTO notes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values),
            (
                "UPDATE notes SET mtime_ns = ?, size = ?, inode = ? WHERE path = ? AND digest = ?",
                [(*stat, path, digest) for path, (stat, digest) in touched.items()],
            ),
            *map(_kept_facts, facts),
        )

    def save_state(self, fingerprint: str, state: str) -> None:
        """Keep what a folder looks like whose notes are all kept, and the digest of them all."""
        self._write(
            ("DELETE FROM folder", [()]),
            ("INSERT INTO folder VALUES (?, ?)", [(fingerprint, state)]),
        )

    def save_facts(self, facts: FactRows) -> bool:
        """Keep what a plugin said of some notes, and return whether that was done."""
        return self._write(_kept_facts(facts))

    def save_kept(self, plugin: str, key: str, values: Mapping[str, tuple[str, bytes]], gone: Iterable[str]) -> None:
        """Keep values of a plugin by name, each with its source, and forget the names that are gone."""
        rows = [
            (plugin, key, name, source, _sum(name, source, value), value) for name, (source, value) in values.items()
        ]
        self._write(
            ("DELETE FROM kept WHERE plugin = ? AND key = ? AND name = ?", [(plugin, key, name) for name in gone]),
            ("REPLACE INTO kept VALUES (?, ?, ?, ?, ?, ?)", rows),
        )

    def _select(
        self, query: str, column: str, values: Sequence[str], names: Collection[str] | None
    ) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query, all or those whose column holds one of the names."""
        if names is None:
            yield from self._read(query, values)
            return
        joint = "AND" if values else "WHERE"
        wanted = list(names)
        for first in range(0, len(wanted), _AT_ONCE):
            some = wanted[first : first + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            asked = frozenset(some)
            # In a damaged file an index may lead to a row of another name.
            rows = self._read(f"{query} {joint} {column} IN ({marks})", [*values, *some])
            yield from (row for row in rows if row[0] in asked)

    def _read(self, query: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
        """Return the rows of a query; none from a cache that is absent, broken, or of another version."""
        try:
            with contextlib.closing(
                sqlite3.connect(f"{self._place.as_uri()}?mode=ro", timeout=_WAIT, uri=True)
            ) as database:
                database.execute("BEGIN")
                return database.execute(query, values).fetchall() if _is_current(database) else []
        except UnicodeError:
            return []
        except sqlite3.Error as error:
            self._is_broken |= _tells_of_a_broken_file(error)
            return []

    def _write(self, *statements: Statement) -> bool:
        """Write in one transaction, and return whether it was done.

        A cache that is broken, or was when it was read, is thrown away and begun anew; one that is locked, or has no
        room, stays as it is.
        """
        for _ in range(2):
            if self._is_broken:
                with contextlib.suppress(OSError):
                    self._place.unlink()
                self._is_broken = False
            try:
                # SQLite itself would let everybody read it.
                os.close(os.open(self._place, os.O_RDWR | os.O_CREAT, _PRIVATE))
                with contextlib.closing(sqlite3.connect(self._place, timeout=_WAIT)) as database, database:
                    _begin(database)
                    for statement, values in statements:
                        database.executemany(statement, values)
            except (OSError, OverflowError, UnicodeError):
                return False
            except sqlite3.Error as error:
                self._is_broken = _tells_of_a_broken_file(error)
                if not self._is_broken:
                    return False
            else:
                return True
        return False


def _sum(name: str, stands_on: str, blob: bytes) -> int:
    """Return the checksum of what is kept: SQLite itself has none, and a value with one other letter is still one."""
    return crc32(blob, crc32(f"{name}\0{stands_on}".encode("utf-8", "surrogatepass")))


def _is_whole(name: object, stands_on: object, total: object, blob: object) -> bool:
    """Return whether that is what was written; in a damaged row any column may have become of any type."""
    if isinstance(name, str) and isinstance(stands_on, str) and isinstance(blob, bytes):
        return total == _sum(name, stands_on, blob)
    return False


def _whole(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[str, str, bytes]]:
    """Yield the rows that are not damaged, less their sums."""
    return ((name, on, blob) for name, on, total, blob in rows if _is_whole(name, on, total, blob))


def _key(values: Sequence[Any]) -> Key | None:
    mtime_ns, size, inode, template, digest, notable = values
    if not (isinstance(size, int) and isinstance(digest, str)):
        return None
    return Key(None if size < 0 else Stat(mtime_ns, size, inode), bool(template), digest, bool(notable))


def _kept_facts(facts: FactRows) -> Statement:
    """Return what keeps a plugin's facts."""
    plugin, key, said = facts
    rows = [(plugin, path, key, digest, _sum(path, digest, blob), blob) for path, (digest, blob) in said.items()]
    return "REPLACE INTO facts VALUES (?, ?, ?, ?, ?, ?)", rows


def _tells_of_a_broken_file(error: sqlite3.Error) -> bool:
    """Return whether a cache is of no use any more: damaged, no database, or without a table that it had."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code is None:  # SQLite has no complaint, but what it gives is no text, or what it was given no value
        return isinstance(error, sqlite3.OperationalError)
    return code & 0xFF not in _NOT_BROKEN


def _begin(database: sqlite3.Connection) -> None:
    """Make the tables anew unless they are whole and of this version."""
    # A crash of the whole machine may tear the file; it is then thrown away.
    database.execute("PRAGMA synchronous = OFF")
    database.execute("BEGIN IMMEDIATE")
    if _is_current(database):
        return
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        database.execute(f'DROP TABLE "{table}"')
    for part in _PARTS:
        database.execute(part)
    database.execute("INSERT INTO version VALUES (?)", (_version(),))


def _is_current(database: sqlite3.Connection) -> bool:
    """Return whether a database was made by this very reader, and lacks no part."""
    if not {part for (part,) in database.execute("SELECT sql FROM sqlite_master")}.issuperset(_PARTS):
        return False
    return bool(database.execute("SELECT version FROM version").fetchone() == (_version(),))


@cache
def _version() -> str:
    """Return what the rows depend on besides the notes: the program, when it was installed, in a checkout its code."""
    newest = Path(__file__).stat().st_mtime_ns if is_installed() else _last_edit(Path(__file__).parent.parent)
    return f"{__version__}/{_SCHEMA}/{newest}"


def _last_edit(code: Path) -> int:
    """Return the time of the newest file of a program's code."""
    folders, newest = [str(code)], 0
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    newest = max(newest, entry.stat().st_mtime_ns)
                elif entry.is_dir() and entry.name != "__pycache__":
                    folders.append(entry.path)
    return newest
