"""One walk over the vault: which notes and other files there are, and what is in the way."""

import errno
import hashlib
import os
import stat
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from vaultkit.disk.collector import collector_paused
from vaultkit.disk.paths import leads_inside
from vaultkit.disk.refusal import reason
from vaultkit.model.file_names import is_debris
from vaultkit.model.location import Location
from vaultkit.model.problem import Problem, ProblemKind, Severity

_EARLIEST_NS = -(2**63)
"""The first time that the cache can hold, in 1677."""
_INODE = 2**63 - 1
"""The part of an inode's number that the cache can hold; some systems make up larger ones."""
_COARSEST_NS = 2_000_000_000
_ODD_FIRST = frozenset(".#~")
"""Letters with which the names of dot-files and of debris may begin."""
_NOWHERE = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP}

TEMPORARY_PREFIX = ".vaultkit-"
TEMPORARY_SUFFIX = ".tmp"

SYMLINK_OUTSIDE = ProblemKind(
    "symlink-outside",
    Severity.WARNING,
    "A symbolic link leads out of the vault; what lies there is never read or written.",
    "People/Ada.md -> /home/ada/Ada.md",
    "Move the file into the vault, or remove the link.",
)
SYMLINK_BROKEN = ProblemKind(
    "symlink-broken",
    Severity.WARNING,
    "A symbolic link leads nowhere, or in a circle.",
    "People/Ada.md -> Gone.md",
    "Remove the link, or point it at a file of the vault.",
)
SYMLINK_FOLDER = ProblemKind(
    "symlink-folder",
    Severity.HINT,
    "A symbolic link leads to a folder of the same vault; its notes are read there, and once.",
    "Friends -> People",
    "Nothing has to be done; remove the link if it has no other use.",
)
NAME_UNDECODABLE = ProblemKind(
    "name-undecodable",
    Severity.ERROR,
    "A file or folder has a name that is no UTF-8 text; it is skipped.",
    "People/Andr\\xe9.md",
    "Rename it, for example with `convmv`.",
)
FOLDER_UNREADABLE = ProblemKind(
    "folder-unreadable",
    Severity.ERROR,
    "A folder of the vault cannot be read; until it can, blocks are left alone, as notes may be missing.",
    "Private/ (permission denied)",
    "Give yourself the right to read the folder, or name it in `ignore` of [vault].",
)
LEFTOVER = ProblemKind(
    "leftover-file",
    Severity.HINT,
    "A sync tool or an editor left a copy; it is no note.",
    "People/Ada.sync-conflict-20261122-101112-ABCDEFG.md",
    "Take over from it what is still wanted, then delete it.",
)


Seen = tuple[int, int, int]
"""The three of a ``Stat``, to be compared with one: a walk makes thousands, and plain tuples in half the time."""


class Stat(NamedTuple):
    """What tells that a file is still the same."""

    mtime_ns: int
    size: int
    inode: int

    @classmethod
    def of(cls, found: os.stat_result) -> "Stat":
        """Return these three of what the system says."""
        return cls(found.st_mtime_ns, found.st_size, found.st_ino & _INODE)

    def is_settled(self, now_ns: int) -> bool:
        """Return whether a later change of the file is sure to show in its time: some systems count in 2 seconds."""
        return _EARLIEST_NS < self.mtime_ns < now_ns - _COARSEST_NS


def now_ns() -> int:
    """Return the time, to be compared with the times of files and with nothing else."""
    return time.time_ns()  # noqa: TID251 - no rule of the domain sees it


class Scan(NamedTuple):
    """What a walk found; paths are relative to the root, with ``/``, spelled as on the disk.

    ``debris`` is what sync tools and editors left, ``leftovers`` are temporary files of our own. ``unread`` are the
    folders, with a ``/``, and links that could not be read, so that there may be more below them, and why.
    """

    notes: MappingProxyType[str, Seen]
    files: frozenset[str]
    debris: tuple[str, ...] = ()
    leftovers: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    unread: Mapping[str, Problem] = MappingProxyType({})

    @property
    def fingerprint(self) -> str:
        """A digest of what the system says of all notes, in the order in which it lists them.

        It is empty where a file's time is beyond all bounds: such a time tells no change.
        """
        try:
            return hashlib.sha256(msgspec.msgpack.encode(self.notes.copy())).hexdigest()
        except OverflowError:
            return ""

    def hides(self, path: str) -> bool:
        """Return whether a file may be there, although it was not found."""
        return path.startswith(tuple(self.unread))


def is_temporary(name: str) -> bool:
    """Return whether a file name is one of our own temporary files."""
    return name.startswith(TEMPORARY_PREFIX) and name.endswith(TEMPORARY_SUFFIX)


