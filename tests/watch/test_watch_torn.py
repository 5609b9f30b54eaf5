"""Torn reads: a large note is saved in place without a pause, and only whole versions of it enter the index."""

import time
from pathlib import Path

import pytest
from watch_harness import FULL, PATIENCE, elsewhere, ended, followed, wait_for, wait_until_right

from vaultkit.testing import make_vault

pytestmark = pytest.mark.slow

SECONDS = 300.0 if FULL else 20.0


def test_no_version_enters_the_index_that_was_never_a_whole_file(tmp_path: Path) -> None:
    """Without the wait until a file is still, half of a save between two of its writes is taken for a version."""
    root = make_vault(tmp_path / "vault", {f"{number}.md": "x" for number in range(30)})
    place, stop = root / "Big.md", tmp_path / "stop"
    saver = elsewhere("watch_saver.py", "big", place, stop)
    wait_for(place.exists, "the first version")
    seen: set[str] = set()
    with followed(root, debounce=0.01, sweep=0.5) as found:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            note = found.index.notes.get("Big.md")
            seen.add(note.digest if note else "")
            time.sleep(0.001)
        stop.touch()
        whole = ended(saver).split()
        wait_until_right(found, root, PATIENCE)
        seen.add(found.index.notes["Big.md"].digest)
    assert len(whole) > 50
    assert seen - set(whole) <= {""}, "a version that never was"
    assert whole[-1] in seen
