"""The notes of an index by path; those that are kept elsewhere are fetched when they are asked for."""

import contextlib
import hashlib
from collections.abc import Collection, ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from collections.abc import Set as AbstractSet
from typing import Protocol

from vaultkit.model.note import Note

# ruff: noqa: SLF001 -- notes know notes: it is their own class

_STEPS = 16
"""Steps back from some notes that they remember."""


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

    __slots__ = ("_held", "_is_ordered", "_mark", "_notable", "_since", "_source", "_state")

    def __init__(self, held: Mapping[str, Note | str | None], source: Source | None = None, state: str = "") -> None:
        """Take these notes; ``source`` has what is not held itself, ``state`` is what ``state()`` is to answer."""
        self._held = dict(held)
        self._source = source
        self._state = state
        self._notable: set[str] | None = None
        self._is_ordered = False
        self._mark = object()
        """Stands for these notes in what others remember, which so does not keep them alive."""
        self._since: tuple[tuple[object, AbstractSet[str]], ...] = ()
        """The marks of the last notes that these were made from, each with the paths that the next step changed."""

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

    def paths(self) -> tuple[str, ...]:
        """Return the paths in any order."""
        return tuple(self._held)

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
        """Return a digest of all paths and what lies there.

        It is the sum of a SHA-256 for each note, so that a change costs the notes that changed and not all. That tells
        apart what comes about by itself; who could make two sums equal on purpose could as well write into the cache.
        """
        if not self._state:
            self._state = _sum(_weight(path, digest) for path, digest in self.digests().items())
        return self._state

    def notable(self) -> list[Note]:
        """Return the notes that hold block markers or problems, in the order of their paths; no other is fetched."""
        if self._notable is None:
            absent = {path: held for path, held in self._held.items() if not isinstance(held, Note)}
            if absent and self._source is not None:
                self._fetch({path: absent[path] for path in self._source.notable(absent)})
            held = self._held.values()
            self._notable = {note.path for note in held if isinstance(note, Note) and note.is_notable}
        return [self[path] for path in sorted(self._notable)]

    def differing(self, other: "Notes") -> set[str]:
        """Return the paths at which these notes and others, of which one was made from the other, are not the same.

        Where few steps lie between them, only what these have changed is looked at.
        """
        changed = self._changed_since(other) or other._changed_since(self)
        if changed is None:
            changed = self._held.keys() | other._held.keys()
            self.digests()
            other.digests()
        return {path for path in changed if not self._is_same(path, other)}

    def replaced(self, found: Iterable[Note], gone: Iterable[str]) -> "Notes":
        """Return these notes with some put in or replaced and some taken out; what these are now, they stay."""
        fresh = {note.path: note for note in found}
        lost = {path for path in gone if path in self._held and path not in fresh}
        before = {path: self._held[path] for path in (*fresh, *lost) if path in self._held}
        self._fetch({path: held for path, held in before.items() if not isinstance(held, Note)})
        made = Notes(self._held, self._source)
        made._held |= fresh
        for path in lost:
            del made._held[path]
        made._is_ordered = self._is_ordered and len(made._held) + len(lost) == len(self._held)
        made._since = (*self._since[1 - _STEPS :], (self._mark, fresh.keys() | lost))
        if self._notable is not None:
            made._notable = (self._notable - before.keys()) | {note.path for note in fresh.values() if note.is_notable}
        with contextlib.suppress(ValueError):  # not asked for yet, or what a damaged cache gave
            taken = (-_weight(path, self.digest(path) or "") for path in before)
            put = (_weight(path, note.digest) for path, note in fresh.items())
            made._state = _sum((int(self._state, 16), *taken, *put))
        return made

    def holds(self, note: Note) -> bool:
        """Return whether a note is surely among these; one that is not fetched yet may be, and is not for sure."""
        return self._held.get(note.path) == note

    def _changed_since(self, other: "Notes") -> AbstractSet[str] | None:
        """Return the paths that were changed on the way from others to these; None if that is not known."""
        if other is self:
            return set()
        changed: set[str] = set()
        for mark, paths in reversed(self._since):
            changed |= paths
            if mark is other._mark:
                return changed
        return None

    def _is_same(self, path: str, other: "Notes") -> bool:
        """Return whether there is the same note at a path, or none."""
        ours, theirs = self._held.get(path), other._held.get(path)
        if ours is theirs:
            return (path in self._held) == (path in other._held)
        if isinstance(ours, Note) and isinstance(theirs, Note):
            return ours == theirs
        return self.digest(path) == other.digest(path)

    def _whole(self) -> dict[str, Note]:
        """Return everything at hand, in order."""
        self._fetch({path: held for path, held in self._held.items() if not isinstance(held, Note)})
        self.keys()
        return self._held  # type: ignore[return-value] # the line before the last has fetched what was missing

    def _fetch(self, wanted: Mapping[str, str | None]) -> None:
        if wanted and self._source is not None:
            self._held |= self._source.fetch(wanted)


def _weight(path: str, digest: str) -> int:
    """Return what one note adds to the state."""
    return int.from_bytes(hashlib.sha256(f"{path}\0{digest}".encode("utf-8", "surrogatepass")).digest())


def _sum(numbers: Iterable[int]) -> str:
    """Return a sum as the hexadecimal digits of 256 bits."""
    return f"{sum(numbers) % 2**256:064x}"
