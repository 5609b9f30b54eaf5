"""Replay: what the rules would have said on each day, knowing only what was on record by then.

Common ground and trust, once there, stay: they only ever wait for a first day. Communication comes and goes, but
between two days of contact it can only end, on a day that is known beforehand. So one pass over the days of contact
finds all the days that matter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from vaultkit.people.person import Person
from vaultkit.people.rules.cadence import Limits
from vaultkit.people.rules.contact import Record, day_after, is_answered
from vaultkit.people.rules.signs import (
    is_given,
    is_incoming,
    is_received,
    kept_promises,
    meetings,
    talk_after_first,
)
from vaultkit.people.settings import Rules
from vaultkit.people.verdict import Status, StatusChange

ALWAYS = date.min
"""The day of what holds without a date."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A time of regular communication, first and last day included; ``last`` may lie after today."""

    first: date
    last: date


def spells(record: Record, limits: Limits) -> tuple[Spell, ...]:
    """Return the times of regular communication, in order and apart, as they are while nothing is added."""
    answered = {line.day for line in record.contacts if is_answered(line)}
    # Counted in whole numbers: this is done for every day of contact of everybody.
    days = [day.toordinal() for day in record.days]
    found: list[tuple[int, int]] = []
    last_answer: int | None = None
    for number, day in enumerate(days):
        last_answer = day if record.days[number] in answered else last_answer
        if last_answer is None or number + 1 < limits.needed:
            continue
        last = min(day + limits.grace, days[number + 1 - limits.needed] + limits.window, last_answer + limits.window)
        if last < day:
            continue
        if found and day <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((day, last))
    return tuple(_spell(first, last) for first, last in found)


def _spell(first: int, last: int) -> Spell:
    """Return a spell of days by their numbers; the last may lie beyond the calendar."""
    begin = date.fromordinal(first)
    return Spell(begin, day_after(begin, last - first))


def ground_from(person: Person, owner: Person | None, record: Record, rules: Rules) -> date | None:
    """Return the first day on which there is common ground; None while there is none."""
    if person.shared or meetings(person, owner):
        return ALWAYS
    seen: dict[str, set[date]] = {}
    for line in record.contacts:
        for topic in line.topics:
            days = seen.setdefault(topic, set())
            days.add(line.day)
            if len(days) >= rules.topic_days:
                return line.day
    return None


def trust_from(person: Person, record: Record, rules: Rules, today: date) -> date | None:
    """Return the first day on which there is trust; None while there is none."""
    if person.trust is not None:
        return ALWAYS if person.trust else None
    mine = [loop.done or ALWAYS for loop in kept_promises(person, today)]
    mine += _first(line.day for line in record.contacts if is_given(line))
    theirs = _first(line.day for line in record.contacts if is_received(line) or is_incoming(line))
    talk = sorted(talk_after_first(record.contacts))
    if talk and len(talk) >= rules.talk_days:
        theirs.append(talk[max(rules.talk_days, 1) - 1])
    return max(min(mine), min(theirs)) if mine and theirs else None


def _first(days: Iterator[date]) -> list[date]:
    return [day for day in (next(days, None),) if day is not None]


@dataclass(frozen=True, slots=True)
class Story:
    """The spells of communication, and the first day on which both common ground and trust are there."""

    spells: tuple[Spell, ...]
    bond: date | None

    @classmethod
    def of(cls, spells: tuple[Spell, ...], ground: date | None, trust: date | None) -> "Story":
        """Return the story of these spells and of the first days of common ground and of trust."""
        return cls(spells, max(ground, trust) if ground and trust else None)

    def status_on(self, day: date) -> Status:
        """Return the status of a day (docs/relationship.md, "Status")."""
        begun = [spell for spell in self.spells if spell.first <= day]
        if self.bond is None or day < self.bond or not begun:
            return Status.CONTACT
        return Status.CONNECTION if day <= begun[-1].last else Status.FADING

    def changes(self, today: date) -> tuple[StatusChange, ...]:
        """Return each change of status up to today; everybody begins as a contact, which is no change.

        From the first day on which somebody is more than a contact, connection and fading follow each other.
        """
        if self.bond is None:
            return ()
        ends = (*(spell.first for spell in self.spells[1:]), None)
        turns = [turn for spell, end in zip(self.spells, ends, strict=False) for turn in _turns(spell, self.bond, end)]
        return tuple(turn for turn in turns if turn.day <= today)


def _turns(spell: Spell, bond: date, end: date | None) -> Sequence[StatusChange]:
    """Return the changes that one spell brings, from its first day up to the day before ``end``."""
    turns = []
    if bond <= spell.last:
        turns.append(StatusChange(max(spell.first, bond), Status.CONNECTION))
    if spell.last < date.max:
        after = max(day_after(spell.last, 1), bond)
        if end is None or after < end:
            turns.append(StatusChange(after, Status.FADING))
    return turns
