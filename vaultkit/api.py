"""All that a plugin may import; nothing else of vaultkit is promised to stay."""

# ruff: noqa: PLC0415 -- this is the one door through which plugins come: what is behind it is imported late

import atexit
import io
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer

    from vaultkit.errors import (
        AmbiguousError,
        BlockFailedError,
        BusyError,
        CannotReadError,
        CannotWriteError,
        NameTakenError,
        NoteChangedError,
        NotFoundError,
        NoVaultError,
        RefusedEditError,
        UnsafeNameError,
        UsageError,
        VaultkitError,
    )
    from vaultkit.model.block import BlockKind, BlockOption, Place
    from vaultkit.model.edit import Change, Create, Edit, Move, Source, Trash, Written
    from vaultkit.model.index import Index, Paths, fold_path, link_names
    from vaultkit.model.lineage import Lineage
    from vaultkit.model.location import Location
    from vaultkit.model.memory import Memory
    from vaultkit.model.moment import Json, Kept, Moment, Packing, Shelf
    from vaultkit.model.note import Heading, Item, Line, Link, Marker, Note, Tag, Task
    from vaultkit.model.problem import Problem, ProblemKind, Severity
    from vaultkit.model.property_kind import PropertyKind
    from vaultkit.model.settings import (
        DailySettings,
        PluginSettings,
        Settings,
        VaultSettings,
        WatchSettings,
        setting,
    )
    from vaultkit.model.survey import Proposal, Survey
    from vaultkit.model.value import Property, Value, fold_key
    from vaultkit.output import Outcome, Output, Undone
    from vaultkit.plugins.facts import facts_as, to_json
    from vaultkit.plugins.hookspecs import hookimpl
    from vaultkit.plugins.late import LateApp, LateCommand
    from vaultkit.session.session import Session
    from vaultkit.text.append_item import append_item
    from vaultkit.text.daily import DailyNames, leading_date
    from vaultkit.text.escape import as_text
    from vaultkit.text.escape import link as link_to
    from vaultkit.text.filename import check_file_name, safe_file_name
    from vaultkit.text.globs import matches
    from vaultkit.text.hunks import edits_between
    from vaultkit.text.parse import parse
    from vaultkit.text.property_edit import add_to_list, remove_from_list, set_property, unset_property
    from vaultkit.text.relink import Relinked, Relinking, VaultLinks
    from vaultkit.text.rename import Renaming, plan_rename
    from vaultkit.text.splice import append_section, append_to_section, insert_item, read_after
    from vaultkit.text.task_edit import tick_task
    from vaultkit.text.template import fill

__all__ = [
    "AmbiguousError",
    "BlockFailedError",
    "BlockKind",
    "BlockOption",
    "BusyError",
    "CannotReadError",
    "CannotWriteError",
    "Change",
    "Create",
    "DailyNames",
    "DailySettings",
    "Edit",
    "Heading",
    "Index",
    "Item",
    "Json",
    "Kept",
    "LateApp",
    "LateCommand",
    "Line",
    "Lineage",
    "Link",
    "Location",
    "Marker",
    "Memory",
    "Moment",
    "Move",
    "NameTakenError",
    "NoVaultError",
    "NotFoundError",
    "Note",
    "NoteChangedError",
    "Outcome",
    "Output",
    "Packing",
    "Paths",
    "Place",
    "PluginSettings",
    "Problem",
    "ProblemKind",
    "Property",
    "PropertyKind",
    "Proposal",
    "RefusedEditError",
    "Relinked",
    "Relinking",
    "Renaming",
    "Session",
    "Settings",
    "Severity",
    "Shelf",
    "Source",
    "Survey",
    "Tag",
    "Task",
    "Trash",
    "Undone",
    "UnsafeNameError",
    "UsageError",
    "Value",
    "VaultLinks",
    "VaultSettings",
    "VaultkitError",
    "WatchSettings",
    "Written",
    "add_to_list",
    "append_item",
    "append_section",
    "append_to_section",
    "as_text",
    "check_file_name",
    "edits_between",
    "facts_as",
    "fill",
    "fold_key",
    "fold_path",
    "hookimpl",
    "insert_item",
    "leading_date",
    "link_names",
    "link_to",
    "matches",
    "open_vault",
    "parse",
    "plan_rename",
    "read_after",
    "remove_from_list",
    "safe_file_name",
    "session",
    "set_property",
    "setting",
    "tick_task",
    "to_json",
    "unset_property",
]

