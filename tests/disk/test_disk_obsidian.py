"""Obsidian's own settings, and the shipped files."""

import json
from pathlib import Path

import pytest
from disk_rights import rights

from vaultkit.disk import packaged
from vaultkit.disk.obsidian import APP, DAILY, PERIODIC, TEMPLATER, TEMPLATES, read_obsidian
from vaultkit.disk.settings import SETTINGS_FILES
from vaultkit.model.settings import ObsidianSettings


def put(root: Path, path: str, content: object) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content)
    (root / path).write_text(text, encoding="utf-8")


def test_without_any_nothing_is_said(tmp_path: Path) -> None:
    assert read_obsidian(tmp_path) == (ObsidianSettings(), ())


def test_what_they_say(tmp_path: Path) -> None:
    put(tmp_path, DAILY, {"folder": "/Daily/", "format": "YYYY/MM/DD", "template": "x"})
    put(tmp_path, TEMPLATES, {"folder": "Templates"})
    put(tmp_path, TEMPLATER, {"templates_folder": "Templater/"})
    put(tmp_path, APP, {"userIgnoreFilters": ["Archive/", "/draft/", "", 7], "useMarkdownLinks": True})
    assert read_obsidian(tmp_path)[0] == ObsidianSettings(
        "Daily", "YYYY/MM/DD", ("Templates", "Templater"), ("Archive/", "/draft/"), markdown_links=True
    )
    assert {DAILY, PERIODIC, TEMPLATES, TEMPLATER, APP, "vaultkit.toml"} == SETTINGS_FILES


def test_periodic_notes_win_while_their_daily_notes_are_on(tmp_path: Path) -> None:
    put(tmp_path, DAILY, {"folder": "Daily", "format": "YYYY"})
    put(tmp_path, PERIODIC, {"daily": {"folder": "Journal", "format": "", "enabled": True}})
    found = read_obsidian(tmp_path)[0]
    assert (found.daily_folder, found.daily_format) == ("Journal", "YYYY")
    put(tmp_path, PERIODIC, {"daily": {"folder": "Journal", "enabled": False}})
    assert read_obsidian(tmp_path)[0].daily_folder == "Daily"


def test_the_root_is_a_folder_too(tmp_path: Path) -> None:
    put(tmp_path, DAILY, {"folder": "/"})
    assert read_obsidian(tmp_path)[0].daily_folder == ""


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000, "\ufeff{}", '{"folder": 3, "format": []}'])
def test_what_cannot_be_read_says_nothing(tmp_path: Path, text: str) -> None:
    for path in SETTINGS_FILES:
        put(tmp_path, path, text)
    found, problems = read_obsidian(tmp_path)
    assert found == ObsidianSettings()
    broken = {"", "{", "[" * 100_000, "[]", "null"}
    assert [problem.code for problem in problems] == (["obsidian-unreadable"] if text in broken else [])


def test_what_cannot_be_read_is_told_once_for_each_reason(tmp_path: Path) -> None:
    put(tmp_path, DAILY, "{}")
    put(tmp_path, APP, "{")
    put(tmp_path, TEMPLATES, "{")
    (tmp_path / TEMPLATER).mkdir(parents=True)
    _, problems = read_obsidian(tmp_path)
    assert {(problem.location.path, problem.severity) for problem in problems} == {
        (TEMPLATES, "warning"),
        (TEMPLATER, "warning"),
    }
    with rights(tmp_path / ".obsidian", 0):
        assert len(read_obsidian(tmp_path)[1]) == 1


def test_settings_are_not_read_from_outside(tmp_path: Path) -> None:
    put(tmp_path / "outside", "daily-notes.json", {"folder": "Secret"})
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault/.obsidian").symlink_to(tmp_path / "outside")
    found, problems = read_obsidian(tmp_path / "vault")
    assert found == ObsidianSettings()
    assert ["it leads out of the vault" in problem.message for problem in problems] == [True]


def test_in_a_checkout_the_shipped_files_lie_at_its_top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packaged, "_CODE", tmp_path / "vaultkit")
    assert packaged.templates() == tmp_path / "templates"
    assert packaged.example_vault() == tmp_path / "example-vault"
    assert not packaged.is_installed()


def test_in_a_wheel_they_lie_beside_the_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "vaultkit/_packaged/templates").mkdir(parents=True)
    (tmp_path / "templates").mkdir()
    monkeypatch.setattr(packaged, "_CODE", tmp_path / "vaultkit")
    assert packaged.templates() == tmp_path / "vaultkit/_packaged/templates"
    assert packaged.is_installed()
