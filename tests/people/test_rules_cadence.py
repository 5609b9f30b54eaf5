"""Cadence: whose holds, who is tracked, and when it asks again."""

from dataclasses import replace
from datetime import date

import pytest
from rules_builders import back, line, person, verdict

from vaultkit.people.settings import PeopleSettings


@pytest.mark.parametrize(
    ("own", "tier", "days", "tracked"),
    [
        (None, None, 90, False),
        (21, None, 21, True),
        (None, "close", 30, True),
        (None, "Close", 30, True),
        (21, "close", 21, True),
        (None, "inner", 14, True),
        (None, "outer", 365, True),
        (None, "nobody knows", 90, False),
        (None, "band", 10, True),
        (0, None, 90, False),
    ],
)
def test_own_cadence_then_tier_then_default(own: int | None, tier: str | None, days: int, tracked: bool) -> None:  # noqa: FBT001 -- a table
    chosen = replace(PeopleSettings(), tiers={**PeopleSettings().tiers, "Band": 10})
    found = verdict(person(line(5), cadence=own, tier=tier), chosen=chosen)
    assert (found.cadence_days, found.tracked) == (days, tracked)
    assert found.next_due == (back(5 - days) if tracked else None)


def test_the_default_is_a_setting() -> None:
    assert verdict(person(), chosen=replace(PeopleSettings(), cadence=45)).cadence_days == 45


@pytest.mark.parametrize("let_be", ["paused", "deceased", "estranged"])
def test_nobody_who_is_let_be_has_a_due_day(let_be: str) -> None:
    assert verdict(person(line(5), cadence=7)).next_due == back(-2)
    found = verdict(person(line(5), cadence=7, **{let_be: True}))
    assert (found.next_due, found.tracked, found.next_step) == (None, True, None)


def test_the_due_day_counts_from_the_day_it_happened() -> None:
    # An older entry that is added later, a like, a remark and a day ahead change nothing.
    lines = (line(5), line(30), line(1, "like"), line(1, "note"), line(-1))
    assert verdict(person(*lines, cadence=7)).next_due == back(-2)
    assert verdict(person(cadence=7)).next_due is None
    assert verdict(person(line(5), cadence=7, snoozed_until=back(-30))).next_due == back(-2)


def test_the_due_day_goes_over_a_leap_day() -> None:
    for year, due in ((2024, date(2024, 3, 1)), (2025, date(2025, 3, 2))):
        who = person(line(date(year, 2, 28)), cadence=2)
        assert verdict(who, date(year, 2, 28)).next_due == due


def test_a_cadence_beyond_the_calendar_breaks_nothing() -> None:
    found = verdict(person(line(5), line(9), line(12), cadence=10_000_000, trust=True, shared=["the choir"]))
    assert found.next_due == date.max
    assert found.status == "connection"
