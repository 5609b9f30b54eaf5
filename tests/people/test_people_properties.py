"""Properties of people: every spelling, every type, and what is wrong with a value."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_vault import moment, person, settings, told

from vaultkit.api import fold_key
from vaultkit.people.person import Birthday
from vaultkit.people.reading.problems import person_problems
from vaultkit.people.reading.properties import PROPERTIES, spellings
from vaultkit.people.settings import PeopleSettings


def ada(front: str, **said: Any) -> Any:  # noqa: ANN401 - a person, read field by field
    return person({"People/Ada.md": f"---\n{front}\n---\n"}, given=settings(**said))


def codes(front: str) -> list[str]:
    found = person_problems(moment({"People/Ada.md": f"---\n{front}\n---\n"}))
    return [f"{one.location.line}:{one.location.column}:{one.code}" for one in found]


def value(person: Any, field: str) -> Any:  # noqa: ANN401 - as many types as properties
    found = getattr(person, field)
    if field in {"interests", "goals", "shared", "company", "role"}:
        return tuple(topic.text for topic in found)
    return found.due if field == "follow_up" and found else found


SAMPLES: dict[str, tuple[str, Any]] = {
    "name": ("Ada King", "Ada King"),
    "aliases": ("[Ady, Countess]", ("Ady", "Countess")),
    "tags": ("[friend, '#maths']", ("friend", "maths")),
    "interests": ("[chess, '[[Topics/Engines|engines]]']", ("chess", "engines")),
    "goals": ("Finish the book", ("Finish the book",)),
    "shared": ("[chess]", ("chess",)),
    "cadence": ("3m", 90),
    "tier": ("Close", "close"),
    "follow_up": ("2026-12-01", date(2026, 12, 1)),
    "snoozed_until": ("2026-12-01", date(2026, 12, 1)),
    "paused": ("true", True),
    "trust": ("mutual", True),
    "birthday": ("1990-04-17", Birthday(4, 17, 1990)),
    "company": ("'[[Acme]]'", ("Acme",)),
    "role": ("engineer", ("engineer",)),
    "relationship": ("friend", "friend"),
    "how_met": ("at a fair", "at a fair"),
    "met_on": ("2020-01-02", date(2020, 1, 2)),
    "introduced_by": ("'[[Bob Kahn]]'", "Bob Kahn"),
    "email": ("[a@example.org, b@example.org]", ("a@example.org", "b@example.org")),
    "phone": ("+4791122333", ("+4791122333",)),
    "location": ("Oslo", ("Oslo",)),
    "links": ("https://example.org", ("https://example.org",)),
    "deceased": ("2020-01-02", True),
    "estranged": ("true", True),
    "ignore_mentions": ("true", True),
}
ALL = [(kind.name, name) for kind in PROPERTIES for name in (kind.name, *kind.also) if kind.name in SAMPLES]


@pytest.mark.parametrize(("name", "spelling"), ALL)
def test_every_spelling_is_read(name: str, spelling: str) -> None:
    text, expected = SAMPLES[name]
    for written in (spelling, spelling.upper(), spelling.replace("_", "-"), spelling.replace("_", " ")):
        assert value(ada(f"{written}: {text}"), name) == expected


def test_every_property_has_a_sample() -> None:
    assert {kind.name for kind in PROPERTIES} == {*SAMPLES, "last_contacted"}


LAST = next(kind for kind in PROPERTIES if kind.name == "last_contacted")


@pytest.mark.parametrize("spelling", [LAST.name, *LAST.also])
def test_last_contacted_is_a_mention(spelling: str) -> None:
    (line,) = ada(f"{spelling}: 2026-11-02").interactions
    assert (line.day, line.kinds, line.origin) == (date(2026, 11, 2), ("mention",), "property")
    assert (line.quote, line.location.line) == (f"{spelling}: 2026-11-02", 2)


def test_met_on_is_a_mention_and_the_newest_last_contact_counts() -> None:
    found = ada("met_on: 2020-01-02\nlast_seen: 2026-01-01\nlast_contacted: 2025-01-01")
    assert [told(line)[0] for line in found.interactions] == ["2020-01-02", "2026-01-01"]


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("cadence", "30", 30),
        ("cadence", "2w", 14),
        ("cadence", "2 weeks", 14),
        ("cadence", "3 months", 90),
        ("cadence", "1y", 365),
        ("cadence", "Weekly", 7),
        ("cadence", "bi-weekly", 14),
        ("cadence", "monthly", 30),
        ("cadence", "quarterly", 90),
        ("cadence", "yearly", 365),
        ("trust", "yes", True),
        ("trust", "true", True),
        ("trust", "no", False),
        ("trust", "false", False),
        ("birthday", "04-17", Birthday(4, 17)),
        ("birthday", "--04-17", Birthday(4, 17)),
        ("birthday", "'--0417'", Birthday(4, 17)),
        ("birthday", "1604-04-17", Birthday(4, 17)),
        ("birthday", "19900417", Birthday(4, 17, 1990)),
        ("birthday", "1990-04-17T00:00:00Z", Birthday(4, 17, 1990)),
        ("birthday", "02-29", Birthday(2, 29)),
        ("deceased", "1852", True),
        ("deceased", "false", False),
        ("deceased", "2026-02-30", True),
        ("met_on", "'[[2020-01-02]]'", date(2020, 1, 2)),
        ("met_on", "'[[Daily/2020-01-02|then]]'", date(2020, 1, 2)),
        ("met_on", "2020-01-02 18:30", date(2020, 1, 2)),
        ("phone", "0123", ("0123",)),
        ("company", "NO", ("NO",)),
        ("how_met", "12:30", "12:30"),
        ("interests", "chess, engines", ("chess", "engines")),
        ("goals", "write, read", ("write, read",)),
        ("tags", "friend maths", ("friend", "maths")),
        ("tags", "\n  - ", ()),
        ("company", "[Acme, '[[Bell Labs]]']", ("Acme", "Bell Labs")),
        ("company", "\n  - Acme\n  - Acme", ("Acme",)),
    ],
)
def test_how_a_value_is_read(field: str, text: str, expected: object) -> None:
    assert value(ada(f"{field}: {text}"), field) == expected


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("birthday: 2026-02-30", ["2:11:people-date-impossible"]),
        ("birthday: 02-30", ["2:11:people-date-impossible"]),
        ("last_contacted: 2026-13-01", ["2:17:people-date-impossible"]),
        ("met_on: 0000-01-01", ["2:9:people-date-impossible"]),
        ("deceased: 2026-02-30", ["2:11:people-date-impossible"]),
        ("born: 1815", ["2:7:people-value"]),
        ("birthday: in spring", ["2:11:people-value"]),
        ("follow_up: soon", ["2:12:people-value"]),
        ("trust: perhaps", ["2:8:people-value"]),
        ("paused: 12", ["2:9:people-value"]),
        ("company: {a: b}", ["2:10:people-value"]),
        ("cadence: sometimes", ["2:10:cadence-invalid"]),
        ("cadence: 0", ["2:10:cadence-invalid"]),
        ("cadence: -3", ["2:10:cadence-invalid"]),
        ("cadence: 1.5", ["2:10:cadence-invalid"]),
        ("cadence: 99999999999", ["2:10:cadence-invalid"]),
        ("cadence: 101y", ["2:10:cadence-invalid"]),
        ("tier: golden", ["2:7:tier-unknown"]),
        ("circle: the choir", []),
        ("prm-tier: the choir", []),
        ("bday: 1990-04-18\nbirthday: 1990-04-17", ["2:7:people-value-twice"]),
        ("bday: 1990-04-17\nbirthday: 1990-04-17", []),
        ("birthday:\ncadence: ''\ntrust: []\ntier: null", []),
        ("twitter: whatever\nborn in: Oslo", []),
    ],
)
def test_what_is_wrong(front: str, expected: list[str]) -> None:
    assert codes(front) == expected


def test_a_wrong_value_leaves_the_rest() -> None:
    found = ada("cadence: sometimes\ntrust: yes")
    assert (found.cadence, found.trust) == (None, True)


def test_the_first_name_of_the_table_wins_wherever_it_stands() -> None:
    assert ada("bday: 1990-04-18\nbirthday: 1990-04-17").birthday.day == 17


def test_spellings_of_lists_are_put_together() -> None:
    assert ada("emails: [b@example.org]\nemail: a@example.org\nEMAIL[HOME]: c@example.org").email == (
        "a@example.org",
        "c@example.org",
        "b@example.org",
    )


def test_a_tier_of_the_settings_and_another_tools_circle() -> None:
    assert ada("circle: choir\nprm-tier: Inner").tier == "inner"
    assert ada("tier: Golden", tiers={"golden": 10}).tier == "golden"


def test_places() -> None:
    found = ada("interests:\n  - chess\ntrust: mutual\nfollow_up: 2026-12-01")
    assert str(found.interests[0].location) == "People/Ada.md:3:5"
    assert str(found.trust_location) == "People/Ada.md:4:1"
    assert str(found.follow_up.location) == "People/Ada.md:5:1"
    assert found.follow_up.follow_up


def test_names() -> None:
    assert person({"People/@Ada.md": ""}, "People/@Ada.md").name == "Ada"
    assert ada("name: Ada King").name == "Ada King"
    assert ada("name:").name == "Ada"
    assert value(ada("title: ada\nrole: engineer"), "role") == ("engineer",)


def test_other_properties_are_kept() -> None:
    found = ada("twitter: x\ntype: person\nFirst Name: Ada\ncadence: 3")
    assert [given.name for given in found.others] == ["twitter", "First Name"]


def test_names_of_ones_own() -> None:
    (line,) = ada("Spoke last: 2026-11-02", properties={"spoke_last": "last_contacted"}).interactions
    assert line.day == date(2026, 11, 2)
    own = PeopleSettings(properties={"spoke_last": "last_contacted", "odd": "no such"})
    assert spellings("last_seen", own)[0] == "last_contacted"
    assert "spoke_last" in spellings("last_contacted", own)
    assert spellings("odd", own) == ()


def test_settings_that_mean_nothing_are_told() -> None:
    given = settings(kinds={"zoom": "telepathy"}, properties={"odd": "no such"})
    found = person_problems(moment({}, given))
    assert [(one.location.path, one.code) for one in found] == [
        ("vaultkit.toml", "settings-people-kind"),
        ("vaultkit.toml", "settings-people-property"),
    ]


def test_spellings_are_told_apart() -> None:
    folded = [fold_key(name) for kind in PROPERTIES for name in (kind.name, *kind.also)]
    assert len(folded) == len(set(folded))


@given(
    st.sampled_from(sorted({name for _, name in ALL} | {"last_contacted"})),
    st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=12),
)
def test_no_value_makes_reading_raise(name: str, text: str) -> None:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    person_problems(moment({"People/Ada.md": f'---\n{name}: "{quoted}"\nmore: [1]\n---\n'}))
