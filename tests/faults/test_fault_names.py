"""Whatever a file shall be called, none is made outside of the vault and none is overwritten."""

import json
import os
import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from fault_names import INSIDE, everything, hostile, lay_out

from vaultkit.plugins.host import Host
from vaultkit.testing import Run
from vaultkit.testing.vaults import run_host

TODAY = date(2026, 11, 22)
COUNT = 500
A_FEW = ("../outside/new", "Folder", "Folder/x", "Out/x", "/etc/passwd", "ADA", "Zoe\u0308", "a\0b", "Dangling", "CON")
HOST = Host.load(built_in_only=True)


def vaultkit(vault: Path, *words: str) -> Run:
    return run_host(HOST, *words, vault=vault, today=TODAY)


def with_setting(vault: Path, section: str, key: str, value: object) -> None:
    text = json.dumps(value) if not isinstance(value, str) else json.dumps(value.encode(errors="replace").decode())
    (vault / "vaultkit.toml").write_text(f"[{section}]\n{key} = {text}\n")


def add(vault: Path, name: str) -> Run:
    return vaultkit(vault, "add", "--", name)


def add_in_folder(vault: Path, name: str) -> Run:
    with_setting(vault, "people", "folders", [name.encode(errors="replace").decode()])
    return vaultkit(vault, "add", "Dot")


def rename(vault: Path, name: str) -> Run:
    return vaultkit(vault, "rename", "--", "ada", name)


def dashboard(vault: Path, name: str) -> Run:
    with_setting(vault, "vault", "dashboard", name)
    return vaultkit(vault, "dashboard")


def init(vault: Path, name: str) -> Run:
    with_setting(vault, "vault", "dashboard", name)
    with (vault / "vaultkit.toml").open("a", encoding="utf-8") as file:
        file.write(f"me = {json.dumps(name.encode(errors='replace').decode())}\n")
    return vaultkit(vault, "init", "--yes")


def template(vault: Path, name: str) -> Run:
    with_setting(vault, "vault", "templates", [name.encode(errors="replace").decode()])
    return vaultkit(vault, "add", "Dot")


def new_plugin(vault: Path, name: str) -> Run:
    before = Path.cwd()
    os.chdir(vault.parent / "work")
    try:
        return run_host(HOST, "new-plugin", "--", name)
    finally:
        os.chdir(before)


COMMANDS: Mapping[str, Callable[[Path, str], Run]] = {
    "add": add,
    "add-in-folder": add_in_folder,
    "rename": rename,
    "dashboard": dashboard,
    "init": init,
    "template": template,
    "new-plugin": new_plugin,
}
"""What makes or moves a file by a name that somebody gives; a new command is one more line."""


def check(folder: Path, command: str, name: str) -> bool:
    """Run a command with a name and look at what became of everything; return whether a file was made or moved."""
    vault = lay_out(folder)
    before = everything(folder)
    done = COMMANDS[command](vault, name)
    after = everything(folder)
    settings = {"vault/vaultkit.toml"}
    rewritten = {f"vault/{path}" for path in ("People/Ada.md", "People/Zo\u00eb.md", "Notes/Of.md")}
    may_change = settings | (rewritten if command == "rename" else set())
    assert "a bug" not in done.stderr, (name, done.stderr)
    for path, what in before.items():
        if path not in may_change:
            assert after.get(path) == what, (name, path)
    for path in after.keys() - before.keys():
        assert path.partition("/")[0] in ({"work"} if command == "new-plugin" else {"vault"}), (name, path)
        assert (folder / path).resolve().is_relative_to(folder / path.partition("/")[0]), (name, path)
    if command == "rename":
        assert len(after) == len(before), name
        kept = INSIDE["People/Ada.md"].partition(b"# Ada")[2]
        moved = [data for data in after.values() if isinstance(data, bytes) and kept in data]
        assert len(moved) == 1, name
    shutil.rmtree(folder)
    return after.keys() != before.keys()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_few_hostile_names(tmp_path: Path, command: str) -> None:
    """Fails without ``check_file_name`` and without ``inside``: files come to lie beside the vault."""
    for name in A_FEW:
        check(tmp_path / "all", command, name)


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_five_hundred_hostile_names(tmp_path: Path, command: str) -> None:
    """The same with all of them."""
    everyone = hostile(COUNT)
    assert len(everyone) == COUNT
    made = sum(check(tmp_path / "all", command, name) for name in everyone)
    assert made > 0
