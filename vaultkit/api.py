"""All that a plugin may import; nothing else of vaultkit is promised to stay."""

import io
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

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
from vaultkit.model.index import Index, fold_path
from vaultkit.model.location import Location
from vaultkit.model.moment import Json, Moment
from vaultkit.model.note import Heading, Item, Line, Link, Marker, Note, Tag, Task
from vaultkit.model.problem import Problem, ProblemKind, Severity
from vaultkit.model.property_kind import PropertyKind
from vaultkit.model.settings import Settings, setting
from vaultkit.model.survey import Proposal, Survey
from vaultkit.model.value import Property, Value, fold_key
from vaultkit.output import Outcome, Output
from vaultkit.plugins.hookspecs import hookimpl
from vaultkit.plugins.host import Host
from vaultkit.session.invocation import Invocation
from vaultkit.session.session import Session, open_session
from vaultkit.text.append_item import append_item
from vaultkit.text.daily import DailyNames, leading_date
from vaultkit.text.escape import as_text
from vaultkit.text.escape import link as link_to
from vaultkit.text.filename import check_file_name, safe_file_name
from vaultkit.text.globs import matches
from vaultkit.text.hunks import edits_between
from vaultkit.text.parse import parse
from vaultkit.text.property_edit import add_to_list, remove_from_list, set_property, unset_property
from vaultkit.text.relink import Relinking
from vaultkit.text.rename import Renaming, plan_rename
from vaultkit.text.splice import append_section, append_to_section, insert_item, read_after
from vaultkit.text.task_edit import tick_task
from vaultkit.text.template import fill

if TYPE_CHECKING:
    import typer

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
    "Edit",
    "Heading",
    "Index",
    "Item",
    "Json",
    "Line",
    "Link",
    "Location",
    "Marker",
    "Moment",
    "Move",
    "NameTakenError",
    "NoVaultError",
    "NotFoundError",
    "Note",
    "NoteChangedError",
    "Outcome",
    "Output",
    "Place",
    "Problem",
    "ProblemKind",
    "Property",
    "PropertyKind",
    "Proposal",
    "RefusedEditError",
    "Relinking",
    "Renaming",
    "Session",
    "Settings",
    "Severity",
    "Source",
    "Survey",
    "Tag",
    "Task",
    "Trash",
    "UnsafeNameError",
    "UsageError",
    "Value",
    "VaultkitError",
    "Written",
    "add_to_list",
    "append_item",
    "append_section",
    "append_to_section",
    "as_text",
    "check_file_name",
    "edits_between",
    "fill",
    "fold_key",
    "fold_path",
    "hookimpl",
    "insert_item",
    "leading_date",
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
    "unset_property",
]


def open_vault(path: str | Path, *, today: date, plugins: bool = True) -> Session:
    """Open the vault at ``path`` on a day, for use from Python.

    ``plugins=False`` leaves all but the built-in plugin out. Raises NoVaultError where ``path`` is no folder.
    """
    return open_session(Path(path), Host.load(built_in_only=not plugins), today)


def session(ctx: "typer.Context") -> Session:
    """Return the session of a command that is running; opened at the first call.

    While the shell completes a command line the options before the command are read from the context.
    Raises NoVaultError where there is no vault.
    """
    invocation = ctx.find_object(Invocation)
    if invocation is None:
        raise VaultkitError("this command runs only as a part of `vaultkit`")
    if ctx.resilient_parsing:
        chosen = ctx.find_root().params
        vault = chosen.get("vault")  # still as it was typed: nothing is converted while a line is completed
        invocation = invocation.choosing(Path(vault) if vault else None, chosen.get("today"))
        invocation.out = Output(stderr=io.StringIO())  # words of ours would stand in the line that is typed
    return invocation.session
