"""Cadence: how often somebody wants to be in touch, and the limits in days that follow from it."""

from datetime import date
from functools import cache
from math import ceil, floor, isfinite
from typing import TYPE_CHECKING

import msgspec

from vaultkit.people.person import Person
from vaultkit.people.rules.contact import day_after
from vaultkit.people.settings import PeopleSettings, Rules

if TYPE_CHECKING:
    from fractions import Fraction

_FOREVER = 1_000_000
"""Days; more than the calendar has left, for settings such as ``grace = inf``."""


class Cadence(msgspec.Struct, frozen=True):
    """The cadence that holds, in days; ``tier`` is the tier that it comes from.

    ``tracked`` is False where nothing but the default speaks.
    """

    days: int
    tracked: bool
    tier: str | None = None


class Limits(msgspec.Struct, frozen=True):
    """The numbers of communication for one person: ``needed`` days of contact in ``window``, ``grace`` since the last.

    A window reaches back that many days from today, the day itself included.
    """

    needed: int
    window: int
    grace: int


def cadence_of(person: Person, settings: PeopleSettings) -> Cadence:
    """Return the cadence: their own, else that of their tier, else the default."""
    if person.cadence is not None and person.cadence > 0:
        return Cadence(person.cadence, tracked=True)
    tier = next((name for name in settings.tiers if name.casefold() == (person.tier or "").casefold()), None)
    if tier is not None:
        return Cadence(max(settings.tiers[tier], 1), tracked=True, tier=tier)
    return Cadence(max(settings.cadence, 1), tracked=False)


def limits(cadence: Cadence, rules: Rules) -> Limits:
    """Return the limits that a cadence makes; parts of days count for the person."""
    return Limits(
        needed=max(rules.contact_days, 1),
        window=max(rules.contact_window, times(rules.contact_cadences, cadence.days)),
        grace=ceil(exact(rules.grace) * cadence.days),
    )


def next_due(person: Person, cadence: Cadence, last_contact: date | None) -> date | None:
    """Return the day on which the cadence asks again; None for the untracked and those who are let be."""
    if last_contact is None or not cadence.tracked or is_let_be(person):
        return None
    return day_after(last_contact, cadence.days)


def is_let_be(person: Person) -> bool:
    """Say whether nobody is to be reminded of them: paused, deceased or estranged."""
    return person.paused or person.deceased or person.estranged


def is_snoozed(person: Person, today: date) -> bool:
    """Say whether they are put off to a day after today."""
    return person.snoozed_until is not None and person.snoozed_until > today


@cache
def exact(number: float) -> "Fraction":
    """Return a number of the settings as it is written there: 1.1 is eleven tenths."""
    from fractions import Fraction  # noqa: PLC0415 -- a verdict that is kept needs no limits

    if not isfinite(number):
        return Fraction(_FOREVER if number > 0 else 0)
    return Fraction(str(number))


def times(number: float, days: int) -> int:
    """Return a multiple of days in whole days, the part of a day left out."""
    return floor(exact(number) * days)
