"""Asking the network: what matches, what does not, and in which order."""

from collections.abc import Sequence

import pytest
from reading_vault import moment as reading_moment
from rules_builders import ME, PATH, knowing, line, moment, person

from vaultkit.api import Location
from vaultkit.people.person import Person
from vaultkit.people.rules import viewpoint
from vaultkit.people.rules.who import Match, who
from vaultkit.people.verdict import Evidence


@pytest.fixture
def everybody(monkeypatch: pytest.MonkeyPatch) -> list[Person]:
    """Return the list of those who are to be people of the moment; the owner is known."""
    monkeypatch.setattr(viewpoint, "owner", lambda _: ME)
    return []


def names(found: Sequence[Match]) -> list[str]:
    return [match.person.name for match in found]


@pytest.mark.parametrize(
    ("topic", "matches"),
    [
        ("compilers", True),
        ("compiler", True),
        ("comp", True),
        ("COMPILERS", True),
        ("#compilers", True),
        ("compilation", False),
        ("ilers", False),
        ("Poesie", True),
        ("poésie", True),
        ("strasse", True),
        ("日本", True),
        ("本語", True),
        ("engineer acme", True),
        ("acme engineer choir", True),
        ("acme baker", False),
        ("machine learning", True),
        ("machine-learning", True),
        ("learning machines", True),
        ("industry-trends", True),
        ("choirs", True),
        ("nothing", False),
        ("", False),
        (" - ", False),
        ("*", False),
    ],
)
def test_what_matches(everybody: list[Person], topic: str, matches: bool) -> None:  # noqa: FBT001 -- a table
    everybody.append(
        person(
            line(9, topics=("industry-trends",), text="the unspoken word is text alone"),
            interests=["Compilers", "Poésie", "日本語"],
            goals=["find a Straße", "machine_learning"],
            role=["Engineer"],
            company=["Acme"],
            tags=("choir",),
        )
    )
    assert bool(who(knowing(moment(), everybody), topic)) is matches
    assert bool(who(knowing(moment(), everybody), topic.split())) is matches


def test_the_text_of_interactions_does_not_match(everybody: list[Person]) -> None:
    everybody.append(person(line(9, text="we spoke of rust"), line(-1, topics=("rust",))))
    assert who(knowing(moment(), everybody), "rust") == ()


def test_the_line_that_matched_is_shown(everybody: list[Person]) -> None:
    lines = [line(age, text=f"day {age}", topics=("rust",)) for age in (9, 7, 5, 3)]
    everybody.append(person(*lines, interests=["chess", "Rust"], tags=("rust",)))
    (match,) = who(knowing(moment(), everybody), "rust")
    assert match.fields == ("interests", "tags", "topics", "topics", "topics")
    assert match.evidence[:2] == (Evidence(Location(PATH, 4), "Rust"), Evidence(Location(PATH), "rust"))
    assert [piece.quote[-5:] for piece in match.evidence[2:]] == ["day 3", "day 5", "day 7"]
    assert match.verdict.path == PATH


def test_connections_come_first_then_the_last_contact(everybody: list[Person]) -> None:
    friend: dict[str, object] = {"interests": ["sailing"], "trust": True}
    everybody += [
        person(line(3), name="Seen Lately", interests=["sailing"]),
        person(name="Never Seen", interests=["sailing"]),
        person(line(90), line(91), line(92), name="Old Friend", **friend),
        person(line(60), line(61), line(62), name="New Friend", **friend),
        person(line(200), name="Beyond Reach", interests=["sailing"]),
        person(line(200), name="Also Far", interests=["sailing"]),
    ]
    assert names(who(knowing(moment(), everybody), "sailing")) == [
        "New Friend",
        "Old Friend",
        "Seen Lately",
        "Also Far",
        "Beyond Reach",
        "Never Seen",
    ]


def test_the_deceased_and_the_estranged_are_not_asked(everybody: list[Person]) -> None:
    everybody += [
        person(name="A", interests=["sailing"], deceased=True),
        person(name="B", interests=["sailing"], estranged=True),
        person(name="C", interests=["sailing"], paused=True),
    ]
    assert names(who(knowing(moment(), everybody), "sailing")) == ["C"]


@pytest.mark.parametrize(
    ("front", "number"),
    [
        ("aliases: [A]\ntags: [compilers]", 3),
        ("tags:\n  - person\n  - '#compilers'", 4),
        ("email: a@b.c\ntags: person, compilers", 3),
        ("tag: person compilers", 2),
    ],
)
def test_a_tag_is_shown_with_its_line(front: str, number: int) -> None:
    (match,) = who(reading_moment({"People/Ada.md": f"---\n{front}\n---\n"}), "compilers")
    assert (match.fields, [one.location.line for one in match.evidence]) == (("tags",), [number])
