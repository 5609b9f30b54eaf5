"""A generated vault whose truth is known: the commands that are measured on it, and whether they answer rightly."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import generated_vault
from generated_vault import TODAY, Truth
from measure import Work, program, seconds

DASHBOARD = "Dashboard.md"
CLOSE, NO_TIER = "tier: close\n", "tier:\n"


@dataclass
class MeasuredVault:
    """A vault, and what is true of it; ``edits`` and ``lines`` tell what was done to it since it was made."""

    root: Path
    truth: Truth
    lines: list[str] = field(default_factory=list)
    _is_close: bool = True

    @classmethod
    def made(cls, root: Path, notes: int) -> "MeasuredVault":
        """Make the notes, compare what is read of them with what is true, and make a dashboard."""
        vault = cls(root, generated_vault.write(root, notes))
        vault.check()
        program(*vault.words("dashboard"))()
        return vault

    def check(self) -> None:
        """Compare what is counted with what is true of the vault; a fast answer that is wrong is worth nothing."""
        counted, truth = self.answer("index"), self.truth
        said = [counted[key] for key in ("notes", "people", "wikilinks", "interactions", "problems")]
        assert said == [truth.notes, truth.people, truth.links, truth.interactions, 0], said

    def words(self, *command: str) -> tuple[str, ...]:
        """Return the arguments of Python for a command."""
        return ("-m", "vaultkit", "--vault", str(self.root), "--today", str(TODAY), *command)

    def said(self, *command: str) -> str:
        """Return what a command prints; it must succeed."""
        line = [sys.executable, *self.words(*command)]
        return subprocess.run(line, check=True, capture_output=True, encoding="utf-8").stdout  # noqa: S603 - ours

    def answer(self, *command: str) -> dict[str, Any]:
        """Return the JSON that a command prints."""
        found: dict[str, Any] = json.loads(self.said(*command, "--json"))
        return found

    def is_right(self) -> bool:
        """Return whether every block stands as it should."""
        line = [sys.executable, *self.words("dashboard", "--check")]
        return subprocess.run(line, check=False, capture_output=True).returncode == 0  # noqa: S603 - our own line

    @property
    def edited(self) -> str:
        """The path of the note that is edited; whoever it is about is due, unless the tier was taken away."""
        return f"People/{self.truth.due[0]}.md"

    def edit(self) -> None:
        """Save a note as an editor does, with somebody's tier taken away or given back: lists and blocks show it."""
        note = self.root / self.edited
        before, after = (CLOSE, NO_TIER) if self._is_close else (NO_TIER, CLOSE)
        text = note.read_text("utf-8")
        assert before in text
        written = note.with_name(".saving")
        written.write_text(text.replace(before, after, 1), "utf-8", newline="\n")
        os.replace(written, note)  # noqa: PTH105 - the one step that counts
        self._is_close = not self._is_close

    def friend(self) -> str:
        """Return the name of somebody who is not due and whose note has many lines, the first of them by name."""
        names = (place.stem for place in sorted((self.root / "People").iterdir()))
        return next(name for name in names if name not in self.truth.due and len(self.dated(name)) > 1)

    def dated(self, name: str) -> list[str]:
        """Return the lines of somebody's log."""
        text = (self.root / "People" / f"{name}.md").read_text("utf-8")
        return [line for line in text.split("\n") if line.startswith("- 20")]

    def due(self) -> list[str]:
        """Return who is due by the truth, and by what was edited since."""
        return [*self.truth.due[0 if self._is_close else 1 :]]


def due(vault: MeasuredVault) -> Work:
    """List who is due."""
    assert sorted(step["name"] for step in vault.answer("due")["steps"]) == vault.due()
    return program(*vault.words("due"))


def show(vault: MeasuredVault) -> Work:
    """Show one person."""
    name = vault.friend()
    found = vault.answer("show", name)["person"]
    assert found["path"] == f"People/{name}.md"
    return program(*vault.words("show", name))


def status(vault: MeasuredVault) -> Work:
    """Show everybody."""
    assert len(vault.answer("status")["people"]) == vault.truth.people
    return program(*vault.words("status"))


def dashboard(vault: MeasuredVault) -> Work:
    """Print the dashboard."""
    assert f"\n{vault.truth.people} people" in vault.said("dashboard", "--print")
    return program(*vault.words("dashboard", "--print"))


def log(vault: MeasuredVault) -> Work:
    """Write a line into somebody's note, and bring the dashboard up to date."""
    name = vault.friend()
    numbers = count()

    def run() -> float:
        words = f"call: the matter of {next(numbers)}"
        took = seconds(program(*vault.words("log", name, words)))
        vault.lines.append(f"- {TODAY} {words}")
        return took

    run()
    assert vault.lines[-1] in vault.dated(name)
    assert vault.is_right()
    return run


def after_edit(command: Callable[[MeasuredVault], Work]) -> Callable[[MeasuredVault], Work]:
    """Do something right after a note was edited: it alone is read anew, and all that hangs on it is worked out."""

    def edited(vault: MeasuredVault) -> Work:
        vault.edit()
        work = command(vault)

        def run() -> float:
            vault.edit()
            return seconds(work)

        return run

    return edited


COMMANDS: dict[str, tuple[Callable[[MeasuredVault], Work], str]] = {
    "`vaultkit due`": (due, "at most 2.0, then 1.3"),
    "`vaultkit show`": (show, "at most 2.0, then 1.3"),
    "`vaultkit status`": (status, ""),
    "`vaultkit dashboard --print`": (dashboard, ""),
    "`vaultkit log`": (log, ""),
    "`vaultkit due` after one edit": (after_edit(due), ""),
    "`vaultkit status` after one edit": (after_edit(status), ""),
}
"""The commands that are measured, each with what is wanted of it against a program that does nothing."""
