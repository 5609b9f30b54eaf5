"""Reads ``vaultkit.toml``: every key that cannot be used is a problem at its place, and keeps its default."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import Field, fields, is_dataclass, replace
from functools import cached_property
from typing import Any, TypeVar, cast, get_type_hints

import msgspec

from vaultkit.model.location import Location
from vaultkit.model.problem import Problem, ProblemKind, Severity
from vaultkit.model.settings import (
    DailySettings,
    ObsidianSettings,
    PluginSettings,
    Settings,
    VaultSettings,
    WatchSettings,
)
from vaultkit.text.globs import REGEX, is_glob
from vaultkit.text.setting_values import WORDS, objection

# ruff: noqa: PLC0415 -- most settings are right, and many vaults have none: what is for others is imported for them

T = TypeVar("T")
Path = tuple[str, ...]
"""A key of the file with the tables that it is in."""

SYNTAX = ProblemKind(
    "settings-syntax",
    Severity.ERROR,
    "A line of `vaultkit.toml` is no TOML, so that it, or all of the file, cannot be read.",
    "[people]\ncadence = ninety",
    "Mend the line; text stands in quotes, lists in brackets.",
)
UNKNOWN_KEY = ProblemKind(
    "settings-unknown-key",
    Severity.WARNING,
    "A key or section of `vaultkit.toml` that nothing reads.",
    '[people]\nfolder = ["Friends"]',
    "Correct its name, or take it out; the manual lists all keys.",
)
UNKNOWN_PLUGIN = ProblemKind(
    "settings-unknown-plugin",
    Severity.HINT,
    "Options of a plugin that is not loaded.",
    "[plugins.calendar]\ndays = 7",
    "Install the plugin, or take its section out.",
)
WRONG_TYPE = ProblemKind(
    "settings-wrong-type",
    Severity.WARNING,
    "A value of `vaultkit.toml` is of the wrong kind; the default holds.",
    '[people]\nfolders = "Friends"',
    "Write a value of the kind that is asked for.",
)
WRONG_VALUE = ProblemKind(
    "settings-wrong-value",
    Severity.WARNING,
    "A value of `vaultkit.toml` is impossible; the default holds.",
    "[watch]\ndebounce = 0",
    "Write a value that is possible.",
)
OBSIDIAN_FILTER = ProblemKind(
    "settings-obsidian-filter",
    Severity.HINT,
    "One of Obsidian's excluded files is a regular expression that cannot be read here; it excludes nothing.",
    '"userIgnoreFilters": ["/(draft/"]',
    "Name the notes by `ignore` in [vault].",
)

_CORE: Mapping[str, type] = {
    "vault": VaultSettings,
    "daily": DailySettings,
    "watch": WatchSettings,
    "plugins": PluginSettings,
}
_PLUGINS = "plugins"
_NEAR = 70
"""The likeness, of 100, from which a name is offered for another."""
_MOST_BROKEN_LINES = 20
# As text: `re` compiles each at its first use, and keeps it.
_AT = r" \(at line (\d+), column (\d+)\)$"
_BETWEEN = r"[-/._ ]"
"""What stands between the parts of a date in most names of daily notes."""
_MANY_DIGITS = r"[0-9_]{4301,}"
"""More digits than Python converts to a number."""
_TABLE = r"\('[^()]*\)"
"""How tomllib names a table: as Python's tuple of its keys."""
_NAME = r"'([^']*)'"
_PAIR = r"[ \t]*[\w.\"'-]+[ \t]*="


class _Places(Mapping[str, Location]):
    """Where each key of a text stands, by its dotted name; looked for when somebody asks."""

    def __init__(self, path: str, text: str) -> None:
        """Take a file's path, and what of its text is TOML."""
        self._path = path
        self._text = text

    @cached_property
    def _by_key(self) -> dict[Path, Location]:
        from vaultkit.text.toml_places import key_places

        return {key: Location(self._path, *place) for key, place in key_places(self._text).items()}

    @cached_property
    def _by_name(self) -> dict[str, Location]:
        return {".".join(key): place for key, place in self._by_key.items()}

    def of(self, key: Path) -> Location:
        """Return where a key stands; the beginning of the file where it is none of its own."""
        return self._by_key.get(key, Location(self._path))

    def __getitem__(self, name: str) -> Location:
        """Return where the key of that dotted name stands."""
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        """Yield all dotted names."""
        return iter(self._by_name)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._by_name)


