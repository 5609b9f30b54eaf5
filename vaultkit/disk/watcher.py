"""Follows the changes of a vault: the system's events are hints, batches of paths to look at again come out."""

import logging
import os
import queue
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple, Self

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

from vaultkit.disk.settings import SETTINGS_FILES
from vaultkit.disk.walk import is_decodable
from vaultkit.disk.watch_limit import misses_folders
from vaultkit.model.file_names import is_note

HEALTH = 2.0
"""Seconds between looks at whether the observer and the folder that it watches are still there."""

_POLL = 1.0
_STORM = 1000
_SETTLED = 2.0
_BLIND_SWEEP = 5.0
_SLEPT = 5.0
_QUEUE = 20_000
# Reading a file is an event too ("opened", "closed_no_write"); whoever reads on it would wake itself.
_KINDS = frozenset({"created", "modified", "deleted", "moved", "closed"})

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Batch:
    """What to look at again: these paths, or with ``sweep`` the whole folder."""

    paths: frozenset[str] = frozenset()
    sweep: bool = False


class _Stop:
    """Ends the batches."""


class _Sweep:
    """Asks for a look at the whole folder."""


_Hint = str | _Stop | _Sweep
_SWEEP: Final = _Sweep()


class _Collected(NamedTuple):
    """Hints that came together; in a storm some of the system's events are lost."""

    paths: frozenset[str] = frozenset()
    sweep: bool = False
    storm: bool = False


class Watcher:
    """Yields batches of changes until it is stopped; ``with`` starts and ends the observing.

    A batch comes after ``debounce`` seconds of quiet, under constant fire after four times that. A sweep is asked for
    at the start, every ``sweep`` seconds, after folders were made or moved, after a storm, after an observer has died,
    the root was gone or replaced, and after the machine has slept.
    """

    def __init__(self, root: Path, *, debounce: float = 0.2, sweep: float = 60.0, poll: bool = False) -> None:
        """Watch a vault's real folder; ``poll`` for file systems that tell nothing of changes."""
        self._root = os.path.realpath(root)
        self._debounce = debounce
        self._sweep = sweep
        self._poll = poll
        # This queue's ``put`` may be called by a signal handler at any moment, a lock's methods may not.
        self._hints: queue.SimpleQueue[_Hint] = queue.SimpleQueue()
        self._observer: BaseObserver | None = None
        self._identity: tuple[int, int] | None = None
        self._stopped = False
        self._blind = False

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
        self._hints.put(_Stop())

    def batches(self) -> Iterator[Batch]:
        """Yield what to look at again, a sweep first; ends after ``stop``."""
        clock = _Clock(self._sweep)
        self._blind = self._misses_folders()
        yield Batch(sweep=True)
        while not self._stopped:
            hint = self._next(clock.wait())
            if isinstance(hint, _Stop):
                return
            found = self._collect(hint) if hint is not None else _Collected()
            if self._stopped:
                return
            sweep = clock.is_due() or found.sweep or found.storm
            if clock.looks_at_health() and not self._is_healthy():
                self._observe()
                sweep = True
            if sweep:
                clock.swept()
                self._blind = self._misses_folders()
            if found.storm:
                clock.sweep_within(_SETTLED)
            if self._blind:
                clock.sweep_within(_BLIND_SWEEP)
            if sweep or found.paths:
                yield Batch(frozenset() if sweep else found.paths, sweep)

    def _next(self, wait: float) -> _Hint | None:
        """Return the next hint, None if there is none within that many seconds."""
        try:
            return self._hints.get(timeout=max(wait, 0.0))
        except queue.Empty:
            return None

    def _collect(self, first: _Hint) -> _Collected:
        """Collect hints until it is quiet for a while, or for four such whiles at most."""
        paths: set[str] = set()
        sweep = False
        count = 0
        hint: _Hint | None = first
        until = time.monotonic() + 4 * self._debounce
        while hint is not None and not isinstance(hint, _Stop):
            count += 1
            if isinstance(hint, _Sweep):
                sweep = True
            else:
                paths.add(hint)
            left = until - time.monotonic()
            hint = self._next(min(self._debounce, left)) if left > 0 else None
        return _Collected(frozenset(paths), sweep, count >= _STORM)

    def _observe(self) -> None:
        """Observe anew; where that cannot be, there are sweeps until it can."""
        self._close()
        self._identity = _identity(self._root)
        if self._identity is None:
            return
        observer: BaseObserver = PollingObserver(timeout=_POLL) if self._poll else Observer()
        try:
            observer.schedule(_Handler(self._root, self._hints), self._root, recursive=True)
            observer.start()
        except OSError as error:
            _log.warning("the folder cannot be observed, it is swept instead: %s", error.strerror)
            self._poll = True  # The system's events cannot be had; polling needs none.
            return
        self._observer = observer

    def _is_healthy(self) -> bool:
        """Return whether the observer lives, and watches the folder that is there now."""
        if self._observer is None or self._identity != _identity(self._root):
            return False
        return self._observer.is_alive() and all(emitter.is_alive() for emitter in self._observer.emitters)

    def _misses_folders(self) -> bool:
        """Return whether changes of some folders go unnoticed."""
        return self._observer is None or (not self._poll and misses_folders(self._root))

    def _close(self) -> None:
        """End the observer, if there is one."""
        observer, self._observer = self._observer, None
        if observer is not None and observer.is_alive():
            observer.stop()
            observer.join()


