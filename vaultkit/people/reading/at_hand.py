"""The people who are at hand: put together in this run, or kept from an earlier one."""

from collections.abc import Mapping

import msgspec

from vaultkit.api import Moment
from vaultkit.people.person import Person
from vaultkit.people.reading.packed import pack, slips, unpack

PLUGIN = "people"
"""The name under which a moment keeps what is ours."""
_KEY = "everybody"
_MANY = 1000
"""People from which on it is quicker to fetch all of them."""


class AtHand(msgspec.Struct, frozen=True):
    """People by path, each with the stamp of what they were put together of."""

    people: dict[str, tuple[str, Person]] = {}

    def has(self, path: str, stamp: str) -> bool:
        """Return whether a person is at hand as notes tell of them now."""
        return path in self.people and self.people[path][0] == stamp

    def take(self, wanted: Mapping[str, str]) -> dict[str, Person]:
        """Return those of the wanted people, told with their stamps, who are at hand."""
        return {path: self.people[path][1] for path, stamp in wanted.items() if self.has(path, stamp)}


def at_hand(moment: Moment) -> AtHand:
    """Return who is at hand, in this moment and those to come."""
    found = moment.memory.carried(f"{PLUGIN}.{_KEY}", AtHand)
    if found is None:
        found = AtHand()
        moment.memory.carry(f"{PLUGIN}.{_KEY}", found)
    return found


def kept(moment: Moment, wanted: Mapping[str, str]) -> dict[str, Person]:
    """Return those of the wanted people, told with their stamps, who are kept from an earlier run."""
    if not wanted:
        return {}
    slips = moment.shelf(PLUGIN).get(_KEY, wanted.keys() if len(wanted) < _MANY else None)
    found = {}
    for path, stamp in wanted.items():
        known, blob = slips.get(path, ("", b""))
        if known == stamp:
            try:
                found[path] = unpack(blob)
            except ValueError:
                continue
    return found


def keep(moment: Moment, stamps: Mapping[str, str], made: Mapping[str, Person]) -> None:
    """Keep people who were put together, here and for the next run; ``stamps`` are those of everybody."""
    stamped = {path: (stamps[path], person) for path, person in made.items()}
    at_hand(moment).people.update(stamped)
    if stamped:
        moment.shelf(PLUGIN).put(_KEY, lambda: slips(stamped, pack), stamps)
