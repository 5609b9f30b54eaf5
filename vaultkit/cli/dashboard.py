"""``vaultkit dashboard``: every block in the vault brought up to date."""

from typing import Annotated

import typer

from vaultkit.cli.options import AsJson, DryRun, invocation
from vaultkit.errors import UsageError
from vaultkit.session.session import Session


def dashboard(
    ctx: typer.Context,
    *,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail if a block is stale.")] = False,
    show: Annotated[bool, typer.Option("--print", help="Print the dashboard; write nothing.")] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Rewrite every block in the vault; make the dashboard note if there is none."""
    run = invocation(ctx)
    session = run.session
    if check and show:
        raise UsageError("--check and --print are two questions: ask one of them")
    if show:
        _print(session, as_json=as_json)
    elif check:
        _check(session, as_json=as_json)
    else:
        outcome = session.update_dashboard(dry_run=dry_run)
        run.out.report(outcome, as_json=as_json)
        is_left = session.why_no_rewrite or session.damaged_markers() or run.host.failing
        if not (outcome.written or outcome.diff or as_json or is_left):
            run.out.tell("every block is up to date")
        _tell_what_is_left(session)


def _print(session: Session, *, as_json: bool) -> None:
    path, text = session.settings.vault.dashboard, session.dashboard_text()
    if as_json:
        session.out.json({"schema_version": 1, "path": path, "text": text})
    else:
        session.out.say(text.removesuffix("\n"))


def _check(session: Session, *, as_json: bool) -> None:
    stale = session.stale_blocks()
    if as_json:
        places = [{"path": block.path, "line": block.line, "block": block.text} for block in stale]
        session.out.json({"schema_version": 1, "stale": places})
    else:
        for block in stale:
            session.out.say(f"{block.path}:{block.line}: the block {block.text} is stale")
    _tell_what_is_left(session)
    if stale:
        raise typer.Exit(1)


def _tell_what_is_left(session: Session) -> None:
    """Say what keeps blocks from being rewritten, and fail where it is to be mended; the host tells of plugins."""
    if session.why_no_rewrite:
        session.out.tell(session.why_no_rewrite)
    damage = session.damaged_markers()
    for problem in damage:
        session.out.tell(f"{problem}; the note's blocks are left alone")
    broken = session.settings.are_broken or session.vault.why_incomplete is not None
    if damage or broken or session.failed_blocks:
        raise typer.Exit(1)
