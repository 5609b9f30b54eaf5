"""A vault's folder that goes away: what was known is kept, nothing is written, and it is right again within 10 s."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from watch_harness import ADA, BLOCK, Followed, followed, fresh, wait_for, wait_until_right

from vaultkit.testing import make_vault

pytestmark = pytest.mark.slow

PEOPLE = 60


@pytest.fixture
def root(tmp_path: Path) -> Path:
    notes = {f"People/{number}.md": ADA for number in range(PEOPLE)}
    folder = make_vault(tmp_path / "vault", {**notes, "Dashboard.md": BLOCK})
    os.utime(folder / "Dashboard.md", (1, 1))  # rewritten at once, and not while a test takes the folder away
    return folder


def is_braked(found: Followed) -> bool:
    """Return whether the watcher has seen that the notes are gone, and does not believe it."""
    return found.session.vault.held_back


def paths(found: Followed) -> set[str]:
    return set(found.index.notes)


def goes_and_comes_back(root: Path, go: Callable[[], object], come_back: Callable[[], object]) -> None:
    """See a folder go: the index stays as it was, and when the folder is back it is right within ten seconds."""
    with followed(root) as found:
        wait_until_right(found, root, 10.0)
        known = paths(found)
        assert len(known) == PEOPLE + 1
        go()
        wait_for(lambda: is_braked(found), "the brake", 10.0)
        assert paths(found) == known
        assert not (root / "Dashboard.md").exists()
        come_back()
        wait_until_right(found, root, 10.0)
        wait_for(lambda: not is_braked(found), "the end of the brake", 10.0)
        for number in range(1, 4):
            (root / f"People/New {number}.md").write_text(ADA)
            wait_until_right(found, root, 10.0)
        wait_for(lambda: f"{PEOPLE + 3} people" in (root / "Dashboard.md").read_text("utf-8"), "the dashboard", 10.0)


def test_deleted_and_made_again(root: Path, tmp_path: Path) -> None:
    """The observer is deaf for good, but for three looks: at the folder, at the observer, at how many folders it has.

    Each of them is enough; the test has been seen to fail without all three.
    """
    copy = tmp_path / "copy"
    shutil.copytree(root, copy)
    goes_and_comes_back(root, lambda: shutil.rmtree(root), lambda: shutil.copytree(copy, root))


def test_renamed_away_and_back(root: Path, tmp_path: Path) -> None:
    away = tmp_path / "away"
    goes_and_comes_back(root, lambda: root.rename(away), lambda: away.rename(root))


def test_replaced_by_an_empty_folder(root: Path, tmp_path: Path) -> None:
    """As where a share is unmounted; without the brake a dashboard would be written that counts nobody."""
    away = tmp_path / "away"

    def go() -> None:
        root.rename(away)
        root.mkdir()

    def come_back() -> None:
        assert list(root.iterdir()) == []
        root.rmdir()
        away.rename(root)

    goes_and_comes_back(root, go, come_back)


def test_most_notes_gone_at_once_leave_the_dashboard_alone(root: Path, tmp_path: Path) -> None:
    """Without the brake the dashboard would say after a second that there are ten people."""
    with followed(root, sweep=60.0) as found:
        wait_for(lambda: f"{PEOPLE} people" in (root / "Dashboard.md").read_text("utf-8"), "the dashboard", 10.0)
        before = (root / "Dashboard.md").read_bytes()
        known = paths(found)
        notes = sorted((root / "People").glob("*.md"))[: PEOPLE - 10]
        for note in notes:
            note.rename(tmp_path / note.name)
        wait_for(lambda: is_braked(found), "the brake", 10.0)
        (root / "People/New.md").write_text(ADA)
        with pytest.raises(AssertionError, match="in vain"):
            wait_for(lambda: (root / "Dashboard.md").read_bytes() != before, "a rewrite", 4.0)
        assert paths(found) >= known
        for note in notes:
            (tmp_path / note.name).rename(note)
        wait_until_right(found, root, 10.0)
        wait_for(lambda: f"{PEOPLE + 1} people" in (root / "Dashboard.md").read_text("utf-8"), "the dashboard", 10.0)
        assert paths(found) == set(fresh(root).vault.index.notes)
