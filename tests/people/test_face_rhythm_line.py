"""The rhythm line: twelve months in twelve characters."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from vaultkit.people.views.rhythm_line import rhythm_line

TODAY = date(2026, 11, 22)


def test_one_character_for_each_calendar_month() -> None:
    days = [date(2025, 11, 30), date(2025, 12, 1), date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 2)]
    assert rhythm_line(days, TODAY) == "▁·········▁▂"


def test_more_days_are_a_higher_block() -> None:
    month = [date(2026, 11, 1) + timedelta(days=number) for number in range(22)]
    heights = [rhythm_line(month[:count], TODAY)[-1] for count in (0, 1, 2, 3, 4, 6, 9, 13, 19, 22)]
    assert heights == ["·", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█", "█"]


def test_a_day_counts_once_and_only_when_it_has_come() -> None:
    assert rhythm_line([TODAY, TODAY, TODAY + timedelta(days=1)], TODAY) == "·" * 11 + "▁"


@given(st.lists(st.dates()), st.dates())
def test_it_always_has_twelve_characters(days: list[date], today: date) -> None:
    assert len(rhythm_line(days, today)) == 12
