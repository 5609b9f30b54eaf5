"""Keeping the index current, and what is not believed."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vaultkit.errors import NotesVanishedError
from vaultkit.model.edit import Create, Edit, Move
from vaultkit.model.note import Note
from vaultkit.text.parse import parse
from vaultkit.vault import Vault

COUNT = 44


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    (folder / "People").mkdir(parents=True)
    (folder / "vaultkit.toml").write_bytes(b"")
    for number in range(COUNT):
        (folder / f"People/{number}.md").write_bytes(f"# {number}\n".encode())
    return folder


def titles(vault: Vault, path: str) -> list[str]:
    return [heading.title for heading in vault.index.notes[path].headings]


def nobody_sleeps(_seconds: float) -> None:
    raise AssertionError("nothing had to be waited for")


@pytest.mark.parametrize("paths", [None, ["People/0.md", "People/1.md", "New/x.md", "People/2.md", "People/Two.md"]])
def test_what_changed_is_read(root: Path, paths: list[str] | None) -> None:
    vault = Vault.open(root, {}, sleep=nobody_sleeps)
    (root / "People/0.md").write_bytes(b"# zero\n")
    (root / "People/1.md").unlink()
    (root / "New").mkdir()
    (root / "New/x.md").write_bytes(b"# x\n")
    (root / "People/2.md").rename(root / "People/Two.md")
    assert vault.refresh(paths)
    assert titles(vault, "People/0.md") == ["zero"]
    assert titles(vault, "New/x.md") == ["x"]
    assert vault.index.notes.keys() == Vault.open(root, {}).index.notes.keys()


@pytest.mark.parametrize("paths", [None, ["People/0.md", "People/1.md", "vaultkit.toml"]])
def test_an_index_of_the_same_notes_is_the_same(root: Path, paths: list[str] | None) -> None:
    vault = Vault.open(root, {})
    before, note = vault.index, vault.index.notes["People/0.md"]
    os.utime(root / "People/0.md", (1, 1))
    assert not vault.refresh(paths)
    assert vault.index is before
    assert vault.index.notes["People/0.md"] is note


def test_other_files_are_followed_too(root: Path) -> None:
    vault = Vault.open(root, {})
    (root / "image.png").write_bytes(b"x")
    assert vault.refresh()
    assert "image.png" in vault.index.files
    (root / "image.png").unlink()
    assert vault.refresh(["image.png"])
    assert "image.png" not in vault.index.files


def test_settings_that_are_broken_meanwhile_change_nothing_but_the_problems(root: Path) -> None:
    (root / "vaultkit.toml").write_text('[vault]\nme = "I"\n', encoding="utf-8")
    vault = Vault.open(root, {})
    (root / "vaultkit.toml").write_text('[vault\nme = "Somebody"\n', encoding="utf-8")
    assert vault.refresh()
    assert vault.settings.vault.me == "I"
    assert [problem.code for problem in vault.problems] == ["settings-syntax"]
    (root / "vaultkit.toml").write_text('[vault]\nme = "Somebody"\n', encoding="utf-8")
    assert vault.refresh()
    assert vault.settings.vault.me == "Somebody"
    assert vault.problems == ()


def test_settings_are_read_again(root: Path) -> None:
    (root / "Forms").mkdir()
    (root / "Forms/f.md").write_bytes(b"---\ndate: {{date}}\n---\n")
    vault = Vault.open(root, {})
    assert vault.index.notes["Forms/f.md"].problems
    (root / "vaultkit.toml").write_bytes(b'[vault]\ntemplates = ["Forms"]\n')
    assert vault.refresh(["vaultkit.toml"])
    assert not vault.index.notes["Forms/f.md"].problems
    (root / "vaultkit.toml").unlink()
    (root / ".obsidian").mkdir()
    (root / ".obsidian/templates.json").write_bytes(b'{"folder": "Forms"}')
    assert vault.refresh()
    assert "Forms" in vault.settings.template_folders
    assert not vault.index.notes["Forms/f.md"].problems


def vanish(root: Path, count: int) -> None:
    for number in range(count):
        (root / f"People/{number}.md").unlink()


@pytest.mark.parametrize("hinted", [False, True])
def test_most_notes_gone_at_once_are_not_believed(root: Path, *, hinted: bool) -> None:
    vault = Vault.open(root, {})
    before = vault.index
    vanish(root, COUNT // 2 + 1)
    with pytest.raises(NotesVanishedError, match=f"{COUNT // 2 + 1} of {COUNT} notes"):
        vault.refresh(list(before.notes) if hinted else None)
    assert vault.held_back
    assert vault.index is before
    with pytest.raises(NotesVanishedError):
        vault.apply([Create("x.md", b"x")], label="add")
    with pytest.raises(NotesVanishedError):
        vault.refresh([f"People/{COUNT - 1}.md"])
    assert not (root / "x.md").exists()
    for number in range(COUNT):
        (root / f"People/{number}.md").write_bytes(f"# {number}\n".encode())
    assert not vault.refresh()
    assert not vault.held_back
    assert vault.apply([Create("x.md", b"x")], label="add")


def into_a_new_folder(root: Path) -> None:
    (root / "People/Friends").mkdir()
    for place in (root / "People").glob("*.md"):
        place.rename(root / "People/Friends" / place.name)


def renamed(root: Path) -> None:
    (root / "People").rename(root / "Friends")


def copied(root: Path) -> None:
    shutil.copytree(root / "People", root / "Copies")
    shutil.rmtree(root / "People")


@pytest.mark.parametrize("move", [into_a_new_folder, renamed, copied])
@pytest.mark.parametrize("hinted", [False, True])
def test_notes_that_moved_are_not_gone(root: Path, move: Callable[[Path], None], *, hinted: bool) -> None:
    vault = Vault.open(root, {})
    before = list(vault.index.notes)
    move(root)
    assert vault.refresh(before if hinted else None)
    assert not vault.held_back
    assert len(vault.index.notes) == COUNT
    assert vault.index.notes == Vault.open(root, {}, use_cache=False).index.notes
    assert not vault.refresh()


def test_a_few_new_notes_do_not_make_up_for_most(root: Path) -> None:
    vault = Vault.open(root, {})
    shutil.rmtree(root / "People")
    for number in range(COUNT // 2 - 1):
        (root / f"{number}.md").write_bytes(b"new\n")
    for _ in range(2):
        with pytest.raises(NotesVanishedError):
            vault.refresh()
    (root / "one more.md").write_bytes(b"new\n")
    assert vault.refresh()


def test_half_of_the_notes_may_go(root: Path) -> None:
    vault = Vault.open(root, {})
    vanish(root, COUNT // 2)
    assert vault.refresh()
    assert len(vault.index.notes) == COUNT // 2


def test_few_notes_may_go(root: Path) -> None:
    vanish(root, COUNT - 9)
    vault = Vault.open(root, {})
    shutil.rmtree(root / "People")
    assert vault.refresh()
    assert not vault.index.notes


def test_deletions_can_be_accepted(root: Path) -> None:
    vault = Vault.open(root, {})
    vault.accept_deletions = True
    vanish(root, COUNT)
    assert vault.refresh()
    assert not vault.index.notes


def gone(root: Path) -> None:
    root.rename(root.with_name("away"))


def emptied(root: Path) -> None:
    shutil.rmtree(root)
    root.mkdir()


@pytest.mark.parametrize("lose", [gone, emptied])
@pytest.mark.parametrize("few", [False, True])
@pytest.mark.parametrize("hinted", [False, True])
def test_a_root_that_is_gone_empties_nothing(
    root: Path, lose: Callable[[Path], None], *, few: bool, hinted: bool
) -> None:
    vanish(root, COUNT - 2 if few else 0)
    vault = Vault.open(root, {})
    before = vault.index
    lose(root)
    with pytest.raises(NotesVanishedError):
        vault.refresh(list(before.notes) if hinted else None)
    assert vault.index is before


def test_a_root_that_is_gone_is_no_deletion_that_could_be_accepted(root: Path) -> None:
    vault = Vault.open(root, {})
    vault.accept_deletions = True
    gone(root)
    for paths in (None, ["People/0.md"]):
        with pytest.raises(NotesVanishedError):
            vault.refresh(paths)
    assert len(vault.index.notes) == COUNT


def test_an_empty_note_is_looked_at_again_until_it_has_its_text(root: Path) -> None:
    place = root / "People/0.md"
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            place.write_bytes(b"# new\n")

    vault = Vault.open(root, {}, sleep=sleep)
    place.write_bytes(b"")
    assert vault.refresh(["People/0.md"])
    assert titles(vault, "People/0.md") == ["new"]
    assert sum(slept) == 0.75


def test_a_note_that_stays_empty_is_believed_after_two_seconds(root: Path) -> None:
    slept: list[float] = []
    vault = Vault.open(root, {}, sleep=slept.append)
    for number in (0, 1):
        (root / f"People/{number}.md").write_bytes(b"")
    assert vault.refresh()
    assert sum(slept) == 2.0
    assert vault.index.notes["People/0.md"].size == 0
    slept.clear()
    assert not vault.refresh()
    assert not slept


def test_a_note_that_is_never_still_is_kept_as_it_was(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault.open(root, {})
    before = vault.index
    place = root / "People/0.md"
    real = os.read

    def growing(handle: int, size: int) -> bytes:
        data = real(handle, size)
        with place.open("ab") as file:
            file.write(b"x")
        return data

    monkeypatch.setattr(os, "read", growing)
    assert not vault.refresh(["People/0.md"])
    assert vault.index is before
    monkeypatch.undo()
    assert vault.refresh()
    assert titles(vault, "People/0.md") == ["0"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(data=st.data())
def test_refreshed_is_the_same_as_opened_anew(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.mktemp("vault")
    (root / "vaultkit.toml").write_bytes(b"")
    vault = Vault.open(root, {}, use_cache=False, sleep=lambda _seconds: None)
    vault.accept_deletions = True
    names = st.sampled_from(["a.md", "b.md", "c.png", "N/a.md", "N/d.md", ".trash/a.md", "a.md~", "vaultkit.toml"])
    for _ in range(data.draw(st.integers(1, 6))):
        touched = set()
        for _ in range(data.draw(st.integers(0, 4))):
            path = data.draw(names)
            touched.add(path)
            place = root / path
            if data.draw(st.booleans()):
                place.parent.mkdir(exist_ok=True)
                place.write_bytes(data.draw(st.sampled_from([b"", b"# x\n", b"[[a]]\n", b"[vault]\n"])))
            else:
                place.unlink(missing_ok=True)
        vault.refresh(sorted(touched) if data.draw(st.booleans()) else None)
        fresh = Vault.open(root, {}, use_cache=False)
        assert vault.index.notes == fresh.index.notes
        assert vault.index.files == fresh.index.files
        assert vault.settings == fresh.settings


def test_a_move_of_most_notes_that_is_ours_is_believed(root: Path) -> None:
    vault = Vault.open(root, {})
    changes = [Move(path, note.digest, f".trash/{path}") for path, note in vault.index.notes.items()]
    vault.apply(changes, label="clean")
    assert not vault.index.notes


def test_an_edit_of_a_note_is_in_the_index_at_once(root: Path) -> None:
    vault = Vault.open(root, {})
    vault.apply([Edit("People/0.md", vault.read("People/0.md").digest, 2, 3, b"zero")], label="log")
    assert titles(vault, "People/0.md") == ["zero"]


def vanished(vault: Vault) -> bool:
    try:
        vault.refresh()
    except NotesVanishedError:
        return True
    return False


def test_what_three_equal_sweeps_say_is_believed(root: Path) -> None:
    """Without the count of sweeps the first raises for ever, or none does."""
    now = [0.0]
    vault = Vault.open(root, {}, clock=lambda: now[0])
    vanish(root, COUNT - 5)
    said = []
    for _ in range(4):
        said.append(vanished(vault))
        now[0] += 60
    assert said == [True, True, False, False]
    assert len(vault.index.notes) == 5


def test_sweeps_in_quick_succession_count_as_one(root: Path) -> None:
    """Without the pause between sweeps a share that is away for seconds would be believed to be empty."""
    now = [0.0]
    vault = Vault.open(root, {}, clock=lambda: now[0])
    vanish(root, COUNT - 5)
    for _ in range(20):
        assert vanished(vault)
        now[0] += 2
    for _ in range(2):
        now[0] += 60
        held = vanished(vault)
    assert not held


def test_sweeps_that_differ_begin_anew(root: Path) -> None:
    """Without comparing them a sync tool that is still at work would be believed."""
    now = [0.0]
    vault = Vault.open(root, {}, clock=lambda: now[0])
    for number in range(6):
        vanish_from = COUNT - 10 + number
        for gone in range(vanish_from):
            (root / f"People/{gone}.md").unlink(missing_ok=True)
        assert vanished(vault)
        now[0] += 60


@pytest.mark.parametrize("accept", [False, True])
@pytest.mark.cache
def test_notes_that_are_missing_from_the_start_are_not_believed_gone(root: Path, *, accept: bool) -> None:
    """Without it a watcher that is started beside an unmounted share empties the dashboard."""
    Vault.open(root, {})
    vanish(root, COUNT - 5)
    vault = Vault.open(root, {})
    assert len(vault.missing) == COUNT - 5
    assert len(Vault.open(root, {}).missing) == COUNT - 5
    vault.accept_deletions = accept
    vault.refresh()
    assert (not vault.missing) is accept
    for number in range(COUNT - 5):
        (root / f"People/{number}.md").write_bytes(b"back\n")
    vault.refresh()
    assert not vault.missing
    assert not Vault.open(root, {}).missing


@pytest.mark.cache
def test_three_equal_sweeps_from_the_start_are_believed_as_well(root: Path) -> None:
    Vault.open(root, {})
    vanish(root, COUNT - 5)
    now = [0.0]
    vault = Vault.open(root, {}, clock=lambda: now[0])
    for _ in range(3):
        assert vault.missing
        vault.refresh()
        now[0] += 60
    assert not vault.missing
    vault.save_cache()
    assert not Vault.open(root, {}).missing


def test_a_cache_that_is_made_anew_misses_nothing(root: Path) -> None:
    Vault.open(root, {})
    vanish(root, COUNT - 5)
    assert not Vault.open(root, {}, use_cache=False).missing
    assert not Vault.open(root, {}).missing


def test_a_file_that_is_not_still_is_not_believed_yet(root: Path) -> None:
    """Without it the half of a note that stands there while an editor saves it becomes the note."""
    now = [0.0]
    places = [root / f"People/{number}.md" for number in range(COUNT)]
    for saved in places:
        os.utime(saved, (10**10, 10**10))  # after the time of any machine: only the clock here tells
    vault = Vault.open(root, {}, calm=0.15, clock=lambda: now[0], sleep=nobody_sleeps)
    assert vault.doubtful == {f"People/{number}.md" for number in range(COUNT)}
    assert not vault.index.notes
    now[0] += 1
    vault.refresh(sorted(vault.doubtful))
    assert len(vault.index.notes) == COUNT
    place = root / "People/0.md"
    for number, text in enumerate((b"", b"# new", b"# newer\n"), 1):
        place.write_bytes(text)
        os.utime(place, (10**10 + number, 10**10 + number))
        assert not vault.refresh(["People/0.md"])
        assert vault.doubtful == {"People/0.md"}
        now[0] += 0.1
    assert titles(vault, "People/0.md") == ["0"]
    now[0] += 0.1
    assert vault.refresh()
    assert titles(vault, "People/0.md") == ["newer"]
    assert not vault.doubtful


def test_a_file_that_has_long_been_still_is_believed_at_once(root: Path) -> None:
    for place in (root / "People").iterdir():
        os.utime(place, (1, 1))
    vault = Vault.open(root, {}, calm=0.15, sleep=nobody_sleeps)
    assert len(vault.index.notes) == COUNT
    (root / "People/0.md").write_bytes(b"")
    os.utime(root / "People/0.md", (2, 2))
    assert vault.refresh()
    assert vault.index.notes["People/0.md"].size == 0


def test_a_clock_that_is_ahead_needs_two_looks(root: Path) -> None:
    """Without the second look the notes on a server whose clock is ahead would never be read."""
    now = [0.0]
    vault = Vault.open(root, {}, calm=0.15, clock=lambda: now[0], sleep=nobody_sleeps)
    os.utime(root / "People/0.md", (10**10, 10**10))
    vault.refresh()
    now[0] += 0.2
    vault.refresh()
    assert "People/0.md" in vault.index.notes


def test_a_doubtful_note_that_goes_is_doubted_no_more(root: Path) -> None:
    vault = Vault.open(root, {}, calm=0.15, clock=lambda: 0.0)
    (root / "People/0.md").unlink()
    vault.refresh(["People/0.md"])
    assert "People/0.md" not in vault.doubtful


def test_what_we_wrote_ourselves_is_believed_at_once(root: Path) -> None:
    now = [0.0]
    vault = Vault.open(root, {}, calm=0.15, clock=lambda: now[0])
    now[0] += 1
    vault.refresh()
    vault.apply([Edit("People/0.md", vault.read("People/0.md").digest, 2, 3, b"zero")], label="log")
    assert titles(vault, "People/0.md") == ["zero"]


def test_a_reader_that_stumbles_stops_at_one_note(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the guard one such note keeps every other from being read."""
    vault = Vault.open(root, {})

    def stumbling(path: str, data: bytes, *, digest: str, size: int, template: bool) -> Note:
        if path == "People/0.md":
            raise RecursionError
        return parse(path, data, digest=digest, size=size, template=template)

    monkeypatch.setattr("vaultkit.text.parse.parse", stumbling)
    for number in (0, 1):
        (root / f"People/{number}.md").write_bytes(b"# new\n")
    assert vault.refresh()
    assert titles(vault, "People/1.md") == ["new"]
    assert [problem.code for problem in vault.index.notes["People/0.md"].problems] == ["file-unreadable"]
    monkeypatch.undo()
    (root / "People/0.md").write_bytes(b"# newer\n")
    assert vault.refresh()
    assert titles(vault, "People/0.md") == ["newer"]
