"""Contact in dated notes: which notes are dated, which of their lines count, and for whom."""

from dataclasses import replace
from textwrap import dedent

import pytest
from reading_vault import moment, person, settings, told

from vaultkit.api import Problem, Settings
from vaultkit.model.settings import DailySettings
from vaultkit.people.interaction import Direction
from vaultkit.people.reading.problems import person_problems
from vaultkit.people.reading.roster import people

ADA = {"People/Ada.md": "---\naliases: [Countess]\n---\n", "People/Bob.md": ""}
DAY = "2026-11-02"


def ada(path: str, text: str, given: Settings | None = None) -> list[tuple[str, tuple[str, ...], str]]:
    return [told(line) for line in person(ADA | {path: dedent(text)}, given=given).interactions]


def problems_of(path: str, text: str) -> tuple[Problem, ...]:
    return person_problems(moment(ADA | {path: text}))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("2026-11-02.md", "[[Ada]]"),
        ("Daily/2026-11-02.md", "[[Ada]]"),
        ("Notes/2026-11-02 Standup.md", "[[Ada]]"),
        ("2026-11-02-standup.md", "[[Ada]]"),
        ("Standup.md", "---\ndate: 2026-11-02\npeople:\n---\n[[Ada]]"),
        ("Standup.md", "---\ndate: 2026-11-02\ntype: meeting\n---\n[[Ada]]"),
        ("Standup.md", "---\ndate: 2026-11-02 18:30\ntype: Meeting\n---\n[[Ada]]"),
        ("Standup.md", "---\ndate: '[[2026-11-02]]'\ncategories: ['[[Meetings]]']\n---\n[[Ada]]"),
        ("Standup.md", "---\ndate: 2026-11-02\nattendees: [Bob]\n---\n[[Ada]]"),
        ("2026-11-02.md", "---\ndate: 2020-01-01\ntype: meeting\n---\n[[Ada]]"),
    ],
)
def test_a_dated_note(path: str, text: str) -> None:
    expected = [] if "people:\n" in text else [(DAY, ("mention",), "[[Ada]]")]
    assert ada(path, text) == expected


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Clipping.md", "---\ndate: 2026-11-02\nauthor: '[[Ada]]'\n---\n[[Ada]]"),
        ("Standup.md", "---\ntype: meeting\n---\n[[Ada]]"),
        ("Standup.md", "---\ndate: soon\ntype: meeting\n---\n[[Ada]]"),
        ("Standup.md", "---\ndate: 2026-02-30\ntype: meeting\n---\n[[Ada]]"),
        ("2026-02-30.md", "[[Ada]]"),
        ("2026-11.md", "[[Ada]]"),
        ("2026-W45.md", "[[Ada]]"),
        ("templates/2026-11-02.md", "[[Ada]]"),
        ("People/Bob.md", "---\ndate: 2026-11-02\npeople: [Ada]\n---\n[[Ada]]"),
    ],
)
def test_no_dated_note(path: str, text: str) -> None:
    assert ada(path, text) == []


def test_the_daily_notes_format_may_nest_folders() -> None:
    given = replace(Settings(), daily=DailySettings(folder="Journal", format="YYYY/MM/DD-MM-YYYY"))
    assert ada("Journal/2026/11/02-11-2026.md", "[[Ada]]", given) == [(DAY, ("mention",), "[[Ada]]")]
    assert ada("Elsewhere/02-11-2026.md", "[[Ada]]", given) == []


def test_ignored_notes_are_no_source_of_contact() -> None:
    assert ada("Archive/2026-11-02.md", "[[Ada]]", replace(Settings(), ignore=("Archive/",))) == []


@pytest.mark.parametrize(
    ("line", "kinds", "text"),
    [
        ("- call [[Ada]]: the new job", ("call",), "the new job"),
        ("* 18:30 lunch with [[Ada]] and [[Bob]]", ("met",), "with [[Ada]] and [[Bob]]"),
        ("A long talk with [[Ada]].", ("mention",), "A long talk with [[Ada]]."),
        ("# call: [[Ada]]", ("call",), "[[Ada]]"),
        ("- [[Countess]] was here", ("mention",), "[[Countess]] was here"),
        ("- [Ada](People/Ada.md) was here", ("mention",), "[Ada](People/Ada.md) was here"),
        ("- [[people/ada#Log|her]]", ("mention",), "[[people/ada#Log|her]]"),
        ("- [[Ada]] and [[Ada|her]] and [[Countess]]", ("mention",), "[[Ada]] and [[Ada|her]] and [[Countess]]"),
        ("- a talk\n  with [[Ada]]", ("mention",), "a talk with [[Ada]]"),
        ("- a talk\n  - with [[Ada]]", ("mention",), "with [[Ada]]"),
        ("- [x] call [[Ada]]: the job", ("call",), "the job"),
        ("- ![[Plan]] with [[Ada]]", ("mention",), "![[Plan]] with [[Ada]]"),
    ],
)
def test_a_line_that_counts(line: str, kinds: tuple[str, ...], text: str) -> None:
    assert ada("2026-11-02.md", line) == [(DAY, kinds, text)]


