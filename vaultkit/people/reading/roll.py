"""The roll: what each note is about, and what each person stands on; made from the one before and what changed since.

It holds no line of any note. Who is put together, judged or shown is kept by the stamps that stand here: of everybody
whose stamp is still the same nothing is worked out again, in this run or a later one.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar

import msgspec

from vaultkit.api import Moment, Paths, fold_path, link_names
from vaultkit.people.reading.at_hand import PLUGIN
from vaultkit.people.reading.names import Named
from vaultkit.people.reading.parts import Part, is_person, parts_of, targets_of
from vaultkit.people.reading.records import Fault, NoteRecord

T = TypeVar("T")

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


class Roll(msgspec.Struct, frozen=True):
    """All notes with their digests, what they are about, and everybody by path with a stamp.

    A stamp tells of all that is said of somebody: where it is the same, the person is.
    """

    settings: str = ""
    digests: dict[str, str] = {}
    files: frozenset[str] = frozenset()
    told: dict[str, Told] = {}
    stamps: dict[str, str] = {}

    @property
    def names(self) -> dict[str, tuple[str, ...]]:
        """The names of everybody, by path."""
        return {path: told.names for path, told in self.told.items() if told.names}


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
    before, digests, files = _before(moment), moment.index.notes.digests(), moment.index.files
    changed = {path for path, digest in digests.items() if before.digests.get(path) != digest}
    gone = before.digests.keys() - digests.keys()
    if not changed and not gone and files == before.files and before.settings == moment.settings.digest:
        return Turn(before, before)
    records = records_of(moment, changed)
    names = _changed(before.names, changed | gone, {path: _names(record) for path, record in _people(records)})
    moved = (before.digests.keys() ^ digests.keys()) | (before.files ^ files)
    struck = _struck(moved, before.names, names)
    if struck:
        others = (path for path, told in before.told.items() if path not in changed and path not in gone)
        records |= records_of(moment, [path for path in others if _is_struck(before.told[path], struck)])
    finder = finder_of(moment, names)
    parts = {path: parts_of(path, record, finder) for path, record in records.items()}
    fresh = {
        path: _told(path, digests[path], record, parts[path], finder, moment.settings.digest)
        for path, record in records.items()
    }
    told, read = _changed(before.told, changed | gone, fresh), changed | gone | records.keys()
    people = {path for note in read for each in (before.told, told) if note in each for path in _concerned(note, each)}
    people &= names.keys()
    stamps = _changed(before.stamps, before.stamps.keys() - names.keys(), _stamps(told, people))
    roll = Roll(moment.settings.digest, dict(digests), files, told, stamps)
    _keep(moment, roll)
    return Turn(before, roll, read, records, parts, people)


def _before(moment: Moment) -> Roll:
    """Return the last roll that is known; an empty one where there is none, or other settings were read by."""
    roll = moment.memory.carried(f"{PLUGIN}.{_KEY}", Roll)
    if roll is None:
        _, blob = moment.shelf(PLUGIN).get(_KEY, [""]).get("", ("", b""))
        try:
            roll = _decoder().decode(blob)
        except ValueError:
            return Roll()
        moment.memory.carry(f"{PLUGIN}.{_KEY}", roll)
    return roll if roll.settings == moment.settings.digest else Roll()


def _keep(moment: Moment, roll: Roll) -> None:
    moment.memory.carry(f"{PLUGIN}.{_KEY}", roll)
    moment.shelf(PLUGIN).put(_KEY, lambda: {"": (moment.state, msgspec.msgpack.encode(roll))})


def records_of(moment: Moment, paths: Collection[str]) -> dict[str, NoteRecord]:
    """Return the records of some notes, by path; of which there is none, they are left out."""
    told = moment.facts.get(PLUGIN, {})
    if len(paths) > _MANY:
        found = ((path, plain) for path, plain in told.items() if path in paths)
    else:
        found = ((path, told.get(path)) for path in paths)
    return {path: msgspec.convert(plain, NoteRecord) for path, plain in found if plain is not None}


def _changed(before: Mapping[str, T], without: Iterable[str], fresh: Mapping[str, T]) -> dict[str, T]:
    """Return values by path, in the order of the paths: those of before but for some, and the fresh ones."""
    found = dict(before)
    for path in without:
        if path not in fresh:
            found.pop(path, None)
    is_ordered = fresh.keys() <= found.keys()
    found.update(fresh)
    return found if is_ordered else dict(sorted(found.items()))


def _people(records: Mapping[str, NoteRecord]) -> Iterator[tuple[str, NoteRecord]]:
    return ((path, record) for path, record in records.items() if is_person(record))


def _names(record: NoteRecord) -> tuple[str, ...]:
    return (record.properties.name, *record.properties.aliases) if record.properties else ()


def _struck(
    moved: Iterable[str], before: Mapping[str, tuple[str, ...]], after: Mapping[str, tuple[str, ...]]
) -> frozenset[str]:
    """Return the names by which a link may now lead elsewhere: of files and people that came, went or are renamed."""
    others = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    files = (name for path in (*moved, *(before.keys() ^ after.keys())) for name in link_names(path))
    people = (fold_path(name) for path in others for name in {*before.get(path, ())} ^ {*after.get(path, ())})
    return frozenset((*files, *people))


def _is_struck(told: Told, struck: AbstractSet[str]) -> bool:
    return any(link.rpartition("/")[2] in struck or link.removeprefix("@") in struck for link in told.links)


def finder_of(moment: Moment, names: Mapping[str, tuple[str, ...]]) -> Named:
    """Return what finds people, told with their names, by a link; the last one if it finds the same."""
    paths = moment.index.paths
    known = moment.memory.carried(f"{PLUGIN}.finder", _Finder)
    if known is None or known.paths is not paths or known.named.names != names:
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


def _stamps(told: Mapping[str, Told], people: AbstractSet[str]) -> dict[str, str]:
    """Return the stamps of some people: they tell of every note that tells of them, in the order of the paths."""
    notes = {path: [told[path].stamp] for path in people}
    for path, each in told.items():
        for person in each.about:
            if person in people:
                notes[person].append(f"{path} {each.stamp}")
    return {path: _digest(*stamps) for path, stamps in notes.items()}


def _digest(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:32]


@cache
def _decoder() -> msgspec.msgpack.Decoder[Roll]:
    return msgspec.msgpack.Decoder(Roll)
