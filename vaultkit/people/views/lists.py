"""Everybody in the lists from which blocks choose, each in its order and kept up from one moment to the next."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from vaultkit.api import Moment
from vaultkit.people.person import Loop, Person
from vaultkit.people.reading.ledger import Ledger
from vaultkit.people.reading.packed import last_day
from vaultkit.people.reading.ranked import Group, Key, Place, ranked
from vaultkit.people.verdict import Status
from vaultkit.people.views.known import Known, has_tag, known

T = TypeVar("T")

EVERYBODY = "everybody"
"""Everybody, by status; the last contact leads within each."""
PRESENT = "present"
"""The same without those who are gone."""
GROWING = "growing"
"""The contacts under way, those with the most criteria leading."""
QUIET = "quiet"
"""Who is quieter than usual and not fading, the last contact leading."""
LATELY = "lately"
"""Everybody of whom something is on record, the last day of it leading; ``up_to`` takes ``days_ago``."""
# The others are named by a status: all of that status who are not gone, the last contact leading.

_ORDER = tuple(Status)


def lists(moment: Moment, tag: str | None = None, tier: str | None = None) -> Ledger[Group[Known]]:
    """Return the lists by name, of everybody or of those alone with a tag and of a tier; those of nobody are absent."""
    return _chosen(moment, "lists", _places, tag, tier)


def promises(moment: Moment, tag: str | None = None, tier: str | None = None) -> Group[tuple[Known, Loop]]:
    """Return the open promises of all who are not resting, those with a day first, the earliest leading."""
    return _chosen(moment, "promises", _promises, tag, tier).get("", Group())


def birthdays(moment: Moment, tag: str | None = None, tier: str | None = None) -> Ledger[Group[Known]]:
    """Return those whose birthday is known, by the day of the year."""
    return _chosen(moment, "birthdays", _birthdays, tag, tier)


def is_chosen(person: Person, tag: str | None, tier: str | None) -> bool:
    """Whether somebody has a tag, or one below it, and is of a tier; None lets everybody in."""
    return (tag is None or has_tag(person, tag)) and (tier is None or (person.tier or "").casefold() == tier.casefold())


def days_ago(day: date) -> int:
    """Return what stands for a day in an order that begins with the latest one."""
    return -day.toordinal()


def _chosen(
    moment: Moment,
    name: str,
    places: Callable[[Known, date], Iterable[Place[T]]],
    tag: str | None,
    tier: str | None,
) -> Ledger[Group[T]]:
    today = moment.today

    def chosen(one: Known) -> Iterable[Place[T]]:
        return places(one, today) if is_chosen(one.person, tag, tier) else ()

    return ranked(moment, f"{name} {tag!r} {tier!r}", known(moment), chosen, today)


def _places(one: Known, today: date) -> Iterable[Place[Known]]:
    rank, verdict, status = _rank(one), one.verdict, one.verdict.status
    by_status = (_ORDER.index(status), *rank)
    yield EVERYBODY, by_status, one
    last = last_day(one.person)
    if last is not None:
        yield LATELY, (days_ago(last), one.person.path), one
    if one.is_gone:
        return
    yield PRESENT, by_status, one
    yield status, rank, one
    if not one.is_resting(today):
        if status is Status.CONTACT and verdict.criteria_met and one.person.trust is not False:
            yield GROWING, (-verdict.criteria_met, *rank), one
        if status is not Status.FADING and verdict.drifting:
            yield QUIET, rank, one


def _promises(one: Known, today: date) -> Iterable[Place[tuple[Known, Loop]]]:
    if not one.is_resting(today):
        for number, loop in enumerate(one.open_loops):
            yield "", (loop.due is None, loop.due or date.max, *_rank(one), number), (one, loop)


def _birthdays(one: Known, _: date) -> Iterable[Place[Known]]:
    birthday = one.person.birthday
    if birthday is not None:
        yield f"{birthday.month}-{birthday.day}", (one.person.path,), one


def _rank(one: Known) -> Key:
    """Return where somebody stands among others: the last contact first, those without any last, by path."""
    return (days_ago(one.verdict.last_contact or date.min), one.person.path)
