"""Reads what Obsidian's own settings say about daily notes, templates, ignored files and links."""

from pathlib import Path

from vaultkit.disk.read import read_if_there
from vaultkit.disk.refusal import reason
from vaultkit.model.location import Location
from vaultkit.model.moment import Json
from vaultkit.model.problem import Problem, ProblemKind, Severity
from vaultkit.model.settings import ObsidianSettings

_FOLDER = ".obsidian"
DAILY = ".obsidian/daily-notes.json"
PERIODIC = ".obsidian/plugins/periodic-notes/data.json"
TEMPLATES = ".obsidian/templates.json"
TEMPLATER = ".obsidian/plugins/templater-obsidian/data.json"
APP = ".obsidian/app.json"

OBSIDIAN_FILES = (DAILY, PERIODIC, TEMPLATES, TEMPLATER, APP)

OBSIDIAN_UNREADABLE = ProblemKind(
    "obsidian-unreadable",
    Severity.WARNING,
    "A file of Obsidian's own settings cannot be read; what it says of daily notes, templates or ignored files is not "
    "known.",
    '"userIgnoreFilters": [',
    "Give yourself the right to read the file, or let Obsidian write it anew.",
)


def read_obsidian(root: Path) -> tuple[ObsidianSettings, tuple[Problem, ...]]:
    """Return Obsidian's settings of a vault, and what is wrong with their files; one that is absent says nothing.

    The Periodic Notes plugin, where its daily notes are on, wins over the core plugin, as it does in Obsidian.
    """
    if _is_absent(root / _FOLDER):
        return ObsidianSettings(), ()
    tables = _Tables(root)
    daily = tables.read(DAILY)
    periodic = tables.read(PERIODIC).get("daily")
    if isinstance(periodic, dict) and periodic.get("enabled", True):
        daily |= {key: value for key, value in periodic.items() if value}
    folders = (_folder(tables.read(TEMPLATES), "folder"), _folder(tables.read(TEMPLATER), "templates_folder"))
    app = tables.read(APP)
    found = app.get("userIgnoreFilters")
    filters = found if isinstance(found, list) else []
    settings = ObsidianSettings(
        daily_folder=_folder(daily, "folder"),
        daily_format=_text(daily, "format"),
        template_folders=tuple(dict.fromkeys(folder for folder in folders if folder)),
        ignore=tuple(each for each in filters if isinstance(each, str) and each.strip("/ ")),
        markdown_links=app.get("useMarkdownLinks") is True,
    )
    return settings, tuple(tables.problems.values())


def _is_absent(place: Path) -> bool:
    """Return whether there is surely nothing: most starts so look once instead of for each file."""
    try:
        place.lstat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return False


class _Tables:
    """Reads JSON files; ``problems`` holds one for each reason, as a folder without rights would give one a file."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.problems: dict[str, Problem] = {}

    def read(self, path: str) -> dict[str, Json]:
        """Return one file's object, empty if there is none."""
        try:
            data = read_if_there(self._root, path)
            if data is None:
                return {}
            import json  # noqa: PLC0415 - not every vault is Obsidian's

            found = json.loads(data.decode("utf-8-sig"))
        except OSError as error:
            return self._refuse(path, f"the file cannot be read: {reason(error)}")
        except (ValueError, RecursionError):
            found = None
        return found if isinstance(found, dict) else self._refuse(path, "the file is no JSON object")

    def _refuse(self, path: str, message: str) -> dict[str, Json]:
        self.problems.setdefault(message, OBSIDIAN_UNREADABLE.at(Location(path), message))
        return {}


def _text(table: dict[str, Json], key: str) -> str | None:
    """Return a value that is text and says something."""
    value = table.get(key)
    return value.strip() or None if isinstance(value, str) else None


def _folder(table: dict[str, Json], key: str) -> str | None:
    """Return a folder without the slashes that Obsidian allows around it; its root is ``/``."""
    value = _text(table, key)
    return None if value is None else value.strip("/")
