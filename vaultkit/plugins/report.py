"""What each plugin is and brings: those that run, that are disabled, and that could not be loaded."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Any, Literal, cast

import typer
from typer.core import TyperGroup

from vaultkit.model.problem import Problem
from vaultkit.plugins.host import Host, Plugin


@dataclass(frozen=True, slots=True)
class PluginReport:
    """A plugin, its state, and the names of what it contributes.

    ``commands`` are as they are typed after ``vaultkit``, ``settings`` with their section in front
    (``plugins.books.type``). Of a plugin that could not be loaded only the ``problems`` are known.
    """

    plugin: Plugin
    state: Literal["loaded", "disabled", "failed"]
    blocks: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()
    hooks: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def report(host: Host, disabled: Collection[str] = ()) -> tuple[PluginReport, ...]:
    """Return every plugin of a host with what it brings, by name, the built-in one first; the broken ones last.

    ``disabled`` names those that the settings leave out; what they would bring is told all the same.
    """
    running = [_report(host, plugin, disabled) for plugin in host.plugins.values()]
    running.sort(key=lambda each: (not each.plugin.built_in, each.plugin.name))
    return (*running, *(PluginReport(each, "failed", problems=host.failures_of(each)) for each in host.broken))


def _report(host: Host, plugin: Plugin, disabled: Collection[str]) -> PluginReport:
    section = host.ask_one(plugin, "settings")
    commands = host.ask_one(plugin, "commands")
    return PluginReport(
        plugin,
        "disabled" if plugin.name in disabled else "loaded",
        tuple(kind.name for kind in host.ask_one(plugin, "blocks") or ()),
        _commands(commands, plugin) if commands is not None else (),
        tuple(_keys(section, host.section_of(plugin))) if section is not None else (),
        tuple(kind.name for kind in host.ask_one(plugin, "properties") or ()),
        host.hooks_of(plugin),
        host.failures_of(plugin),
    )


def _commands(commands: typer.Typer, plugin: Plugin) -> tuple[str, ...]:
    """Return a plugin's commands as they are typed: those of strangers stand under the plugin's name."""
    return tuple(_typed(typer.main.get_group(commands), "" if plugin.built_in else plugin.name))


def _typed(group: Any, before: str) -> list[str]:  # noqa: ANN401 - typer's own copy of click is private
    found: list[str] = []
    for name, command in sorted(group.commands.items()):
        typed = f"{before} {name}".strip()
        found += _typed(command, typed) if isinstance(command, TyperGroup) else [typed]
    return found


def _keys(section: type, name: str) -> list[str]:
    """Return the keys of a section of the settings, each with the section's name."""
    return [f"{name}.{each.name.rstrip('_')}" for each in fields(cast("Any", section))]
