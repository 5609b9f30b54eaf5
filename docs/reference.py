"""The generated parts of the documentation: each function reads the program and returns markdown."""

import html
import inspect
import json
import pkgutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

import vaultkit
from vaultkit import errors
from vaultkit.cli.app import build
from vaultkit.model.block import BlockKind
from vaultkit.model.problem import ProblemKind
from vaultkit.model.property_kind import PropertyKind
from vaultkit.model.settings import DailySettings, PluginSettings, VaultSettings, WatchSettings
from vaultkit.people.interaction import Direction, Family
from vaultkit.people.kinds import KINDS
from vaultkit.people.settings import PeopleSettings, Rules
from vaultkit.plugins.host import Host

SECTIONS: Mapping[str, type] = {
    "vault": VaultSettings,
    "people": PeopleSettings,
    "daily": DailySettings,
    "watch": WatchSettings,
    "plugins": PluginSettings,
}


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table of cells that are markdown; a pipe in one is escaped."""
    lines = [tuple(header)]
    lines.append(("---",) * len(lines[0]))
    lines += [tuple(cell.replace("|", "\\|").replace("\n", " ") for cell in row) for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def speed() -> str:
    """Return the table of speed as ``benchmarks/run.py --write-docs`` last measured it."""
    results = Path(__file__).parents[1] / "benchmarks" / "results.json"
    if not results.exists():
        return "Not measured yet."
    measured = json.loads(results.read_text("utf-8"))
    header = ("what", "vaultkit", "measured against", "ratio", "wanted")
    return f"{measured['about']}:\n\n{table(header, measured['rows'])}"


def code(text: str) -> str:
    """Return text as inline code; nothing where there is none."""
    return f"`{text}`" if text else ""


def built_in() -> Host:
    """Return a host with the built-in plugin."""
    return Host.load(built_in_only=True)


def modules() -> Iterator[str]:
    """Yield the name of every module of the program."""
    yield "vaultkit"
    for found in pkgutil.walk_packages(vaultkit.__path__, "vaultkit."):
        yield found.name


def problem_kinds() -> tuple[ProblemKind, ...]:
    """Return every kind of problem that a module declares, by code; one that is imported elsewhere counts once."""
    kinds = {
        id(value): value
        for name in modules()
        if not name.endswith("__main__")
        for value in vars(import_module(name)).values()
        if isinstance(value, ProblemKind)
    }
    return tuple(sorted(kinds.values(), key=lambda kind: kind.code))


def problems() -> str:
    """Every code with meaning, example and cure."""
    kinds = problem_kinds()
    summary = table(("code", "severity"), ((f"[`{kind.code}`](#{kind.code})", kind.severity.value) for kind in kinds))
    return "\n\n".join([summary, *(_problem(kind) for kind in kinds)])


def _problem(kind: ProblemKind) -> str:
    parts = (
        f"### {kind.code}",
        f"**{kind.severity.value}.** {kind.meaning}",
        _example(kind.example.strip("\n")),
        kind.cure,
    )
    return "\n\n".join(parts)


def _example(text: str) -> str:
    """Return an example as a block of code; one that holds a marker as HTML, because no block may hold a marker."""
    if "<!-- vaultkit:" in text:
        return f"<pre>\n{html.escape(text, quote=False)}\n</pre>"
    return f"```text\n{text}\n```" if "```" not in text else f"````text\n{text}\n````"


def settings() -> str:
    """Every section of the settings with its keys."""
    return "\n\n".join(f"## `[{name}]`\n\n{_section(name, section)}" for name, section in SECTIONS.items())


def _section(name: str, section: type) -> str:
    nested = {field.name: field for field in fields(section) if is_dataclass(_default(field))}
    rows = [_setting(field) for field in fields(section) if field.name not in nested]
    rows += [
        (code(f"{name}.{key}"), "table", "[every number](relationship.md#every-number)", field.metadata["meaning"])
        for key, field in nested.items()
    ]
    return table(("key", "kind", "default", "meaning"), rows)


def rules() -> str:
    """Every number of the rules."""
    return table(("key", "kind", "default", "meaning"), (_setting(field) for field in fields(Rules)))


def _setting(field: "Field[Any]") -> tuple[str, str, str, str]:
    default = _default(field)
    return code(field.name.rstrip("_")), _kind(default), code(toml(default)), field.metadata["meaning"]


def _default(field: "Field[Any]") -> object:
    if field.default is not MISSING:
        return field.default
    assert field.default_factory is not MISSING, field.name
    return field.default_factory()


def _kind(default: object) -> str:
    """Return words for the values that a setting takes."""
    kinds = {bool: "true or false", int: "whole number", float: "number", str: "text", tuple: "list of text"}
    return kinds.get(type(default), "table")


def toml(value: object) -> str:
    """Return a default as it would stand in the file."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, tuple):
        return f"[{', '.join(toml(item) for item in value)}]"
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {toml(item)}' for key, item in value.items())} }}" if value else "{}"
    return str(value)


def properties() -> str:
    """Every property that the people plugin gives a meaning."""
    kinds: list[PropertyKind] = [kind for _plugin, found in built_in().ask("properties", list) for kind in found]
    rows = ((code(kind.name), kind.type, kind.meaning, ", ".join(code(name) for name in kind.also)) for kind in kinds)
    return table(("property", "type", "meaning", "also read"), rows)


