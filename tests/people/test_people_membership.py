"""Who is a person, and who is not."""

from dataclasses import replace

import pytest
from reading_vault import moment, settings

from vaultkit.api import Settings
from vaultkit.model.settings import VaultSettings
from vaultkit.people.reading.roster import owner, people


def paths(notes: dict[str, str], given: Settings | None = None) -> list[str]:
    return [one.path for one in people(moment(notes, given))]


@pytest.mark.parametrize(
    ("path", "front"),
    [
        ("People/Ada.md", ""),
        ("people/Friends/Ada.md", ""),
        ("Ada.md", "tags: [person]"),
        ("Ada.md", "tags: [Person/friend]"),
        ("Ada.md", "tags: '#people'"),
        ("Ada.md", "tags: friend, person"),
        ("Ada.md", "tags:\n  -\n  - person"),
        ("Ada.md", "tag: person"),
        ("Ada.md", "type: Person"),
        ("Ada.md", "type: [contact]"),
        ("Ada.md", "type: '[[Person]]'"),
        ("Ada.md", "categories:\n  - '[[People]]'"),
        ("Ada.md", "categories: '[[Categories/People|People]]'"),
        ("Ada.md", "categories: People"),
    ],
)
def test_a_person(path: str, front: str) -> None:
    assert paths({path: f"---\n{front}\n---\n"}) == [path]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Ada.md", ""),
        ("Ada.md", "#person"),
        ("Ada.md", "---\ntags: [personal]\n---\n"),
        ("Ada.md", "---\ncategories: [Places]\n---\n"),
        ("Peoples/Ada.md", ""),
        ("People.md", ""),
        ("People/People.md", ""),
        ("People/Friends/Friends.md", "---\ntype: person\n---\n"),
        ("People/Me.md", ""),
        ("People/Ada.md", "---\ntype: me\n---\n"),
        ("templates/Person.md", "---\ntype: person\n---\n"),
        ("Templates/Person.md", "---\ntype: person\n---\n"),
        ("List.md", "---\ntype: person\n---\n<!-- vaultkit:begin people.all -->\n<!-- vaultkit:end people.all -->\n"),
    ],
)
def test_no_person(path: str, text: str) -> None:
    assert paths({path: text}) == []


def test_a_person_may_hold_their_own_block() -> None:
    block = "<!-- vaultkit:begin person.verdict -->\n<!-- vaultkit:end person.verdict -->\n"
    assert paths({"Ada.md": f"---\ntype: person\n---\n{block}"}) == ["Ada.md"]
    assert paths({"People/Ada.md": block.replace("person.verdict", "people.all")}) == ["People/Ada.md"]


def test_rules_by_setting() -> None:
    notes = {"Kontakte/Ada.md": "", "Bob.md": "---\ntags: [typ/mensch/freund]\n---\n", "Kontakte/Carl.md": ""}
    given = settings(folders=("Kontakte/",), tags=("#typ/mensch",), exclude=("**/Carl.md",))
    assert paths(notes, given) == ["Bob.md", "Kontakte/Ada.md"]
    assert paths({"Ada.md": ""}, settings(folders=(".",))) == ["Ada.md"]


def test_ignored_notes_are_no_people() -> None:
    given = replace(Settings(), ignore=("Archive/",), template_folders=("Meta/Forms",))
    notes = {"Archive/Ada.md": "---\ntype: person\n---\n", "Meta/Forms/Bob.md": "---\ntype: person\n---\n"}
    assert paths(notes, given) == []


def test_broken_front_matter_leaves_a_person_by_the_folder() -> None:
    (ada,) = people(moment({"People/Ada.md": "---\na: [\n---\n\n## Log\n- 2026-11-02 call: x\n"}))
    assert len(ada.interactions) == 1


def test_the_owner() -> None:
    notes = {"Notes/Me.md": "", "Me.md": "---\ninterests: [chess]\n---\n", "People/Ada.md": ""}
    found = owner(moment(notes))
    assert found is not None
    assert (found.path, [topic.text for topic in found.interests]) == ("Me.md", ["chess"])
    assert paths(notes) == ["People/Ada.md"]


def test_the_owner_by_name_path_or_type() -> None:
    given = replace(Settings(), vault=VaultSettings(me="People/Grace Hopper.md"))
    found = owner(moment({"People/Grace Hopper.md": "", "Grace Hopper.md": ""}, given))
    assert found is not None
    assert found.path == "People/Grace Hopper.md"
    typed = owner(moment({"Grace.md": "---\ntype: me\n---\n"}))
    assert typed is not None
    assert owner(moment({"People/Ada.md": ""})) is None
