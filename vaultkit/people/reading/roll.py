"""The roll: what each note is about, and what each person stands on; made from the one before and what changed since.

It holds no line of any note. Who is put together, judged or shown is kept by the stamps that stand here: of everybody
whose stamp is still the same nothing is worked out again, in this run or a later one.
"""

import hashlib
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache

import msgspec

from vaultkit.api import Index, Moment, Paths, fold_path, link_names
from vaultkit.people.reading.at_hand import PLUGIN
from vaultkit.people.reading.ledger import Ledger, keep_up
from vaultkit.people.reading.names import Named
from vaultkit.people.reading.parts import Part, is_person, parts_of, targets_of
from vaultkit.people.reading.records import Fault, NoteRecord

_KEY = "roll"
_MANY = 500
"""Notes from which on it is quicker to go through the facts of all."""


class Told(msgspec.Struct, frozen=True, array_like=True):
    """What one note is about.

    ``stamp`` tells of the note, the settings, and whom its links mean. ``names`` are those of the person whose note it
    is, ``about`` the paths of all others of whom its lines and tasks tell, ``links`` the folded targets of its links.
    """

    stamp: str
    names: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    is_owner: bool = False


@dataclass(frozen=True, slots=True)
class Roll:
    """All notes with their digests, what they are about, and everybody by path with their names and a stamp.

    A stamp tells of all that is said of somebody: where it is the same, the person is. ``index`` is the one that it was
    made of; None if that was in an earlier run.
    """

    settings: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)
    files: frozenset[str] = frozenset()
    told: Ledger[Told] = field(default_factory=Ledger)
    names: Ledger[tuple[str, ...]] = field(default_factory=Ledger)
    stamps: Ledger[str] = field(default_factory=Ledger)
    index: Index | None = None

    def touched(self, index: Index) -> set[str]:
        """Return the paths of the notes that are not in an index as they were when the roll was made."""
        if self.index is not None:
            return index.notes.differing(self.index.notes)
        digests = index.notes.digests()
        changed = {path for path, digest in digests.items() if self.digests.get(path) != digest}
        return changed | (self.digests.keys() - digests.keys())


class _Kept(msgspec.Struct, frozen=True):
    """A roll as it is kept for the next run."""

    settings: str
    digests: dict[str, str]
    files: frozenset[str]
    told: dict[str, Told]
    stamps: dict[str, str]


@dataclass(frozen=True, slots=True)
class Turn:
    """The step from one roll to the next.

    ``read`` are the notes that say something else, or may, by what their links mean; ``records`` and ``parts`` what
    they say now. ``people`` are all who have another stamp.
    """

    before: Roll
    roll: Roll
    read: AbstractSet[str] = frozenset()
    records: Mapping[str, NoteRecord] = field(default_factory=dict)
    parts: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)
    people: AbstractSet[str] = frozenset()


def turn(moment: Moment) -> Turn:
    """Return the roll of a moment, and the step to it from the last that is known."""
    before, index = _before(moment), moment.index
    touched = before.touched(index)
    if not touched and index.files == before.files and before.settings == moment.settings.digest:
        return Turn(before, before)
    digests = index.notes.digests()
    records = records_of(moment, touched & digests.keys())
    own = {path: _names(record) for path, record in records.items() if is_person(record)}
    names = before.names.updated(own, touched)
    moved = {path for path in touched if (path in before.digests) != (path in digests)} | (before.files ^ index.files)
    struck = _struck(moved, before.names, names)
    if struck:
        records |= records_of(moment, {path for path, told in before.told.items() if _is_struck(told, struck)})
    finder = finder_of(moment, names)
    parts = {path: parts_of(path, record, finder) for path, record in records.items()}
    fresh = {
        path: _told(path, digests[path], record, parts[path], finder, moment.settings.digest)
        for path, record in records.items()
    }
    read = touched | records.keys()
    told = before.told.updated(fresh, read)
    people = {path for note in read for each in (before.told, told) if note in each for path in _concerned(note, each)}
    people = {path for path in people if path in names}
    gone = {path for path in names.differing(before.names) if path not in names}
    stamps = before.stamps.updated(_stamps(told, tellers_of(moment, told), people), gone)
    roll = Roll(moment.settings.digest, digests, index.files, told, names, stamps, index)
    _keep(moment, roll)
    return Turn(before, roll, read, records, parts, people)


def _before(moment: Moment) -> Roll:
    """Return the last roll that is known; an empty one where there is none, or other settings were read by."""
    roll = moment.memory.carried(f"{PLUGIN}.{_KEY}", Roll)
    if roll is None:
        _, blob = moment.shelf(PLUGIN).get(_KEY, [""]).get("", ("", b""))
        try:
            kept = _decoder().decode(blob)
        except ValueError:
            return Roll()
        names = {path: told.names for path, told in kept.told.items() if told.names}
        told, stamps = Ledger(kept.told), Ledger(kept.stamps)
        roll = Roll(kept.settings, kept.digests, kept.files, told, Ledger(names), stamps)
        moment.memory.carry(f"{PLUGIN}.{_KEY}", roll)
    return roll if roll.settings == moment.settings.digest else Roll()


