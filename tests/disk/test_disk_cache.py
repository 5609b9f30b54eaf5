"""The cache: what comes out is what went in, and no trouble with it is the user's."""

import contextlib
import dataclasses
import math
import os
import re
import sqlite3
import stat
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.disk import cache as cache_module
from vaultkit.disk.cache import Cache, FactRows, Key, Row
from vaultkit.disk.packaged import example_vault
from vaultkit.disk.packed import pack, unpack, unpack_note
from vaultkit.disk.walk import Stat
from vaultkit.model.note import Note, Task
from vaultkit.model.value import Property, Scalar, Value
from vaultkit.text.parse import parse

HERE = Stat(123, 45, 6)
NOTE = parse("a.md", b"---\ntags: [x, {y: [1, 2.5, null, true, .inf]}]\n---\n# A\n- [ ] b [[c]] #d\n")


def through(note: Note) -> Note | None:
    kept = pack(note)
    return None if kept is None else unpack_note(kept)


def test_every_note_of_the_example_comes_back_equal() -> None:
    places = sorted(example_vault().rglob("*.md"))
    assert places
    for place in places:
        note = parse(str(place.relative_to(example_vault())), place.read_bytes())
        assert through(note) == note


@given(st.text(max_size=200) | st.builds("---\n{}\n---\n{}".format, st.text(max_size=80), st.text(max_size=80)))
def test_any_note_comes_back_equal_or_is_not_kept(text: str) -> None:
    note = parse("a.md", text.encode("utf-8", "replace"))
    found = through(note)
    assert found in (None, note)


@given(st.integers() | st.floats(allow_nan=False) | st.text() | st.booleans() | st.none() | st.characters(codec=None))
def test_any_scalar_comes_back_equal_or_is_not_kept(data: Scalar) -> None:
    note = Note("a.md", "d", 1, (Property("x", Value("list", 1, 1, items=(Value("scalar", 1, 1, "", data),)), 1, 1),))
    found = through(note)
    if found is not None:
        kept = found.properties[0].value.items[0].data
        assert (type(kept), kept) == (type(data), data)


def test_what_json_could_not_say_comes_back_too() -> None:
    note = Note("a.md", "d", 1, (Property("x", Value("scalar", 1, 1, ".inf", math.inf), 1, 1),))
    note = dataclasses.replace(note, tasks=(Task(1, 1, "x", "t", date(2026, 1, 2), None),))
    assert through(note) == note


@pytest.mark.parametrize("data", [2**70, "\ud800"])
def test_what_cannot_be_kept_is_left_out(data: Scalar) -> None:
    assert pack(Note("a.md", "d", 1, (Property("x", Value("scalar", 1, 1, "", data), 1, 1),))) is None


def filled(folder: Path) -> Cache:
    blob = pack(NOTE)
    assert blob is not None
    cache = Cache(folder)
    rows = [
        Row("a.md", Key(HERE, template=True, digest=NOTE.digest, notable=True), blob),
        Row("b.md", Key(None, template=False, digest=NOTE.digest, notable=False), blob),
    ]
    cache.save_notes(rows, ["gone.md"], {})
    cache.save_facts(FactRows("people", "1/x", {"a.md": ("d", b"1"), "b.md": ("e", b"2")}))
    cache.save_kept("people", "who", {"a.md": ("f", b"3")}, [])
    cache.save_state("looks", "state")
    return cache


def all_of(cache: Cache) -> list[object]:
    return [
        cache.state_of("looks"),
        *cache.rows(),
        *cache.keys().items(),
        *cache.facts("people", "1/x"),
        *cache.kept("people", "who"),
    ]


