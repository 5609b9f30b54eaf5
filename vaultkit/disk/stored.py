"""The notes that lie in the cache, fetched when they are needed, and never another version than was asked for."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from vaultkit.disk.cache import Cache, Key, Row
from vaultkit.disk.collector import collector_paused
from vaultkit.disk.walk import Seen, Stat, now_ns

if TYPE_CHECKING:
    from vaultkit.model.note import Note

_FEW = 1000
"""Keys that are asked for by name; from there on all are read at once."""


class StoredNotes(NamedTuple):
    """The notes of a vault that are in its cache.

    ``stats`` are those of the folder when it was opened, ``is_template`` says which notes are templates. ``read`` gives
    a note from its file, with the file's stat if that can tell: the cache may have been deleted, or another process may
    have put a newer note, or none, in its place there.
    """

    cache: Cache
    stats: Mapping[str, Seen]
    is_template: Callable[[str], bool]
    read: Callable[[str], tuple["Note", Stat | None]]

    def fetch(self, wanted: Mapping[str, str]) -> "Mapping[str, Note]":
        """Return these notes by path, each told with its digest; where that version is nowhere, as the file is now.

        A row that cannot be read is replaced if the file still holds that version.
        """
        from vaultkit.disk.packed import unpack_note  # noqa: PLC0415 - commands that need no whole note start without

        found: dict[str, Note] = {}
        damaged: set[str] = set()
        with collector_paused():
            for path, key, blob in self.cache.rows(wanted):
                if not self._is_meant(path, key, wanted[path]):
                    continue
                if (note := unpack_note(blob)) is None:
                    damaged.add(path)
                else:
                    found[path] = note
            anew = {path: self.read(path) for path in wanted.keys() - found.keys()}
            self._keep([anew[path] for path in damaged if anew[path][0].digest == wanted[path]])
            return found | {path: note for path, (note, _) in anew.items()}

    def _keep(self, read: "Sequence[tuple[Note, Stat | None]]") -> None:
        """Keep notes that were read from their files, because the cache could not tell them."""
        if read:
            now = now_ns()
            stats = {note.path: stat if stat is not None and stat.is_settled(now) else None for note, stat in read}
            self.cache.save_notes(rows([note for note, _ in read], stats, self.is_template))

    def digests(self, wanted: Collection[str]) -> Mapping[str, str]:
        """Return the digests of these notes by path; an empty one where the file has changed and the cache no row."""
        keys = self.cache.keys(wanted if len(wanted) < _FEW else None)
        return {path: self._digest(path, keys.get(path)) for path in wanted}

    def notable(self, wanted: Mapping[str, str]) -> Collection[str]:
        """Return which of these notes may hold block markers or problems; of what is not in the cache any may."""
        keys = self.cache.keys()
        return [
            path
            for path, digest in wanted.items()
            if (key := keys.get(path)) is None or not self._is_meant(path, key, digest) or key.notable
        ]

    def _digest(self, path: str, key: Key | None) -> str:
        """Return the digest of a note as it was when the folder was looked at."""
        if key is not None and key.stat is not None and key.stat == self.stats.get(path):
            return key.digest
        note, stat = self.read(path)
        return note.digest if stat is not None and stat == self.stats.get(path) else ""

    def _is_meant(self, path: str, key: Key, digest: str) -> bool:
        """Return whether a row is that version of a note."""
        return key.digest == digest and key.template == self.is_template(path)


def rows(notes: "Iterable[Note]", stats: Mapping[str, Seen | None], is_template: Callable[[str], bool]) -> list[Row]:
    """Return the rows of notes, less those that could not be read and the rare ones that cannot be kept."""
    from vaultkit.disk.packed import pack  # noqa: PLC0415 - as above

    packed = ((note, pack(note)) for note in notes if note.digest)
    return [
        Row(note.path, Key(stats.get(note.path), is_template(note.path), note.digest, note.is_notable), blob)
        for note, blob in packed
        if blob is not None
    ]
