"""The notes of an index by path; those that are kept elsewhere are fetched when they are asked for."""

import contextlib
import hashlib
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, KeysView, Mapping
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, TypeVar

from vaultkit.model.lineage import Lineage
from vaultkit.model.streamed import SINGLES, SLICE, Streamed, slices

if TYPE_CHECKING:
    from vaultkit.model.note import Note

# ruff: noqa: SLF001 -- notes know notes: it is their own class

T = TypeVar("T")

_AWAY = (str, type(None))
"""What stands for a note that is not at hand: its digest, or None where that was not asked for yet."""


class Source(Protocol):
    """Where notes are kept that are not at hand."""

    def fetch(self, wanted: Mapping[str, str]) -> "Mapping[str, Note]":
        """Return these notes by path, each told with its digest; where that version is nowhere, as the file is now."""

    def digests(self, wanted: Collection[str]) -> Mapping[str, str]:
        """Return the digests of these notes by path, as they were when the folder was looked at.

        It is empty for a note of which that cannot be told any more.
        """

    def notable(self, wanted: Mapping[str, str]) -> Collection[str]:
        """Return which of these notes may hold block markers or problems; each is told with its digest."""


class Notes(Streamed["Note"]):
    """Notes by path, in the order of the paths; as a value it never changes.

    A note stands for itself, one that is kept elsewhere for its digest, or None where that was not asked for yet. What
    is asked for by its path stays at hand; what one only goes through does not.
    """

    __slots__ = (
        "_digests",
        "_held",
        "_is_ordered",
        "_notable",
        "_singles",
        "_source",
        "_state",
        "lineage",
        "strayed",
    )

    def __init__(self, held: "Mapping[str, Note | str | None]", source: Source | None = None, state: str = "") -> None:
        """Take these notes; ``source`` has what is not held itself, ``state`` is what ``state()`` is to answer."""
        self._held = dict(held)
        self._source = source
        self._state = state
        self._digests: dict[str, str] | None = None
        self._notable: set[str] | None = None
        self._is_ordered = False
        self._singles = 0
        self.lineage = Lineage()
        """What changed on the way to these notes; no other notes have the same."""
        self.strayed: frozenset[str] = frozenset()
        """The notes of which somebody was given another version, because their own is nowhere any more."""

    @classmethod
    def of(cls, notes: "Iterable[Note]") -> "Notes":
        """Return notes that are all at hand."""
        return cls({note.path: note for note in notes})

    def __getitem__(self, path: str) -> "Note":
        """Return one note, fetched if need be; who asks for many in the order of their paths finds them fetched."""
        held = self._held[path]
        if not isinstance(held, _AWAY):
            return held
        self._singles += 1
        is_one = self._singles < SINGLES or path in self.strayed
        found = self._fetched([path] if is_one else self._from(path))
        self._keep(found)
        return found[path]

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
            self._held = {path: self._held[path] for path in sorted(self._held)}
            self._is_ordered = True
        return self._held.keys()

    def paths(self) -> tuple[str, ...]:
        """Return the paths in any order."""
        return tuple(self._held)

    def stream(self) -> "Iterator[tuple[str, Note]]":
        """Yield all notes in the order of their paths; those that are not at hand are fetched slice by slice."""
        self.digests()  # in one go
        for paths in slices(list(self.keys())):
            yield from self.some(paths).items()

    def some(self, paths: Iterable[str]) -> "dict[str, Note]":
        """Return the notes at these paths, in their order; what is not at hand is fetched at once, and not kept."""
        held = {path: self._held[path] for path in paths}
        found = self._fetched([path for path, each in held.items() if isinstance(each, _AWAY)])
        return {path: found[path] if isinstance(each, _AWAY) else each for path, each in held.items()}

    def digest(self, path: str) -> str | None:
        """Return the digest of one note, None where there is none; no note is fetched for it."""
        if path not in self._held:
            return None
        held = self._known([path])[path]
        return held if isinstance(held, str) else held.digest

    def digests(self) -> Mapping[str, str]:
        """Return the digest of every note by path, in any order; no note is fetched for it."""
        if self._digests is None:
            held = self._known(self._held).items()
            self._digests = {path: each if isinstance(each, str) else each.digest for path, each in held}
        return MappingProxyType(self._digests)

    def state(self) -> str:
        """Return a digest of all paths and what lies there.

        It is the sum of a SHA-256 for each note, so that a change costs the notes that changed and not all. That tells
        apart what comes about by itself; who could make two sums equal on purpose could as well write into the cache.
        """
        if not self._state:
            self._state = _sum(_weight(path, digest) for path, digest in self.digests().items())
        return self._state

    def notable(self) -> "list[Note]":
        """Return the notes that hold block markers or problems, in the order of their paths; they stay at hand."""
        if self._notable is None:
            known = self._known(self._held)
            absent = {path: held for path, held in known.items() if isinstance(held, str)}
            maybe = self._source.notable(absent) if absent and self._source is not None else ()
            found = {path: note for path, note in self._fetched(maybe).items() if note.is_notable}
            own = {path for path, held in known.items() if not isinstance(held, str) and held.is_notable}
            self._keep(found)
            self._notable = own | found.keys()
        return list(self.some(sorted(self._notable)).values())

    def differing(self, other: "Notes") -> set[str]:
        """Return the paths at which these notes and others, of which one was made from the other, are not the same.

        Where few steps lie between them, only what these have changed is looked at. A note that has strayed in one of
        them alone is not the same.
        """
        changed = self.lineage.apart(other.lineage)
        if changed is None:
            changed = self._held.keys() | other._held.keys()
            self.digests()
            other.digests()
        return {path for path in changed if not self._is_same(path, other)} | (self.strayed ^ other.strayed)

    def replaced(self, found: "Iterable[Note]", gone: Iterable[str]) -> "Notes":
        """Return these notes with some put in or replaced and some taken out; what these are now, they stay."""
        fresh = {note.path: note for note in found}
        lost = {path for path in gone if path in self._held and path not in fresh}
        before = {path for path in (*fresh, *lost) if path in self._held}
        self._keep(self._found([path for path in before if isinstance(self._held[path], _AWAY)]))
        made = Notes(_changed(self._held, fresh, lost), self._source)
        made.strayed = self.strayed - before
        made._is_ordered = self._is_ordered and len(made._held) + len(lost) == len(self._held)
        made.lineage = self.lineage.after(fresh.keys() | lost)
        if self._digests is not None:
            made._digests = _changed(self._digests, {path: note.digest for path, note in fresh.items()}, lost)
        if self._notable is not None:
            made._notable = (self._notable - before) | {note.path for note in fresh.values() if note.is_notable}
        with contextlib.suppress(ValueError):  # not asked for yet, or what a damaged cache gave
            taken = (-_weight(path, self.digest(path) or "") for path in before)
            put = (_weight(path, note.digest) for path, note in fresh.items())
            made._state = _sum((int(self._state, 16), *taken, *put))
        return made

    def holds(self, note: "Note") -> bool:
        """Return whether a note is surely among these; of one that is not at hand that is not sure."""
        return self._held.get(note.path) == note

    def release(self, digests: Mapping[str, str]) -> None:
        """Let go of notes, told with their digests, that the source has from now on; but of the notable ones."""
        for path, digest in digests.items():
            held = self._held.get(path)
            if not isinstance(held, _AWAY) and held.digest == digest and not held.is_notable:
                self._held[path] = digest

    def _is_same(self, path: str, other: "Notes") -> bool:
        """Return whether there is the same note at a path, or none."""
        ours, theirs = self._held.get(path), other._held.get(path)
        if ours is theirs:
            return (path in self._held) == (path in other._held)
        if not (isinstance(ours, _AWAY) or isinstance(theirs, _AWAY)):
            return ours == theirs
        digest = self.digest(path)
        return bool(digest) and digest == other.digest(path)

    def _known(self, paths: Collection[str]) -> "Mapping[str, Note | str]":
        """Return what stands for the notes at these paths: themselves or their digests."""
        unknown = [path for path in paths if self._held[path] is None]
        if unknown:
            self._held |= self._source.digests(unknown) if self._source else dict.fromkeys(unknown, "")
        return {path: held for path in paths if (held := self._held[path]) is not None}

    def _fetched(self, paths: Collection[str]) -> "Mapping[str, Note]":
        """Return notes that are not at hand, to be given to somebody."""
        found = self._found(paths)
        self.strayed |= {path for path, note in found.items() if note.digest != self._held[path]}
        return found

    def _found(self, paths: Collection[str]) -> "Mapping[str, Note]":
        """Return notes that are not at hand, another version of those whose own is nowhere any more."""
        if not paths or self._source is None:
            return {}
        known = self._known(paths).items()
        return self._source.fetch({path: held if isinstance(held, str) else held.digest for path, held in known})

    def _keep(self, found: "Mapping[str, Note]") -> None:
        """Keep notes at hand that were fetched, but no other version than is known."""
        self._held |= {path: note for path, note in found.items() if note.digest == self._held[path]}

    def _from(self, path: str) -> list[str]:
        """Return the paths of a slice of the notes that can be brought to hand, the first of them this one's."""
        order = list(self.keys())
        some = order[bisect_left(order, path) :]
        # What strayed is not kept: it would be fetched again with every slice.
        away = (each for each in some if isinstance(self._held[each], _AWAY) and each not in self.strayed)
        return list(islice(away, SLICE))


def _changed(values: Mapping[str, T], put: Mapping[str, T], lost: Iterable[str]) -> dict[str, T]:
    """Return values by path with some put in or replaced, and some taken out."""
    changed = {**values, **put}
    for path in lost:
        del changed[path]
    return changed


def _weight(path: str, digest: str) -> int:
    """Return what one note adds to the state."""
    return int.from_bytes(hashlib.sha256(f"{path}\0{digest}".encode("utf-8", "surrogatepass")).digest())


def _sum(numbers: Iterable[int]) -> str:
    """Return a sum as the hexadecimal digits of 256 bits."""
    return f"{sum(numbers) % 2**256:064x}"
