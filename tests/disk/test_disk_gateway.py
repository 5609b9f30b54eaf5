"""The gateway: guarded changes, all or none, and never out of the vault."""

import contextlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.disk import gateway
from vaultkit.disk.journal import Entry, FileRecord, Journal, Recorder
from vaultkit.disk.read import LIMIT, digest, read
from vaultkit.disk.state import state_folder
from vaultkit.errors import (
    CannotWriteError,
    NameTakenError,
    NoteChangedError,
    RefusedEditError,
    UnsafeNameError,
)
from vaultkit.model.edit import Create, Edit, Move

OLD = b"- one\r\n- two"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    (folder / "People").mkdir(parents=True)
    (folder / "People/Ada.md").write_bytes(OLD)
    return folder


def edit(root: Path, path: str, start: int, end: int, replacement: bytes) -> Edit:
    return Edit(path, read(root, path)[0].digest, start, end, replacement)


def files(root: Path) -> dict[str, bytes]:
    return {str(place.relative_to(root)): place.read_bytes() for place in sorted(root.rglob("*")) if place.is_file()}


def test_an_edit_changes_its_span_and_nothing_else(root: Path) -> None:
    gateway.apply(root, [edit(root, "People/Ada.md", 0, 0, b"- new\r\n")])
    assert files(root) == {"People/Ada.md": b"- new\r\n- one\r\n- two"}


def test_edits_of_one_file_are_applied_together(root: Path) -> None:
    changes = [edit(root, "People/Ada.md", 7, 12, b"2"), edit(root, "People/Ada.md", 0, 5, b"1")]
    gateway.apply(root, changes)
    assert files(root) == {"People/Ada.md": b"1\r\n2"}


def test_two_insertions_at_one_place_stay_in_order(root: Path) -> None:
    gateway.apply(root, [edit(root, "People/Ada.md", 0, 0, b"a"), edit(root, "People/Ada.md", 0, 0, b"b")])
    assert files(root)["People/Ada.md"] == b"ab" + OLD


@given(st.binary(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.binary(max_size=5)), max_size=4))
def test_edits_come_to_what_each_alone_would_do(data: bytes, asked: list[tuple[int, bytes]]) -> None:
    points = sorted({min(start, len(data)): text for start, text in asked}.items())
    expected = data
    for start, text in reversed(points):
        expected = expected[:start] + text + expected[start:]
    with temporary_root() as root:
        (root / "a.md").write_bytes(data)
        gateway.apply(root, [Edit("a.md", digest(data), start, start, text) for start, text in points])
        assert (root / "a.md").read_bytes() == expected


@contextlib.contextmanager
def temporary_root() -> Iterator[Path]:
    """Give each of hypothesis' examples a folder of its own; a fixture lasts for all of them."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.mark.parametrize(("first", "second"), [((0, 5), (4, 6)), ((0, 5), (0, 5)), ((0, 99), (0, 0)), ((3, 1), (0, 0))])
def test_edits_that_overlap_or_lie_outside_are_refused(
    root: Path, first: tuple[int, int], second: tuple[int, int]
) -> None:
    with pytest.raises(RefusedEditError, match=r"People/Ada\.md:"):
        gateway.apply(root, [edit(root, "People/Ada.md", *span, b"x") for span in (first, second)])
    assert files(root) == {"People/Ada.md": OLD}


def test_a_note_that_changed_since_it_was_read_is_left_alone(root: Path) -> None:
    """Fails without the digest of the edit: ours is spliced into bytes that it was not made for."""
    change = edit(root, "People/Ada.md", 0, 0, b"x")
    (root / "People/Ada.md").write_bytes(b"theirs")
    with pytest.raises(NoteChangedError, match=r"People/Ada\.md"):
        gateway.apply(root, [change, Create("b.md", b"")])
    assert files(root) == {"People/Ada.md": b"theirs"}


@pytest.mark.parametrize("change", [Edit("gone.md", digest(b""), 0, 0, b"x"), Move("gone.md", digest(b""), "b.md")])
def test_a_note_that_is_gone_is_one_that_changed(root: Path, change: Edit | Move) -> None:
    with pytest.raises(NoteChangedError, match=r"gone\.md"):
        gateway.apply(root, [change])


def test_a_note_saved_while_we_write_is_left_alone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails without the look at the digest before the replacement: what was saved meanwhile is lost."""
    change = edit(root, "People/Ada.md", 0, 0, b"x")
    real = os.utime

    def saving(*arguments: Any, **named: Any) -> None:  # noqa: ANN401 - whatever the real one takes
        (root / "People/Ada.md").write_bytes(b"theirs")
        real(*arguments, **named)

    # The last thing that is done to the temporary file.
    monkeypatch.setattr(os, "utime", saving)
    with pytest.raises(NoteChangedError):
        gateway.apply(root, [change])
    assert files(root) == {"People/Ada.md": b"theirs"}


