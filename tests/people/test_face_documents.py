"""The JSON documents: exact keys in a fixed order, absent as null, and each against its schema."""

import json
from pathlib import Path
from typing import Any

import pytest
from face_vault import TODAY, moment_of
from jsonschema import Draft202012Validator

from vaultkit.api import Moment
from vaultkit.people.reading.roster import people
from vaultkit.people.rules.steps import steps
from vaultkit.people.rules.who import who
from vaultkit.people.views import documents, known
from vaultkit.people.views.timeline import timeline, timeline_with

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"


@pytest.fixture(scope="module")
def moment() -> Moment:
    return moment_of()


def made(name: str, moment: Moment) -> dict[str, Any]:
    """Return a document as it comes back from JSON."""
    one = next(one for one in known.everybody(moment) if one.person.slug == "ada-lovelace")
    events = timeline_with(one.person, people(moment), TODAY)
    made_by = {
        "status": lambda: documents.status_document(known.everybody(moment), TODAY),
        "due": lambda: documents.due_document(steps(moment, all_=True), TODAY),
        "show": lambda: documents.show_document(one, one.rhythm(TODAY), events, TODAY),
        "timeline": lambda: documents.timeline_document(timeline(people(moment), TODAY)),
        "who": lambda: documents.who_document(["chess"], who(moment, ["chess"]), TODAY),
    }
    back: dict[str, Any] = json.loads(json.dumps(made_by[name]()))
    return back


def closed(schema: Any) -> Any:  # noqa: ANN401 -- JSON is anything
    """Return a schema that allows no key which it does not name, so that it is as complete as the document."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    own = {key: closed(part) for key, part in schema.items()}
    if "properties" in own:
        own.setdefault("additionalProperties", False)
    return own


@pytest.mark.parametrize("name", ["status", "due", "show", "timeline", "who"])
def test_each_document_is_what_its_schema_says(name: str, moment: Moment) -> None:
    schema = closed(json.loads((SCHEMAS / f"{name}.json").read_text("utf-8")))
    Draft202012Validator.check_schema(schema)
    document = made(name, moment)
    Draft202012Validator(schema).validate(document)
    assert next(iter(document.items())) == ("schema_version", 1)


def test_a_persons_keys_stand_in_their_order(moment: Moment) -> None:
    person = made("status", moment)["people"][0]
    assert list(person) == [
        "name", "slug", "path", "status", "since", "criteria_met", "criteria", "history", "tracked", "cadence_days",
        "last_contact", "next_due", "rhythm_days", "drifting", "balance", "interactions", "next_step",
    ]  # fmt: skip
    assert list(person["criteria"]) == ["communication", "common_ground", "trust"]
    assert list(person["criteria"]["trust"]) == ["met", "why", "missing", "evidence"]
    assert list(person["balance"]) == ["mine", "theirs", "both"]


def test_people_stand_by_path_and_absent_is_null(moment: Moment) -> None:
    found = made("status", moment)["people"]
    assert [one["path"] for one in found] == sorted(one["path"] for one in found)
    nobody = next(one for one in found if one["path"] == "People/Ann Lee.md")
    keys = ("since", "last_contact", "next_due", "rhythm_days", "next_step")
    assert [nobody[key] for key in keys] == [None] * 5
    assert nobody["history"] == []


def test_a_step_stands_in_due_and_in_status_alike(moment: Moment) -> None:
    steps_by_path = {step["path"]: step for step in made("due", moment)["steps"]}
    people_by_path = {one["path"]: one for one in made("status", moment)["people"]}
    assert list(steps_by_path["People/Ada Lovelace.md"]) == [
        "name", "slug", "path", "strategy", "due", "overdue_days", "reason", "say", "evidence",
    ]  # fmt: skip
    for path, step in steps_by_path.items():
        assert people_by_path[path]["next_step"] == {key: step[key] for key in list(step)[3:]}


def test_what_was_logged_with_several_is_told_once(moment: Moment) -> None:
    events = made("timeline", moment)["interactions"]
    intro = [event for event in events if event["date"] == "2026-09-20"]
    assert intro == [
        {
            "date": "2026-09-20",
            "people": ["Ada Lovelace", "Bob Kahn"],
            "direction": "out",
            "kinds": ["intro"],
            "text": "introduced her to [[Bob Kahn]]",
            "topics": [],
            "path": "People/Ada Lovelace.md",
            "line": 19,
        }
    ]
    lunch = next(event for event in events if event["date"] == "2026-11-21")
    assert lunch["people"] == ["Ada Lovelace", "Bob Kahn"]
    assert lunch["direction"] == "both"
    assert [event["date"] for event in events] == sorted(event["date"] for event in events)


def test_one_persons_page_names_everybody_who_was_there(moment: Moment) -> None:
    page = made("show", moment)
    assert [event["people"] for event in page["interactions"]].count(["Ada Lovelace", "Bob Kahn"]) == 2
    assert page["facts"]["phone"] == ["0047 12 30"]
    assert page["facts"]["birthday"] == "1990-12-10"
    assert page["facts"]["other"] == {"favourite_tea": ["assam"]}
    assert [loop["due"] for loop in page["promises"]] == ["2026-11-20", None]


@pytest.mark.parametrize(
    ("line", "direction"),
    [
        ("-> call: x", "out"),
        ("call: x", "both"),
        ("help: x", "out"),
        ("<- help: x", "in"),
        ("help, call: x", "both"),
        ("like: x", None),
        ("note: x", None),
        ("x", "both"),
    ],
)
def test_the_direction_is_the_lines(line: str, direction: str | None) -> None:
    moment = moment_of({"People/A.md": f"## Log\n- 2026-11-02 {line}\n"})
    assert documents.timeline_document(timeline(people(moment), TODAY))["interactions"] == [
        {
            "date": "2026-11-02",
            "people": ["A"],
            "direction": direction,
            "kinds": line.replace("-> ", "").replace("<- ", "").removesuffix(": x").split(", ") if ":" in line else [],
            "text": "x",
            "topics": [],
            "path": "People/A.md",
            "line": 2,
        }
    ]


def test_what_lies_ahead_and_what_a_property_says_is_no_line_of_the_timeline() -> None:
    moment = moment_of({"People/A.md": "---\nlast_contacted: 2026-11-01\n---\n## Log\n- 2026-11-23 call: x\n"})
    assert timeline(people(moment), TODAY) == ()
