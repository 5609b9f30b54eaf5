"""Four loggers and two editors on the same ten notes: no line is lost, and none stands there twice."""

import re
from collections import Counter
from pathlib import Path

import pytest
from watch_harness import BLOCK, FULL, elsewhere, ended, program, wait_for

from vaultkit.testing import make_vault

pytestmark = pytest.mark.slow

LOGGERS = 4
LINES = 5_000 if FULL else 1_000
NOTE = "Edited by one: 0\n\nEdited by two: 0\n\n## Interactions\n\n- 2026-10-01 call: begun\n"
WAYS = {"one": "in-place", "two": "by-rename"}


def logged(root: Path) -> Counter[str]:
    """Count every logged line in all notes."""
    text = "\n".join(place.read_text("utf-8") for place in (root / "People").glob("*.md"))
    return Counter(re.findall(r"call: (logger\d \d+)\.$", text, re.MULTILINE))


def test_no_line_is_lost_and_none_is_doubled(tmp_path: Path) -> None:
    """Without the watcher's look at what became of each line, the editors' old buffers wipe out dozens of them."""
    notes = {f"People/Person {number}.md": NOTE for number in range(10)}
    root = make_vault(tmp_path / "vault", {**notes, "Dashboard.md": BLOCK})
    stop = tmp_path / "stop"
    each = LINES // LOGGERS
    wanted = Counter(f"logger{logger} {number}" for logger in range(LOGGERS) for number in range(each))
    with program(root):
        editors = [elsewhere("watch_editor.py", root, name, way, stop) for name, way in WAYS.items()]
        loggers = [elsewhere("watch_logger.py", root, f"logger{number}", each) for number in range(LOGGERS)]
        for logger in loggers:
            ended(logger)
        stop.touch()
        for editor in editors:
            ended(editor)
        try:
            wait_for(lambda: logged(root) == wanted, "the lines that were saved over", 90.0)
        except AssertionError:
            found = logged(root)
            lost, more = sorted((wanted - found).elements()), sorted((found - wanted).elements())
            pytest.fail(f"lost: {len(lost)} {lost[:20]}; doubled: {len(more)} {more[:20]}")
    texts = [place.read_text("utf-8") for place in (root / "People").glob("*.md")]
    edits = [int(number) for text in texts for number in re.findall(r"^Edited by \w+: (\d+)$", text, re.MULTILINE)]
    assert sum(1 for number in edits if number) > 10, "the editors have hardly edited"
