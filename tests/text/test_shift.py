"""Dates moved by some days: there and back is the same text, and what is no date stays."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.text.shift import shift_dates, shift_path

DAYS = st.integers(-5000, 5000)
NEAR = st.dates(date(1900, 1, 1), date(2200, 1, 1))


def _birthday(key: str, day: date, form: str) -> str:
    return f"{key}: {day.strftime(form)}"


DATED = NEAR.flatmap(
    lambda day: st.sampled_from(
        [
            f"- {day} call: something",
            f"a walk on [[{day}]], long",
            f"[[Daily/{day.year:04}/{day}|then]]",
            f"- [x] done ✅ {day}",
            f"follow_up: {day}",
            f"[[{day} Review]]",
            f"### {day}",
            f"{day}T10:00",
        ]
    )
)
BIRTHDAY = st.builds(
    _birthday, st.sampled_from(["birthday", "born", "Bday"]), NEAR, st.sampled_from(["%Y-%m-%d", "%m-%d", "--%m-%d"])
)
LINES = st.lists(st.one_of(DATED, BIRTHDAY, st.text(st.characters(exclude_characters="0123456789"))))


@given(LINES, DAYS)
def test_there_and_back_is_the_same_text(lines: list[str], days: int) -> None:
    text = "\n".join(lines)
    assert shift_dates(shift_dates(text, days), -days) == text


@given(st.text(st.characters(exclude_characters="0123456789")), DAYS)
def test_text_without_dates_is_unchanged(text: str, days: int) -> None:
    assert shift_dates(text, days) == text
    assert shift_path(text, days) == text


@given(LINES)
def test_no_days_change_nothing(lines: list[str]) -> None:
    assert shift_dates("\n".join(lines), 0) == "\n".join(lines)


@given(NEAR, DAYS)
def test_a_daily_note_keeps_its_folder(day: date, days: int) -> None:
    moved = day + timedelta(days)
    path = f"Daily/{day.year:04}/{day}.md"
    assert shift_path(path, days) == f"Daily/{moved.year:04}/{moved}.md"
    assert shift_path(shift_path(path, days), -days) == path


def _by_year(days: list[date]) -> str:
    lines = ["## Log", ""]
    year = None
    for day in days:
        if day.year != year:
            year = day.year
            lines += [*([""] if lines[-1] else []), f"### {year}", ""]
        lines += [f"- {day} call: hello", "  and more"]
    return "\n".join([*lines, "", "## Then", ""])


@given(st.lists(NEAR, min_size=1).map(lambda days: sorted(days, reverse=True)), DAYS)
def test_groups_of_years_are_made_anew(days: list[date], by: int) -> None:
    assert shift_dates(_by_year(days), by) == _by_year([day + timedelta(by) for day in days])


@pytest.mark.parametrize(
    "text",
    [
        "2026-13-01 and 2026-02-30 are no days",
        "call 12026-01-01 or 2026-01-011 or 2026-01-01-5",
        "id a2026-01-01, x-2026-01-01, under_2026-01-01",
        "birthday: 1988-02-29",
        "birthday: --02-29",
        'birthday: "02-29"',
        "birthday: 13-40",
        "version 10.2026, the year 1843, ### 2025",
        "9999-12-31",
    ],
)
def test_what_is_no_day_stays(text: str) -> None:
    assert shift_dates(text, 40) == text


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("birthday: 1986-12-05", "birthday: 1987-01-14"),
        ("birthday: 12-05", "birthday: 01-14"),
        ("birthday: --12-05\r", "birthday: --01-14\r"),
        ('born: "1986-01-25"', 'born: "1986-03-06"'),
        ("birthday: 2023-12-31", "birthday: 2024-02-09"),
        ("the party of 1986-12-05", "the party of 1987-01-14"),
        ("[[2025/2026-11-30]]", "[[2025/2027-01-09]]"),
        ("### 2026\n\nno list here\n\n- 2026-11-30 call", "### 2026\n\nno list here\n\n- 2027-01-09 call"),
        (
            "## 2026\n\n- 2026-11-30 call\n\n### 2026\n\n- 2026-01-02 call\n",
            "## 2027\n\n- 2027-01-09 call\n\n### 2026\n\n- 2026-02-11 call\n",
        ),
        ("### 2026\n\n- 2026-11-30 call\n", "### 2027\n\n- 2027-01-09 call\n"),
    ],
)
def test_what_forty_days_make_of_it(text: str, moved: str) -> None:
    assert shift_dates(text, 40) == moved
