"""Finds out whether the system watches every folder: at its limit, watchdog leaves folders out and says nothing."""

import contextlib
import os
from pathlib import Path

_WATCHES = Path("/proc/self/fdinfo")


def misses_folders(root: str) -> bool:
    """Return whether this process has fewer inotify watches than the vault has folders.

    False where the system does not tell (it is then not Linux, and has other limits).
    """
    watches = _inotify_watches()
    if not watches:
        return False
    return sum(1 for _ in os.walk(root)) > watches


def _inotify_watches() -> int:
    """Count this process's inotify watches, one line each in what Linux says of an open file."""
    count = 0
    with contextlib.suppress(OSError):
        for handle in _WATCHES.iterdir():
            # Listing them opens a file, which is among them and gone by now.
            with contextlib.suppress(OSError):
                count += sum(1 for line in handle.read_bytes().split(b"\n") if line.startswith(b"inotify "))
    return count
