"""Rhythm: how often somebody is really in touch, and who drifts out of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from vaultkit.people.rules.cadence import times
from vaultkit.people.rules.contact import day_after, days_between
from vaultkit.people.settings import Rules


@dataclass(frozen=True, slots=True)
class Band:
    """The days from ``first`` to ``last`` on which silence means drifting: sooner is usual, later it has ended."""

    first: date
    last: date


def rhythm(days: Sequence[date], rules: Rules) -> int | None:
    """Return the median of the newest gaps between days of contact, in whole days, halves rounded up.

    As few gaps as will do are taken: those whose median times their number reaches ``rhythm_span``, so that a week of
    daily mentions is no rhythm. None where that is never reached.
    """
    most = max(rules.rhythm_most, 1)
    gaps = [days_between(earlier, later) for earlier, later in pairwise(days[-most - 1 :])]
    for number in range(max(rules.rhythm_fewest, 1), len(gaps) + 1):
        doubled = _doubled_median(gaps[-number:])
        if doubled * number >= 2 * rules.rhythm_span:
            return (doubled + 1) // 2
    return None


def _doubled_median(gaps: Sequence[int]) -> int:
    """Return twice the median: whole, also where it lies between two numbers."""
    ordered = sorted(gaps)
    middle = len(ordered) // 2
    return 2 * ordered[middle] if len(ordered) % 2 else ordered[middle - 1] + ordered[middle]


def drifting_band(days: Sequence[date], rules: Rules) -> Band | None:
    """Return the days on which somebody counts as drifting unless there is contact; None without a rhythm."""
    usual = rhythm(days, rules)
    if usual is None:
        return None
    long = max(times(rules.drift_factor, usual), usual + rules.drift_margin)
    ended = max(times(rules.drift_end_factor, usual), usual + rules.drift_end_margin)
    return Band(day_after(days[-1], long + 1), day_after(days[-1], ended))
