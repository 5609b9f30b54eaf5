"""Contact: what is on record with a person up to a day, which of it counts, and on which days."""

from collections.abc import Iterable
from datetime import date

import msgspec

from vaultkit.people.interaction import Direction, Family, Interaction
from vaultkit.people.verdict import Balance, Evidence

_NO_CONTACT = frozenset({Family.PASSIVE, Family.REMARK})
_ANSWERED = frozenset({Direction.IN, Direction.BOTH})
_REACHED_OUT = frozenset({Direction.OUT, Direction.BOTH})


def is_contact(line: Interaction) -> bool:
    """Say whether an interaction counts as contact: at least one of its kinds does."""
    return any(act.family not in _NO_CONTACT for act in line.acts)


def is_answered(line: Interaction) -> bool:
    """Say whether contact is not mine alone: incoming, both ways, or a mention."""
    return _has(line, _ANSWERED)


def is_reaching_out(line: Interaction) -> bool:
    """Say whether contact is not theirs alone: outgoing, both ways, or a mention."""
    return _has(line, _REACHED_OUT)


def _has(line: Interaction, directions: frozenset[Direction]) -> bool:
    return any(
        act.family is Family.MENTION or (act.family not in _NO_CONTACT and act.direction in directions)
        for act in line.acts
    )


class Record(msgspec.Struct, frozen=True):
    """What is on record with a person up to a day, oldest first.

    ``lines`` is all of it, ``contacts`` what counts as contact, ``days`` the distinct days of contact.
    """

    lines: tuple[Interaction, ...]
    contacts: tuple[Interaction, ...]
    days: tuple[date, ...]

    @classmethod
    def of(cls, interactions: Iterable[Interaction], today: date) -> "Record":
        """Return the record up to and with today, whatever the order of the interactions; later ones do not count."""
        lines = tuple(sorted((line for line in interactions if line.day <= today), key=_place))
        contacts = tuple(line for line in lines if is_contact(line))
        return cls(lines, contacts, tuple(sorted({line.day for line in contacts})))

    @property
    def first_day(self) -> date | None:
        """The first day on record, contact or not."""
        return self.lines[0].day if self.lines else None

    @property
    def last_contact(self) -> date | None:
        """The last day of contact."""
        return self.days[-1] if self.days else None

    @property
    def count(self) -> int:
        """How many dated lines and mentions there are, each line once, properties left out."""
        return len({(line.location.path, line.location.line) for line in self.lines if line.origin != "property"})

    @property
    def balance(self) -> Balance:
        """How many each side began: the arrow says it, else the kinds; what says nothing is left out."""
        began = [_beginner(line) for line in self.lines]
        return Balance(
            mine=began.count(Direction.OUT), theirs=began.count(Direction.IN), both=began.count(Direction.BOTH)
        )


def _place(line: Interaction) -> tuple[date, str, int, int, str, str]:
    """Return a sort key that does not depend on the order in which notes were read."""
    return (line.day, line.location.path, line.location.line, line.location.column, line.quote, line.text)


def _beginner(line: Interaction) -> Direction | None:
    if line.arrow is not None:
        return line.arrow
    directions = {act.direction for act in line.acts if act.direction is not None}
    return directions.pop() if len(directions) == 1 else Direction.BOTH if directions else None


def quoted(lines: Iterable[Interaction]) -> tuple[Evidence, ...]:
    """Return interactions as evidence, each line once, in the order given."""
    return tuple(dict.fromkeys(Evidence(line.location, line.quote) for line in lines))


def days_between(earlier: date, later: date) -> int:
    """Return how many days lie between two days."""
    return later.toordinal() - earlier.toordinal()


def day_after(day: date, days: int) -> date:
    """Return the day that comes ``days`` later; the calendar's first or last day where that lies beyond it."""
    try:
        return date.fromordinal(day.toordinal() + days)
    except (ValueError, OverflowError):
        return date.max if days > 0 else date.min
