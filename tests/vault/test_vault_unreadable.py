"""What cannot be read is never taken for absent: the root, a folder, the settings, Obsidian's own."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from disk_rights import rights

from vaultkit.errors import CannotReadError, NoVaultError
from vaultkit.model.edit import Create
from vaultkit.vault import Vault, find_root

COUNT = 12


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    (folder / "People/Old").mkdir(parents=True)
    (folder / ".obsidian").mkdir()
    (folder / "vaultkit.toml").write_bytes(b'[vault]\nme = "I"\n')
    (folder / "People/Old/x.md").write_bytes(b"# x\n")
    (folder / "People/picture.png").write_bytes(b"x")
    (folder / "note.md").write_bytes(b"# note\n")
    for number in range(COUNT):
        (folder / f"People/{number}.md").write_bytes(f"# {number}\n".encode())
    return folder


def codes(vault: Vault) -> dict[str, str]:
    return {problem.location.path: problem.code for problem in vault.problems}


def failing(monkeypatch: pytest.MonkeyPatch, place: Path, number: int) -> None:
    """Let the system refuse to say anything about a place and all below it."""

    def refusing(real: Callable[..., object]) -> Callable[..., object]:
        def call(path: object, *arguments: object, **named: object) -> object:
            if isinstance(path, str | Path) and f"{path}/".startswith(f"{place}/"):
                raise OSError(number, os.strerror(number), str(path))
            return real(path, *arguments, **named)

        return call

    for name in ("stat", "scandir", "open"):
        monkeypatch.setattr(os, name, refusing(getattr(os, name)))


@pytest.mark.parametrize("mode", [0o000, 0o311, 0o644])
def test_a_root_that_cannot_be_read_stops_a_command(root: Path, mode: int) -> None:
    with rights(root, mode), pytest.raises(CannotReadError, match="vault cannot be read: Permission denied"):
        Vault.open(root, {})
    with rights(root.parent, 0o600), pytest.raises(CannotReadError, match="Permission denied"):
        find_root(root / "People")


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE, errno.ENOTCONN])
def test_a_root_that_fails_stops_a_command(root: Path, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, root, number)
    with pytest.raises(CannotReadError, match=os.strerror(number)):
        Vault.open(root, {})
    with pytest.raises(CannotReadError, match=os.strerror(number)):
        find_root(root / "People")


def test_a_name_that_is_too_long_is_no_vault(tmp_path: Path) -> None:
    for place in (tmp_path / ("x" * 300), tmp_path / ("x" * 5000)):
        with pytest.raises(CannotReadError, match="File name too long"):
            Vault.open(place, {})
        with pytest.raises(CannotReadError, match="File name too long"):
            find_root(place)


def test_a_link_that_runs_in_a_circle_is_no_vault(tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to("one")
    (tmp_path / "vaultkit.toml").symlink_to("vaultkit.toml")
    with pytest.raises(NoVaultError):
        Vault.open(tmp_path / "one", {})
    with pytest.raises(NoVaultError):
        find_root(tmp_path)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.ESTALE, errno.ENOTCONN])
@pytest.mark.parametrize("hinted", [False, True])
def test_a_root_that_cannot_be_read_empties_nothing(
    root: Path, number: int, monkeypatch: pytest.MonkeyPatch, *, hinted: bool
) -> None:
    vault = Vault.open(root, {})
    before = vault.index
    failing(monkeypatch, root, number)
    with pytest.raises(CannotReadError, match=os.strerror(number)):
        vault.refresh(list(before.notes) if hinted else None)
    assert vault.held_back
    assert vault.index is before
    with pytest.raises(CannotReadError):
        vault.apply([Create("x.md", b"x")], label="add")
    monkeypatch.undo()
    assert not vault.refresh()
    assert not vault.held_back


@pytest.mark.parametrize("mode", [0o000, 0o311])
def test_the_brake_holds_while_rights_are_missing(root: Path, mode: int) -> None:
    vault = Vault.open(root, {})
    with rights(root, mode), pytest.raises(CannotReadError):
        vault.refresh()
    assert len(vault.index.notes) == COUNT + 2
    assert not vault.refresh()


@pytest.mark.parametrize("mode", [0o000, 0o311, 0o644])
@pytest.mark.parametrize("hinted", [False, True])
def test_notes_of_a_folder_that_cannot_be_read_are_kept(root: Path, mode: int, *, hinted: bool) -> None:
    vault = Vault.open(root, {})
    before = vault.index
    assert vault.why_incomplete is None
    with rights(root / "People", mode):
        # Without the right to list a folder its files can be read all the same: only a sweep finds it out.
        hints = ["People/0.md", "People/1.md"] if hinted and mode != 0o311 else None
        for is_news in (True, False):
            assert vault.refresh(hints) == is_news
            assert vault.index is before
            assert codes(vault)["People"] == "folder-unreadable"
            assert vault.why_incomplete in vault.problems
        (root / "note.md").unlink()
        assert vault.refresh()
        assert vault.index.notes.keys() == before.notes.keys() - {"note.md"}
    assert vault.refresh()
    assert vault.why_incomplete is None
    assert not vault.problems
    assert "People/picture.png" in vault.index.files


@pytest.mark.parametrize("mode", [0o000, 0o311, 0o644])
def test_a_folder_that_cannot_be_read_is_told_when_a_vault_is_opened(root: Path, mode: int) -> None:
    with rights(root / "People", mode):
        vault = Vault.open(root, {})
        assert list(vault.index.notes) == ["note.md"]
        assert codes(vault)["People"] == "folder-unreadable"
        assert vault.why_incomplete is not None
        assert str(vault.why_incomplete).startswith("People:1:1: error: the folder cannot be read: Permission denied")


def test_an_ignored_folder_is_not_missed(root: Path) -> None:
    (root / "lost+found").mkdir()
    with rights(root / "lost+found", 0):
        assert Vault.open(root, {}).why_incomplete is not None
        (root / "vaultkit.toml").write_bytes(b'[vault]\nignore = ["/lost+found/"]\n')
        vault = Vault.open(root, {})
        assert vault.why_incomplete is None
        assert codes(vault) == {"lost+found": "folder-unreadable"}


def test_notes_deleted_with_their_folder_are_gone(root: Path) -> None:
    vault = Vault.open(root, {})
    (root / "People/Old/x.md").unlink()
    (root / "People/Old").rmdir()
    (root / "People/Old").write_bytes(b"a file")
    assert vault.refresh(["People/Old/x.md"])
    assert "People/Old/x.md" not in vault.index.notes


def test_settings_that_cannot_be_read_are_broken(root: Path) -> None:
    with rights(root / "vaultkit.toml", 0):
        vault = Vault.open(root, {})
        assert codes(vault) == {"vaultkit.toml": "settings-unreadable"}
        assert vault.settings.are_broken
        assert vault.settings.vault.me == "Me"
    assert vault.refresh()
    assert vault.settings.vault.me == "I"
    assert not vault.settings.are_broken
    with rights(root / "vaultkit.toml", 0):
        assert vault.refresh(["vaultkit.toml"])
        assert vault.settings.vault.me == "I"
        assert vault.settings.are_broken


def test_settings_that_are_no_file_or_lie_elsewhere_are_broken_too(root: Path) -> None:
    (root / "vaultkit.toml").rename(root.parent / "elsewhere.toml")
    assert not Vault.open(root, {}).problems
    (root / "vaultkit.toml").mkdir()
    assert codes(Vault.open(root, {})) == {"vaultkit.toml": "settings-unreadable"}
    (root / "vaultkit.toml").rmdir()
    (root / "vaultkit.toml").symlink_to(root.parent / "elsewhere.toml")
    vault = Vault.open(root, {})
    assert vault.settings.are_broken
    assert "it leads out of the vault" in " ".join(map(str, vault.problems))


def test_obsidians_settings_that_cannot_be_read_are_told(root: Path) -> None:
    (root / ".obsidian/app.json").write_bytes(b'{"userIgnoreFilters": ["Old/"]}')
    with rights(root / ".obsidian/app.json", 0):
        vault = Vault.open(root, {})
        assert codes(vault) == {".obsidian/app.json": "obsidian-unreadable"}
        assert not vault.settings.are_broken
        assert vault.settings.ignore == ()
    assert vault.refresh()
    assert "/Old/" in vault.settings.ignore
    assert not vault.problems
