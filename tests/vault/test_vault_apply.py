"""Writing through the vault: locks, journal, leftovers, and other writers."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from vaultkit.disk import locks
from vaultkit.disk.state import writer_mark
from vaultkit.errors import BusyError, CannotWriteError, NoteChangedError, RefusedEditError
from vaultkit.model.edit import Create, Edit, Move, Written
from vaultkit.vault import Vault

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DISK = Path(__file__).parent.parent / "disk"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    folder.mkdir()
    (folder / "vaultkit.toml").write_bytes(b"")
    (folder / "a.md").write_bytes(b"- one\n")
    return folder


def insert(vault: Vault, text: bytes) -> Edit:
    return Edit("a.md", vault.read("a.md").digest, 0, 0, text)


def test_a_write_is_reported_journalled_and_indexed(root: Path) -> None:
    vault = Vault.open(root, {}, now=lambda: NOON)
    assert vault.apply([insert(vault, b"- new\n")], label="log") == (Written("a.md", 1, "- new"),)
    vault.apply([insert(vault, b"x\n")], label="dashboard", blocks=True)
    entries = vault.journal.entries()
    assert [(entry.label, entry.time, entry.blocks, entry.state) for entry in entries] == [
        ("log", NOON, False, "done"),
        ("dashboard", NOON, True, "done"),
    ]
    assert vault.index.notes["a.md"].digest == entries[-1].files[0].after


def test_without_a_clock_no_time_is_kept(root: Path) -> None:
    vault = Vault.open(root, {})
    vault.apply([Create("b.md", b"")], label="add")
    assert vault.journal.entries()[0].time is None


def test_a_diff_writes_nothing(root: Path) -> None:
    vault = Vault.open(root, {})
    assert "+- new\n" in vault.diff([insert(vault, b"- new\n"), Create("b.md", b"x")])
    assert (root / "a.md").read_bytes() == b"- one\n"
    assert not vault.journal.entries()


def test_a_note_that_changed_is_planned_again_by_the_caller(root: Path) -> None:
    vault = Vault.open(root, {})
    change = insert(vault, b"- new\n")
    (root / "a.md").write_bytes(b"- theirs\n")
    with pytest.raises(NoteChangedError):
        vault.apply([change], label="log")
    assert vault.refresh(["a.md"])
    vault.apply([insert(vault, b"- new\n")], label="log")
    assert (root / "a.md").read_bytes() == b"- new\n- theirs\n"


def test_moved_and_made_notes_are_in_the_index(root: Path) -> None:
    vault = Vault.open(root, {})
    vault.apply([Move("a.md", vault.read("a.md").digest, ".trash/a.md"), Create("N/b.md", b"# b\n")], label="x")
    assert list(vault.index.notes) == ["N/b.md"]
    assert vault.index.notes.keys() == Vault.open(root, {}).index.notes.keys()


def test_settings_that_are_made_are_read(root: Path) -> None:
    (root / "vaultkit.toml").unlink()
    vault = Vault.open(root, {})
    vault.apply([Create("vaultkit.toml", b'[vault]\nme = "I"\n')], label="init")
    assert vault.settings.vault.me == "I"
    assert "vaultkit.toml" in vault.index.files


def test_notes_over_2_mib_are_refused(root: Path) -> None:
    (root / "a.md").write_bytes(b"x" * (2 * 1024 * 1024 + 1))
    vault = Vault.open(root, {})
    with pytest.raises(RefusedEditError, match="2 MiB"):
        vault.apply([insert(vault, b"- new\n")], label="log")


def test_leftovers_of_a_killed_writer_are_removed_and_those_of_others_stay(root: Path) -> None:
    """Fails without ``remove_leftovers``; without the mark: what another machine is just writing is removed."""
    ours, theirs = root / f".vaultkit-{writer_mark(root)}-0.tmp", root / ".vaultkit-00000000-0.tmp"
    for place in (ours, theirs):
        place.write_bytes(b"x")
    vault = Vault.open(root, {})
    assert ours.exists()
    vault.apply([insert(vault, b"- new\n")], label="log")
    assert not ours.exists()
    assert theirs.exists()


def test_whoever_writes_waits_for_others(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault.open(root, {})
    change = insert(vault, b"- new\n")
    monkeypatch.setattr(locks.writer, "__kwdefaults__", {"wait": 0.05})
    with subprocess.Popen(
        [sys.executable, DISK / "disk_holder.py", root, "writer"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(BusyError, match=f"process {process.pid}"):
            vault.apply([change], label="log")
        process.communicate()
    assert vault.apply([change], label="log")


def test_where_no_state_can_be_kept_notes_are_read_and_not_written(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root.parent / "file").write_bytes(b"")
    monkeypatch.setenv("VAULTKIT_STATE_DIR", str(root.parent / "file"))
    vault = Vault.open(root, {})
    assert not vault.is_watched()
    with pytest.raises(CannotWriteError):
        vault.apply([insert(vault, b"- new\n")], label="log")
    assert (root / "a.md").read_bytes() == b"- one\n"


def test_several_processes_write_one_note_and_no_line_is_lost_or_doubled(root: Path) -> None:
    """Fails without the lock: two look at the same bytes, and one of them is overwritten."""
    names, count = ("ada", "bob", "cy"), 15
    writers = [
        subprocess.Popen([sys.executable, DISK / "disk_appender.py", root, "a.md", name, str(count)]) for name in names
    ]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    lines = (root / "a.md").read_text().splitlines()
    assert sorted(lines) == sorted(["- one", *(f"- {name} {number}" for name in names for number in range(count))])
    for name in names:
        assert [line for line in lines if name in line] == [f"- {name} {number}" for number in range(count)]
    vault = Vault.open(root, {})
    assert len(vault.journal.entries()) == len(names) * count
    assert {entry.state for entry in vault.journal.entries()} == {"done"}
    assert sorted(place.name for place in root.iterdir()) == ["a.md", "vaultkit.toml"]
