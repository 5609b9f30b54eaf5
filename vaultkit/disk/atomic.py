"""The atomic half of a write, one file at a time: it is there with its old bytes, then with its new ones."""

import contextlib
import errno
import os
import secrets
import shutil
import stat
from pathlib import Path

from vaultkit.disk.read import read_place
from vaultkit.disk.walk import TEMPORARY_PREFIX, TEMPORARY_SUFFIX

# Systems and network shares that know no hard links, or no fsync of a folder, say one of these.
_UNSUPPORTED = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL, errno.EMLINK}
_FLAGS: int = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def stage(folder: Path, data: bytes, mark: str, *, like: Path | None = None) -> Path:
    """Write bytes to a temporary file in a folder, see them on the disk, and return its path.

    ``like`` is the file whose mode, owner and extended attributes it gets. Raises OSError and leaves nothing behind.
    """
    temporary = folder / f"{TEMPORARY_PREFIX}{mark}-{secrets.token_hex(8)}{TEMPORARY_SUFFIX}"
    handle = os.open(temporary, _FLAGS, 0o666 if like is None else 0o600)
    try:
        try:
            write_all(handle, data)
            os.fsync(handle)
        finally:
            os.close(handle)
        _read_back(temporary, data)
        if like is not None:
            _copy_metadata(like, temporary)
    except BaseException:
        discard(temporary)
        raise
    return temporary


def replace(temporary: Path, place: Path) -> None:
    """Put a staged file in the place of another, in one step, and see it on the disk. Raises OSError."""
    temporary.replace(place)
    sync_folder(place.parent)


def create(temporary: Path, place: Path) -> None:
    """Give a staged file its name, which nothing may have. Raises OSError (FileExistsError if something has)."""
    try:
        os.link(temporary, place)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise
        _replace_nothing(temporary, place)
    else:
        temporary.unlink()
    sync_folder(place.parent)


def move(source: Path, target: Path) -> None:
    """Give a file another name, which nothing else may have. Raises OSError (FileExistsError if something has)."""
    if _same_file(source, target):
        source.rename(target)  # Another spelling of its own name, where the system takes both for one.
    else:
        _move_exclusively(source, target)
    sync_folder(target.parent)
    sync_folder(source.parent)


def _move_exclusively(source: Path, target: Path) -> None:
    """Move by a second name: unlike a rename it cannot overwrite."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise
        _replace_nothing(source, target)
    else:
        source.unlink()


def _replace_nothing(source: Path, target: Path) -> None:
    """Give a file another name where there are no hard links: an empty file, made exclusively, holds the place."""
    os.close(os.open(target, _FLAGS, 0o600))
    try:
        source.replace(target)
    except OSError:
        discard(target)
        raise


def nearest_folder(folder: Path) -> Path:
    """Return the folder itself, or the nearest above it that there is."""
    return next(each for each in (folder, *folder.parents) if each.exists())


def make_folders(folder: Path) -> tuple[Path, ...]:
    """Make a folder and those above it that are missing, and see them on the disk; return those made, outermost first.

    Raises OSError and leaves none behind.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    made: list[Path] = []
    try:
        for each in reversed(missing):
            each.mkdir()
            made.append(each)
            sync_folder(each.parent)
    except OSError:
        remove_folders(tuple(made))
        raise
    return tuple(made)


def remove_folders(made: tuple[Path, ...]) -> None:
    """Remove folders that we made, innermost first, as long as nobody has put anything into them."""
    for each in reversed(made):
        with contextlib.suppress(OSError):
            each.rmdir()


def discard(temporary: Path) -> None:
    """Remove a staged file that is not wanted any more."""
    with contextlib.suppress(OSError):
        temporary.unlink()


def write_all(handle: int, data: bytes) -> None:
    """Write everything; the system may take it in several parts. Raises OSError."""
    left = memoryview(data)
    while left:
        left = left[os.write(handle, left) :]


def sync_folder(folder: Path) -> None:
    """See a folder's names on the disk, where the system can do that. Raises OSError."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise
    finally:
        os.close(handle)


def _read_back(place: Path, data: bytes) -> None:
    """Raise OSError unless a file holds what was written."""
    if read_place(place, place.name, limit=len(data) + 1)[0].data != data:
        raise OSError(errno.EIO, "what was written reads back differently")


def _copy_metadata(source: Path, target: Path) -> None:
    """Copy owner, mode and extended attributes; the time of change stays that of the write.

    An owner that only the administrator could give is left: refusing would make a shared folder unwritable.
    """
    found = source.stat()
    if hasattr(os, "chown") and (found.st_uid, found.st_gid) != (os.getuid(), os.getgid()):
        with contextlib.suppress(PermissionError):
            os.chown(target, found.st_uid, found.st_gid)
    shutil.copystat(source, target)
    os.utime(target)


def _same_file(source: Path, target: Path) -> bool:
    """Return whether two names are one file, by a file system that ignores case or Unicode forms."""
    try:
        return source.samefile(target) and stat.S_ISREG(source.lstat().st_mode)
    except FileNotFoundError:
        return False
