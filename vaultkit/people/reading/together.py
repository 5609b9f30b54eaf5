"""Puts everybody together from what was read out of each note."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import msgspec

from vaultkit.api import Json, Location, Moment, Note, Paths
from vaultkit.people.interaction import Interaction
from vaultkit.people.kinds import MENTION, TALK, Kind, acts
from vaultkit.people.person import Loop, Person, Topic
from vaultkit.people.reading.names import Named, slug_of
from vaultkit.people.reading.records import Entry, NoteRecord, Promise, Properties, Said
from vaultkit.people.settings import PeopleSettings

PLUGIN = "people"
"""The name under which a moment keeps what ``facts`` said."""


def put_together(moment: Moment) -> tuple[Person, ...]:
    """Return everybody in the vault by path, worked out from the facts of all notes.

    What a note says of whom is worked out note by note, and a person from these parts: what the moment before had of
    them, and did not change, is taken as it is.
    """
    told, finder = records(moment), named(moment)
    parts: dict[str, list[_Part]] = {path: [] for path, record in told.items() if _is_person(record)}
    counts = moment.settings.section(PeopleSettings).mentions
    for path, record in told.items():
        if path in parts:
            parts[path].append(moment.each(_own, path, record, finder))
        if record.mentions or record.asides:
            for part in moment.each(_others, path, record, finder):
                parts[part.person].append(part)
    return tuple(
        moment.each(_person, path, told[path], _note(moment, path, told[path]), counts, *found)
        for path, found in parts.items()
    )


def find_owner(moment: Moment) -> Person | None:
    """Return the owner of the vault, or None where there is no such note; where several could be it, the shortest."""
    found = [path for path, record in records(moment).items() if record.is_owner]
    if not found:
        return None
    path = min(found, key=lambda path: (len(path), path))
    record = records(moment)[path]
    return moment.each(_person, path, record, _note(moment, path, record), True)  # noqa: FBT003 - mentions: there are none


def records(moment: Moment) -> Mapping[str, NoteRecord]:
    """Return the record of each note of which there is one, by path."""
    return moment.derived(_records)


def named(moment: Moment) -> Named:
    """Return what finds the person that a link means."""
    return moment.derived(_named)


@dataclass(frozen=True, slots=True)
class _Part:
    """What one note says of one person; ``is_own`` says that it is their own note."""

    person: str
    is_own: bool
    interactions: tuple[Interaction, ...]
    loops: tuple[Loop, ...]


def _note(moment: Moment, path: str, record: NoteRecord) -> Note | None:
    """Return a person's note where more is to be read in it than its record holds."""
    return moment.index.notes.get(path) if record.properties and record.properties.others else None


def _person(path: str, record: NoteRecord, note: Note | None, counts: bool, *parts: _Part) -> Person:  # noqa: FBT001 - as remembered
    """Return a person of the parts that notes say; with ``counts`` those of dated notes are contact."""
    said = record.properties or Properties(name=path)
    heard = counts and not said.ignore_mentions
    interactions = [line for part in parts if part.is_own or heard for line in part.interactions]
    loops = [loop for part in parts for loop in part.loops]
    return _Draft(path, said, interactions, loops).person(note)


@dataclass(slots=True)
class _Draft:
    """A person whose parts are together."""

    path: str
    said: Properties
    interactions: list[Interaction]
    loops: list[Loop]

    def person(self, note: Note | None) -> Person:
        """Return the person; ``note`` is theirs."""
        said = self.said
        interactions = sorted(self.interactions, key=_order)
        topics = {name: tuple(map(self.topic, topics)) for name, topics in said.topics.items()}
        return Person(
            path=self.path,
            name=said.name,
            slug=slug_of(said.name),
            aliases=said.aliases,
            tags=said.tags,
            cadence=said.cadence,
            tier=said.tier,
            follow_up=self.follow_up(),
            snoozed_until=said.snoozed_until,
            paused=said.paused,
            trust=said.trust,
            trust_location=self.place(said.trust_at),
            trust_text=said.trust_at.text if said.trust_at else "",
            birthday=said.birthday,
            relationship=said.relationship,
            how_met=said.how_met,
            met_on=said.met_on.day if said.met_on else None,
            introduced_by=said.introduced_by,
            email=said.email,
            phone=said.phone,
            location=said.location,
            links=said.links,
            deceased=said.deceased,
            estranged=said.estranged,
            ignore_mentions=said.ignore_mentions,
            loops=tuple(sorted(self.loops, key=lambda loop: (loop.location, loop.text))),
            interactions=tuple(interactions),
            others=tuple(note.properties[at] for at in said.others if at < len(note.properties)) if note else (),
            interests=topics.get("interests", ()),
            goals=topics.get("goals", ()),
            shared=topics.get("shared", ()),
            company=topics.get("company", ()),
            role=topics.get("role", ()),
        )

    def topic(self, said: Said) -> Topic:
        return Topic(said.text, Location(self.path, said.line, said.column))

    def place(self, said: Said | None) -> Location | None:
        return Location(self.path, said.line, said.column) if said else None

    def follow_up(self) -> Loop | None:
        at = self.place(self.said.follow_up_at)
        if at is None or self.said.follow_up is None or self.said.follow_up_at is None:
            return None
        return Loop(self.said.follow_up_at.text, at, due=self.said.follow_up, follow_up=True)


