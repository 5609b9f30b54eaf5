"""A small value of everybody, kept in one piece: worked out again only for those whose stamp is another."""

from collections.abc import Callable, Collection, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from functools import cache
from typing import Generic, NamedTuple, TypeVar

import msgspec

from vaultkit.api import Kept, Moment
from vaultkit.people.person import Person
from vaultkit.people.reading.at_hand import PLUGIN
from vaultkit.people.reading.ledger import Ledger

T = TypeVar("T")


class Slices(msgspec.Struct, Generic[T], frozen=True):
    """The values of everybody by path as they are kept, of notes in one ``state``, each with the stamp of the person.

    All of them hold on the days from ``since`` to before ``until``; ``turns`` are the days on which single ones may be
    others.
    """

    state: str
    since: date
    until: date | None
    stamps: dict[str, str]
    values: dict[str, T]
    turns: dict[str, date]


class Held(NamedTuple, Generic[T]):
    """The same values in memory."""

    state: str
    since: date
    until: date | None
    stamps: Ledger[str]
    values: Ledger[T]
    turns: Mapping[str, date]

    @property
    def lacking(self) -> AbstractSet[str]:
        """Those of whom no value could be made when it was asked for, because their note was nowhere."""
        is_whole = len(self.values) == len(self.stamps)
        return frozenset() if is_whole else self.stamps.keys() - self.values.keys()


def is_between(since: date, today: date, until: date | None) -> bool:
    """Return whether a day is one of those from ``since`` to before ``until`` (None: for ever)."""
    return since <= today and (until is None or today < until)


def held(moment: Moment, key: str, decoder: msgspec.msgpack.Decoder[Slices[T]]) -> Held[T] | None:
    """Return the values that are kept under a key if they are those of this very moment."""
    last = _last(moment, key, decoder)
    return last if last is not None and _is_of(last, moment) else None


def unread(moment: Moment, key: str) -> Slices[msgspec.Raw] | None:
    """Return the same with each value as it lies there; None also where they are decoded and at hand, or one lacks.

    A session asks only once, in its first moment: what it keeps itself is not written before it ends.
    """
    memory, mark = moment.memory, f"{PLUGIN}.{key} was looked at"
    if memory.carried(f"{PLUGIN}.{key}", Held) is not None or memory.carried(mark, bool):
        return None
    memory.carry(mark, value=True)
    _, blob = moment.shelf(PLUGIN).get(key, [""]).get("", ("", b""))
    try:
        last = _raw().decode(blob)
    except ValueError:
        return None
    return last if _is_of(last, moment) and len(last.values) == len(last.stamps) else None


def each(  # noqa: PLR0913, PLR0917 - what is kept, of whom, and how it is made
    moment: Moment,
    key: str,
    decoder: msgspec.msgpack.Decoder[Slices[T]],
    stamps: Callable[[Moment], Ledger[str]],
    some: Callable[[Moment, Collection[str]], Collection[Person]],
    make: Callable[[Person], Kept[T]],
    *,
    since: date = date.min,
) -> Ledger[T]:
    """Return the value of everybody by path: those that are kept and hold, the others made of the people themselves.

    ``since`` is the first day on which a value that is made holds. ``stamps`` tells who there is, ``some`` gives whole
    people by their paths.
    """
    found = held(moment, key, decoder)
    if found is None or found.lacking:
        last, everybody = _last(moment, key, decoder), stamps(moment)
        known = last if last and last.since <= moment.today else Held("", since, None, Ledger(), Ledger[T](), {})
        stale = everybody.differing(known.stamps)
        stale |= {path for path, day in known.turns.items() if day <= moment.today}
        stale |= known.lacking
        again = some(moment, {path for path in stale if path in everybody})
        made = {person.path: make(person) for person in again}
        values = known.values.updated({path: kept.value for path, kept in made.items()}, stale)
        turns = {path: day for path, day in known.turns.items() if path not in stale}
        turns |= {path: kept.until for path, kept in made.items() if kept.until is not None}
        first = max(since, known.since) if made else known.since
        found = Held(moment.state, first, min(turns.values(), default=None), everybody, values, turns)
        _keep(moment, key, found)
    return found.values


def _is_of(slices: Slices[T] | Held[T], moment: Moment) -> bool:
    return slices.state == moment.state and is_between(slices.since, moment.today, slices.until)


@cache
def _raw() -> msgspec.msgpack.Decoder[Slices[msgspec.Raw]]:
    return msgspec.msgpack.Decoder(Slices[msgspec.Raw])


def _last(moment: Moment, key: str, decoder: msgspec.msgpack.Decoder[Slices[T]]) -> Held[T] | None:
    """Return the last values that are known, of whatever notes they are."""
    carried: Held[T] | None = moment.memory.carried(f"{PLUGIN}.{key}", Held)
    if carried is None:
        _, blob = moment.shelf(PLUGIN).get(key, [""]).get("", ("", b""))
        try:
            kept = decoder.decode(blob)
        except ValueError:
            return None
        stamps, values = Ledger(kept.stamps), Ledger(kept.values)
        carried = Held(kept.state, kept.since, kept.until, stamps, values, kept.turns)
        moment.memory.carry(f"{PLUGIN}.{key}", carried)
    return carried


def _keep(moment: Moment, key: str, held: Held[T]) -> None:
    moment.memory.carry(f"{PLUGIN}.{key}", held)
    source = f"{held.state} {held.since} {held.until}"
    moment.shelf(PLUGIN).put(key, lambda: {"": (source, _packed(held))})


def _packed(held: Held[T]) -> bytes:
    slices = Slices(
        held.state, held.since, held.until, dict(held.stamps.items()), dict(held.values.items()), dict(held.turns)
    )
    return msgspec.msgpack.encode(slices)