@pytest.mark.parametrize(
    "text",
    [
        "- [ ] call [[Ada]]",
        "- [-] call [[Ada]]",
        "- [ ] call her\n  that is [[Ada]]",
        "> [[Ada]] said so",
        "> [!note] [[Ada]]\n> - [[Ada]]",
        "![[Ada]]",
        "`[[Ada]]`",
        "```\n[[Ada]]\n```",
        "%% [[Ada]] %%",
        "<!-- [[Ada]] -->",
        "$[[Ada]]$",
        "\\[[Ada]]",
        "Ada",
        "[[Nobody]]",
        "[[#Ada]]",
        "<!-- vaultkit:begin people.all -->\n[[Ada]]\n<!-- vaultkit:end people.all -->",
        "---\nrelated: '[[Ada]]'\n---\n",
    ],
)
def test_a_line_that_does_not_count(text: str) -> None:
    assert ada("2026-11-02.md", text) == []


def test_headings_under_which_nothing_counts() -> None:
    text = "## Plans\n[[Ada]]\n### Later\n[[Ada]]\n## Done\n- call [[Ada]]: x\n"
    assert ada("2026-11-02.md", text, settings(exclude_headings=("plans",))) == [(DAY, ("call",), "x")]


def test_a_ticked_task_counts_on_its_day() -> None:
    text = "- [x] call [[Ada]]: x ✅ 2026-11-05\n- [x] email [[Ada]]: y\n"
    assert ada("2026-11-02.md", text) == [(DAY, ("email",), "y"), ("2026-11-05", ("call",), "x")]


def test_people_and_attendees_count_as_links_do() -> None:
    text = "---\npeople: ['[[Ada]]', '[[Bob|B]]']\n---\n"
    (line,) = person(ADA | {"2026-11-02 Standup.md": text}).interactions
    assert told(line) == (DAY, ("mention",), "Standup")
    assert (line.quote, line.location.line, line.people) == ("people: Ada, Bob", 2, ("People/Bob.md",))


@pytest.mark.parametrize(
    "value", ["Ada", "Bob, Ada", "'[[People/Ada]]'", "[[Ada]]", "Countess", "['@Ada']", "\n  - Ada"]
)
def test_people_by_plain_name(value: str) -> None:
    assert len(ada("Talk.md", f"---\ndate: 2026-11-02\nattendees: {value}\n---\n")) == 1


@pytest.mark.parametrize(
    ("value", "targets"),
    [
        ('"[[Ada]], [[Bob]]"', "Ada, Bob"),
        ("['[[Ada]] and [[People/Bob#Log|B]]']", "Ada, People/Bob"),
        ("['[[Ada]]', Bob]", "Ada, Bob"),
        ('"[Ada](People/Ada.md)"', "People/Ada.md"),
        ("['[A](<People/Ada.md>) and [B](People/B%6Fb.md#Log)']", "People/Ada.md, People/Bob.md"),
        ('"[[Ada]], [web](https://example.org)"', "Ada"),
        ("Ada, Bob", "Ada, Bob"),
    ],
)
def test_every_link_of_people_and_attendees_counts(value: str, targets: str) -> None:
    notes = ADA | {"Talk.md": f"---\ndate: 2026-11-02\npeople: {value}\n---\n"}
    (line,) = person(notes).interactions
    assert line.quote == f"people: {targets}"
    assert line.people == (("People/Bob.md",) if "Bob" in targets else ())


@pytest.mark.parametrize(
    ("front", "code"),
    [
        ("type: meeting\ndate: 2026-02-30", "people-date-impossible"),
        ("type: meeting\ndate: someday", "people-value"),
        ("categories: ['[[Meetings]]']\ndate: someday", "people-value"),
        ("attendees: Ada\ndate: '[[2026-02-30]]'", "people-date-impossible"),
        ("type: meeting\ndate:", None),
        ("type: meeting\ndate: 2026-11-02", None),
        ("type: recipe\ndate: someday", None),
        ("author: '[[Ada]]'\ndate: 2026-02-30", None),
    ],
)
def test_a_meeting_without_a_day_is_a_problem(front: str, code: str | None) -> None:
    text = f"---\n{front}\n---\n[[Ada]]\n"
    found = [(one.code, one.location.path, one.location.line) for one in problems_of("Talk.md", text)]
    assert found == ([(code, "Talk.md", 3)] if code else [])
    for path in ("2026-11-02 Talk.md", "templates/Talk.md"):
        assert problems_of(path, text) == ()


