"""A vault in a folder, from a dictionary or a docstring; a session in it on a day, and a run of the command line."""

import contextlib
import io
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from vaultkit.__main__ import main
from vaultkit.output import Output
from vaultkit.plugins.host import Host, Plugin
from vaultkit.session.session import Session, open_session

DAY = date(2026, 11, 22)
"""The day that is today in a test, unless it says otherwise."""

Files = str | Mapping[str, str | bytes]
"""Files by their paths, or a text that shows them as ``notes_from`` reads it."""


@dataclass(frozen=True, slots=True)
class Run:
    """How a run of the command line ended, and what it said."""

    exit_code: int
    stdout: str
    stderr: str


def notes_from(text: str) -> dict[str, str]:
    """Return the files that a text shows, by path: a line that is not indented names one, what is below is in it.

    ::

        Books/Middlemarch.md
            ---
            type: book
            ---
            # Middlemarch
        Reading.md
            To read next.

    Raises ValueError where the text begins with no path.
    """
    files: dict[str, list[str]] = {}
    lines: list[str] | None = None
    for line in textwrap.dedent(text).split("\n"):
        if line.strip() and not line[0].isspace():
            lines = files.setdefault(line.strip(), [])
        elif lines is not None:
            lines.append(line)
        elif line.strip():
            raise ValueError(f"this line belongs to no file: {line!r}")
    return {path: _content(lines) for path, lines in files.items()}


def _content(lines: list[str]) -> str:
    """Return the lines of a file less the indent that they have in common, ending with one line feed."""
    text = textwrap.dedent("\n".join(lines)).strip("\n")
    return f"{text}\n" if text else ""


def block(name: str, inside: str = "", **options: str | int) -> str:
    """Return the markers of a block with what stands between them, as they stand in a note.

    ``block("books.reading", limit=3)`` is a block that is still to be written.
    """
    words = "".join(f" {key}={value}" for key, value in options.items())
    lines = f"{inside}\n" if inside else ""
    return f"<!-- vaultkit:begin {name}{words} -->\n{lines}<!-- vaultkit:end {name} -->\n"


def make_vault(folder: Path, notes: Files) -> Path:
    """Write files into a folder, by their paths in it, and return the folder.

    An empty ``vaultkit.toml`` is added unless there is one, so that the folder is a vault.
    """
    files = notes_from(notes) if isinstance(notes, str) else dict(notes)
    if not (folder / "vaultkit.toml").exists():
        files = {"vaultkit.toml": ""} | files
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def host_with(plugins: Mapping[str, object] | None = None) -> Host:
    """Return a host with the built-in plugin and these modules or objects, by name, as plugins."""
    host = Host.load(built_in_only=True)
    for name, implementation in (plugins or {}).items():
        module = getattr(implementation, "__name__", type(implementation).__module__)
        host.add(Plugin(name, "0", "tests", module, built_in=False), implementation)
    return host


def open_with(folder: Path, today: date, plugins: Mapping[str, object] | None = None) -> Session:
    """Open a vault with the built-in plugin and these modules or objects, by name, as plugins."""
    return open_session(folder, host_with(plugins), today, out=Output(io.StringIO(), io.StringIO()))


def run(
    *arguments: str | Path,
    vault: Path | None = None,
    today: date | None = None,
    plugins: Mapping[str, object] | None = None,
) -> Run:
    """Run the command line inside this process, with these plugins by name; None stands for those installed."""
    return run_host(None if plugins is None else host_with(plugins), *arguments, vault=vault, today=today)


def run_host(host: Host | None, *arguments: str | Path, vault: Path | None = None, today: date | None = None) -> Run:
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


@dataclass(frozen=True, slots=True)
class Vault:
    """A vault for one test: a folder, a day, and the plugins by name; None stands for those that are installed."""

    folder: Path
    today: date = DAY
    plugins: Mapping[str, object] | None = None

    def add(self, notes: Files) -> "Vault":
        """Write files, by their paths, or as a text shows them, and return the vault itself."""
        make_vault(self.folder, notes)
        return self

    def read(self, path: str) -> str:
        """Return the text of a file, line ends as they are."""
        return (self.folder / path).read_bytes().decode()

    def run(self, *words: str | Path) -> Run:
        """Run the command line on this vault and day."""
        return run_host(self._host(), *words, vault=self.folder, today=self.today)

    def session(self) -> Session:
        """Open the vault on the day; what a session says goes nowhere."""
        host = self._host() or Host.load()
        return open_session(self.folder, host, self.today, out=Output(io.StringIO(), io.StringIO()))

    def _host(self) -> Host | None:
        return None if self.plugins is None else host_with(self.plugins)
