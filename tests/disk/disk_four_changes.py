"""A write of four files, run as a program that is killed at one call after the other.

``python disk_four_changes.py VAULT NUMBER`` makes the write and kills itself at that call of the file system.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from disk_faulty import Faulty

from vaultkit.disk import gateway
from vaultkit.disk.journal import Journal
from vaultkit.disk.read import digest
from vaultkit.disk.state import state_folder
from vaultkit.model.edit import Change, Create, Edit, Move

BEFORE = {"People/Ada.md": b"- one\r\n- two", "b.md": b"b\n", "c.md": b"c\n", "vaultkit.toml": b""}
AFTER = {
    "People/Ada.md": b"- one\r\n- new\r\n- two",
    "Old/b.md": b"B\n",
    "c.md": b"c\n",
    "New/d.md": b"d",
    "vaultkit.toml": b"",
}
CHANGES: tuple[Change, ...] = (
    Edit("People/Ada.md", digest(BEFORE["People/Ada.md"]), 7, 7, b"- new\r\n"),
    Edit("b.md", digest(BEFORE["b.md"]), 0, 1, b"B"),
    Move("b.md", digest(BEFORE["b.md"]), "Old/b.md"),
    Create("New/d.md", b"d"),
)


def make(root: Path) -> Path:
    """Write the files as they are before."""
    for path, data in BEFORE.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return root


def journal_of(root: Path) -> Journal:
    """Return the vault's journal."""
    return Journal(state_folder(root) / "journal.jsonl")


def write(root: Path, journal: Journal) -> None:
    """Make the changes."""
    gateway.apply(root, CHANGES, journal=journal.entry("test", None))


def main() -> None:
    """Kill a child of this process at the n-th call for every n, until one gets through; say how many it took."""
    base = Path(sys.argv[1])
    number = 0
    while True:
        number += 1
        root = make(base / str(number))
        journal = journal_of(root)
        child = os.fork()
        if not child:
            faulty = Faulty("kill", number, lambda name, call: setattr(os, name, call))
            faulty.is_on = True
            write(root, journal)
            os._exit(0)
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0:
            break
    sys.stdout.write(f"{number}\n")


if __name__ == "__main__":
    main()
