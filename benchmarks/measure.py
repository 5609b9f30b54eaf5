"""How two sides are measured: in turns, so that a machine that is busy for a while slows both; medians, and a ratio."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Work = Callable[[], object]
"""What is measured: by the clock, or by itself if it answers with seconds as a float."""

FEWEST = 5
"""Rounds of what takes long, if so many are wanted at all."""
LONG = 45.0
"""Seconds after which a row has taken long."""


@dataclass(frozen=True)
class Row:
    """One line of the table: what ours took, what it was measured against, their ratio and what it should be."""

    name: str
    ours: str
    against: str
    ratio: float
    wanted: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as text."""
        return self.name, self.ours, self.against, f"{self.ratio:.2f}", self.wanted


def seconds(work: Work) -> float:
    """Return how long it took, or what it says itself."""
    began = time.perf_counter()
    said = work()
    took = time.perf_counter() - began
    return said if isinstance(said, float) else took


def medians(sides: Sequence[Work], rounds: int) -> list[float]:
    """Return the median of each side's seconds over so many rounds, in each of which every side has its turn.

    Of more rounds than five there are fewer where these take long.
    """
    began = time.perf_counter()
    times: list[list[float]] = []
    while len(times) < rounds and (len(times) < FEWEST or time.perf_counter() - began < LONG):
        times.append([seconds(work) for work in sides])
    return [statistics.median(side) for side in zip(*times, strict=True)]


def shown(took: float) -> str:
    """Return seconds in milliseconds."""
    return f"{took * 1000:,.1f} ms"


def compared(name: str, ours: float, against: float, other: str, wanted: str = "") -> Row:
    """Return the row of two sides; ``other`` says what the second one is."""
    return Row(name, shown(ours), f"{shown(against)} ({other})", ours / against, wanted)


def program(*arguments: str, python: str = sys.executable) -> Work:
    """Return a run of a whole Python program."""

    def run() -> None:
        subprocess.run([python, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own lines

    return run
