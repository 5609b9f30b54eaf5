"""The manual's plugin: through the testing module, and installed as a stranger's is."""

import os
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path
from shutil import copy

import pytest

from vaultkit.testing import make_vault, open_with

BOOKS = Path(__file__).parents[2] / "docs" / "books"
TODAY = date(2026, 11, 22)
NOTES = {
    "Books/A Pattern Language.md": "---\ntype: book\nstatus: reading\n---\n",
    "Books/Middlemarch.md": "---\ntype: book\nstatus: read\n---\n",
    "Books/The Odd One.md": "---\ntype: book\n---\n",
    "Reading.md": "<!-- vaultkit:begin books.reading -->\n<!-- vaultkit:end books.reading -->\n",
}


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """Return a vault with three books and a note for the block."""
    return make_vault(tmp_path / "vault", NOTES)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Return a folder in which the plugin lies as an installer leaves it: module, metadata, entry point."""
    project = tomllib.loads((BOOKS / "pyproject.toml").read_text("utf-8"))["project"]
    site = tmp_path / "site"
    metadata = site / "vaultkit_books-1.0.dist-info"
    metadata.mkdir(parents=True)
    copy(BOOKS / "vaultkit_books.py", site)
    head = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (metadata / "METADATA").write_text(head, "utf-8")
    points = project["entry-points"]["vaultkit.plugins"]
    lines = ["[vaultkit.plugins]", *(f"{name} = {module}" for name, module in points.items())]
    (metadata / "entry_points.txt").write_text("\n".join(lines) + "\n", "utf-8")
    return site


def vaultkit(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program with the plugin installed."""
    path = os.pathsep.join([str(site), os.environ["PYTHONPATH"]])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "vaultkit", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


def test_through_the_testing_module(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(BOOKS)
    import vaultkit_books  # noqa: PLC0415 - it lies in the manual, which this test puts on the path

    session = open_with(vault, TODAY, {"books": vaultkit_books})
    assert vaultkit_books.being_read(session.moment) == ["Books/A Pattern Language.md"]
    assert [problem.code for problem in session.problems()] == ["book-status"]


def test_installed_it_brings_its_command(vault: Path, installed: Path) -> None:
    result = vaultkit(installed, "--vault", str(vault), "books", "reading")
    assert (result.returncode, result.stdout) == (0, "A Pattern Language\n"), result.stderr


def test_installed_it_renders_its_block(vault: Path, installed: Path) -> None:
    result = vaultkit(installed, "--vault", str(vault), "--today", "2026-11-22", "dashboard")
    assert result.returncode == 0, result.stderr
    assert "- [[Books/A Pattern Language|A Pattern Language]]\n" in (vault / "Reading.md").read_text("utf-8")


def test_without_plugins_it_is_not_there(vault: Path, installed: Path) -> None:
    assert vaultkit(installed, "--no-plugins", "--vault", str(vault), "books", "reading").returncode == 2


def test_its_settings_are_read(vault: Path, installed: Path) -> None:
    (vault / "vaultkit.toml").write_text('[plugins.books]\nreading = "read"\n', "utf-8")
    result = vaultkit(installed, "--vault", str(vault), "books", "reading")
    assert result.stdout == "Middlemarch\n", result.stderr
