"""Follows the changes of a vault: the system's events are hints, batches of paths to look at again come out."""

import errno
import os
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Self

from vaultkit.disk.observing import Hint, Hints, Observing, Signal
from vaultkit.disk.watch_limit import is_deaf, is_network, misses_folders

HEALTH = 2.0
"""Seconds between looks at whether the observer and the folder that it watches are still there."""

_LONGEST = 1.0
"""Seconds after which a batch comes, though changes go on."""
_OFTEN = 2.0
"""Seconds between sweeps where events do not tell everything."""
_SHARE = 10
"""A sweep that takes long is followed by a pause that is so many times longer."""
_LONGEST_PAUSE = 5.0
"""Seconds of that pause at most, unless the sweep takes longer itself: what no event tells is noticed within ten."""
_BURST = 16
"""Events in one batch from which on some may have been lost: a sweep follows when it is quiet."""
_STORM = 1000
"""Events in one batch from which on a sweep is quicker than to look at each path."""
_SETTLED = 2.0
_SLEPT = 5.0
_OVERFLOWS = 3
_OVERFLOWS_WITHIN = 300.0
_PAUSE = 600.0
"""Seconds without events after repeated overflow."""
_LONGEST_BACK_OFF = 60.0


class Way(StrEnum):
    """How a watcher learns of changes."""

    EVENTS = "events"
    POLL = "poll"
    NETWORK = "network"
    LIMIT = "limit"
    OVERFLOW = "overflow"
    BROKEN = "broken"
    GONE = "gone"

    @property
    def words(self) -> str:
        """One sentence for the one who reads."""
        return _WORDS[self]


_WORDS = {
    Way.EVENTS: "changes are heard as they happen",
    Way.POLL: "the whole folder is compared every few seconds, as --poll asks",
    Way.NETWORK: "this is a network folder, and the system does not tell what others change there: "
    "the whole folder is compared every few seconds as well",
    Way.LIMIT: "the system watches too few folders for this vault: the whole folder is compared every few seconds as "
    "well; more are allowed by `sudo sysctl fs.inotify.max_user_watches=524288`",
    Way.OVERFLOW: "more changes than the system can tell of: for ten minutes the whole folder is compared every few "
    "seconds instead",
    Way.BROKEN: "the system does not tell of changes at present: the whole folder is compared every few seconds "
    "until it does",
    Way.GONE: "the vault's folder is not there; it is looked for every few seconds",
}


@dataclass(frozen=True, slots=True)
class Batch:
    """What to look at again: these paths, or with ``sweep`` the whole folder; neither, where only time has passed."""

    paths: frozenset[str] = frozenset()
    sweep: bool = False


class _Collected(NamedTuple):
    """Hints that came together."""

    paths: frozenset[str] = frozenset()
    sweep: bool = False
    overflow: bool = False
    events: int = 0


