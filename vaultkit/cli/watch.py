"""``vaultkit watch``: the vault followed until it is stopped."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from vaultkit.cli.options import AsJson, invocation
from vaultkit.disk.locks import watched_by, watcher
from vaultkit.output import Output
from vaultkit.session.invocation import Invocation

if TYPE_CHECKING:
    from vaultkit.session.follow import Report

SHOWN_NOTES = 3
"""Paths that a batch's line names before it only counts."""


def watch(
    ctx: typer.Context,
    *,
    poll: Annotated[bool, typer.Option("--poll", help="Look for changes on a timer; for network folders.")] = False,
    status: Annotated[bool, typer.Option("--status", help="Say whether a watcher holds the vault, and stop.")] = False,
    accept_deletions: Annotated[
        bool, typer.Option("--accept-deletions", help="Believe it when most notes are gone.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Index the vault, then keep every block right while notes change; Ctrl-C stops it."""
    from vaultkit.disk.watcher import Watcher  # noqa: PLC0415 - watchdog costs 40 ms that no other command needs
    from vaultkit.session.follow import follow  # noqa: PLC0415 - the same

    run = invocation(ctx)
    if status:
        _tell_status(run, as_json=as_json)
        return
    with watcher(run.root):
        session = run.session
        session.vault.accept_deletions = accept_deletions
        times = session.settings.watch
        with (
            Watcher(session.root, debounce=times.debounce, sweep=times.sweep, poll=poll) as watching,
            stopped_by_signals(watching.stop),
        ):
            run.out.tell(f"watching {session.root}, {len(session.vault.index.notes)} notes; Ctrl-C stops")
            for report in follow(session, watching.batches(), _day_of(run)):
                _tell(run.out, report, as_json=as_json)
    run.out.tell("stopped")


def _day_of(run: Invocation) -> Callable[[], date]:
    """Return what asks for the day: the clock, unless a day was chosen."""
    return date.today if run.today == run.now.date() else lambda: run.today


def _tell_status(run: Invocation, *, as_json: bool) -> None:
    holder = watched_by(run.root)
    if as_json:
        run.out.json({"schema_version": 1, "watched": holder is not None, "by": holder})
    else:
        run.out.say(f"watched by {holder}" if holder else "not watched")


@contextmanager
def stopped_by_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM call ``stop`` instead of breaking in, as long as the block lasts."""

    def handle(_number: int, _frame: FrameType | None) -> None:
        stop()

    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, handle) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _tell(out: Output, report: "Report", *, as_json: bool) -> None:
    """Print one line for a batch, or one JSON object."""
    if as_json:
        out.json_line(
            {
                "schema_version": 1,
                "changed": list(report.notes),
                "words": list(report.words),
                "rewritten": list(report.rewritten),
                "trouble": report.trouble,
            }
        )
        return
    parts = [_named(report.notes), *report.words]
    if report.rewritten:
        parts.append(f"rewrote {', '.join(report.rewritten)}")
    if any(parts):
        out.say("; ".join(part for part in parts if part))
    if report.trouble:
        out.tell(f"vaultkit: {report.trouble}")


def _named(paths: tuple[str, ...]) -> str:
    shown = ", ".join(paths[:SHOWN_NOTES])
    more = len(paths) - SHOWN_NOTES
    return f"{shown} and {more} more" if more > 0 else shown
