"""Ledgers: they never change, and what is worked out of them step by step is what it would be from the beginning."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules_builders import moment

from vaultkit.api import Memory, Moment
from vaultkit.people.reading import ledger
from vaultkit.people.reading.ledger import Ledger, keep_up, mapped, those
from vaultkit.people.reading.ranked import Group, Place, ranked

PATHS = tuple("abcdefgh")
values = st.dictionaries(st.sampled_from(PATHS), st.integers(0, 3), max_size=8)
Told = list[tuple[dict[str, int], set[str]]]
"""Steps: what is put in, and what is taken out."""
steps = st.lists(st.tuples(values, st.sets(st.sampled_from(PATHS))), min_size=1, max_size=6)


def next_one(before: Moment) -> Moment:
    """Return the moment after one."""
    return Moment(before.index, before.today, before.settings, {}, before.read, {}, Memory(before.memory))


@given(values, steps)
def test_a_ledger_is_a_dict_that_never_changes(first: dict[str, int], told: Told) -> None:
    kept, plain = Ledger(dict(sorted(first.items()))), dict(first)
    known = [(kept, dict(plain))]
    for put, lost in told:
        kept = kept.updated(put, lost)
        plain = {path: value for path, value in plain.items() if path not in lost} | put
        known.append((kept, dict(plain)))
    for each, said in known:
        assert dict(each) == said
        assert [*each] == [path for path, _ in each.items()] == sorted(said)
        assert [*each.values()] == [each[path] for path in each]


@given(values, steps)
def test_it_knows_what_differs(first: dict[str, int], told: Told) -> None:
    """Fails where a step is left out of what lies between two ledgers, or a value that came back is named."""
    known = [Ledger(first)]
    for put, lost in told:
        known.append(known[-1].updated(put, lost))
    for one in known:
        for other in (*known, Ledger(first)):
            wanted = {path for path in PATHS if one.get(path) != other.get(path)}
            assert one.differing(other) == other.differing(one) == wanted


def test_only_what_was_changed_is_looked_at() -> None:
    """Fails where two ledgers, of which one was made of the other, are compared value by value."""

    class Watched:
        def __eq__(self, other: object) -> bool:
            raise AssertionError("nobody asked for it")

        __hash__ = None  # type: ignore[assignment]  # what is not equal to anything has none

    first = Ledger[object]({"a": Watched(), "b": 1})
    last = first.updated({"b": 2}).updated({"b": 3})
    assert last.differing(first) == {"b"}
    with pytest.raises(AssertionError):
        last.differing(Ledger({"a": Watched(), "b": 1}))


def test_a_ledger_that_does_not_differ_is_the_same() -> None:
    first = Ledger({"a": 1})
    assert first.updated({"a": 1}, ["b"]) is first


@given(st.lists(steps, min_size=1, max_size=3))
def test_what_is_kept_up_is_what_it_would_be_from_the_beginning(
    told: list[Told],
) -> None:
    """Fails where a change between two moments is left out, or something else that was given is not looked at."""
    now, source = moment(), Ledger[int]()
    for number, several in enumerate(told):
        for put, lost in several:
            source = source.updated(put, lost)
            now = next_one(now)
            factor = number % 2 + 1
            answers = worked_out(now, source, factor)
            assert answers == worked_out(moment(), Ledger(dict(sorted(source.items()))), factor)
            assert answers == worked_out(now, source, factor)


def worked_out(now: Moment, source: Ledger[int], factor: int) -> object:
    times = mapped(now, "times", source, lambda value: value * factor, factor)
    odd = those(now, "odd", source, lambda value: value * factor % 2, factor)
    several = {group: [*things] for group, things in ranked(now, "groups", by_path(source), by_value, factor).items()}
    return dict(times), odd, several


def by_path(source: Ledger[int]) -> Ledger[tuple[str, int]]:
    return Ledger({path: (path, value) for path, value in source.items()})


def by_value(one: tuple[str, int]) -> Iterable[Place[str]]:
    path, value = one
    if value:
        yield str(value % 2), (-value, path), path


def test_what_nobody_asks_for_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where a watcher of years holds all that was ever worked out in it."""
    monkeypatch.setattr(ledger, "_MOMENTS", 3)
    source, begun = Ledger({"a": 1}), []

    def go_on(_: int, before: Ledger[int], now: Ledger[int], changed: AbstractSet[str]) -> int:
        if not before:
            begun.append(changed)
        return sum(now.values())

    now = moment()
    for _ in range(3):
        assert keep_up(now, "sum", source, 0, go_on) == 1
        now = next_one(now)
    for number in range(4):
        keep_up(now, "another", source.updated({"a": number}), 0, lambda *_: 0)
        now = next_one(now)
    assert len(begun) == 1
    assert keep_up(now, "sum", source, 0, go_on) == 1
    assert len(begun) == 2


keys = st.tuples(st.integers(0, 5), st.sampled_from(PATHS))


things = st.dictionaries(keys, st.integers())


@given(things, st.lists(st.tuples(st.lists(keys, unique=True), things)))
def test_groups_are_in_order(
    first: dict[tuple[int, str], int], told: list[tuple[list[tuple[int, str]], dict[tuple[int, str], int]]]
) -> None:
    """The things of a group are those that were put in and not taken out, in the order of their keys."""
    group, plain = Group(first), dict(first)
    for lost, wanted in told:
        put = {key: value for key, value in wanted.items() if key not in plain or key in lost}
        before, known = group, [*group]
        group = before.updated(lost, put)
        assert [*before] == known
        plain = {key: value for key, value in plain.items() if key not in lost} | put
        ordered = [plain[key] for key in sorted(plain)]
        assert [*group] == group[:] == [group[at] for at in range(len(group))] == ordered
        assert group.up_to(2) == [plain[key] for key in sorted(plain) if key[0] <= 2]


def test_many_changes_are_put_in_order_at_once() -> None:
    first = Group({(number % 7, str(number)): number for number in range(500)})
    lost = [(number % 7, str(number)) for number in range(0, 500, 3)]
    last = first.updated(lost, {(9, str(number)): -number for number in range(200)})
    left = sorted(((number % 7, str(number)), number) for number in range(500) if number % 3)
    assert [*last] == [number for _, number in left] + [-number for number in sorted(range(200), key=str)]
