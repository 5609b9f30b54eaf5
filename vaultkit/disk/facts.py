"""What plugins read out of notes: asked of a note again only if it changed, and kept in the cache."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from vaultkit.disk.cache import Cache, FactRows
from vaultkit.disk.collector import collector_paused
from vaultkit.model.moment import Json
from vaultkit.model.notes import Notes
from vaultkit.model.streamed import SINGLES, Streamed, slices

if TYPE_CHECKING:
    from vaultkit.model.note import Note

Read = Callable[["Note"], Json]


class NothingSaidError(Exception):
    """What reads facts has failed on a note: that is no answer, and it is asked again in the next run."""


class Reader(NamedTuple):
    """Who reads facts.

    ``key`` stands for all else that these depend on: the plugin's version, the settings.
    """

    plugin: str
    key: str
    read: Read


class Facts:
    """The facts of all plugins, each with the digest of the note that it was read out of."""

    def __init__(self, cache: Cache | None, *, use_cache: bool) -> None:
        """Keep them in that cache, if there is one; without ``use_cache`` what it holds is not believed."""
        self.readers: Sequence[Reader] = ()
        """Those whose facts are read while a note is at hand."""
        self._cache = cache
        self._reads_cache = use_cache
        self._plugins: dict[str, _Known] = {}

    def of(self, reader: Reader, notes: Notes) -> Mapping[str, Json]:
        """Return what a plugin says of each note, by path; notes of which it says None are left out.

        Nothing is read before it is asked for: single facts by the path, all of them when somebody goes through them.
        """
        return _Told(self._of(reader), notes, self.save)

    def read(self, notes: "Sequence[Note]") -> list[FactRows]:
        """Read what the ``readers`` say of some notes, and return what is to be saved of it."""
        asked = [self._of(reader) for reader in self.readers]
        for known in asked:
            for note in notes:
                known.hear(note)
        return [known.packed(known.unsaved) for known in asked]

    def saved(self, rows: Iterable[FactRows]) -> None:
        """Let go of facts that the cache has from now on."""
        for each in rows:
            known = self._plugins.get(each.plugin)
            if known is not None and known.reader.key == each.key:
                known.release(each)

    def save(self) -> bool:
        """Keep what was read for the next run, and return whether the cache has it; if not, that is no error."""
        if self._cache is None:
            return False
        for known in self._plugins.values():
            # By the slice: where there is no room, no more than one of them is packed in vain.
            for some in slices(tuple(known.unsaved)):
                facts = known.packed(some)
                if facts.said and not self._cache.save_facts(facts):
                    return False
                known.release(facts)
        return True

    def _of(self, reader: Reader) -> "_Known":
        known = self._plugins.get(reader.plugin)
        if known is None or known.reader.key != reader.key:
            known = self._plugins[reader.plugin] = _Known(reader, self._cache if self._reads_cache else None)
        return known


class _Known:
    """What is known of one plugin's facts: what was asked for by its path, and what the cache does not have."""

    def __init__(self, reader: Reader, cache: Cache | None) -> None:
        self.reader = reader
        self.passed: object = None
        """The mark of the notes whose facts somebody went through first."""
        self.whole: tuple[Notes, dict[str, Json]] | None = None
        """What was last said of all notes, held for those who go through it again and again."""
        self.unsaved: set[str] = set()
        """The paths of the notes whose facts the cache does not have."""
        self._said: dict[str, tuple[str, Json]] = {}
        self._cache = cache

    def hear(self, note: "Note") -> None:
        """Ask the plugin what it says of a note."""
        try:
            said = self.reader.read(note)
        except NothingSaidError:
            self._said[note.path] = (note.digest, None)
            return
        self._said[note.path] = (note.digest, said)
        self.unsaved.add(note.path)

    def _plain(self, path: str) -> Json:
        """Return what is said of a note as it comes out of the cache; the built-in plugin gives values of its own."""
        digest, said = self._said[path]
        if said is not None and not isinstance(said, dict | list | str | int | float):
            from vaultkit.disk.packed import plain  # noqa: PLC0415 - as below

            said = plain(said)
            self._said[path] = (digest, said)
        return said

    def say(self, wanted: Mapping[str, str], notes: Notes, *, keep: bool) -> dict[str, Json]:
        """Return what is said of these notes, told with their digests; ``keep`` it at hand."""
        known = (path for path, digest in wanted.items() if self._said.get(path, _NOT)[0] == digest)
        told = {path: self._plain(path) for path in known}
        told |= self._stored({path: digest for path, digest in wanted.items() if path not in told}, keep=keep)
        missing = notes.some(path for path in wanted if path not in told)
        for note in missing.values():
            self.hear(note)
        return told | {path: self._plain(path) for path in missing}

    def _stored(self, wanted: Mapping[str, str], *, keep: bool) -> Iterator[tuple[str, Json]]:
        """Yield what the cache has of some notes."""
        from vaultkit.disk.packed import unpack  # noqa: PLC0415 - as below

        if not wanted or self._cache is None:
            return
        for path, digest, blob in self._cache.facts(self.reader.plugin, self.reader.key, wanted):
            if digest != wanted[path]:
                continue
            try:
                said = unpack(blob)
            except ValueError:
                continue
            if keep:
                self._said[path] = (digest, said)
            yield path, said

    def packed(self, paths: Collection[str]) -> FactRows:
        """Return facts as the cache is to have them, less the rare ones that cannot be kept."""
        if not paths:
            return FactRows(self.reader.plugin, self.reader.key, {})
        from vaultkit.disk.packed import pack  # noqa: PLC0415 - most commands read nothing anew

        packed = {path: (self._said[path][0], pack(self._said[path][1])) for path in paths}
        said = {path: (digest, blob) for path, (digest, blob) in packed.items() if blob is not None and digest}
        self.unsaved -= packed.keys() - said.keys()
        return FactRows(self.reader.plugin, self.reader.key, said)

    def release(self, facts: FactRows) -> None:
        """Let go of facts that the cache has, if it is believed."""
        for path, (digest, _) in facts.said.items():
            if self._said.get(path, _NOT)[0] == digest:
                self.unsaved.discard(path)
                if self._cache is not None:
                    del self._said[path]


