"""The watcher as a service of the user's session: what would be installed, and what is."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from vaultkit.disk import service as disk
from vaultkit.disk.paths import is_folder
from vaultkit.disk.refusal import reading, writing
from vaultkit.disk.state import state_folder
from vaultkit.errors import NotAFolderError, ServiceError
from vaultkit.text import units

_LONGEST = 32


@dataclass(frozen=True, slots=True)
class Offer:
    """A service that can be installed: its manager and name there, its file, and the bytes that belong into it."""

    manager: disk.Manager
    name: str
    place: Path
    data: bytes
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The file's text."""
        return units.unit_text(self.data)


@dataclass(frozen=True, slots=True)
class Installed:
    """What there is of a vault's service.

    ``trouble`` is why the manager could not be asked; ``is_changed`` says that the file is not as it was written.
    """

    title: str
    name: str
    place: Path
    is_installed: bool
    is_changed: bool
    state: disk.State
    trouble: str | None


def offer(root: Path, *, poll: bool = False) -> Offer:
    """Return the service that would watch the vault at ``root``; nothing is asked of the system.

    Raises NotAFolderError where that is no folder, ServiceError where the system's manager cannot hold its path.
    """
    with reading(str(root)):
        if not is_folder(root):
            raise NotAFolderError(str(root))
    manager, name = _manager(root)
    vault = os.path.realpath(root)
    command = (
        disk.program(),
        "-P",
        "-m",
        "vaultkit",
        "--vault",
        vault,
        "watch",
        "--log",
        *(("--poll",) if poll else ()),
    )
    variables = disk.environment()
    notes: tuple[str, ...] = ()
    if isinstance(manager, disk.TaskScheduler):
        user = f"{os.environ.get('USERDOMAIN', '.')}\\{os.environ.get('USERNAME', '')}"
        data = units.windows_task(units.Service(name, vault, command), disk.command_line(command[1:]), user)
        if variables:
            notes = (f"a task has the variables of your account; set {' and '.join(variables)} there as well",)
    elif isinstance(manager, disk.Launchd):
        data = units.launchd_agent(units.Service(name, vault, command, variables))
    else:
        data = units.systemd_unit(units.Service(name, vault, command, variables))
    return Offer(manager, name, manager.place(name), data, notes)


def check(offered: Offer) -> None:
    """Raise ServiceError if the service cannot be installed, before anything is written."""
    offered.manager.check()
    _check_ours(offered.place)


def install(offered: Offer) -> None:
    """Write the service's file, start it now and at each login. Raises ServiceError and CannotWriteError."""
    disk.install(offered.manager, offered.name, offered.data)


def installed(root: Path) -> Installed:
    """Return what there is of the vault's service."""
    manager, name = _manager(root)
    place = manager.place(name)
    data = disk.read_unit(place)
    state, trouble = disk.State(), None
    try:
        state = manager.state(name)
    except ServiceError as error:
        trouble = str(error)
    is_changed = data is not None and not units.is_as_written(data)
    return Installed(manager.title, name, place, data is not None, is_changed, state, trouble)


def uninstall(root: Path) -> bool:
    """Stop the vault's service and remove its file; return False if there is none. The vault may be gone already.

    Raises ServiceError, also for a file that is not as it was written, and CannotWriteError.
    """
    manager, name = _manager(root)
    place = manager.place(name)
    if disk.read_unit(place) is None:
        return False
    _check_ours(place)
    manager.check()
    disk.uninstall(manager, name)
    return True


def _check_ours(place: Path) -> None:
    """Refuse to touch a file that somebody else has written, or changed."""
    data = disk.read_unit(place)
    if data is not None and not units.is_as_written(data):
        raise ServiceError(
            f"{place} is not as `vaultkit service install` wrote it; nothing was changed. "
            "Move it away if it is not needed"
        )


def _manager(root: Path) -> tuple[disk.Manager, str]:
    """Return the system's manager, and its name for the vault's service: the folder's own, and a key of its path."""
    with writing("the vault's state"):
        state = state_folder(root)
    readable = re.sub(r"[^a-z0-9]+", "-", Path(os.path.realpath(root)).name.lower()).strip("-")[:_LONGEST].strip("-")
    return disk.manager(state), "-".join(part for part in ("vaultkit", readable, state.name) if part)