def blocks() -> str:
    """Every kind of block of the people plugin, with its options."""
    kinds: list[BlockKind] = [kind for _plugin, found in built_in().ask("blocks", list) for kind in found]
    summary = table(
        ("block", "shows", "options and their defaults"),
        ((code(kind.name), kind.meaning, _options(kind)) for kind in kinds),
    )
    takers: dict[tuple[str, str], list[str]] = {}
    for kind in kinds:
        for option in kind.options:
            takers.setdefault((option.name, option.meaning), []).append(code(kind.name))
    meanings = Counter(name for name, _meaning in takers)
    rows = (
        (code(f"{name}="), meaning if meanings[name] == 1 else f"of {', '.join(takers[name, meaning])}: {meaning}")
        for name, meaning in sorted(takers)
    )
    return f"{summary}\n\n{table(('option', 'meaning'), rows)}"


def _options(kind: BlockKind) -> str:
    """Return a kind's options, each with its default."""
    return ", ".join(
        code(f"{option.name}={'' if option.default is None else option.default}") for option in kind.options
    )


def kinds() -> str:
    """Every kind of interaction with its other names."""
    rows = (
        (
            kind.family.value,
            code(kind.name),
            ", ".join(code(name) for name in kind.aliases),
            "no" if kind.family in {Family.PASSIVE, Family.REMARK} else "yes",
            DIRECTIONS[kind.direction],
        )
        for kind in KINDS
    )
    return table(("family", "kind", "also written", "counts as contact", "direction without an arrow"), rows)


DIRECTIONS = {None: "none", Direction.OUT: "yours", Direction.IN: "theirs", Direction.BOTH: "both ways"}


def exits() -> str:
    """Every exit code."""
    classes = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.VaultkitError)
    ]
    rows = [("`0`", "done; also `watch`, stopped by a signal")]
    for number in sorted({kind.exit_code for kind in classes}):
        reasons = [_reason(kind) for kind in classes if kind.exit_code == number and kind is not errors.VaultkitError]
        rows.append((code(str(number)), " ".join(dict.fromkeys([*MORE_REASONS.get(number, ()), *reasons]))))
    rows += [(code(str(number)), " ".join(words)) for number, words in MORE_REASONS.items() if number != 1]
    return table(("exit", "when"), rows)


MORE_REASONS = {
    1: ("`check` found errors (with `--strict`, warnings too); `dashboard --check` found a stale block; a bug.",),
    10: ("`due --exit-code`, and somebody is due.",),
}
"""What ends a command besides the classes of errors.py, by exit code."""


def _reason(kind: type) -> str:
    return inspect.cleandoc(kind.__doc__ or "").replace("``", "`").partition("\n")[0]


def command_line() -> TyperGroup:
    """Return the program's command line with the built-in plugin."""
    group = typer.main.get_command(build(built_in()))
    assert isinstance(group, TyperGroup)
    return group


def commands() -> str:
    """Every command with its arguments and options."""
    group = command_line()
    before = f"## Before the command\n\n{_parameters(group)}"
    listed = [_command(f"vaultkit {name}", command) for name, command in sorted(group.commands.items())]
    return "\n\n".join([before, *listed])


def _command(name: str, command: Any) -> str:  # noqa: ANN401 - typer's own copy of click is private
    if isinstance(command, TyperGroup):
        return "\n\n".join(_command(f"{name} {part}", each) for part, each in sorted(command.commands.items()))
    arguments = [_argument(parameter) for parameter in command.params if parameter.param_type_name == "argument"]
    usage = " ".join([name, *arguments])
    return "\n\n".join(
        part
        for part in (f"## `{usage}`", inspect.cleandoc(command.help or "").replace("``", "`"), _parameters(command))
        if part
    )


def _argument(parameter: Any) -> str:  # noqa: ANN401 - as above
    shown = (parameter.metavar or parameter.name.rstrip("_").upper()).removesuffix("...").strip("[]{}.")
    several = f"{shown}..." if parameter.nargs == -1 else shown
    return several if parameter.required else f"[{several}]"


def _parameters(command: Any) -> str:  # noqa: ANN401 - as above
    rows = [_parameter(parameter) for parameter in command.params if not getattr(parameter, "hidden", False)]
    return table(("argument or option", "meaning"), rows) if rows else ""


def _type_name(name: str) -> str:
    """Return what typer calls a type; text has had two names."""
    return {"STR": "TEXT"}.get(name.upper(), name.upper())


def _parameter(parameter: Any) -> tuple[str, str]:  # noqa: ANN401 - as above
    if parameter.param_type_name == "argument":
        return code(_argument(parameter)), parameter.help or ""
    takes = "" if parameter.is_flag else f" {parameter.metavar or _type_name(parameter.type.name)}"
    names = ", ".join(code(name + takes) for name in (*parameter.opts, *parameter.secondary_opts))
    notes = [parameter.help or ""]
    plain = parameter.default not in (None, False, ()) and not callable(parameter.default)
    notes += [f"Default: `{parameter.default}`."] if plain and not parameter.is_flag else []
    notes += [f"Also `{parameter.envvar}`."] if parameter.envvar else []
    return names, " ".join(note for note in notes if note)
