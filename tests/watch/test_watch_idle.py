"""A watcher that is left running: it writes nothing, takes no time, and does not grow."""

import os
import sys
import time
from pathlib import Path

import pytest
from watch_harness import BLOCK, FULL, elsewhere, ended, processor_seconds, program, storm_vault, wait_for

pytestmark = pytest.mark.slow

QUIET = 3600.0 if FULL else 300.0
CHANGES = 100_000 if FULL else 10_000
SHARE = 0.01
"""Of one core's time."""
GROWTH = 8 * 1024
"""KiB; an index of 300 notes takes less, so that one that is kept too many is seen."""


def everything(*roots: Path) -> dict[str, tuple[int, int, int]]:
    """Return each file and folder with what tells that nobody has written to it."""
    found = {}
    for root in roots:
        for place in (root, *root.rglob("*")):
            stat = place.lstat()
            found[str(place)] = (stat.st_mtime_ns, stat.st_ino, stat.st_size)
    return found


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="the system does not tell how much time a program took")
def test_while_nothing_changes_nothing_is_written_and_no_time_is_taken(tmp_path: Path) -> None:
    """The time is what the program has taken, less that of a run which ends once it has started."""
    root = storm_vault(tmp_path)
    with program(root) as process:
        start = processor_seconds(process)
    (root / "Dashboard.md").write_text(BLOCK, "utf-8")
    state, cache = (Path(os.environ[f"VAULTKIT_{name}_DIR"]) for name in ("STATE", "CACHE"))
    with program(root) as process:
        began = time.monotonic()
        time.sleep(10.0)
        before = everything(root)
        # The first sweep may keep for the next run what was too fresh to be kept at the start.
        time.sleep(65.0)
        before |= everything(state, cache)
        time.sleep(QUIET - 75.0)
        after = everything(root, state, cache)
        seconds = time.monotonic() - began
        taken = processor_seconds(process)
    assert {place for place in before.keys() | after.keys() if before.get(place) != after.get(place)} == set()
    assert taken - start < SHARE * seconds


def memory(pid: int) -> int:
    """Return how many KiB of memory a process holds."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(status.partition("VmRSS:")[2].split()[0])


def handles(pid: int) -> int:
    """Return how many files a process has open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def at_rest(pid: int) -> tuple[int, int]:
    """Return the least of both that is seen in three seconds: while a sweep is at work it holds more."""
    looks = []
    for _ in range(30):
        time.sleep(0.1)
        looks.append((memory(pid), handles(pid)))
    return min(held for held, _ in looks), min(opened for _, opened in looks)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells of another process's memory")
def test_memory_and_open_files_do_not_grow_with_changes(tmp_path: Path) -> None:
    root = storm_vault(tmp_path)
    (root / "vaultkit.toml").write_text("[watch]\ndebounce = 0.05\n", "utf-8")
    with program(root) as process:

        def change(count: int) -> tuple[int, int]:
            (root / "Dashboard.md").write_text(BLOCK, "utf-8")
            ended(elsewhere("watch_saver.py", "many", root, count))
            wait_for(lambda: (root / "Dashboard.md").read_text("utf-8") != BLOCK, "the rewrite after the changes")
            return at_rest(process.pid)

        change(CHANGES // 5)
        first_memory, first_handles = change(CHANGES // 5)
        last_memory, last_handles = change(CHANGES)
    assert last_handles <= first_handles
    assert last_memory <= first_memory + GROWTH