def _keep(moment: Moment, roll: Roll) -> None:
    moment.memory.carry(f"{PLUGIN}.{_KEY}", roll)
    moment.shelf(PLUGIN).put(_KEY, lambda: {"": (moment.state, _packed(roll))})


def _packed(roll: Roll) -> bytes:
    kept = _Kept(roll.settings, dict(roll.digests), roll.files, dict(roll.told.items()), dict(roll.stamps.items()))
    return msgspec.msgpack.encode(kept)


def tellers_of(moment: Moment, told: Ledger[Told]) -> Ledger[tuple[str, ...]]:
    """Return the notes that tell of somebody, besides their own, by the person's path; in the order of the paths."""
    return keep_up(moment, "tellers", told, Ledger[tuple[str, ...]](), _tellers)


def _tellers(
    known: Ledger[tuple[str, ...]], before: Ledger[Told], now: Ledger[Told], changed: AbstractSet[str]
) -> Ledger[tuple[str, ...]]:
    moved: dict[str, set[str]] = {}
    for note in changed:
        old, new = (set(told[note].about) if note in told else set() for told in (before, now))
        for person in old ^ new:
            moved.setdefault(person, set()).add(note)
    notes = {person: tuple(sorted(turned ^ {*known.get(person, ())})) for person, turned in moved.items()}
    return known.updated({person: several for person, several in notes.items() if several}, moved)


def records_of(moment: Moment, paths: AbstractSet[str]) -> dict[str, NoteRecord]:
    """Return the records of some notes, by path; of which there is none, they are left out."""
    told = moment.facts.get(PLUGIN, {})
    if len(paths) > _MANY:
        found = ((path, plain) for path, plain in told.items() if path in paths)
    else:
        found = ((path, told.get(path)) for path in paths)
    return {path: msgspec.convert(plain, NoteRecord) for path, plain in found if plain is not None}


def _names(record: NoteRecord) -> tuple[str, ...]:
    return (record.properties.name, *record.properties.aliases) if record.properties else ()


def _struck(moved: Iterable[str], before: Ledger[tuple[str, ...]], after: Ledger[tuple[str, ...]]) -> frozenset[str]:
    """Return the names by which a link may now lead elsewhere: of files and people that came, went or are renamed."""
    others = after.differing(before)
    came_or_went = (path for path in others if (path in before) != (path in after))
    files = (name for path in (*moved, *came_or_went) for name in link_names(path))
    people = (fold_path(name) for path in others for name in {*before.get(path, ())} ^ {*after.get(path, ())})
    return frozenset((*files, *people))


def _is_struck(told: Told, struck: AbstractSet[str]) -> bool:
    return any(link.rpartition("/")[2] in struck or link.removeprefix("@") in struck for link in told.links)


def finder_of(moment: Moment, names: Ledger[tuple[str, ...]]) -> Named:
    """Return what finds people, told with their names, by a link; the last one if it finds the same."""
    paths = moment.index.paths
    known = moment.memory.carried(f"{PLUGIN}.finder", _Finder)
    if known is None or known.paths is not paths or known.named.names is not names:
        known = _Finder(paths, Named.of(paths.resolve, names))
        moment.memory.carry(f"{PLUGIN}.finder", known)
    return known.named


@dataclass(frozen=True, slots=True)
class _Finder:
    """A finder, and the paths among which it finds."""

    paths: Paths
    named: Named


def _told(path: str, digest: str, record: NoteRecord, parts: Iterable[Part], finder: Named, settings: str) -> Told:  # noqa: PLR0913, PLR0917 - all that a stamp tells of
    targets = targets_of(record)
    meant = (finder.person(target, path) or "" for target in targets)
    links = dict.fromkeys((*record.links, *(fold_path(target.strip()) for target in targets)))
    return Told(
        _digest(settings, digest, *meant),
        _names(record) if is_person(record) else (),
        tuple(part.person for part in parts if not part.is_own),
        tuple(links),
        record.faults,
        record.is_owner,
    )


def _concerned(path: str, told: Mapping[str, Told]) -> tuple[str, ...]:
    """Return everybody of whom a note tells, the one whose note it is among them."""
    return (path, *told[path].about)


def _stamps(told: Ledger[Told], tellers: Ledger[tuple[str, ...]], people: AbstractSet[str]) -> dict[str, str]:
    """Return the stamps of some people: they tell of every note that tells of them, in the order of the paths."""
    return {
        path: _digest(told[path].stamp, *(f"{note} {told[note].stamp}" for note in tellers.get(path, ())))
        for path in people
    }


def _digest(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:32]


@cache
def _decoder() -> msgspec.msgpack.Decoder[_Kept]:
    return msgspec.msgpack.Decoder(_Kept)
