"""The roster: everybody in the vault in a line each, and whole people, put together again only where notes changed."""

from collections.abc import Collection, Iterable
from functools import cache

import msgspec

from vaultkit.api import Kept, Moment, Packing
from vaultkit.people.compare import fold_entry
from vaultkit.people.person import Birthday, Person
from vaultkit.people.reading.at_hand import PLUGIN, at_hand, kept
from vaultkit.people.reading.ledger import Ledger
from vaultkit.people.reading.slices import Slices, each, held, unread

# ruff: noqa: PLC0415 -- where nothing changed since the last run nobody is put together

_LINES = "roster"


class Line(msgspec.Struct, frozen=True, array_like=True):
    """One person of the roster: what finds them. ``keys`` are the slug, the name and the aliases, folded."""

    path: str
    name: str
    slug: str
    aliases: tuple[str, ...]
    tags: tuple[str, ...]
    keys: tuple[str, ...]
    birthday: Birthday | None


def people(moment: Moment) -> tuple[Person, ...]:
    """Return everybody in the vault by path, with all interactions and promises.

    Interactions stand in the order of their days and include those dated after ``moment.today``: the rules leave them
    out, and so know the day on which they begin to count.
    """
    return moment.derived(_people)


def lines(moment: Moment) -> tuple[Line, ...]:
    """Return a line for everybody in the vault, by path."""
    return moment.derived(_lines)


def lines_with(moment: Moment, key: str) -> tuple[Line, ...]:
    """Return the lines of all in whose keys a folded text stands, and maybe of some others, by path.

    Where the roster is kept, a line is read only if its bytes hold the text.
    """
    kept = None if moment.has_derived(_lines) else moment.derived(_unread)
    if kept is None:
        return lines(moment)
    wanted = key.encode("utf-8", "surrogatepass")
    return tuple(_decoder().decode(line) for line in kept.values.values() if wanted in bytes(line))


def stamps(moment: Moment) -> Ledger[str]:
    """Return everybody by path with a stamp, which tells of all that notes say of them."""
    return moment.derived(_stamps)


def some(moment: Moment, paths: Collection[str]) -> tuple[Person, ...]:
    """Return the people at these paths, by path: at hand, kept, or else put together; nobody else is."""
    everybody, hand = stamps(moment), at_hand(moment)
    wanted = {path: everybody[path] for path in sorted(paths) if path in everybody}
    missing = {path: stamp for path, stamp in wanted.items() if not hand.has(path, stamp)}
    known = kept(moment, missing)
    hand.people.update({path: (missing[path], person) for path, person in known.items()})
    if len(known) < len(missing):
        from vaultkit.people.reading.everybody import put_together

        put_together(moment, missing.keys() - known.keys())
    return tuple(hand.take(wanted).values())


def owner(moment: Moment) -> Person | None:
    """Return the owner of the vault with their interests and goals, or None where there is no such note.

    Where several notes could be it, the shortest path is. It is one object from moment to moment, as long as it is the
    same owner, for what was worked out with it is remembered by that.
    """
    return moment.memory.steady(f"{PLUGIN}.owner", moment.keep(PLUGIN, "owner", _owner, _packing_owner()))


def _people(moment: Moment) -> tuple[Person, ...]:
    return some(moment, stamps(moment).keys())


def _lines(moment: Moment) -> tuple[Line, ...]:
    return tuple(each(moment, _LINES, _slices(), stamps, some, _line).values())


def _stamps(moment: Moment) -> Ledger[str]:
    lying = moment.derived(_unread)
    if lying is not None:
        return Ledger(lying.stamps)
    kept = held(moment, _LINES, _slices())
    if kept is not None:
        return kept.stamps
    from vaultkit.people.reading.everybody import roll_of

    return roll_of(moment).stamps


def _unread(moment: Moment) -> Slices[msgspec.Raw] | None:
    return unread(moment, _LINES)


def _line(person: Person) -> Kept[Line]:
    keys = tuple(dict.fromkeys(_folded((person.slug, person.name, *person.aliases))))
    return Kept(Line(person.path, person.name, person.slug, person.aliases, person.tags, keys, person.birthday))


def _folded(names: Iterable[str]) -> Iterable[str]:
    return (fold_entry(name) for name in names)


def _owner(moment: Moment) -> Kept[Person | None]:
    from vaultkit.people.reading.everybody import find_owner

    return Kept(find_owner(moment))


@cache
def _slices() -> msgspec.msgpack.Decoder[Slices[Line]]:
    return msgspec.msgpack.Decoder(Slices[Line])


@cache
def _decoder() -> msgspec.msgpack.Decoder[Line]:
    return msgspec.msgpack.Decoder(Line)


@cache
def _packing_owner() -> Packing[Person | None]:
    from vaultkit.people.reading.packed import pack, unpack

    return Packing(lambda person: pack(person) if person else b"", lambda blob: unpack(blob) if blob else None)
