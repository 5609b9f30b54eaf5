"""The log of a watcher that nobody looks at: a file of its own, which is cut into pieces and never grows for good."""

import contextlib
import logging
import os
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from vaultkit.disk.state import state_folder

SIZE = 1_000_000
"""Bytes after which a new file is begun."""
KEPT = 4
"""Older files that are kept beside the one that is written to."""

_PRIVATE = 0o600


def log_place(root: Path) -> Path:
    """Return where the log of a vault's watcher lies, beside its locks; raises OSError if no state can be kept."""
    return state_folder(root) / "watch.log"


def log_to(place: Path) -> logging.Handler:
    """Send what the program logs to a file from now on; return the handler, to be closed.

    Whoever logs must name counts, paths and codes alone: no text of notes.
    """
    handler = _Private(place, maxBytes=SIZE, backupCount=KEPT)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger = logging.getLogger("vaultkit")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    return handler


class _Private(RotatingFileHandler):
    """A rotating file that is its owner's alone, and whose troubles stop nobody."""

    def _open(self) -> TextIOWrapper:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        handle = os.open(self.baseFilename, flags, _PRIVATE)
        return open(handle, "a", encoding="utf-8", errors="backslashreplace")  # noqa: PTH123 - a handle, no path

    def close(self) -> None:
        """Close the file; lines that a full disk has not taken are lost."""
        with contextlib.suppress(OSError):
            super().close()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """Leave out a line that cannot be written: a full disk must not end the watcher."""
