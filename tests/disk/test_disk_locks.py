"""The two locks of a vault, held by another process."""

import contextlib
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from vaultkit.disk import locks
from vaultkit.disk.state import cache_folder, state_folder, writer_mark
from vaultkit.errors import BusyError, CannotWriteError


@contextlib.contextmanager
def held_by_another(root: Path, name: str) -> Iterator[int]:
    program = Path(__file__).with_name("disk_holder.py")
    with subprocess.Popen(
        [sys.executable, program, root, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield process.pid
        process.communicate()


def test_a_second_watcher_is_refused_and_told_who_holds_the_vault(tmp_path: Path) -> None:
    with held_by_another(tmp_path, "watcher") as pid:
        with pytest.raises(BusyError, match=f"is being watched already by process {pid}"), locks.watcher(tmp_path):
            pass
        assert locks.watched_by(tmp_path) == f"process {pid}"
        assert locks.is_watched(tmp_path)
        with locks.writer(tmp_path, wait=0):
            pass
    assert not locks.is_watched(tmp_path)
    with locks.watcher(tmp_path):
        assert locks.is_watched(tmp_path)


def test_a_writer_waits_and_then_says_for_whom(tmp_path: Path) -> None:
    with (
        held_by_another(tmp_path, "writer") as pid,
        pytest.raises(BusyError, match=f"process {pid}"),
        locks.writer(tmp_path, wait=0.05),
    ):
        pass
    with locks.writer(tmp_path, wait=0):
        pass


def test_a_lock_dies_with_its_holder(tmp_path: Path) -> None:
    program = Path(__file__).with_name("disk_holder.py")
    with subprocess.Popen(
        [sys.executable, program, tmp_path, "watcher"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()
    assert not locks.is_watched(tmp_path)


def test_an_error_inside_is_not_mistaken_for_one_of_the_lock(tmp_path: Path) -> None:
    with pytest.raises(PermissionError), locks.writer(tmp_path):
        raise PermissionError(13, "Permission denied")


def test_where_no_state_can_be_kept_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("VAULTKIT_STATE_DIR", str(tmp_path / "file"))
    with pytest.raises(CannotWriteError, match="writer lock"), locks.writer(tmp_path):
        pass
    assert not locks.is_watched(tmp_path)


def test_a_vault_has_one_state_whatever_path_leads_to_it(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    (tmp_path / "link").symlink_to("one")
    assert state_folder(tmp_path / "one") == state_folder(tmp_path / "link") != state_folder(tmp_path / "two")
    assert writer_mark(tmp_path / "one") == writer_mark(tmp_path / "link") != writer_mark(tmp_path / "two")
    for folder in (state_folder(tmp_path / "one"), cache_folder(tmp_path / "one")):
        folder.chmod(0o755)
    for folder in (state_folder(tmp_path / "one"), cache_folder(tmp_path / "one")):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_without_a_variable_the_state_is_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VAULTKIT_STATE_DIR")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert state_folder(tmp_path).is_relative_to(tmp_path / "home")
