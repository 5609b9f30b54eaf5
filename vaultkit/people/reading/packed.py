"""People as the bytes that are kept of them; their interactions are made of these only when somebody asks for them."""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import TypeVar, cast, overload

import msgspec

from vaultkit.people.interaction import Interaction
from vaultkit.people.person import Person

T = TypeVar("T")

_Kept = tuple[Person, date | None, bytes]
"""A person without interactions, the last day of these, and the interactions themselves."""


class KeptInteractions(Sequence[Interaction]):
    """The interactions of a person as they are kept; most who ask for a person ask for none of them.

    ``packed`` are their bytes, ``last_day`` is the day of the last one.
    """

    __slots__ = ("_lines", "last_day", "packed")

    def __init__(self, packed: bytes, last_day: date | None) -> None:
        """Take them as ``pack`` gave them."""
        self.last_day = last_day
        self.packed = packed
        self._lines: tuple[Interaction, ...] | None = None

    def _all(self) -> tuple[Interaction, ...]:
        if self._lines is None:
            self._lines = _lines().decode(self.packed)
        return self._lines

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._all())

    def __iter__(self) -> Iterator[Interaction]:
        """Yield them in order."""
        return iter(self._all())

    @overload
    def __getitem__(self, at: int) -> Interaction: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Interaction, ...]: ...
    def __getitem__(self, at: int | slice) -> Interaction | tuple[Interaction, ...]:
        """Return one, or some."""
        return self._all()[at]

    def __eq__(self, other: object) -> bool:
        """Return whether others are the same, in the same order."""
        return isinstance(other, Sequence) and self._all() == tuple(other)

    def __hash__(self) -> int:
        """Return what a tuple of them has."""
        return hash(self._all())

    def __repr__(self) -> str:
        """Return what a tuple of them shows."""
        return repr(self._all())


def last_day(person: Person) -> date | None:
    """Return the last day of a person's interactions, whatever they are and though it may be yet to come."""
    known = person.interactions
    if isinstance(known, KeptInteractions):
        return known.last_day
    return known[-1].day if known else None


def slips(values: Mapping[str, tuple[str, T]], pack: Callable[[T], bytes]) -> dict[str, tuple[str, bytes]]:
    """Return values as they are kept, by name, each told with what it stands on.

    The rare ones are left out that cannot be kept: numbers of more than 64 bits, letters that are none.
    """
    found = {}
    for name, (source, value) in values.items():
        with contextlib.suppress(ValueError, OverflowError):
            found[name] = (source, pack(value))
    return found


def pack(person: Person) -> bytes:
    """Return a person as bytes. Raises ValueError or OverflowError for the rare one that cannot be kept."""
    known = person.interactions
    lines = known.packed if isinstance(known, KeptInteractions) else msgspec.msgpack.encode(known)
    return msgspec.msgpack.encode((msgspec.structs.replace(person, interactions=()), last_day(person), lines))


def unpack(blob: bytes) -> Person:
    """Return the person that was packed. Raises ValueError where the bytes are none."""
    person, last, lines = _people().decode(blob)
    # Nobody else has seen this value yet, and to make another for one field takes as long as all the rest.
    msgspec.structs.force_setattr(person, "interactions", KeptInteractions(lines, last))
    return person


@cache
def _people() -> msgspec.msgpack.Decoder[_Kept]:
    return msgspec.msgpack.Decoder(cast("type[_Kept]", _Kept))


@cache
def _lines() -> msgspec.msgpack.Decoder[tuple[Interaction, ...]]:
    return msgspec.msgpack.Decoder(tuple[Interaction, ...])
