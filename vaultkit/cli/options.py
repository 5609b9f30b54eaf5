"""The options that many commands share."""

import sys
from pathlib import Path
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


def proposed(root: Path, command: str) -> str:
    """Return a command for the vault at ``root`` as the user's shell takes it, to be copied.

    Where its name would not be found the program is called as it was now.
    """
    import shlex  # noqa: PLC0415 - few commands propose another
    import shutil  # noqa: PLC0415 - as above
    import subprocess  # noqa: PLC0415 - as above

    typed = sys.argv[0]
    is_found = Path(typed).stem != "vaultkit" or shutil.which("vaultkit") is not None
    words = ["vaultkit" if is_found else typed, "--vault", str(root), command]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
