"""Storms: another process works in the vault without a pause, and after it the watcher's index is that of the disk."""

import os
from pathlib import Path

import pytest
from watch_harness import FULL, elsewhere, ended, followed, storm_vault, wait_until_right

from vaultkit.disk import observing

pytestmark = pytest.mark.slow

STORMS = 10 if FULL else 2
OPERATIONS = 20_000 if FULL else 3_000
MAY_CHANGE_THE_SYSTEM = os.environ.get("VAULTKIT_TEST_SYSTEM") == "1"
QUEUE_OF_THE_SYSTEM = Path("/proc/sys/fs/inotify/max_queued_events")


def storms(folder: Path, *, within: float, sweep: float = 60.0) -> None:
    """Let storms pass over a vault, and see after each that nothing is stale, a ghost, or missing."""
    root = storm_vault(folder)
    with followed(root, sweep=sweep) as found:
        for seed in range(STORMS):
            ended(elsewhere("watch_storm.py", root, folder / "outside", seed, OPERATIONS))
            wait_until_right(found, root, within)


def test_after_a_storm_the_index_is_that_of_the_disk(tmp_path: Path) -> None:
    """Without the sweep after a storm, or after folders have moved, notes stay stale or missing."""
    storms(tmp_path, within=5.0)


def test_without_any_event_the_sweeps_find_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observing.Handler, "on_any_event", lambda *_: None)  # deaf, as on a share
    storms(tmp_path, within=10.0, sweep=2.0)


def test_hints_that_find_no_room_are_made_up_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observing, "_QUEUE", 20)
    storms(tmp_path, within=10.0)


def test_an_overflow_of_the_system_s_queue_is_made_up_for(tmp_path: Path) -> None:
    """The size is read when a queue is made: it is small for the moment in which the watcher begins.

    It is a setting of the whole machine, so it is only changed for who asks for it.
    """
    if not MAY_CHANGE_THE_SYSTEM or not os.access(QUEUE_OF_THE_SYSTEM, os.W_OK):
        pytest.skip("the system's queue cannot be made small here")
    before = QUEUE_OF_THE_SYSTEM.read_text("ascii")
    try:
        QUEUE_OF_THE_SYSTEM.write_text("16", "ascii")
    except OSError:
        pytest.skip("the system's queue cannot be made small here")
    try:
        root = storm_vault(tmp_path)
        with followed(root) as found:
            QUEUE_OF_THE_SYSTEM.write_text(before, "ascii")
            for seed in range(STORMS):
                ended(elsewhere("watch_storm.py", root, tmp_path / "outside", seed, OPERATIONS))
                wait_until_right(found, root, 5.0)
    finally:
        QUEUE_OF_THE_SYSTEM.write_text(before, "ascii")
