"""Until when a verdict holds: each reason for which a day that passes makes another."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from rules_builders import TODAY, back, line, loop, person, verdict

from vaultkit.people.person import Person
from vaultkit.people.rules.on_day import on_day
from vaultkit.people.verdict import Verdict

FRIEND: dict[str, object] = {"trust": True, "shared": ["the choir"]}


def lasting(found: Verdict) -> Verdict:
    """Return a verdict without the words that count days."""
    quiet = {name: replace(getattr(found, name), why="") for name in ("communication", "common_ground", "trust")}
    step = found.next_step
    return replace(found, **quiet, next_step=step and replace(step, reason="", overdue_days=0), until=None)


@pytest.mark.parametrize(
    ("who", "days"),
    [
        (person(line(300, "-> email"), line(200)), 66),
        (person(line(100), line(110), line(120)), 36),
        (person(line(10, "met")), 21),
        (person(*(line(age) for age in (20, 27, 34, 41))), 2),
        (person(*(line(age) for age in (40, 47, 54, 61))), 58),
        (person(line(300), line(1, "-> email"), line(-9)), 9),
        (person(line(300), loops=(loop(kept=True, done=back(-9)),)), 9),
        (person(line(300), loops=(loop(due=back(-9)),)), 9),
        (person(line(300), follow_up=loop(due=back(-9), follow_up=True)), 9),
        (person(line(400), cadence=30, snoozed_until=back(-9)), 9),
        (person(line(21), line(30), line(37), cadence=30, **FRIEND), 9),
        (person(cadence=30), 1),
    ],
    ids=[
        "a day leaves the window",
        "the grace passes",
        "a contact is new no more",
        "drifting begins",
        "drifting ends",
        "a day ahead comes",
        "a promise is kept",
        "a promise is due",
        "a follow-up is due",
        "a snooze is over",
        "the cadence asks",
        "no contact at all",
    ],
)
def test_the_verdict_is_another_on_that_day_and_not_before(who: Person, days: int) -> None:
    now = verdict(who)
    assert now.until == back(-days)
    last = verdict(who, now.until - timedelta(1))
    assert lasting(last) == lasting(now)
    assert on_day(now, now.until - timedelta(1)) == last
    assert on_day(last, TODAY) == now
    assert lasting(verdict(who, now.until)) != lasting(now)


def test_time_alone_changes_nothing_where_nothing_is_on_record() -> None:
    assert verdict(person(interests=["chess"], trust=True)).until is None
    assert verdict(person(line(4000))).until is None
