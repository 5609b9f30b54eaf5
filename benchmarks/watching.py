"""How long it takes from an edit in an editor until the watcher has rewritten the dashboard."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from measure import Row, shown

DASHBOARD = "Dashboard.md"
_PATIENCE = 60.0
_QUIET = 0.3
"""Seconds between two edits, so that each is one of its own."""
_MOST = 0.99


def latencies(root: Path, note: Path, before: tuple[str, ...], edits: int) -> list[float]:
    """Return the seconds of so many edits, which take somebody's tier away and give it back: the dashboard shows both.

    ``before`` are the words that begin a command line of vaultkit's for this vault.
    """
    subprocess.run([*before, "dashboard"], check=True, capture_output=True)  # noqa: S603 - our own lines
    found = []
    with _watcher(before):
        _wait_for_first_rewrite(root, note)
        for _ in range(edits):
            time.sleep(_QUIET)
            found.append(_edit(root, note))
    return found


def rows(times: list[float]) -> Iterator[Row]:
    """Yield the median and the 99th percentile."""
    most = sorted(times)[min(len(times) - 1, int(len(times) * _MOST))]
    for words, value, wanted in (("median", statistics.median(times), 0.35), ("99th percentile", most, 0.8)):
        name = f"an edit to the rewritten dashboard, {words} of {len(times)}"
        yield Row(name, shown(value), f"{shown(wanted)} (wanted)", value / wanted, "at most 1")


@contextmanager
def _watcher(before: tuple[str, ...]) -> Iterator[None]:
    """Keep a watcher running."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([*before, "watch"], **quiet) as watcher:  # type: ignore[call-overload]  # noqa: S603 - ours
        try:
            yield
        finally:
            watcher.terminate()


def _edit(root: Path, note: Path) -> float:
    """Save a note as an editor does, with its tier taken away or given back; return when the dashboard was new."""
    text = note.read_text("utf-8")
    other = "tier: close\n" if "tier:\n" in text else "tier:\n"
    written = note.with_name(".saving")
    written.write_text(text.replace("tier: close\n" if other == "tier:\n" else "tier:\n", other), "utf-8", newline="\n")
    shown_now = (root / DASHBOARD).read_bytes()
    os.replace(written, note)  # noqa: PTH105 - the one step that counts
    began = time.perf_counter()
    while (root / DASHBOARD).read_bytes() == shown_now:
        took = time.perf_counter() - began
        assert took < _PATIENCE, "the watcher did not rewrite the dashboard"
        time.sleep(0.001)
    return time.perf_counter() - began


def _wait_for_first_rewrite(root: Path, note: Path) -> None:
    """Edit until the watcher, which may still be reading the vault, is seen to answer."""
    shown_first = (root / DASHBOARD).read_bytes()
    end = time.monotonic() + _PATIENCE
    while (root / DASHBOARD).read_bytes() == shown_first:
        assert time.monotonic() < end, "the watcher did not begin"
        text = note.read_text("utf-8")
        note.write_text(text.replace("tier: close\n", "tier:\n"), "utf-8", newline="\n")
        time.sleep(1)


def command(root: Path, today: str) -> tuple[str, ...]:
    """Return the words that begin a command line for a vault."""
    return (sys.executable, "-m", "vaultkit", "--vault", str(root), "--today", today)
