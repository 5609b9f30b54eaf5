"""Reads what Obsidian's own settings say about daily notes, templates, ignored files and links."""

import json
from pathlib import Path

from vaultkit.disk.read import read
from vaultkit.errors import VaultkitError
from vaultkit.model.moment import Json
from vaultkit.model.settings import ObsidianSettings

DAILY = ".obsidian/daily-notes.json"
PERIODIC = ".obsidian/plugins/periodic-notes/data.json"
TEMPLATES = ".obsidian/templates.json"
TEMPLATER = ".obsidian/plugins/templater-obsidian/data.json"
APP = ".obsidian/app.json"

SETTINGS = "vaultkit.toml"
SETTINGS_FILES = frozenset({SETTINGS, DAILY, PERIODIC, TEMPLATES, TEMPLATER, APP})
"""Files that are no notes and yet change what notes mean."""


def read_obsidian(root: Path) -> ObsidianSettings:
    """Return Obsidian's settings of a vault; what is absent or cannot be read says nothing. Never raises.

    The Periodic Notes plugin, where its daily notes are on, wins over the core plugin, as it does in Obsidian.
    """
    daily = _table(root, DAILY)
    periodic = _table(root, PERIODIC).get("daily")
    if isinstance(periodic, dict) and periodic.get("enabled", True):
        daily |= {key: value for key, value in periodic.items() if value}
    app = _table(root, APP)
    folders = (_folder(_table(root, TEMPLATES), "folder"), _folder(_table(root, TEMPLATER), "templates_folder"))
    found = app.get("userIgnoreFilters")
    filters = found if isinstance(found, list) else []
    return ObsidianSettings(
        daily_folder=_folder(daily, "folder"),
        daily_format=_text(daily, "format"),
        template_folders=tuple(dict.fromkeys(folder for folder in folders if folder)),
        ignore=tuple(each for each in filters if isinstance(each, str) and each.strip("/ ")),
        markdown_links=app.get("useMarkdownLinks") is True,
    )


def _table(root: Path, path: str) -> dict[str, Json]:
    """Return one JSON file's object, empty if there is none."""
    try:
        found = json.loads(read(root, path)[0].data.decode("utf-8-sig"))
    except (OSError, VaultkitError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _text(table: dict[str, Json], key: str) -> str | None:
    """Return a value that is text and says something."""
    value = table.get(key)
    return value.strip() or None if isinstance(value, str) else None


def _folder(table: dict[str, Json], key: str) -> str | None:
    """Return a folder without the slashes that Obsidian allows around it; its root is ``/``."""
    value = _text(table, key)
    return None if value is None else value.strip("/")
