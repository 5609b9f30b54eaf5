"""Puts everybody together from what was read out of each note."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import msgspec

from vaultkit.api import Location, Moment
from vaultkit.people.interaction import Interaction
from vaultkit.people.kinds import MENTION, TALK, Kind, acts
from vaultkit.people.person import Loop, Person, Topic
from vaultkit.people.reading.names import Named, slug_of
from vaultkit.people.reading.records import Entry, NoteRecord, Promise, Properties, Said
from vaultkit.people.settings import PeopleSettings

PLUGIN = "people"
"""The name under which a moment keeps what ``facts`` said."""


def put_together(moment: Moment) -> tuple[Person, ...]:
    """Return everybody in the vault by path, worked out from the facts of all notes."""
    told = records(moment)
    drafts = {path: _Draft.of(path, record) for path, record in sorted(told.items()) if _is_person(record)}
    finder = named(moment)
    for path, record in sorted(told.items()):
        if path in drafts:
            _add_own(drafts[path], record, finder)
        if record.mentions or record.asides:
            _add_mentions(drafts, path, record, finder, counts=moment.settings.section(PeopleSettings).mentions)
    return tuple(draft.person(moment) for draft in drafts.values())


def find_owner(moment: Moment) -> Person | None:
    """Return the owner of the vault, or None where there is no such note; where several could be it, the shortest."""
    found = [path for path, record in records(moment).items() if record.is_owner]
    if not found:
        return None
    path = min(found, key=lambda path: (len(path), path))
    return _Draft.of(path, records(moment)[path]).person(moment)


def records(moment: Moment) -> Mapping[str, NoteRecord]:
    """Return the record of each note of which there is one, by path."""
    return moment.derived(_records)


def named(moment: Moment) -> Named:
    """Return what finds the person that a link means."""
    return moment.derived(_named)


@dataclass(slots=True)
class _Draft:
    """A person while the notes are gone through."""

    path: str
    said: Properties
    interactions: list[Interaction] = field(default_factory=list)
    loops: list[Loop] = field(default_factory=list)

    @classmethod
    def of(cls, path: str, record: NoteRecord) -> "_Draft":
        return cls(path, record.properties or Properties(name=path))

    def person(self, moment: Moment) -> Person:
        """Return the person as they now stand."""
        said = self.said
        note = moment.index.notes.get(self.path) if said.others else None
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
    return {path: msgspec.convert(plain, NoteRecord) for path, plain in told.items() if plain is not None}


def _named(moment: Moment) -> Named:
    said = {path: record.properties for path, record in records(moment).items() if _is_person(record)}
    everybody = {path: (own.name, *own.aliases) for path, own in sorted(said.items()) if own}
    return Named.of(moment.index.resolve, everybody)


def _is_person(record: NoteRecord) -> bool:
    return record.properties is not None and not record.is_owner


def _add_own(draft: _Draft, record: NoteRecord, named: Named) -> None:
    """Add what a person's own note says: the log, the days it names, properties that are days of contact, tasks."""
    interaction = partial(_interaction, path=draft.path, named=named, counting=draft.path)
    draft.interactions += [interaction(entry, without=TALK, origin="log") for entry in record.log]
    draft.interactions += [interaction(entry, without=MENTION, origin="mention") for entry in record.days]
    days = [entry for entry in (draft.said.last_contacted, draft.said.met_on) if entry]
    draft.interactions += [interaction(entry, without=MENTION, origin="property") for entry in days]
    draft.loops += [_loop(promise, draft.path) for promise in record.promises]


def _add_mentions(drafts: Mapping[str, _Draft], path: str, record: NoteRecord, named: Named, *, counts: bool) -> None:
    """Add the lines and tasks of a dated note to everybody whom they link to; once for each line, however often."""
    for entry in record.mentions if counts else ():
        for person in named.people(entry.targets, path):
            if person != path and not drafts[person].said.ignore_mentions:
                line = _interaction(entry, path=path, named=named, counting=person, without=MENTION, origin="mention")
                drafts[person].interactions.append(line)
    for promise in record.asides:
        for person in named.people(promise.targets, path):
            if person != path:
                drafts[person].loops.append(_loop(promise, path))


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
