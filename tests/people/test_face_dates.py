"""Days as people type them."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.api import UsageError
from vaultkit.people.commands.dates import FutureDateError, UnknownDateError, read_date, read_past_date

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-02", "2026-11-02"),
        ("  2026-11-02 ", "2026-11-02"),
        ("today", "2026-11-22"),
        ("Yesterday", "2026-11-21"),
        ("tomorrow", "2026-11-23"),
        ("friday", "2026-11-20"),
        ("last friday", "2026-11-20"),
        ("Last  Friday", "2026-11-20"),
        ("sunday", "2026-11-15"),
        ("monday", "2026-11-16"),
        ("3d ago", "2026-11-19"),
        ("3 days ago", "2026-11-19"),
        ("1 day ago", "2026-11-21"),
        ("0 days ago", "2026-11-22"),
        ("2w ago", "2026-11-08"),
        ("2 weeks ago", "2026-11-08"),
        ("in 3 weeks", "2026-12-13"),
        ("+3w", "2026-12-13"),
        ("+ 3 days", "2026-11-25"),
        ("1 month ago", "2026-10-22"),
        ("in 3 months", "2027-02-22"),
        ("2 years ago", "2024-11-22"),
    ],
)
def test_what_can_be_read_for_certain(text: str, day: str) -> None:
    assert read_date(text, SUNDAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("today", "text", "day"),
    [
        ("2026-03-31", "1 month ago", "2026-02-28"),
        ("2024-02-29", "1 year ago", "2023-02-28"),
        ("2024-02-29", "in 1 year", "2025-02-28"),
    ],
)
def test_months_and_years_end_on_a_day_that_exists(today: str, text: str, day: str) -> None:
    assert read_date(text, date.fromisoformat(today)) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "may", "12", "12.5.", "5/6/2026", "2026-1-2", "2026-02-30", "20261102", "noon", "soon", "last", "ago",
        "sat", "next friday", "friday ago", "3 ago", "3m ago", "-3d", "in three weeks", "3 weeks", "99999 days ago",
        "9999 years ago", "in 9999 years", "3.5 days ago", "1 march", "a week ago", "۳ days ago", "２０２６-11-02",
        "2026-W47-1", "today\x00", "last last friday",
    ],
)  # fmt: skip
def test_nothing_is_guessed(text: str) -> None:
    with pytest.raises(UnknownDateError) as raised:
        read_date(text, SUNDAY)
    assert isinstance(raised.value, UsageError)


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_refused(text: str) -> None:
    with suppress(UnknownDateError):
        assert isinstance(read_date(text, SUNDAY), date)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from(["monday", "wednesday", "last sunday"]))
def test_a_weekday_is_the_last_one_before_today(today: date, text: str) -> None:
    day = read_date(text, today)
    assert timedelta(days=1) <= today - day <= timedelta(days=7)
    assert f"{day:%A}".lower() == text.removeprefix("last ")


def test_what_happened_cannot_lie_ahead() -> None:
    assert read_past_date("today", SUNDAY) == SUNDAY
    with pytest.raises(FutureDateError, match="2026-11-23 is still to come"):
        read_past_date("tomorrow", SUNDAY)
