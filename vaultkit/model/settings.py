"""Settings: what each section of ``vaultkit.toml`` holds, as frozen dataclasses with their defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple, TypeVar, cast

from vaultkit.model.index import fold_path
from vaultkit.model.location import Location
from vaultkit.model.problem import Problem, Severity

T = TypeVar("T")

PathKind = Literal["folder", "note", "name"]
"""What a text can be: a folder of the vault, the path of a note with ``.md``, or a note's name or path."""


def setting(default: T, meaning: str, *, positive: bool = False, path: PathKind | None = None) -> T:
    """Return the dataclass field for one key of a section, with one sentence for the manual.

    Numbers are never below zero; ``positive`` says that zero makes no sense either. ``path`` says that the texts
    are paths from the root, so that none may lead out of it or into a dot-folder.

    A field's type is bool, int, float, str, ``tuple[str, ...]``, ``Mapping[str, int]``,
    ``Mapping[str, str]``, or another such dataclass (a nested table). A key that is a word of Python's
    (``with``) has a trailing ``_`` in the field's name.
    """
    metadata = {"meaning": meaning, "positive": positive, "path": path}
    if isinstance(default, Mapping):
        return cast("T", field(default_factory=lambda: default, metadata=metadata))
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class VaultSettings:
    """``[vault]``: where things are."""

    me: str = setting("Me", "the owner's own note: name or path", path="name")
    dashboard: str = setting("Dashboard.md", "the note that is made once to hold the dashboard's blocks", path="note")
    ignore: tuple[str, ...] = setting((), "globs of notes that are no people and no source of contact")
    templates: tuple[str, ...] = setting(
        (), 'template folders, besides Obsidian\'s own setting and "templates"', path="folder"
    )
    writer: str = setting("", "name of the one machine that rewrites blocks; empty: any")


@dataclass(frozen=True, slots=True)
class DailySettings:
    """``[daily]``: which notes are dated; Obsidian's own settings hold where these are absent."""

    folder: str = setting("", "folder of the daily notes", path="folder")
    format: str = setting("YYYY-MM-DD", "the daily notes' names in Moment's tokens")
    types: tuple[str, ...] = setting(("meeting",), "`type` or `categories` of notes that are dated by their `date`")


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """``[watch]``: how changes are followed."""

    debounce: float = setting(0.2, "seconds of quiet before changes are read", positive=True)
    sweep: float = setting(60.0, "seconds between sweeps of the whole folder", positive=True)


@dataclass(frozen=True, slots=True)
class PluginSettings:
    """``[plugins]``: which plugins run; options of a plugin stand in ``[plugins.NAME]``."""

    disabled: tuple[str, ...] = setting((), "names of plugins that are not to run")
    elsewhere: tuple[str, ...] = setting(
        (), "names of plugins that run on another machine: their blocks here are left alone, and are no problem"
    )


class ObsidianSettings(NamedTuple):
    """What Obsidian's own settings say; None and empty where they say nothing."""

    daily_folder: str | None = None
    daily_format: str | None = None
    template_folders: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    markdown_links: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a vault, defaults filled in.

    ``sections`` holds one value per section class, those of plugins among them; ``template_folders`` and
    ``ignore`` are what the settings and Obsidian's own say together; ``digest`` changes whenever
    anything in here does. ``problems`` are those of ``vaultkit.toml``; ``places`` says where each of its keys stands,
    by the dotted name (``people.kinds.zoom``).
    """

    vault: VaultSettings = field(default_factory=VaultSettings)
    daily: DailySettings = field(default_factory=DailySettings)
    watch: WatchSettings = field(default_factory=WatchSettings)
    plugins: PluginSettings = field(default_factory=PluginSettings)
    sections: Mapping[type, object] = field(default_factory=dict)
    template_folders: tuple[str, ...] = ("templates",)
    ignore: tuple[str, ...] = ()
    digest: str = ""
    problems: tuple[Problem, ...] = ()
    places: Mapping[str, Location] = field(default_factory=dict)

    @property
    def are_broken(self) -> bool:
        """Whether a part of ``vaultkit.toml`` could not be read, so that what it says is not known."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    def is_template(self, path: str) -> bool:
        """Return whether a path lies in a template folder, letter case apart."""
        return fold_path(path).startswith(_beginnings(self.template_folders))

    def place_of(self, *key: str) -> Location:
        """Return where a key of ``vaultkit.toml`` stands; the file's beginning for one that is not there."""
        return self.places.get(".".join(key), Location("vaultkit.toml"))

    def section(self, kind: type[T]) -> T:
        """Return a plugin's section by its class; the defaults if the file says nothing of it."""
        found = self.sections.get(kind)
        return found if isinstance(found, kind) else kind()


@lru_cache(maxsize=8)
def _beginnings(folders: tuple[str, ...]) -> tuple[str, ...]:
    """Return how the folded paths in these folders begin; it is asked of every note."""
    return tuple(f"{fold_path(folder)}/" for folder in folders)
