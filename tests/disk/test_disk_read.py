"""Reading: one moment's bytes, never out of the vault."""

import hashlib
import os
from pathlib import Path

import pytest

from vaultkit.disk.paths import inside
from vaultkit.disk.read import LIMIT, read
from vaultkit.errors import NoteChangedError, UnsafeNameError

ODD = [b"", b"\xef\xbb\xbfa\r\nb", b"\xff\xfe\x00", b"no final newline", b"a\x00b\n", "é\n".encode()]


@pytest.mark.parametrize("data", ODD)
@pytest.mark.parametrize("listed", [False, True])
def test_every_byte_is_read(tmp_path: Path, data: bytes, *, listed: bool) -> None:
    (tmp_path / "a.md").write_bytes(data)
    source, stat = read(tmp_path, "a.md", listed=listed)
    assert (source.path, source.data, source.digest) == ("a.md", data, hashlib.sha256(data).hexdigest())
    assert stat.size == len(data)


def test_of_a_big_file_only_the_head_is_read(tmp_path: Path) -> None:
    with (tmp_path / "a.md").open("wb") as file:
        file.truncate(LIMIT + 1)
    source, stat = read(tmp_path, "a.md")
    assert len(source.data) == LIMIT
    assert stat.size == LIMIT + 1
    (tmp_path / "b.md").write_bytes(b"x" * LIMIT)
    assert len(read(tmp_path, "b.md")[0].data) == LIMIT


@pytest.mark.parametrize("path", ["../x.md", "/etc/passwd", "a/../../x", "a//b", "./a", "", "a\0b", "a\udce9.md"])
def test_paths_that_climb_out_are_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(UnsafeNameError):
        read(tmp_path, path)


@pytest.mark.parametrize("listed", [False, True])
def test_a_link_out_of_the_vault_is_not_read(tmp_path: Path, *, listed: bool) -> None:
    root = tmp_path / "vault"
    root.mkdir()
    (tmp_path / "secret.md").write_bytes(b"secret")
    (root / "a.md").symlink_to(tmp_path / "secret.md")
    (root / "folder").symlink_to(tmp_path)
    with pytest.raises(UnsafeNameError):
        read(root, "a.md", listed=listed)
    with pytest.raises(UnsafeNameError):
        inside(root, "folder/secret.md")


def test_a_link_inside_the_vault_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"x")
    (tmp_path / "b.md").symlink_to("a.md")
    assert read(tmp_path, "b.md", listed=True)[0].data == b"x"


def test_what_is_no_file_is_not_read_and_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "folder.md").mkdir()
    for path in ("pipe.md", "folder.md"):
        with pytest.raises(OSError, match="no regular file"):
            read(tmp_path, path)


def test_a_file_that_grows_while_it_is_read_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "a.md"
    place.write_bytes(b"old")
    real = os.read
    grown: list[int] = []

    def growing(handle: int, size: int) -> bytes:
        data = real(handle, size)
        if not grown:
            grown.append(1)
            place.write_bytes(b"old and new")
        return data

    monkeypatch.setattr(os, "read", growing)
    assert read(tmp_path, "a.md")[0].data == b"old and new"


def test_a_file_that_is_never_still_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "a.md"
    place.write_bytes(b"")
    real = os.read

    def growing(handle: int, size: int) -> bytes:
        data = real(handle, size)
        with place.open("ab") as file:
            file.write(b"more")
        return data

    monkeypatch.setattr(os, "read", growing)
    with pytest.raises(NoteChangedError):
        read(tmp_path, "a.md")


def test_the_system_may_give_a_file_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_bytes(b"0123456789")
    real = os.read
    monkeypatch.setattr(os, "read", lambda handle, size: real(handle, min(size, 3)))
    assert read(tmp_path, "a.md")[0].data == b"0123456789"
