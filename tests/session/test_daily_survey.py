"""``init`` finds out how daily notes are named."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from vaultkit.testing import make_vault, run

ANN = {"People/Ann.md": "# Ann\n"}
TODAY = date(2026, 11, 22)
CALL = "- call [[Ann]]: the new job\n"


def proposed(vault: Path) -> dict[str, str]:
    document: dict[str, Any] = json.loads(run("init", vault, "--json", today=TODAY).stdout)
    return {each["key"]: each["value"] for each in document["proposals"] if each["section"] == "daily"}


@pytest.mark.parametrize(
    ("names", "folder", "daily_format"),
    [
        (["j/2026_11_18", "j/2026_11_19", "j/2026_11_20", "pages/2026_11_21"], "j", "YYYY_MM_DD"),
        (["20261118", "20261119", "20261120"], None, "YYYYMMDD"),
        (["d/18-11-2026", "d/01-02-2026", "d/02-02-2026"], "d", "DD-MM-YYYY"),
        (["d/11-18-2026", "d/02-01-2026", "d/02-02-2026"], "d", "MM-DD-YYYY"),
        (["d/18.11.2026", "d/19.11.2026", "d/20.11.2026"], "d", "DD.MM.YYYY"),
        (["d/18.11.2026", "d/1.2.2026", "d/2.2.2026"], "d", "D.M.YYYY"),
        (["Tag für Tag/November 18th, 2026", "Tag für Tag/May 1st, 2026", "Tag für Tag/May 2nd, 2026"], "Tag für Tag",
         "MMMM Do, YYYY"),
    ],
)  # fmt: skip
def test_the_format_that_most_notes_of_a_folder_have_is_proposed_and_found_then(
    tmp_path: Path, names: list[str], folder: str | None, daily_format: str
) -> None:
    vault = make_vault(tmp_path / "v", ANN | {f"{name}.md": CALL for name in names})
    (vault / "vaultkit.toml").unlink()
    expected = {"folder": folder, "format": daily_format} if folder else {"format": daily_format}
    assert {key: json.loads(value) for key, value in proposed(vault).items()} == expected

    said = run("init", vault, "--yes", today=TODAY).stdout
    assert "  daily notes: none named YYYY-MM-DD\n" in said

    counts = json.loads(run("index", "--json", vault=vault, today=TODAY).stdout)
    assert counts["interactions"] == 3
    place = f" in {folder}" if folder else ""
    assert f"daily notes: 3 notes, named {daily_format}{place}\n" in run("init", vault, today=TODAY).stdout


@pytest.mark.parametrize(
    ("names", "settings"),
    [
        (["d/20261118", "d/20261119"], ""),
        (["d/01-02-2026", "d/02-02-2026", "d/03-02-2026"], ""),
        (["d/20261118", "d/20261119", "d/20261120", "2026-11-20 Fair"], ""),
        (["d/20261118", "d/20261119", "d/20261120"], "[daily]\nfolder = 'Journal'\n"),
        (["d/20261318", "d/20260230", "d/20261199"], ""),
        (["templates/20261118", "templates/20261119", "templates/20261120"], ""),
        ([], ""),
    ],
)
def test_nothing_is_proposed_where_it_may_be_chance_or_settings_say_it(
    tmp_path: Path, names: list[str], settings: str
) -> None:
    notes = {f"{name}.md": CALL for name in names} | ({"vaultkit.toml": settings} if settings else {})
    assert proposed(make_vault(tmp_path / "v", ANN | notes)) == {}


def test_a_note_that_begins_with_a_day_counts_in_any_folder(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v", ANN | {"a/2026-11-20.md": CALL, "b/2026-11-21 Fair.md": CALL})
    assert "daily notes: 2 notes, named YYYY-MM-DD\n" in run("init", vault, today=TODAY).stdout


def test_settings_that_are_there_stay_and_what_would_fit_is_said(tmp_path: Path) -> None:
    """Fails without the lines: settings were proposed, and with a yes to them written nowhere."""
    notes = {f"j/2026_11_{day}.md": CALL for day in (18, 19, 20)}
    vault = make_vault(tmp_path / "v", ANN | notes | {"vaultkit.toml": "# mine\n"})
    said = run("init", vault, "--yes", today=TODAY).stdout
    assert (
        "vaultkit.toml is there and stays as it is; what would fit, for you to add:\n"
        '  [daily] folder = "j"\n  [daily] format = "YYYY_MM_DD"\nTo add:\n'
    ) in said
    assert (vault / "vaultkit.toml").read_bytes() == b"# mine\n"


def test_without_a_proposal_it_is_said_where_the_format_belongs(tmp_path: Path) -> None:
    said = run("init", make_vault(tmp_path / "v", ANN), today=TODAY).stdout
    assert "daily notes: none named YYYY-MM-DD; `folder` and `format` in [daily] say how yours are\n" in said
