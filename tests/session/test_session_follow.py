"""Following goes on, whatever stops a single batch."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from vaultkit.disk.watcher import Batch, Way
from vaultkit.session.follow import Clock, Follower, Report
from vaultkit.session.session import Session
from vaultkit.testing import make_vault, open_with

TODAY = date(2026, 11, 22)
ADA = "---\ntrust: mutual\n---\n\n## Interactions\n\n- 2026-10-01 call: hello\n"
DASHBOARD = "<!-- vaultkit:begin people.summary -->\n<!-- vaultkit:end people.summary -->\n"


class Time:
    """A clock that stands until somebody waits."""

    def __init__(self, now: datetime = datetime(2026, 11, 22, 12, tzinfo=UTC)) -> None:
        """Begin at a time of day."""
        self.began = now
        self.passed = 0.0
        self.day: date | None = TODAY

    def clock(self) -> Clock:
        def now() -> datetime:
            return self.began + timedelta(seconds=self.passed)

        return Clock(now, lambda: self.passed, lambda: self.day or now().date())


class Given:
    """Batches as a test gives them, each after something has happened; time passes where it is waited for."""

    def __init__(self, time: Time, *steps: Callable[[], Batch | None]) -> None:
        """Do a step, then give its batch; for None let the time pass that is waited for."""
        self.way = Way.EVENTS
        self.waited: list[float] = []
        self._time = time
        self._steps = list(steps)

    def wait(self, seconds: float) -> Batch | None:
        self.waited.append(seconds)
        if not self._steps:
            return None
        batch = self._steps.pop(0)()
        self._time.passed += seconds if batch is None else 10.0
        return Batch() if batch is None else batch


@pytest.fixture
def root(tmp_path: Path) -> Path:
    notes = {f"People/{number}.md": ADA for number in range(12)}
    folder = make_vault(tmp_path / "vault", notes | {"Dashboard.md": DASHBOARD})
    for place in folder.rglob("*.md"):
        os.utime(place, (1, 1))
    return folder


def reports(session: Session, between: Callable[[int], None], batches: int) -> list[Report]:
    """Follow so many sweeps, before each of which something happens; return what each came to."""

    def step(number: int) -> Callable[[], Batch]:
        def give() -> Batch:
            between(number)
            return Batch(sweep=True)

        return give

    time = Time()
    follower = Follower(session, Given(time, *map(step, range(batches))), time.clock())
    return list(follower.reports())


@pytest.mark.parametrize("step", ["refresh", "moment", "update_dashboard", "save_cache"])
@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied", "/x"), OSError(), OSError(5, "I/O\nerror")])
def test_an_error_of_the_system_is_trouble_of_one_batch(
    root: Path, step: str, error: OSError, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = open_with(root, TODAY)

    def refusing(*_: object, **__: object) -> None:
        raise error

    def between(number: int) -> None:
        if number == 0:
            of: object = session.vault if step == "save_cache" else Session
            replacement: object = property(refusing) if step == "moment" else refusing
            monkeypatch.setattr(of, step, replacement)
            (root / "People/one.md").write_text(ADA)
        else:
            monkeypatch.undo()
            (root / "People/two.md").write_text(ADA)

    _, failed, well = reports(session, between, 2)
    assert failed.trouble
    assert "\n" not in failed.trouble
    assert well.trouble is None
    assert well.rewritten == ("Dashboard.md",)
    assert "14 people" in (root / "Dashboard.md").read_text()


def test_the_first_rewrite_may_fail_as_well(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = open_with(root, TODAY)

    def refusing(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Session, "update_dashboard", refusing)
    first, *_ = reports(session, lambda _number: None, 1)
    assert first.trouble == "Input/output error"


def test_a_folder_of_most_notes_that_is_moved_is_followed(root: Path) -> None:
    session = open_with(root, TODAY)

    def between(number: int) -> None:
        if number == 0:
            (root / "People/Friends").mkdir()
            for place in (root / "People").glob("*.md"):
                place.rename(root / "People/Friends" / place.name)

    _, moved = reports(session, between, 1)
    assert moved.trouble is None
    assert len(moved.notes) == 24
