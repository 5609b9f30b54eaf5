"""``vaultkit demo``: a living dashboard with no vault of one's own."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from vaultkit.cli.options import AsJson, invocation, proposed
from vaultkit.session.demo import copy_example
from vaultkit.session.session import open_session


def demo(
    ctx: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="A new folder for it.", show_default="a temporary one")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Copy the example vault, write its dashboard and print it."""
    run = invocation(ctx)
    place = folder if folder is not None else Path(tempfile.mkdtemp(prefix="vaultkit-demo-"))
    copy_example(place, run.today)
    session = open_session(place, run.host, run.today, out=run.out, now=lambda: run.now)
    session.update_dashboard()
    text = session.dashboard_text()
    if as_json:
        dashboard = session.settings.vault.dashboard
        run.out.json({"schema_version": 1, "vault": str(session.root), "dashboard": dashboard, "text": text})
        return
    run.out.say(text)
    run.out.say(f"The vault is in {session.root}; open it in Obsidian or any editor, or ask it:")
    run.out.say(f"  {proposed(session.root, 'due')}")
