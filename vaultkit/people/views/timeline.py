"""The timeline: what happened, in order, each line once with everybody it is about."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from vaultkit.people.interaction import Direction, Interaction
from vaultkit.people.person import Person
from vaultkit.people.reading.packed import last_day
from vaultkit.people.views.known import happened

_ONE = r"(?:\[\[[^\[\]]{1,500}\]\]|\[(?:[^\[\]\\]|\\.){1,500}\]\([^()\s]{1,1000}\))"
_WITH = rf"\s*\(with {_ONE}(?:, {_ONE})*\)$"


class Event(msgspec.Struct, frozen=True):
    """One thing that happened, and the people it happened with (by path)."""

    interaction: Interaction
    text: str
    people: tuple[Person, ...]

    @property
    def direction(self) -> Direction | None:
        """The line's direction: its arrow, else what all its kinds agree on; both ways where they do not."""
        if self.interaction.arrow is not None:
            return self.interaction.arrow
        told = {act.direction for act in self.interaction.acts} - {None}
        return next(iter(told)) if len(told) == 1 else Direction.BOTH if told else None


def together(text: str, links: Sequence[str]) -> str:
    """Return a line's text with its ending ``(with …)``, given a link to each of the others."""
    return f"{text} (with {', '.join(links)})" if links else text


def without_ending(text: str) -> str:
    """Return a line's text less the ending that ``together`` gives."""
    return re.sub(_WITH, "", text)


def timeline(people: Iterable[Person], today: date, since: date | None = None) -> tuple[Event, ...]:
    """Return what happened with these people up to today, oldest first.

    A line that counts for several people is one event on each of its days, and so are the twins that were logged with
    several people at once: same day, kinds and text, less the ending that names the others.
    """
    found: dict[object, list[tuple[Interaction, Person]]] = {}
    for person in people:
        if since is not None and (last_day(person) or date.min) < since:
            continue
        for one in happened(person, today):
            if since is None or one.day >= since:
                found.setdefault(_key(one), []).append((one, person))
    events = [_event(lines) for lines in found.values()]
    return tuple(sorted(events, key=lambda event: (event.interaction.day, event.interaction.location)))


def named_with(person: Person) -> frozenset[str]:
    """Return the paths of all who may be in a person's timeline, the person among them."""
    return frozenset(path for line in person.interactions for path in line.people) | {person.path}


def timeline_with(
    person: Person, people: Iterable[Person], today: date, since: date | None = None
) -> tuple[Event, ...]:
    """Return what happened with one of these people up to today, oldest first, with everybody else it is about."""
    named = named_with(person)
    events = timeline((one for one in people if one.path in named), today, since)
    return tuple(event for event in events if any(one.path == person.path for one in event.people))


def _key(one: Interaction) -> object:
    text = without_ending(one.text)
    return (one.location, one.day) if text == one.text else (one.day, one.kinds, one.arrow, text)


def _event(lines: list[tuple[Interaction, Person]]) -> Event:
    first = min((one for one, _ in lines), key=lambda one: one.location)
    people = {person.path: person for _, person in lines}
    return Event(first, without_ending(first.text), tuple(people[path] for path in sorted(people)))
