"""Logs of people's notes, in our own style and in other people's."""

from dataclasses import replace
from textwrap import dedent
from typing import Any

import pytest
from reading_vault import moment, person, settings, told

from vaultkit.api import Settings
from vaultkit.model.settings import DailySettings
from vaultkit.people.interaction import Direction
from vaultkit.people.reading.problems import person_problems

LOG = "## Interactions\n\n"


def ada(body: str, **said: Any) -> list[tuple[str, tuple[str, ...], str]]:  # noqa: ANN401 - any key of [people]
    return [told(line) for line in person({"People/Ada.md": dedent(body)}, given=settings(**said)).interactions]


def codes(body: str) -> list[str]:
    return [f"{one.location.line}:{one.code}" for one in person_problems(moment({"People/Ada.md": dedent(body)}))]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            """\
            ## Interactions

            - 2026-11-02 call: the new job
            * 2026-10-02 coffee: a bullet of another list
            1. 2026-09-02 a number
            """,
            [
                ("2026-09-02", ("talk",), "a number"),
                ("2026-10-02", ("met",), "a bullet of another list"),
                ("2026-11-02", ("call",), "the new job"),
            ],
            id="any bullet",
        ),
        pytest.param("# LOG:\n- 2026-11-02 x\n", [("2026-11-02", ("talk",), "x")], id="any level, case and colon"),
        pytest.param("###### **Timeline**\n- 2026-11-02 x\n", [("2026-11-02", ("talk",), "x")], id="emphasis"),
        pytest.param("## Diary\n- 2026-11-02 x\n", [], id="another heading"),
        pytest.param("- 2026-11-02 x\n", [], id="no heading"),
        pytest.param(
            "## Log\n- 2026-11-02 x\n## Notes\n- 2026-11-03 y\n", [("2026-11-02", ("talk",), "x")], id="its end"
        ),
        pytest.param("## Log\n- **2026-11-02**: call: x\n", [("2026-11-02", ("call",), "x")], id="bold"),
        pytest.param(
            "## Log\n### 2026-11-02\n\nA long talk.\n", [("2026-11-02", ("talk",), "A long talk.")], id="heading"
        ),
        pytest.param(
            "## Log\n### 2026-11-02\n\ncall: A long one.\n\n- item\n- 2026-01-01 no line of its own\n",
            [("2026-11-02", ("call",), "A long one.")],
            id="all below a dated heading is one",
        ),
        pytest.param(
            "## Log\n### [[2026-11-02]] coffee: x\ny\n", [("2026-11-02", ("met",), "x")], id="heading with kind"
        ),
        pytest.param(
            "## Log\n### 2026-11-02\n### 2026-11-03\n",
            [("2026-11-02", ("talk",), ""), ("2026-11-03", ("talk",), "")],
            id="headings that say no more",
        ),
        pytest.param(
            "## Log\n### 2025\n- 2025-11-02 x\n#### Spring\n- 2025-03-02 y\n### 2024\n- 2024-11-02 z\n",
            [("2024-11-02", ("talk",), "z"), ("2025-03-02", ("talk",), "y"), ("2025-11-02", ("talk",), "x")],
            id="grouped by year",
        ),
        pytest.param(
            "## Log\n- 2026-11-02 x\n### History\n- 2026-10-02 y\n",
            [("2026-10-02", ("talk",), "y"), ("2026-11-02", ("talk",), "x")],
            id="a log within a log is read once",
        ),
        pytest.param("## Log\n- March\n  - 2026-03-02 x\n", [("2026-03-02", ("talk",), "x")], id="grouped by an item"),
        pytest.param("## Log\n- 2026-11-02 x\n  - 2026-01-01 y\n", [("2026-11-02", ("talk",), "x")], id="nested"),
        pytest.param(
            "## Log\n- 2026-11-02 x\n  goes on\n", [("2026-11-02", ("talk",), "x goes on")], id="continuation"
        ),
        pytest.param("## Log\n- [x] 2026-11-02 call: x ✅ 2026-11-03\n", [("2026-11-02", ("call",), "x")], id="ticked"),
        pytest.param("## Log\n- [ ] 2026-11-02 call: x\n- [-] 2026-11-02 y\n", [], id="open and cancelled tasks"),
        pytest.param("## Log\n> - 2026-11-02 call: x\n", [], id="quotation"),
        pytest.param("## Log\n```\n- 2026-11-02 x\n```\n", [], id="code"),
        pytest.param("## Log\n%%\n- 2026-11-02 x\n%%\n", [], id="comment"),
        pytest.param("## Log\n- 2 Nov 2026 x\n", [], id="a date in words is none"),
    ],
)
def test_what_is_read(body: str, expected: list[tuple[str, tuple[str, ...], str]]) -> None:
    assert ada(body) == expected


