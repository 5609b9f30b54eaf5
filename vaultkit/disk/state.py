"""Where a vault's locks, journal and cache lie: in the user's own folders, never in the vault."""

import hashlib
import os
import platform
import stat
from pathlib import Path

# ruff: noqa: PLC0415 -- platformdirs costs 4 ms, and who says where the folders are needs none of it

_PRIVATE = 0o700
_PRIVATE_FILE = 0o600


def state_folder(root: Path) -> Path:
    """Return the folder of a vault's locks and journal, made if need be; raises OSError if it cannot be made.

    ``VAULTKIT_STATE_DIR`` puts it elsewhere. The folder's name is told by the vault's real path.
    """
    said = os.environ.get("VAULTKIT_STATE_DIR")
    if said:
        return _folder(said, root)
    import platformdirs

    return _folder(platformdirs.user_state_path("vaultkit"), root)


def cache_folder(root: Path) -> Path:
    """Return the folder of a vault's cache, made if need be; ``VAULTKIT_CACHE_DIR`` puts it elsewhere."""
    said = os.environ.get("VAULTKIT_CACHE_DIR")
    if said:
        return _folder(said, root)
    import platformdirs

    return _folder(platformdirs.user_cache_path("vaultkit"), root)


def writer_mark(root: Path) -> str:
    """Return a mark for names of temporary files, the same for all who share this vault's writer lock.

    Whoever holds the lock may remove files with its mark: nobody else can be writing them.
    """
    return hashlib.sha256(f"{platform.node()}\0{state_folder(root)}".encode()).hexdigest()[:8]


def _folder(base: str | Path, root: Path) -> Path:
    """Return the vault's folder below a base, readable by its owner alone.

    Raises OSError where it cannot be made, or belongs to somebody else, who could read what is kept of the notes.
    """
    real = os.path.realpath(root)
    key = hashlib.sha256(os.fsencode(real)).hexdigest()[:16]
    vaults = Path(base) / "vaults"
    _make(vaults.parent)
    for folder in (vaults, vaults / key):
        _make(folder)
        _make_private(folder)
    return vaults / key


def _make(folder: Path) -> None:
    """Make a folder if need be. Raises OSError that names it: it is none of the vault's, and may be set anew."""
    try:
        folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    except FileExistsError:
        raise OSError(None, f"{folder} is no folder") from None
    except OSError as error:
        raise OSError(error.errno, f"{error.strerror}: {folder}") from error


def _make_private(folder: Path) -> None:
    """Take everybody else's rights away from a folder of ours, and from the files of one that was open to them."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or (hasattr(os, "geteuid") and found.st_uid != os.geteuid()):
        raise OSError(None, f"{folder} is another user's, or no folder")
    if stat.S_IMODE(found.st_mode) == _PRIVATE:
        return
    folder.chmod(_PRIVATE)
    for place in folder.iterdir():
        if stat.S_ISREG(place.lstat().st_mode):
            place.chmod(_PRIVATE_FILE)
