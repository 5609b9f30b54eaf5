"""Dated lists that no log heading stands over, and days in spellings that no log reads."""

from datetime import date

import pytest
from reading_vault import moment, settings

from vaultkit.api import Settings
from vaultkit.people.reading.problems import person_problems
from vaultkit.people.reading.spellings import day_as_spelled

LIST = "- 2026-01-02 coffee: x\n"


def told(body: str, given: Settings | None = None) -> list[str]:
    problems = person_problems(moment({"People/Ada.md": body}, given))
    return [f"{one.location.line}: {one.message}" for one in problems]


def bare(line: int, heading: str = "Interactions") -> str:
    return f"{line}: a dated list under no heading is not read as a log; write `## {heading}` above it"


def unread(line: int, title: str) -> str:
    return f"{line}: a dated list under '{title}' is not read as a log; add the heading to log_headings"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"## Catch-ups\n{LIST}{LIST}", [unread(1, "Catch-ups")]),
        (f"## Talks\n- **2026-01-02**: x\n## Log\n{LIST}## Walks\n{LIST}", [unread(1, "Talks"), unread(5, "Walks")]),
        (f"# Ada\n## Catch-ups\n### 2026\n{LIST}### 2025\n{LIST}", [unread(2, "Catch-ups")]),
        (f"## 2026\n{LIST}", [unread(1, "2026")]),
        (f"# Log\n## Catch-ups\n{LIST}", []),
        ("## To do\n- [ ] 2026-01-02 x\n- [x] 2026-01-02 y\n", []),
        ("## Notes\n- x\n  - 2026-01-02 y\n- 2026-02-30 z\n- 20260102 z\n", []),
        (f"## Notes\n> {LIST}", []),
        (LIST, [bare(1)]),
        (f"# Ada\n\n{LIST}{LIST}## Talks\n{LIST}", [bare(3), unread(5, "Talks")]),
        (f"{LIST}## Log\n{LIST}", [bare(1)]),
        ("- [ ] 2026-01-02 x\n", []),
    ],
)  # fmt: skip
def test_a_dated_list_elsewhere_is_told_once_for_each_heading(body: str, expected: list[str]) -> None:
    assert told(body) == expected


def test_the_heading_that_is_missing_is_the_first_of_the_settings() -> None:
    assert told(LIST, settings(log_headings=("Begegnungen",))) == [bare(1, "Begegnungen")]


def test_the_settings_end_it() -> None:
    body = f"## Catch-ups\n{LIST}"
    assert told(body, settings(log_headings=("Catch-ups",))) == []
    assert told(body, settings(exclude_headings=("Catch-ups",))) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("18.10.2026 beer", "2026-10-18"),
        ("1. 2. 2026 beer", "2026-02-01"),
        ("**18.10.2026**: beer", "2026-10-18"),
        ("Nov 12, 2026 - coffee", "2026-11-12"),
        ("november 12th 2026", "2026-11-12"),
        ("12 Nov 2026", "2026-11-12"),
        ("3rd of March, 2026: tea", "2026-03-03"),
        ("12-Nov-2026", "2026-11-12"),
        ("2026/10/18 beer", "2026-10-18"),
        ("2026-1-5", "2026-01-05"),
        ("10/18/2026", "2026-10-18"),
        ("18/10/2026", "2026-10-18"),
        ("4/4/2026", "2026-04-04"),
        ("3/4/2026 either", None),
        ("31.02.2026", None),
        ("13/13/2026", None),
        ("18.10.26", None),
        ("marching 12 2026", None),
        ("on 18.10.2026", None),
        ("call: x", None),
    ],
)
def test_a_day_in_another_spelling(text: str, day: str | None) -> None:
    assert day_as_spelled(text) == (date.fromisoformat(day) if day else None)


def test_the_hint_names_the_spelling_that_is_read() -> None:
    assert told("## Log\n* 18.10.2026 beer\n* beer\n") == [
        "2: this item of the log begins with no date that is read; write the day as 2026-10-18",
        "3: this item of the log begins with no date that is read; a day is written as 2026-11-02",
    ]
