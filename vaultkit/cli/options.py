"""The options that many commands share."""

from typing import Annotated

import typer

from vaultkit.errors import VaultkitError
from vaultkit.session.invocation import Invocation

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Print the changes as a diff and write nothing.")]


def invocation(ctx: typer.Context) -> Invocation:
    """Return what stood before the command."""
    found = ctx.find_object(Invocation)
    if found is None:
        raise VaultkitError("this command runs only as a part of `vaultkit`")
    return found
