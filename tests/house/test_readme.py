"""The README: its Python runs, its examples print what it says, its commands are the ones that are checked."""

import io
import json
import re
import shlex
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from vaultkit.disk.packaged import example_vault
from vaultkit.testing import run

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
TODAY = date(2026, 11, 22)


def blocks(text: str, language: str) -> list[str]:
    """Return the code blocks of a page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.fixture
def beside_the_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder that holds a copy of the example vault."""
    copytree(example_vault(), tmp_path / "example-vault")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_python_of_the_readme_prints_everybody(beside_the_example: Path) -> None:
    (code,) = blocks(README, "python")
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {})  # noqa: S102 - the README's own lines
    lines = printed.getvalue().splitlines()
    counts = run("index", "--json", vault=beside_the_example / "example-vault", today=TODAY).stdout
    assert len(lines) == json.loads(counts)["people"]
    assert "Ada Okonjo: connection" in lines


@pytest.mark.usefixtures("beside_the_example")
def test_the_python_of_the_library_page_runs() -> None:
    names: dict[str, object] = {}
    printed = io.StringIO()
    for code in blocks((ROOT / "docs" / "library.md").read_text("utf-8"), "python"):
        with redirect_stdout(printed):
            exec(compile(code, "library.md", "exec"), names)  # noqa: S102 - the page's own lines
    assert printed.getvalue().splitlines()[-1] == "- 2026-11-22 call: the new job"


TRANSCRIPTS = re.findall(r"^<!-- transcript -->\n```console\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("transcript", TRANSCRIPTS)
def test_a_command_prints_what_the_readme_says(beside_the_example: Path, transcript: str) -> None:
    for part in transcript.removeprefix("$ ").split("\n$ "):
        command, _, output = part.partition("\n")
        words = shlex.split(command)
        assert words[0] == "vaultkit"
        result = run(*words[1:], vault=beside_the_example / "example-vault", today=TODAY)
        assert (result.exit_code, result.stdout) == (0, output.removesuffix("\n") + "\n"), result.stderr


@pytest.mark.parametrize("line", [line for block in blocks(README, "sh") for line in block.splitlines()])
def test_every_command_of_the_readme_exists(line: str) -> None:
    words = shlex.split(line.rpartition("&&")[2], comments=True)
    program = Path(words[0]).name
    assert program in {"vaultkit", "python", "python3"}
    if program == "vaultkit" and len(words) > 1:
        assert run(words[1], "--help").exit_code == 0


def test_the_test_command_is_the_one_that_is_run() -> None:
    (block,) = re.findall(r"^<!-- test-command -->\n(.*?)^<!-- /test-command -->$", README, re.MULTILINE | re.DOTALL)
    (command,) = blocks(block, "sh")
    assert command.count("\n") == 1
    assert "pytest -q -n auto" in command
    assert "test-command" in (ROOT / ".ci" / "run").read_text("utf-8")
