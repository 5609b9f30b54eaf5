"""Shelves: what is put is kept, what is damaged or packed in another way is written again."""

import contextlib
import gc
import sqlite3
import weakref
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest

from vaultkit.disk.cache import Cache
from vaultkit.disk.shelves import KeptShelf
from vaultkit.model.moment import Slip


def shelf(folder: Path) -> KeptShelf:
    return KeptShelf("people", "1", Cache(folder), is_readable=True)


def keep(folder: Path, slips: Mapping[str, Slip]) -> None:
    kept = shelf(folder)
    kept.put("key", lambda: slips)
    kept.save()


SLIPS = {"a": ("stands on", b"first"), "b": ("stands on", b"second")}


def test_a_value_is_written_again_only_where_it_is_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where values are told by what they stand on alone: of another packing the old ones would stay for ever."""
    written: list[str] = []
    save = Cache.save_kept

    def noted(self: Cache, plugin: str, key: str, values: Mapping[str, Slip], gone: list[str]) -> None:
        written.extend(values)
        save(self, plugin, key, values, gone)

    monkeypatch.setattr(Cache, "save_kept", noted)
    keep(tmp_path, SLIPS)
    keep(tmp_path, SLIPS)
    assert sorted(written) == ["a", "b"]
    others = {"a": ("stands on", b"packed otherwise"), "b": ("stands on else", b"second")}
    keep(tmp_path, {**SLIPS, "a": others["a"]})
    keep(tmp_path, others)
    assert written[2:] == ["a", "b"]
    assert shelf(tmp_path).get("key") == others


def test_what_is_damaged_is_written_again_once_it_is_put(tmp_path: Path) -> None:
    keep(tmp_path, SLIPS)
    with contextlib.closing(sqlite3.connect(tmp_path / "notes.sqlite3")) as database, database:
        database.execute("UPDATE kept SET value = x'c1' WHERE name = 'b'")
    assert shelf(tmp_path).get("key") == {"a": SLIPS["a"]}
    keep(tmp_path, SLIPS)
    assert shelf(tmp_path).get("key") == SLIPS


def test_a_name_that_is_no_text_does_not_stay_there(tmp_path: Path) -> None:
    """Fails where a cache that can be written is believed to be whole: nothing would come out of it ever again."""
    keep(tmp_path, SLIPS)
    with contextlib.closing(sqlite3.connect(tmp_path / "notes.sqlite3")) as database, database:
        database.execute("UPDATE kept SET name = CAST(? AS TEXT) WHERE name = 'b'", (b"\xff",))
    damaged = shelf(tmp_path)
    assert damaged.get("key") == {}
    damaged.put("key", lambda: SLIPS)
    damaged.save()
    assert shelf(tmp_path).get("key") == SLIPS


def test_a_value_that_is_no_bytes_is_not_kept(tmp_path: Path) -> None:
    keep(tmp_path, SLIPS)
    keep(tmp_path, {"a": ("stands on", "text")})  # type: ignore[dict-item] # as a plugin may
    assert shelf(tmp_path).get("key") == SLIPS


def test_of_many_puts_the_last_names_alone_are_held(tmp_path: Path) -> None:
    """Fails where each edit holds all names of its day until the next save: a whole vault an edit."""

    class Names(frozenset[str]):
        """The names of everybody at one moment, of which can be told whether somebody holds them."""

    keep(tmp_path, SLIPS)
    kept = shelf(tmp_path)
    held: list[weakref.ref[Names]] = []
    for number in range(40):
        names = Names({"a", f"{number}"})
        held.append(weakref.ref(names))
        kept.put("key", partial(dict, {f"{number}": (f"{number}", b"new")}), names)
        del names
    gc.collect()
    assert [number for number, each in enumerate(held) if each() is not None] == [39]
    kept.save()
    gc.collect()
    assert held[-1]() is None
    assert shelf(tmp_path).get("key") == {"a": SLIPS["a"], "39": ("39", b"new")}


def test_what_was_put_stays_until_it_is_put_anew_or_its_name_goes(tmp_path: Path) -> None:
    """Fails where a put forgets those before it, or the names that are staying are asked of one put only."""
    keep(tmp_path, SLIPS)
    kept = shelf(tmp_path)
    kept.put("key", lambda: {"c": ("1", b"c"), "d": ("1", b"d")}, ["a", "c", "d"])
    kept.put("key", lambda: {"c": ("2", b"c"), "e": ("2", b"e")}, ["a", "c", "e"])
    kept.save()
    assert shelf(tmp_path).get("key") == {"a": SLIPS["a"], "c": ("2", b"c"), "e": ("2", b"e")}
    kept.put("key", lambda: {"f": ("3", b"f")}, ["a", "c", "f"])
    kept.put("key", lambda: {"g": ("4", b"g")})
    kept.save()
    assert shelf(tmp_path).get("key") == {"g": ("4", b"g")}


def test_who_puts_everything_and_then_some_keeps_both(tmp_path: Path) -> None:
    kept = shelf(tmp_path)
    kept.put("key", lambda: SLIPS)
    kept.put("key", lambda: {"c": ("3", b"third")}, ["a", "c"])
    kept.save()
    assert shelf(tmp_path).get("key") == {"a": SLIPS["a"], "c": ("3", b"third")}


def test_what_is_forgotten_is_not_kept(tmp_path: Path) -> None:
    kept = shelf(tmp_path)
    kept.put("key", lambda: SLIPS, ["a", "b"])
    kept.forget()
    kept.save()
    assert shelf(tmp_path).get("key") == {}
