"""Shelves: what is put is kept, what is damaged or packed in another way is written again."""

import contextlib
import sqlite3
from collections.abc import Mapping
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
