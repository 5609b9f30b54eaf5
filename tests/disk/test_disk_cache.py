"""The cache: what comes out is what went in, and no trouble with it is the user's."""

import dataclasses
import math
import sqlite3
import stat
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.disk import cache as cache_module
from vaultkit.disk.cache import Cache, Row, row
from vaultkit.disk.packaged import example_vault
from vaultkit.disk.walk import Stat
from vaultkit.model.note import Note, Task
from vaultkit.model.value import Property, Scalar, Value
from vaultkit.text.parse import parse

HERE = Stat(123, 45, 6)
NOTE = parse("a.md", b"---\ntags: [x, {y: [1, 2.5, null, true, .inf]}]\n---\n# A\n- [ ] b [[c]] #d\n")


def through(note: Note) -> Note | None:
    kept = row(note, HERE, template=False)
    return None if kept is None else kept.note()


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
    assert (
        row(Note("a.md", "d", 1, (Property("x", Value("scalar", 1, 1, "", data), 1, 1),)), HERE, template=False) is None
    )


def filled(folder: Path) -> Cache:
    kept = row(NOTE, HERE, template=True)
    assert kept is not None
    cache = Cache(folder)
    cache.save_notes([kept, dataclasses.replace(kept, path="b.md", stat=None)], ["gone.md"])
    cache.save_facts("people", "1/x", {"a.md": ("d", {"n": [1, None]}), "b.md": ("e", None)})
    return cache


def test_rows_come_back(tmp_path: Path) -> None:
    filled(tmp_path)
    found = Cache(tmp_path).notes()
    assert (found["a.md"].stat, found["a.md"].template, found["a.md"].digest) == (HERE, True, NOTE.digest)
    assert found["a.md"].note() == NOTE
    assert found["b.md"].stat is None
    assert Cache(tmp_path).facts("people", "1/x") == {"a.md": ("d", {"n": [1, None]}), "b.md": ("e", None)}


def test_facts_of_another_version_are_none(tmp_path: Path) -> None:
    cache = filled(tmp_path)
    assert cache.facts("people", "2/x") == {}
    assert cache.facts("others", "1/x") == {}
    cache.save_facts("people", "2/x", {"a.md": ("d", 1)})
    assert cache.facts("people", "1/x") == {}


def test_what_is_gone_is_forgotten(tmp_path: Path) -> None:
    cache = filled(tmp_path)
    cache.save_notes([], ["a.md"])
    assert set(cache.notes()) == {"b.md"}
    assert set(cache.facts("people", "1/x")) == {"b.md"}


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    filled(tmp_path)
    assert [stat.S_IMODE(place.stat().st_mode) for place in tmp_path.iterdir()] == [0o600]


def test_another_version_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path)
    monkeypatch.setattr(cache_module, "_version", lambda: "another")
    cache = Cache(tmp_path)
    assert cache.notes() == {}
    assert cache.facts("people", "1/x") == {}
    filled(tmp_path)
    assert set(cache.notes()) == {"a.md", "b.md"}


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100, b"SQLite format 3\0" + bytes(2000)])
def test_a_broken_cache_is_thrown_away(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "notes.sqlite3").write_bytes(content)
    assert Cache(tmp_path).notes() == {}
    filled(tmp_path)
    assert set(Cache(tmp_path).notes()) == {"a.md", "b.md"}


def test_a_cache_that_is_torn_in_the_middle_is_no_error(tmp_path: Path) -> None:
    cache = filled(tmp_path)
    place = tmp_path / "notes.sqlite3"
    data = place.read_bytes()
    for size in range(0, len(data), 1000):
        place.write_bytes(data[:size] + b"\xff" * (len(data) - size))
        assert set(cache.notes()) <= {"a.md", "b.md"}
        cache.facts("people", "1/x")


def test_rows_that_cannot_be_read_are_none(tmp_path: Path) -> None:
    cache = filled(tmp_path)
    with sqlite3.connect(tmp_path / "notes.sqlite3") as database:
        database.execute("UPDATE notes SET note = x'ff00'")
        database.execute("UPDATE facts SET facts = x'c1'")
    database.close()
    assert cache.notes()["a.md"].note() is None
    assert cache.facts("people", "1/x") == {}


def test_a_locked_cache_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = filled(tmp_path)
    monkeypatch.setattr(cache_module, "_WAIT", 0)
    other = sqlite3.connect(tmp_path / "notes.sqlite3")
    other.execute("BEGIN EXCLUSIVE")
    assert cache.notes() == {}
    cache.save_notes([], ["a.md"])
    other.rollback()
    other.close()
    assert set(cache.notes()) == {"a.md", "b.md"}


def test_a_folder_that_is_none_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    cache = filled(tmp_path / "file")
    assert cache.notes() == {}


def test_a_row_is_a_value() -> None:
    assert row(NOTE, HERE, template=False) == Row("a.md", HERE, False, NOTE.digest, cache_module._ENCODER.encode(NOTE))  # noqa: FBT003, SLF001 - the row's own fields