def test_a_line_says_who_else_was_there_and_of_what() -> None:
    text = "- -> intro [[Ada]] and [[Bob]]: for the job #Compilers\n  - more #trees\n"
    notes = ADA | {"Daily/2026-11-02.md": text}
    (line,) = person(notes).interactions
    assert (line.people, line.topics) == (("People/Bob.md",), ("compilers", "trees"))
    assert (line.arrow, line.acts[0].direction, line.origin) == (Direction.OUT, Direction.OUT, "mention")
    assert str(line.location) == "Daily/2026-11-02.md:1:1"
    (other,) = person(notes, "People/Bob.md").interactions
    assert other.people == ("People/Ada.md",)


def test_a_person_may_leave_mentions_out_and_so_may_everybody() -> None:
    notes = {"People/Ada.md": "---\nignore_mentions: true\n---\n[[2026-10-01]]\n", "People/Bob.md": ""}
    notes |= {"2026-11-02.md": "[[Ada]] and [[Bob]]\n- [ ] call [[Ada]]\n"}
    assert [told(line)[0] for line in person(notes).interactions] == ["2026-10-01"]
    assert len(person(notes).loops) == 1
    assert len(person(notes, "People/Bob.md").interactions) == 1
    assert person(notes, "People/Bob.md", settings(mentions=False)).interactions == ()


def test_an_alias_of_two_people_means_nobody() -> None:
    notes = ADA | {"People/Carl.md": "---\naliases: [countess]\n---\n", "2026-11-02.md": "[[Countess]]"}
    assert all(not one.interactions for one in people(moment(notes)))


def test_a_file_of_that_name_is_meant_before_an_alias() -> None:
    assert ada("2026-11-02.md", "[[Countess]]") != []
    assert person(ADA | {"Countess.md": "", "2026-11-02.md": "[[Countess]]"}).interactions == ()


@pytest.mark.parametrize(
    ("body", "days"),
    [
        ("A long talk on [[2026-01-24]].", ["2026-01-24"]),
        ("[[Daily/2026-01-24|then]] and [[2026-01-24]]", ["2026-01-24"]),
        ("[[2026-01-24]] and [[2026-01-25]]", ["2026-01-24", "2026-01-25"]),
        ("[then](Daily/2026-01-24.md)", ["2026-01-24"]),
        ("- [x] done on [[2026-01-24]]", ["2026-01-24"]),
        ("## Log\n- 2026-01-01 as on [[2026-01-24]]", ["2026-01-01"]),
        ("## Log\n- an undated one on [[2026-01-24]]", ["2026-01-24"]),
        ("- [ ] call on [[2026-01-24]]", []),
        ("> [[2026-01-24]]", []),
        ("![[2026-01-24]]", []),
        ("[[2026-01]]", []),
        ("[[2026-02-30]]", []),
        ("[[2026-01-24 Standup]]", []),
        ("---\ncreated: '[[2026-01-24]]'\n---\n", []),
    ],
)
def test_days_that_a_persons_note_names(body: str, days: list[str]) -> None:
    found = person({"People/Ada.md": body}).interactions
    assert [told(line)[0] for line in found] == days
    assert all(line.kinds == ("mention",) and line.origin == "mention" for line in found if "Log" not in body)


@pytest.mark.parametrize("target", ["2026/11/05", "Journal/2026/11/05", "2026/11/05|then", "Journal/2026/11/05.md"])
def test_links_to_daily_notes_in_nested_folders(target: str) -> None:
    given = replace(Settings(), daily=DailySettings(folder="Journal", format="YYYY/MM/DD"))
    body = f"Saw her on [[{target}]]; not [[11/05]], [[05]] or [[2026/02/30]].\n\n## Log\n- [[2026/11/03]] call: x\n"
    assert [told(line)[0] for line in person({"People/Ada.md": body}, given=given).interactions] == [
        "2026-11-03",
        "2026-11-05",
    ]


def test_a_persons_note_with_a_day_in_its_name_is_dated_too() -> None:
    notes = {
        "People/2026-11-02 Standup.md": "call [[Ada]]: x\n[[2026-11-02 Standup]]\n## Log\n- 2026-10-01 with [[Ada]]\n",
        "People/Ada.md": "",
    }
    assert [told(line) for line in person(notes).interactions] == [(DAY, ("call",), "x")]
    assert [told(line)[0] for line in person(notes, "People/2026-11-02 Standup.md").interactions] == ["2026-10-01"]


def test_tasks_are_promises() -> None:
    notes = ADA | {
        "People/Ada.md": "- [ ] send it 📅 2026-12-01\n- [x] bring wine [completion:: 2026-10-01]\n- [>] later\n",
        "2026-11-02.md": "- [ ] ask [[Ada]] [due:: 2026-12-02]\n- [x] thank [[Ada]]\n- [-] no [[Ada]]\n- [ ] alone\n",
    }
    found = [
        (loop.text, loop.due and loop.due.isoformat(), loop.done and loop.done.isoformat(), loop.kept)
        for loop in person(notes).loops
    ]
    assert found == [
        ("ask [[Ada]]", "2026-12-02", None, False),
        ("thank [[Ada]]", None, None, True),
        ("send it", "2026-12-01", None, False),
        ("bring wine", None, "2026-10-01", True),
    ]
