"""What plugins keep between runs: read from the cache when it is asked for, written to it when the run ends."""

import contextlib
from collections.abc import Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet

from vaultkit.disk.cache import Cache
from vaultkit.model.moment import Slip

_Put = tuple[Callable[[], Mapping[str, Slip]], Collection[str]]


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
        self._unsaved: dict[str, list[_Put]] = {}

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

    def put(self, key: str, make: Callable[[], Mapping[str, Slip]], staying: Collection[str] = ()) -> None:
        """Keep what ``make`` gives instead of all that is kept under a key but not ``staying``, from ``save`` on."""
        before = self._unsaved.get(key, []) if staying else []
        self._unsaved[key] = [*before, (make, staying)]

    def forget(self) -> None:
        """Keep nothing of what was put since the last save."""
        self._unsaved.clear()

    def save(self) -> None:
        """Write what differs; a value that cannot be made into bytes is not kept."""
        while self._unsaved:
            key, puts = self._unsaved.popitem()
            with contextlib.suppress(ValueError, OverflowError, TypeError, RecursionError):
                self._save(key, puts)

    def _save(self, key: str, puts: Sequence[_Put]) -> None:
        if self._cache is None:
            return
        values, staying = _together(puts)
        marked = {name: (f"{self._version}:{source}", blob) for name, (source, blob) in values.items()}
        known = self._cache.kept_sources(self._plugin, key)
        # What stands on the same may be damaged there, or packed in another way.
        alike = [name for name, (source, _) in marked.items() if known.get(name) == source]
        there = {name: slip for name, *slip in self._cache.kept(self._plugin, key, alike)}
        changed = {name: slip for name, slip in marked.items() if there.get(name) != [*slip]}
        self._cache.save_kept(self._plugin, key, changed, known.keys() - marked.keys() - staying)


def _together(puts: Sequence[_Put]) -> tuple[Mapping[str, Slip], AbstractSet[str]]:
    """Return what was put under one key, one after the other, and the names of which what is kept already stays."""
    values: dict[str, Slip] = {}
    staying: AbstractSet[str] = frozenset()
    for make, names in puts:
        staying = frozenset(names)
        values = {name: slip for name, slip in values.items() if name in staying} | dict(make())
    return values, staying
