"""``vaultkit init``: finds out what a vault has, says what it would add, and adds what is confirmed."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from vaultkit.cli.options import AsJson, DryRun, invocation, proposed
from vaultkit.disk.refusal import reading, writing
from vaultkit.errors import NoVaultError, UsageError
from vaultkit.model.edit import Create
from vaultkit.model.settings import DailySettings
from vaultkit.model.survey import Proposal
from vaultkit.output import Output
from vaultkit.session.beginning import SETTINGS, Beginning, plan, survey
from vaultkit.session.invocation import Invocation
from vaultkit.session.session import Session, open_session
from vaultkit.vault import find_root


def init(
    ctx: typer.Context,
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="The vault.", show_default="here")] = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Add what is proposed without asking.")] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Look at a folder of notes, propose settings that fit it, and add them after a yes."""
    run = invocation(ctx)
    root = _root(run, folder)
    _make(root, dry_run=dry_run)
    session = open_session(root, run.host, run.today, out=run.out, now=lambda: run.now)
    found = survey(session)
    asks = not (yes or dry_run or as_json) and sys.stdin.isatty()
    if not as_json:
        _describe(session, found)
    has_settings = SETTINGS in session.moment.index.files
    chosen = [proposal for proposal in found.proposals if _is_chosen(proposal, run.out, asks=asks and not has_settings)]
    creates = plan(session, found, chosen)
    if as_json:
        _answer(session, found, creates, write=yes and not dry_run)
        return
    if has_settings and chosen:
        run.out.say(f"{SETTINGS} is there and stays as it is; what would fit, for you to add:")
        for proposal in chosen:
            run.out.say(f"  [{proposal.section}] {proposal.key} = {proposal.value}")
    if not creates:
        run.out.say("Everything is there; nothing to add.")
        return
    run.out.say("To add:")
    for create in creates:
        run.out.say(f"  {create.path}")
    if dry_run:
        run.out.diff(session.vault.diff(creates))
    elif yes or (asks and typer.confirm("Add these files?", err=True)):
        _add(session, creates)
        run.out.say(f"Done. Next: {proposed(session.root, 'status')}")
    else:
        run.out.tell("Nothing was written; `vaultkit init --yes` adds these files.")


def _root(run: Invocation, folder: Path | None) -> Path:
    """Return the folder that is meant: the named one, else the vault around the current folder, else that folder.

    Raises UsageError where a named folder lies in a vault: one inside another would hide its notes from it.
    """
    named = folder or run.vault
    start = (named or run.folder).absolute()
    try:
        around = find_root(start)
    except NoVaultError:
        return named or run.folder
    if named is not None and around.resolve() != start.resolve():
        raise UsageError(f"{named} lies in the vault {around}; name that one")
    return around


def _make(root: Path, *, dry_run: bool) -> None:
    """Make the folder where there is none; raises UsageError on a dry run, and CannotWriteError."""
    with reading(str(root)):
        is_there = root.exists()
    if is_there:
        return
    if dry_run:
        raise UsageError(f"{root} does not exist; a dry run makes no folder")
    with writing(str(root)):
        root.mkdir(parents=True)


def _add(session: Session, creates: tuple[Create, ...]) -> None:
    session.vault.apply(creates, label="init")
    session.refresh()
    session.update_dashboard()


def _describe(session: Session, found: Beginning) -> None:
    """Say in numbers what was found."""
    out, settings = session.out, session.settings
    out.say(f"{session.root}: {'; '.join((_notes(found.notes), *found.words))}")
    out.say(f"  daily notes: {_daily(found, settings.daily)}")
    out.say(f"  templates:   {', '.join(settings.template_folders)}")
    for glob in settings.ignore:
        out.say(f"  ignored:     {glob}")
    for proposal in found.proposals:
        more = ", …" if proposal.count > len(proposal.names) else ""
        names = f": {', '.join(proposal.names)}{more}" if proposal.names else ""
        out.say(f"  [{proposal.section}] {proposal.key} = {proposal.value}  ({_notes(proposal.count)}{names})")


def _daily(found: Beginning, daily: DailySettings) -> str:
    """Return in words how many notes are named by a day, and how; where nothing better is proposed, how to say it."""
    named = f"named {daily.format}" + (f" in {daily.folder}" if daily.folder else "")
    if found.daily:
        return f"{_notes(found.daily)}, {named}"
    is_proposed = any(proposal.section == "daily" for proposal in found.proposals)
    return f"none {named}" + ("" if is_proposed else "; `folder` and `format` in [daily] say how yours are")


def _is_chosen(proposal: Proposal, out: Output, *, asks: bool) -> bool:
    """Return whether a proposal is taken; what holds by default anyway is not asked for."""
    if not (asks and proposal.recommended):
        return proposal.recommended
    out.tell("")
    return typer.confirm(f"Set {proposal.key} = {proposal.value} ({_notes(proposal.count)})?", default=True, err=True)


def _notes(count: int) -> str:
    return "1 note" if count == 1 else f"{count} notes"


def _answer(session: Session, found: Beginning, creates: tuple[Create, ...], *, write: bool) -> None:
    """Print for scripts what was found, what would be added, and what was."""
    if write:
        _add(session, creates)
    settings = session.settings
    proposals = [
        {
            "section": proposal.section,
            "key": proposal.key,
            "value": proposal.value,
            "count": proposal.count,
            "names": list(proposal.names),
            "recommended": proposal.recommended,
        }
        for proposal in found.proposals
    ]
    session.out.json(
        {
            "schema_version": 1,
            "vault": str(session.root),
            "notes": found.notes,
            "daily": {"folder": settings.daily.folder, "format": settings.daily.format},
            "templates": list(settings.template_folders),
            "ignore": list(settings.ignore),
            "proposals": proposals,
            "creates": [create.path for create in creates],
            "written": [create.path for create in creates] if write else [],
        }
    )