_HOMES = {
    "AmbiguousError": "errors",
    "BlockFailedError": "errors",
    "BlockKind": "model.block",
    "BlockOption": "model.block",
    "BusyError": "errors",
    "CannotReadError": "errors",
    "CannotWriteError": "errors",
    "Change": "model.edit",
    "Create": "model.edit",
    "DailyNames": "text.daily",
    "DailySettings": "model.settings",
    "Edit": "model.edit",
    "Heading": "model.note",
    "Index": "model.index",
    "Item": "model.note",
    "Json": "model.moment",
    "Kept": "model.moment",
    "LateApp": "plugins.late",
    "LateCommand": "plugins.late",
    "Line": "model.note",
    "Lineage": "model.lineage",
    "Link": "model.note",
    "Location": "model.location",
    "Marker": "model.note",
    "Memory": "model.memory",
    "Moment": "model.moment",
    "Move": "model.edit",
    "NameTakenError": "errors",
    "NoVaultError": "errors",
    "NotFoundError": "errors",
    "Note": "model.note",
    "NoteChangedError": "errors",
    "Outcome": "output",
    "Output": "output",
    "Packing": "model.moment",
    "Paths": "model.index",
    "Place": "model.block",
    "PluginSettings": "model.settings",
    "Problem": "model.problem",
    "ProblemKind": "model.problem",
    "Property": "model.value",
    "PropertyKind": "model.property_kind",
    "Proposal": "model.survey",
    "RefusedEditError": "errors",
    "Relinked": "text.relink",
    "Relinking": "text.relink",
    "Renaming": "text.rename",
    "Session": "session.session",
    "Settings": "model.settings",
    "Severity": "model.problem",
    "Shelf": "model.moment",
    "Source": "model.edit",
    "Survey": "model.survey",
    "Tag": "model.note",
    "Task": "model.note",
    "Trash": "model.edit",
    "Undone": "output",
    "UnsafeNameError": "errors",
    "UsageError": "errors",
    "Value": "model.value",
    "VaultLinks": "text.relink",
    "VaultSettings": "model.settings",
    "VaultkitError": "errors",
    "WatchSettings": "model.settings",
    "Written": "model.edit",
    "add_to_list": "text.property_edit",
    "append_item": "text.append_item",
    "append_section": "text.splice",
    "append_to_section": "text.splice",
    "as_text": "text.escape",
    "check_file_name": "text.filename",
    "edits_between": "text.hunks",
    "facts_as": "plugins.facts",
    "fill": "text.template",
    "fold_key": "model.value",
    "fold_path": "model.index",
    "hookimpl": "plugins.hookspecs",
    "insert_item": "text.splice",
    "leading_date": "text.daily",
    "link_names": "model.index",
    "link_to": "text.escape",
    "matches": "text.globs",
    "parse": "text.parse",
    "plan_rename": "text.rename",
    "read_after": "text.splice",
    "remove_from_list": "text.property_edit",
    "safe_file_name": "text.filename",
    "set_property": "text.property_edit",
    "setting": "model.settings",
    "tick_task": "text.task_edit",
    "to_json": "plugins.facts",
    "unset_property": "text.property_edit",
}
"""Where each name lives: it is imported when it is asked for, so that a command loads only what it needs."""
_NAMES_AT_HOME = {"link_to": "link"}
"""Names that are longer here than where they live."""


def __getattr__(name: str) -> object:
    """Import a name from the module where it lives."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"vaultkit.{_HOMES[name]}"), _NAMES_AT_HOME.get(name, name))
    globals()[name] = found
    return found


def open_vault(path: str | Path, *, today: date, plugins: bool = True) -> "Session":
    """Open the vault at ``path`` on a day, for use from Python.

    ``plugins=False`` leaves all but the built-in plugin out. Raises NoVaultError where ``path`` is no folder.
    """
    from vaultkit.plugins.host import Host
    from vaultkit.session.session import open_session

    return open_session(Path(path), Host.load(built_in_only=not plugins), today)


def session(ctx: "typer.Context") -> "Session":
    """Return the session of a command that is running; opened at the first call.

    While the shell completes a command line the options before the command are read from the context.
    Raises NoVaultError where there is no vault.
    """
    from vaultkit.errors import VaultkitError
    from vaultkit.output import Output
    from vaultkit.session.invocation import Invocation

    invocation = ctx.find_object(Invocation)
    if invocation is None:
        raise VaultkitError("this command runs only as a part of `vaultkit`")
    if ctx.resilient_parsing:
        chosen = ctx.find_root().params
        vault = chosen.get("vault")  # still as it was typed: nothing is converted while a line is completed
        invocation = invocation.choosing(Path(vault) if vault else None, chosen.get("today"))
        invocation.out = Output(stderr=io.StringIO())  # words of ours would stand in the line that is typed
        atexit.register(invocation.close)  # no command ends that would keep what was worked out for the next word
    return invocation.session
