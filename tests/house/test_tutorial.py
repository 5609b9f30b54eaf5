"""The tutorial: what it shows are parts of files that run, and what it says a command prints, it prints."""

import re
import shlex
import sys
from pathlib import Path
from types import ModuleType

import pytest

from vaultkit.session.new_plugin import package
from vaultkit.testing import Vault, check_conduct, make_vault

ROOT = Path(__file__).parents[2]
BOOKS = ROOT / "examples" / "vaultkit-books"
TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
TRANSCRIPTS = dict(
    re.findall(r"^<!-- transcript: (\w+) -->\n```console\n(.*?)^```$", TUTORIAL, re.MULTILINE | re.DOTALL)
)


def loaded(path: Path) -> ModuleType:
    """Return a plugin's module, out of its source."""
    module = ModuleType("vaultkit_books")
    sys.modules[module.__name__] = module  # dataclasses look their module up
    exec(compile(path.read_text("utf-8"), str(path), "exec"), module.__dict__)  # noqa: S102 - our own example
    return module


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """Return the module that the tutorial's first command makes."""
    path = tmp_path / "made.py"
    path.write_bytes(package("books")["src/vaultkit_books/__init__.py"])
    return path


def notes(tests: str) -> str:
    """Return the vault of a file of tests."""
    found = re.search(r'^NOTES = """\n(.*?)^"""$', tests, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def holds(vault: Vault, transcript: str) -> None:
    """Assert that each command of a transcript prints what it says; a line of `…` stands for any lines before."""
    for part in transcript.removeprefix("$ ").split("\n$ "):
        command, _, output = part.partition("\n")
        result = vault.run(*shlex.split(command)[1:])
        wanted = output.removesuffix("\n") + "\n"
        assert result.exit_code == 0, result.stderr
        if wanted.startswith("…\n"):
            assert result.stdout.endswith(wanted.removeprefix("…"))
        else:
            assert result.stdout == wanted


def test_the_package_that_is_made_is_as_it_says(made: Path, tmp_path: Path) -> None:
    plugin = loaded(made)
    tests = package("books")["tests/test_books.py"].decode()
    check_conduct(plugin, notes(tests), name="books")
    shown = TRANSCRIPTS["made"].replace("from vaultkit-books 0.1.0", "from tests 0")
    holds(Vault(make_vault(tmp_path / "vault", {}), plugins={"books": plugin}), shown)


def test_the_commands_print_what_it_says(tmp_path: Path) -> None:
    plugin = loaded(BOOKS / "src" / "vaultkit_books" / "__init__.py")
    vault = make_vault(tmp_path / "vault", notes((BOOKS / "tests" / "test_books.py").read_text("utf-8")))
    holds(Vault(vault, plugins={"books": plugin}), TRANSCRIPTS["books"])


def test_every_block_of_python_is_a_slice() -> None:
    generated = re.compile(r"^<!-- vaultkit:begin docs\..*?^<!-- vaultkit:end docs\.\w+ -->$", re.MULTILINE | re.DOTALL)
    outside = generated.sub("", TUTORIAL)
    assert "```python" not in outside
    assert "```toml" not in outside


def test_all_of_the_plugin_is_shown() -> None:
    """Fails where a reader who takes every piece has less than the plugin, such as none of its imports."""
    source = (BOOKS / "src" / "vaultkit_books" / "__init__.py").read_text("utf-8").partition('"""\n')[2]
    shown = set(TUTORIAL.splitlines())
    assert [line for line in source.splitlines() if line not in shown] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["books", "calendar", "projects"])
def test_an_example_s_own_tests_pass(name: str, tmp_path: Path) -> None:
    """Run as `.ci/run` does, but beside this environment's packages and without an index."""
    import subprocess  # noqa: PLC0415 - for this test alone

    from installed_plugins import environment  # noqa: PLC0415 - the same

    folder = ROOT / "examples" / f"vaultkit-{name}"
    offline = ("--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check")
    install = [sys.executable, "-m", "pip", "install", *offline, "--target", str(tmp_path / "site"), str(folder)]
    subprocess.run(install, check=True, env=environment())
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    result = subprocess.run(
        command, cwd=folder, env=environment(tmp_path / "site"), capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout
