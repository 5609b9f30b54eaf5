"""What a watcher says of itself while it runs: a small file beside the vault's locks, for ``watch --status``."""

import contextlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from vaultkit.disk.atomic import write_all
from vaultkit.disk.state import state_folder

_FILE = "watcher.json"
_PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class WatchStatus:
    """A watcher's own words: no text of any note is among them.

    ``way`` says how it learns of changes, ``changes`` counts batches of them, ``rewritten`` notes whose blocks were
    rewritten, ``put_back`` lines that an editor had saved over. ``braked`` says that too many notes are gone to be
    believed, so that nothing is written.
    """

    pid: int
    since: datetime
    way: str = "events"
    notes: int = 0
    changes: int = 0
    rewritten: int = 0
    put_back: int = 0
    braked: bool = False
    changed_at: datetime | None = None
    changed: tuple[str, ...] = ()
    error_at: datetime | None = None
    error: str | None = None


def save(root: Path, status: WatchStatus) -> None:
    """Write a watcher's status in one step; whatever stands in the way is no reason to stop watching."""
    with contextlib.suppress(OSError):
        place = state_folder(root) / _FILE
        fresh = place.with_suffix(".new")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE)
        try:
            write_all(handle, msgspec.json.encode(status))
        finally:
            os.close(handle)
        fresh.replace(place)


def load(root: Path, pid: int | None) -> WatchStatus | None:
    """Return what the watcher of that process says of itself; None where it has not, or another one before it had."""
    try:
        found = msgspec.json.decode((state_folder(root) / _FILE).read_bytes(), type=WatchStatus)
    except (OSError, msgspec.MsgspecError, ValueError):
        return None
    return found if found.pid == pid else None
