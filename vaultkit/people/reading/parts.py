"""What one note says of whom, and people put together from such parts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import msgspec

from vaultkit.api import Location
from vaultkit.people.interaction import Interaction
from vaultkit.people.kinds import MENTION, TALK, Kind, acts
from vaultkit.people.person import Loop, Person, Topic
from vaultkit.people.reading.names import Named, slug_of
from vaultkit.people.reading.records import Entry, NoteRecord, Promise, Properties, Said


@dataclass(frozen=True, slots=True)
class Part:
    """What one note says of one person; ``is_own`` says that it is their own note."""

    person: str
    is_own: bool
    interactions: tuple[Interaction, ...]
    loops: tuple[Loop, ...]


def is_person(record: NoteRecord) -> bool:
    """Return whether a note is a person's; the owner's is not."""
    return record.properties is not None and not record.is_owner


def parts_of(path: str, record: NoteRecord, named: Named) -> tuple[Part, ...]:
    """Return what a note says of the one whose note it is, and of everybody whom its dated lines and tasks name."""
    own = (_own(path, record, named),) if is_person(record) else ()
    return (*own, *_others(path, record, named))


def targets_of(record: NoteRecord) -> Iterable[str]:
    """Return the targets of links on which it hangs whom a note is about, in the order of the note."""
    said = record.properties
    days = [entry for entry in (said.last_contacted, said.met_on) if entry] if said else []
    told: tuple[Entry | Promise, ...] = (*record.log, *record.days, *days, *record.mentions, *record.asides)
    return dict.fromkeys(target for one in told for target in one.targets)


def person_of(path: str, said: Properties, parts: Iterable[Part], *, mentions: bool) -> Person:
    """Return a person of the parts that notes say; with ``mentions`` those of dated notes are contact."""
    heard = mentions and not said.ignore_mentions
    known = list(parts)
    interactions = [line for part in known if part.is_own or heard for line in part.interactions]
    loops = [loop for part in known for loop in part.loops]
    return _Draft(path, said).person(interactions, loops)


def patched(person: Person, said: Properties | None, without: Iterable[str], parts: Sequence[Part]) -> Person:
    """Return a person of whom some notes say something else now: what they said is left out, the parts put in.

    ``said`` are the properties of the person's own note, None where it still says the same. All parts count as contact.
    """
    old = frozenset(without)
    interactions = [line for line in person.interactions if line.location.path not in old]
    interactions += [line for part in parts for line in part.interactions]
    loops = [loop for loop in person.loops if loop.location.path not in old]
    loops += [loop for part in parts for loop in part.loops]
    if said is None:
        return msgspec.structs.replace(person, interactions=_in_order(interactions), loops=_loops_in_order(loops))
    return _Draft(person.path, said).person(interactions, loops)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A person whose own note says this."""

    path: str
    said: Properties

    def person(self, interactions: Iterable[Interaction], loops: Iterable[Loop]) -> Person:
        """Return the person with all that notes say."""
        said = self.said
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
            loops=_loops_in_order(loops),
            interactions=_in_order(interactions),
            others=said.others,
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


def _in_order(interactions: Iterable[Interaction]) -> tuple[Interaction, ...]:
    return tuple(sorted(interactions, key=_order))


def _loops_in_order(loops: Iterable[Loop]) -> tuple[Loop, ...]:
    return tuple(sorted(loops, key=lambda loop: (loop.location, loop.text)))


def _order(line: Interaction) -> tuple[date, str, int, int]:
    """Return what the lines about a person are sorted by: the day, then the place."""
    return (line.day, line.location.path, line.location.line, line.location.column)


def _own(path: str, record: NoteRecord, named: Named) -> Part:
    """Return what a person's own note says: the log, the days it names, properties that are days of contact, tasks."""
    said = record.properties or Properties(name=path)
    interaction = partial(_interaction, path=path, named=named, counting=path)
    found = [interaction(entry, without=TALK, origin="log") for entry in record.log]
    found += [interaction(entry, without=MENTION, origin="mention") for entry in record.days]
    days = [entry for entry in (said.last_contacted, said.met_on) if entry]
    found += [interaction(entry, without=MENTION, origin="property") for entry in days]
    return Part(path, True, tuple(found), tuple(_loop(promise, path) for promise in record.promises))  # noqa: FBT003 - its own note


def _others(path: str, record: NoteRecord, named: Named) -> tuple[Part, ...]:
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
        Part(person, False, tuple(lines.get(person, ())), tuple(loops.get(person, ())))  # noqa: FBT003 - another's
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
