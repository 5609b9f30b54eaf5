"""What is kept of one note: small plain records, links still as they were typed, for the roster to put together."""

from datetime import date

import msgspec

from vaultkit.api import Property
from vaultkit.people.interaction import Direction
from vaultkit.people.person import Birthday

# Records are stored and read back by the thousand: structs convert fast. Those of which a note has many are stored
# without the names of their fields, the others leave out what has its default.


class Said(msgspec.Struct, frozen=True, array_like=True):
    """A value of a property with its place."""

    text: str
    line: int
    column: int = 1


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """A dated line.

    ``quote`` is the line, its text begins at ``start`` (``text`` where it is none of the line's own). ``targets``
    are the links in it as they were typed, ``topics`` its tags, case-folded, ``written`` its kinds as they were typed.
    """

    day: date
    line: int
    quote: str
    start: int = 0
    text: str | None = None
    kinds: tuple[str, ...] = ()
    arrow: Direction | None = None
    topics: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    written: str = ""


class Promise(msgspec.Struct, frozen=True, array_like=True):
    """A task that is open, or kept; ``targets`` as those of an entry."""

    text: str
    line: int
    due: date | None = None
    done: date | None = None
    kept: bool = False
    targets: tuple[str, ...] = ()


class Fault(msgspec.Struct, frozen=True, array_like=True):
    """A problem of the note by its code; ``message`` says what was found."""

    code: str
    message: str
    line: int
    column: int = 1


class Properties(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The typed properties of a person's note, under the names that ``Person`` has for them.

    ``topics`` are those that are lists of text with a place each, by name. ``last_contacted`` and ``met`` are the
    days with their lines. ``others`` are the note's properties that have no meaning here.
    """

    name: str
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    topics: dict[str, tuple[Said, ...]] = {}
    cadence: int | None = None
    tier: str | None = None
    follow_up: date | None = None
    follow_up_at: Said | None = None
    snoozed_until: date | None = None
    paused: bool = False
    trust: bool | None = None
    trust_at: Said | None = None
    birthday: Birthday | None = None
    relationship: str | None = None
    how_met: str | None = None
    introduced_by: str | None = None
    email: tuple[str, ...] = ()
    phone: tuple[str, ...] = ()
    location: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    last_contacted: Entry | None = None
    met_on: Entry | None = None
    deceased: bool = False
    estranged: bool = False
    ignore_mentions: bool = False
    others: tuple[Property, ...] = ()


class NoteRecord(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """All that is kept of a note.

    ``log`` are the dated lines of its own log, ``days`` the days that its body names outside of them, ``promises`` the
    tasks of a person's note; ``mentions`` and ``asides`` are lines and tasks of a dated note, with the links in them.
    ``links`` are the targets of all links of the note, folded, each once.
    """

    properties: Properties | None = None
    is_owner: bool = False
    log: tuple[Entry, ...] = ()
    days: tuple[Entry, ...] = ()
    promises: tuple[Promise, ...] = ()
    mentions: tuple[Entry, ...] = ()
    asides: tuple[Promise, ...] = ()
    links: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