def test_headings_by_setting() -> None:
    expected = [("2026-11-02", ("talk",), "x")]
    assert ada("## Kontakt\n- 2026-11-02 x\n", log_headings=("kontakt",)) == expected
    assert ada("## Log\n- 2026-11-02 x\n", log_headings=("kontakt",)) == expected, "added to the built-in ones"


def test_words_for_with_by_setting() -> None:
    body = "## Log\n- 2026-11-02 lunch mit [[Bob]]\n- 2026-11-03 lunch with [[Bob]]\n"
    assert [kinds for _, kinds, _ in ada(body, with_=("mit",))] == [("met",), ("met",)]


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("2026-11-02 coffee: x", "coffee:"),
        ("2026-11-02 call with [[Mum]]", "call"),
        ("2026-11-02 -> Gift, advice: x", "Gift, advice:"),
        ("**2026-11-02** **coffee:** x", "coffee:"),
        ("2026-11-02 lunch with [[Bob]] and [[Carl]]: x", "lunch:"),
        ("2026-11-02 a talk", ""),
    ],
)
def test_kinds_are_kept_as_they_were_written(line: str, written: str) -> None:
    (found,) = person({"People/Ada.md": f"## Log\n- {line}\n"}).interactions
    assert found.written == written


def test_a_link_to_a_day_in_the_format_of_the_daily_notes() -> None:
    daily = replace(Settings(), daily=DailySettings(folder="Daily", format="YYYY/DD.MM.YYYY"))
    found = person({"People/Ada.md": "## Log\n- [[Daily/2026/02.11.2026|then]] call: x\n"}, given=daily)
    assert [told(line) for line in found.interactions] == [("2026-11-02", ("call",), "x")]


def test_all_that_a_line_says() -> None:
    notes = {
        "People/Ada.md": LOG + "- 2026-11-02 -> intro: to [[Bob Kahn|Bob]], [[Ada]], [[Nobody]] #Compilers\n"
        "  - with [[Carl]] #Trees\n",
        "People/Bob Kahn.md": "",
        "People/Carl.md": "",
    }
    (line,) = person(notes).interactions
    assert str(line.location) == "People/Ada.md:3:1"
    assert line.quote == "2026-11-02 -> intro: to [[Bob Kahn|Bob]], [[Ada]], [[Nobody]] #Compilers"
    assert line.topics == ("compilers", "trees")
    assert line.people == ("People/Bob Kahn.md", "People/Carl.md")
    assert (line.arrow, line.origin) == (Direction.OUT, "log")
    assert person(notes, "People/Bob Kahn.md").interactions == (), "named, no more"


def test_two_lines_of_one_day_stay_two() -> None:
    assert ada("## Log\n- 2026-11-02 x\n- 2026-11-02 x\n") == [("2026-11-02", ("talk",), "x")] * 2


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("## Log\n- 2026-02-30 call: x\n", ["2:log-date-impossible"]),
        ("## Log\n### 2026-02-30\n- 2026-01-01 x\n", ["2:log-date-impossible"]),
        ("## Log\n- call: x\n- 2026-11-02 y\n", ["2:log-undated"]),
        ("## Log\n- 2 Nov 2026 call: x\n", ["2:log-undated"]),
        ("## Log\n- March\n  - 2026-03-02 x\n", []),
        ("## Log\n- March\n  - nothing\n", ["2:log-undated"]),
        ("## Log\n- [ ] call her\n- \n", []),
        ("## Log\n> - quoted\n\nText.\n", []),
        ("## Log\n- 2026-11-02 call: x\n- 2026-11-03 Re: an unknown kind\n", []),
        ("## Log\n- 2026-11-23 call: tomorrow\n", ["2:date-future"]),
        ("## Log\n- 2026-11-22 call: today\n", []),
        ("## Log\n- 2026-11-02 gift: a book\n- 2026-11-02 -> gift: x\n- 2026-11-02 collab: x\n", ["2:value-direction"]),
        ("- anywhere else\n", []),
    ],
)
def test_what_is_wrong(body: str, expected: list[str]) -> None:
    assert codes(body) == expected


def test_a_long_log_is_read_in_one_pass() -> None:
    body = LOG + "".join(f"- item {number}\n" for number in range(8_000))
    assert len(codes(body)) == 8_000
