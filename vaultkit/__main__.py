"""The program: words in, an exit code out."""

import contextlib
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from vaultkit.cli.app import build
from vaultkit.errors import VaultkitError
from vaultkit.output import Output
from vaultkit.plugins.host import Host
from vaultkit.session.invocation import Invocation


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code; the process's own arguments where None are given.

    What stops a command is one line on stderr and the exit code of its class; so is a bug, with exit code 1, unless
    ``VAULTKIT_DEBUG=1`` asks for the traceback.
    """
    words = sys.argv[1:] if arguments is None else list(arguments)
    out = Output()
    now = datetime.now(UTC).astimezone()
    try:
        host = Host.load(built_in_only="--no-plugins" in words)
        build(host)(args=words, prog_name="vaultkit", obj=Invocation(_folder(), now, now.date(), host, out=out))
    except VaultkitError as error:
        with contextlib.suppress(OSError, VaultkitError):
            out.tell(f"vaultkit: {error}")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if os.environ.get("VAULTKIT_DEBUG") == "1":
            raise
        out.tell(f"vaultkit: a bug stopped this command ({type(error).__name__}); VAULTKIT_DEBUG=1 shows where")
        sys.exit(1)


def _folder() -> Path:
    """Return the current folder; one that is gone holds no vault."""
    try:
        return Path.cwd()
    except OSError:
        return Path(os.curdir)


if __name__ == "__main__":
    main()
