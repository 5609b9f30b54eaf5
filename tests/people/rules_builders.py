"""Builders of test people: an interaction from a line as one would type it, a person from what matters to a test."""

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import count
from types import MappingProxyType

from msgspec.structs import replace

from vaultkit.api import Index, Location, Moment, Settings, Source
from vaultkit.people.interaction import Direction, Interaction
from vaultkit.people.kinds import MENTION, TALK, acts, kind_words
from vaultkit.people.person import Loop, Person, Topic
from vaultkit.people.reading.at_hand import AtHand
from vaultkit.people.reading.ledger import Ledger
from vaultkit.people.reading.roll import Roll
from vaultkit.people.rules.judge import judge
from vaultkit.people.settings import PeopleSettings, Rules
from vaultkit.people.verdict import Verdict

TODAY = date(2026, 11, 22)
PATH = "People/Ada Lovelace.md"
ARROWS = {"->": Direction.OUT, "<-": Direction.IN}
_LINES = count(10)


def back(days: int, today: date = TODAY) -> date:
    """Return the day that lies so many days before today; negative ones lie ahead."""
    return today - timedelta(days)


def line(day: date | int, said: str = "call", text: str = "", **more: object) -> Interaction:
    """Return an interaction: ``said`` is its arrow and kinds or ``mention``, ``day`` may count back from today."""
    when = back(day) if isinstance(day, int) else day
    arrow = next((direction for sign, direction in ARROWS.items() if said.startswith(sign)), None)
    named = said.removeprefix("->").removeprefix("<-").strip()
    is_mention = named == "mention"
    words = kind_words({})
    kinds = tuple(words[word] for word in named.split(", ")) if named and not is_mention else ()
    number = next(_LINES)
    made = Interaction(
        day=when,
        acts=acts(kinds, arrow, MENTION if is_mention else TALK),
        text=text,
        location=Location(PATH, number, 3),
        quote=f"{when} {said}: {text}",
        arrow=arrow,
        origin="mention" if is_mention else "log",
    )
    return replace(made, **more)


def topics(*texts: str, path: str = PATH) -> tuple[Topic, ...]:
    """Return entries of a property."""
    return tuple(Topic(text, Location(path, 3 + number)) for number, text in enumerate(texts))


def loop(text: str = "send her the paper", **more: object) -> Loop:
    """Return a promise."""
    return replace(Loop(text, Location(PATH, next(_LINES), 1)), **more)


_TOPICS = frozenset({"interests", "goals", "shared", "role", "company"})


def person(*lines: Interaction, **more: object) -> Person:
    """Return a person with these interactions; interests and the like may be given as texts."""
    name = str(more.get("name", "Ada Lovelace"))
    path = f"People/{name}.md"
    known = {*Person.__struct_fields__}
    assert more.keys() <= known
    values = {
        key: topics(*value, path=path) if key in _TOPICS and isinstance(value, list) else value
        for key, value in more.items()
    }
    made = Person(path=path, name=name, slug=name.lower().replace(" ", "-"), interactions=lines)
    return replace(made, **values)


ME = person(name="Me", interests=["compilers", "sailing"], goals=["write a book"])


def settings(**rules: float) -> PeopleSettings:
    """Return settings with some numbers of the rules changed."""
    return PeopleSettings(rules=dataclasses.replace(Rules(), **rules))  # type: ignore[arg-type]  # int and float as the rule has it


def verdict(
    who: Person,
    today: date = TODAY,
    others: Iterable[Person] = (),
    owner: Person | None = ME,
    chosen: PeopleSettings | None = None,
) -> Verdict:
    """Judge somebody."""
    return judge(who, owner, others, chosen or PeopleSettings(), today)


def moment(today: date = TODAY, chosen: PeopleSettings | None = None) -> Moment:
    """Return a moment without notes; tests say who the people are."""

    def read(path: str) -> Source:
        raise FileNotFoundError(path)

    sections: Mapping[type, object] = {PeopleSettings: chosen or PeopleSettings()}
    return Moment(Index.of([]), today, Settings(sections=sections), {}, read)


def knowing(now: Moment, people: Iterable[Person], others: Mapping[str, str] = MappingProxyType({})) -> Moment:
    """Return a moment that was told who the people are, some with other stamps: to read them is another's work."""
    found = {one.path: (others.get(one.path, "stamp"), one) for one in people}
    stamps = {path: stamp for path, (stamp, _) in sorted(found.items())}
    now.memory.carry("people.roll", Roll(now.settings.digest, stamps=Ledger(stamps)))
    now.memory.carry("people.everybody", AtHand(found))
    return now
