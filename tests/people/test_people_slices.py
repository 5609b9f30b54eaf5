"""Values of everybody: made once, and again only of those with another stamp, or when their day has come."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest
from rules_builders import TODAY, knowing, moment, person

from vaultkit.api import Kept, Memory, Moment
from vaultkit.people.person import Person
from vaultkit.people.reading.roster import some, stamps
from vaultkit.people.reading.slices import Slices, each

ADA, BOB = person(name="Ada"), person(name="Bob")
DECODER = msgspec.msgpack.Decoder(Slices[str])


def at(days: int, before: Moment | None = None, **others: str) -> Moment:
    """Return a moment so many days from today, with other stamps for some people than the one before."""
    base = moment(TODAY + timedelta(days))
    memory, chosen = Memory(before.memory if before else None), replace(base.settings, digest=str(others))
    now = Moment(base.index, base.today, chosen, base.facts, base.read, {}, memory)
    return knowing(now, [ADA, BOB], others)


def asked(now: Moment, until: date | None = None, *, since: date = date.min) -> list[str]:
    """Return of whom a value was made anew."""
    made = []

    def make(one: Person) -> Kept[str]:
        made.append(one.name)
        return Kept(f"{one.name} on {now.today}", until)

    def there(moment: Moment) -> Mapping[str, str]:
        return stamps(moment)

    def people(moment: Moment, paths: Collection[str]) -> Collection[Person]:
        return some(moment, paths)

    values = each(now, "test", DECODER, there, people, make, since=since)
    assert list(values) == [ADA.path, BOB.path]
    return made


def test_values_are_made_once() -> None:
    first = at(0)
    assert asked(first) == ["Ada", "Bob"]
    assert asked(first) == []
    assert asked(at(9, first)) == []
    assert asked(at(-9, first)) == []


def test_who_has_another_stamp_is_asked_again() -> None:
    first = at(0)
    asked(first)
    then = at(0, first, **{BOB.path: "other"})
    assert asked(then) == ["Bob"]
    assert asked(at(0, then, **{BOB.path: "other"})) == []


@pytest.mark.parametrize(("days", "names"), [(0, []), (2, []), (3, ["Ada", "Bob"]), (9, ["Ada", "Bob"])])
def test_a_value_holds_to_its_day(days: int, names: list[str]) -> None:
    first = at(0)
    asked(first, TODAY + timedelta(3))
    assert asked(at(days, first)) == names


def test_a_value_of_a_day_is_none_of_the_days_before() -> None:
    first = at(0)
    asked(first, since=first.today)
    assert asked(at(1, first), since=TODAY + timedelta(1)) == []
    assert asked(at(-1, first), since=TODAY - timedelta(1)) == ["Ada", "Bob"]
