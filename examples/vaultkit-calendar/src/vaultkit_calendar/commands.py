"""``vaultkit calendar export`` and ``vaultkit calendar import``."""

import difflib
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from vaultkit.api import Outcome, UsageError, Written, session
from vaultkit_calendar.settings import CalendarSettings

app = typer.Typer(
    help="Birthdays, due days and follow-ups as a calendar file; meetings of a calendar file as interactions."
)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]

# ruff: noqa: PLC0415 -- every run of vaultkit imports this module: icalendar is for these commands alone


@app.command("export")
def export(
    ctx: typer.Context,
    *,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="Write this .ics file, instead of to stdout.", show_default=False),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the changes as a diff and write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write birthdays, due days and follow-ups as a calendar file."""
    from vaultkit_calendar.events import events
    from vaultkit_calendar.files import before, calendar, write

    run = session(ctx)
    moment = run.moment
    data = calendar(events(moment), moment.settings.section(CalendarSettings).name, moment.today)
    if to is None:
        if dry_run or as_json:
            raise UsageError("--dry-run and --json tell of a file: name one with --to")
        run.out.raw(data)
        return
    old = before(to)
    if dry_run:
        run.out.report(Outcome(diff=_diff(str(to), old, data), dry_run=True), as_json=as_json)
        return
    if data != old:
        write(to, data)
    run.out.report(Outcome((Written(str(to), 1, ""),) if data != old else ()), as_json=as_json)


def _diff(path: str, old: bytes | None, new: bytes) -> str:
    before, after = ((data or b"").decode("utf-8", "replace").replace("\r\n", "\n") for data in (old, new))
    name = "/dev/null" if old is None else path
    return "".join(difflib.unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), name, path))


@app.command("import")
def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The .ics file.", show_default=False)],
    *,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="DATE", help="Only meetings from that day on (2026-11-22).", show_default=False
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the changes as a diff and write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Log the meetings of a calendar file with the people who were invited, found by their email.

    Only what has happened is logged, and only what is not in the log yet: a second run adds nothing.
    """
    from vaultkit_calendar.files import read
    from vaultkit_calendar.meetings import choose, meetings, plan

    first = _day(since)
    run = session(ctx)
    own = run.moment.settings.section(CalendarSettings)
    found = meetings(read(file), run.today, since=first, timezone=own.timezone)
    chosen = choose(run.moment, found)
    outcome = run.write(lambda moment: plan(moment, found), label="calendar import", dry_run=dry_run)
    run.out.report(outcome, as_json=as_json)
    lines = sum(map(len, chosen.lines.values()))
    run.out.tell(f"{chosen.meetings} meetings, {chosen.matched} with people of the vault, {lines} lines that are new")
    for address in chosen.ambiguous:
        run.out.tell(f"{address} is the email of several people, and is taken for nobody's")


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"--since takes a day as YYYY-MM-DD, not {text!r}") from None
