"""Other people's vaults, as they are: every command gets through them, and changes nothing."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from reading_room import SAMPLES, VAULTS

from vaultkit.testing import run

TODAY = date(2026, 3, 2)
COMMANDS = [["index"], ["status"], ["check"], ["dashboard", "--print"]]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", VAULTS)
def test_every_command_gets_through_and_changes_no_byte(name: str, tmp_path: Path) -> None:
    vault = tmp_path / name
    shutil.copytree(SAMPLES / name, vault)
    before = contents(vault)

    for command in COMMANDS:
        ended = run(*command, vault=vault, today=TODAY)
        assert ended.exit_code in ({0, 1} if command == ["check"] else {0}), (command, ended)
        assert "Traceback" not in ended.stdout + ended.stderr

    assert contents(vault) == before


@pytest.mark.parametrize("name", VAULTS)
def test_every_sample_says_where_it_comes_from(name: str) -> None:
    assert list((SAMPLES / name).glob("LICENSE*"))
    assert f"| `{name}` |" in (SAMPLES / "README.md").read_text("utf-8")
