"""Opening a vault: what is read, what comes out of the cache, what is reported."""

import os
import shutil
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from vaultkit.disk.cache import Cache, Row
from vaultkit.disk.packaged import example_vault
from vaultkit.disk.state import cache_folder
from vaultkit.disk.stored import StoredNotes
from vaultkit.errors import NoteChangedError, NoVaultError, UnsafeNameError, VaultkitError
from vaultkit.model.note import Note
from vaultkit.model.settings import Settings, setting
from vaultkit.vault import Vault, find_root


@dataclass(frozen=True, slots=True)
class Section:
    folders: tuple[str, ...] = setting(("People",), "where")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    put(folder, "vaultkit.toml", '[people]\nfolders = ["Friends"]\nfoo = 1\n')
    put(folder, "People/Ada.md", "---\naliases: [Countess]\n---\n- 2026-11-02 call: [[Bob]]\n")
    put(folder, "People/Bob.md", "# Bob\n")
    put(folder, "image.png", "x")
    return folder


def put(root: Path, path: str, text: str, *, age: float = 100) -> None:
    """Write a file that was last changed a while ago."""
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    before = place.stat().st_mtime if place.exists() else 2_000_000.0
    place.write_bytes(text.encode())
    os.utime(place, (before + age, before + age))


def test_the_root_is_found_upward(root: Path, tmp_path: Path) -> None:
    assert find_root(root / "People") == root
    (tmp_path / "other/.obsidian").mkdir(parents=True)
    (tmp_path / "other/deep/deeper").mkdir(parents=True)
    assert find_root(tmp_path / "other/deep/deeper") == tmp_path / "other"
    with pytest.raises(NoVaultError, match="no vault at"):
        find_root(tmp_path)


def test_what_is_no_folder_is_no_vault(root: Path) -> None:
    for place in (root / "nothing", root / "image.png"):
        with pytest.raises(NoVaultError):
            Vault.open(place, {})


def test_notes_files_and_settings_are_read(root: Path) -> None:
    vault = Vault.open(root, {"people": Section})
    assert list(vault.index.notes) == ["People/Ada.md", "People/Bob.md"]
    assert vault.index.files == {"image.png", "vaultkit.toml"}
    assert vault.index.resolve("Bob", "People/Ada.md") == "People/Bob.md"
    assert vault.settings.section(Section).folders == ("Friends",)
    assert [problem.code for problem in vault.problems] == ["settings-unknown-key"]


def test_problems_of_the_folder_are_told(root: Path) -> None:
    put(root, "People/Ada.sync-conflict-1.md", "x")
    (root / "gone.md").symlink_to("nothing")
    vault = Vault.open(root, {"people": Section})
    assert {(problem.location.path, problem.code) for problem in vault.problems} >= {
        ("People/Ada.sync-conflict-1.md", "leftover-file"),
        ("gone.md", "symlink-broken"),
    }
    assert len(vault.index.notes) == 2


def test_progress_is_told(root: Path) -> None:
    said: list[tuple[int, int]] = []
    Vault.open(root, {}, progress=lambda done, total: said.append((done, total)))
    assert said[0] == (0, 2)
    assert said[-1] == (2, 2)


@pytest.mark.cache
def test_a_second_time_notes_come_out_of_the_cache(root: Path) -> None:
    first = Vault.open(root, {})
    assert first.from_cache == 0
    second = Vault.open(root, {})
    assert second.from_cache == 2
    assert second.index.notes == first.index.notes
    rebuilt = Vault.open(root, {}, use_cache=False)
    assert (rebuilt.from_cache, rebuilt.index.notes) == (0, first.index.notes)


@pytest.mark.cache
def test_the_whole_example_comes_out_of_the_cache_as_it_was_read(tmp_path: Path) -> None:
    root = tmp_path / "example"
    shutil.copytree(example_vault(), root)
    for place in root.rglob("*"):
        os.utime(place, (1, 1))
    first, second = Vault.open(root, {}), Vault.open(root, {})
    assert second.index.notes == first.index.notes
    assert second.from_cache == len(first.index.notes) > 100


