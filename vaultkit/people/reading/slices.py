"""A small value of everybody, kept in one piece: worked out again only for those whose stamp is another."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Generic, TypeVar

import msgspec

from vaultkit.api import Kept, Moment
from vaultkit.people.person import Person

T = TypeVar("T")

PLUGIN = "people"


class Slice(msgspec.Struct, Generic[T], frozen=True, array_like=True):
    """The value of one person: it holds while they have that stamp, on the days from ``since`` to before ``until``."""

    stamp: str
    since: date
    until: date | None
    value: T

    def holds(self, stamp: str, today: date) -> bool:
        """Return whether it is the value of a person of that stamp on a day."""
        return self.stamp == stamp and is_between(self.since, today, self.until)


class Slices(msgspec.Struct, Generic[T], frozen=True):
    """The values of everybody by path, of notes in one ``state``; all hold from ``since`` to before ``until``."""

    state: str
    since: date
    until: date | None
    of: dict[str, Slice[T]]


def is_between(since: date, today: date, until: date | None) -> bool:
    """Return whether a day is one of those from ``since`` to before ``until`` (None: for ever)."""
    return since <= today and (until is None or today < until)


def held(moment: Moment, key: str, decoder: msgspec.msgpack.Decoder[Slices[T]]) -> Slices[T] | None:
    """Return the values that are kept under a key if they are those of this very moment."""
    last = _last(moment, key, decoder)
    is_same = last is not None and last.state == moment.state and is_between(last.since, moment.today, last.until)
    return last if is_same else None


def each(  # noqa: PLR0913, PLR0917 - what is kept, of whom, and how it is made
    moment: Moment,
    key: str,
    decoder: msgspec.msgpack.Decoder[Slices[T]],
    stamps: Callable[[Moment], Mapping[str, str]],
    some: Callable[[Moment, Collection[str]], Collection[Person]],
    make: Callable[[Person], Kept[T]],
    *,
    since: date = date.min,
) -> Mapping[str, T]:
    """Return the value of everybody by path: those that are kept and hold, the others made of the people themselves.

    ``since`` is the first day on which a value that is made holds. ``stamps`` tells who there is, ``some`` gives whole
    people by their paths.
    """
    found = held(moment, key, decoder)
    if found is None:
        last, everybody = _last(moment, key, decoder), stamps(moment)
        known = last.of if last else {}
        missing = [
            path
            for path, stamp in everybody.items()
            if (one := known.get(path)) is None or not one.holds(stamp, moment.today)
        ]
        made = {}
        for person in some(moment, missing):
            kept = make(person)
            made[person.path] = Slice(everybody[person.path], since, kept.until, kept.value)
        found = _together(moment.state, {path: made.get(path) or known[path] for path in everybody})
        _keep(moment, key, found)
    return {path: one.value for path, one in found.of.items()}


def _last(moment: Moment, key: str, decoder: msgspec.msgpack.Decoder[Slices[T]]) -> Slices[T] | None:
    """Return the last values that are known, of whatever notes they are."""
    carried: Slices[T] | None = moment.memory.carried(f"{PLUGIN}.{key}", Slices)
    if carried is None:
        _, blob = moment.shelf(PLUGIN).get(key, [""]).get("", ("", b""))
        try:
            carried = decoder.decode(blob)
        except ValueError:
            return None
        moment.memory.carry(f"{PLUGIN}.{key}", carried)
    return carried


def _together(state: str, slices: dict[str, Slice[T]]) -> Slices[T]:
    ends = (one.until for one in slices.values() if one.until is not None)
    since = max((one.since for one in slices.values()), default=date.min)
    return Slices(state, since, min(ends, default=None), slices)


def _keep(moment: Moment, key: str, slices: Slices[T]) -> None:
    moment.memory.carry(f"{PLUGIN}.{key}", slices)
    source = f"{slices.state} {slices.since} {slices.until}"
    moment.shelf(PLUGIN).put(key, lambda: {"": (source, msgspec.msgpack.encode(slices))})
