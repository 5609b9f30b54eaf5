"""``vaultkit undo``: what the last command wrote, taken back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer

from vaultkit.cli.options import AsJson, DryRun, invocation
from vaultkit.disk.settings import has_marker
from vaultkit.disk.undo import Command
from vaultkit.errors import UsageError
from vaultkit.model.visible import visible
from vaultkit.output import Output

SHORT = 8
"""Letters of an id that are shown; any number of them that fits but one command will do."""
MOST_NAMED = 3
"""Files that a line of the list names, if they are so few; ``--json`` names all."""


def undo(
    ctx: typer.Context,
    wanted: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="A command of the list.", show_default="the last")
    ] = None,
    *,
    show: Annotated[bool, typer.Option("--list", help="List what the last commands wrote; write nothing.")] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take back what the last command wrote, if nobody has changed it since."""
    run = invocation(ctx)
    if show and (wanted is not None or dry_run):
        raise UsageError("--list shows all and takes nothing back: give it alone")
    session = run.session
    if show:
        _list(run.out, session.vault.commands(), as_json=as_json)
        return
    done = session.undo(wanted, dry_run=dry_run)
    run.out.report(done.outcome, as_json=as_json)
    if not as_json:
        run.out.tell(f"{'would take' if dry_run else 'took'} back `{visible(done.label)}`{_when(done.time, ' of ')}")
        if not has_marker(session.root):
            run.out.tell(
                "this folder is no vault any more: `vaultkit init` makes it one again; what went is in `.trash`"
            )


def _list(out: Output, commands: tuple[Command, ...], *, as_json: bool) -> None:
    if as_json:
        out.json({"schema_version": 1, "entries": [_document(command) for command in commands]})
        return
    rows = [
        (
            command.entry.id[:SHORT],
            _when(command.entry.time),
            visible(command.entry.label),
            visible(_some(command.entry.paths)),
            visible(_state(command)),
        )
        for command in commands
    ]
    out.table(("ID", "TIME", "COMMAND", "FILES", "STATE"), rows)
    if not rows:
        out.tell("no command has written to this vault")


def _document(command: Command) -> dict[str, object]:
    entry = command.entry
    return {
        "id": entry.id,
        "time": entry.time.isoformat() if entry.time else None,
        "command": entry.label,
        "paths": list(entry.paths),
        "undone": command.undone,
        "undoable": command.why_not is None,
        "why_not": command.why_not,
    }


def _state(command: Command) -> str:
    """Return whether a command can be taken back, or why not; its only file is named beside it already."""
    why = command.why_not or "can be taken back"
    return why.removeprefix(f"{command.entry.paths[0]} ") if len(command.entry.paths) == 1 else why


def _some(paths: Sequence[str]) -> str:
    """Return the files of a command; of many the first, and how many more there are."""
    if len(paths) <= MOST_NAMED:
        return ", ".join(paths)
    return f"{', '.join(paths[: MOST_NAMED - 1])} and {len(paths) - MOST_NAMED + 1} more"


def _when(time: datetime | None, before: str = "") -> str:
    """Return when a command wrote, to the minute; nothing where it said no time."""
    return f"{before}{time:%Y-%m-%d %H:%M}" if time else ""
