"""The floors: the contracts hold, each of them is seen to fail, and nothing escapes them by being new."""

import os
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions, requires
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
    ("circles", "text/breach.py", "from vaultkit.text import breach_too"),
    ("people-by-api", "people/breach.py", "import vaultkit.text"),
    ("people-by-api", "people/breach.py", "from vaultkit.model.note import Note"),
    ("people-by-api", "people/breach.py", FOR_TYPES + "session"),
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


def lint(folder: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    """Run the contracts over the package that lies in a folder."""
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    chosen = [argument for contract in contracts for argument in ("--contract", contract)]
    command = [sys.executable, "-c", code, "--config", str(PROJECT), "--no-cache", "--no-logo", *chosen]
    environment = {**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1", "COLUMNS": "200", "PYTHONUTF8": "1"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Return a copy of the package's modules."""
    copy = tmp_path / "vaultkit"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "_packaged"))
    return copy


def test_the_contracts_hold(copied: Path) -> None:
    result = lint(copied.parent)
    assert result.returncode == 0, result.stdout + result.stderr
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in result.stdout


@pytest.mark.parametrize(("contract", "file", "text"), BREACHES)
def test_a_breach_is_seen(copied: Path, contract: str, file: str, text: str) -> None:
    breach = copied / file
    breach.parent.mkdir(exist_ok=True)
    with breach.open("a", encoding="utf-8") as stream:
        stream.write(f"\n{text}\n")
    (copied / "text" / "breach_too.py").write_text(
        "from vaultkit.text import breach\n" if contract == "circles" else ""
    )
    result = lint(copied.parent, contract)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "Contracts: 0 kept, 1 broken." in result.stdout


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
    named = {requirement.partition(">")[0].strip().lower() for requirement in requires("vaultkit") or ()}
    optional = {"pytest", "hypothesis", "mypy"}
    modules = {
        module
        for module, distributions in packages_distributions().items()
        if {name.lower() for name in distributions} & named and module in imported_anywhere()
    }
    assert modules - optional == set(contract_of("model-plain")["forbidden_modules"])


def imported_anywhere() -> set[str]:
    """Return the top-level names of other packages that the program imports, the standard library's left out."""
    graph = grimp.build_graph("vaultkit", include_external_packages=True, cache_dir=None)
    return {name for name in graph.modules if not name.startswith("vaultkit")} - set(sys.stdlib_module_names)
