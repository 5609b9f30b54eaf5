"""What is wrong with a note or a setting: a value, never raised."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from vaultkit.model.location import Location
from vaultkit.model.visible import visible


class Severity(StrEnum):
    """How much a problem hurts (docs/problems.md)."""

    ERROR = "error"
    """Front matter or bytes that cannot be read, damaged markers."""
    WARNING = "warning"
    """A value that had to be skipped, or that two things claim."""
    HINT = "hint"
    """The rest."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend, with the place, a stable code and words that say what to do."""

    location: Location
    code: str
    severity: Severity
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        """Print as ``path:line:column: severity: message [code]``."""
        return f"{self.location}: {self.severity}: {visible(self.message)} [{self.code}]"


class ProblemKind(NamedTuple):
    """A code that problems may carry; the manual's page of problems is made of these.

    ``code`` is stable for ever. ``meaning`` is one sentence, ``example`` a few lines of a note (or of
    ``vaultkit.toml``) that have the problem, ``cure`` one sentence that says what to do.
    Declare each as a module-level constant beside the code that finds it.
    """

    code: str
    severity: Severity
    meaning: str
    example: str
    cure: str

    def at(self, location: Location, message: str, hint: str | None = None) -> Problem:
        """Return the problem of this kind at a place.

        ``message`` names what was found; ``hint`` says what to do and defaults to the kind's cure.
        """
        return Problem(location, self.code, self.severity, message, self.cure if hint is None else hint)