def is_decodable(name: str) -> bool:
    """Return whether a name was UTF-8: Python smuggles other bytes through as lone surrogates."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def printable(path: str) -> str:
    r"""Return a path that can be printed, with bytes that are no UTF-8 shown as ``\xe9``."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def scan(root: Path) -> Scan:
    """Walk the vault once; dot-folders are skipped before they are entered, links never lead out.

    What cannot be read is a Problem; of the root itself it is an OSError.
    """
    walk = _Walk(os.path.realpath(root))
    with collector_paused():
        walk.run()
    return Scan(
        MappingProxyType(walk.notes),
        frozenset(walk.files),
        tuple(sorted(walk.debris)),
        tuple(sorted(walk.leftovers)),
        tuple(sorted(walk.problems, key=lambda problem: problem.location)),
        MappingProxyType(walk.unread),
    )


class _Walk:
    """A walk under way."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.notes: dict[str, Seen] = {}
        self.files: list[str] = []
        self.debris: list[str] = []
        self.leftovers: list[str] = []
        self.problems: list[Problem] = []
        self.unread: dict[str, Problem] = {}

    def run(self) -> None:
        """Walk every folder, each after the one that holds it. Raises OSError if the root cannot be listed."""
        folders = self._list("")
        while folders:
            prefix = folders.pop()
            try:
                folders += self._list(prefix)
            except (FileNotFoundError, NotADirectoryError):
                continue  # It went away since it was listed.
            except OSError as error:
                self._cannot_read(prefix, error)

    def _list(self, prefix: str) -> list[str]:
        """Take in the entries of a folder and return the folders among them. Raises OSError."""
        folders: list[str] = []
        with os.scandir(f"{self.root}/{prefix}") as entries:
            for entry in entries:
                name = entry.name
                try:
                    # This is all that is done for most files: whose name is surely no dot-file's, no debris, and text
                    # (a lone surrogate is not printed).
                    if (
                        name.endswith(".md")
                        and name[0] not in _ODD_FIRST
                        and name.isprintable()
                        and "conflict" not in name
                        and entry.is_file(follow_symlinks=False)
                    ):
                        found = entry.stat(follow_symlinks=False)
                        self.notes[prefix + name] = (found.st_mtime_ns, found.st_size, found.st_ino & _INODE)
                        continue
                    path = self._enter(prefix, entry)
                except FileNotFoundError:
                    continue
                except OSError as error:
                    self._cannot_read(prefix, error)
                    continue
                if path is not None:
                    folders.append(path)
        return folders

    def _cannot_read(self, prefix: str, error: OSError) -> None:
        """Note that a folder, or something in it, cannot be read."""
        if prefix not in self.unread:
            place = prefix.rstrip("/") or "."
            self.unread[prefix] = self._report(FOLDER_UNREADABLE, place, f"the folder cannot be read: {reason(error)}")

    def _enter(self, prefix: str, entry: "os.DirEntry[str]") -> str | None:
        """Take in one entry; return its path with a ``/`` if it is a folder to walk. Raises OSError."""
        name = entry.name
        path = prefix + name
        if name.startswith("."):
            self._dotted(name, path)
        elif not name.isascii() and not is_decodable(name):
            self._report(NAME_UNDECODABLE, printable(path), "the name is no UTF-8 text")
        elif entry.is_symlink():
            self._link(path, entry)
        elif entry.is_dir(follow_symlinks=False):
            return f"{path}/"
        elif is_debris(name):
            self.debris.append(path)
        elif entry.is_file(follow_symlinks=False):
            self._file(path, entry)
        return None

    def _dotted(self, name: str, path: str) -> None:
        """Dot-files are not read; two sorts of them are told apart by their names."""
        if name.endswith(".icloud"):
            self.debris.append(path)
        elif is_temporary(name):
            self.leftovers.append(path)

    def _file(self, path: str, entry: "os.DirEntry[str]") -> None:
        """Take in a file. Raises OSError."""
        if path.endswith(".md"):
            self.notes[path] = Stat.of(entry.stat(follow_symlinks=False))
        else:
            self.files.append(path)

    def _link(self, path: str, entry: "os.DirEntry[str]") -> None:
        """Take in a symbolic link: to a file of this vault it is that file under another path."""
        real = os.path.realpath(entry.path)
        if real == self.root:
            self._report(SYMLINK_FOLDER, path, "the link leads to the vault itself")
            return
        if not leads_inside(self.root, real):
            self._report(SYMLINK_OUTSIDE, path, "the link leads out of the vault")
            return
        try:
            found = entry.stat()
        except OSError as error:
            problem = self._report(SYMLINK_BROKEN, path, f"the link cannot be followed: {reason(error)}")
            if error.errno not in _NOWHERE:
                self.unread[path] = problem
            return
        if stat.S_ISDIR(found.st_mode):
            self._report(SYMLINK_FOLDER, path, "the link leads to a folder of this vault")
        elif is_debris(entry.name):
            self.debris.append(path)
        elif not path.endswith(".md"):
            self.files.append(path)
        elif stat.S_ISREG(found.st_mode):
            self.notes[path] = Stat.of(found)

    def _report(self, kind: ProblemKind, path: str, message: str) -> Problem:
        """Note a problem with a path as a whole, and return it."""
        problem = kind.at(Location(path), message)
        self.problems.append(problem)
        return problem
