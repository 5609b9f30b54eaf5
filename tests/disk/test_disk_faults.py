"""What a write leaves behind when the system fails, at every single call."""

import subprocess
import sys
from pathlib import Path

import pytest
from disk_faulty import Fault, Faulty
from disk_four_changes import AFTER, BEFORE, journal_of, make, write

from vaultkit.disk import gateway
from vaultkit.disk.walk import scan
from vaultkit.errors import VaultkitError


def files(root: Path) -> dict[str, bytes]:
    return {str(place.relative_to(root)): place.read_bytes() for place in sorted(root.rglob("*")) if place.is_file()}


def run_with(fault: Fault, number: int, root: Path) -> tuple[bool, bool]:
    """Write with a fault at that call; return whether it was met, and whether the write said that it was done."""
    journal = journal_of(root)
    with pytest.MonkeyPatch.context() as monkeypatch:
        faulty = Faulty.with_monkeypatch(fault, number, monkeypatch)
        faulty.is_on = True
        try:
            write(root, journal)
        except VaultkitError:
            return faulty.was_met, False
        finally:
            faulty.is_on = False
    return faulty.was_met, True


@pytest.mark.parametrize("fault", ["error", "short"])
def test_a_call_that_fails_leaves_all_old_or_all_new(tmp_path: Path, fault: Fault) -> None:
    """Fails without the rollback, and without the temporary files being removed."""
    number, met = 0, True
    while met:
        number += 1
        root = make(tmp_path / str(number))
        met, done = run_with(fault, number, root)
        assert files(root) == (AFTER if done else BEFORE), number
        if fault == "short":
            assert [entry.state for entry in journal_of(root).entries()] == ["done"], number
        if not done:
            assert sorted(place.name for place in root.iterdir() if place.is_dir()) == ["People"], number
            assert fault == "error"
    assert number > (80 if fault == "error" else 4)


def test_a_disk_that_dies_leaves_what_the_next_run_can_settle(tmp_path: Path) -> None:
    number, met = 0, True
    while met:
        number += 1
        root = make(tmp_path / str(number))
        met, done = run_with("dead", number, root)
        settle(root)
        assert files(root) in ([AFTER] if done else [BEFORE, AFTER]), number
    assert number > 80


def settle(root: Path) -> None:
    """Do what the next command that writes does first."""
    gateway.remove_leftovers(root, scan(root).leftovers)
    gateway.recover(root, journal_of(root))
    assert not scan(root).leftovers
    assert not journal_of(root).unfinished()


def test_a_write_that_is_killed_is_settled_by_the_next(tmp_path: Path) -> None:
    """Fails without ``recover``: some files are old, some new; without ``remove_leftovers``: temporary ones stay."""
    program = Path(__file__).with_name("disk_four_changes.py")
    ran = subprocess.run([sys.executable, program, tmp_path], check=True, capture_output=True, text=True)
    points = int(ran.stdout)
    assert points > 80
    seen: list[dict[str, bytes]] = []
    for number in range(1, points + 1):
        root = tmp_path / str(number)
        for path, data in files(root).items():
            if not Path(path).name.startswith("."):
                # Each file by itself is whole, even before anything is settled.
                assert data in (BEFORE.get(path), AFTER.get(path), b"b\n", b"B\n"), (number, path)
        settle(root)
        seen.append(files(root))
        assert seen[-1] in (BEFORE, AFTER), number
        if seen[-1] == BEFORE and number % 8 == 0:
            # Nothing that was left stands in the way of doing it again; to try each time is slow.
            write(root, journal_of(root))
            assert files(root) == AFTER
    assert seen[0] == BEFORE
    assert seen[-1] == AFTER
    assert seen == sorted(seen, key=lambda found: found == AFTER)
