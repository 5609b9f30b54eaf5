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
    "fractions",
    "frontmatter",
    "markdown_it",
    "pathspec",
    "platformdirs",
    "rapidfuzz",
    "rich",
    "tomlkit",
    "watchdog",
    "yaml",
}
"""Modules that read, write or watch notes, judge anew, find the system's folders where nobody names others, or help who
mistyped: each costs milliseconds, some as much as all the rest of a warm start."""
ROOMS = {
    "vaultkit.cli.service",
    "vaultkit.cli.undo",
    "vaultkit.cli.watch",
    "vaultkit.dashboard",
    "vaultkit.disk.atomic",
    "vaultkit.disk.gateway",
    "vaultkit.disk.journal",
    "vaultkit.disk.locks",
    "vaultkit.disk.packed",
    "vaultkit.people.commands.change",
    "vaultkit.people.commands.rename",
    "vaultkit.people.commands.write",
    "vaultkit.people.reading.membership",
    "vaultkit.people.reading.together",
    "vaultkit.people.rules.who",
    "vaultkit.plugins.answers",
    "vaultkit.plugins.report",
    "vaultkit.session.beginning",
    "vaultkit.text.daily",
    "vaultkit.text.parse",
    "vaultkit.text.toml_places",
}
NOUNS = {
    "vaultkit.model.block",
    "vaultkit.model.edit",
    "vaultkit.model.note",
    "vaultkit.model.put_line",
    "vaultkit.model.survey",
}
"""Of what is read, written, rendered or proposed; a class that is made at every start costs half a millisecond."""
DATACLASSES = {
    "DailySettings",
    "Index",
    "Invocation",
    "Moment",
    "Network",
    "PeopleSettings",
    "PluginSettings",
    "Problem",
    "Rules",
    "Settings",
    "VaultSettings",
    "Viewpoint",
    "WatchSettings",
}
"""Those that a warm start makes: half a millisecond each, a named tuple a tenth of that, a struct a fortieth."""
STRANGERS = {"email", "importlib.metadata", "zipfile"}
"""What finds the plugins of strangers, in ways that are rare."""
VAULT = {
    "msgspec",
    "sqlite3",
    "tomllib",
    "vaultkit.model.index",
    "vaultkit.people.kinds",
    "vaultkit.people.settings",
    "vaultkit.session.session",
    "vaultkit.text.settings",
    "vaultkit.vault",
}
"""What opens a vault, and knows people."""
PROGRAM = """
import sys
from vaultkit.__main__ import main
try:
    main(sys.argv[1:])
finally:
    ours = [vars(module) for name, module in sys.modules.items() if name.startswith("vaultkit.")]
    classes = {each for names in ours for each in names.values() if isinstance(each, type)}
    made = {each.__qualname__ for each in classes if "__dataclass_fields__" in vars(each)}
    sys.stderr.write("\\nMODULES " + " ".join([*sys.modules, *(f"dataclass:{name}" for name in made)]))
"""


def modules_of(vault: Path, *words: str) -> set[str]:
    return _modules("--vault", str(vault), "--today", str(EXAMPLE_DAY), *words)[1]


def completed(line: str) -> tuple[list[str], set[str]]:
    """Return what a shell offers at the end of a line, and the modules that it took."""
    words = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split()) - 1), "_VAULTKIT_COMPLETE": "complete_bash"}
    return _modules(environment=words)


def _modules(*words: str, environment: dict[str, str] | None = None) -> tuple[list[str], set[str]]:
    command = [sys.executable, "-c", PROGRAM, *words]
    # What measures the suite by its branches imports things of its own into each process.
    variables = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    variables |= environment or {}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=variables)
    said, _, modules = done.stderr.rpartition("\nMODULES ")
    assert done.returncode == 0, said
    return done.stdout.split(), set(modules.split())


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the example, with notes that were changed long ago, so that the cache may believe their times."""
    folder = tmp_path_factory.mktemp("vault") / "example"
    assert example_vault().is_dir()
    copy_example(folder, EXAMPLE_DAY)
    with (folder / "vaultkit.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[daily]\nformat = "YYYY/MM/YYYY-MM-DD"\n')
    for place in folder.rglob("*"):
        os.utime(place, (1, 1))
    return folder


@pytest.mark.parametrize("words", [("due", "--json"), ("due",), ("show", "Ada", "--json"), ("--version",), ()])
def test_a_warm_command_imports_neither_readers_nor_writers(vault: Path, words: tuple[str, ...]) -> None:
    """With one import of theirs at the top of a module on the way they are all there."""
    modules_of(vault, *words)
    assert modules_of(vault, *words) & (DEAR | ROOMS | NOUNS | STRANGERS) == set()


@pytest.mark.parametrize("words", [("due",), ("show", "Ada")])
def test_a_warm_command_makes_few_dataclasses(vault: Path, words: tuple[str, ...]) -> None:
    """With one more on the way its name is there."""
    modules_of(vault, *words)
    made = {name.removeprefix("dataclass:") for name in modules_of(vault, *words) if name.startswith("dataclass:")}
    assert {"Moment", "Settings"} <= made <= DATACLASSES


def test_at_the_end_nobody_looks_for_garbage() -> None:
    """Without the end of ``main`` Python goes through all that is left, which takes some milliseconds."""
    words = "import atexit, gc\nfrom vaultkit.__main__ import main\n"
    words += "atexit.register(lambda: print(gc.isenabled(), len(gc.get_objects()) < 1000))\nmain()"
    command = [sys.executable, "-c", words, "--no-plugins", "--help"]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-2:] == ["False", "True"]


def test_who_calls_the_program_goes_on_to_look_for_garbage() -> None:
    """Fails where the collector is left off for whoever calls ``main`` and does not end."""
    words = "import gc\nfrom vaultkit.__main__ import main\ntry: main()\nexcept SystemExit: pass\nprint(gc.isenabled())"
    command = [sys.executable, "-c", words, "--no-plugins", "--help"]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1] == "True"


def test_words_for_the_terminal_import_no_documents(vault: Path) -> None:
    """With ``documents`` imported beside ``pages`` it is there."""
    modules_of(vault, "due")
    unwanted = {
        "vaultkit.people.reading.properties",
        "vaultkit.people.rules.birthdays",
        "vaultkit.people.views.documents",
    }
    assert modules_of(vault, "due") & unwanted == set()


def test_a_word_about_the_program_opens_no_vault(vault: Path) -> None:
    """With the session imported by the invocation it is all there."""
    assert modules_of(vault, "--version") & VAULT == set()


def test_a_command_s_name_is_completed_without_the_other_commands() -> None:
    """With Typer's own ``list_commands``, or people imported by what completes words, there is more."""
    offered, modules = completed("vaultkit du")
    assert offered == ["due"]
    assert modules & (DEAR | ROOMS | NOUNS | STRANGERS | VAULT) == set()


def test_a_person_is_completed_by_the_cache(vault: Path) -> None:
    """With nothing kept at the end of a completion the second works out everybody as the first has."""
    line = f"vaultkit --vault {vault} show ada-o"
    completed(line)
    offered, modules = completed(line)
    assert offered == ["ada-okonjo"]
    assert modules & (DEAR | ROOMS | NOUNS | STRANGERS) == set()
