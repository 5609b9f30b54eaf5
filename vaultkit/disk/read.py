"""Reads a file as one moment's bytes: never half of one version and half of the next."""

import errno
import hashlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from vaultkit.disk.paths import inside
from vaultkit.disk.walk import Stat
from vaultkit.errors import NoteChangedError, UnsafeNameError
from vaultkit.model.location import Location
from vaultkit.model.problem import ProblemKind, Severity

if TYPE_CHECKING:
    from vaultkit.model.edit import Source
    from vaultkit.model.note import Note

# ruff: noqa: PLC0415 -- a warm start reads the settings and no note

LIMIT = 2 * 1024 * 1024
"""Bytes of a file that are read; of a bigger one only its head."""

FILE_UNREADABLE = ProblemKind(
    "file-unreadable",
    Severity.ERROR,
    "The file cannot be read; it counts as a note that says nothing.",
    "People/Ada.md (permission denied)",
    "Give yourself the right to read it.",
)

STIRRING = "it is being written all the time"
"""Why a file that is never still is not read."""

_ATTEMPTS = 5
# Where the system has no such flag, 0 asks for nothing.
_NO_FOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
_FLAGS: int = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def read(root: Path, path: str, *, limit: int = LIMIT, listed: bool = False) -> "tuple[Source, Stat]":
    """Return the bytes of a file of the vault, of at most ``limit`` its head, and what the system says of it.

    ``listed`` says that the path comes from ``scan``, which passes through no linked folder: this saves a look at
    every part of it. Raises OSError; ``UnsafeNameError`` for a path that leads out; ``NoteChangedError`` for a file
    that is being written over and over.
    """
    if listed and _NO_FOLLOW:
        try:
            return read_place(f"{root}/{path}", path, limit=limit)
        except OSError as error:
            # The one reason to look closer: a symbolic link, which may lead anywhere.
            if error.errno != errno.ELOOP:
                raise
    return read_place(inside(root, path), path, limit=limit)


def read_if_there(root: Path, path: str) -> bytes | None:
    """Return the bytes of a file of the vault as ``read`` does, None if there is none.

    Raises OSError, whose words say what is in the way of a file that is there.
    """
    try:
        return _still(inside(root, path), path, LIMIT)[0]
    except (FileNotFoundError, NotADirectoryError):
        return None
    except UnsafeNameError:
        raise OSError(None, "it leads out of the vault") from None
    except NoteChangedError:
        raise OSError(None, STIRRING) from None


def modified(root: Path, path: str) -> float | None:
    """Return when a file of the vault was written last, in seconds since 1970; None where that cannot be told."""
    try:
        return inside(root, path).stat().st_mtime
    except (OSError, UnsafeNameError):
        return None


def unreadable(path: str, why: str) -> "Note":
    """Return what stands for a note that cannot be read; no digest fits it, so that nothing is written to it."""
    from vaultkit.model.note import Note

    problem = FILE_UNREADABLE.at(Location(path), f"the file cannot be read: {why}")
    return Note(path, "", 0, problems=(problem,), readable=False)


def read_place(place: Path | str, path: str, *, limit: int = LIMIT) -> "tuple[Source, Stat]":
    """Read as ``read`` does a place that is known to be real; a link put there meanwhile is not followed."""
    from vaultkit.model.edit import Source

    data, known = _still(place, path, limit)
    return Source.of(path, data), known


def _still(place: Path | str, path: str, limit: int) -> tuple[bytes, Stat]:
    """Return the bytes of a file that is still for as long as it takes to read them."""
    for _ in range(_ATTEMPTS):
        found = _attempt(place, limit)
        if found is not None:
            return found
    raise NoteChangedError(path)


def _attempt(place: Path | str, limit: int) -> tuple[bytes, Stat] | None:
    """Read once; None if the file changed meanwhile."""
    handle = os.open(place, _FLAGS | _NO_FOLLOW)
    try:
        before = os.fstat(handle)
        if not stat.S_ISREG(before.st_mode):
            raise OSError(None, "it is no regular file")
        wanted = min(before.st_size, limit)
        # One byte more than there should be tells whether the file has grown.
        data = _read_up_to(handle, wanted + 1 if before.st_size <= limit else wanted)
        after = os.fstat(handle)
    finally:
        os.close(handle)
    same = Stat.of(before) == Stat.of(after) and len(data) == wanted
    return (data, Stat.of(after)) if same else None


def _read_up_to(handle: int, size: int) -> bytes:
    """Read until the end or that many bytes; the system may give them in several parts."""
    parts: list[bytes] = []
    while size > 0 and (part := os.read(handle, size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
