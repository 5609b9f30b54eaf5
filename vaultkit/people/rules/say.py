"""What to say: talking points out of a person's own note, so that no two people get the same words."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain

from vaultkit.people.person import Loop, Person, Topic
from vaultkit.people.rules.case import Case
from vaultkit.people.rules.contact import Record
from vaultkit.people.rules.network import Viewpoint, is_about
from vaultkit.people.rules.signs import entries, meetings
from vaultkit.people.rules.wording import listed, plain, told
from vaultkit.people.verdict import Strategy

_MOST = 4
"""Things to say; more would be a form to fill in."""
_FEWEST = 2
"""Things to say before others than the usual ones are looked for."""
_NAMED = 3
"""Promises that are named."""
_LONGEST = 80
"""Letters of a property that can be talked about; what is longer is a text of its own."""
_NO_WORDS = re.compile(r"\w[\w+.-]*:\S+|www\.\S+|\S+@\S+|true|false|[\W\d_]*|(?=\S*\d)\S+", re.IGNORECASE)
"""What is no talk: an address, a yes or no, a number, a day, an id."""
_KEYS = re.compile(r"(?:.*[_ -])?(?:id|uid|uuid|url|link|image|cover|icon|banner|css_?classe?s?)", re.IGNORECASE)
"""Names of properties that serve programs."""


def say(strategy: Strategy, case: Case, apart_from: Sequence[Loop] = ()) -> tuple[str, ...]:
    """Return up to four things to say, the best first; the promises in ``apart_from`` are left out.

    They quote the note: the last topic, open promises, shared interests, their goals. Where it says hardly any of
    these, its other properties help; where it says nothing, what they are to you and the
    properties that have no meaning here are named; where there are none, the name has to do.
    """
    person, record, view = case.person, case.record, case.view
    promises = _promises(person, apart_from)
    last, shared, goals, curious = _last_topic(record), _shared(person, view), _goals(person), _curious(person, view)
    begun = _beginnings(person) if len(record.days) <= 1 else ()
    orders = {
        Strategy.FOLLOW_UP: (begun, promises, last, shared, goals),
        Strategy.ENGAGE: (promises, last, shared, goals),
        Strategy.OFFER_VALUE: (_offers(person, view), promises, last, goals, shared),
        Strategy.BE_AUTHENTIC: (curious, goals, last, promises, shared),
    }
    points = tuple(dict.fromkeys(chain(*orders[strategy])))
    if len(points) < _FEWEST:
        points = tuple(dict.fromkeys((*points, *curious, *_beginnings(person))))[: max(_FEWEST, len(points))]
    points = points or tuple(_whatever(person))
    return points[:_MOST] or (f"ask {plain(person.name)} what they are working on, and what they enjoy",)


def _last_topic(record: Record) -> tuple[str, ...]:
    """Return what the newest contact that says anything was about."""
    for line in reversed(record.contacts):
        about = plain(told(line, line.text))
        if about:
            return (f"last time ({line.day}): {about}",)
    return ()


def _promises(person: Person, apart_from: Sequence[Loop]) -> tuple[str, ...]:
    still_open = [loop for loop in open_promises(person) if loop not in apart_from and plain(loop.text)]
    return tuple(
        f"open promise: {plain(loop.text)}{f' (by {loop.due})' if loop.due else ''}" for loop in still_open[:_NAMED]
    )


def open_promises(person: Person) -> tuple[Loop, ...]:
    """Return the tasks that are still to do, those with a day first."""
    still_open = [loop for loop in person.loops if not loop.kept and loop.done is None and not loop.follow_up]
    return tuple(sorted(still_open, key=lambda loop: (loop.due or date.max, loop.location, loop.text)))


def _shared(person: Person, view: Viewpoint) -> tuple[str, ...]:
    common = dict.fromkeys(
        plain(topic.text) for topic in (*(both.theirs for both in meetings(person, view.owner)), *person.shared)
    )
    return (f"in common: {listed(list(common))}",) if common else ()


def _goals(person: Person) -> tuple[str, ...]:
    return (f"their goals: {_names(person.goals)}",) if person.goals else ()


def _beginnings(person: Person) -> tuple[str, ...]:
    return tuple(
        f"{how} {plain(text)}"
        for how, text in (("how you met:", person.how_met), ("you were introduced by", person.introduced_by))
        if text and plain(text)
    )


def _curious(person: Person, view: Viewpoint) -> tuple[str, ...]:
    """Return what to ask about: their work, their interests, their place, whatever else the note says."""
    work = [_names(person.role), _names(person.company)]
    labels = [label for tag in person.tags if (label := _label(tag, view.settings.tags))]
    return tuple(
        point
        for point in (
            f"ask about their work: {' at '.join(filter(None, work))}" if any(work) else "",
            f"ask about {_names(person.interests)}" if person.interests else "",
            f"ask about life in {plain(person.location[0])}" if person.location else "",
            f"your tags for them: {listed(labels)}" if labels else "",
        )
        if point
    )


def _whatever(person: Person) -> Iterator[str]:
    """Yield what they are to the owner, then each property without a meaning that reads like words."""
    if person.relationship and plain(person.relationship):
        yield f"what they are to you: {plain(person.relationship)}"
    for own in person.others:
        texts = [plain(scalar.text) for scalar in own.value.scalars()]
        words = [text for text in texts if text and len(text) <= _LONGEST and not _NO_WORDS.fullmatch(text)]
        if words and not _KEYS.fullmatch(own.name):
            yield f"ask about: {plain(own.name)} — {listed(words)}"


def _label(tag: str, of_people: Sequence[str]) -> str:
    """Return what a tag says of somebody, less that they are a person: ``people/choir`` says ``choir``."""
    first, _, rest = tag.removeprefix("#").partition("/")
    is_of_people = first.casefold() in {known.removeprefix("#").casefold() for known in of_people}
    return plain(rest if is_of_people else tag.removeprefix("#"))


def _offers(person: Person, view: Viewpoint) -> tuple[str, ...]:
    """Return what could be offered: what I know, then whom I could introduce; their goals come first."""
    known, people = [], []
    for topic, is_goal in ((topic, topic in person.goals) for topic in (*person.goals, *person.interests)):
        about = f"“{plain(topic.text)}”"
        mine = [plain(own.text) for own in entries(view.owner) if is_about(own.text, topic.text)]
        others = [plain(other.name) for other in view.network.who_cares_about(topic.text, person)]
        if mine:
            offer = "offer what you know" if is_goal else "pass on something good"
            known.append(
                f"{'their goal' if is_goal else 'their interest'} {about} is close to your {listed(mine)}: {offer}"
            )
        if others:
            people.append(f"for {about} you could introduce {listed(others)}")
    asks = [f"ask what would help with “{plain(goal.text)}”" for goal in person.goals[:1]]
    return (*known[:1], *people[:2], *(asks if not known and not people else ()))


def _names(topics: Sequence[Topic]) -> str:
    return listed([plain(topic.text) for topic in topics])
