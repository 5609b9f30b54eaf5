"""The program: words in, an exit code out."""

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from vaultkit.plugins.host import Host

# ruff: noqa: PLC0415 -- what a folder of notes could stand in for is imported after such folders have left sys.path
# ruff: noqa: PTH110, PTH112, PTH118, PTH120 -- pathlib is such a module

_INTERRUPTED = 130
"""The exit code of a program that Ctrl-C stopped, as shells count it."""
_OBJECTS = 100_000
"""Objects that are made before garbage is looked for: a command makes many values, and throws few of them away."""


def main(arguments: Sequence[str] | None = None, host: "Host | None" = None) -> None:
    """Run the command line and exit with its code; the process's own arguments where None are given.

    ``host`` holds the plugins; the installed ones where None is given. What stops a command is one line on stderr and
    the exit code of its class; so is a bug, with exit code 1, unless ``VAULTKIT_DEBUG=1`` asks for the traceback.
    """
    words = sys.argv[1:] if arguments is None else list(arguments)
    if arguments is None:
        gc.disable()  # while modules are imported nothing becomes garbage; `_run` ends it
        atexit.register(_leave_garbage)
    try:
        if arguments is None:
            _leave_out_notes(words)
        _run(words, host)
    except KeyboardInterrupt:
        sys.stderr.write("vaultkit: interrupted\n")
        sys.exit(_INTERRUPTED)
    finally:
        if arguments is None:
            gc.enable()


def _leave_garbage() -> None:
    """Let Python look for no garbage before the process ends: all that is left goes with it."""
    gc.freeze()
    gc.disable()


def _run(words: Sequence[str], host: "Host | None") -> None:
    """Run the command line; what stops it is told, and ends the program."""
    import contextlib
    from datetime import UTC, datetime

    from vaultkit.cli.app import build
    from vaultkit.errors import PluginInterruptedError, VaultkitError
    from vaultkit.output import Output
    from vaultkit.plugins.host import Host
    from vaultkit.session.invocation import Invocation

    out = Output()
    try:
        host = host or Host.load(built_in_only="--no-plugins" in words)
        try:
            app = build(host)
        except KeyboardInterrupt:
            raise PluginInterruptedError(host.running.name if host.running else "people") from None
        if not gc.isenabled():
            gc.freeze()
            gc.set_threshold(_OBJECTS)
            gc.enable()
        now = datetime.now(UTC).astimezone()
        app(args=list(words), prog_name="vaultkit", obj=Invocation(_folder(), now, now.date(), host, out=out))
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
        theirs = host.blame(error) if host else None
        what = str(theirs) if theirs else f"a bug stopped this command ({type(error).__name__})"
        out.tell(f"vaultkit: {what}; VAULTKIT_DEBUG=1 shows where")
        sys.exit(1)


def _folder() -> "Path":
    """Return the current folder; one that is gone holds no vault."""
    from pathlib import Path

    try:
        return Path.cwd()
    except OSError:
        return Path(os.curdir)


def _leave_out_notes(words: Sequence[str]) -> None:
    """Take a vault's folder, and those in it, off the path on which modules are found: no code of a vault ever runs.

    They come there by ``PYTHONPATH``, an empty entry of which is the current folder. An environment that lies in a
    vault is the user's own, and stays.
    """
    asked = [word.removeprefix("--vault=") for word in words if word.startswith("--vault=")]
    asked += [words[number] for number, before in enumerate(words[:-1], 1) if before == "--vault"]
    folders = [_vault_around(os.curdir), os.environ.get("VAULTKIT_VAULT", ""), *asked]
    vaults = [os.path.realpath(each) for each in folders if each]
    sys.path[:] = [
        entry
        for entry in sys.path
        if _lies_in(entry, sys.prefix) or not any(_lies_in(entry, vault) for vault in vaults)
    ]


def _vault_around(folder: str) -> str:
    """Return the nearest folder from this one upward that is a vault; no text where there is none."""
    place = os.path.realpath(folder)
    while not (os.path.exists(os.path.join(place, "vaultkit.toml")) or os.path.isdir(os.path.join(place, ".obsidian"))):
        above = os.path.dirname(place)
        if above == place:
            return ""
        place = above
    return place


def _lies_in(path: str, folder: str) -> bool:
    """Return whether a path is a folder or lies in it."""
    return (os.path.realpath(path or os.curdir) + os.sep).startswith(folder.rstrip(os.sep) + os.sep)


if __name__ == "__main__":
    if not sys.flags.safe_path:
        del sys.path[0]  # where `python -m` was started: the current folder, which may be a vault's
    main()
