"""The roll: after a change those alone are read and put together again whom it is about, and nobody is overlooked."""

from collections import UserDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

import pytest
from reading_vault import moment, settings

from vaultkit.api import Json, Memory, Moment, Place, Settings
from vaultkit.people.blocks.catalogue import KINDS
from vaultkit.people.reading import roll
from vaultkit.people.reading.at_hand import AtHand, at_hand
from vaultkit.people.reading.problems import person_problems
from vaultkit.people.reading.roster import lines, owner, people, some, stamps
from vaultkit.people.rules import judge
from vaultkit.people.rules.judge import verdicts
from vaultkit.people.rules.steps import steps
from vaultkit.people.rules.who import who
from vaultkit.people.views.known import known

VAULT = {
    "People/Ada.md": "---\naliases: [Countess]\n---\n## Log\n- 2026-11-02 call: [[Bob]]\n",
    "People/Bob.md": "---\nignore_mentions: false\n---\n## Log\n- 2026-11-03 call: x\n",
    "People/Zoë.md": "## Log\n- 2026-11-04 call: x\n",
    "2026-11-02.md": "- lunch with [[Ada]]\n",
    "2026-11-03.md": "- [[Countess]] called, with [[Bob]]\n",
    "2026-11-04.md": "- tea with [[Carl]] and [[@Dora]]\n",
    "Talk.md": "[[Countess]]",
    "Duchess.md": "[[Duchess of Mainz]]",
    "2026-11-05.md": "- tea with [[Old/Carl]]\n",
}
PERSON = "---\ntype: person\n---\n"
GAUSS = "---\ntype: person\nname: Gauss\n---\n"


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
    """Return a moment that comes after another, as a vault makes it of the one before, and its facts."""
    was, notes = before.index, now.index.notes
    found = [note for note in notes.values() if was.notes.get(note.path) != note]
    index = was.updated(found, was.notes.keys() - notes.keys(), now.index.files)
    facts = Watched(now.facts["people"])
    memory = Memory(before.memory)
    return Moment(index, now.today, now.settings, {"people": facts}, now.read, {}, memory), facts


