"""What the rules say of a person on a day: values, made by ``judge`` (docs/relationship.md)."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

import msgspec

from vaultkit.api import Location


class Status(StrEnum):
    """What somebody is."""

    CONNECTION = "connection"
    FADING = "fading"
    CONTACT = "contact"


class Strategy(StrEnum):
    """What the next step is, in the words of the source."""

    FOLLOW_UP = "follow-up"
    ENGAGE = "engage"
    OFFER_VALUE = "offer-value"
    BE_AUTHENTIC = "be-authentic"


class Evidence(NamedTuple):
    """The line that a verdict stands on."""

    location: Location
    quote: str


class Criterion(msgspec.Struct, frozen=True):
    """One of the three: met or not, why in words and numbers, and what is missing (None where it is met).

    ``dated`` is ``why`` with days as dates ("the last on 2026-11-02"), for pages that are kept; ``counted`` is the one
    whose distance ``why`` tells instead, None where it tells none. ``missing`` holds
    words of ours alone, some in backticks; ``why`` and ``dated`` may quote the notes. ``evidence`` is all that it
    stands on; a page quotes the first ``told`` of it (all where it is None) and counts the others.
    """

    met: bool
    why: str
    missing: str | None
    evidence: tuple[Evidence, ...]
    dated: str = ""
    told: int | None = None
    counted: date | None = None

    @property
    def quoted(self) -> tuple[Evidence, ...]:
        """The evidence that a page quotes."""
        return self.evidence[: self.told]


class StatusChange(NamedTuple):
    """A change of status on a day."""

    day: date
    status: Status


class Balance(NamedTuple):
    """How many of the interactions each side began."""

    mine: int
    theirs: int
    both: int


class Step(msgspec.Struct, frozen=True):
    """The one thing to do next: at most one a person.

    ``overdue_days`` is negative before the day. ``dated`` and ``counted`` are to ``reason`` what they are to a
    criterion's ``why``; all words of
    ``reason``, ``dated`` and ``say`` may quote the notes.
    """

    strategy: Strategy
    due: date
    overdue_days: int
    reason: str
    say: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    dated: str = ""
    counted: date | None = None


class Verdict(msgspec.Struct, frozen=True):
    """All that the rules say of one person on one day.

    ``path`` is the person's note. ``cadence_days`` is the cadence that holds, ``rhythm_days`` the one that the log
    shows, both in days. ``interactions`` counts dated lines and mentions up to the day. ``until`` is the first
    day on which the verdict may be another without any change in the notes, None if time alone never changes it.
    """

    path: str
    status: Status
    since: date | None
    communication: Criterion
    common_ground: Criterion
    trust: Criterion
    history: tuple[StatusChange, ...]
    tracked: bool
    cadence_days: int
    last_contact: date | None
    next_due: date | None
    rhythm_days: int | None
    drifting: bool
    balance: Balance
    interactions: int
    next_step: Step | None
    until: date | None = None

    @property
    def criteria_met(self) -> int:
        """How many of the three hold, 0 to 3."""
        return sum(criterion.met for criterion in (self.communication, self.common_ground, self.trust))