_NOT: tuple[str | None, Json] = (None, None)
"""What is known of the facts of a note of which nothing is."""


class _Told(Streamed[Json]):
    """What one plugin says of the notes of one index.

    Who goes through all of it is given it slice by slice, and nothing stays at hand. Who does so again after a change
    is a watcher, which will ask once more: then all stays, and what is said of notes that did not change stays the
    very same object.
    """

    __slots__ = ("_known", "_notes", "_save", "_singles", "_whole")

    def __init__(self, known: _Known, notes: Notes, save: Callable[[], bool]) -> None:
        self._known = known
        self._notes = notes
        self._save = save
        self._singles = 0
        self._whole: dict[str, Json] | None = None

    def __getitem__(self, path: str) -> Json:
        self._singles += 1
        if self._whole is not None or self._singles > SINGLES:
            return self._all()[path]
        digest = self._notes.digest(path)
        if digest is None:
            raise KeyError(path)
        said = self._known.say({path: digest}, self._notes, keep=True)[path]
        if said is None:
            raise KeyError(path)
        return said

    def __iter__(self) -> Iterator[str]:
        return (path for path, _ in self.stream())

    def __len__(self) -> int:
        return sum(1 for _ in self.stream())

    def stream(self) -> Iterator[tuple[str, Json]]:
        known = self._known
        if known.whole is None and (known.passed is None or known.passed is self._notes.lineage):
            known.passed = self._notes.lineage
            return self._slices()
        return iter(self._all().items())

    def _slices(self) -> Iterator[tuple[str, Json]]:
        """Yield what is said of each note; what is read for the first time is saved."""
        digests, is_saved = self._notes.digests(), True
        for some in slices(list(self._notes)):
            with collector_paused():
                told = self._known.say({path: digests[path] for path in some}, self._notes, keep=False)
            is_saved = is_saved and self._save()
            yield from ((path, said) for path in some if (said := told[path]) is not None)

    def _all(self) -> dict[str, Json]:
        """Return everything; of notes that are as they were, what was said then."""
        if self._whole is None:
            whole = self._known.whole
            self._whole = dict(self._slices()) if whole is None else self._said_after(*whole)
            self._known.whole = (self._notes, self._whole)
        return self._whole

    def _said_after(self, notes: Notes, said: dict[str, Json]) -> dict[str, Json]:
        """Return everything, given what was said of all notes when they were others."""
        changed = self._notes.differing(notes)
        digests = {path: digest for path in changed if (digest := self._notes.digest(path)) is not None}
        now = {
            path: each for path, each in self._known.say(digests, self._notes, keep=True).items() if each is not None
        }
        told = dict(said) | now
        for path in changed - now.keys():
            told.pop(path, None)
        return told if told.keys() == said.keys() else dict(sorted(told.items()))
