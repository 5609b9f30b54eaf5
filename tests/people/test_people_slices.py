"""Values of everybody: made once, and again only of those with another stamp, or when their day has come."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules_builders import TODAY, knowing, line, moment, person

from vaultkit.api import Kept, Memory, Moment, to_json
from vaultkit.model.moment import EmptyShelf, Slip
from vaultkit.people.person import Person
from vaultkit.people.reading.ledger import Ledger
from vaultkit.people.reading.packed import last_day, pack, unpack
from vaultkit.people.reading.roster import some, stamps
from vaultkit.people.reading.slices import Slices, each, unread
from vaultkit.people.views.timeline import timeline

ADA, BOB = person(name="Ada"), person(name="Bob")
DECODER = msgspec.msgpack.Decoder(Slices[str])


class Counting(EmptyShelf):
    """An empty shelf that remembers what it was asked for."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.asked: list[str] = []

    def get(self, key: str, names: Collection[str] | None = None) -> Mapping[str, Slip]:
        """Return nothing."""
        self.asked.append(key)
        return super().get(key, names)


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

    def there(moment: Moment) -> Ledger[str]:
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


def test_once_its_day_has_come_a_value_is_made_once() -> None:
    """Fails where the day stays noted: it would be made again and again from that day on."""
    first = at(0)
    asked(first, TODAY + timedelta(3))
    then = at(4, first)
    assert asked(then) == ["Ada", "Bob"]
    assert asked(at(5, then)) == []


def test_a_session_looks_once_whether_values_are_kept() -> None:
    """Fails where each edit in a watcher reads all that was kept when the last run ended."""
    shelf = Counting()
    first = replace(at(0), shelves={"people": shelf})
    assert unread(first, "test") is None
    assert unread(replace(at(0, first), shelves={"people": shelf}), "test") is None
    assert shelf.asked == ["test"]


def test_a_value_of_a_day_is_none_of_the_days_before() -> None:
    first = at(0)
    asked(first, since=first.today)
    assert asked(at(1, first), since=TODAY + timedelta(1)) == []
    assert asked(at(-1, first), since=TODAY - timedelta(1)) == ["Ada", "Bob"]


@pytest.mark.parametrize("known", [lambda one: one, lambda one: unpack(pack(one))])
def test_a_timeline_begins_with_its_first_day(known: Callable[[Person], Person]) -> None:
    """The last day of a person's lines is known without them, and is one of the days."""
    who = known(person(line(9), line(5)))
    assert last_day(who) == TODAY - timedelta(5)
    assert [len(timeline([who], TODAY, TODAY - timedelta(days))) for days in (4, 5, 8, 9)] == [0, 1, 1, 2]


@given(st.lists(st.integers(-9, 400), max_size=5))
def test_who_is_packed_is_the_same(days: list[int]) -> None:
    who = person(*(line(age) for age in sorted(days, reverse=True)), interests=["chess"])
    again = unpack(pack(who))
    assert again == who
    assert pack(again) == pack(who)
    assert hash(again.interactions) == hash(who.interactions)
    assert (list(again.interactions), len(again.interactions)) == (list(who.interactions), len(days))
    assert again.interactions[:1] == who.interactions[:1]
    assert repr(again) == repr(who)


def test_who_was_kept_is_told_as_json_as_who_was_not() -> None:
    who = person(line(9), line(5), interests=["chess"])
    assert to_json(unpack(pack(who))) == to_json(who)
