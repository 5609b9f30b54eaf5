"""The viewpoint of a moment: its owner, and the network of everybody in it."""

from datetime import date
from functools import cache, partial
from operator import attrgetter

import msgspec

from vaultkit.api import Kept, Moment, Packing
from vaultkit.people.person import Person
from vaultkit.people.reading.at_hand import PLUGIN
from vaultkit.people.reading.ledger import Ledger, mapped, those
from vaultkit.people.reading.ranked import ranked
from vaultkit.people.reading.roster import owner, some, stamps
from vaultkit.people.reading.slices import Slices, each
from vaultkit.people.rules.network import Acquaintance, Card, Entries, Network, Viewpoint, card, named, places
from vaultkit.people.settings import PeopleSettings


def viewpoint(moment: Moment) -> Viewpoint:
    """Return from where the rules look at everybody in a moment."""
    settings = moment.settings.section(PeopleSettings)
    return Viewpoint(
        owner(moment), moment.keep(PLUGIN, "network", _network, _packing_network()), settings, moment.today
    )


def _network(moment: Moment) -> Kept[Network]:
    cards = each(moment, "cards", _cards(), stamps, some, partial(_card, moment.today), since=moment.today)
    people = mapped(moment, "acquaintances", ranked(moment, "entries", cards, places), named)
    turning = those(moment, "turning cards", cards, attrgetter("until"))
    until = min((day for path in turning if (day := cards[path].until)), default=None)
    return Kept(moment.each(Network, people, until, _entries(moment)), until)


def _entries(moment: Moment) -> Entries:
    found = moment.memory.carried(f"{PLUGIN}.entries", Entries) or Entries()
    moment.memory.carry(f"{PLUGIN}.entries", found)
    return found


def _card(today: date, person: Person) -> Kept[Card]:
    made = card(person, today)
    return Kept(made, made.until)


@cache
def _cards() -> msgspec.msgpack.Decoder[Slices[Card]]:
    return msgspec.msgpack.Decoder(Slices[Card])


@cache
def _packing_network() -> Packing[Network]:
    decoder = msgspec.msgpack.Decoder(tuple[dict[str, tuple[Acquaintance, ...]], date | None])
    return Packing(
        lambda network: msgspec.msgpack.encode((dict(network.people.items()), network.until)),
        lambda blob: _unpacked(*decoder.decode(blob)),
    )


def _unpacked(people: dict[str, tuple[Acquaintance, ...]], until: date | None) -> Network:
    return Network(Ledger(people), until)
