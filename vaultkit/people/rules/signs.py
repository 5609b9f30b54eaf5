"""Signs of trust and of common ground: what in a log speaks for either."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from vaultkit.people.compare import fold_entry
from vaultkit.people.interaction import Direction, Family, Interaction
from vaultkit.people.person import Loop, Person, Topic
from vaultkit.people.rules.contact import is_contact

_MINE = frozenset({Direction.OUT, Direction.BOTH})
_THEIRS = frozenset({Direction.IN, Direction.BOTH})
_GIFTS = frozenset({Family.VALUE, Family.TRUST})


def is_given(line: Interaction) -> bool:
    """Say whether I gave: a value kind that is mine or both ways."""
    return any(act.family is Family.VALUE and act.direction in _MINE for act in line.acts)


def is_received(line: Interaction) -> bool:
    """Say whether they gave or confided: a value or trust kind that is incoming or both ways."""
    return any(act.family in _GIFTS and act.direction in _THEIRS for act in line.acts)


def is_incoming(line: Interaction) -> bool:
    """Say whether they reached out: any incoming kind that counts as contact."""
    return any(act.direction is Direction.IN and act.family not in {Family.PASSIVE, Family.REMARK} for act in line.acts)


def is_talk_both_ways(line: Interaction) -> bool:
    """Say whether both were there, or both spoke."""
    return any(act.family is Family.TALK and act.direction is Direction.BOTH for act in line.acts)


def talk_after_first(contacts: Sequence[Interaction]) -> Mapping[date, Interaction]:
    """Return one line of talk both ways for each day of it after the first day of contact, oldest first."""
    return {line.day: line for line in contacts if is_talk_both_ways(line) and line.day > contacts[0].day}


def kept_promises(person: Person, today: date) -> tuple[Loop, ...]:
    """Return what was promised and done; what is said to be done after today does not count yet."""
    return tuple(loop for loop in person.loops if loop.kept and (loop.done is None or loop.done <= today))


def topic_lines(contacts: Iterable[Interaction]) -> dict[str, dict[date, Interaction]]:
    """Return for each topic one line for each day on which it came up; remarks and the like are left out."""
    found: dict[str, dict[date, Interaction]] = {}
    for line in contacts:
        if is_contact(line):
            for topic in line.topics:
                found.setdefault(topic, {}).setdefault(line.day, line)
    return found


class Meeting(msgspec.Struct, frozen=True):
    """An interest or goal of theirs that is also mine."""

    theirs: Topic
    mine: Topic


def entries(person: Person | None) -> tuple[Topic, ...]:
    """Return somebody's interests and goals."""
    return () if person is None else (*person.interests, *person.goals)


def meetings(person: Person, owner: Person | None) -> tuple[Meeting, ...]:
    """Return where their interests and goals meet the owner's, each entry once, in their order."""
    mine = {fold_entry(topic.text): topic for topic in reversed(entries(owner))}
    theirs = {fold_entry(topic.text): topic for topic in reversed(entries(person))}
    ordered = dict.fromkeys(fold_entry(topic.text) for topic in entries(person))
    return tuple(Meeting(theirs[key], mine[key]) for key in ordered if key and key in mine)
