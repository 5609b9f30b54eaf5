"""Vaults for tests: from a dictionary or a text, on a fixed day, with a run of the command line."""

import json
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from vaultkit.api import BlockKind, hookimpl
from vaultkit.testing import DAY, Vault, make_vault, notes_from
from vaultkit.testing.fixtures import plugins, today, vault  # noqa: F401 - fixtures, for the tests below

BLOCK = "<!-- vaultkit:begin mine.words -->\n<!-- vaultkit:end mine.words -->\n"


class Mine:
    @hookimpl
    def blocks(self) -> Sequence[BlockKind]:
        return [BlockKind("mine.words", "words", lambda _moment, _place: "Words.")]


def test_a_text_shows_files() -> None:
    found = notes_from(
        """
        People/Ada Lovelace.md
            ---
            type: person
            ---

            ## Log
            - 2026-11-20 call
              - nested
        Empty.md
        Me.md
            # Me
        """
    )
    assert found == {
        "People/Ada Lovelace.md": "---\ntype: person\n---\n\n## Log\n- 2026-11-20 call\n  - nested\n",
        "Empty.md": "",
        "Me.md": "# Me\n",
    }


def test_a_text_that_begins_with_no_path_is_refused() -> None:
    with pytest.raises(ValueError, match="belongs to no file: '    words'"):
        notes_from("\n    words\nPath.md\n")


def test_a_vault_is_made_of_either(tmp_path: Path) -> None:
    make_vault(tmp_path, {"a/b.md": "text\n", "c.bin": b"\xff"})
    make_vault(tmp_path, "d.md\n    more\n")

    assert (tmp_path / "a" / "b.md").read_bytes() == b"text\n"
    assert (tmp_path / "c.bin").read_bytes() == b"\xff"
    assert (tmp_path / "d.md").read_bytes() == b"more\n"
    assert (tmp_path / "vaultkit.toml").read_bytes() == b""


def test_the_settings_of_a_vault_stay(tmp_path: Path) -> None:
    make_vault(tmp_path, {"vaultkit.toml": "[vault]\n"})

    make_vault(tmp_path, {"a.md": ""})

    assert (tmp_path / "vaultkit.toml").read_bytes() == b"[vault]\n"


def test_the_fixture_is_an_empty_vault_on_a_fixed_day(vault: Vault, today: date) -> None:  # noqa: F811 - the fixtures
    assert (vault.today, today) == (DAY, DAY)
    vault.add("People/Ada.md\n    - 2026-11-20 call\n")

    found = vault.run("status", "--json")

    document = json.loads(found.stdout)
    assert (found.exit_code, found.stderr) == (0, "")
    assert (document["today"], [each["name"] for each in document["people"]]) == ("2026-11-22", ["Ada"])
    assert vault.session().today == DAY


def test_its_index_lies_beside_it(vault: Vault) -> None:  # noqa: F811 - the fixture
    vault.add({"a.md": ""}).run("index")

    beside = {path.name for path in vault.folder.parent.iterdir()}
    assert {"vault", "cache"} <= beside <= {"vault", "cache", "state"}
    assert os.environ["VAULTKIT_CACHE_DIR"] == str(vault.folder.parent / "cache")


def test_modules_run_as_plugins_where_they_are_given(tmp_path: Path) -> None:
    home = Vault(make_vault(tmp_path / "vault", {"a.md": BLOCK}), plugins={"mine": Mine()})

    assert home.run("dashboard", "--check").exit_code == 1
    home.session().update_dashboard(create=False)

    assert home.read("a.md") == BLOCK.replace("\n", "\nWords.\n", 1)
