"""Another process that works in a vault: ``python watch_storm.py ROOT OUTSIDE SEED COUNT``, mixed operations.

Notes in ``Stay`` are saved and never leave, so that no storm looks like a vault that is gone.
"""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

MOST_TREES = 30
"""Folders that come and go; beyond that many the next ones are deleted."""


class Storm:
    """Operations on a vault in an order that a seed decides."""

    def __init__(self, root: Path, outside: Path, seed: int) -> None:
        """Work in ``root``, and move folders out to ``outside`` and in from there."""
        self.root = root
        self.outside = outside
        self.random = Random(seed)  # noqa: S311 - the same storm for the same seed
        self.count = 0
        self.stay = sorted((root / "Stay").glob("*.md"))
        self.trees = sorted(place for place in root.iterdir() if place.is_dir() and place.name.startswith("Tree"))

    def text(self) -> bytes:
        """Return a note that no other one is like."""
        lines = "".join(f"- 2026-10-{day:02} call: [[Person {self.count}]]\n" for day in range(1, 6))
        return f"---\nnumber: {self.count}\n---\n\n## Interactions\n\n{lines * self.random.randint(1, 20)}".encode()

    def new_name(self, start: str) -> str:
        """Return a name that nothing has yet."""
        self.count += 1
        return f"{start} {self.count} {self.random.randrange(10**9)}"

    def a_note(self) -> Path:
        """Return one of the notes."""
        if self.trees and self.random.random() < 0.5:
            found = sorted(self.random.choice(self.trees).rglob("*.md"))
            if found:
                return self.random.choice(found)
        return self.random.choice(self.stay)

    def save_in_place(self) -> None:
        self.a_note().write_bytes(self.text())

    def append(self) -> None:
        with self.a_note().open("ab") as file:
            file.write(b"- 2026-11-01 met: again\n")

    def save_atomically(self) -> None:
        place = self.a_note()
        temporary = place.with_name(f".{place.name}.tmp")
        temporary.write_bytes(self.text())
        temporary.replace(place)

    def new_tree(self) -> None:
        if len(self.trees) >= MOST_TREES:
            self.delete_tree()
        tree = self.root / self.new_name("Tree")
        for folder in (tree, tree / "Deep", tree / "Deep/Deeper"):
            folder.mkdir()
            (folder / f"{self.new_name('Person')}.md").write_bytes(self.text())
        self.trees.append(tree)

    def rename_tree(self) -> None:
        if self.trees:
            tree = self.trees.pop(self.random.randrange(len(self.trees)))
            self.trees.append(tree.rename(self.root / self.new_name("Tree")))

    def move_out(self) -> None:
        if self.trees:
            tree = self.trees.pop(self.random.randrange(len(self.trees)))
            tree.rename(self.outside / tree.name)

    def move_in(self) -> None:
        away = sorted(self.outside.iterdir())
        if away:
            tree = self.random.choice(away)
            self.trees.append(tree.rename(self.root / self.new_name("Tree")))

    def delete_tree(self) -> None:
        if self.trees:
            shutil.rmtree(self.trees.pop(self.random.randrange(len(self.trees))))

    def delete_note(self) -> None:
        note = self.a_note()
        if note.parent != self.root / "Stay":
            note.unlink()

    def rename_note(self) -> None:
        note = self.a_note()
        if note.parent != self.root / "Stay":
            note.rename(note.with_name(f"{self.new_name('Person')}.md"))

    def run(self, count: int) -> None:
        """Do that many operations, without a pause."""
        kinds: list[tuple[Callable[[], None], int]] = [
            (self.save_in_place, 25),
            (self.append, 10),
            (self.save_atomically, 25),
            (self.new_tree, 8),
            (self.rename_tree, 8),
            (self.move_out, 5),
            (self.move_in, 5),
            (self.delete_tree, 2),
            (self.delete_note, 6),
            (self.rename_note, 6),
        ]
        for operation in self.random.choices([each for each, _ in kinds], [weight for _, weight in kinds], k=count):
            operation()
            self.count += 1


if __name__ == "__main__":
    Storm(Path(os.fsdecode(sys.argv[1])), Path(sys.argv[2]), int(sys.argv[3])).run(int(sys.argv[4]))
