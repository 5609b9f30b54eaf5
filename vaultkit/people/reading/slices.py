"""A small value of everybody, kept in one piece: worked out again only for those whose stamp is another."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import cache
from typing import Generic, TypeVar
from zlib import crc32

import msgspec

from vaultkit.api import Kept, Moment
from vaultkit.people.person import Person
from vaultkit.people.reading.at_hand import PLUGIN

T = TypeVar("T")

_SUM = 4
"""Bytes of the checksum in front of what is kept."""


class Slices(msgspec.Struct, Generic[T], frozen=True):
    """The values of everybody by path, of notes in one ``state``, each with the stamp of the person it was made of.

    All of them hold on the days from ``since`` to before ``until``; ``turns`` are the days on which single ones may be
    others.
    """

    state: str
    since: date
    until: date | None
    stamps: dict[str, str]
    values: dict[str, T]
    turns: dict[str, date]


def is_between(since: date, today: date, until: date | None) -> bool:
    """Return whether a day is one of those from ``since`` to before ``until`` (None: for ever)."""
    return since <= today and (until is None or today < until)


def held(moment: Moment, key: str, decoder: msgspec.msgpack.Decoder[Slices[T]]) -> Slices[T] | None:
    """Return the values that are kept under a key if they are those of this very moment."""
    last = _last(moment, key, decoder)
    return last if last is not None and _is_of(last, moment) else None


def unread(moment: Moment, key: str) -> Slices[msgspec.Raw] | None:
    """Return the same with each value as it lies there; None also where they are decoded and at hand."""
    if moment.memory.carried(f"{PLUGIN}.{key}", Slices) is not None:
        return None
    _, blob = moment.shelf(PLUGIN).get(key, [""]).get("", ("", b""))
    try:
        last = _raw().decode(_whole(blob))
    except ValueError:
        return None
    return last if _is_of(last, moment) else None


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
        known = last if last and last.since <= moment.today else Slices("", since, None, {}, {}, {})
        stale = {path for path, _ in everybody.items() - known.stamps.items()}
        stale |= {path for path, day in known.turns.items() if day <= moment.today and path in everybody}
        made = {person.path: make(person) for person in some(moment, stale)}
        values = known.values | {path: kept.value for path, kept in made.items()}
        values = {path: values[path] for path in everybody if path in values}
        turns = {path: day for path, day in known.turns.items() if path in everybody and path not in made}
        turns |= {path: kept.until for path, kept in made.items() if kept.until is not None}
        first = max(since, known.since) if made else known.since
        found = Slices(moment.state, first, min(turns.values(), default=None), dict(everybody), values, turns)
        _keep(moment, key, found)
    return found.values


def _is_of(slices: Slices[T], moment: Moment) -> bool:
    return slices.state == moment.state and is_between(slices.since, moment.today, slices.until)


@cache
def _raw() -> msgspec.msgpack.Decoder[Slices[msgspec.Raw]]:
    return msgspec.msgpack.Decoder(Slices[msgspec.Raw])


def _last(moment: Moment, key: str, decoder: msgspec.msgpack.Decoder[Slices[T]]) -> Slices[T] | None:
    """Return the last values that are known, of whatever notes they are."""
    carried: Slices[T] | None = moment.memory.carried(f"{PLUGIN}.{key}", Slices)
    if carried is None:
        _, blob = moment.shelf(PLUGIN).get(key, [""]).get("", ("", b""))
        try:
            carried = decoder.decode(_whole(blob))
        except ValueError:
            return None
        moment.memory.carry(f"{PLUGIN}.{key}", carried)
    return carried


def _keep(moment: Moment, key: str, slices: Slices[T]) -> None:
    moment.memory.carry(f"{PLUGIN}.{key}", slices)
    source = f"{slices.state} {slices.since} {slices.until}"
    moment.shelf(PLUGIN).put(key, lambda: {"": (source, _packed(slices))})


def _packed(slices: Slices[T]) -> bytes:
    blob = msgspec.msgpack.encode(slices)
    return crc32(blob).to_bytes(_SUM) + blob


def _whole(blob: bytes) -> memoryview:
    """Return what was packed. Raises ValueError where it is damaged: values that are left unread could not tell."""
    kept = memoryview(blob)[_SUM:]
    if crc32(kept).to_bytes(_SUM) != blob[:_SUM]:
        raise ValueError("damaged")
    return kept
