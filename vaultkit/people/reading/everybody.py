"""Everybody, put together from what notes say: all at first, later those of whom some note says something else."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from operator import attrgetter

from vaultkit.api import Moment
from vaultkit.people.person import Person
from vaultkit.people.reading.at_hand import at_hand, keep, kept
from vaultkit.people.reading.ledger import those
from vaultkit.people.reading.names import Named
from vaultkit.people.reading.parts import Part, parts_of, patched, person_of
from vaultkit.people.reading.records import Properties
from vaultkit.people.reading.roll import Roll, Turn, finder_of, records_of, tellers_of, turn
from vaultkit.people.settings import PeopleSettings


def roll_of(moment: Moment) -> Roll:
    """Return the roll; everybody of whom notes say something else than in the last one is put together again."""
    return moment.derived(_roll)


def named(moment: Moment) -> Named:
    """Return what finds the person that a link means."""
    return finder_of(moment, roll_of(moment).names)


def put_together(moment: Moment, wanted: AbstractSet[str]) -> None:
    """Put people together, by their paths, from all notes that tell of them; they are then at hand."""
    roll = roll_of(moment)
    wanted = wanted & roll.stamps.keys()
    lost = wanted - at_hand(moment).take({path: roll.stamps[path] for path in wanted}).keys()
    keep(moment, roll.stamps, _put_together(moment, Turn(roll, roll), lost))


def find_owner(moment: Moment) -> Person | None:
    """Return the owner of the vault, or None where there is no such note; where several could be it, the shortest."""
    found = those(moment, "owners", roll_of(moment).told, attrgetter("is_owner"))
    path = min(found, key=lambda path: (len(path), path), default="")
    record = records_of(moment, found).get(path)
    return person_of(path, record.properties, (), mentions=True) if record and record.properties else None


def _roll(moment: Moment) -> Roll:
    step, hand = turn(moment), at_hand(moment)
    if step.roll.stamps is not step.before.stamps:
        for path in hand.people.keys() - step.roll.stamps.keys():
            del hand.people[path]
    if step.people:
        before = {path: step.before.stamps[path] for path in step.people if path in step.before.stamps}
        known = hand.take(before)
        known |= kept(moment, {path: stamp for path, stamp in before.items() if path not in known})
        made = _patched(moment, step, known)
        made |= _put_together(moment, step, step.people - made.keys())
        keep(moment, step.roll.stamps, made)
    return step.roll


def _patched(moment: Moment, step: Turn, known: Mapping[str, Person]) -> dict[str, Person]:
    """Return those who are known with what the notes say now that were read, less whom more notes must tell of."""
    counts = moment.settings.section(PeopleSettings).mentions
    told, made = _by_person(step.parts, known), {}
    for path, old in known.items():
        said = step.records[path].properties if path in step.records else None
        ignores = said.ignore_mentions if said else old.ignore_mentions
        if ignores == old.ignore_mentions:
            heard = counts and not ignores
            parts = [part if part.is_own or heard else replace(part, interactions=()) for part in told[path]]
            made[path] = patched(old, said, step.read, parts)
    return made


def _put_together(moment: Moment, step: Turn, wanted: AbstractSet[str]) -> dict[str, Person]:
    """Return people by path, put together from all notes that tell of them."""
    if not wanted:
        return {}
    tellers = tellers_of(moment, step.roll.told)
    notes = {path: (path, *tellers.get(path, ())) for path in wanted}
    finder, counts = finder_of(moment, step.roll.names), moment.settings.section(PeopleSettings).mentions
    others = records_of(moment, {note for told in notes.values() for note in told if note not in step.records})
    parts = dict(step.parts) | {note: parts_of(note, record, finder) for note, record in others.items()}
    by_person, records = _by_person(parts, wanted), {**others, **step.records}
    # Of a moment that is past a note may be nowhere any more, and so may a person.
    said = {path: records[path].properties or Properties(name=path) for path in wanted if path in records}
    return {path: person_of(path, own, by_person[path], mentions=counts) for path, own in said.items()}


def _by_person(parts: Mapping[str, Iterable[Part]], wanted: Iterable[str]) -> dict[str, list[Part]]:
    """Return what notes say of some people, by person, in the order of the notes."""
    found: dict[str, list[Part]] = {path: [] for path in wanted}
    for note in sorted(parts):
        for part in parts[note]:
            if part.person in found:
                found[part.person].append(part)
    return found
