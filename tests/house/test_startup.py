"""Start-up: a command imports what it needs, and no clock is asked about it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from vaultkit.disk.packaged import example_vault
from vaultkit.session.demo import EXAMPLE_DAY, copy_example

DEAR = {
    "dateparser",
    "filelock",
    "frontmatter",
    "markdown_it",
    "pathspec",
    "rapidfuzz",
    "rich",
    "tomlkit",
    "watchdog",
    "yaml",
}
"""Modules that read, write or watch notes, or help who mistyped: each costs as much as all the rest of a warm start."""
ROOMS = {
    "vaultkit.cli.service",
    "vaultkit.cli.undo",
    "vaultkit.cli.watch",
    "vaultkit.dashboard",
    "vaultkit.disk.gateway",
    "vaultkit.disk.packed",
    "vaultkit.people.commands.change",
    "vaultkit.people.commands.rename",
    "vaultkit.people.commands.write",
    "vaultkit.people.reading.together",
    "vaultkit.people.rules.who",
    "vaultkit.text.parse",
}
PROGRAM = """
import sys
from vaultkit.__main__ import main
try:
    main(sys.argv[1:])
finally:
    sys.stderr.write("\\nMODULES " + " ".join(sys.modules))
"""


def modules_of(vault: Path, *words: str) -> set[str]:
    command = [sys.executable, "-c", PROGRAM, "--vault", str(vault), "--today", str(EXAMPLE_DAY), *words]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    said, _, modules = done.stderr.rpartition("\nMODULES ")
    assert done.returncode == 0, said
    return set(modules.split())


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the example, with notes that were changed long ago, so that the cache may believe their times."""
    folder = tmp_path_factory.mktemp("vault") / "example"
    assert example_vault().is_dir()
    copy_example(folder, EXAMPLE_DAY)
    for place in folder.rglob("*"):
        os.utime(place, (1, 1))
    return folder


@pytest.mark.parametrize("words", [("due", "--json"), ("due",), ("show", "Ada", "--json"), ("--version",), ()])
def test_a_warm_command_imports_neither_readers_nor_writers(vault: Path, words: tuple[str, ...]) -> None:
    """With one import of theirs at the top of a module on the way they are all there."""
    modules_of(vault, *words)
    assert not modules_of(vault, *words) & (DEAR | ROOMS)


def test_words_for_the_terminal_import_no_documents(vault: Path) -> None:
    """With ``documents`` imported beside ``pages`` it is there."""
    modules_of(vault, "due")
    assert not modules_of(vault, "due") & {"vaultkit.people.reading.properties", "vaultkit.people.views.documents"}
