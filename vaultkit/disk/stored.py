"""The notes that lie in the cache, fetched when they are needed, and never another version than was asked for."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from vaultkit.disk.cache import Cache, Key, Row
from vaultkit.disk.collector import collector_paused
from vaultkit.disk.walk import Stat
from vaultkit.model.note import Note


@dataclass(frozen=True, slots=True)
class StoredNotes:
    """The notes of a vault as the cache had them when it was opened.

    ``stats`` are those of the folder at that time, ``is_template`` says which notes are templates. ``read`` gives a
    note from its file: another process may have put a newer one, or none, in its place in the cache.
    """

    cache: Cache
    stats: Mapping[str, Stat]
    is_template: Callable[[str], bool]
    read: Callable[[str], Note]

    def fetch(self, wanted: Mapping[str, str | None]) -> Mapping[str, Note]:
        """Return these notes by path, each told with its digest where that is known."""
        from vaultkit.disk.packed import unpack_note  # noqa: PLC0415 - commands that need no whole note start without

        found: dict[str, Note] = {}
        with collector_paused():
            for path, key, blob in self.cache.rows(wanted):
                if self._is_meant(path, key, wanted[path]) and (note := unpack_note(blob)) is not None:
                    found[path] = note
            return found | {path: self.read(path) for path in wanted.keys() - found.keys()}

    def digests(self, wanted: Collection[str]) -> Mapping[str, str]:
        """Return the digests of these notes by path."""
        keys = self.cache.keys()
        found = {path: keys[path].digest for path in wanted if path in keys and self._is_meant(path, keys[path], None)}
        return found | {path: self.read(path).digest for path in wanted if path not in found}

    def notable(self, wanted: Mapping[str, str | None]) -> Collection[str]:
        """Return which of these notes may hold block markers or problems; of what is not in the cache any may."""
        keys = self.cache.keys()
        return [
            path
            for path, digest in wanted.items()
            if (key := keys.get(path)) is None or not self._is_meant(path, key, digest) or key.notable
        ]

    def _is_meant(self, path: str, key: Key, digest: str | None) -> bool:
        """Return whether a row is the note that was there: by its digest, or else by its file."""
        same = key.stat == self.stats.get(path) if digest is None else key.digest == digest
        return same and key.template == self.is_template(path)


def rows(notes: Iterable[Note], stats: Mapping[str, Stat | None], is_template: Callable[[str], bool]) -> list[Row]:
    """Return the rows of notes, less those that could not be read and the rare ones that cannot be kept."""
    from vaultkit.disk.packed import pack  # noqa: PLC0415 - as above

    packed = ((note, pack(note)) for note in notes if note.digest)
    return [
        Row(note.path, Key(stats.get(note.path), is_template(note.path), note.digest, note.is_notable), blob)
        for note, blob in packed
        if blob is not None
    ]
