"""The roster: everybody in the vault in a line each, and whole people, fetched from among those kept where possible."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from vaultkit.api import Kept, Moment, Packing
from vaultkit.people.compare import fold_entry
from vaultkit.people.person import Birthday, Person

if TYPE_CHECKING:
    from vaultkit.api import Problem

# ruff: noqa: PLC0415 -- where nothing changed since the last run nobody is put together

PLUGIN = "people"
"""The name under which a moment keeps what is ours."""
_PEOPLE = "people"
_MANY = 1000
"""People from which on it is quicker to fetch all of them."""


class Line(msgspec.Struct, frozen=True, array_like=True):
    """One person of the roster: what finds them.

    ``keys`` are the slug, the name and the aliases, folded. ``digest`` tells of the whole person; it is empty where
    they cannot be kept.
    """

    path: str
    name: str
    slug: str
    aliases: tuple[str, ...]
    tags: tuple[str, ...]
    keys: tuple[str, ...]
    birthday: Birthday | None
    digest: str


def people(moment: Moment) -> tuple[Person, ...]:
    """Return everybody in the vault by path, with all interactions and promises.

    Interactions stand in the order of their days and include those dated after ``moment.today``: the rules leave them
    out, and so know the day on which they begin to count.
    """
    return moment.derived(_people)


def lines(moment: Moment) -> tuple[Line, ...]:
    """Return a line for everybody in the vault, by path."""
    return moment.keep(PLUGIN, "roster", _made_lines, _packing_lines())


def some(moment: Moment, paths: Collection[str]) -> tuple[Person, ...]:
    """Return the people at these paths, by path; of those at hand or kept, nobody else is put together."""
    if moment.has_derived(_people):
        return tuple(person for person in people(moment) if person.path in paths)
    wanted = {line.path: line.digest for line in lines(moment) if line.path in paths}
    found = _fetched(moment, wanted)
    if found is None:
        return tuple(person for person in people(moment) if person.path in wanted)
    return found


def owner(moment: Moment) -> Person | None:
    """Return the owner of the vault with their interests and goals, or None where there is no such note.

    Where several notes could be it, the shortest path is.
    """
    return moment.keep(PLUGIN, "owner", _made_owner, _packing_owner())


def person_problems(moment: Moment) -> "tuple[Problem, ...]":
    """Return what is to be mended in people's notes, in lines about them, and in ``[people]``; sorted by place."""
    from vaultkit.people.reading.problems import (
        line_problems,
        link_problems,
        name_problems,
        note_problems,
        settings_problems,
    )
    from vaultkit.people.reading.together import named, records

    everybody, finder, settings = people(moment), named(moment), moment.settings
    names = moment.memory.steady("people.by-path", {person.path: person.name for person in everybody})
    paths = moment.index.paths
    found = {
        *(problem for path, record in records(moment).items() for problem in moment.each(note_problems, path, record)),
        *(problem for person in everybody for problem in moment.each(line_problems, person, moment.today)),
        *name_problems(everybody, finder, moment.index),
        *(
            problem
            for note in moment.index.notes.values()
            for problem in moment.each(link_problems, note, finder, names, settings, paths)
        ),
        *settings_problems(settings),
    }
    return tuple(sorted(found, key=lambda problem: (problem.location, problem.code, problem.message)))


def _people(moment: Moment) -> tuple[Person, ...]:
    """Return everybody, as they are kept if the notes are still the same, else put together anew."""
    kept = moment.kept(PLUGIN, "roster", _packing_lines())
    if kept is not None:
        found = _fetched(moment, {line.path: line.digest for line in kept.value})
        if found is not None:
            return found
    from vaultkit.people.reading.together import put_together

    everybody = put_together(moment)
    moment.shelf(PLUGIN).put(_PEOPLE, lambda: _slips(moment))
    return everybody


def _fetched(moment: Moment, wanted: Mapping[str, str]) -> tuple[Person, ...] | None:
    """Return the people who are kept, by path and with these digests; None unless all of them are."""
    slips = moment.shelf(PLUGIN).get(_PEOPLE, wanted.keys() if len(wanted) < _MANY else None) if wanted else {}
    if any(not digest or slips.get(path, ("",))[0] != digest for path, digest in wanted.items()):
        return None
    try:
        return tuple(_decoder().decode(slips[path][1]) for path in wanted)
    except ValueError:
        return None


def _slips(moment: Moment) -> Mapping[str, tuple[str, bytes]]:
    """Return what is kept of everybody, by path."""
    lines(moment)
    return {path: slip for path, slip in moment.derived(_packed).items() if slip[0]}


def _packed(moment: Moment) -> Mapping[str, tuple[str, bytes]]:
    """Return everybody as bytes, each with their digest; nothing where somebody cannot be kept."""
    packed = ((person.path, _pack(person)) for person in people(moment))
    return {path: (hashlib.sha256(blob).hexdigest()[:32] if blob else "", blob) for path, blob in packed}


def _pack(person: Person) -> bytes:
    try:
        return msgspec.msgpack.encode(person)
    except (ValueError, OverflowError):
        return b""  # A number of more than 64 bits, or letters that are none.


def _made_lines(moment: Moment) -> Kept[tuple[Line, ...]]:
    everybody = people(moment)
    packed = moment.derived(_packed)
    return Kept(tuple(_line(person, packed[person.path][0]) for person in everybody))


def _line(person: Person, digest: str) -> Line:
    keys = tuple(dict.fromkeys(_folded((person.slug, person.name, *person.aliases))))
    return Line(person.path, person.name, person.slug, person.aliases, person.tags, keys, person.birthday, digest)


def _folded(names: Iterable[str]) -> Iterable[str]:
    return (fold_entry(name) for name in names)


def _made_owner(moment: Moment) -> Kept[Person | None]:
    from vaultkit.people.reading.together import find_owner

    return Kept(find_owner(moment))


@cache
def _decoder() -> msgspec.msgpack.Decoder[Person]:
    return msgspec.msgpack.Decoder(Person)


@cache
def _packing_lines() -> Packing[tuple[Line, ...]]:
    return Packing(msgspec.msgpack.encode, msgspec.msgpack.Decoder(tuple[Line, ...]).decode)


@cache
def _packing_owner() -> Packing[Person | None]:
    return Packing(msgspec.msgpack.encode, msgspec.msgpack.Decoder(Person | None).decode)
