"""The floors: the contracts hold, each of them is seen to fail, and nothing escapes them by being new."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import grimp
import pytest

import vaultkit

PACKAGE = Path(vaultkit.__file__).parent
PROJECT = Path(__file__).parents[2] / "pyproject.toml"
CONTRACTS: list[dict[str, Any]] = tomllib.loads(PROJECT.read_text("utf-8"))["tool"]["importlinter"]["contracts"]

FOR_TYPES = "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from vaultkit import "
BREACHES = [
    ("floors", "utils.py", ""),
    ("floors", "helpers/__init__.py", ""),
    ("floors", "text/breach.py", "from vaultkit import disk"),
    ("floors", "disk/breach.py", "from vaultkit.text import parse"),
    ("floors", "cli/breach.py", "import vaultkit.people"),
    ("floors", "people/breach.py", "def late() -> None:\n    from vaultkit.cli import app"),
    ("floors", "model/breach.py", "from vaultkit import errors"),
    ("floors", "text/breach.py", FOR_TYPES + "session"),
    ("circles", "model/location.py", "from vaultkit.model import note"),
    ("people-by-api", "people/breach.py", "import vaultkit.text"),
    ("people-by-api", "people/breach.py", "from vaultkit.model.note import Note"),
    ("people-by-api", "people/breach.py", FOR_TYPES + "session"),
    ("people-floors", "people/helpers.py", ""),
    ("people-floors", "people/reading/breach.py", "from vaultkit.people.rules import judge"),
    ("people-floors", "people/blocks/breach.py", "from vaultkit.people.commands import find"),
    ("model-plain", "model/breach.py", "import msgspec"),
    ("pure", "text/breach.py", "import os"),
    ("pure", "people/breach.py", "from time import time"),
    ("no-network", "disk/breach.py", "from http import client"),
    ("no-network", "cli/breach.py", "def late() -> None:\n    import socket"),
    ("typer-above", "session.py", "import typer"),
    ("typer-above", "disk/breach.py", "if 0:\n    import typer"),
    ("watchdog-in-disk", "vault.py", "from watchdog.observers import Observer"),
    ("formats-in-text", "people/breach.py", "import yaml"),
    ("formats-in-text", "cli/breach.py", "from markdown_it import MarkdownIt"),
    ("formats-in-text", "disk/breach.py", "import frontmatter"),
]


DRIVER = """
import json, sys
from pathlib import Path
from importlinter.cli import lint_imports

def lint(*contracts):
    return lint_imports(sys.argv[2], limit_to_contracts=contracts, no_cache=True)

package, answers = Path(sys.argv[1]), []
for contract, file, text in json.load(sys.stdin):
    answers.append([lint(contract)])
    breach = package / file
    before = breach.read_text("utf-8") if breach.exists() else None
    breach.parent.mkdir(exist_ok=True)
    breach.write_text((before or "") + "\\n" + text + "\\n", "utf-8")
    answers[-1].append(lint(contract))
    breach.unlink() if before is None else breach.write_text(before, "utf-8")
    None if any(breach.parent.iterdir()) else breach.parent.rmdir()
Path("answers.json").write_text(json.dumps(answers))
"""
"""Breaches one contract after another, in one process; notes each contract's exit code before and after."""


def run(folder: Path, code: str, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run Python in the folder that holds a copy of the package."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200", "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, input=given, capture_output=True, encoding="utf-8", check=False
    )


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the package's modules."""
    copy = tmp_path_factory.mktemp("copied") / "vaultkit"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "_packaged"))
    return copy


def test_the_contracts_hold(copied: Path) -> None:
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    result = run(copied.parent, code, "--config", str(PROJECT), "--no-cache")
    assert result.returncode == 0, result.stdout + result.stderr
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in result.stdout


def test_each_breach_is_seen(copied: Path) -> None:
    result = run(copied.parent, DRIVER, str(copied), str(PROJECT), given=json.dumps(BREACHES))
    assert result.returncode == 0, result.stderr
    answers = json.loads((copied.parent / "answers.json").read_text("utf-8"))
    unseen = [(*breach, answer) for breach, answer in zip(BREACHES, answers, strict=True) if answer != [0, 1]]
    assert unseen == []
    assert result.stdout.count("Contracts: 0 kept, 1 broken.") == len(BREACHES)


def test_every_contract_has_a_breach() -> None:
    assert {breach[0] for breach in BREACHES} == {contract["id"] for contract in CONTRACTS}


def contract_of(name: str) -> dict[str, Any]:
    """Return one contract by its id."""
    return next(contract for contract in CONTRACTS if contract["id"] == name)


def test_people_may_import_no_other_room() -> None:
    graph = grimp.build_graph("vaultkit", cache_dir=None)
    others = graph.find_children("vaultkit") - {"vaultkit.api", "vaultkit.people"}
    assert set(contract_of("people-by-api")["forbidden_modules"]) == others


def test_the_nouns_are_kept_from_every_dependency() -> None:
    assert set(contract_of("model-plain")["forbidden_modules"]) == imported_anywhere()


def imported_anywhere() -> set[str]:
    """Return the top-level names of other packages that the program imports, the standard library's left out."""
    graph = grimp.build_graph("vaultkit", include_external_packages=True, cache_dir=None)
    return {name for name in graph.modules if not name.startswith("vaultkit")} - set(sys.stdlib_module_names)
