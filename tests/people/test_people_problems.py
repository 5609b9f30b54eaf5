"""Problems beyond one line: what they cost in a large vault, and how many people a message names."""

from collections.abc import Collection, Mapping
from dataclasses import replace

import pytest
from reading_vault import moment

from vaultkit.api import Index, Memory, Moment, Note, Place, Settings
from vaultkit.model.notes import Notes
from vaultkit.people.blocks.problems import problems
from vaultkit.people.reading import problems as reading
from vaultkit.people.reading.problems import person_problems

PEOPLE = {"People/Ada.md": "---\naliases: [Countess]\n---\n", "People/Bob.md": ""}
MANY, EACH = 900, 6
"""Notes, of which each so many-th links by an alias."""
LINKING = {f"{number:04}.md": "" if number % EACH else "a talk with [[Countess]]" for number in range(MANY)}


class Away:
    """Notes that are kept elsewhere; it remembers which were fetched."""

    def __init__(self, notes: Mapping[str, Note]) -> None:
        """Take the notes."""
        self.notes = notes
        self.fetched: list[str] = []

    def fetch(self, wanted: Mapping[str, str]) -> Mapping[str, Note]:
        self.fetched += wanted
        return {path: self.notes[path] for path in wanted}

    def digests(self, wanted: Collection[str]) -> Mapping[str, str]:
        return {path: self.notes[path].digest for path in wanted}

    def notable(self, _: Mapping[str, str]) -> Collection[str]:
        return ()


def away(texts: Mapping[str, str | bytes], before: Moment | None = None, given: Settings | None = None) -> Moment:
    """Return the moment of a vault with none of its notes at hand; its paths are those of the moment before."""
    now = moment(texts, given)
    notes = Notes({path: note.digest for path, note in now.index.notes.items()}, Away(dict(now.index.notes)))
    paths = before.index.paths if before else now.index.paths
    memory = Memory(before.memory if before else None)
    return replace(now, index=Index(notes, now.index.files, paths), memory=memory, _derived={})


def fetched(now: Moment) -> list[str]:
    """Return which notes were fetched, and fail if one has stayed at hand."""
    source = now.index.notes._source  # noqa: SLF001 - that of this test
    assert isinstance(source, Away)
    assert all(isinstance(held, str) for held in now.index.notes._held.values())  # noqa: SLF001 - as above
    return source.fetched


def test_notes_that_link_by_an_alias_are_fetched_together_and_no_other() -> None:
    """Fails where each is asked for by its path: then its neighbours are fetched with it, and all stay at hand."""
    now = away(PEOPLE | LINKING)
    assert len(person_problems(now)) == MANY // EACH
    assert fetched(now) == [path for path, text in LINKING.items() if text]


def test_what_was_found_in_a_note_is_found_once() -> None:
    """Fails where every note that links by an alias is read again after any edit."""
    given = Settings()
    first = away(PEOPLE | LINKING, given=given)
    person_problems(first)
    changed = PEOPLE | LINKING | {"People/Bob.md": "x", "0006.md": "[[Countess]]", "0007.md": "[[Countess]]"}
    then = away(changed, first, given)
    assert person_problems(then) == person_problems(moment(changed))
    assert fetched(then) == ["0006.md", "0007.md"]


def test_another_alias_is_looked_for_everywhere() -> None:
    """Fails where what was found in a note is thought to hang on that note alone."""
    first = away(PEOPLE | LINKING)
    person_problems(first)
    changed = PEOPLE | LINKING | {"People/Ada.md": "---\nname: Ada L.\naliases: [Countess]\n---\n"}
    assert person_problems(away(changed, first)) == person_problems(moment(changed))


def test_the_block_works_out_no_hints(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where hints, which the block drops, are looked for after every edit."""
    monkeypatch.setattr(reading, "link_problems", lambda *_: pytest.fail("links are looked at"))
    monkeypatch.setattr(reading, "_shared", lambda *_: pytest.fail("names are compared"))
    now = away(PEOPLE | LINKING | {"People/Cy.md": "---\ncadence: often\n---\n## Log\n- 2026-12-01 call: x\n"})
    block = problems(now, Place("Dashboard.md", 1))
    assert block.count("- [[") == 2
    assert "cadence" in block
    assert "2026-12-01 is still to come" in block
    assert not fetched(now)


@pytest.mark.parametrize(
    ("count", "others", "choice"),
    [
        (2, "People/1.md", "People/0.md or People/1.md"),
        (4, "People/1.md and People/2.md and People/3.md", "People/0.md or People/1.md or People/2.md or 1 more"),
        (9, "People/1.md and People/2.md and People/3.md and 5 more", "or People/2.md or 6 more"),
    ],
)
def test_of_many_who_share_a_name_three_are_named(count: int, others: str, choice: str) -> None:
    """Fails where each of them has a message with all the others in it."""
    shared = {f"People/{number}.md": "---\naliases: [Nick]\n---\n" for number in range(count)}
    told = {one.location.path: one.message for one in person_problems(moment(shared | {"Talk.md": "[[Nick]]"}))}
    assert told["People/0.md"] == f"'Nick' is also a name of {others}"
    assert choice in told["Talk.md"]
    assert max(map(len, told.values())) < 150