@pytest.mark.parametrize(
    ("change", "others", "read", "changed"),
    [
        ({"People/Ada.md": PERSON}, (), {"People/Ada.md", "2026-11-03.md", "Talk.md"}, {"Ada", "Bob"}),
        ({"People/Zoë.md": "---\naka: Duchess of Mainz\n---\n"}, (), {"People/Zoë.md", "Duchess.md"}, {"Zoë"}),
        ({"People/Ada.md": VAULT["People/Ada.md"] + "- 2026-11-05 call: y\n"}, (), {"People/Ada.md"}, {"Ada"}),
        ({"2026-11-02.md": "- lunch with [[Zoë]]\n"}, (), {"2026-11-02.md"}, {"Ada", "Zoë"}),
        ({"2026-11-02.md": None}, (), set(), {"Ada"}),
        ({"2026-11-09.md": "- [[Ada]]\n"}, (), {"2026-11-09.md"}, {"Ada"}),
        ({"Notes.md": "nothing"}, (), set(), set()),
        ({"Bob.md": ""}, (), {"2026-11-03.md", "People/Ada.md"}, {"Bob", "Ada"}),
        ({"Countess.md": ""}, (), {"2026-11-03.md", "Talk.md"}, {"Ada", "Bob"}),
        ({}, ("Countess",), {"2026-11-03.md", "Talk.md"}, {"Ada", "Bob"}),
        (
            {"Carl.md": GAUSS},
            (),
            {"Carl.md", "2026-11-04.md", "2026-11-05.md"},
            {"Carl"},
        ),
        ({"People/Old/Carl.md": ""}, (), {"People/Old/Carl.md", "2026-11-04.md", "2026-11-05.md"}, {"Carl"}),
        ({"People/D.md": "---\nname: Dora\n---\n"}, (), {"People/D.md", "2026-11-04.md"}, {"D"}),
        ({"People/Bob.md": "---\nignore_mentions: true\n---\n"}, (), {"People/Bob.md", "2026-11-03.md"}, {"Bob"}),
        ({"People/Bob.md": None}, (), {"2026-11-03.md", "People/Ada.md"}, {"Ada"}),
    ],
    ids=[
        "an alias goes",
        "an alias comes",
        "a line comes",
        "a dated note is about somebody else",
        "a dated note goes",
        "a dated note comes",
        "a note that is about nobody",
        "a file of the name of a person's",
        "a file of the name of an alias",
        "a file that is no note",
        "a person by the file's name",
        "a person by a part of the path",
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
    assert at_hand(then).people.keys() == stamps(then).keys()


class Looked(str):
    """A path that counts with which others it is compared."""

    __slots__ = ()
    looks = 0

    def __eq__(self, other: object) -> bool:  # noqa: D105 - as of any text
        Looked.looks += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def test_many_notes_are_found_without_a_look_at_each_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where the notes whose links may lead elsewhere are a list through which one goes for every note."""
    many = 60
    monkeypatch.setattr(roll, "_MANY", 10)
    said = {f"{number}.md": "see [[Dora]]" for number in range(many)}
    first = moment({**VAULT, **said})
    people(first)
    fresh = moment({**VAULT, **said, "People/Dora.md": PERSON})
    then, facts = after(first, fresh)
    facts.data = {Looked(path): plain for path, plain in facts.data.items()}
    Looked.looks = 0
    assert people(then) == people(fresh)
    assert facts.asked >= said.keys()
    assert 0 < Looked.looks < many * 10


def test_a_note_that_becomes_a_persons_is_found_by_the_name_of_its_file() -> None:
    """A link led to a note that was nobody's: no file has come, and no name that is said."""
    first = moment({**VAULT, "Carl.md": "x"})
    people(first)
    fresh = moment({**VAULT, "Carl.md": GAUSS})
    then, _ = after(first, fresh)
    assert people(then) == people(fresh)
    assert [len(one.interactions) for one in people(then) if one.name == "Gauss"] == [1]


def test_other_settings_read_other_people() -> None:
    first = moment(VAULT)
    people(first)
    fresh = moment(VAULT, settings(Settings(digest="other"), mentions=False))
    then, _ = after(first, fresh)
    assert people(then) == people(fresh) != people(first)


def test_the_owner_is_another() -> None:
    first = moment(VAULT)
    assert owner(first) is None
    fresh = moment({**VAULT, "Me.md": "---\ntype: me\ninterests: [chess]\n---\n"})
    then, _ = after(first, fresh)
    found = owner(then)
    assert found is not None
    assert found == owner(fresh)


def test_an_owner_of_whom_the_same_is_said_is_the_same_object(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where another object is made for each moment: then every step ahead is worked out anew after an edit."""
    often = "---\ncadence: 7\n---\n- 2026-10-01 call: x\n"
    vault = {"Me.md": "---\ntype: me\ninterests: [chess]\n---\n", "People/Ada.md": often, "People/Bob.md": often}
    given = settings()
    first = moment(vault, given)
    verdicts(first)
    assert [person.name for person, _ in steps(first, 9)] == ["Ada", "Bob"]
    asked: list[object] = []
    monkeypatch.setattr(judge, "next_step", lambda case, *_: asked.append(case.person.name))
    then, _ = after(first, moment({**vault, "People/Bob.md": f"{often}- 2026-10-02 call: y\n"}, given))
    verdicts(then)
    steps(then, 9)
    assert asked == ["Bob"]
    assert owner(then) is owner(first) is not None


def test_nothing_changed_and_nothing_is_read() -> None:
    first = moment(VAULT)
    people(first)
    then, facts = after(first, moment(VAULT))
    assert people(then) == people(first)
    assert all(one is other for one, other in zip(people(then), people(first), strict=True))
    assert not facts.asked


def test_who_hears_no_mentions_hears_no_new_one() -> None:
    deaf = {**VAULT, "People/Bob.md": "---\nignore_mentions: true\n---\n"}
    first = moment(deaf)
    people(first)
    fresh = moment({**deaf, "2026-11-03.md": "- tea with [[Bob]]\n- [ ] call [[Bob]]\n"})
    then, _ = after(first, fresh)
    assert people(then) == people(fresh)
    assert [(len(one.interactions), len(one.loops)) for one in people(then) if one.name == "Bob"] == [(0, 1)]


def test_a_moment_that_is_past_answers_as_it_would_have() -> None:
    """Without the stamp the people at hand would be those of the moment that came after."""
    first = moment(VAULT)
    stamps(first)
    then, _ = after(first, moment({**VAULT, "People/Zoë.md": "- 2026-11-20 call: y\n"}))
    people(then)
    assert people(first) == people(moment(VAULT))


class Shelf:
    """A shelf in memory; what is put under the names that are ``lost`` never gets there, as after a crash."""

    def __init__(self, *lost: str) -> None:
        """Begin with nothing."""
        self.slips: dict[str, dict[str, tuple[str, bytes]]] = {}
        self.lost = lost

    def get(self, key: str, names: Collection[str] | None = None) -> Mapping[str, tuple[str, bytes]]:
        """Return what is kept."""
        return {name: slip for name, slip in self.slips.get(key, {}).items() if names is None or name in names}

    def put(self, key: str, make: Callable[[], Mapping[str, tuple[str, bytes]]], staying: Collection[str] = ()) -> None:
        """Keep what is made."""
        if key not in self.lost:
            kept = {name: slip for name, slip in self.slips.get(key, {}).items() if name in staying}
            self.slips[key] = {**kept, **make()}


KEYS = ("roll", "roster", "everybody", "remarks", "soon", "cards", "verdicts", "steps", "network", "owner", "topics")


@pytest.mark.parametrize("lost", KEYS)
def test_what_was_not_kept_in_time_is_worked_out_again(lost: str) -> None:
    """A run that is killed while it keeps things leaves some of them old, which without stamps would be believed."""
    shelf = Shelf()

    def seen(notes: Mapping[str, str], keeping: Shelf | None) -> object:
        now = moment(notes)
        there = Moment(now.index, now.today, now.settings, now.facts, now.read, {"people": keeping} if keeping else {})
        found = steps(there), who(there, "chess"), person_problems(there), owner(there), dict(verdicts(there))
        return found, people(there), lines(there)

    seen(VAULT, shelf)
    later = {**VAULT, "People/Ada.md": "---\ninterests: [chess]\ncadence: 3\n---\n- 2026-11-05 gift: [[Bob]] #chess\n"}
    shelf.lost = (lost,)
    assert seen(later, shelf) == seen(later, None)
    shelf.lost = ()
    assert seen(later, shelf) == seen(later, None)


def test_of_a_moment_that_is_past_who_is_nowhere_any_more_is_left_out() -> None:
    """Fails with a KeyError: the facts of notes are asked for late, and may be gone by then."""
    first = moment(VAULT)
    everybody = stamps(first)
    first.memory.carry("people.everybody", AtHand())
    facts = {
        path: said for path, said in first.facts["people"].items() if path not in {"People/Bob.md", "2026-11-02.md"}
    }
    then = replace(first, facts={"people": facts})
    assert [one.name for one in some(then, everybody)] == ["Ada", "Zoë"]
    assert list(verdicts(then)) == ["People/Ada.md", "People/Zoë.md"]
    assert [one.person.name for one in known(then).values()] == ["Ada", "Zoë"]
    for kind in KINDS:
        kind.render(then, Place("Dashboard.md", 1, {option.name: option.default for option in kind.options}))


@pytest.mark.parametrize("is_judged", [False, True])
def test_who_was_nowhere_and_is_back_is_among_the_people(is_judged: bool) -> None:  # noqa: FBT001 - a table
    """Fails where it is noted that nobody could be put together, and so nobody tries again."""
    first = moment(VAULT)
    assert len(verdicts(first) if is_judged else stamps(first)) == 3
    first.memory.carry("people.everybody", AtHand())
    gone = {path: said for path, said in first.facts["people"].items() if path != "People/Bob.md"}
    lost = replace(first, facts={"people": gone})
    assert [one.person.name for one in known(lost).values()] == ["Ada", "Zoë"]
    assert "Bob" not in coming(lost)
    later, _ = after(lost, moment(VAULT))
    wanted = moment(VAULT)
    assert (dict(verdicts(later)), dict(known(later)), coming(later)) == (
        dict(verdicts(wanted)),
        dict(known(wanted)),
        coming(wanted),
    )
    assert len(known(later)) == 3


def coming(now: Moment) -> list[str]:
    """Return the names of all whose step comes within a year."""
    return [who.name for who, _ in steps(now, 365)]
