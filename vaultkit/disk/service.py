"""The system's managers of services, asked through their own programs, and the files that they read."""

import contextlib
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from vaultkit.disk import atomic
from vaultkit.disk.refusal import reason, writing
from vaultkit.errors import ServiceError

_PATIENCE = 30.0
"""Seconds that a manager may take for an answer."""
_GONE = 10.0
"""Seconds that launchd is given to end what it was told to end."""


@dataclass(frozen=True, slots=True)
class State:
    """What a manager says of a service: is it to run at each login, does it run now, and its own word for that.

    None where the manager cannot say.
    """

    enabled: bool | None = None
    running: bool | None = None
    word: str | None = None


class Manager(Protocol):
    """What starts programs for a user, and keeps them running."""

    title: str
    """What people call it."""

    def place(self, name: str) -> Path:
        """Return the file that describes a service."""

    def check(self) -> None:
        """Raise ServiceError if the manager cannot be reached."""

    def start(self, name: str) -> None:
        """Read the file of a service, run it now and at each login. Raises ServiceError."""

    def stop(self, name: str) -> None:
        """Stop a service, and run it no more; one that is unknown is no error. Raises ServiceError."""

    def forget(self, name: str) -> None:
        """Be told that the file of a service is gone. Raises ServiceError."""

    def state(self, name: str) -> State:
        """Return what the manager knows of a service. Raises ServiceError if it cannot be reached."""


class Systemd:
    """systemd's manager of the user's own units."""

    title = "systemd"

    def place(self, name: str) -> Path:
        """Return the file of a unit, systemd.unit(5): "User Unit Search Path"."""
        base = os.environ.get("XDG_CONFIG_HOME") or ""
        config = Path(base) if Path(base).is_absolute() else Path.home() / ".config"
        return config / "systemd" / "user" / f"{name}.service"

    def check(self) -> None:
        """Ask the manager for its version: it is reached over the user's bus, which not every login has."""
        self._ask("show", "--property=Version")

    def start(self, name: str) -> None:
        """Enable the unit, and start it anew."""
        self._ask("daemon-reload")
        self._ask("enable", f"{name}.service")
        self._ask("restart", f"{name}.service")

    def stop(self, name: str) -> None:
        """Disable the unit, and stop it."""
        if self._show(name).get("LoadState") != "not-found":
            self._ask("disable", "--now", f"{name}.service")

    def forget(self, name: str) -> None:
        """Let the manager forget the unit, and that it may have failed."""
        self._ask("daemon-reload")
        with contextlib.suppress(ServiceError):
            self._ask("reset-failed", f"{name}.service")

    def state(self, name: str) -> State:
        """Return the unit's state: "active (running)" and the like."""
        shown = self._show(name)
        if shown.get("LoadState") == "not-found":
            return State(enabled=False, running=False)
        word = f"{shown.get('ActiveState', 'unknown')} ({shown.get('SubState', 'unknown')})"
        return State(shown.get("UnitFileState") == "enabled", shown.get("ActiveState") == "active", word)

    def _show(self, name: str) -> dict[str, str]:
        shown = self._ask("show", "--property=LoadState,UnitFileState,ActiveState,SubState", f"{name}.service")
        return dict(line.split("=", 1) for line in shown.split("\n") if "=" in line)

    def _ask(self, *words: str) -> str:
        return _run("systemctl", "--user", *words)


class Launchd:
    """macOS's launchd, with agents of the user's own."""

    title = "launchd"

    def __init__(self, user: int) -> None:
        """Know the agents of that user, by number."""
        self._domain = f"gui/{user}"

    def place(self, name: str) -> Path:
        """Return the file of an agent."""
        return Path.home() / "Library" / "LaunchAgents" / f"{name}.plist"

    def check(self) -> None:
        """Ask for the user's domain, which is there while the user is logged in."""
        _run("launchctl", "print", self._domain)

    def start(self, name: str) -> None:
        """Load the agent, in place of an older one of that name."""
        self.stop(name)
        _run("launchctl", "enable", f"{self._domain}/{name}")
        _run("launchctl", "bootstrap", self._domain, str(self.place(name)))

    def stop(self, name: str) -> None:
        """Unload the agent; it ends a little later, and cannot be loaded again before that."""
        if self._describe(name) is None:
            return
        _run("launchctl", "bootout", f"{self._domain}/{name}")
        until = time.monotonic() + _GONE
        while self._describe(name) is not None:
            if time.monotonic() > until:
                raise ServiceError(f"launchd has not ended {name} within {_GONE:.0f} seconds")
            time.sleep(0.1)

    def forget(self, name: str) -> None:
        """Do nothing: launchd knows only what it has loaded."""

    def state(self, name: str) -> State:
        """Return the agent's state: "running", "not running", "spawn scheduled"."""
        self.check()
        disabled = _run("launchctl", "print-disabled", self._domain)
        is_disabled = re.search(rf'"{re.escape(name)}" => (true|disabled)', disabled) is not None
        described = self._describe(name)
        if described is None:
            return State(enabled=self.place(name).exists() and not is_disabled, running=False)
        found = re.search(r"^\s*state = (.+)$", described, re.MULTILINE)
        word = found[1].strip() if found else None
        return State(enabled=not is_disabled, running=word == "running", word=word)

    def _describe(self, name: str) -> str | None:
        """Return what launchd says of an agent that it has loaded, None of any other."""
        try:
            return _run("launchctl", "print", f"{self._domain}/{name}")
        except ServiceError:
            return None