class Watcher:
    """Gives batches of changes until it is stopped; ``with`` starts and ends the observing.

    A batch comes after ``debounce`` seconds of quiet, under constant change after a second. A sweep is asked for at
    the start, every ``sweep`` seconds, after folders were made, moved or deleted, after many events at once, when
    events were lost, when the observer has died, the root was gone or replaced, and after the machine has slept. Where
    events cannot tell everything, ``way`` says why, and sweeps come every few seconds.
    """

    def __init__(self, root: Path, *, debounce: float = 0.2, sweep: float = 60.0, poll: bool = False) -> None:
        """Watch a vault's folder; ``poll`` does without the system's events."""
        self.way = Way.POLL if poll else Way.EVENTS
        self._place = root
        self._debounce = debounce
        self._poll = poll
        self._hints = Hints()
        self._times = _Timetable(sweep)
        self._observing: Observing | None = None
        self._identity: tuple[int, int] | None = None
        self._begun = False
        self._stopped = False
        self._again = _BackOff()
        self._overflows: list[float] = []
        self._paused_until = 0.0

    def __enter__(self) -> Self:
        """Begin to observe."""
        self._observe()
        return self

    def __exit__(self, *_: object) -> None:
        """End the observing and its threads."""
        self._close()

    def stop(self) -> None:
        """End the batches soon; may be called from a signal handler or another thread."""
        self._stopped = True
        self._hints.put(Signal.STOP)

    def wait(self, seconds: float) -> Batch | None:
        """Return what to look at next, at first a sweep; an empty batch after that many seconds; None once stopped."""
        self._times.resumed()
        until = time.monotonic() + seconds
        while not self._stopped:
            if not self._begun:
                self._begun = True
                return self._swept()
            hint = self._hints.next(min(self._times.wait(), until - time.monotonic()))
            found = self._collect(hint)
            if self._stopped:
                break
            if self._wants_sweep(found):
                return self._swept()
            if found.paths:
                return Batch(found.paths)
            if time.monotonic() >= until:
                return Batch()
        return None

    def _collect(self, first: Hint | None) -> _Collected:
        """Collect hints until it is quiet for a while, or for a second at most."""
        paths: set[str] = set()
        signals: set[Signal] = set()
        hint = first
        until = time.monotonic() + max(_LONGEST, self._debounce)
        while hint is not None and hint is not Signal.STOP:
            if isinstance(hint, Signal):
                signals.add(hint)
            else:
                paths.add(hint)
            left = until - time.monotonic()
            hint = self._hints.next(min(self._debounce, left)) if left > 0 else None
        events, self._hints.events = self._hints.events, 0
        return _Collected(frozenset(paths), Signal.SWEEP in signals, Signal.OVERFLOW in signals, events)

    def _wants_sweep(self, found: _Collected) -> bool:
        """Return whether to compare the whole folder now; look after the observer where it is time."""
        sweep = self._times.is_due() or found.sweep or found.events >= _STORM
        if found.events >= _BURST:
            self._times.sweep_within(_SETTLED)
        if found.overflow:
            self._overflowed(time.monotonic())
            self._times.sweep_within(_SETTLED)
            sweep = True
        if self._times.looks_at_health() and self._look_after(time.monotonic()):
            sweep = True
        return sweep

    def _swept(self) -> Batch:
        """Return a sweep, and set the time of the next one."""
        self._times.swept()
        if self._observing is not None:
            self._find_gaps()
        if self.way not in {Way.EVENTS, Way.GONE}:
            self._times.sweep_within(_OFTEN)
        return Batch(sweep=True)

    def _overflowed(self, now: float) -> None:
        """Note that events were lost; after several times do without them for a while."""
        self._overflows = [*(each for each in self._overflows if now - each < _OVERFLOWS_WITHIN), now]
        if len(self._overflows) >= _OVERFLOWS:
            self._overflows = []
            self._paused_until = now + _PAUSE
            self._close()
            self.way = Way.OVERFLOW

    def _look_after(self, now: float) -> bool:
        """Observe anew where the observer or its folder has gone; return whether something may have been missed."""
        identity = _identity(self._place)
        if identity is None or identity != self._identity:
            missed = identity is not None or self._identity is not None
            self._observe()
            return missed
        if self._poll or now < self._paused_until:
            return False
        if self._observing is not None and self._observing.is_alive() and not is_deaf():
            self._again.is_well(now)
            return False
        if self._observing is not None:
            self._close()
            self._again.failed(now)
            self.way = Way.BROKEN
            if self._again.is_first:
                self._observe()
            return True
        if now >= self._again.at:
            self._observe()
            return self._observing is not None
        return False

    def _observe(self) -> None:
        """Observe anew; where that cannot be, there are sweeps until it can."""
        self._close()
        self._identity = _identity(self._place)
        if self._identity is None:
            self.way = Way.GONE
            return
        self.way = Way.POLL if self._poll else Way.EVENTS
        if self._poll:
            return
        # A symbolic link gives no events: what is watched is the folder behind it.
        root = os.path.realpath(self._place)
        try:
            self._observing = Observing(root, self._hints)
        except (OSError, RuntimeError) as error:
            self.way = Way.LIMIT if isinstance(error, OSError) and error.errno == errno.ENOSPC else Way.BROKEN
            self._again.failed(time.monotonic())
            return
        if is_network(root):
            self.way = Way.NETWORK

    def _find_gaps(self) -> None:
        """Find out whether the system watches every folder; at its limit it leaves some out and says nothing."""
        root = os.path.realpath(self._place)
        missing = misses_folders(root)
        if missing and self.way is Way.EVENTS:
            self._observe()  # A folder that was made and filled in a hurry may have been missed, too.
            missing = misses_folders(root)
        if missing and self.way is Way.EVENTS:
            self.way = Way.LIMIT
        elif not missing and self.way is Way.LIMIT:
            self.way = Way.EVENTS

    def _close(self) -> None:
        """End the observer, if there is one."""
        observing, self._observing = self._observing, None
        if observing is not None:
            observing.close()


