"""The two locks of a vault: one that a watcher holds while it lives, one held for a single write."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from vaultkit.disk.refusal import reason
from vaultkit.disk.state import state_folder
from vaultkit.errors import BusyError, CannotWriteError

WAIT = 10.0
"""Seconds that a writer waits for another."""

# Long enough to outlast somebody who only asks whether the lock is held.
_PROBE = 0.2
_PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock: the process, and since when; None where that cannot be told."""

    pid: int | None = None
    since: datetime | None = None

    def __str__(self) -> str:
        """Name the process."""
        return "another process" if self.pid is None else f"process {self.pid}"

    @property
    def words(self) -> str:
        """The process, and since when."""
        return str(self) if self.since is None else f"{self}, since {self.since:%Y-%m-%d %H:%M:%S}"


def writer(root: Path, *, wait: float = WAIT) -> contextlib.AbstractContextManager[None]:
    """Hold the lock of whoever writes; raises ``BusyError`` with the holder's name after ``wait`` seconds."""
    return _held(root, "writer", wait, "is being written to")


def watcher(root: Path) -> contextlib.AbstractContextManager[None]:
    """Hold the watcher's lock; raises ``BusyError`` with the holder's name if another watcher lives."""
    return _held(root, "watcher", _PROBE, "is being watched already")


def is_watched(root: Path) -> bool:
    """Return whether a watcher holds the vault; False where that cannot be found out."""
    return watched_by(root) is not None


def watched_by(root: Path) -> Holder | None:
    """Return who watches the vault, or None."""
    try:
        with _held(root, "watcher", _PROBE, "", sign=False):
            return None
    except BusyError:
        return _holder(state_folder(root) / "watcher.holder")
    except CannotWriteError:
        return None


@contextlib.contextmanager
def _held(root: Path, name: str, wait: float, doing: str, *, sign: bool = True) -> Iterator[None]:
    """Hold a lock; beside it lies a file that names the holder, for the words of a refusal alone.

    Without ``sign`` the lock is only tried.
    """
    import filelock  # noqa: PLC0415 - who only reads takes no lock

    try:
        folder = state_folder(root)
        lock = filelock.FileLock(folder / f"{name}.lock", mode=_PRIVATE)
        lock.acquire(timeout=wait, poll_interval=0.02)
    except filelock.Timeout:
        raise BusyError(f"{root} {doing} by {_holder(folder / f'{name}.holder').words}") from None
    except OSError as error:
        raise CannotWriteError(f"the {name} lock of {root}", reason(error)) from error
    try:
        if sign:
            _sign(folder / f"{name}.holder")
        yield
    finally:
        lock.release()


def _sign(place: Path) -> None:
    """Write down who holds a lock; a lock is as good without it."""
    with contextlib.suppress(OSError):
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE)
        try:
            os.write(handle, str(os.getpid()).encode("ascii"))
        finally:
            os.close(handle)


def _holder(place: Path) -> Holder:
    """Return who wrote down their name last; when they did is when they took the lock."""
    try:
        since = datetime.fromtimestamp(place.stat().st_mtime, UTC).astimezone()
        return Holder(int(place.read_text(encoding="ascii")), since)
    except (OSError, ValueError):
        return Holder()
