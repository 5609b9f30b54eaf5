"""For tests of plugins: a vault in a folder, a session on a day, a run of the command line."""

import contextlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from vaultkit.__main__ import main
from vaultkit.output import Output
from vaultkit.plugins.host import Host, Plugin
from vaultkit.session.session import Session, open_session


@dataclass(frozen=True, slots=True)
class Run:
    """How a run of the command line ended, and what it said."""

    exit_code: int
    stdout: str
    stderr: str


def make_vault(folder: Path, notes: Mapping[str, str | bytes]) -> Path:
    """Write files into a folder, by their paths in it, and return the folder.

    An empty ``vaultkit.toml`` is added unless there is one, so that the folder is a vault.
    """
    for path, content in ({"vaultkit.toml": ""} | dict(notes)).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def open_with(folder: Path, today: date, plugins: Mapping[str, object] | None = None) -> Session:
    """Open a vault with the built-in plugin and these modules or objects, by name, as plugins."""
    host = Host.load(built_in_only=True)
    for name, implementation in (plugins or {}).items():
        host.add(Plugin(name, "0", "tests", name, built_in=False), implementation)
    return open_session(folder, host, today, out=Output(io.StringIO(), io.StringIO()))


def run(
    *arguments: str | Path, vault: Path | None = None, today: date | None = None, host: Host | None = None
) -> Run:
    """Run the command line inside this process, with the plugins that are installed or those of a host."""
    before = [f"--vault={vault}"] if vault else []
    before += [f"--today={today.isoformat()}"] if today else []
    stdout, stderr = io.StringIO(), io.StringIO()
    exit_code = 0
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        try:
            main([*before, *map(str, arguments)], host)
        except SystemExit as stopped:
            exit_code = stopped.code if isinstance(stopped.code, int) else int(stopped.code is not None)
    return Run(exit_code, stdout.getvalue(), stderr.getvalue())
