"""What must go lies in ``.trash`` afterwards, whole, and overwrites nothing there."""

from pathlib import Path

import pytest

from vaultkit.disk import gateway
from vaultkit.disk.read import digest
from vaultkit.disk.trash import with_names
from vaultkit.errors import CannotWriteError, NoteChangedError, UnsafeNameError
from vaultkit.model.edit import Change, Create, Edit, Move, Trash, Written
from vaultkit.vault import Vault

OLD = b"- one\r\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    (folder / "People").mkdir(parents=True)
    (folder / "People/Ada.md").write_bytes(OLD)
    return folder


def files(root: Path) -> dict[str, bytes]:
    return {str(place.relative_to(root)): place.read_bytes() for place in sorted(root.rglob("*")) if place.is_file()}


def test_a_note_goes_by_its_name_alone(root: Path) -> None:
    gateway.apply(root, [Trash("People/Ada.md", digest(OLD))])
    assert files(root) == {".trash/Ada.md": OLD}


@pytest.mark.parametrize(
    ("there", "name"),
    [
        (["Ada.md"], "Ada 1.md"),
        (["Ada.md", "Ada 1.md"], "Ada 2.md"),
        (["ADA.MD"], "Ada 1.md"),
        (["Ada 1.md"], "Ada.md"),
    ],
)
def test_a_name_that_is_taken_gets_a_number(root: Path, there: list[str], name: str) -> None:
    """Fails without the numbers: the second of a name could not be thrown away, or went over the first."""
    (root / ".trash").mkdir()
    for other in there:
        (root / ".trash" / other).write_bytes(b"theirs")
    gateway.apply(root, [Trash("People/Ada.md", digest(OLD))])
    assert files(root) == {f".trash/{other}": b"theirs" for other in there} | {f".trash/{name}": OLD}


def test_two_of_one_name_go_at_once(root: Path) -> None:
    (root / "ada.md").write_bytes(b"other")
    gateway.apply(root, [Trash("People/Ada.md", digest(OLD)), Trash("ada.md", digest(b"other"))])
    assert files(root) == {".trash/Ada.md": OLD, ".trash/ada 1.md": b"other"}


def test_a_dangling_link_has_its_name_too(root: Path) -> None:
    (root / ".trash").mkdir()
    (root / ".trash/Ada.md").symlink_to("nowhere")
    gateway.apply(root, [Trash("People/Ada.md", digest(OLD))])
    assert (root / ".trash/Ada 1.md").read_bytes() == OLD


def test_a_note_that_changed_stays(root: Path) -> None:
    with pytest.raises(NoteChangedError, match=r"People/Ada\.md"):
        gateway.apply(root, [Trash("People/Ada.md", digest(b"as it was"))])
    assert files(root) == {"People/Ada.md": OLD}
    assert not (root / ".trash").exists()


def test_a_trash_that_leads_out_takes_nothing(root: Path, tmp_path: Path) -> None:
    """Fails without the look at where the target leads: the note would leave the vault."""
    (tmp_path / "outside").mkdir()
    (root / ".trash").symlink_to(tmp_path / "outside")
    with pytest.raises(UnsafeNameError):
        gateway.apply(root, [Trash("People/Ada.md", digest(OLD))])
    assert files(root) == {"People/Ada.md": OLD}
    assert not list((tmp_path / "outside").iterdir())


def test_a_trash_that_is_a_file_takes_nothing(root: Path) -> None:
    (root / ".trash").write_bytes(b"x")
    with pytest.raises(CannotWriteError, match=r"\.trash"):
        gateway.apply(root, [Trash("People/Ada.md", digest(OLD))])
    assert files(root) == {".trash": b"x", "People/Ada.md": OLD}


def test_it_is_edited_before_it_goes_and_its_name_given_away(root: Path) -> None:
    changes: list[Change] = [
        Create("People/Ada.md", b"new"),
        Trash("People/Ada.md", digest(OLD)),
        Edit("People/Ada.md", digest(OLD), 0, 0, b"x"),
    ]
    gateway.apply(root, changes)
    assert files(root) == {".trash/Ada.md": b"x" + OLD, "People/Ada.md": b"new"}


def test_the_vault_says_where_it_lies(root: Path) -> None:
    (root / ".trash").mkdir()
    (root / ".trash/Ada.md").write_bytes(b"theirs")
    vault = Vault.open(root, {})
    change = Trash("People/Ada.md", vault.read("People/Ada.md").digest)
    assert vault.diff([change]) == "rename from People/Ada.md\nrename to .trash/Ada 1.md\n"
    assert vault.apply([change], label="merge") == (Written(".trash/Ada 1.md", 1, ""),)
    assert not vault.index.notes


def test_other_changes_stay_as_they_are() -> None:
    changes = (Create("a.md", b""), Move("b.md", "", "c.md"))
    assert with_names(Path("/nowhere"), changes) == changes
