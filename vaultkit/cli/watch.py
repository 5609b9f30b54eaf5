"""``vaultkit watch``: the vault followed until it is stopped."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from types import FrameType
from typing import Annotated

import typer

from vaultkit.cli.options import AsJson, invocation
from vaultkit.disk.watcher import Watcher
from vaultkit.output import Output
from vaultkit.session.follow import Report, follow


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
    run = invocation(ctx)
    session = run.session
