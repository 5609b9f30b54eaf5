"""The notes of an index by path; those that are kept elsewhere are fetched when they are asked for."""

import hashlib
from collections.abc import Collection, ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from typing import Protocol

from vaultkit.model.note import Note


class Source(Protocol):
    """Where notes are kept that were not needed yet."""

    def fetch(self, wanted: Mapping[str, str | None]) -> Mapping[str, Note]:
        """Return these notes by path; each is told with its digest where that is known."""

    def digests(self, wanted: Collection[str]) -> Mapping[str, str]:
        """Return the digests of these notes by path, as they were when the folder was looked at."""

    def notable(self, wanted: Mapping[str, str | None]) -> Collection[str]:
        """Return which of these notes may hold block markers or problems; each is told with its digest if known."""


class Notes(Mapping[str, Note]):
    """Notes by path, in the order of the paths; as a value it never changes.

    A note stands for itself, for one that is not fetched yet its digest, or None where not even that is known.
    """

    __slots__ = ("_held", "_is_ordered", "_source", "_state")

    def __init__(self, held: Mapping[str, Note | str | None], source: Source | None = None, state: str = "") -> None:
        """Take these notes; ``source`` has what is not held itself, ``state`` is what ``state()`` is to answer."""
        self._held = dict(held)
        self._source = source
        self._state = state
        self._is_ordered = False

    @classmethod
    def of(cls, notes: Iterable[Note]) -> "Notes":
        """Return notes that are all at hand."""
        return cls({note.path: note for note in notes})

    def __getitem__(self, path: str) -> Note:
        """Return one note, fetched if need be."""
        held = self._held[path]
        if isinstance(held, Note):
            return held
        self._fetch({path: held})
        return self[path]

    def __len__(self) -> int:
        """Return how many notes there are."""
        return len(self._held)

    def __iter__(self) -> Iterator[str]:
        """Yield the paths in order."""
        return iter(self.keys())

    def __contains__(self, path: object) -> bool:
        """Return whether there is a note at that path."""
        return path in self._held

    def keys(self) -> KeysView[str]:
        """Return the paths in order; no note is fetched."""
        if not self._is_ordered:
            self._held = dict(sorted(self._held.items()))
            self._is_ordered = True
        return self._held.keys()

    def values(self) -> ValuesView[Note]:
        """Return all notes in the order of their paths; what is missing is fetched at once."""
        return self._whole().values()

    def items(self) -> ItemsView[str, Note]:
        """Return all notes with their paths; what is missing is fetched at once."""
        return self._whole().items()

    def digest(self, path: str) -> str | None:
        """Return the digest of one note, None where there is none; it is not fetched for that, if it can be helped."""
        held = self._held.get(path)
        if held is None:
            return self[path].digest if path in self._held else None
        return held.digest if isinstance(held, Note) else held

    def digests(self) -> Mapping[str, str]:
        """Return the digest of every note by path; no note is fetched for it."""
        unknown = [path for path, held in self._held.items() if held is None]
        if unknown and self._source is not None:
            self._held |= self._source.digests(unknown)
        return {path: held.digest if isinstance(held, Note) else held or "" for path, held in self._held.items()}

    def state(self) -> str:
        """Return a digest of all paths and what lies there."""
        if not self._state:
            told = "\n".join(f"{path}\0{digest}" for path, digest in sorted(self.digests().items()))
            self._state = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
        return self._state

    def notable(self) -> list[Note]:
        """Return the notes that hold block markers or problems, in the order of their paths; no other is fetched."""
        absent = {path: held for path, held in self._held.items() if not isinstance(held, Note)}
        if absent and self._source is not None:
            maybe = self._source.notable(absent)
            self._fetch({path: absent[path] for path in maybe})
        return [held for path in self.keys() if isinstance(held := self._held[path], Note) and held.is_notable]

    def differing(self, other: "Notes") -> set[str]:
        """Return the paths at which these notes and others, of which one was made from the other, are not the same."""
        ours, theirs = self._held, other._held  # noqa: SLF001 - its own class
        # Whatever was replaced was at hand: what is not fetched on one side is the same on both.
        return (ours.keys() ^ theirs.keys()) | {
            path
            for path, held in ours.items()
            if isinstance(held, Note) and isinstance(now := theirs.get(path), Note) and now is not held
        }

    def replaced(self, found: Iterable[Note], gone: Iterable[str]) -> "Notes":
        """Return these notes with some put in or replaced and some taken out; what these are now, they stay."""
        fresh = {note.path: note for note in found}
        lost = set(gone) - fresh.keys()
        for path in (*fresh, *lost):
            self.get(path)
        held: dict[str, Note | str | None] = {path: held for path, held in self._held.items() if path not in lost}
        return Notes(held | fresh, self._source)

    def _whole(self) -> dict[str, Note]:
        """Return everything at hand, in order."""
        self._fetch({path: held for path, held in self._held.items() if not isinstance(held, Note)})
        self.keys()
        return self._held  # type: ignore[return-value] # the line before the last has fetched what was missing

    def _fetch(self, wanted: Mapping[str, str | None]) -> None:
        if wanted and self._source is not None:
            self._held |= self._source.fetch(wanted)