def test_rows_come_back(tmp_path: Path) -> None:
    filled(tmp_path)
    cache = Cache(tmp_path)
    first, second = cache.rows()
    assert (first.path, first.key, unpack_note(first.blob)) == (
        "a.md",
        Key(HERE, template=True, digest=NOTE.digest, notable=True),
        NOTE,
    )
    assert second.key.stat is None
    assert cache.keys() == {"a.md": first.key, "b.md": second.key}
    assert list(cache.rows(["b.md", "c.md"])) == [second]
    assert list(cache.rows([])) == []
    assert cache.keys(["b.md", "c.md"]) == {"b.md": second.key}
    assert {path: said for path, _, said in cache.facts("people", "1/x")} == {"a.md": b"1", "b.md": b"2"}
    assert list(cache.facts("people", "1/x", ["b.md"])) == [("b.md", "e", b"2")]
    assert list(cache.kept("people", "who")) == list(cache.kept("people", "who", ["a.md"])) == [("a.md", "f", b"3")]


def test_as_many_rows_as_one_likes_are_asked_for_by_name(tmp_path: Path) -> None:
    cache = filled(tmp_path)
    names = [f"{number}.md" for number in range(1200)]
    cache.save_kept("people", "all", dict.fromkeys(names, ("", b"x")), [])
    assert {name for name, _, _ in cache.kept("people", "all", names)} == set(names)


def test_facts_of_another_version_are_none(tmp_path: Path) -> None:
    cache = filled(tmp_path)
    assert list(cache.facts("people", "2/x")) == []
    assert list(cache.facts("others", "1/x")) == []
    cache.save_facts(FactRows("people", "2/x", {"a.md": ("d", b"1")}))
    assert [path for path, _, _ in cache.facts("people", "1/x")] == ["b.md"]


def test_what_is_gone_is_forgotten(tmp_path: Path) -> None:
    cache = filled(tmp_path)
    cache.save_notes([], ["a.md"], {})
    assert set(cache.keys()) == {"b.md"}
    assert [path for path, _, _ in cache.facts("people", "1/x")] == ["b.md"]
    cache.save_kept("people", "who", {}, ["a.md"])
    assert list(cache.kept("people", "who")) == []


def test_a_file_that_was_touched_has_another_key_and_the_same_note(tmp_path: Path) -> None:
    cache = filled(tmp_path)
    before = {row.path: row.blob for row in cache.rows()}
    cache.save_notes([], [], {"a.md": (Stat(9, 9, 9), "another"), "b.md": (HERE, NOTE.digest)})
    assert {path: key.stat for path, key in cache.keys().items()} == {"a.md": HERE, "b.md": HERE}
    assert {row.path: row.blob for row in cache.rows()} == before


def test_what_a_folder_looks_like_holds_until_a_note_is_saved(tmp_path: Path) -> None:
    cache = filled(tmp_path)
    assert (cache.state_of("looks"), cache.state_of("else")) == ("state", None)
    cache.save_notes([], [], {})
    assert cache.state_of("looks") is None


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    filled(tmp_path)
    assert [stat.S_IMODE(place.stat().st_mode) for place in tmp_path.iterdir()] == [0o600]


def test_another_version_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path)
    monkeypatch.setattr(cache_module, "_version", lambda: "another")
    assert all_of(Cache(tmp_path)) == [None]
    filled(tmp_path)
    assert set(Cache(tmp_path).keys()) == {"a.md", "b.md"}


def test_tables_of_an_older_program_are_thrown_away(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "notes.sqlite3") as database:
        database.execute("CREATE TABLE version (version TEXT)")
        database.execute("CREATE TABLE notes (path TEXT)")
    database.close()
    assert all_of(filled(tmp_path)) != [None]


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100, b"SQLite format 3\0" + bytes(2000)])
def test_a_broken_cache_is_thrown_away(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "notes.sqlite3").write_bytes(content)
    assert all_of(Cache(tmp_path)) == [None]
    filled(tmp_path)
    assert set(Cache(tmp_path).keys()) == {"a.md", "b.md"}


