"""Every call of the file system of every command that writes goes wrong once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from fault_commands import COMMANDS

FULL = os.environ.get("VAULTKIT_HEAVY") == "full"
LOOP = Path(__file__).with_name("fault_loop.py")
STEPS = {"error": 43, "short": 11, "kill": 3}

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the loop needs children")


def points(folder: Path, command: str, fault: str, step: int) -> list[dict[str, object]]:
    """Let calls of a command go wrong; nothing may be wrong with what any of them leaves."""
    words = [sys.executable, LOOP, folder, command, fault, str(step)]
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [point for point in found if point["wrong"]] == []
    return found


@pytest.mark.slow
@pytest.mark.parametrize("fault", STEPS)
@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_is_corrupt_lost_or_doubled(tmp_path: Path, command: str, fault: str) -> None:
    """Each call fails (no space, an error of the disk, no right), reads or writes one byte alone, or is the last.

    After each: every file has bytes that it has in a run without a fault, whoever says that he failed has written
    nothing, no temporary file is left but by a kill, and the command run again (or another, where it was done)
    comes to the very bytes of a run without a fault, so that no line is lost and none is there twice.

    It has failed: without the read after a write suppressed, a write that was done was said to have failed; without
    ``recover``, a kill between two notes left the line in one of them; without ``remove_leftovers``, the temporary
    file of a killed write stayed; without the rollback, an error at the second note left the line in the first.
    """
    found = points(tmp_path, command, fault, 1 if FULL else STEPS[fault])
    assert len(found) >= (12 if fault != "short" else 3)


@pytest.mark.parametrize("fault", STEPS)
def test_a_few_of_them(tmp_path: Path, fault: str) -> None:
    """The same for one command and some calls, in the plain suite."""
    assert points(tmp_path, "log-with", fault, 211)
