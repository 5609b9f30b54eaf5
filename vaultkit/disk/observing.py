"""The system's events about one folder, turned into hints: which paths to look at again, and when to trust none."""

import contextlib
import logging
import os
import queue
import threading
import warnings
from enum import Enum
from typing import Final

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.utils import BaseThread

from vaultkit.disk.settings import SETTINGS_FILES
from vaultkit.disk.walk import is_decodable
from vaultkit.model.file_names import is_note

_QUEUE = 20_000
"""Hints that may wait; more are dropped, and a sweep is asked for instead."""

# Reading a file is an event too; whoever reads on it would wake itself, and the system's queue would fill with them.
_EVENTS: Final[list[type[FileSystemEvent]]] = [
    FileCreatedEvent,
    FileModifiedEvent,
    FileClosedEvent,
    FileDeletedEvent,
    FileMovedEvent,
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
]
_KINDS = frozenset(kind.event_type for kind in _EVENTS)


class Signal(Enum):
    """A hint that names no path."""

    STOP = "stop"
    """Nothing more is wanted."""
    SWEEP = "sweep"
    """Something happened that paths do not tell: look at the whole folder."""
    OVERFLOW = "overflow"
    """Events were lost."""


Hint = str | Signal


class Hints:
    """The hints that wait, and how many events there were."""

    def __init__(self) -> None:
        """Begin with none."""
        # This queue's ``put`` may be called by a signal handler at any moment, a lock's methods may not.
        self._waiting: queue.SimpleQueue[Hint] = queue.SimpleQueue()
        self.events = 0
        self._is_full = False

    def put(self, hint: Hint) -> None:
        """Add a hint, unless too many wait already: then one of an overflow stands for all."""
        if self._waiting.qsize() < _QUEUE or isinstance(hint, Signal):
            self._is_full = False
            self._waiting.put(hint)
        elif not self._is_full:
            self._is_full = True
            self._waiting.put(Signal.OVERFLOW)

    def next(self, seconds: float) -> Hint | None:
        """Return the next hint; None if there is none within that many seconds."""
        try:
            return self._waiting.get(timeout=max(seconds, 0.0))
        except queue.Empty:
            return None


class Observing:
    """The observer of one folder and the threads that it has started."""

    def __init__(self, root: str, hints: Hints) -> None:
        """Begin to observe a real folder. Raises OSError where the system does not let us."""
        self._log = _OverflowLog(hints)
        logging.getLogger("watchdog").addHandler(self._log)
        # It warns of folders that move while it adds them, each time with all the folders that it knows: a storm fills
        # the terminal with that, and stops its thread where nobody reads on. A sweep follows such a move anyway.
        warnings.filterwarnings("ignore", module="watchdog", category=RuntimeWarning)
        before = set(threading.enumerate())
        self._observer: BaseObserver | None = None
        try:
            self._observer = Observer()
            self._observer.schedule(Handler(root, hints), root, recursive=True, event_filter=_EVENTS)
            self._observer.start()
        except BaseException:
            self.close()
            raise
        # Not only the observer may die: one thread reads the system's events, another sorts them.
        new = (thread for thread in threading.enumerate() if thread not in before)
        self._threads = [thread for thread in new if isinstance(thread, BaseThread)]

    def is_alive(self) -> bool:
        """Return whether every thread lives; each of them that dies makes the whole deaf."""
        observer = self._observer
        return observer is not None and bool(observer.emitters) and all(each.is_alive() for each in self._threads)

    def close(self) -> None:
        """End the observer and its threads, also one that has died or never began."""
        logging.getLogger("watchdog").removeHandler(self._log)
        observer, self._observer = self._observer, None
        if observer is None:
            return
        # One that has died halfway may fail at any step of its end; what is left of it are threads that end too.
        with contextlib.suppress(Exception):
            observer.stop()
        with contextlib.suppress(Exception):
            observer.join()


class _OverflowLog(logging.Handler):
    """Hears watchdog say that the system's queue has overflowed; there is no event for it."""

    def __init__(self, hints: Hints) -> None:
        super().__init__()
        self._hints = hints

    def emit(self, record: logging.LogRecord) -> None:
        """Turn the message into a hint; all other messages end here, so that none reaches the terminal."""
        if "overflow" in str(record.msg).lower():
            self._hints.put(Signal.OVERFLOW)


class Handler(FileSystemEventHandler):
    """Turns the system's events into hints, in the observer's thread."""

    def __init__(self, root: str, hints: Hints) -> None:
        """Hint at paths relative to that root."""
        self._root = root
        self._hints = hints

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Take an event; nothing that happens in here may reach the observer's thread, it would die of it."""
        try:
            self._take(event)
        except Exception:  # noqa: BLE001 - whatever it was, a sweep repairs what is missed
            self._hints.put(Signal.SWEEP)

    def _take(self, event: FileSystemEvent) -> None:
        """Hint at what an event is about; an atomic save is a move whose target is the note."""
        if event.event_type not in _KINDS:
            return
        self._hints.events += 1
        for raw in (event.src_path, event.dest_path):
            path = self._relative(os.fsdecode(raw)) if raw else None
            if path is None:
                continue
            if event.is_directory:
                if event.event_type not in {"modified", "closed"} and not _is_hidden(path):
                    self._hints.put(Signal.SWEEP)
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
