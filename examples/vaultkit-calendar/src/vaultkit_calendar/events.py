"""What of a vault belongs into a calendar: all-day events, as values."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from vaultkit.api import Moment
from vaultkit.people import Person, Verdict, people, verdicts
from vaultkit_calendar.settings import CalendarSettings

SOME_LEAP_YEAR = 2000
"""The year in which a birthday begins whose year is not known."""
WORDS = {
    "follow-up": "Follow up with",
    "engage": "Be in touch with",
    "offer-value": "Offer something to",
    "be-authentic": "Ask about the interests of",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One day in the calendar; ``uid`` is the same in every export as long as it is about the same thing."""

    uid: str
    day: date
    summary: str
    description: str = ""
    yearly: bool = False


def events(moment: Moment) -> tuple[Event, ...]:
    """Return what the settings ask for, by day; a pure function of the moment."""
    own = moment.settings.section(CalendarSettings)
    found: list[Event] = []
    for person in people(moment):
        verdict = verdicts(moment)[person.path]
        found += _birthday(person) if own.birthdays else ()
        found += _due(person, verdict, moment.today) if own.due else ()
        found += _follow_ups(person, moment.today) if own.follow_ups else ()
    return tuple(sorted(found, key=lambda event: (event.day, event.uid)))


def _uid(*parts: str) -> str:
    """Return an identifier that depends on these words alone."""
    digest = sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
    return f"{digest[:32]}@vaultkit-calendar"


def _is_let_be(person: Person) -> bool:
    return person.paused or person.deceased or person.estranged


def _birthday(person: Person) -> Iterator[Event]:
    birthday = person.birthday
    if birthday is None or person.deceased or person.estranged:
        return
    day = date(birthday.year or SOME_LEAP_YEAR, birthday.month, birthday.day)
    yield Event(_uid("birthday", person.path), day, f"Birthday: {person.name}", yearly=True)


def _due(person: Person, verdict: Verdict, today: date) -> Iterator[Event]:
    """Yield the next step, on its day or, where that has passed, today; without a step when the cadence asks next."""
    step = verdict.next_step
    if step is not None:
        words = f"{WORDS[step.strategy]} {person.name}"
        yield Event(_uid("step", person.path), max(step.due, today), words, "\n".join([step.dated, *step.say]))
    elif verdict.next_due is not None and verdict.next_due > today:
        yield Event(_uid("step", person.path), verdict.next_due, f"{WORDS['engage']} {person.name}")


def _follow_ups(person: Person, today: date) -> Iterator[Event]:
    """Yield the promises that are still to come; one that is due is the next step already."""
    if _is_let_be(person) or (person.snoozed_until or today) > today:
        return
    loops = (person.follow_up, *person.loops)
    for loop in loops:
        if loop is not None and loop.due is not None and loop.due > today and not (loop.kept or loop.done):
            words = f"Follow up with {person.name}" if loop.follow_up else f"{person.name}: {loop.text}"
            yield Event(_uid("promise", person.path, "" if loop.follow_up else loop.text), loop.due, words)
