"""Birthdays in the coming weeks."""

from calendar import isleap, monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from vaultkit.api import Moment
from vaultkit.people.person import Birthday, Person
from vaultkit.people.reading.roster import lines, some
from vaultkit.people.rules.contact import days_between
from vaultkit.people.settings import PeopleSettings

_FEBRUARY, _LEAP_DAY = 2, 29


@dataclass(frozen=True, slots=True)
class ComingBirthday:
    """A birthday that comes: its day, the age that they reach on it where the year is known.

    ``remembrance`` says that they are deceased; then no age is told.
    """

    person: Person
    day: date
    age: int | None
    remembrance: bool


def coming_birthdays(moment: Moment, within: int | None = None) -> tuple[ComingBirthday, ...]:
    """Return the coming birthdays in a moment; see ``birthdays``."""
    settings, today = moment.settings.section(PeopleSettings), moment.today
    window = settings.rules.birthday_window if within is None else within
    days = _Days(today)
    soon = {line.path for line in lines(moment) if line.birthday and _is_soon(line.birthday, days, today, window)}
    return birthdays(some(moment, soon), settings, today, within)


def _is_soon(birthday: Birthday, days: Mapping[tuple[int, int], date | None], today: date, window: int) -> bool:
    day = days[birthday.month, birthday.day]
    return day is not None and days_between(today, day) <= window


def birthdays(
    everybody: Iterable[Person], settings: PeopleSettings, today: date, within: int | None = None
) -> tuple[ComingBirthday, ...]:
    """Return who has birthday from today to ``within`` days on (default: the settings' window), the next one first.

    The deceased are remembered where the settings ask for it; the estranged are left out.
    """
    window = settings.rules.birthday_window if within is None else within
    days = _Days(today)
    coming = (_coming(person, days) for person in everybody if person.birthday and is_celebrated(person, settings))
    soon = [found for found in coming if found is not None and days_between(today, found.day) <= window]
    return tuple(sorted(soon, key=lambda found: (found.day, found.person.path)))


def is_celebrated(person: Person, settings: PeopleSettings) -> bool:
    """Say whether a birthday is told when it comes: not of the estranged, of the deceased where they are remembered."""
    return not person.estranged and (settings.remember or not person.deceased)


class _Days(dict[tuple[int, int], date | None]):
    """The next day on which each day of the year is kept: there are fewer of them than people."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today

    def __missing__(self, day: tuple[int, int]) -> date | None:
        found = self[day] = next_birthday(Birthday(*day), self._today)
        return found


def _coming(person: Person, days: Mapping[tuple[int, int], date | None]) -> ComingBirthday | None:
    birthday = person.birthday
    if birthday is None:
        return None
    day = days[birthday.month, birthday.day]
    if day is None:
        return None
    age = None if birthday.year is None or person.deceased else day.year - birthday.year
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
