"""The three criteria on one day: regular communication, common ground, mutual trust."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vaultkit.people.interaction import Interaction
from vaultkit.people.kinds import named_kinds
from vaultkit.people.person import Loop, Person, Topic
from vaultkit.people.rules.cadence import Limits
from vaultkit.people.rules.contact import Record, days_between, is_answered, quoted
from vaultkit.people.rules.signs import (
    is_given,
    is_incoming,
    is_received,
    kept_promises,
    meetings,
    talk_after_first,
    topic_lines,
)
from vaultkit.people.rules.wording import count, counted, listed, plain, span, within
from vaultkit.people.settings import Rules
from vaultkit.people.verdict import Criterion, Evidence

_SHOWN = 3
"""Pieces of evidence of one sort that are quoted."""


def communication(record: Record, limits: Limits, today: date) -> Criterion:
    """Judge whether there is regular communication (docs/relationship.md, "communication").

    It holds with enough days of contact in the window, the last of them not too long ago, and not all of it mine.
    """
    recent = [day for day in record.days if days_between(day, today) <= limits.window]
    lines = [line for line in record.contacts if days_between(line.day, today) <= limits.window]
    answers = [line for line in lines if is_answered(line)]
    lacks = _lacks(record, limits, today, len(recent), bool(answers))
    one_sided = ", all of it from you" if recent and not answers else ""
    last = record.last_contact
    first, others = _contact_evidence(lines or list(record.contacts[-1:]), answers, limits.needed)
    dated = _contact_words(len(recent), limits, f"on {last}" if last else None) + one_sided
    return Criterion(
        met=not lacks,
        why=counted(dated, last, today),
        missing="; ".join(lacks) or None,
        evidence=(*first, *others),
        dated=dated,
        counted=last,
        told=len(first),
    )


def _lacks(record: Record, limits: Limits, today: date, recent: int, answered: bool) -> list[str]:  # noqa: FBT001 -- the third condition
    lacks = []
    last = record.last_contact
    if recent < limits.needed:
        more = count(limits.needed - recent, "more day") if recent else count(limits.needed, "day")
        lacks.append(f"{more} of contact {within(limits.window)}")
    if last is not None and days_between(last, today) > limits.grace:
        lacks.append(
            f"to be in touch again: the last contact was on {last}, more than {count(limits.grace, 'day')} ago"
        )
    if recent and not answered:
        lacks.append("something from their side: so far all of it came from you")
    return lacks


def _contact_words(recent: int, limits: Limits, last: str | None) -> str:
    if last is None:
        return "no contact on record yet"
    if recent == 1:
        return f"1 day of contact in {span(limits.window)}, {last}"
    return f"{count(recent, 'day') if recent else 'no day'} of contact in {span(limits.window)}, the last {last}"


def _contact_evidence(
    lines: Sequence[Interaction], answers: Sequence[Interaction], needed: int
) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...]]:
    """Return a line for each day, an answered one if there is one, newest first: as many as are needed, and the others.

    The answer that keeps contact from being one-sided is among the first, though it may be older than the rest of them.
    """
    by_day = {line.day: line for line in lines} | {line.day: line for line in answers}
    days = sorted(by_day, reverse=True)
    first, others = days[:needed], days[needed:]
    if answers and answers[-1].day in others:
        first.append(answers[-1].day)
        others.remove(answers[-1].day)
    shown = quoted(by_day[day] for day in first)
    return shown, tuple(line for line in quoted(by_day[day] for day in others) if line not in shown)


def common_ground(person: Person, owner: Person | None, record: Record, rules: Rules) -> Criterion:
    """Judge whether there are shared interests or goals (docs/relationship.md, "common ground").

    It holds with an interest or goal that is also the owner's, with anything under ``shared``, or with one topic on
    enough days.
    """
    met = meetings(person, owner)
    topics = topic_lines(record.contacts)
    often = [topic for topic in _by_days(topics) if len(topics[topic]) >= rules.topic_days]
    reasons = [
        *([f"you both care about {listed([plain(meeting.theirs.text) for meeting in met])}"] if met else ()),
        *([f"you share {listed([plain(topic.text) for topic in person.shared])}"] if person.shared else ()),
        *([listed([_topic_words(topic, topics) for topic in often])] if often else ()),
    ]
    if not reasons:
        return _no_ground(person, owner, topics, rules)
    why = "; ".join(reasons)
    evidence = (
        *(said(topic) for meeting in met[:_SHOWN] for topic in (meeting.theirs, meeting.mine)),
        *(said(topic) for topic in person.shared[:_SHOWN]),
        *quoted(list(topics[often[0]].values())[: -_SHOWN - 1 : -1] if often else ()),
    )
    return Criterion(met=True, why=why, missing=None, evidence=evidence, dated=why)


def _no_ground(
    person: Person, owner: Person | None, topics: dict[str, dict[date, Interaction]], rules: Rules
) -> Criterion:
    nearest = _by_days(topics)[:1]
    why = "; ".join(["nothing in common on record yet", *(_topic_words(topic, topics) for topic in nearest)])
    missing = (
        f"an interest or goal that is yours too, something under `shared`, or one topic on {rules.topic_days} days"
    )
    if owner is None or not (owner.interests or owner.goals):
        missing += "; your own note names no `interests` or `goals` yet"
    elif not (person.interests or person.goals):
        missing += "; their note names no `interests` or `goals` yet"
    evidence = quoted(line for topic in nearest for line in topics[topic].values())
    return Criterion(met=False, why=why, missing=missing, evidence=evidence, dated=why)


def _by_days(topics: dict[str, dict[date, Interaction]]) -> list[str]:
    return sorted(topics, key=lambda topic: (-len(topics[topic]), topic))


def _topic_words(topic: str, topics: dict[str, dict[date, Interaction]]) -> str:
    return f"#{topic} came up on {count(len(topics[topic]), 'day')}"


def said(topic: Topic) -> Evidence:
    """Return an entry of a property as evidence."""
    return Evidence(topic.location, topic.text)


@dataclass(frozen=True, slots=True)
class _Sign:
    """A sign of trust in words, with the lines that show it."""

    words: str
    evidence: tuple[Evidence, ...]


def trust(person: Person, record: Record, rules: Rules, today: date) -> Criterion:
    """Judge whether there is mutual trust (docs/relationship.md, "trust").

    The ``trust`` property decides where there is one; else a sign from each side is needed.
    """
    if person.trust is not None:
        return _said_trust(person)
    mine = _my_sign(person, record, today)
    theirs = _their_sign(record, rules)
    signs = [f"from you: {mine.words}" if mine else "", f"from them: {theirs.words}" if theirs else ""]
    why = "; ".join(filter(None, signs)) or "nothing on record says so yet"
    missing = None
    if mine is None or theirs is None:
        say_so = "if you trust each other, write `trust: mutual` in their note"
        missing = f"{_missing_signs(mine=mine is not None, theirs=theirs is not None)}; {say_so}"
    evidence = tuple(piece for sign in (mine, theirs) if sign for piece in sign.evidence)
    return Criterion(met=missing is None, why=why, missing=missing, evidence=evidence, dated=why)


def _said_trust(person: Person) -> Criterion:
    evidence = (Evidence(person.trust_location, person.trust_text or "trust"),) if person.trust_location else ()
    if person.trust:
        why, missing = "their note says that you trust each other", None
    else:
        why = "their note says `trust: no`"
        missing = "as long as `trust: no` stands in their note, it decides"
    return Criterion(met=bool(person.trust), why=why, missing=missing, evidence=evidence, dated=why)


def _missing_signs(*, mine: bool, theirs: bool) -> str:
    if theirs:
        return "a sign from you, such as help, an introduction or a kept promise"
    if mine:
        return "a sign from them, such as an answer, help or advice"
    return "a sign from each side, such as help given and an answer had"


def _my_sign(person: Person, record: Record, today: date) -> _Sign | None:
    """Return the newest thing that I gave, or else a promise that I kept."""
    given = [line for line in record.contacts if is_given(line)]
    if given:
        return _line_sign(given[-1])
    kept = kept_promises(person, today)
    return _promise_sign(max(kept, key=_done_order)) if kept else None


def _done_order(loop: Loop) -> tuple[date, str, int]:
    return (loop.done or date.min, loop.location.path, loop.location.line)


def _promise_sign(loop: Loop) -> _Sign:
    when = f" on {loop.done}" if loop.done else ""
    return _Sign(f"a promise kept{when}", (Evidence(loop.location, loop.text),))


def _their_sign(record: Record, rules: Rules) -> _Sign | None:
    """Return the newest thing that they gave, else the newest that they sent, else talk on enough later days."""
    for speaks in (is_received, is_incoming):
        found = [line for line in record.contacts if speaks(line)]
        if found:
            return _line_sign(found[-1])
    talk = list(talk_after_first(record.contacts).values())
    if talk and len(talk) >= rules.talk_days:
        words = f"talk both ways on {count(len(talk), 'day')} after the first contact"
        return _Sign(words, quoted(talk[: -max(rules.talk_days, 1) - 1 : -1]))
    return None


def _line_sign(line: Interaction) -> _Sign:
    return _Sign(f"{', '.join(named_kinds(line)) or 'a word'} on {line.day}", quoted([line]))
