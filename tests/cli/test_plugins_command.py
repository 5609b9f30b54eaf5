"""``vaultkit plugins``: what is loaded, disabled or broken, with no vault and in one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from installed_plugins import environment, install

from vaultkit.testing import make_vault

SOUND = """
from dataclasses import dataclass
import typer
from vaultkit.api import BlockKind, PropertyKind, hookimpl, setting

@dataclass(frozen=True)
class Own:
    days: int = setting(3, "days")

@hookimpl
def settings():
    return Own

@hookimpl
def blocks():
    return [BlockKind("sound.all", "all", lambda moment, place: "all")]

@hookimpl
def properties():
    return [PropertyKind("loudness", "number", "how loud")]

app = typer.Typer()

@app.command()
def hear():
    print("heard")

@hookimpl
def commands():
    return app
"""
BROKEN = "x = 1\nraise RuntimeError(x)\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    install(site, "sound", SOUND, version="2.1")
    install(site, "broken", BROKEN)
    install(site, "thief", SOUND, point="people")
    return site


def vaultkit(site: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "vaultkit", *words]
    return subprocess.run(
        command, cwd=folder, env=environment(site), capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_it_tells_of_every_plugin_without_a_vault(site: Path, tmp_path: Path) -> None:
    result = vaultkit(site, tmp_path, "plugins", "--json")

    assert result.returncode == 0, result.stderr
    people, sound, *failed = json.loads(result.stdout)["plugins"]
    assert (people["name"], people["state"], people["built_in"]) == ("people", "loaded", True)
    assert {"log", "status"} <= set(people["commands"])
    assert {key: value for key, value in sound.items() if key != "hooks"} == {
        "name": "sound",
        "state": "loaded",
        "built_in": False,
        "distribution": "vaultkit-sound",
        "version": "2.1",
        "module": "vaultkit_sound",
        "blocks": ["sound.all"],
        "commands": ["sound hear"],
        "settings": ["plugins.sound.days"],
        "properties": ["loudness"],
        "problems": [],
    }
    assert sorted(sound["hooks"]) == ["blocks", "commands", "properties", "settings"]
    found = {each["name"]: each for each in failed}
    (broken,) = found["broken"]["problems"]
    assert (Path(broken["path"]).name, broken["line"], broken["code"]) == ("vaultkit_broken.py", 2, "plugin-failed")
    (thief,) = found["people"]["problems"]
    assert (Path(thief["path"]).name, thief["line"], thief["code"]) == ("entry_points.txt", 2, "plugin-claim")
    assert [each["state"] for each in failed] == ["failed", "failed"]


def test_it_tells_in_words(site: Path, tmp_path: Path) -> None:
    lines = vaultkit(site, tmp_path, "plugins").stdout.split("\n")

    assert lines[0].startswith("people: loaded, from vaultkit ")
    at = lines.index("sound: loaded, from vaultkit-sound 2.1")
    assert lines[at + 1 : at + 4] == [
        "  blocks      sound.all",
        "  commands    sound hear",
        "  settings    plugins.sound.days",
    ]
    assert "broken: failed, from vaultkit-broken 1.0" in lines


def test_a_disabled_plugin_is_told_as_such_and_its_commands_are_refused(site: Path, tmp_path: Path) -> None:
    """Seen to fail without the check before commands: the disabled plugin's command ran."""
    vault = make_vault(tmp_path / "vault", {"vaultkit.toml": '[plugins]\ndisabled = ["sound", "people"]\n'})

    listed = json.loads(vaultkit(site, vault, "plugins", "--json").stdout)["plugins"]
    refused = vaultkit(site, vault, "sound", "hear")

    assert [(each["name"], each["state"]) for each in listed][:2] == [("people", "loaded"), ("sound", "disabled")]
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "disabled" in refused.stderr
    assert vaultkit(site, tmp_path, "sound", "hear").stdout == "heard\n"


def test_without_plugins_there_is_the_built_in_one(site: Path, tmp_path: Path) -> None:
    listed = json.loads(vaultkit(site, tmp_path, "--no-plugins", "plugins", "--json").stdout)["plugins"]

    assert [each["name"] for each in listed] == ["people"]


RAISING = """
from vaultkit.api import BlockKind, hookimpl
import typer

@hookimpl
def summary(moment):
    raise ValueError("a line of a note")

def render(moment, place):
    raise KeyError("x")

@hookimpl
def blocks():
    return [BlockKind("raising.all", "all", render)]

app = typer.Typer()

@app.command()
def odd():
    raise LookupError("a line of a note")

@hookimpl
def commands():
    return app
"""


@pytest.fixture
def raising(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    install(site, "raising", RAISING)
    return site


def test_a_hook_that_raises_is_told_by_the_command_that_asked_it(
    raising: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails where only `check` tells of plugins: it asks for no summary, and nobody would ever hear of it."""
    vault = make_vault(tmp_path / "vault", {})
    told = f"vaultkit: {raising}/vaultkit_raising.py:7:1: warning: plugin raising, summary: ValueError [plugin-failed]"

    quiet = vaultkit(raising, vault)
    monkeypatch.setenv("VAULTKIT_DEBUG", "1")
    asked = vaultkit(raising, vault)

    assert (quiet.returncode, quiet.stderr.splitlines()[-1]) == (0, told)
    assert "a line of a note" not in quiet.stderr
    assert asked.stderr.endswith("ValueError: a line of a note\n")
    assert told in asked.stderr


def test_a_block_that_fails_is_not_said_to_be_up_to_date(raising: Path, tmp_path: Path) -> None:
    """Fails where `dashboard` looks only at what it wrote; it ends as docs/commands.md says of a failed block."""
    notes = {"A.md": "<!-- vaultkit:begin raising.all -->\n<!-- vaultkit:end raising.all -->\n"}
    vault = make_vault(tmp_path / "vault", notes)
    vaultkit(raising, vault, "dashboard")  # makes the dashboard note

    for options in ([], ["--check"]):
        result = vaultkit(raising, vault, "dashboard", *options)

        assert result.returncode == 1
        assert "up to date" not in result.stderr
        assert ":10:1: warning: plugin raising, block raising.all: KeyError [plugin-failed]" in result.stderr


def test_of_a_disabled_plugin_nothing_is_told(site: Path, tmp_path: Path) -> None:
    """Fails where one that cannot be imported goes on to be a problem after the user has disabled it."""
    vault = make_vault(tmp_path / "vault", {})
    assert "broken, import" in vaultkit(site, vault, "check").stdout
    assert "broken, import" in vaultkit(site, vault, "due").stderr

    make_vault(vault, {"vaultkit.toml": '[plugins]\ndisabled = ["broken"]\n'})

    assert "broken, import" not in vaultkit(site, vault, "check").stdout
    assert "broken, import" not in vaultkit(site, vault, "due").stderr


def test_a_command_that_raises_is_told_as_its_plugin_s(raising: Path, tmp_path: Path) -> None:
    """Fails where it is told as a bug of the program's own, which the plugin's user would report in vain."""
    result = vaultkit(raising, make_vault(tmp_path / "vault", {}), "raising", "odd")

    what = "warning: plugin raising, a command: LookupError [plugin-failed]; VAULTKIT_DEBUG=1 shows where"
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.splitlines()[-1] == f"vaultkit: {raising}/vaultkit_raising.py:20:1: {what}"
