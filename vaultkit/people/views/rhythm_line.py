"""The rhythm line: the last twelve months in twelve block characters."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

MONTHS = 12
NONE = "·"
"""Stands for a month without contact; a blank would vanish in HTML."""
_BLOCKS = "▁▂▃▄▅▆▇█"
_AT_LEAST = (1, 2, 3, 4, 6, 9, 13, 19)
"""Days of contact in a month that reach each block, from a single one to nearly daily."""


def rhythm_line(days: Iterable[date], today: date) -> str:
    """Return one character for each of the twelve calendar months up to today's, oldest first.

    ``days`` are the days of contact; how often one is given does not matter, and days after today are left out.
    """
    counts = Counter(_month(day) for day in set(days) if day <= today)
    last = _month(today)
    return "".join(_block(counts[month]) for month in range(last - MONTHS + 1, last + 1))


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _block(days: int) -> str:
    reached = sum(days >= least for least in _AT_LEAST)
    return _BLOCKS[reached - 1] if reached else NONE
