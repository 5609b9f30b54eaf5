"""Finds out what the system does not tell: folders that it does not watch, and shares whose changes it cannot see."""

import contextlib
import os
import re
from pathlib import Path

_HANDLES = Path("/proc/self/fdinfo")
_MOUNTS = Path("/proc/self/mountinfo")

_NETWORK = re.compile(
    r"9p|afs|ceph|cifs|davfs|ncpfs|nfs4?|prl_fs|smb3|smbfs|vboxsf|virtiofs|vmhgfs"
    r"|fuse\.(davfs2|glusterfs|rclone|s3fs|sshfs|vmhgfs-fuse)"
)
"""File systems on which others change files that the system of this machine says nothing of."""


def misses_folders(root: str) -> bool:
    """Return whether this process has fewer inotify watches than the vault has folders.

    At its limit watchdog leaves folders out and says nothing. False where the system does not tell (it is then not
    Linux, and has other limits).
    """
    watches = _inotify_watches()
    if watches is None:
        return False
    return sum(1 for _ in os.walk(root)) > watches


def is_deaf() -> bool:
    """Return whether this process observes folders and has no watch left, as after a file system was unmounted."""
    return _inotify_watches() == 0


def is_network(root: str, mounts: Path = _MOUNTS) -> bool:
    """Return whether a real folder lies on a network file system; False where the system does not tell (Linux does)."""
    found = ("", "")
    with contextlib.suppress(OSError):
        for line in mounts.read_text("utf-8", "replace").split("\n"):
            fields, _, rest = line.partition(" - ")
            words, kind = fields.split(), rest.split(" ")[0]
            place = words[4].replace("\\040", " ") if len(words) > 4 else ""  # noqa: PLR2004 - proc(5): the fifth word
            if place and (f"{root}/".startswith(place.rstrip("/") + "/")) and len(place) >= len(found[0]):
                found = (place, kind)
    return _NETWORK.fullmatch(found[1]) is not None


def _inotify_watches() -> int | None:
    """Count this process's inotify watches, one line each in what Linux says of an open file; None if it has none."""
    count = 0
    observes = False
    with contextlib.suppress(OSError):
        for handle in _HANDLES.iterdir():
            # Listing them opens a file, which is among them and gone by now.
            with contextlib.suppress(OSError):
                if str(Path(f"/proc/self/fd/{handle.name}").readlink()) == "anon_inode:inotify":
                    observes = True
                    count += sum(1 for line in handle.read_bytes().split(b"\n") if line.startswith(b"inotify "))
    return count if observes else None
