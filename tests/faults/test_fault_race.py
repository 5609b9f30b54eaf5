"""Many who log at once, and editors that save meanwhile."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fault_race import EDITED, LOGGED, NOTES

from vaultkit.testing import make_vault

RACE = Path(__file__).with_name("fault_race.py")

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the loggers are children")


def race(folder: Path, loggers: int, lines: int) -> dict[str, Any]:
    """Let them race; nobody may fail."""
    root = make_vault(folder / "vault", NOTES)
    words = [sys.executable, RACE, root, str(loggers), str(lines)]
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert set(answer["ended"]) == {0}, done.stderr
    said: dict[str, Any] = answer["said"]
    return said


def assert_all_is_there(root: Path, said: dict[str, Any], loggers: int, lines: int) -> None:
    """Every logged line once; of what editors saved all that was not saved while nobody could look.

    An editor overwrites what it has not read, our lines among them: of these no more is asked than that none of them
    is there twice.
    """
    logged = [line[2:] for name in LOGGED for line in (root / f"People/{name}.md").read_text().splitlines()]
    wanted = [f"2026-11-22 logger {number} line {line}" for number in range(loggers) for line in range(lines)]
    assert sorted(line for line in logged if "logger" in line) == sorted(wanted)
    blind = [span for name, spans in said.items() if name.startswith("log-") for span in spans]
    for name in EDITED:
        found = (root / f"People/{name}.md").read_text().splitlines()
        assert len({line for line in found if line}) == len([line for line in found if line])
        saved = said[f"edit-{name}"]
        heard = [
            line
            for line, began, ended in saved
            if not any(note == name and began <= to and since <= ended for note, since, to in blind)
        ]
        assert len(heard) > 0.7 * len(saved)
        assert [line for line in heard if line not in found] == []
    assert sorted(place.name for place in (root / "People").iterdir()) == sorted(Path(path).name for path in NOTES)


@pytest.mark.slow
def test_eight_log_at_once_and_two_editors_save(tmp_path: Path) -> None:
    """Eight times a hundred lines are there once each, and no editor misses what it saved before we looked.

    It fails without the lock (lines are lost), without the digest before the replacement (editors lose lines),
    without planning again under the lock (whoever is late five times gives up), and without waiting for a note that
    is empty at the moment (an editor that saves in place loses everything).
    """
    said = race(tmp_path, 8, 100)
    assert_all_is_there(tmp_path / "vault", said, 8, 100)


def test_three_log_at_once_and_two_editors_save(tmp_path: Path) -> None:
    said = race(tmp_path, 3, 10)
    assert_all_is_there(tmp_path / "vault", said, 3, 10)