class Meanwhile(Recorder):
    """A record of a write during which somebody does something, after all was looked at and before it is changed."""

    def __init__(self, root: Path, act: Callable[[], object]) -> None:
        """Do that as soon as the write is planned."""
        super().__init__(Journal(state_folder(root) / "journal.jsonl"), Entry("1", "test", None, ()))
        self._act = act

    def planned(self, files: tuple[FileRecord, ...]) -> None:
        super().planned(files)
        self._act()


def test_a_note_saved_before_it_is_moved_stays_where_it_is(root: Path) -> None:
    """Fails without the second look at the digest: what was planned for the old bytes happens to others."""
    saving = Meanwhile(root, lambda: (root / "People/Ada.md").write_bytes(b"theirs"))
    with pytest.raises(NoteChangedError):
        gateway.apply(root, [Move("People/Ada.md", digest(OLD), "b.md")], journal=saving)
    assert files(root) == {"People/Ada.md": b"theirs"}


@pytest.mark.parametrize("links", ["with hard links", ""])
@pytest.mark.parametrize("change", [Create("b.md", b"ours"), Move("People/Ada.md", digest(OLD), "b.md")])
def test_a_name_that_is_taken_at_the_last_moment_is_not_overwritten(
    root: Path,
    change: Create | Move,
    links: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Fails where a new name is given by a rename: it overwrites what came to lie there since all was looked at."""

    def refusing(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    if not links:
        monkeypatch.setattr(os, "link", refusing)
    saving = Meanwhile(root, lambda: (root / "b.md").write_bytes(b"theirs"))
    with pytest.raises(NameTakenError):
        gateway.apply(root, [change], journal=saving)
    assert files(root) == {"People/Ada.md": OLD, "b.md": b"theirs"}


def test_a_file_that_somebody_else_has_just_made_is_not_taken_for_ours(root: Path) -> None:
    """Fails where the step that found the name taken is taken back too: another's file with the same bytes is gone."""
    making = Meanwhile(root, lambda: (root / "b.md").write_bytes(b"ours"))
    with pytest.raises(NameTakenError):
        gateway.apply(root, [Create("b.md", b"ours")], journal=making)
    assert files(root) == {"People/Ada.md": OLD, "b.md": b"ours"}


def test_a_note_that_somebody_else_has_just_moved_there_stays(root: Path) -> None:
    """Fails where the step that found its note gone is taken back too: the note moves back under their hands."""
    moving = Meanwhile(root, lambda: (root / "People/Ada.md").rename(root / "b.md"))
    with pytest.raises(NoteChangedError):
        gateway.apply(root, [Move("People/Ada.md", digest(OLD), "b.md")], journal=moving)
    assert files(root) == {"b.md": OLD}


def test_mode_and_attributes_stay_and_the_time_moves_on(root: Path) -> None:
    """Fails without ``copystat``: a private note gets the rights of a temporary file."""
    place = root / "People/Ada.md"
    place.chmod(0o640)
    attributes = {"user.tag": b"friend"}
    try:
        os.setxattr(place, "user.tag", attributes["user.tag"])
    except OSError:
        attributes = {}
    os.utime(place, (1, 1))
    gateway.apply(root, [edit(root, "People/Ada.md", 0, 0, b"x")])
    assert stat.S_IMODE(place.stat().st_mode) == 0o640
    assert {name: os.getxattr(place, name) for name in os.listxattr(place) if name == "user.tag"} == attributes
    assert place.stat().st_mtime > 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_the_owner_stays(root: Path) -> None:
    """Fails without ``chown``: a note of another user becomes root's."""
    place = root / "People/Ada.md"
    os.chown(place, 4711, 4712)
    gateway.apply(root, [edit(root, "People/Ada.md", 0, 0, b"x")])
    assert (place.stat().st_uid, place.stat().st_gid) == (4711, 4712)


def test_through_a_link_inside_the_vault_its_target_is_written(root: Path) -> None:
    (root / "link.md").symlink_to("People/Ada.md")
    gateway.apply(root, [edit(root, "link.md", 0, 0, b"x")])
    assert (root / "link.md").is_symlink()
    assert (root / "People/Ada.md").read_bytes() == b"x" + OLD


def test_nothing_is_written_through_a_link_out_of_the_vault(root: Path, tmp_path: Path) -> None:
    """Fails without ``leads_inside``: the file outside is written."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/a.md").write_bytes(b"theirs")
    (root / "a.md").symlink_to(tmp_path / "outside/a.md")
    (root / "folder").symlink_to(tmp_path / "outside")
    for change in (
        Edit("a.md", digest(b"theirs"), 0, 0, b"x"),
        Edit("folder/a.md", digest(b"theirs"), 0, 0, b"x"),
        Create("folder/b.md", b""),
        Move("People/Ada.md", digest(OLD), "folder/Ada.md"),
    ):
        with pytest.raises(UnsafeNameError):
            gateway.apply(root, [change])
    assert files(tmp_path / "outside") == {"a.md": b"theirs"}


@pytest.mark.parametrize("path", ["../x.md", "/etc/passwd", "People/../../x.md", "", "People//x.md", "a\0.md"])
def test_no_file_is_made_outside(root: Path, path: str) -> None:
    for change in (Create(path, b""), Move("People/Ada.md", digest(OLD), path)):
        with pytest.raises(UnsafeNameError):
            gateway.apply(root, [change])
    assert files(root.parent) == {"vault/People/Ada.md": OLD}


def hard_linked(place: Path) -> None:
    place.with_name("Other.md").hardlink_to(place)


def read_only(place: Path) -> None:
    place.chmod(0o444)


def grown(place: Path) -> None:
    place.write_bytes(b"x" * (LIMIT + 1))


@pytest.mark.parametrize(
    ("make", "error", "said"),
    [
        (hard_linked, CannotWriteError, "hard links"),
        (read_only, CannotWriteError, "read-only"),
        (grown, RefusedEditError, "2 MiB"),
    ],
)
def test_files_that_must_not_be_replaced(
    root: Path, make: Callable[[Path], None], error: type[Exception], said: str
) -> None:
    """Fails, each, without its look: a hard link is parted, a read-only note written, a big one cut off."""
    make(root / "People/Ada.md")
    before = files(root)
    with pytest.raises(error, match=said):
        gateway.apply(root, [edit(root, "People/Ada.md", 0, 0, b"x")])
    assert files(root) == before


def test_an_edit_of_a_big_note_cannot_cut_it_off(root: Path) -> None:
    grown(root / "People/Ada.md")
    with pytest.raises(RefusedEditError, match="2 MiB"):
        gateway.apply(root, [edit(root, "People/Ada.md", 0, 9, b"")])
    assert (root / "People/Ada.md").stat().st_size == LIMIT + 1


def test_a_note_that_changed_since_it_was_read_is_not_moved(root: Path) -> None:
    with pytest.raises(NoteChangedError):
        gateway.apply(root, [Move("People/Ada.md", digest(b"as it was"), "b.md")])
    assert files(root) == {"People/Ada.md": OLD}


def test_bytes_are_on_the_disk_before_they_are_put_in_place(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails without either ``fsync``. What a disk makes of it cannot be tested: the order of the calls is seen."""
    done: list[str] = []
    sync, replace = os.fsync, os.replace

    def syncing(handle: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        sync(handle)

    def replacing(source: Path, target: Path) -> None:
        done.append("replace")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", syncing)
    monkeypatch.setattr(os, "replace", replacing)
    gateway.apply(root, [edit(root, "People/Ada.md", 0, 0, b"x")])
    assert done == ["file", "replace", "folder"]


def test_an_edit_may_not_make_a_note_too_big(root: Path) -> None:
    with pytest.raises(RefusedEditError, match="2 MiB"):
        gateway.apply(root, [edit(root, "People/Ada.md", 0, 0, b"x" * LIMIT)])


def test_an_edit_that_changes_nothing_writes_nothing(root: Path) -> None:
    before = (root / "People/Ada.md").stat()
    gateway.apply(root, [edit(root, "People/Ada.md", 0, 5, b"- one")])
    assert (root / "People/Ada.md").stat() == before


def test_a_new_file_and_its_folders(root: Path) -> None:
    gateway.apply(root, [Create("Notes/2026/11.md", b"x")])
    assert files(root)["Notes/2026/11.md"] == b"x"
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE((root / "Notes/2026/11.md").stat().st_mode) == 0o666 & ~umask


@pytest.mark.parametrize(
    ("there", "path"),
    [
        ("People/Ada.md", "People/Ada.md"),
        ("People/Ada.md", "People/ada.md"),
        ("People/Ada.md", "people/Bob.md"),
        ("People/Zoe\u0308.md", "People/Zoë.md"),
        ("People/Zoë.md", "People/ZOE\u0308.md"),
    ],
)
def test_no_name_is_given_twice(root: Path, there: str, path: str) -> None:
    """Fails where names are compared letter by letter: on a system that takes both for one, a note is overwritten."""
    (root / there).write_bytes(OLD)
    before = files(root)
    with pytest.raises(NameTakenError):
        gateway.apply(root, [Create(path, b"x")])
    (root / "b.md").write_bytes(b"b")
    with pytest.raises(NameTakenError):
        gateway.apply(root, [Move("b.md", digest(b"b"), path)])
    assert files(root) == before | {"b.md": b"b"}


def test_one_name_is_not_given_twice_in_one_call(root: Path) -> None:
    with pytest.raises(NameTakenError):
        gateway.apply(root, [Create("b.md", b"1"), Create("B.md", b"2")])
    assert files(root) == {"People/Ada.md": OLD}


def test_a_dangling_link_is_a_name_that_is_taken(root: Path) -> None:
    (root / "b.md").symlink_to("c.md")
    with pytest.raises(NameTakenError):
        gateway.apply(root, [Create("b.md", b"1")])


def test_a_link_is_not_moved(root: Path) -> None:
    """Fails without the look at the name itself: the note that the link leads to is moved, and the link is broken."""
    (root / "link.md").symlink_to("People/Ada.md")
    with pytest.raises(CannotWriteError, match="symbolic link"):
        gateway.apply(root, [Move("link.md", digest(OLD), "b.md")])
    assert files(root) == {"People/Ada.md": OLD, "link.md": OLD}


def test_a_note_is_moved_and_no_folder_stays_behind_a_refusal(root: Path) -> None:
    gateway.apply(root, [Move("People/Ada.md", digest(OLD), ".trash/People/Ada.md")])
    assert files(root) == {".trash/People/Ada.md": OLD}


def test_a_note_gets_another_spelling_of_its_name(root: Path) -> None:
    gateway.apply(root, [Move("People/Ada.md", digest(OLD), "People/ada.md")])
    assert files(root) == {"People/ada.md": OLD}


def test_a_note_is_edited_and_moved_and_its_name_given_away(root: Path) -> None:
    gateway.apply(
        root,
        [
            Create("People/Ada.md", b"moved"),
            Move("People/Ada.md", digest(OLD), "Old/Ada.md"),
            edit(root, "People/Ada.md", 0, 0, b"x"),
        ],
    )
    assert files(root) == {"People/Ada.md": b"moved", "Old/Ada.md": b"x" + OLD}


def test_of_several_changes_none_is_made_if_one_fails(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails without the rollback: the first note has the new bytes."""
    (root / "b.md").write_bytes(b"b")
    before = files(root)
    real = os.replace

    def failing(source: Path, target: Path) -> None:
        if target.name == "b.md":
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(CannotWriteError, match=r"b\.md could not be written: No space"):
        gateway.apply(
            root, [edit(root, "People/Ada.md", 0, 0, b"x"), edit(root, "b.md", 0, 0, b"x"), Create("N/c.md", b"")]
        )
    assert files(root) == before
    assert not (root / "N").exists()


def test_a_file_system_without_hard_links(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refusing)
    gateway.apply(root, [Move("People/Ada.md", digest(OLD), "b.md"), Create("c.md", b"c")])
    assert files(root) == {"b.md": OLD, "c.md": b"c"}


def test_a_folder_that_cannot_be_synced_is_none_of_our_business(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def refusing(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(22, "Invalid argument")
        real(handle)

    monkeypatch.setattr(os, "fsync", refusing)
    gateway.apply(root, [edit(root, "People/Ada.md", 0, 0, b"x")])
    assert files(root) == {"People/Ada.md": b"x" + OLD}


def test_bytes_that_read_back_differently_are_not_put_in_place(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails without reading back: what a lying disk holds becomes the note."""
    real = os.write

    def lying(handle: int, data: bytes) -> int:
        real(handle, b"?" * len(data))
        return len(data)

    change = edit(root, "People/Ada.md", 0, 0, b"x")
    monkeypatch.setattr(os, "write", lying)
    with pytest.raises(CannotWriteError, match="reads back differently"):
        gateway.apply(root, [change])
    assert files(root) == {"People/Ada.md": OLD}
