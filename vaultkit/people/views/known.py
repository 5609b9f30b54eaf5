"""Who is known, with what the rules say of them: what commands, blocks and documents choose from."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import date

import msgspec

from vaultkit.api import Moment, UsageError
from vaultkit.people.interaction import Interaction
from vaultkit.people.person import Loop, Person
from vaultkit.people.reading.ledger import Ledger, keep_up
from vaultkit.people.reading.roster import some
from vaultkit.people.rules.cadence import is_let_be, is_snoozed
from vaultkit.people.rules.contact import Record
from vaultkit.people.verdict import Status, Verdict
from vaultkit.people.views.rhythm_line import rhythm_line

# ruff: noqa: PLC0415 -- what shows the steps that are kept needs no verdicts

_ORDER = tuple(Status)


class Known(msgspec.Struct, frozen=True):
    """A person and the verdict on them."""

    person: Person
    verdict: Verdict

    @property
    def is_gone(self) -> bool:
        """Whether they have died, or want no more contact: no list asks for anything of theirs."""
        return self.person.deceased or self.person.estranged

    def is_resting(self, today: date) -> bool:
        """Whether no list of things to do may name them: gone, paused, or snoozed beyond today."""
        return is_let_be(self.person) or is_snoozed(self.person, today)

    def rhythm(self, today: date) -> str:
        """Return the rhythm line of the last twelve months."""
        return rhythm_line(Record.of(self.person.interactions, today).days, today)

    @property
    def open_loops(self) -> tuple[Loop, ...]:
        """What is promised and not yet kept: dated promises first, the earliest leading."""
        loops = [loop for loop in self.person.loops if not loop.kept]
        return tuple(sorted(loops, key=lambda loop: (loop.due or date.max, loop.location)))


def known(moment: Moment) -> Ledger[Known]:
    """Return everybody in the vault by path."""
    from vaultkit.people.rules.kept import Judged, judged

    def go_on(
        before: Ledger[Known], _: Ledger[Judged], now: Ledger[Judged], changed: AbstractSet[str]
    ) -> Ledger[Known]:
        people = some(moment, [path for path in changed if path in now])
        return before.updated({one.path: Known(one, now[one.path].verdict) for one in people}, changed)

    everybody = judged(moment)
    found = keep_up(moment, "known", everybody, Ledger[Known](), go_on)
    # Who could not be put together when they were asked for, their note being nowhere, may be again.
    lacking = frozenset(everybody.keys() - found.keys() if len(found) < len(everybody) else ())
    return go_on(found, everybody, everybody, lacking) if lacking else found


def everybody(moment: Moment) -> tuple[Known, ...]:
    """Return everybody in the vault by path."""
    return tuple(known(moment).values())


def of(moment: Moment, person: Person) -> Known:
    """Return a person of this moment with their verdict; nobody else is judged for it."""
    from vaultkit.people.rules.kept import verdict_on

    return Known(person, verdict_on(moment, person))


def newest_first(known: Iterable[Known]) -> list[Known]:
    """Return people by their last contact, newest first; those without any come last, by path."""
    by_path = sorted(known, key=lambda one: one.person.path)
    return sorted(by_path, key=lambda one: one.verdict.last_contact or date.min, reverse=True)


def by_status(known: Iterable[Known]) -> list[Known]:
    """Return people by status, connections first, the newest contact first within each."""
    return sorted(newest_first(known), key=lambda one: _ORDER.index(one.verdict.status))


def has_tag(person: Person, tag: str) -> bool:
    """Whether a person has a tag or one below it; case and a leading ``#`` do not matter."""
    wanted = tag.removeprefix("#").casefold()
    tags = [own.removeprefix("#").casefold() for own in person.tags]
    return any(own == wanted or own.startswith(f"{wanted}/") for own in tags)


def read_status(text: str) -> Status:
    """Return the status of that name; raises UsageError where there is none."""
    try:
        return Status(text.strip().casefold())
    except ValueError:
        names = ", ".join(status.value for status in Status)
        raise UsageError(f"{text!r} is no status; there are {names}") from None


def happened(person: Person, today: date) -> tuple[Interaction, ...]:
    """Return a person's dated lines and mentions up to today, oldest first; what only a property says is left out."""
    return tuple(line for line in Record.of(person.interactions, today).lines if line.origin != "property")
