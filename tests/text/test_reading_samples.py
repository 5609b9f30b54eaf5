"""Other people's vaults, as they are: every command gets through them, and changes nothing."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from reading_room import EXAMPLE, SAMPLES, VARIANTS, VAULTS

from vaultkit.people import people
from vaultkit.testing import make_vault, open_with, run

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


@pytest.mark.parametrize("name", [*VAULTS, "example-vault"])
def test_people_links_and_interactions_are_the_same_however_the_notes_are_saved(name: str, tmp_path: Path) -> None:
    seen = {}
    for variant, save in VARIANTS.items():
        vault = tmp_path / variant / name
        shutil.copytree(EXAMPLE if name == EXAMPLE.name else SAMPLES / name, vault)
        for path in vault.rglob("*.md"):
            path.write_bytes(save(path.read_bytes()))
        moment = open_with(vault, TODAY).moment
        seen[variant] = people(moment), {path: note.links for path, note in moment.index.notes.items()}

    assert seen["as is"][1]
    for found in seen.values():
        assert found == seen["as is"]


def test_samples_hold_people() -> None:
    names = {person.name for person in people(open_with(SAMPLES / "kepano", TODAY).moment)}

    assert {"Steph Ango", "Kevin Kelly", "Paul Chambers"} <= names


def test_what_obsidian_does_not_see_is_no_target(tmp_path: Path) -> None:
    vault = make_vault(
        tmp_path,
        {
            "Start.md": "[[Gone]] [[Nick]] [[Old]]",
            ".trash/Gone.md": "",
            ".stash/sub/Gone.md": "",
            "Ada.md": "---\naliases: [Nick]\n---\n",
            "Archive/Old.md": "",
            "vaultkit.toml": '[vault]\nignore = ["Archive"]\n',
        },
    )
    index = open_with(vault, TODAY).moment.index

    found = [index.resolve(link.target, "Start.md") for link in index.notes["Start.md"].links]

    assert found == [None, None, "Archive/Old.md"]