class _Reading:
    """One reading of the file: where its keys stand, and what was found wrong with them."""

    def __init__(self, places: _Places, problems: list[Problem]) -> None:
        """Begin with what was found wrong with its lines."""
        self.places = places
        self.problems = problems

    def report(self, kind: ProblemKind, at: Path, message: str, hint: str | None = None) -> None:
        """Note a problem at a key."""
        self.problems.append(kind.at(self.places.of(at), message, hint))

    def unknown(self, at: Path, known: Iterable[str]) -> None:
        """Note a key that nothing reads, and the name that was meant if one is near."""
        from rapidfuzz import fuzz, process

        near = process.extractOne(at[-1], list(known), scorer=fuzz.ratio, score_cutoff=_NEAR)
        hint = f'did you mean "{near[0]}"?' if near else None
        self.report(UNKNOWN_KEY, at, f'"{".".join(at)}" is no setting', hint)

    def section(self, given: object, base: T, at: Path) -> T:
        """Return a section's value: ``base``, with what the file gives for its keys."""
        if not isinstance(given, dict):
            self.report(WRONG_TYPE, at, f'"{".".join(at)}" must be a section, as in [{".".join(at)}]')
            return base
        kind = type(base)
        known = {each.name.rstrip("_"): each for each in fields(cast("Any", kind))}
        hints = get_type_hints(kind)
        changes: dict[str, object] = {}
        for key, value in given.items():
            if key in known:
                name = known[key].name
                changes[name] = self.value(value, getattr(base, name), (known[key], hints[name]), (*at, key))
            else:
                self.unknown((*at, key), known)
        try:
            return cast("T", replace(cast("Any", base), **changes))
        except Exception as error:  # noqa: BLE001 - a stranger's dataclass may refuse in its own way
            self.report(WRONG_VALUE, at, f'"{".".join(at)}" holds values that do not fit ({type(error).__name__})')
            return base

    def value(self, given: object, base: object, of: tuple[Field[Any], Any], at: Path) -> object:
        """Return a key's value; ``base`` if what is given is of the wrong kind or impossible."""
        declared, hint = of
        if is_dataclass(base):
            return self.section(given, base, at)
        if isinstance(base, Mapping) and isinstance(given, dict):
            return self.table(given, base, of, at)
        try:
            read = msgspec.convert(given, hint)
        except msgspec.ValidationError:
            self.report(WRONG_TYPE, at, f'"{".".join(at)}" must be {WORDS[hint]}')
            return base
        if (wrong := objection(read, declared.metadata)) is None:
            return read
        self.report(WRONG_VALUE, at, f'"{".".join(at)}" {wrong}')
        return base

    def table(
        self, given: Mapping[str, object], base: Mapping[str, object], of: tuple[Field[Any], Any], at: Path
    ) -> Mapping[str, object]:
        """Return the entries of ``base`` and those that the user adds to them or puts in their place."""
        declared, hint = of
        added: dict[str, object] = {}
        for key, value in given.items():
            read = self.value(value, None, (declared, hint.__args__[1]), (*at, key))
            if read is not None:
                added[key] = read
        return {**base, **added}


def _fault(error: Exception, text: str) -> str:
    """Return what is wrong with a text that tomllib does not take, ending in the place as tomllib writes it."""
    import tomllib

    if isinstance(error, tomllib.TOMLDecodeError):
        return re.sub(_TABLE, lambda found: f"[{'.'.join(re.findall(_NAME, found[0]))}]", str(error))
    if isinstance(error, RecursionError):
        return "Nested too deeply (at line 1, column 1)"
    # Python's own word on a number that it does not convert; it does not say where.
    digits = re.search(_MANY_DIGITS, text)
    at = digits.start() if digits else 0
    return f"Too many digits (at line {text.count(chr(10), 0, at) + 1}, column {at - text.rfind(chr(10), 0, at)})"


