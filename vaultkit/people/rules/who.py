"""Asking the network: who could help, advise or introduce."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import msgspec

from vaultkit.api import Kept, Location, Moment
from vaultkit.people.compare import words
from vaultkit.people.person import Person, Topic
from vaultkit.people.reading.properties import spellings
from vaultkit.people.reading.roster import people, some, stamps
from vaultkit.people.reading.slices import Slices, each
from vaultkit.people.rules.contact import Record
from vaultkit.people.rules.judge import verdicts
from vaultkit.people.settings import PeopleSettings
from vaultkit.people.verdict import Evidence, Status, Verdict

FIELDS = ("interests", "goals", "role", "company", "tags", "topics")
"""Where is looked: properties, tags, and the topics of interactions."""
_SHOWN = 3
_STEM = 4
"""Letters of a note's word that a longer wanted word may begin with: ``compilers`` finds ``compiler``."""
_ENDING = 3
"""Letters by which it may be longer."""
_Saying = tuple[str, str, Evidence | None]
"""One of ``FIELDS``, what is said there, and the line; None for a tag, whose place is looked for where it matches."""
_IDEOGRAPHS = "\u2e80"
"""From here on scripts write without gaps, so that a word may stand anywhere in a run of letters."""


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody who knows about a topic: ``evidence`` is what matched, up to three lines of each sort.

    ``fields`` names the sort of each, one of ``FIELDS``.
    """

    person: Person
    verdict: Verdict
    fields: tuple[str, ...]
    evidence: tuple[Evidence, ...]


def who(moment: Moment, topic: str | Sequence[str]) -> tuple[Match, ...]:
    """Return the people who match all words of a topic, connections first, then by last contact.

    A word matches one of the note that begins with it; case and accents do not matter. The deceased and the
    estranged are left out.
    """
    wanted = words(topic if isinstance(topic, str) else " ".join(topic))
    known = verdicts(moment)
    topics = each(moment, "topics", _kept_topics(), stamps, some, _topics_of)
    found = [
        match
        for person in people(moment)
        if not (person.deceased or person.estranged)
        and _may_match(person, topics[person.path], wanted)
        and (match := _match(person, known[person.path], wanted, moment))
    ]
    return tuple(sorted(found, key=_order))


def _topics_of(person: Person) -> Kept[tuple[str, ...]]:
    return Kept(tuple(dict.fromkeys(topic for line in person.interactions for topic in line.topics)))


def _may_match(person: Person, topics: Iterable[str], wanted: Sequence[str]) -> bool:
    """Return whether each wanted word stands somewhere, without a look at the lines: most people have none of them."""
    texts = (*(topic.text for said in _properties(person) for topic in said), *person.tags, *topics)
    have = {word for text in texts for word in words(text)}
    return all(any(_is_word(word, one) for one in have) for word in wanted)


def _properties(person: Person) -> tuple[tuple[Topic, ...], ...]:
    """Return the properties that are looked at, in the order of ``FIELDS``."""
    return person.interests, person.goals, person.role, person.company


def _order(match: Match) -> tuple[bool, int, str]:
    last = match.verdict.last_contact
    return (match.verdict.status is not Status.CONNECTION, -last.toordinal() if last else 0, match.person.path)


def _match(person: Person, verdict: Verdict, wanted: Sequence[str], moment: Moment) -> Match | None:
    """Return the match where each wanted word stands somewhere in what the note says."""
    missing, hits = set(wanted), dict[str, list[Evidence]]()
    for field, text, evidence in _said(person, moment.today):
        have = words(text)
        met = {word for word in wanted if any(_is_word(word, one) for one in have)}
        if met:
            missing -= met
            hits.setdefault(field, []).append(evidence or _tag(person, text, moment))
    if missing or not hits:
        return None
    pairs = [(field, evidence) for field, lines in hits.items() for evidence in dict.fromkeys(lines[:_SHOWN])]
    return Match(person, verdict, tuple(field for field, _ in pairs), tuple(evidence for _, evidence in pairs))


def _said(person: Person, today: date) -> Iterator[_Saying]:
    """Yield what a person's note says of what they know, each with the line; the newest interactions first."""
    for field, topics in zip(FIELDS, _properties(person), strict=False):
        yield from ((field, topic.text, Evidence(topic.location, topic.text)) for topic in topics)
    yield from (("tags", tag, None) for tag in person.tags)
    for line in reversed(Record.of(person.interactions, today).lines):
        yield from (("topics", topic, Evidence(line.location, line.quote)) for topic in line.topics)


def _tag(person: Person, tag: str, moment: Moment) -> Evidence:
    return Evidence(_place_of_tag(person, tag, moment), tag)


def _place_of_tag(person: Person, tag: str, moment: Moment) -> Location:
    """Return where the front matter says a tag; the note where it is not found."""
    note = moment.index.notes.get(person.path)
    if note is not None:
        names = spellings("tags", moment.settings.section(PeopleSettings))
        for given in note.properties:
            for value in given.value.scalars() if given.key in names else ():
                if tag in {part.removeprefix("#") for part in re.split(r"[,\s]+", value.text)}:
                    return note.at(value.line, value.column)
    return Location(person.path)


@cache
def _kept_topics() -> msgspec.msgpack.Decoder[Slices[tuple[str, ...]]]:
    return msgspec.msgpack.Decoder(Slices[tuple[str, ...]])


def _is_word(wanted: str, word: str) -> bool:
    if word.startswith(wanted) or (wanted[0] >= _IDEOGRAPHS and wanted in word):
        return True
    return len(word) >= _STEM and len(wanted) - len(word) <= _ENDING and wanted.startswith(word)