@pytest.mark.parametrize(
    "damage",
    [
        *("DROP TABLE kept", "DROP TABLE facts", "DROP TABLE notes", "DROP TABLE folder", "DROP TABLE version"),
        *("DROP INDEX keys", "DROP INDEX sources", "DELETE FROM version"),
        "UPDATE version SET version = CAST(x'ff' AS TEXT)",
        "ALTER TABLE facts RENAME COLUMN facts TO others",
        "ALTER TABLE kept ADD COLUMN another TEXT",
    ],
)
def test_a_cache_that_lacks_a_part_is_begun_anew(tmp_path: Path, damage: str) -> None:
    """Fails where "no such table" is taken for a lock, or nobody sees that an index is missing."""
    whole = all_of(filled(tmp_path))
    with contextlib.closing(sqlite3.connect(tmp_path / "notes.sqlite3")) as database, database:
        database.execute(damage)
    cache = Cache(tmp_path)
    all_of(cache)
    assert cache.clear()
    filled(tmp_path)
    assert all_of(cache) == whole


@pytest.mark.parametrize("limit", ["PRAGMA max_page_count = 1", "PRAGMA query_only = ON"])
def test_a_disk_that_is_full_or_not_to_be_written_is_no_reason_to_throw_a_cache_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    cache = filled(tmp_path)
    begin = cache_module._begin  # noqa: SLF001 - the one place where a limit can be set

    def limited(database: sqlite3.Connection) -> None:
        begin(database)
        database.execute(limit)

    before = (tmp_path / "notes.sqlite3").stat().st_ino, all_of(cache)
    monkeypatch.setattr(cache_module, "_begin", limited)
    assert not cache.save_facts(FactRows("people", "1/x", {"c.md": ("d", b"1" * 100_000)}))
    assert ((tmp_path / "notes.sqlite3").stat().st_ino, all_of(cache)) == before


def test_a_cache_that_is_torn_in_the_middle_is_no_error(tmp_path: Path) -> None:
    cache = filled(tmp_path)
    place = tmp_path / "notes.sqlite3"
    data = place.read_bytes()
    for size in range(0, len(data), 1000):
        place.write_bytes(data[:size] + b"\xff" * (len(data) - size))
        assert set(cache.keys()) <= {"a.md", "b.md"}
        all_of(cache)


def test_with_a_bit_turned_anywhere_no_other_value_comes_out(tmp_path: Path) -> None:
    """Fails where a value that is still msgpack, or the words of what it stands on, are believed as they lie there."""
    cache = filled(tmp_path)
    rows, facts, kept = list(cache.rows()), list(cache.facts("people", "1/x")), list(cache.kept("people", "who"))
    notes = {(row.path, row.key.digest, row.blob) for row in rows}
    place = tmp_path / "notes.sqlite3"
    data = place.read_bytes()
    lost = 0
    for at in [at for at, byte in enumerate(data) if byte][::5]:
        place.write_bytes(data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :])
        cache.keys()
        assert {(row.path, row.key.digest, row.blob) for row in cache.rows() if row.blob} <= notes
        found = [*cache.facts("people", "1/x"), *cache.kept("people", "who")]
        assert {*found} <= {*facts, *kept}
        lost += len(found) < len(facts) + len(kept)
    assert lost


def test_who_asks_for_some_is_given_no_others(tmp_path: Path) -> None:
    """Fails where an index in which a name is damaged leads to a row by that name: nobody knows such a note."""
    cache = Cache(tmp_path)
    paths = [f"n{number:02}.md" for number in range(40)]
    cache.save_notes([Row(path, Key(HERE, template=False, digest="d", notable=False), b"x") for path in paths])
    place = tmp_path / "notes.sqlite3"
    data = place.read_bytes()
    for path in paths:
        for found in re.finditer(re.escape(path.encode()), data):
            place.write_bytes(data[: found.start() + 1] + b")" + data[found.start() + 2 :])
            assert {row.path for row in cache.rows(paths)} <= {*paths}


