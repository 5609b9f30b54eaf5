"""What plugins read out of notes: asked of a note again only if it changed, and kept in the cache."""

from collections.abc import Callable, Mapping

from vaultkit.disk.cache import Cache
from vaultkit.model.moment import Json
from vaultkit.model.note import Note

Said = dict[str, tuple[str, Json]]


class Facts:
    """The facts of all plugins, each with the digest of the note that it was read out of."""

    def __init__(self, cache: Cache | None, *, use_cache: bool) -> None:
        """Keep them in that cache, if there is one; without ``use_cache`` what it holds is not believed."""
        self._cache = cache
        self._reads_cache = use_cache
        self._known: dict[str, tuple[str, Said]] = {}
        self._unsaved: set[str] = set()

    def of(self, plugin: str, key: str, notes: Mapping[str, Note], read: Callable[[Note], Json]) -> Mapping[str, Json]:
        """Return what a plugin says of each note, by path; notes of which it says None are left out.

        ``key`` stands for all else that it depends on: the plugin's version, the settings.
        """
        known_key, known = self._known.get(plugin, ("", {}))
        is_new = known_key != key
        if is_new:
            known = self._cache.facts(plugin, key) if self._cache and self._reads_cache else {}
        said: Said = {}
        for path, note in notes.items():
            before = known.get(path)
            if before is None or before[0] != note.digest:
                before = (note.digest, read(note))
                self._unsaved.add(plugin)
            said[path] = before
        self._known[plugin] = (key, said)
        if is_new:
            self.save()
        return {path: each for path, (_, each) in said.items() if each is not None}

    def save(self) -> None:
        """Keep what was read for the next run; whatever stands in the way is no error."""
        if self._cache is not None:
            for plugin in self._unsaved:
                self._cache.save_facts(plugin, *self._known[plugin])
        self._unsaved = set()
