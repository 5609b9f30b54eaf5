"""The network: who among one's people cares about what, so that they can be introduced to each other."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

import msgspec

from vaultkit.people.compare import fold_entry, words
from vaultkit.people.person import Person
from vaultkit.people.reading.ledger import Ledger
from vaultkit.people.reading.ranked import Group, Key, Place
from vaultkit.people.rules.cadence import is_let_be, is_snoozed
from vaultkit.people.rules.contact import is_contact
from vaultkit.people.rules.signs import entries
from vaultkit.people.settings import PeopleSettings

_NAMED = 3
"""People who are named for one thing: an introduction is no mailing list."""
_SHORTEST = 3
"""Letters that a word must have to say what somebody is after."""


def is_about(one: str, other: str) -> bool:
    """Say whether two entries are about the same thing: alike, or all words of one among those of the other."""
    if fold_entry(one) == fold_entry(other):
        return bool(fold_entry(one))
    ours, theirs = set(words(one)), set(words(other))
    common = ours & theirs
    return common in (ours, theirs) and any(len(word) >= _SHORTEST for word in common)


def marks(text: str) -> set[str]:
    """Return marks of what a text is about: two texts that are about the same thing have at least one in common."""
    return {fold_entry(text), *(word for word in words(text) if len(word) >= _SHORTEST)}


class Acquaintance(msgspec.Struct, frozen=True, array_like=True):
    """Somebody who could be introduced."""

    path: str
    name: str


class Entries:
    """The entries of a network by their words, which the next network takes over: it looks at those that differ."""

    __slots__ = ("_by_word", "_people")

    def __init__(self) -> None:
        """Begin with the entries of nobody."""
        self._people = Ledger[tuple[Acquaintance, ...]]()
        self._by_word: dict[str, set[str]] = {}

    def with_word(self, word: str, people: Ledger[tuple[Acquaintance, ...]]) -> AbstractSet[str]:
        """Return the entries of a network in which a word stands."""
        if people is not self._people:
            for entry in people.differing(self._people):
                for each in words(entry):
                    known = self._by_word.pop(each, set())
                    found = known | {entry} if entry in people else known - {entry}
                    if found:
                        self._by_word[each] = found
            self._people = people
        return self._by_word.get(word, frozenset())


@dataclass(frozen=True, slots=True)
class Network:
    """Who could be introduced, by what they care about: of each entry the few whom one saw last, the last one first.

    Left out are the paused, snoozed, deceased and estranged, and whom the owner does not trust. ``until`` is the first
    later day on which it may be another without any change in the notes.
    """

    people: Ledger[tuple[Acquaintance, ...]] = field(default_factory=Ledger)
    until: date | None = None
    _entries: Entries = field(default_factory=Entries, repr=False, compare=False)
    _known: dict[str, tuple[Acquaintance, ...]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, people: Iterable[Person], today: date) -> "Network":
        """Return the network of these people on a day."""
        cards = [card(person, today) for person in people]
        groups: dict[str, dict[Key, Acquaintance]] = {}
        for one in cards:
            for entry, key, who in places(one):
                groups.setdefault(entry, {})[key] = who
        found = Ledger({entry: named(Group(group)) for entry, group in groups.items()})
        return cls(found, min((one.until for one in cards if one.until is not None), default=None))

    def who_cares_about(self, text: str, apart_from: Person) -> tuple[Acquaintance, ...]:
        """Return up to three others whose interests or goals are about a thing, the same entry first."""
        key = fold_entry(text)
        if key not in self._known:
            near = {entry for word in words(key) for entry in self._entries.with_word(word, self.people)} - {key}
            alike = [key, *sorted(entry for entry in near if is_about(key, entry))]
            found = {person.path: person for entry in alike for person in self.people.get(entry, ())}
            self._known[key] = tuple(islice(found.values(), _NAMED + 1))
        others = (person for person in self._known[key] if person.path != apart_from.path)
        return tuple(islice(others, _NAMED))

    def differing(self, before: "Network") -> set[str]:
        """Return marks of all that somebody cares about of which this network may tell otherwise than one before it."""
        return {mark for entry in self.people.differing(before.people) for mark in marks(entry)}


class Card(msgspec.Struct, frozen=True, array_like=True):
    """What one person adds to the network: what they care about, folded; nothing if they cannot be introduced.

    ``last`` counts the day of the last contact, ``until`` is the first later day on which the card may be another.
    """

    who: Acquaintance
    last: int
    entries: tuple[str, ...]
    until: date | None


def card(person: Person, today: date) -> Card:
    """Return the card of a person on a day."""
    turns = [line.day for line in person.interactions if line.day > today]
    if person.snoozed_until is not None and person.snoozed_until > today:
        turns.append(person.snoozed_until)
    until, who = min(turns, default=None), Acquaintance(person.path, person.name)
    if is_let_be(person) or is_snoozed(person, today) or person.trust is False:
        return Card(who, 0, (), until)
    found = tuple(filter(None, (fold_entry(topic.text) for topic in entries(person))))
    days = (line.day for line in person.interactions if line.day <= today and is_contact(line))
    return Card(who, max(days, default=date.min).toordinal() if found else 0, found, until)


def places(one: Card) -> Iterable[Place[Acquaintance]]:
    """Yield where a card stands in the network: under each entry, the one seen last leading."""
    for entry in dict.fromkeys(one.entries):
        yield entry, (-one.last, one.who.path), one.who


def named(group: Group[Acquaintance]) -> tuple[Acquaintance, ...]:
    """Return who is named for an entry, and one more, for the one who is asked about may be among them."""
    return tuple(group[: _NAMED + 1])


@dataclass(frozen=True, slots=True, eq=False)
class Viewpoint:
    """From where the rules look at a person: the owner, the others, the settings and the day."""

    owner: Person | None
    network: Network
    settings: PeopleSettings
    today: date
