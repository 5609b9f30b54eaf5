"""What a watcher takes for an edit: its work, and how long it is until the dashboard is rewritten."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count

from generated_vault import TODAY
from measure import Row, shown
from measured_vault import DASHBOARD, MeasuredVault

from vaultkit.disk.watcher import Batch, Way
from vaultkit.plugins.host import Host
from vaultkit.session.follow import Clock, Follower
from vaultkit.session.session import open_session

_PATIENCE = 120.0
_SOON, _LATER = 0.5, 4.0
"""Seconds between edits: they come in pairs, as somebody saves who corrects what they have just written."""
_LONG_AGO = timedelta(hours=1)
"""Since the last edit of the dashboard, for a watcher that is not to wait until it has been quiet for long enough."""
_MOST = 0.99
WORK = 0.05
"""Seconds of work that are wanted for an edit."""


def latencies(vault: MeasuredVault, edits: int) -> list[float]:
    """Return the seconds from so many edits to the dashboard that shows them, with the program running beside."""
    found = []
    with _watcher(vault):
        _wait_for_first_rewrite(vault)
        for number in range(edits):
            time.sleep(_SOON if number % 2 else _LATER)
            found.append(_until_shown(vault))
    assert vault.is_right(), "the watcher left another dashboard than a command would"
    return found


def rows(times: list[float]) -> Iterator[Row]:
    """Yield the median and the 99th percentile."""
    most = sorted(times)[min(len(times) - 1, int(len(times) * _MOST))]
    for words, value, wanted in (("median", statistics.median(times), 0.35), ("99th percentile", most, 0.8)):
        name = f"an edit to the rewritten dashboard, {words} of {len(times)}"
        yield Row(name, shown(value), f"{shown(wanted)} (wanted)", value / wanted, "at most 1")


def work(vault: MeasuredVault, host: Host) -> Callable[[], float]:
    """Return what does one edit and answers with the seconds that the processor works for it in a watcher.

    That is all that ``vaultkit watch`` does from the batch of changes until it waits again, the dashboard written and
    its own write heard of; without the debounce and the threads that bring the events.
    """
    times, batches = count(0.0, 60.0), _Batches()
    clock = Clock(lambda: datetime.now(UTC) + _LONG_AGO, lambda: next(times), lambda: TODAY)
    follower = Follower(open_session(vault.root, host, TODAY), batches, clock)
    reports = follower.reports()
    next(reports)

    def run() -> float:
        vault.edit()
        batches.left += [Batch(frozenset({vault.edited})), Batch(frozenset({DASHBOARD}))]
        began = time.process_time()
        report = next(reports)
        took = time.process_time() - began
        assert report.rewritten == (DASHBOARD,), report
        return took

    run()
    assert vault.is_right()
    return run


class _Batches:
    """Batches of changes as a watcher gives them; ``left`` are those to come."""

    way = Way.EVENTS

    def __init__(self) -> None:
        self.left: list[Batch] = []

    def wait(self, seconds: float) -> Batch | None:  # noqa: ARG002 - of a watcher's
        """Return the next batch."""
        return self.left.pop(0)


@contextmanager
def _watcher(vault: MeasuredVault) -> Iterator[None]:
    """Keep a watcher running."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    line = [sys.executable, *vault.words("watch")]
    with subprocess.Popen(line, **quiet) as watcher:  # type: ignore[call-overload]  # noqa: S603 - our own line
        try:
            yield
        finally:
            watcher.terminate()


def _until_shown(vault: MeasuredVault) -> float:
    """Edit a note; return the seconds until the dashboard is another."""
    place = vault.root / DASHBOARD
    before = place.read_bytes()
    vault.edit()
    began = time.perf_counter()
    while place.read_bytes() == before:
        took = time.perf_counter() - began
        assert took < _PATIENCE, "the watcher did not rewrite the dashboard"
        time.sleep(0.001)
    return time.perf_counter() - began


def _wait_for_first_rewrite(vault: MeasuredVault) -> None:
    """Edit until the watcher, which may still be reading the vault, is seen to answer."""
    place = vault.root / DASHBOARD
    before = place.read_bytes()
    end = time.monotonic() + _PATIENCE
    vault.edit()
    while place.read_bytes() == before:
        assert time.monotonic() < end, "the watcher did not begin"
        time.sleep(0.1)