@pytest.mark.cache
def test_only_notes_with_markers_or_problems_are_fetched_for_these(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(root, "People/Bob.md", "<!-- vaultkit:begin a.b -->\n<!-- vaultkit:end a.b -->\n")
    put(root, "Odd.md", "<!-- vaultkit:begin a.b -->\n")
    for place in root.rglob("*"):
        os.utime(place, (1, 1))
    read = Vault.open(root, {}).index.notes.notable()
    assert [note.path for note in read] == ["Odd.md", "People/Bob.md"]
    kept = Vault.open(root, {}).index.notes
    fetched: list[str] = []
    fetch = StoredNotes.fetch

    def counted(self: StoredNotes, wanted: Mapping[str, str]) -> Mapping[str, Note]:
        fetched.extend(wanted)
        return fetch(self, wanted)

    monkeypatch.setattr(StoredNotes, "fetch", counted)
    assert kept.notable() == read
    assert sorted(fetched) == ["Odd.md", "People/Bob.md"]


@pytest.mark.cache
def test_a_note_that_another_run_has_kept_anew_may_hold_markers(root: Path) -> None:
    """Fails if the flag of a row is believed that is of another version than the index has."""
    put(root, "People/Bob.md", "<!-- vaultkit:begin a.b -->\n<!-- vaultkit:end a.b -->\n")
    for place in root.rglob("*"):
        os.utime(place, (1, 1))
    Vault.open(root, {})
    first = Vault.open(root, {})
    cache = Cache(cache_folder(root))
    rows = [Row(path, key._replace(digest="x", stat=None, notable=False), b"") for path, key, _ in cache.rows()]
    cache.save_notes(rows, [], {})
    assert [note.path for note in first.index.notes.notable()] == ["People/Bob.md"]


def test_what_changed_is_read_again(root: Path) -> None:
    Vault.open(root, {})
    put(root, "People/Bob.md", "# Rob\n")
    (root / "People/Ada.md").unlink()
    vault = Vault.open(root, {})
    assert vault.from_cache == 0
    assert [heading.title for heading in vault.index.notes["People/Bob.md"].headings] == ["Rob"]
    assert "People/Ada.md" not in vault.index.notes


def test_a_file_of_just_now_is_not_believed_by_its_time(root: Path) -> None:
    """A second save within the clock's grain leaves time and size as they were."""
    place = root / "People/Bob.md"
    place.write_bytes(b"# Bob\n")
    before = place.stat()
    Vault.open(root, {})
    place.write_bytes(b"# Rob\n")
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
    vault = Vault.open(root, {})
    assert [heading.title for heading in vault.index.notes["People/Bob.md"].headings] == ["Rob"]


def test_a_note_that_moves_into_a_template_folder_is_parsed_as_one(root: Path) -> None:
    put(root, "Forms/f.md", "---\ndate: {{date}}\n---\n")
    assert Vault.open(root, {}).index.notes["Forms/f.md"].problems
    put(root, "vaultkit.toml", '[vault]\ntemplates = ["forms"]\n')
    assert not Vault.open(root, {}).index.notes["Forms/f.md"].problems


@pytest.mark.parametrize("broken", ["torn", "file", "none"])
@pytest.mark.cache
def test_without_a_cache_it_works_as_well(root: Path, broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Vault.open(root, {})
    if broken == "torn":
        (cache_folder(root) / "notes.sqlite3").write_bytes(b"torn")
    else:
        (root.parent / "file").write_bytes(b"")
        monkeypatch.setenv("VAULTKIT_CACHE_DIR", str(root.parent / ("file" if broken == "file" else "file/x")))
    assert len(Vault.open(root, {}).index.notes) == 2


@pytest.mark.cache
def test_the_cache_is_its_owners_alone(root: Path) -> None:
    Vault.open(root, {})
    assert stat.S_IMODE((cache_folder(root) / "notes.sqlite3").stat().st_mode) == 0o600


def test_a_file_that_cannot_be_read_is_a_note_that_says_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def refusing(path: str, *arguments: int, **named: int) -> int:
        if str(path).endswith("Bob.md"):
            raise PermissionError(13, "Permission denied")
        return real(path, *arguments, **named)

    # The suite may run as root, whom no permission stops.
    monkeypatch.setattr(os, "open", refusing)
    vault = Vault.open(root, {})
    note = vault.index.notes["People/Bob.md"]
    assert [(problem.code, problem.severity) for problem in note.problems] == [("file-unreadable", "error")]
    assert (note.digest, note.readable) == ("", False)
    monkeypatch.undo()
    assert vault.refresh()
    assert not vault.index.notes["People/Bob.md"].problems


def test_a_big_note_is_read_by_its_head_and_not_edited(root: Path) -> None:
    with (root / "big.md").open("wb") as file:
        file.write(b"---\ntags: [x]\n---\n")
        file.truncate(3 * 1024 * 1024)
    vault = Vault.open(root, {})
    note = vault.index.notes["big.md"]
    assert note.size == 3 * 1024 * 1024
    assert note.property("tags") is not None
    assert len(vault.read("big.md").data) == 2 * 1024 * 1024


def test_reading_gives_the_bytes_that_were_indexed(root: Path) -> None:
    vault = Vault.open(root, {})
    assert vault.read("People/Bob.md").data == b"# Bob\n"
    assert vault.read("vaultkit.toml").data.startswith(b"[people]")
    put(root, "People/Bob.md", "# Rob\n")
    (root / "People/Ada.md").unlink()
    for path in ("People/Bob.md", "People/Ada.md"):
        with pytest.raises(NoteChangedError):
            vault.read(path)
    with pytest.raises(VaultkitError, match="cannot be read"):
        vault.read("nothing.md")
    with pytest.raises(UnsafeNameError):
        vault.read("../secret.md")


@pytest.mark.cache
def test_facts_are_asked_for_once(root: Path) -> None:
    asked: list[str] = []

    def read(note: Note, settings: Settings) -> int | None:
        asked.append(note.path)
        assert settings.vault.me == "Me"
        return note.size if note.links else None

    vault = Vault.open(root, {})
    size = vault.index.notes["People/Ada.md"].size
    assert vault.facts("p", "1", read) == {"People/Ada.md": size}
    assert vault.facts("p", "1", read) == {"People/Ada.md": size}
    assert asked == ["People/Ada.md", "People/Bob.md"]
    asked.clear()
    assert Vault.open(root, {}).facts("p", "1", read) == {"People/Ada.md": size}
    assert not asked
    put(root, "People/Bob.md", "[[Ada]]\n")
    vault.refresh(["People/Bob.md"])
    assert set(vault.facts("p", "1", read)) == {"People/Ada.md", "People/Bob.md"}
    assert asked == ["People/Bob.md"]
    asked.clear()
    vault.save_cache()
    assert set(Vault.open(root, {}).facts("p", "1", read)) == {"People/Ada.md", "People/Bob.md"}
    assert not asked


def test_facts_are_asked_for_again_by_another_version_or_with_other_settings(root: Path) -> None:
    asked: list[str] = []

    def read(note: Note, _settings: Settings) -> None:
        asked.append(note.path)

    vault = Vault.open(root, {})
    dict(vault.facts("p", "1", read))
    dict(vault.facts("p", "2", read))
    assert len(asked) == 4
    put(root, "vaultkit.toml", '[vault]\nme = "I"\n')
    vault.refresh(["vaultkit.toml"])
    dict(vault.facts("p", "2", read))
    assert len(asked) == 6
    dict(Vault.open(root, {}, use_cache=False).facts("p", "2", read))
    assert len(asked) == 8
