"""Commands that are only named: nothing is imported before one is asked for."""

import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.main import get_group
from typer.testing import CliRunner

from vaultkit.api import LateApp, LateCommand

ONE = '''
import typer

app = typer.Typer()


def read(word: str) -> None:
    """Read one."""
    typer.echo(f"read {word}")


@app.command()
def deep() -> None:
    """Go deep."""
    typer.echo("deep")


@app.command()
def deeper() -> None:
    """Go deeper."""
'''


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    """Return an app of two late commands, one with settings, and a late group, that lie in one module."""
    (tmp_path / "late_one.py").write_text(ONE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "late_one", raising=False)
    late = {
        "read": LateCommand("late_one:read"),
        "loose": LateCommand("late_one:read", {"ignore_unknown_options": True}),
        "group": LateCommand("late_one:app"),
    }
    app = typer.Typer()
    app.add_typer(LateApp(late, help="All of them."), name="all")
    app.callback()(lambda: None)
    return app


def test_the_names_are_known_without_the_module(app: typer.Typer) -> None:
    assert list(get_group(app).commands["all"].commands) == ["read", "loose", "group"]  # type: ignore[attr-defined]  # a group of ours
    assert "late_one" not in sys.modules


def test_typer_lists_the_names_without_the_module(app: typer.Typer) -> None:
    """With Typer's own ``list_commands`` it is there: a shell that completes a name would wait for all commands."""
    group: Any = get_group(app).commands["all"]
    assert group.list_commands(None) == ["read", "loose", "group"]
    assert "late_one" not in sys.modules


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("all read it", "read it"),
        ("all loose --it", "read --it"),
        ("all group deep", "deep"),
        ("all --help", "Read one"),
    ],
)
def test_a_command_is_imported_when_it_is_asked_for(app: typer.Typer, words: str, said: str) -> None:
    ended = CliRunner().invoke(app, words.split())
    assert (ended.exit_code, said in ended.output) == (0, True)
    assert "late_one" in sys.modules


def test_an_unknown_command_is_told_with_the_nearest(app: typer.Typer) -> None:
    ended = CliRunner().invoke(app, ["all", "raed"])
    assert ended.exit_code == 2
    assert "Did you mean" in ended.output
    assert "late_one" not in sys.modules
