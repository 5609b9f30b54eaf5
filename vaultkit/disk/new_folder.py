"""A new folder with files in it: made whole or not at all, and never in the place of anything."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from vaultkit.disk.refusal import reason
from vaultkit.errors import CannotWriteError, NameTakenError


def make_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder that holds these files, by their paths in it.

    Raises NameTakenError where something has that name, CannotWriteError where the system refuses; nothing is left
    behind then.
    """
    refuse_taken(folder)
    try:
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise CannotWriteError(folder.name, reason(error)) from error
    try:
        for path, data in files.items():
            target = made / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        made.chmod(0o777 & ~_umask())
        refuse_taken(folder)
        made.rename(folder)
    except OSError as error:
        raise CannotWriteError(folder.name, reason(error)) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def refuse_taken(folder: Path) -> None:
    """Raise NameTakenError where there is anything of a folder's name, a broken link too."""
    if os.path.lexists(folder):
        raise NameTakenError(folder.name, str(folder))


def _umask() -> int:
    """Return which rights new files of this process do not get."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
