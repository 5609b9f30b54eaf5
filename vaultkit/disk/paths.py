"""Where a path of the vault lies on the disk, and that it never leads out of the vault."""

import errno
import os
import stat
from pathlib import Path

from vaultkit.errors import UnsafeNameError


def inside(root: Path, path: str) -> Path:
    """Return the real place of a path of the vault, symbolic links followed; it need not exist.

    Raises ``UnsafeNameError`` for a path that is absolute, climbs with ``..``, or leads out of the vault by a link.
    """
    if reason := _unsafe(path):
        raise UnsafeNameError(path, reason)
    real_root = os.path.realpath(root)
    real = os.path.realpath(f"{real_root}/{path}")
    if not leads_inside(real_root, real):
        raise UnsafeNameError(path, "it leads out of the vault")
    return Path(real)


def leads_inside(real_root: str, real: str) -> bool:
    """Return whether a real path lies below a real root."""
    return real.startswith(real_root.rstrip(os.sep) + os.sep)


def is_folder(place: Path) -> bool:
    """Return whether there is a folder, links followed. Raises OSError where the system does not tell."""
    return stat.S_ISDIR(_mode(place))


def is_file(place: Path) -> bool:
    """Return whether there is a regular file, links followed. Raises OSError where the system does not tell."""
    return stat.S_ISREG(_mode(place))


def is_listed(place: Path) -> bool:
    """Return whether a folder lists exactly this name; to ask the system would ignore case on some. Raises OSError."""
    try:
        return any(other.name == place.name for other in place.parent.iterdir())
    except FileNotFoundError:
        return False


def _mode(place: Path) -> int:
    """Return the mode of what lies there, 0 for nothing: ``Path.is_dir`` takes other refusals for nothing too."""
    try:
        return place.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0
    except OSError as error:
        if error.errno == errno.ELOOP:
            return 0
        raise


def _unsafe(path: str) -> str | None:
    """Return what is wrong with a path on its face, or None."""
    if not path:
        return "it is empty"
    if "\0" in path:
        return "it holds a NUL character"
    if not path.isprintable() and any("\ud800" <= letter <= "\udfff" for letter in path):
        return "it is no UTF-8 text"
    if path.startswith("/") or Path(path).is_absolute() or Path(path).drive:
        return "it is an absolute path"
    if any(part in {"", ".", ".."} for part in path.split("/")):
        return "it holds an empty part, `.` or `..`"
    return None
