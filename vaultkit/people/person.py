"""A person: what their note says of them."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from vaultkit.api import Location, Property
from vaultkit.people.interaction import Interaction

# Of these a vault has thousands: named tuples and structs are made, kept and read back in a third of a dataclass's
# time, and their classes, which every start makes anew, in a tenth of it.


class Topic(NamedTuple):
    """An interest, goal or shared thing, with the place where it is said."""

    text: str
    location: Location


class Loop(msgspec.Struct, frozen=True):
    """A promise: an open task, a kept one, or a ``follow_up`` date.

    ``kept`` says that it was done, on ``done`` if that is known.
    """

    text: str
    location: Location
    due: date | None = None
    done: date | None = None
    kept: bool = False
    follow_up: bool = False


class Birthday(NamedTuple):
    """A birthday; ``year`` is None where it is not known."""

    month: int
    day: int
    year: int | None = None


class Person(msgspec.Struct, frozen=True):
    """A person's note, its properties read (docs/format.md, "A person").

    ``cadence`` is their own in days, ``tier`` the name of one in the settings. ``trust`` is True, False or unsaid,
    ``trust_text`` the property as it was typed (``trust: mutual``). ``deceased`` and ``estranged`` hold also
    where a date says since when. ``others`` are the properties that vaultkit gives no meaning.
    """

    path: str
    name: str
    slug: str
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    interests: tuple[Topic, ...] = ()
    goals: tuple[Topic, ...] = ()
    shared: tuple[Topic, ...] = ()
    cadence: int | None = None
    tier: str | None = None
    follow_up: Loop | None = None
    snoozed_until: date | None = None
    paused: bool = False
    trust: bool | None = None
    trust_location: Location | None = None
    birthday: Birthday | None = None
    company: tuple[Topic, ...] = ()
    role: tuple[Topic, ...] = ()
    relationship: str | None = None
    how_met: str | None = None
    met_on: date | None = None
    introduced_by: str | None = None
    email: tuple[str, ...] = ()
    phone: tuple[str, ...] = ()
    location: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    deceased: bool = False
    estranged: bool = False
    ignore_mentions: bool = False
    loops: tuple[Loop, ...] = ()
    interactions: Sequence[Interaction] = ()
    others: tuple[Property, ...] = ()
    trust_text: str = ""
