"""The roll: after a change those alone are read and put together again whom it is about, and nobody is overlooked."""

from collections import UserDict
from collections.abc import Mapping

import pytest
from reading_vault import moment

from vaultkit.api import Json, Memory, Moment
from vaultkit.people.reading.problems import person_problems
from vaultkit.people.reading.roster import owner, people, stamps

VAULT = {
    "People/Ada.md": "---\naliases: [Countess]\n---\n## Log\n- 2026-11-02 call: [[Bob]]\n",
    "People/Bob.md": "---\nignore_mentions: false\n---\n## Log\n- 2026-11-03 call: x\n",
    "People/Zoë.md": "## Log\n- 2026-11-04 call: x\n",
    "2026-11-02.md": "- lunch with [[Ada]]\n",
    "2026-11-03.md": "- [[Countess]] called, with [[Bob]]\n",
    "2026-11-04.md": "- tea with [[Carl]] and [[@Dora]]\n",
    "Talk.md": "[[Countess]]",
}
PERSON = "---\ntype: person\n---\n"


class Watched(UserDict[str, Json]):
    """Facts that remember which notes they were asked for."""

    def __init__(self, told: Mapping[str, Json]) -> None:
        """Take the facts."""
        super().__init__()
        self.data = dict(told)
        self.asked: set[str] = set()

    def __getitem__(self, path: str) -> Json:  # noqa: D105 - as of any mapping
        self.asked.add(path)
        return self.data[path]


def after(before: Moment, now: Moment) -> tuple[Moment, Watched]:
    """Return a moment that has one before it, and its facts."""
    facts = Watched(now.facts["people"])
    memory = Memory(before.memory)
    return Moment(now.index, now.today, now.settings, {"people": facts}, now.read, {}, memory), facts


@pytest.mark.parametrize(
    ("change", "others", "read", "changed"),
    [
        ({"People/Ada.md": PERSON}, (), {"People/Ada.md", "2026-11-03.md", "Talk.md"}, {"Ada", "Bob"}),
        ({"People/Ada.md": VAULT["People/Ada.md"] + "- 2026-11-05 call: y\n"}, (), {"People/Ada.md"}, {"Ada"}),
        ({"2026-11-02.md": "- lunch with [[Zoë]]\n"}, (), {"2026-11-02.md"}, {"Ada", "Zoë"}),
        ({"2026-11-02.md": None}, (), set(), {"Ada"}),
        ({"2026-11-09.md": "- [[Ada]]\n"}, (), {"2026-11-09.md"}, {"Ada"}),
        ({"Notes.md": "nothing"}, (), set(), set()),
        ({"Bob.md": ""}, (), {"2026-11-03.md", "People/Ada.md"}, {"Bob", "Ada"}),
        ({"Countess.md": ""}, (), {"2026-11-03.md", "Talk.md"}, {"Ada", "Bob"}),
        ({}, ("Countess",), {"2026-11-03.md", "Talk.md"}, {"Ada", "Bob"}),
        ({"Carl.md": "---\ntype: person\nname: Gauss\n---\n"}, (), {"Carl.md", "2026-11-04.md"}, {"Carl"}),
        ({"People/D.md": "---\nname: Dora\n---\n"}, (), {"People/D.md", "2026-11-04.md"}, {"D"}),
        ({"People/Bob.md": "---\nignore_mentions: true\n---\n"}, (), {"People/Bob.md", "2026-11-03.md"}, {"Bob"}),
        ({"People/Bob.md": None}, (), {"2026-11-03.md", "People/Ada.md"}, {"Ada"}),
    ],
    ids=[
        "an alias goes",
        "a line comes",
        "a dated note is about somebody else",
        "a dated note goes",
        "a dated note comes",
        "a note that is about nobody",
        "a file of the name of a person's",
        "a file of the name of an alias",
        "a file that is no note",
        "a person by the file's name",
        "a person by a name with an at sign",
        "mentions are heard no more",
        "a person goes",
    ],
)
def test_after_a_change(
    change: dict[str, str | None], others: tuple[str, ...], read: set[str], changed: set[str]
) -> None:
    """Everybody is as if they were put together anew, of few notes; without ``_struck`` links lead where they led."""
    first = moment(VAULT)
    before = dict(stamps(first))
    people(first), person_problems(first)
    notes = {path: text for path, text in {**VAULT, **change}.items() if text is not None}
    fresh = moment(notes, others=others)
    then, facts = after(first, fresh)
    assert people(then) == people(fresh)
    assert dict(stamps(then)) == dict(stamps(fresh))
    assert facts.asked == read | {path for path, text in change.items() if text is not None}
    assert {path.split("/")[-1].removesuffix(".md") for path, _ in stamps(then).items() - before.items()} == changed
    assert person_problems(then) == person_problems(fresh)


def test_a_note_that_becomes_a_persons_is_found_by_the_name_of_its_file() -> None:
    """A link led to a note that was nobody's: no file has come, and no name that is said."""
    first = moment({**VAULT, "Carl.md": "x"})
    people(first)
    fresh = moment({**VAULT, "Carl.md": "---\ntype: person\nname: Gauss\n---\n"})
    then, _ = after(first, fresh)
    assert people(then) == people(fresh)
    assert [len(one.interactions) for one in people(then) if one.name == "Gauss"] == [1]


def test_the_owner_is_another() -> None:
    first = moment(VAULT)
    assert owner(first) is None
    fresh = moment({**VAULT, "Me.md": "---\ntype: me\ninterests: [chess]\n---\n"})
    then, _ = after(first, fresh)
    found = owner(then)
    assert found is not None
    assert found == owner(fresh)


def test_nothing_changed_and_nothing_is_read() -> None:
    first = moment(VAULT)
    people(first)
    then, facts = after(first, moment(VAULT))
    assert people(then) == people(first)
    assert all(one is other for one, other in zip(people(then), people(first), strict=True))
    assert not facts.asked
