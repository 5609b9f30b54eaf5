"""What plugins keep between runs: read from the cache when it is asked for, written to it when the run ends."""

import contextlib
from collections.abc import Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from vaultkit.disk.cache import Cache
from vaultkit.model.moment import Slip

_Make = Callable[[], Mapping[str, Slip]]


class _Puts(NamedTuple):
    """What was put under a key, one after the other, and the names of which what is kept stays after the last."""

    makes: list[_Make]
    staying: Collection[str]


class KeptShelf:
    """One plugin's shelf in a vault's cache; what another version of the plugin put there is nothing.

    Without a cache, or if it is not ``readable``, it is empty.
    """

    def __init__(self, plugin: str, version: str, cache: Cache | None, *, is_readable: bool) -> None:
        """Keep nothing yet."""
        self._plugin = plugin
        self._version = version
        self._cache = cache
        self._is_readable = is_readable
        self._unsaved: dict[str, _Puts] = {}

    def get(self, key: str, names: Collection[str] | None = None) -> Mapping[str, Slip]:
        """Return what is kept under a key, by these names or all."""
        if self._cache is None or not self._is_readable:
            return {}
        mark = f"{self._version}:"
        return {
            name: (source.removeprefix(mark), value)
            for name, source, value in self._cache.kept(self._plugin, key, names)
            if source.startswith(mark)
        }

    def put(self, key: str, make: _Make, staying: Collection[str] = ()) -> None:
        """Keep what ``make`` gives instead of all that is kept under a key but not ``staying``, from ``save`` on."""
        before = self._unsaved.get(key)
        makes = before.makes if before is not None and staying else []
        makes.append(make)
        # The names before these are let go of: each may be those of a whole vault, at every edit.
        self._unsaved[key] = _Puts(makes, staying)

    def forget(self) -> None:
        """Keep nothing of what was put since the last save."""
        self._unsaved.clear()

    def save(self) -> None:
        """Write what differs; a value that cannot be made into bytes is not kept."""
        while self._unsaved:
            key, puts = self._unsaved.popitem()
            with contextlib.suppress(ValueError, OverflowError, TypeError, RecursionError):
                self._save(key, puts)

    def _save(self, key: str, puts: _Puts) -> None:
        if self._cache is None:
            return
        staying = frozenset(puts.staying)
        values = _together(puts.makes, staying)
        marked = {name: (f"{self._version}:{source}", blob) for name, (source, blob) in values.items()}
        known = self._cache.kept_sources(self._plugin, key)
        # What stands on the same may be damaged there, or packed in another way.
        alike = [name for name, (source, _) in marked.items() if known.get(name) == source]
        there = {name: slip for name, *slip in self._cache.kept(self._plugin, key, alike)}
        changed = {name: slip for name, slip in marked.items() if there.get(name) != [*slip]}
        self._cache.save_kept(self._plugin, key, changed, known.keys() - marked.keys() - staying)


def _together(makes: Sequence[_Make], staying: AbstractSet[str]) -> Mapping[str, Slip]:
    """Return what was put under one key: all of the last put, and of those before it what is staying."""
    *before, last = makes
    values = {name: slip for make in before for name, slip in make().items() if name in staying}
    return values | dict(last())
