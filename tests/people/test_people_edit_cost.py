"""What an edit costs while a watcher runs: the edited note and the blocks that it touches, not the vault.

Lines of Python are counted, and no clock is asked. Some things still cost a little for each note, to copy a dict of
them for instance, but Python does those in one go.
"""

import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from threading import Thread
from types import FrameType
from typing import Any

import pytest

from vaultkit.disk.watcher import Batch, Way
from vaultkit.people.blocks.catalogue import KINDS
from vaultkit.session.follow import Clock, Follower
from vaultkit.testing.vaults import block, make_vault, open_with

TODAY = date(2026, 11, 22)
LITTLE, MUCH = 80, 480
"""People: more than any block names, and many more."""
PERSON = """---
birthday: 1990-06-01
cadence: 60
interests: [chess]
tags: [friend]
---
Met by [[Person {other}]].

- [ ] write to them 📅 2027-01-01

## Log
- 2026-11-01 -> email: the garden #chess
- 2026-10-20 -> email: the garden again
- 2026-10-01 <- email: the press, with [[Person {other}]]
"""
EDITED, DASHBOARD = "People/Person 3.md", "Dashboard.md"
LINES = ("- 2026-11-21 call: {}", "- 2026-11-20 -> help: {}", "- [ ] bring {} 📅 2026-12-01", "- 2026-11-19 note: {}")


class Batches:
    """Batches of changes as a watcher gives them; ``left`` are those to come."""

    way = Way.EVENTS

    def __init__(self) -> None:
        """Begin with none."""
        self.left: list[Batch] = []

    def wait(self, _: float) -> Batch | None:
        return self.left.pop(0)


class Edited:
    """A vault with every block in its dashboard, with options and without, and a watcher that hears of edits."""

    def __init__(self, folder: Path, people: int) -> None:
        """Make the vault, and bring its dashboard up to date."""
        notes = {f"People/Person {n}.md": PERSON.format(other=(n + 1) % people) for n in range(people)}
        notes |= {f"Daily/{n}.md": f"- lunch with [[Person {n}]]\n" for n in range(0, people, 4)}
        markers = [block(kind.name) for kind in KINDS] + [
            block("people.all", tag="friend"),
            block("people.due", within=9),
        ]
        notes[DASHBOARD] = "\n\n".join(markers)
        self.root, self.batches, seconds = make_vault(folder, notes), Batches(), count(0.0, 60.0)
        clock = Clock(lambda: datetime.now(UTC) + timedelta(hours=1), lambda: next(seconds), lambda: TODAY)
        self.reports = Follower(open_with(self.root, TODAY), self.batches, clock).reports()
        assert next(self.reports).rewritten == (DASHBOARD,)

    def edit(self, line: str) -> None:
        note = self.root / EDITED
        note.write_text(f"{note.read_text('utf-8')}{line}\n", "utf-8")
        self.batches.left += [Batch(frozenset({EDITED})), Batch(frozenset({DASHBOARD}))]
        assert next(self.reports).rewritten == (DASHBOARD,)


def lines_run(folder: Path, people: int) -> Counter[str]:
    """Return how many lines of Python each function runs for one edit of each kind, after some others."""
    counted: Counter[str] = Counter()

    def trace(frame: FrameType, event: str, _: Any) -> Any:  # noqa: ANN401 - as sys.settrace wants it
        if event == "line":
            counted[f"{Path(frame.f_code.co_filename).name}:{frame.f_code.co_qualname}"] += 1
        return trace

    def work() -> None:
        vault = Edited(folder, people)
        for line in LINES:
            vault.edit(line.format("one"))
        sys.settrace(trace)
        for line in LINES:
            vault.edit(line.format("two"))
        sys.settrace(None)

    thread = Thread(target=work)  # a trace function is a thread's own
    thread.start()
    thread.join()
    return counted


@pytest.mark.cache
def test_an_edit_costs_the_note_and_its_blocks_and_not_the_vault(tmp_path: Path) -> None:
    """Fails where anything goes through everybody: each person more would then be a line of Python more, at least."""
    little, much = lines_run(tmp_path / "little", LITTLE), lines_run(tmp_path / "much", MUCH)
    more = {name: much[name] - little[name] for name in much if much[name] > little[name] + (MUCH - LITTLE) // 2}
    assert little.total()
    assert not more
    assert much.total() - little.total() < MUCH - LITTLE
