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
LITTLE, MUCH = 80, 280
"""People: more than any block names, and many more."""
PERSON = """---
birthday: 1990-06-01
cadence: 60
interests: [chess{topic:03}]
tags: [friend]
---
Met by [[Person {other:03}]].

- [ ] write to them 📅 2027-01-01

## Log
- 2026-11-01 -> email: the garden #chess
- 2026-10-20 -> email: the garden again
- 2026-10-01 <- email: the press, with [[Person {other:03}]]
"""
ASKING = """---
cadence: 60
interests: [topic{topic:03}]
---
## Log
- 2026-11-01 -> email: the garden
- 2026-10-20 -> email: the garden again
- 2026-10-01 <- email: the press
- 2026-09-21 <- email: the press
- 2026-09-01 <- email: the press
"""
"""Somebody to whom an introduction is offered, to the few who care about the same."""
DUE = PERSON.replace("cadence: 60", "cadence: 7")
DASHBOARD = "Dashboard.md"
LINES = ("- 2026-11-{} call: x", "- 2026-11-{} -> help: x", "- [ ] bring it 📅 2026-12-{}", "- 2026-11-{} note: x")
FIRST, THEN = ("People/Person 002.md", "19"), ("People/Person 003.md", "21")
"""Who is written about first, on which day, and then, when it is counted: from then on the second was seen last."""


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

    def __init__(self, folder: Path, people: int, person: str) -> None:
        """Make the vault, and bring its dashboard up to date."""
        notes = {f"People/Person {n:03}.md": person.format(other=(n + 1) % people, topic=n // 4) for n in range(people)}
        notes |= {f"Daily/{n}.md": f"- lunch with [[Person {n:03}]]\n" for n in range(0, people, 4)}
        markers = [block(kind.name) for kind in KINDS] + [
            block("people.all", tag="friend"),
            block("people.due", within=9),
        ]
        notes["Me.md"] = "---\ninterests: [chess000]\n---\n"
        notes[DASHBOARD] = "\n\n".join(markers)
        self.root, self.batches, seconds = make_vault(folder, notes), Batches(), count(0.0, 60.0)
        clock = Clock(lambda: datetime.now(UTC) + timedelta(hours=1), lambda: next(seconds), lambda: TODAY)
        self.reports = Follower(open_with(self.root, TODAY), self.batches, clock).reports()
        assert next(self.reports).rewritten == (DASHBOARD,)

    def edit(self, path: str, line: str) -> None:
        note = self.root / path
        note.write_text(f"{note.read_text('utf-8')}{line}\n", "utf-8")
        self.batches.left += [Batch(frozenset({path})), Batch(frozenset({DASHBOARD}))]
        assert next(self.reports).rewritten == (DASHBOARD,)


def lines_run(folder: Path, people: int, person: str) -> Counter[str]:
    """Return how many lines of Python each function runs for one edit of each kind, after some others."""
    counted: Counter[str] = Counter()

    def trace(frame: FrameType, event: str, _: Any) -> Any:  # noqa: ANN401 - as sys.settrace wants it
        if event == "line":
            counted[f"{Path(frame.f_code.co_filename).name}:{frame.f_code.co_qualname}"] += 1
        return trace

    def work() -> None:
        vault = Edited(folder, people, person)
        for line in LINES:
            vault.edit(FIRST[0], line.format(FIRST[1]))
        sys.settrace(trace)
        for line in LINES:
            vault.edit(THEN[0], line.format(THEN[1]))
        sys.settrace(None)

    thread = Thread(target=work)  # a trace function is a thread's own
    thread.start()
    thread.join()
    return counted


@pytest.mark.cache
@pytest.mark.parametrize("person", [PERSON, ASKING, DUE], ids=["as most are", "whom the network is asked for", "due"])
def test_an_edit_costs_the_note_and_its_blocks_and_not_the_vault(person: str, tmp_path: Path) -> None:
    """Fails where anything goes through everybody: each person more would then be a line of Python more, at least."""
    little, much = (lines_run(tmp_path / str(people), people, person) for people in (LITTLE, MUCH))
    more = {name: much[name] - little[name] for name in much if much[name] > little[name] + (MUCH - LITTLE) // 2}
    assert little.total()
    assert not more
    assert much.total() - little.total() < MUCH - LITTLE
