"""Notes that turn into templates, or out of such, while other things happen; and notes in two spellings."""

import os
from pathlib import Path

import pytest

from vaultkit.disk import read as reader
from vaultkit.disk.known import Known, Reading
from vaultkit.testing import make_vault
from vaultkit.vault import Vault

PLACEHOLDER = "---\nname: {{title}}\n---\n# x\n"
TEMPLATES = '[vault]\ntemplates = ["Forms"]\n'


def problems(vault: Vault) -> set[str]:
    """Return the codes of what is wrong with the note that may be a template."""
    return {problem.code for problem in vault.index.notes["Forms/Person.md"].problems}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = make_vault(tmp_path / "vault", {"Forms/Person.md": PLACEHOLDER, "X.md": "x\n"})
    for place in folder.rglob("*.md"):
        os.utime(place, (1, 1))
    return folder


def test_a_note_turns_also_where_single_paths_do_not_tell_enough(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails if what the settings have turned is forgotten when the whole folder is compared instead."""
    vault = Vault.open(root, {})
    assert problems(vault)
    (root / "vaultkit.toml").write_text(TEMPLATES, "utf-8")
    (root / "X.md").unlink()
    (root / "X.md").mkdir()  # what cannot be read as a file asks for a sweep
    assert vault.refresh(["vaultkit.toml", "X.md"])
    assert not problems(vault)
    read: list[str] = []
    looking = Known.read

    def counted(self: Known, path: str, *given: object, **others: object) -> Reading | None:
        read.append(path)
        return looking(self, path, *given, **others)  # type: ignore[arg-type] # as given

    monkeypatch.setattr(Known, "read", counted)
    vault.refresh()
    assert "Forms/Person.md" not in read  # once is enough


def test_a_note_that_turns_while_it_is_saved_stays_as_it_was_known(root: Path) -> None:
    """Fails if it counts as gone: blocks would be rewritten without the person."""
    now = [0.0]
    vault = Vault.open(root, {}, calm=0.15, clock=lambda: now[0])
    before = vault.index.notes["Forms/Person.md"]
    (root / "vaultkit.toml").write_text(TEMPLATES, "utf-8")
    (root / "Forms/Person.md").write_text(PLACEHOLDER + "more\n", "utf-8")
    os.utime(root / "Forms/Person.md", (10**10, 10**10))
    vault.refresh(["vaultkit.toml", "Forms/Person.md"])
    assert vault.doubtful == {"Forms/Person.md"}
    assert vault.index.notes["Forms/Person.md"] == before
    now[0] += 1.0
    assert vault.refresh(sorted(vault.doubtful))
    assert vault.index.notes["Forms/Person.md"].digest != before.digest
    assert not problems(vault)


def test_a_note_in_a_new_spelling_is_no_second_note(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails if, where the disk opens a file by any spelling, the old one stays until the next sweep."""
    attempt = reader._attempt  # noqa: SLF001 - what opens a file

    def by_any_spelling(place: str, *others: object) -> object:
        wanted = Path(place)
        named = [str(each) for each in wanted.parent.iterdir() if each.name.casefold() == wanted.name.casefold()]
        return attempt(named[0] if named else place, *others)  # type: ignore[arg-type] # as given

    monkeypatch.setattr(reader, "_attempt", by_any_spelling)
    vault = Vault.open(root, {})
    (root / "X.md").rename(root / "x.md")
    for paths in (["X.md", "x.md"], ["x.md"]):
        vault.refresh(paths)
        assert list(vault.index.notes) == ["Forms/Person.md", "x.md"]


def test_two_notes_whose_names_differ_by_case_alone_are_two(root: Path) -> None:
    vault = Vault.open(root, {})
    (root / "x.md").write_bytes(b"x")
    if (root / "X.md").samefile(root / "x.md"):
        pytest.skip("this disk takes no notice of case")
    vault.refresh(["x.md"])
    assert list(vault.index.notes) == ["Forms/Person.md", "X.md", "x.md"]