def _load(text: str, path: str) -> tuple[dict[str, object], str, list[Problem]]:
    """Return what the text says, the text less the lines that are no TOML, and a problem for each of those.

    A broken ``key = value`` costs that line alone. Where the fault may reach further (a section's name, a list
    over several lines), nothing of the file is used: half a file would say what nobody wrote.
    """
    if not text.strip():
        return {}, "", []
    import tomllib

    lines = text.replace("\r\n", "\n").split("\n")
    problems: list[Problem] = []
    while len(problems) < _MOST_BROKEN_LINES:
        remaining = "\n".join(lines)
        try:
            return tomllib.loads(remaining), remaining, problems
        except (ValueError, RecursionError) as error:
            words = _fault(error, remaining)
            place = re.search(_AT, words)
            line = int(place[1]) if place else len(lines)
            column = int(place[2]) if place else 1
            message = re.sub(_AT, "", words).removesuffix(" (at end of document)")
            problems.append(SYNTAX.at(Location(path, line, column), message))
            if place is None or not re.match(_PAIR, lines[line - 1]):
                break
            lines[line - 1] = ""
    return {}, "", problems[:1]


def _plugins(reading: _Reading, given: object, sections: Mapping[str, type]) -> dict[type, object]:
    """Return the sections of plugins, ``[plugins.NAME]``; the options of disabled ones are left unread."""
    tables = given if isinstance(given, dict) else {}
    found: dict[type, object] = {}
    disabled = tables.get("disabled")
    quiet = set(disabled) if isinstance(disabled, list) and all(isinstance(name, str) for name in disabled) else set()
    for name, options in tables.items():
        kind = sections.get(f"{_PLUGINS}.{name}")
        if kind is not None:
            found[kind] = reading.section(options, kind(), (_PLUGINS, name))
        elif isinstance(options, dict) and name not in quiet:
            reading.report(UNKNOWN_PLUGIN, (_PLUGINS, name), f'no plugin "{name}" is loaded')
    return found


def _own_keys(given: object) -> object:
    """Return the ``[plugins]`` section less the sections of plugins in it."""
    if not isinstance(given, dict):
        return given
    return {key: value for key, value in given.items() if not isinstance(value, dict)}


def _ignored(filters: Sequence[str], problems: list[Problem]) -> tuple[str, ...]:
    """Return Obsidian's ignore filters as globs: each is the beginning of a path, or ``/a regular expression/``."""
    globs: list[str] = []
    for each in filters:
        if not each.strip("/ "):
            continue
        if len(each) > 1 and each.startswith("/") and each.endswith("/"):
            glob = REGEX + each[1:-1]
        else:
            beginning = re.sub(r"([*?\[\]\\!#])", r"\\\1", each.lstrip("/"))
            glob = f"/{beginning}" if beginning.endswith("/") else f"/{beginning}*"
        if is_glob(glob):
            globs.append(glob)
        else:
            place = Location(".obsidian/app.json")
            problems.append(OBSIDIAN_FILTER.at(place, f"{each!r} cannot be read as a regular expression"))
    return tuple(globs)


def _daily(reading: _Reading, given: object, obsidian: ObsidianSettings) -> DailySettings:
    """Return what names daily notes: the file's word before Obsidian's, Obsidian's before the default."""
    default = DailySettings()
    base = replace(
        default,
        folder=default.folder if obsidian.daily_folder is None else obsidian.daily_folder,
        format=obsidian.daily_format or default.format,
    )
    read = reading.section(given, base, ("daily",))
    if read.format != base.format and not _names_days(read):
        reading.report(WRONG_VALUE, ("daily", "format"), f'"{read.format}" names no whole day')
        return replace(read, format=base.format)
    return read


def _names_days(daily: DailySettings) -> bool:
    """Return whether each day has a name of its own by these settings."""
    if {*re.split(_BETWEEN, daily.format)} == {"YYYY", "MM", "DD"}:
        return True  # as nearly everybody writes it: nothing else need be imported to know that
    from vaultkit.text.daily import DailyNames

    return DailyNames(daily.folder, daily.format).names_days