class _BackOff:
    """When to try again what has failed: at once, then after longer and longer pauses."""

    def __init__(self) -> None:
        """Begin with no failure."""
        self.at = 0.0
        self._delay = 0.0

    @property
    def is_first(self) -> bool:
        """Whether it has failed once, after it had been well for long."""
        return self._delay <= HEALTH

    def failed(self, now: float) -> None:
        """Note a failure, and set the time of the next try."""
        self._delay = min(max(HEALTH, 2 * self._delay), _LONGEST_BACK_OFF)
        self.at = now + self._delay

    def is_well(self, now: float) -> None:
        """Note that it works; if it has for long, the next failure counts as the first."""
        if now > self.at + _LONGEST_BACK_OFF:
            self._delay = 0.0


class _Timetable:
    """When to sweep next, and when to look whether the observer is well."""

    def __init__(self, sweep: float) -> None:
        """Sweep that often, in seconds."""
        self._every = sweep
        now = time.monotonic()
        self._sweep_at = now + sweep
        self._health_at = now + HEALTH
        self._drift = _drift()
        self._handed_out: float | None = None
        self._took = 0.0

    def wait(self) -> float:
        """Return the seconds until there is something to do."""
        return min(self._sweep_at, self._health_at) - time.monotonic()

    def is_due(self) -> bool:
        """Return whether to sweep: the time has come, or the clock has jumped, as it does when the machine sleeps."""
        before, self._drift = self._drift, _drift()
        return abs(self._drift - before) > _SLEPT or time.monotonic() >= self._sweep_at

    def looks_at_health(self) -> bool:
        """Return whether it is time to look, and if so set the next time."""
        if time.monotonic() < self._health_at:
            return False
        self._health_at = time.monotonic() + HEALTH
        return True

    def swept(self) -> None:
        """Set the time of the next sweep; one that was asked for sooner stays."""
        now = self._handed_out = time.monotonic()
        self._sweep_at = now + self._every if self._sweep_at <= now else min(self._sweep_at, now + self._every)

    def resumed(self) -> None:
        """Note how long the last sweep has taken, if one was handed out."""
        if self._handed_out is not None:
            self._took = time.monotonic() - self._handed_out
            self._handed_out = None

    def sweep_within(self, seconds: float) -> None:
        """Ask for a sweep that soon, or later if sweeps take long; never later than the timer."""
        pause = min(max(seconds, self._took, min(_SHARE * self._took, _LONGEST_PAUSE)), self._every)
        self._sweep_at = min(self._sweep_at, time.monotonic() + pause)


def _drift() -> float:
    """Return how far the clock on the wall is ahead of the one that stands still while the machine sleeps."""
    return time.time() - time.monotonic()


def _identity(root: Path) -> tuple[int, int] | None:
    """Return what tells whether a folder is still the same one; None if there is none."""
    try:
        found = root.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
