"""Birthdays in the coming weeks."""

from calendar import isleap, monthrange
from collections.abc import Iterable
from datetime import date

import msgspec

from vaultkit.api import Moment
from vaultkit.people.person import Birthday, Person
from vaultkit.people.reading.roster import Line, lines, some
from vaultkit.people.rules.contact import days_between
from vaultkit.people.settings import PeopleSettings

_FEBRUARY, _LEAP_DAY = 2, 29


class ComingBirthday(msgspec.Struct, frozen=True):
    """A birthday that comes: its day, the age that they reach on it where the year is known.

    ``remembrance`` says that they are deceased; then no age is told.
    """

    person: Person
    day: date
    age: int | None
    remembrance: bool


def coming_birthdays(moment: Moment, within: int | None = None) -> tuple[ComingBirthday, ...]:
    """Return the coming birthdays in a moment; see ``birthdays``."""
    settings = moment.settings.section(PeopleSettings)
    near = Near(moment.today, settings, within)
    soon = {line.path for line in lines(moment) if near.day_of(line)}
    return birthdays(some(moment, soon), settings, moment.today, within)


def birthdays(
    everybody: Iterable[Person], settings: PeopleSettings, today: date, within: int | None = None
) -> tuple[ComingBirthday, ...]:
    """Return who has birthday from today to ``within`` days on (default: the settings' window), the next one first.

    The deceased are remembered where the settings ask for it; the estranged are left out.
    """
    near = Near(today, settings, within)
    coming = [(one, day) for one in everybody if (day := near.day_of(one))]
    soon = [_coming(one, day) for one, day in coming if is_celebrated(one, settings)]
    return tuple(sorted(soon, key=lambda found: (found.day, found.person.path)))


def is_celebrated(person: Person, settings: PeopleSettings) -> bool:
    """Say whether a birthday is told when it comes: not of the estranged, of the deceased where they are remembered."""
    return not person.estranged and (settings.remember or not person.deceased)


class Near:
    """The days of the year that come within a window: there are fewer of them than people."""

    def __init__(self, today: date, settings: PeopleSettings, within: int | None) -> None:
        """Look from a day on, ``within`` days ahead; None stands for the settings' window."""
        self._today = today
        self._within = settings.rules.birthday_window if within is None else within
        self._known: dict[tuple[int, int], date | None] = {}

    def day_of(self, person: Person | Line) -> date | None:
        """Return the day on which somebody's birthday is kept next; None where that is not in the window."""
        birthday = person.birthday
        if birthday is None:
            return None
        key = (birthday.month, birthday.day)
        if key not in self._known:
            day = next_birthday(birthday, self._today)
            self._known[key] = day if day and days_between(self._today, day) <= self._within else None
        return self._known[key]


def _coming(person: Person, day: date) -> ComingBirthday:
    year = person.birthday.year if person.birthday else None
    age = None if year is None or person.deceased else day.year - year
    return ComingBirthday(person, day, age if age is None or age >= 0 else None, person.deceased)


def next_birthday(birthday: Birthday, today: date) -> date | None:
    """Return the next day on which it is kept, today included; None where there is no such day of the year.

    Who was born on 29 February has birthday on the 28th where the year has no 29th, so that nobody is late for it.
    """
    for year in (today.year, today.year + 1):
        day = _in_year(birthday, year)
        if day is not None and day >= today:
            return day
    return None


def _in_year(birthday: Birthday, year: int) -> date | None:
    if not (1 <= birthday.month <= 12 and date.min.year <= year <= date.max.year):  # noqa: PLR2004 -- months of a year
        return None
    is_leap_day = (birthday.month, birthday.day) == (_FEBRUARY, _LEAP_DAY)
    day = _LEAP_DAY - 1 if is_leap_day and not isleap(year) else birthday.day
    return date(year, birthday.month, day) if 1 <= day <= monthrange(year, birthday.month)[1] else None