@pytest.mark.parametrize(
    ("damage", "blobs"),
    [
        ("UPDATE notes SET note = CAST('b' || note AS BLOB) WHERE path = 'b.md'", [b""]),
        ("UPDATE notes SET sum = 1 WHERE path = 'b.md'", [b""]),
        ("UPDATE notes SET digest = CAST(digest AS BLOB) WHERE path = 'b.md'", []),
        ("UPDATE notes SET size = 'b' WHERE path = 'b.md'", []),
    ],
)
def test_a_note_that_is_damaged_has_no_bytes(tmp_path: Path, damage: str, blobs: list[bytes]) -> None:
    """Fails where a row is believed as it lies there; one that cannot be told is not there at all."""
    cache = filled(tmp_path)
    with contextlib.closing(sqlite3.connect(tmp_path / "notes.sqlite3")) as database, database:
        database.execute(damage)
    assert [bool(row.blob) for row in cache.rows() if row.path == "a.md"] == [True]
    assert [row.blob for row in cache.rows() if row.path == "b.md"] == blobs
    assert set(cache.keys()) == ({"a.md", "b.md"} if blobs else {"a.md"})


@pytest.mark.parametrize("blob", [b"\xff\x00", b"", b"\xc1"])
def test_bytes_that_are_none_of_ours_are_nothing(blob: bytes) -> None:
    assert unpack_note(blob) is None
    with pytest.raises(ValueError, match="no msgpack"):
        unpack(b"\xc1")


def test_a_locked_cache_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = filled(tmp_path)
    monkeypatch.setattr(cache_module, "_WAIT", 0)
    other = sqlite3.connect(tmp_path / "notes.sqlite3")
    other.execute("BEGIN EXCLUSIVE")
    assert cache.keys() == {}
    assert not cache.save_notes([], ["a.md"], {})
    other.rollback()
    other.close()
    assert set(cache.keys()) == {"a.md", "b.md"}


def test_a_folder_that_is_none_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    cache = filled(tmp_path / "file")
    assert cache.keys() == {}


@pytest.mark.parametrize("installed", [True, False])
def test_the_version_tells_of_the_program_that_wrote_the_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, installed: bool
) -> None:
    """Fails where rows of older code are believed: in a checkout that of any file, else that of the installation."""
    places = [tmp_path / "vaultkit/disk/cache.py", tmp_path / "vaultkit/text/parse.py"]
    for place in places:
        place.parent.mkdir(parents=True)
        place.touch()
    monkeypatch.setattr(cache_module, "__file__", str(places[0]))
    monkeypatch.setattr(cache_module, "is_installed", lambda: installed)
    version = cache_module._version.__wrapped__  # noqa: SLF001 - what it answers is not to be remembered here
    versions = [version()]
    for place in places:
        os.utime(place, (3_000_000_000, 3_000_000_000 + len(versions)))
        versions.append(version())
    assert len(set(versions)) == (2 if installed else 3)
    assert versions[0] != versions[1]


def test_a_time_before_1970_is_one(tmp_path: Path) -> None:
    """Fails where it is taken for no time at all: such notes would be read again by every run."""
    cache = filled(tmp_path)
    cache.save_notes([], touched={"b.md": (Stat(-5, 1, 2), NOTE.digest)})
    assert cache.keys()["b.md"].stat == Stat(-5, 1, 2)


def test_numbers_that_no_row_can_hold_are_no_error(tmp_path: Path) -> None:
    """Fails with an OverflowError out of SQLite; some file systems count inodes with all 64 bits."""
    (tmp_path / "a.md").write_bytes(b"")
    said = SimpleNamespace(st_mtime_ns=5, st_size=0, st_ino=2**64 - 3)
    stat, early = Stat.of(cast("os.stat_result", said)), Stat(-(2**70), 0, 0)
    cache = Cache(tmp_path)
    assert cache.save_notes([Row("a.md", Key(stat, template=False, digest="digest", notable=False), b"")])
    assert cache.keys()["a.md"].stat == stat
    assert not cache.save_notes([Row("b.md", Key(early, template=False, digest="digest", notable=False), b"")])
    assert not early.is_settled(0)
