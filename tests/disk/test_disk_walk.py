"""What a walk finds, and what it leaves alone."""

import os
from contextlib import nullcontext
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import cast

import pytest
from disk_rights import rights

from vaultkit.disk.walk import Scan, Stat, now_ns, scan
from vaultkit.model.file_names import is_debris, is_note


def put(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(b"x")


def codes(root: Path) -> dict[str, str]:
    return {problem.location.path: problem.code for problem in scan(root).problems}


def test_notes_other_files_and_dotted_ones(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "People/Ada Lovelace.md", "image.png", ".trash/b.md", ".hidden.md", "Å/é.md", "a\u00a0\n.md")
    found = scan(tmp_path)
    assert set(found.notes) == {"a.md", "People/Ada Lovelace.md", "Å/é.md", "a\u00a0\n.md"}
    assert found.files == {"image.png"}
    known = (tmp_path / "a.md").stat()
    assert found.notes["a.md"] == Stat(known.st_mtime_ns, 1, known.st_ino)
    assert not found.problems


@pytest.mark.parametrize(
    "name",
    [
        "Ada.sync-conflict-20261122-101112-ABCDEFG.md",
        "Ada (conflicted copy 2026-11-22).md",
        "Ada (Bob's conflicted copy 2026-11-22).md",
        "Ada.md~",
        "#Ada.md#",
        "~$Ada.md",
        ".Ada.md.icloud",
    ],
)
def test_what_sync_tools_and_editors_leave_is_no_note(tmp_path: Path, name: str) -> None:
    put(tmp_path, f"People/{name}", "People/Ada.md")
    found = scan(tmp_path)
    assert set(found.notes) == {"People/Ada.md"}
    assert found.debris == (f"People/{name}",)
    assert not found.files
    assert is_debris(name)


def test_an_inode_is_as_the_cache_holds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where an inode of 64 bits is never the one that is kept, so that its note is read at every start."""
    put(tmp_path, "Ada.md")
    huge = SimpleNamespace(st_mtime_ns=5, st_size=7, st_ino=2**64 - 3)
    entry = SimpleNamespace(name="Ada.md", is_file=lambda **_: True, stat=lambda **_: huge)
    monkeypatch.setattr(os, "scandir", lambda _: nullcontext([entry]))
    assert scan(tmp_path).notes["Ada.md"] == Stat.of(cast("os.stat_result", huge)) == (5, 7, 2**63 - 3)


@pytest.mark.parametrize(
    "name", ["#", "", "Ada (b).md", "conflicted copy.md", "A(conflicted copy).md", "#Ada.md", "~Ada.md"]
)
def test_what_only_looks_like_it_is_none(name: str) -> None:
    assert not is_debris(name)


def test_a_name_alone_tells_a_note() -> None:
    assert is_note("People/Ada.md")
    assert not is_note(".trash/Ada.md")
    assert not is_note("People/.Ada.md")
    assert not is_note("People/Ada.txt")
    assert not is_note("People/Ada.sync-conflict-1.md")


def test_our_own_temporary_files_are_told_apart(tmp_path: Path) -> None:
    put(tmp_path, "People/.vaultkit-12345678-abc.tmp")
    found = scan(tmp_path)
    assert found.leftovers == ("People/.vaultkit-12345678-abc.tmp",)
    assert not found.notes


def test_a_link_to_a_file_of_the_vault_is_that_file(tmp_path: Path) -> None:
    put(tmp_path, "a.md")
    (tmp_path / "b.md").symlink_to("a.md")
    found = scan(tmp_path)
    assert found.notes["b.md"] == found.notes["a.md"]


def test_links_out_of_the_vault_are_problems_and_never_followed(tmp_path: Path) -> None:
    root = tmp_path / "vault"
    put(tmp_path, "vault/a.md", "outside/secret.md")
    (root / "file.md").symlink_to(tmp_path / "outside/secret.md")
    (root / "folder").symlink_to(tmp_path / "outside")
    assert set(scan(root).notes) == {"a.md"}
    assert codes(root) == {"file.md": "symlink-outside", "folder": "symlink-outside"}


def test_links_that_dangle_or_run_in_a_circle_are_problems(tmp_path: Path) -> None:
    put(tmp_path, "People/a.md")
    (tmp_path / "gone.md").symlink_to("nothing.md")
    (tmp_path / "one.md").symlink_to("two.md")
    (tmp_path / "two.md").symlink_to("one.md")
    (tmp_path / "People/up").symlink_to(tmp_path)
    (tmp_path / "Friends").symlink_to("People")
    assert set(scan(tmp_path).notes) == {"People/a.md"}
    assert codes(tmp_path) == {
        "gone.md": "symlink-broken",
        "one.md": "symlink-broken",
        "two.md": "symlink-broken",
        "People/up": "symlink-folder",
        "Friends": "symlink-folder",
    }


def test_a_root_that_is_a_link_is_walked(tmp_path: Path) -> None:
    put(tmp_path, "real/a.md")
    (tmp_path / "link").symlink_to("real")
    assert set(scan(tmp_path / "link").notes) == {"a.md"}


def test_a_name_that_is_no_utf_8_is_a_problem_and_skipped(tmp_path: Path) -> None:
    put(tmp_path, "a.md")
    (tmp_path / os.fsdecode(b"Andr\xe9.md")).write_bytes(b"x")
    (tmp_path / os.fsdecode(b"K\xf6ln")).mkdir()
    put(tmp_path / os.fsdecode(b"K\xf6ln"), "b.md")
    assert set(scan(tmp_path).notes) == {"a.md"}
    assert codes(tmp_path) == {"Andr\\xe9.md": "name-undecodable", "K\\xf6ln": "name-undecodable"}


def test_what_is_no_regular_file_is_no_note(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "folder.md").mkdir()
    put(tmp_path, "folder.md/a.md")
    assert set(scan(tmp_path).notes) == {"folder.md/a.md"}


@pytest.mark.parametrize("mode", [0o000, 0o311, 0o644])
def test_a_folder_that_cannot_be_read_is_a_problem(tmp_path: Path, mode: int) -> None:
    put(tmp_path, "a.md", "Private/b.md", "Private/c.md", "Private/Deep/d.md")
    (tmp_path / "Private/e.md").symlink_to("b.md")
    with rights(tmp_path / "Private", mode):
        found = scan(tmp_path)
        assert set(found.notes) == {"a.md"}
        assert codes(tmp_path)["Private"] == "folder-unreadable"
        assert all(found.hides(path) for path in ("Private/b.md", "Private/e.md", "Private/Deep/d.md"))
        assert not any(found.hides(path) for path in ("a.md", "Privately/b.md", "gone.md"))
    assert not scan(tmp_path).hides("Private/b.md")


def test_a_link_into_a_folder_that_cannot_be_read_hides_its_note(tmp_path: Path) -> None:
    put(tmp_path, "vault/.private/b.md", "outside/secret.md")
    (tmp_path / "vault/b.md").symlink_to(".private/b.md")
    (tmp_path / "vault/secret.md").symlink_to("../outside/secret.md")
    with rights(tmp_path / "vault/.private", 0), rights(tmp_path / "outside", 0):
        found = scan(tmp_path / "vault")
        assert found.hides("b.md")
        assert not found.hides("secret.md")
        assert codes(tmp_path / "vault") == {"b.md": "symlink-broken", "secret.md": "symlink-outside"}


def test_a_folder_that_goes_away_meanwhile_is_no_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.md", "Gone/b.md")
    real = os.scandir

    def removing(path: str) -> "os._ScandirIterator[str]":
        if path.endswith("/Gone/"):
            Path(path).joinpath("b.md").unlink()
            Path(path).rmdir()
        return real(path)

    monkeypatch.setattr(os, "scandir", removing)
    found = scan(tmp_path)
    assert set(found.notes) == {"a.md"}
    assert not found.problems
    assert not found.unread


def test_a_root_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        scan(tmp_path / "nothing")
    with rights(tmp_path, 0), pytest.raises(PermissionError):
        scan(tmp_path)


def test_a_time_beyond_all_bounds_tells_no_change_and_is_no_error(tmp_path: Path) -> None:
    """Fails with an OverflowError where such a time is taken for a number of 64 bits."""
    (tmp_path / "a.md").write_bytes(b"")
    found = scan(tmp_path)
    late = Stat(2**70, 1, 1)
    assert Scan(MappingProxyType({"a.md": late}), frozenset()).fingerprint == ""
    assert not late.is_settled(now_ns())
    assert found.fingerprint == scan(tmp_path).fingerprint


@pytest.mark.parametrize("field", Stat._fields)
def test_each_part_of_what_the_system_says_tells_a_change(field: str) -> None:
    """Fails for the part that is left out of the fingerprint."""
    one = Stat(1, 2, 3)
    scans = [
        Scan(MappingProxyType({path: stat}), frozenset())
        for path, stat in (("a.md", one), ("b.md", one), ("a.md", one._replace(**{field: 9})))
    ]
    assert len({each.fingerprint for each in scans}) == 3