class TaskScheduler:
    """Windows' task scheduler; it keeps what it is told, and the file is our own copy."""

    title = "the task scheduler"

    def __init__(self, folder: Path) -> None:
        """Keep the copies in that folder."""
        self._folder = folder

    def place(self, name: str) -> Path:
        """Return our copy of a task."""
        return self._folder / f"{name}.xml"

    def check(self) -> None:
        """Ask for the names of all tasks."""
        _run("schtasks", "/Query", "/FO", "LIST")

    def start(self, name: str) -> None:
        """Make the task, in place of an older one of that name, and run it."""
        _run("schtasks", "/Create", "/TN", _task(name), "/XML", str(self.place(name)), "/F")
        _run("schtasks", "/Run", "/TN", _task(name))

    def stop(self, name: str) -> None:
        """End the task, and delete it."""
        if self._query(name) is None:
            return
        with contextlib.suppress(ServiceError):
            _run("schtasks", "/End", "/TN", _task(name))
        _run("schtasks", "/Delete", "/TN", _task(name), "/F")

    def forget(self, name: str) -> None:
        """Do nothing: the scheduler never read the file again."""

    def state(self, name: str) -> State:
        """Return the task's state, a word in the system's own language; "Running" in English."""
        line = self._query(name, "/FO", "CSV", "/NH")
        if line is None:
            return State(enabled=False, running=False)
        word = line.strip().split("\n")[-1].rpartition(",")[2].strip('"\r ')
        settings = (self._query(name, "/XML") or "").partition("<Settings>")[2].partition("</Settings>")[0]
        return State(enabled="<Enabled>false" not in settings, running=word == "Running", word=word)

    @staticmethod
    def _query(name: str, *words: str) -> str | None:
        """Return what the scheduler says of a task, None of one that it does not know."""
        try:
            return _run("schtasks", "/Query", "/TN", _task(name), *words)
        except ServiceError:
            return None


def manager(state: Path) -> Manager:
    """Return this system's manager of services; ``state`` is the vault's state folder.

    Raises ServiceError for a system with none that is known.
    """
    if sys.platform == "win32":
        return TaskScheduler(state)
    if sys.platform == "darwin":
        return Launchd(os.getuid())
    if sys.platform.startswith("linux"):
        return Systemd()
    raise ServiceError(f"no manager of services is known for {sys.platform}; start `vaultkit watch` by its own means")


def install(where: Manager, name: str, data: bytes) -> None:
    """Write the file of a service and start it; where that fails, the file is as it was before.

    Raises ServiceError, and CannotWriteError.
    """
    place = where.place(name)
    before = read_unit(place)
    _write(place, data)
    try:
        where.start(name)
    except ServiceError:
        with contextlib.suppress(ServiceError):
            where.stop(name)
        if before is None:
            place.unlink(missing_ok=True)
            with contextlib.suppress(ServiceError):
                where.forget(name)
        else:
            _write(place, before)
            with contextlib.suppress(ServiceError):
                where.start(name)
        raise


def uninstall(where: Manager, name: str) -> None:
    """Stop a service, and remove its file. Raises ServiceError, and CannotWriteError."""
    where.stop(name)
    place = where.place(name)
    with writing(str(place)):
        place.unlink(missing_ok=True)
    where.forget(name)


def read_unit(place: Path) -> bytes | None:
    """Return the bytes of a service's file, None if there is none. Raises ServiceError where it cannot be read."""
    try:
        return place.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ServiceError(f"{place} cannot be read: {reason(error)}") from error


def program() -> str:
    """Return the absolute path of this Python; on Windows of the one that opens no window."""
    windowless = Path(sys.executable).with_name("pythonw.exe")
    return str(windowless if sys.platform == "win32" and windowless.exists() else Path(sys.executable).absolute())


def command_line(words: tuple[str, ...]) -> str:
    """Return words as Windows programs take them apart again."""
    return subprocess.list2cmdline(words)


def environment() -> dict[str, str]:
    """Return the variables that decide where state and caches lie, if they are set, as absolute paths."""
    names = ("VAULTKIT_STATE_DIR", "VAULTKIT_CACHE_DIR")
    return {name: str(Path(os.environ[name]).absolute()) for name in names if os.environ.get(name)}


def _write(place: Path, data: bytes) -> None:
    with writing(str(place)):
        place.parent.mkdir(parents=True, exist_ok=True)
        staged = atomic.stage(place.parent, data, "service")
        try:
            atomic.replace(staged, place)
        except OSError:
            atomic.discard(staged)
            raise


def _task(name: str) -> str:
    return f"\\vaultkit\\{name}"


def _run(*command: str) -> str:
    """Run one of a manager's programs and return what it prints. Raises ServiceError with its last words."""
    shown = " ".join(command)
    try:
        ended = subprocess.run(  # noqa: S603 - the words are ours, and no shell reads them
            command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=_PATIENCE
        )
    except OSError as error:
        raise ServiceError(f"`{shown}` cannot be run: {reason(error)}") from error
    except subprocess.TimeoutExpired:
        raise ServiceError(f"`{shown}` gave no answer within {_PATIENCE:.0f} seconds") from None
    if ended.returncode:
        words = (ended.stderr or ended.stdout).decode("utf-8", "replace").strip().split("\n")[0]
        raise ServiceError(f"`{shown}` failed: {words or f'exit code {ended.returncode}'}")
    return ended.stdout.decode("utf-8", "replace")