def _vault(reading: _Reading, given: object) -> VaultSettings:
    """Return where things are; globs that cannot be read are left out."""
    read = reading.section(given, VaultSettings(), ("vault",))
    for glob in read.ignore:
        if not is_glob(glob):
            reading.report(WRONG_VALUE, ("vault", "ignore"), f'"{glob}" is no glob')
    return replace(read, ignore=tuple(filter(is_glob, read.ignore)))


def _outside_templates(reading: _Reading, settings: Settings) -> Settings:
    """Return the settings with a dashboard that is no template, for those are never rewritten."""
    if not settings.is_template(settings.vault.dashboard):
        return settings
    reading.report(WRONG_VALUE, ("vault", "dashboard"), '"vault.dashboard" must not lie in a template folder')
    return replace(settings, vault=replace(settings.vault, dashboard=VaultSettings().dashboard))


def _legible(text: str) -> str:
    """Return a text with a question mark for each character that no UTF-8 can hold."""
    return text.encode(errors="replace").decode()


def _said_by(obsidian: ObsidianSettings) -> ObsidianSettings:
    """Return Obsidian's settings as legible text."""
    return obsidian._replace(
        daily_folder=None if obsidian.daily_folder is None else _legible(obsidian.daily_folder),
        daily_format=None if obsidian.daily_format is None else _legible(obsidian.daily_format),
        template_folders=tuple(map(_legible, obsidian.template_folders)),
        ignore=tuple(map(_legible, obsidian.ignore)),
    )


def _digest(settings: Settings) -> str:
    """Return the SHA-256 of all values, the same for the same settings however the file is written."""

    def plain(value: object) -> object:
        if isinstance(value, Mapping):
            return dict(value)
        raise NotImplementedError

    named = {f"{kind.__module__}.{kind.__qualname__}": value for kind, value in settings.sections.items()}
    own = (settings.vault, settings.daily, settings.watch, settings.plugins)
    everything = (*own, named, settings.template_folders, settings.ignore)
    return hashlib.sha256(msgspec.json.encode(everything, enc_hook=plain, order="deterministic")).hexdigest()


def read_settings(
    text: str,
    sections: Mapping[str, type],
    *,
    path: str = "vaultkit.toml",
    obsidian: ObsidianSettings | None = None,
) -> Settings:
    """Return the settings that a ``vaultkit.toml`` gives; an empty text gives the defaults. Never raises.

    ``sections`` maps the sections of plugins, ``people`` or ``plugins.NAME``, to their dataclasses. Where the text
    is silent, ``obsidian`` speaks, and then the defaults; the user's entries in tables such as ``[people.tiers]``
    are added to the defaults. What cannot be used is a problem of the result, at its line and column.
    """
    given, readable, problems = _load(_legible(text).removeprefix("\ufeff"), path)
    reading = _Reading(_Places(path, readable), problems)
    obsidian = _said_by(obsidian or ObsidianSettings())
    top = {name: kind for name, kind in sections.items() if "." not in name}
    for name in given:
        if name not in _CORE and name not in top:
            reading.unknown((name,), (*_CORE, *top))
    vault = _vault(reading, given.get("vault", {}))
    named = ("templates", *obsidian.template_folders, *vault.templates)
    folders = tuple(dict.fromkeys(stripped for each in named if (stripped := each.strip().strip("/"))))
    values: dict[type, object] = {kind: kind() for kind in sections.values()}
    values |= {kind: reading.section(given.get(name, {}), kind(), (name,)) for name, kind in top.items()}
    values |= _plugins(reading, given.get(_PLUGINS), sections)
    settings = Settings(
        vault=vault,
        daily=_daily(reading, given.get("daily", {}), obsidian),
        watch=reading.section(given.get("watch", {}), WatchSettings(), ("watch",)),
        plugins=reading.section(_own_keys(given.get(_PLUGINS, {})), PluginSettings(), (_PLUGINS,)),
        sections=values,
        template_folders=folders,
        ignore=tuple(dict.fromkeys((*vault.ignore, *_ignored(obsidian.ignore, reading.problems)))),
    )
    settings = _outside_templates(reading, settings)
    found = sorted(reading.problems, key=lambda problem: problem.location)
    return replace(settings, digest=_digest(settings), problems=tuple(found), places=reading.places)