class _Clock:
    """When to sweep next, and when to look whether the observer is well."""

    def __init__(self, sweep: float) -> None:
        """Sweep that often."""
        self._every = sweep
        now = time.monotonic()
        self._sweep_at = now + sweep
        self._health_at = now + HEALTH
        self._slept = _time_asleep()

    def wait(self) -> float:
        """Return the seconds until there is something to do."""
        return min(self._sweep_at, self._health_at) - time.monotonic()

    def is_due(self) -> bool:
        """Return whether to sweep: the time has come, or the machine has slept meanwhile."""
        before, self._slept = self._slept, _time_asleep()
        return self._slept - before > _SLEPT or time.monotonic() >= self._sweep_at

    def looks_at_health(self) -> bool:
        """Return whether it is time to look, and if so set the next time."""
        if time.monotonic() < self._health_at:
            return False
        self._health_at = time.monotonic() + HEALTH
        return True

    def swept(self) -> None:
        """Set the time of the next sweep; one that was asked for sooner stays."""
        now = time.monotonic()
        self._sweep_at = now + self._every if self._sweep_at <= now else min(self._sweep_at, now + self._every)

    def sweep_within(self, seconds: float) -> None:
        """Ask for a sweep that soon."""
        self._sweep_at = min(self._sweep_at, time.monotonic() + seconds)


class _Handler(FileSystemEventHandler):
    """Turns the system's events into hints, in the observer's thread."""

    def __init__(self, root: str, hints: "queue.SimpleQueue[_Hint]") -> None:
        """Hint at paths relative to that root."""
        self._root = root
        self._hints = hints

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Take an event; nothing that happens in here may reach the observer's thread, it would die of it."""
        try:
            self._take(event)
        except Exception:  # noqa: BLE001 - whatever it was, a sweep repairs what is missed
            self._hints.put(_SWEEP)

    def _take(self, event: FileSystemEvent) -> None:
        """Hint at what an event is about; an atomic save is a move whose target is the note."""
        if event.event_type not in _KINDS or self._hints.qsize() > _QUEUE:
            return
        for raw in (event.src_path, event.dest_path):
            path = self._relative(os.fsdecode(raw)) if raw else None
            if path is None:
                continue
            if event.is_directory:
                if event.event_type not in {"modified", "closed"} and not _is_hidden(path):
                    self._hints.put(_SWEEP)
            elif (is_note(path) and is_decodable(path)) or path in SETTINGS_FILES:
                self._hints.put(path)

    def _relative(self, path: str) -> str | None:
        """Return a path as the vault names it; the root itself is ``.``, what lies elsewhere None."""
        if path == self._root:
            return "."
        if not path.startswith(self._root + os.sep):
            return None
        return path[len(self._root) + 1 :].replace(os.sep, "/")


def _is_hidden(path: str) -> bool:
    """Return whether a folder is, or lies in, a dot-folder."""
    return path != "." and any(part.startswith(".") for part in path.split("/"))


def _time_asleep() -> float:
    """Return how long the machine has slept since it was started, where the system tells (Linux does)."""
    clock: int | None = getattr(time, "CLOCK_BOOTTIME", None)
    return 0.0 if clock is None else time.clock_gettime(clock) - time.monotonic()


def _identity(root: str) -> tuple[int, int] | None:
    """Return what tells whether a folder is still the same one; None if there is none."""
    try:
        found = Path(root).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
