"""``vaultkit new-plugin``: a plugin's package, which installs, passes its tests, and shows a block."""

from typing import Annotated, Any, cast

import typer

from vaultkit.cli.options import AsJson, DryRun, invocation
from vaultkit.plugins.host import RESERVED
from vaultkit.session.new_plugin import new_plugin as make


def new_plugin(
    ctx: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="What it will be called, as in `books`.", show_default=False)
    ],
    *,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Make the package of a new plugin, in a new folder of the current one.

    It installs as it is, passes its own tests, and shows a block. Needs no vault, and refuses to be inside one.
    """
    run = invocation(ctx)
    group = cast("Any", ctx.find_root().command)  # typer's own copy of click is private
    taken = {*group.commands, *run.host.plugins, *RESERVED}
    outcome = make(name, run.folder, taken, dry_run=dry_run)
    run.out.report(outcome, as_json=as_json)
    if not dry_run and not as_json:
        run.out.tell(f"next: cd vaultkit-{name} && python -m pip install -e '.[test]' && python -m pytest")
