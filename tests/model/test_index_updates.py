"""An index that is made from the one before is the one that would be made anew; what it costs is the change."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.model.index import Index
from vaultkit.model.note import Marker, Note
from vaultkit.model.notes import Notes

PATHS = ["a.md", "b/a.md", "b/c.md", "é.md", "z/A.md"]
FILES = ["a.png", "b/a.png", "c"]
MARKERS = (Marker("x.y", (), 1, 2),)

notes = st.builds(
    lambda path, digest, is_marked: Note(path, digest, 1, markers=MARKERS if is_marked else ()),
    st.sampled_from(PATHS),
    st.sampled_from(["1", "2", "3"]),
    st.booleans(),
)
steps = st.tuples(
    st.lists(notes, max_size=2),
    st.sets(st.sampled_from([*PATHS, *FILES]), max_size=2),
    st.none() | st.sets(st.sampled_from(FILES)),
    st.booleans(),
)


def look(index: Index) -> object:
    """Ask for everything that an index works out late."""
    links = ["a", "A", "a.png", "b/a", "./c", "c", "é"]
    resolved = [(index.resolve(link, source), index.choices(link, source)) for link in links for source in PATHS]
    return index.state, index.notes.notable(), resolved, list(index.notes), dict(index.notes.digests())


@given(st.lists(steps, min_size=1, max_size=25), st.data())
def test_an_index_made_in_steps_is_one_made_at_once(
    told: list[tuple[list[Note], set[str], set[str] | None, bool]], data: st.DataObject
) -> None:
    """Fails if a step leaves out anything of what came, went or changed: in the state, the names, the notable ones."""
    chain = [Index.of([], FILES)]
    for found, gone, files, is_asked in told:
        base = chain[data.draw(st.integers(max(0, len(chain) - 3), len(chain) - 1))]
        if is_asked:
            look(base)
        index = base.updated(found, gone, files)
        fresh = Index.of(list(index.notes.values()), index.files)
        put = {note.path: note for note in found}
        assert dict(index.notes) == {path: note for path, note in base.notes.items() if path not in gone} | put
        assert index.files == (base.files - gone if files is None else files)
        assert look(index) == look(fresh)
        assert (index is base) == (look(index) == look(base) and dict(index.notes) == dict(base.notes))
        chain.append(index)
    for one in chain:
        for other in (chain[0], chain[len(chain) // 2], chain[-1]):
            ours, theirs = dict(one.notes), dict(other.notes)
            apart = {path for path in PATHS if ours.get(path) != theirs.get(path)}
            assert one.notes.differing(other.notes) == apart
            if apart and all(
                path not in ours or path not in theirs or ours[path].digest != theirs[path].digest for path in apart
            ):
                assert one.state != other.state


def test_where_no_path_came_or_went_the_paths_are_the_same() -> None:
    first = Index.of([Note("a.md", "1", 1)], ["x.png"])
    second = first.updated([Note("a.md", "2", 1)], files=["x.png"])
    assert second is not first
    assert second.paths is first.paths
    assert second.updated([], ["x.png"]).paths is not first.paths


def test_a_state_that_a_damaged_cache_gave_is_not_reckoned_with() -> None:
    """Fails with a ValueError if it is taken for a number."""
    damaged = Notes({"a.md": Note("a.md", "1", 1)}, state="no number")
    made = damaged.replaced([Note("b.md", "2", 1)], [])
    assert made.state() == Notes.of(made.values()).state()


@dataclass
class Kept:
    """Notes that are kept elsewhere, and what was asked for."""

    notes: dict[str, Note]
    asked: list[tuple[str, list[str]]] = field(default_factory=list)

    def fetch(self, wanted: Mapping[str, str | None]) -> Mapping[str, Note]:
        self.asked.append(("fetch", sorted(wanted)))
        return {path: self.notes[path] for path in wanted}

    def digests(self, wanted: Collection[str]) -> Mapping[str, str]:
        self.asked.append(("digests", sorted(wanted)))
        return {path: self.notes[path].digest for path in wanted}

    def notable(self, wanted: Mapping[str, str | None]) -> Collection[str]:
        self.asked.append(("notable", sorted(wanted)))
        return [path for path in wanted if self.notes[path].is_notable]


@pytest.mark.parametrize("is_known", [True, False])
def test_a_change_asks_for_the_notes_that_changed_alone(is_known: bool) -> None:  # noqa: FBT001 - both ways
    """Fails if a state, the notable notes or a difference is worked out of all notes again."""
    many = {f"{number}.md": Note(f"{number}.md", str(number), 1) for number in range(100)}
    source = Kept(many)
    index = Index.of(Notes({path: note.digest if is_known else None for path, note in many.items()}, source))
    look(index)
    source.asked.clear()
    later = index
    for digest in ("x", "y"):
        later = later.updated([Note("7.md", digest, 1)])
        assert later.state != index.state
        assert later.notes.notable() == []
        assert later.notes.differing(index.notes) == index.notes.differing(later.notes) == {"7.md"}
    assert source.asked == [("fetch", ["7.md"])]
    assert index.notes["7.md"].digest == "7"


@pytest.mark.parametrize("order", [sorted, lambda paths: sorted(paths, reverse=True)])
def test_versions_that_are_nowhere_any_more_are_not_fetched_again_and_again(
    order: Callable[[Iterable[str]], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails if, after many notes have changed, who goes through the old ones fetches hundreds of them for each."""
    monkeypatch.setattr("vaultkit.model.notes.SINGLES", 3)
    many = {f"{number:03}.md": Note(f"{number:03}.md", f"now {number}", 1) for number in range(400)}
    source = Kept(many)
    notes = Notes({path: f"once {note.digest}" for path, note in many.items()}, source)
    assert {path: notes[path] for path in order(many)} == many
    assert sum(len(wanted) for _what, wanted in source.asked) <= 2 * len(many)
    assert notes.strayed == many.keys()