def _order(line: Interaction) -> tuple[date, str, int, int]:
    """Return what the lines about a person are sorted by: the day, then the place."""
    return (line.day, line.location.path, line.location.line, line.location.column)


def _records(moment: Moment) -> Mapping[str, NoteRecord]:
    told = moment.facts.get(PLUGIN, {})
    return {path: moment.each(_record, plain) for path, plain in sorted(told.items()) if plain is not None}


def _record(plain: Json) -> NoteRecord:
    return msgspec.convert(plain, NoteRecord)


def _named(moment: Moment) -> Named:
    said = {path: record.properties for path, record in records(moment).items() if _is_person(record)}
    everybody = {path: (own.name, *own.aliases) for path, own in said.items() if own}
    return moment.each(_finder, moment.index.paths, moment.memory.steady("people.names", everybody))


def _finder(paths: Paths, everybody: Mapping[str, tuple[str, ...]]) -> Named:
    return Named.of(paths.resolve, everybody)


def _is_person(record: NoteRecord) -> bool:
    return record.properties is not None and not record.is_owner


def _own(path: str, record: NoteRecord, named: Named) -> _Part:
    """Return what a person's own note says: the log, the days it names, properties that are days of contact, tasks."""
    said = record.properties or Properties(name=path)
    interaction = partial(_interaction, path=path, named=named, counting=path)
    found = [interaction(entry, without=TALK, origin="log") for entry in record.log]
    found += [interaction(entry, without=MENTION, origin="mention") for entry in record.days]
    days = [entry for entry in (said.last_contacted, said.met_on) if entry]
    found += [interaction(entry, without=MENTION, origin="property") for entry in days]
    return _Part(path, True, tuple(found), tuple(_loop(promise, path) for promise in record.promises))  # noqa: FBT003 - its own note


def _others(path: str, record: NoteRecord, named: Named) -> tuple[_Part, ...]:
    """Return what the lines and tasks of a dated note say of everybody whom they link to; each line once."""
    lines: dict[str, list[Interaction]] = {}
    loops: dict[str, list[Loop]] = {}
    for entry in record.mentions:
        for person in named.people(entry.targets, path):
            line = _interaction(entry, path=path, named=named, counting=person, without=MENTION, origin="mention")
            lines.setdefault(person, []).append(line)
    for promise in record.asides:
        for person in named.people(promise.targets, path):
            loops.setdefault(person, []).append(_loop(promise, path))
    return tuple(
        _Part(person, False, tuple(lines.get(person, ())), tuple(loops.get(person, ())))  # noqa: FBT003 - another's
        for person in dict.fromkeys((*lines, *loops))
        if person != path
    )


def _interaction(  # noqa: PLR0913 - all by name
    entry: Entry, *, path: str, named: Named, counting: str, without: Kind, origin: str
) -> Interaction:
    return Interaction(
        day=entry.day,
        acts=acts(entry.kinds, entry.arrow, without),
        text=entry.quote[entry.start :].strip() if entry.text is None else entry.text,
        location=Location(path, entry.line),
        quote=entry.quote,
        topics=entry.topics,
        people=tuple(person for person in named.people(entry.targets, path) if person not in {counting, path}),
        arrow=entry.arrow,
        origin=origin,
        written=entry.written,
    )


def _loop(promise: Promise, path: str) -> Loop:
    return Loop(promise.text, Location(path, promise.line), promise.due, promise.done, promise.kept)
