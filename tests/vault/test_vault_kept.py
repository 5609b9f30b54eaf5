"""What is kept of a vault: never another note than the file holds, and nothing damaged for longer than a run."""

import os
from pathlib import Path

import pytest

from vaultkit.disk.cache import Cache
from vaultkit.disk.state import cache_folder
from vaultkit.vault import Vault

pytestmark = pytest.mark.cache


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    folder.mkdir()
    write(folder, "a.md", "# a\n", 1000)
    write(folder, "b.md", "# b\n", 1000)
    return folder


def write(root: Path, path: str, text: str, time: int) -> None:
    (root / path).write_text(text)
    os.utime(root / path, (time, time))


def titles(vault: Vault) -> dict[str, str]:
    return {path: note.headings[0].title for path, note in vault.index.notes.items()}


def test_a_note_that_says_again_what_it_said_is_not_the_one_that_another_process_read_meanwhile(root: Path) -> None:
    """Fails where the new time of the file is put beside whatever digest the cache has by now."""
    Vault.open(root, {})
    slow = Vault.open(root, {})
    slow.index.notes.digests()
    write(root, "a.md", "# for a moment\n", 2000)
    assert titles(Vault.open(root, {}))["a.md"] == "for a moment"
    write(root, "a.md", "# a\n", 3000)
    slow.refresh()
    slow.save_cache()
    assert titles(Vault.open(root, {})) == titles(slow) == {"a.md": "a", "b.md": "b"}


def test_a_note_that_was_touched_needs_no_reading_in_the_next_run(root: Path) -> None:
    """Fails where the new time of a file is not kept, or not beside the digest of its note."""
    Vault.open(root, {})
    vault = Vault.open(root, {})
    digests = vault.index.notes.digests()
    write(root, "a.md", "# a\n", 2000)
    vault.refresh()
    vault.save_cache()
    keys = Cache(cache_folder(root)).keys()
    assert {path: key.digest for path, key in keys.items()} == digests
    assert Vault.open(root, {}).from_cache == 2
