"""What plugins read out of notes: asked of a note again only if it changed, and kept in the cache."""

from collections.abc import Callable, ItemsView, Iterator, Mapping

from vaultkit.disk.cache import Cache
from vaultkit.disk.collector import collector_paused
from vaultkit.model.moment import Json
from vaultkit.model.note import Note
from vaultkit.model.notes import Notes

_Said = tuple[str, Json]
"""The digest of a note, and what was said of it; None where that is nothing."""
Read = Callable[[Note], Json]


class Facts:
    """The facts of all plugins, each with the digest of the note that it was read out of."""

    def __init__(self, cache: Cache | None, *, use_cache: bool) -> None:
        """Keep them in that cache, if there is one; without ``use_cache`` what it holds is not believed."""
        self._cache = cache
        self._reads_cache = use_cache
        self._plugins: dict[str, _Known] = {}

    def of(self, plugin: str, key: str, notes: Notes, read: Read) -> Mapping[str, Json]:
        """Return what a plugin says of each note, by path; notes of which it says None are left out.

        ``key`` stands for all else that it depends on: the plugin's version, the settings. Nothing is read before it
        is asked for: single facts by the path, all of them when somebody goes through them.
        """
        known = self._plugins.get(plugin)
        if known is None or known.key != key:
            known = self._plugins[plugin] = _Known(plugin, key, self._cache if self._reads_cache else None)
        return _Told(known, notes, read, self.save)

    def save(self) -> None:
        """Keep what was read for the next run; whatever stands in the way is no error."""
        for plugin, known in self._plugins.items():
            unsaved = {path: known.said[path] for path in known.unsaved}
            known.unsaved = set()
            if unsaved and self._cache is not None:
                from vaultkit.disk.packed import pack  # noqa: PLC0415 - most commands read nothing anew

                packed = {path: (digest, pack(said)) for path, (digest, said) in unsaved.items()}
                kept = {path: (digest, blob) for path, (digest, blob) in packed.items() if blob is not None}
                self._cache.save_facts(plugin, known.key, kept)


class _Known:
    """What is known of one plugin's facts: of all notes, or of some that were asked for."""

    def __init__(self, plugin: str, key: str, cache: Cache | None) -> None:
        self.plugin = plugin
        self.key = key
        self.said: dict[str, _Said] = {}
        self.unsaved: set[str] = set()
        self.whole: tuple[Notes, dict[str, Json]] | None = None
        """What was last said of all notes."""
        self._cache = cache
        self._is_whole = False

    def look_up(self, path: str) -> None:
        """Take in one note's facts out of the cache."""
        if path not in self.said and not self._is_whole and self._cache is not None:
            self._take(self._cache.facts(self.plugin, self.key, [path]))

    def look_up_all(self) -> bool:
        """Take in the facts of all notes out of the cache; return whether this was the first time."""
        is_first = not self._is_whole
        if is_first and self._cache is not None:
            self._take(self._cache.facts(self.plugin, self.key))
        self._is_whole = True
        return is_first

    def _take(self, rows: Iterator[tuple[str, str, bytes]]) -> None:
        from vaultkit.disk.packed import unpack  # noqa: PLC0415 - as above

        for path, digest, blob in rows:
            try:
                self.said.setdefault(path, (digest, unpack(blob)))
            except ValueError:
                continue

    def say(self, path: str, digest: str, notes: Notes, read: Read) -> Json:
        """Return what is said of a note of that digest."""
        found = self.said.get(path)
        if found is None or found[0] != digest:
            note = notes[path]
            found = self.said[path] = (note.digest, read(note))
            self.unsaved.add(path)
        return found[1]


class _Told(Mapping[str, Json]):
    """What one plugin says of the notes of one index."""

    def __init__(self, known: _Known, notes: Notes, read: Read, save: Callable[[], None]) -> None:
        self._known = known
        self._notes = notes
        self._read = read
        self._save = save
        self._whole: dict[str, Json] | None = None

    def __getitem__(self, path: str) -> Json:
        if self._whole is not None:
            return self._whole[path]
        digest = self._notes.digest(path)
        if digest is None:
            raise KeyError(path)
        self._known.look_up(path)
        said = self._known.say(path, digest, self._notes, self._read)
        if said is None:
            raise KeyError(path)
        return said

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def items(self) -> ItemsView[str, Json]:
        return self._all().items()

    def _all(self) -> dict[str, Json]:
        """Return everything, which is now read if it was not; of notes that are as they were, what was said then."""
        if self._whole is None:
            whole = self._known.whole
            self._whole = self._said_of_all() if whole is None else self._said_after(*whole)
            self._known.whole = (self._notes, self._whole)
        return self._whole

    def _said_of_all(self) -> dict[str, Json]:
        with collector_paused():
            is_first = self._known.look_up_all()
            digests = self._notes.digests()
            say, notes, read = self._known.say, self._notes, self._read
            told = {path: say(path, digests[path], notes, read) for path in notes}
        if is_first:
            self._save()
        return {path: said for path, said in told.items() if said is not None}

    def _said_after(self, notes: Notes, said: dict[str, Json]) -> dict[str, Json]:
        """Return everything, given what was said of all notes when they were others."""
        told = dict(said)
        for path in self._notes.differing(notes):
            digest = self._notes.digest(path)
            now = None if digest is None else self._known.say(path, digest, self._notes, self._read)
            if now is None:
                told.pop(path, None)
            else:
                told[path] = now
        return told if told.keys() == said.keys() else dict(sorted(told.items()))
