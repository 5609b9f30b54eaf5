"""The commands that write, one line each: every file-system call of each is made to fail."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

from vaultkit.errors import VaultkitError
from vaultkit.output import Output
from vaultkit.plugins.host import Host
from vaultkit.session.session import open_session
from vaultkit.testing.vaults import run_host

TODAY = date(2026, 11, 22)
Words = tuple[str, ...]

BLOCK = "<!-- vaultkit:begin {0} -->\n<!-- vaultkit:end {0} -->\n"
NOTES: Mapping[str, str] = {
    "People/Ada.md": "---\ncadence: 30\ntags: [chess]\n---\r\n# Ada\r\n- [ ] send the paper\r\n\r\n"
    "## Log\r\n- 2026-11-01 call: x\r\n- 2026-11-02 y",
    "People/Bob.md": f"# Bob\n\n{BLOCK.format('person.verdict')}\n## Log\n- 2026-11-01 call: with [[Ada]]\n",
    "People/Cy.md": "# Cy\n\n![[Ada]] <!-- [[Ada]] -->\n",
    "Dashboard.md": f"mine\n{BLOCK.format('people.all')}\nmine too [[Ada|her]]\n",
}


@dataclass(frozen=True, slots=True)
class Command:
    """What is run, and what was run before it.

    ``whole``: it fails only where it has written nothing at all. ``partly`` are the words with which it says that it
    may not have reached every note.
    """

    words: Words
    before: tuple[Words, ...] = ()
    whole: bool = True
    partly: str = ""


COMMANDS: Mapping[str, Command] = {
    "add": Command(("add", "Dot")),
    "log": Command(("log", "ada", "coffee")),
    "log-with": Command(("log", "ada", "lunch", "--with", "bob", "--with", "cy")),
    "set": Command(("set", "ada", "cadence", "14")),
    "unset": Command(("unset", "ada", "cadence")),
    "done": Command(("done", "ada", "paper")),
    "rename": Command(("rename", "ada", "Ada L"), partly="could not be read whole"),
    "merge": Command(("merge", "cy", "ada"), partly="could not be read whole"),
    "init": Command(("init", "--yes"), whole=False),
    "dashboard": Command(("dashboard",)),
    "undo-log": Command(("undo",), (("log", "bob", "coffee", "--with", "ada"),)),
    "undo-add": Command(("undo",), (("add", "Dot"),)),
    "undo-rename": Command(("undo",), (("rename", "ada", "Ada L"),)),
    "undo-merge": Command(("undo",), (("merge", "cy", "ada"),)),
    "watch": Command(("(watch)",)),
}
"""By the name of the test; a new command is one more line."""

LATER: Words = ("log", "cy", "later")
"""A command that comes after all."""


def runner(vault: Path, host: Host) -> Callable[[Words], tuple[int, str]]:
    """Return what runs a command in this process: it gives the exit code, and what was said on stderr."""

    def execute(words: Words) -> tuple[int, str]:
        if words == ("(watch)",):
            return watch(vault, host)
        done = run_host(host, *words, vault=vault, today=TODAY)
        return done.exit_code, done.stderr

    return execute


def watch(vault: Path, host: Host) -> tuple[int, str]:
    """Write what a watcher writes: the blocks, but no dashboard where there is none."""
    try:
        open_session(vault, host, TODAY, out=Output(StringIO(), StringIO())).update_dashboard(create=False)
    except VaultkitError as error:
        return error.exit_code, str(error)
    return 0, ""


def fill(vault: Path, name: str) -> None:
    """Write the notes that a command begins with; ``init`` finds no settings and no dashboard."""
    for path, text in NOTES.items():
        if name != "init" or path != "Dashboard.md":
            place = vault / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text.encode())
    if name != "init":
        (vault / "vaultkit.toml").write_bytes(b"")
    os.utime(vault / "People/Ada.md", (1, 1))
