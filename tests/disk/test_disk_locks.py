"""The two locks of a vault, held by another process."""

import contextlib
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from vaultkit.disk import locks
from vaultkit.disk.refusal import writing
from vaultkit.disk.state import cache_folder, state_folder, writer_mark
from vaultkit.errors import BusyError, CannotWriteError
from vaultkit.model.edit import Create
from vaultkit.vault import Vault


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
        holder = locks.watched_by(tmp_path)
        assert holder is not None
        assert (holder.pid, str(holder)) == (pid, f"process {pid}")
        assert holder.since is not None
        assert f"since {holder.since:%Y-%m-%d %H:}" in holder.words
        assert locks.is_watched(tmp_path)
        with locks.writer(tmp_path, wait=0):
            pass
    assert not locks.is_watched(tmp_path)
    with locks.watcher(tmp_path):
        assert locks.is_watched(tmp_path)


def test_a_writer_waits_and_then_says_for_whom(tmp_path: Path) -> None:
    """Fails without the lock: nobody waits."""
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
    with pytest.raises(CannotWriteError, match=r"writer lock.*file is no folder"), locks.writer(tmp_path):
        pass
    assert not locks.is_watched(tmp_path)


@pytest.mark.parametrize(("base", "words"), [("file", "file is no folder"), ("file/below", "Not a directory: .*below")])
def test_a_state_that_cannot_be_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, base: str, words: str
) -> None:
    """Without the name of the folder the one who reads does not know what to set anew, or that the journal "exists"."""
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("VAULTKIT_STATE_DIR", str(tmp_path / base))
    with pytest.raises(CannotWriteError, match=words), writing("the journal"):
        state_folder(tmp_path)


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


def test_state_is_private_from_the_first_moment_and_again(tmp_path: Path) -> None:
    """Fails without the rights at making, and without taking away those that a folder has already."""
    for folder in (state_folder(tmp_path), cache_folder(tmp_path)):
        (folder / "kept").write_bytes(b"x")
        (folder / "kept").chmod(0o644)
        for place in (folder, folder.parent):
            assert stat.S_IMODE(place.stat().st_mode) == 0o700
            place.chmod(0o777)
    for folder in (state_folder(tmp_path), cache_folder(tmp_path)):
        assert {stat.S_IMODE(place.stat().st_mode) for place in (folder, folder.parent)} == {0o700}
        assert stat.S_IMODE((folder / "kept").stat().st_mode) == 0o600


def test_every_file_of_the_state_is_private(tmp_path: Path) -> None:
    """Fails if one is made with the rights that new files have."""
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault/a.md").write_bytes(b"a")
    before = os.umask(0)
    try:
        vault = Vault.open(tmp_path / "vault", {})
        vault.apply([Create("b.md", b"b")], label="add")
        with locks.watcher(tmp_path / "vault"):
            vault.save_cache()
    finally:
        os.umask(before)
    places = [place for folder in (state_folder(vault.root), cache_folder(vault.root)) for place in folder.iterdir()]
    assert {place.name for place in places} >= {"journal.jsonl", "writer.lock", "writer.holder", "watcher.holder"}
    assert {place.name: stat.S_IMODE(place.stat().st_mode) for place in places} == {
        place.name: 0o600 for place in places
    }


@pytest.mark.skipif(os.geteuid() != 0, reason="only the administrator can give a folder away")
def test_a_folder_of_another_user_keeps_nothing_of_ours(tmp_path: Path) -> None:
    """Fails without the look at the owner: whoever made the folder first could read the journal."""
    folder = state_folder(tmp_path)
    os.chown(folder, 4711, 4711)
    with pytest.raises(CannotWriteError, match="another user's"), locks.writer(tmp_path):
        pass


def test_a_link_in_the_place_of_the_state_is_not_followed(tmp_path: Path) -> None:
    """Fails without ``lstat``: the journal would lie where the link leads."""
    folder = state_folder(tmp_path)
    folder.rmdir()
    (tmp_path / "theirs").mkdir()
    folder.symlink_to(tmp_path / "theirs")
    with pytest.raises(CannotWriteError, match="no folder"), locks.writer(tmp_path):
        pass


def test_without_a_variable_the_state_is_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VAULTKIT_STATE_DIR")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert state_folder(tmp_path).is_relative_to(tmp_path / "home")
