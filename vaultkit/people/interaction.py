"""Interactions: what happened on a day with a person, and what each kind of it means."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from vaultkit.api import Location


class Family(StrEnum):
    """What a kind of interaction says about a relationship (the table in docs/relationship.md)."""

    TALK = "talk"
    ENGAGE = "engage"
    VALUE = "value"
    TRUST = "trust"
    MENTION = "mention"
    PASSIVE = "passive"
    REMARK = "remark"


class Direction(StrEnum):
    """Who reached out or gave."""

    OUT = "out"
    IN = "in"
    BOTH = "both"


ARROWS: Mapping[Direction, str] = MappingProxyType({Direction.OUT: "-> ", Direction.IN: "<- "})
"""How the arrow of a line is written."""


class Act(NamedTuple):
    """One kind of an interaction with its family and its own direction (None: it says nothing of it)."""

    kind: str
    family: Family
    direction: Direction | None


class Interaction(msgspec.Struct, frozen=True):
    """A dated line about a person.

    ``acts`` holds at least one act; ``text`` is what stands after the kind; ``topics`` its ``#tags``, case-folded;
    ``quote`` the line as it stands in the note (for evidence); ``people`` the paths of the people that the line
    names, less the one it counts for. ``origin`` is ``log``, ``mention`` (a line of a dated note, or a day named
    in the person's note) or ``property``. ``arrow`` is what the line itself says. ``written`` are its kinds as they
    were typed, with the colon if one follows: ``coffee:``.
    """

    day: date
    acts: tuple[Act, ...]
    text: str
    location: Location
    quote: str
    topics: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    arrow: Direction | None = None
    origin: str = "log"
    written: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds, folded to their first names."""
        return tuple(act.kind for act in self.acts)
