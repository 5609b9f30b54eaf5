"""What stops a command: one class per failure, each with its exit code (docs/commands.md lists them)."""

from collections.abc import Sequence
from typing import ClassVar


class VaultkitError(Exception):
    """Base of everything that stops a command; ``str()`` of it is the message that the user reads."""

    exit_code: ClassVar[int] = 1


class CannotReadError(VaultkitError):
    """The system refused to read a file, or the vault's folder; nothing was written."""

    def __init__(self, path: str, reason: str) -> None:
        """Name the file or folder and the system's reason."""
        super().__init__(f"{path} cannot be read: {reason}")


class CannotWriteError(VaultkitError):
    """The system refused a write; nothing was changed."""

    def __init__(self, path: str, reason: str) -> None:
        """Name the file and the system's reason."""
        super().__init__(f"{path} could not be written: {reason}; nothing was changed")


class RefusedEditError(VaultkitError):
    """An edit whose result would not read as meant; nothing was written."""

    def __init__(self, path: str, line: int, reason: str) -> None:
        """Name the line of the note that is in the way."""
        super().__init__(f"{path}:{line}: not written: {reason}")


class UsageError(VaultkitError):
    """A wrong option or an impossible value."""

    exit_code = 2


class NameTakenError(UsageError):
    """A name, alias or slug that somebody has already."""

    def __init__(self, name: str, path: str) -> None:
        """Name who has it."""
        super().__init__(f"{name!r} exists already: {path}")
        self.path = path


class UnsafeNameError(UsageError):
    """A name that cannot be a file name on every system, or that leads out of the vault."""

    def __init__(self, name: str, reason: str) -> None:
        """Say what is in the way."""
        super().__init__(f"{name!r} cannot be a file name: {reason}")


class NoVaultError(VaultkitError):
    """There is no vault here."""

    exit_code = 3

    def __init__(self, start: str) -> None:
        """Say where was looked, and how to begin."""
        super().__init__(
            f"no vault at {start} or above it (no vaultkit.toml or .obsidian); "
            "name one with --vault, make one with `vaultkit init`, or look around with `vaultkit demo`"
        )


class NotAFolderError(NoVaultError):
    """The folder that was named as the vault is not there, or is a file."""

    def __init__(self, named: str) -> None:
        """Say how such a vault is made, and how another is named."""
        VaultkitError.__init__(
            self, f"{named} is no folder; `vaultkit init FOLDER` makes a vault, --vault names one that is there"
        )


class NotFoundError(VaultkitError):
    """No such person or task, or whatever else a plugin looks up by name."""

    exit_code = 4

    def __init__(self, wanted: str, nearest: Sequence[str] = (), *, nothing: str = "nobody is called") -> None:
        """Offer the nearest names; ``nothing`` are the words before the one that was looked up."""
        near = f"; did you mean {', '.join(nearest)}?" if nearest else ""
        super().__init__(f"{nothing} {wanted!r}{near}")


class AmbiguousError(VaultkitError):
    """Several people or tasks answer to what was asked."""

    exit_code = 4

    def __init__(self, wanted: str, choices: Sequence[str]) -> None:
        """List the choices, one a line."""
        super().__init__("\n".join([f"{wanted!r} can be several:", *(f"  {choice}" for choice in choices)]))


class NoteChangedError(VaultkitError):
    """The note changed underneath; nothing was written."""

    exit_code = 5

    def __init__(self, path: str) -> None:
        """Name the note."""
        super().__init__(f"{path} changed while it was being edited; nothing was written, try again")


class MovedOnError(VaultkitError):
    """What a command wrote is no longer there as it wrote it, so that it cannot be taken back; nothing was changed."""

    exit_code = 5

    def __init__(self, path: str, reason: str) -> None:
        """Name the file that is in the way, and why."""
        super().__init__(f"{path} {reason}; nothing was taken back")
        self.path = path
        self.reason = reason


class BusyError(VaultkitError):
    """Another process holds the vault."""

    exit_code = 6

    def __init__(self, reason: str) -> None:
        """Say who holds it."""
        super().__init__(reason)


class PluginInterruptedError(VaultkitError):
    """The user interrupted the import of a plugin that did not come to an end."""

    def __init__(self, name: str) -> None:
        """Name the plugin, and the way to start without it."""
        super().__init__(f"interrupted while plugin {name!r} was loading; `vaultkit --no-plugins` starts without it")


class BlockFailedError(VaultkitError):
    """A plugin could not render a block; the block is left as it is."""

    def __init__(self, name: str) -> None:
        """Name the block."""
        super().__init__(f"the block {name} could not be made")


class NotesVanishedError(VaultkitError):
    """Most notes vanished at once, as when a network share is gone; nothing is believed and nothing written."""

    def __init__(self, gone: int, total: int) -> None:
        """Say how many, and what to do if it is meant."""
        super().__init__(
            f"{gone} of {total} notes are gone at once; what was known of them is kept and nothing is written. If you "
            "deleted them, wait for three sweeps, or start `vaultkit watch --accept-deletions`; else bring the folder "
            "back"
        )


class ServiceError(VaultkitError):
    """The system's manager of services cannot be reached, says no, or cannot run what it is asked to."""


class OutputLostError(VaultkitError):
    """What a command says could not be printed; most print after they have written."""

    def __init__(self, reason: str) -> None:
        """Name the system's reason."""
        super().__init__(f"the output could not be printed: {reason}; look at the note before you run it again")
