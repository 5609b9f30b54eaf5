"""``vaultkit watch``: the vault followed until it is stopped."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from vaultkit.cli.live import LiveLine
from vaultkit.cli.options import AsJson, invocation
from vaultkit.disk.locks import watched_by, watcher
from vaultkit.disk.watch_status import load, save
from vaultkit.errors import OutputLostError
from vaultkit.model.visible import visible
from vaultkit.output import Output, some_of
from vaultkit.session.invocation import Invocation

if TYPE_CHECKING:
    from vaultkit.session.follow import Follower, Report

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


def watch(  # noqa: PLR0913 - one argument for each option of the command
    ctx: typer.Context,
    *,
    poll: Annotated[bool, typer.Option("--poll", help="Look for changes on a timer; for network folders.")] = False,
    status: Annotated[bool, typer.Option("--status", help="Say what the vault's watcher does, and stop.")] = False,
    accept_deletions: Annotated[
        bool, typer.Option("--accept-deletions", help="Believe it when most notes are gone.")
    ] = False,
    log: Annotated[
        bool, typer.Option("--log", help="Say what happens in a log of limited size beside the vault's state.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Index the vault, then keep every block right while notes change; Ctrl-C stops it."""
    from vaultkit.disk.watcher import Watcher  # noqa: PLC0415 - watchdog costs 40 ms that no other command needs
    from vaultkit.session.follow import CALM, Clock, Follower  # noqa: PLC0415 - the same

    run = invocation(ctx)
    if status:
        _tell_status(run, as_json=as_json)
        return
    with watcher(run.root):
        run.calm, run.clock = CALM, _now
        session = run.session
        session.vault.accept_deletions = accept_deletions
        times = session.settings.watch
        with (
            Watcher(session.root, debounce=times.debounce, sweep=times.sweep, poll=poll) as watching,
            stopped_by_signals(watching.stop),
        ):
            run.out.tell(f"watching {session.root}, {len(session.vault.index.notes)} notes; Ctrl-C stops")
            follower = Follower(session, watching, Clock(_now, time.monotonic, _day_of(run)), pid=os.getpid())
            if log:
                from vaultkit.cli.watch_log import keep_log  # noqa: PLC0415 - brings what only a service needs

                keep_log(run, follower)
            else:
                _follow(run, follower, as_json=as_json)
    run.out.tell("stopped")


def _follow(run: Invocation, follower: "Follower", *, as_json: bool) -> None:
    """Tell what comes of each batch until the watcher is stopped."""
    is_live = run.out.is_terminal and not as_json and os.environ.get("TERM") != "dumb"
    live = LiveLine(run.out) if is_live else None
    save(run.root, follower.status)
    for report in follower.reports():
        save(run.root, follower.status)
        # A log on a full disk is no reason to stop watching; a reader that has gone away is one.
        with suppress(OutputLostError):
            if live is not None:
                live.clear()
            _tell(run.out, report, as_json=as_json, calm=live is not None)
            if live is not None:
                live.show(follower.status)
    if live is not None:
        live.clear()


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


def _day_of(run: Invocation) -> Callable[[], date]:
    """Return what asks for the day: the clock, unless a day was chosen."""
    return date.today if run.today == run.now.date() else lambda: run.today


def _tell_status(run: Invocation, *, as_json: bool) -> None:
    """Say who watches, since when, and what it has seen."""
    document = status_document(run)
    if as_json:
        run.out.json(document)
        return
    if not document["watched"]:
        run.out.say("not watched")
        return
    for line in status_lines(run):
        run.out.say(line)


def status_document(run: Invocation) -> dict[str, object]:
    """Return what ``watch --status`` says as JSON; all but the first three keys are None where nobody watches."""
    holder = watched_by(run.root)
    found = load(run.root, holder.pid) if holder else None
    since = found.since if found else holder.since if holder else None
    return {
        "schema_version": 1,
        "watched": holder is not None,
        "by": str(holder) if holder else None,
        "pid": holder.pid if holder else None,
        "since": _iso(since),
        "way": found.way if found else None,
        "notes": found.notes if found else None,
        "changes": found.changes if found else None,
        "rewritten": found.rewritten if found else None,
        "put_back": found.put_back if found else None,
        "braked": found.braked if found else None,
        "last_change": {"time": _iso(found.changed_at), "paths": list(found.changed)}
        if found and found.changed_at
        else None,
        "last_error": {"time": _iso(found.error_at), "text": found.error} if found and found.error else None,
    }


def status_lines(run: Invocation) -> list[str]:
    """Return what ``watch --status`` says of a watcher that runs, one line each."""
    from vaultkit.disk.watcher import Way  # noqa: PLC0415 - watchdog costs 40 ms

    holder = watched_by(run.root)
    found = load(run.root, holder.pid) if holder else None
    if holder is None or found is None:
        return [f"watched by {holder.words}" if holder else "not watched"]
    lines = [f"watched by {holder}, since {_time(found.since)}: {Way(found.way).words}"]
    lines.append(f"{found.notes} notes, {found.changes} batches of changes, {found.rewritten} rewrites of blocks")
    if found.put_back:
        lines.append(f"{found.put_back} lines put back that an editor had saved over")
    if found.changed_at is not None:
        lines.append(f"last change: {_time(found.changed_at)}, {visible(some_of(found.changed))}")
    if found.error_at is not None and found.error is not None:
        lines.append(f"last error: {_time(found.error_at)}, {visible(found.error)}")
    if found.braked:
        lines.append("most notes are gone: nothing is written until they are back, or surely gone")
    return lines


def _iso(time_of: datetime | None) -> str | None:
    return time_of.isoformat(timespec="seconds") if time_of else None


def _time(time_of: datetime) -> str:
    return f"{time_of.astimezone():%Y-%m-%d %H:%M:%S}"


@contextmanager
def stopped_by_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Let Ctrl-C, SIGTERM and a closed terminal call ``stop`` instead of breaking in, as long as the block lasts."""

    def handle(_number: int, _frame: FrameType | None) -> None:
        stop()

    numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    before = [signal.signal(number, handle) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _tell(out: Output, report: "Report", *, as_json: bool, calm: bool = False) -> None:
    """Print one line for a batch, or one JSON object; with ``calm`` only of what a person wants to see stay."""
    if as_json:
        out.json_line(
            {
                "schema_version": 1,
                "changed": list(report.notes),
                "words": list(report.words),
                "rewritten": list(report.rewritten),
                "put_back": list(report.put_back),
                "trouble": report.trouble,
                "notice": report.notice,
            }
        )
        return
    words = some_of(report.words, "; ")
    parts = [words] if calm else [some_of(report.notes), words]
    if report.rewritten and not calm:
        parts.append(f"rewrote {', '.join(report.rewritten)}")
    parts += [f"put back a line in {path}, which an editor had saved over" for path in report.put_back]
    if any(parts):
        out.say(visible("; ".join(part for part in parts if part)))
    if report.notice:
        out.tell(visible(report.notice))
    if report.trouble:
        out.tell(f"vaultkit: {visible(report.trouble)}")
