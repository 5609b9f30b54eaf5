"""The JSON documents of people's commands (docs/schemas): keys in a fixed order, dates as ISO text, absent as null."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from vaultkit.people.kinds import named_kinds
from vaultkit.people.person import Birthday, Loop, Person, Topic
from vaultkit.people.verdict import Criterion, Evidence, Step, Verdict
from vaultkit.people.views.known import Known
from vaultkit.people.views.timeline import Event

if TYPE_CHECKING:
    from vaultkit.people.rules.who import Match

SCHEMA_VERSION = 1

Document = dict[str, object]


def status_document(known: Iterable[Known], today: date) -> Document:
    """Return the document of ``status``: who stands where, and why."""
    return {**_head(today), "people": [_person(one) for one in known]}


def due_document(steps: Iterable[tuple[Person, Step]], today: date) -> Document:
    """Return the document of ``due``: the next steps in order."""
    return {**_head(today), "steps": [{**_who(person), **_step(step)} for person, step in steps]}


def show_document(one: Known, rhythm: str, events: Iterable[Event], today: date) -> Document:
    """Return the document of ``show``: one person's page."""
    person = one.person
    return {
        **_head(today),
        "person": _person(one),
        "facts": _facts(person),
        "rhythm": rhythm,
        "promises": [_loop(loop) for loop in one.open_loops],
        "interactions": [_event(event) for event in events],
    }


def timeline_document(events: Iterable[Event]) -> Document:
    """Return the document of ``timeline``: what happened, in order."""
    return {"schema_version": SCHEMA_VERSION, "interactions": [_event(event) for event in events]}


def who_document(topics: Sequence[str], found: "Iterable[Match]", today: date) -> Document:
    """Return the document of ``who``: who could help, each with the lines that matched."""
    return {**_head(today), "topics": list(topics), "people": [_match(match) for match in found]}


def _match(match: "Match") -> Document:
    return {
        **_who(match.person),
        "status": match.verdict.status.value,
        "last_contact": _day(match.verdict.last_contact),
        "matches": [
            {"field": field, **line} for field, line in zip(match.fields, _evidence(match.evidence), strict=True)
        ],
    }


def _head(today: date) -> Document:
    return {"schema_version": SCHEMA_VERSION, "today": today.isoformat()}


def _who(person: Person) -> Document:
    return {"name": person.name, "slug": person.slug, "path": person.path}


def _person(one: Known) -> Document:
    verdict = one.verdict
    return {
        **_who(one.person),
        "status": verdict.status.value,
        "since": _day(verdict.since),
        "criteria_met": verdict.criteria_met,
        "criteria": {
            "communication": _criterion(verdict.communication),
            "common_ground": _criterion(verdict.common_ground),
            "trust": _criterion(verdict.trust),
        },
        "history": [{"date": _day(change.day), "status": change.status.value} for change in verdict.history],
        **_rhythm(verdict),
        "next_step": _step(verdict.next_step) if verdict.next_step else None,
    }


def _rhythm(verdict: Verdict) -> Document:
    balance = verdict.balance
    return {
        "tracked": verdict.tracked,
        "cadence_days": verdict.cadence_days,
        "last_contact": _day(verdict.last_contact),
        "next_due": _day(verdict.next_due),
        "rhythm_days": verdict.rhythm_days,
        "drifting": verdict.drifting,
        "balance": {"mine": balance.mine, "theirs": balance.theirs, "both": balance.both},
        "interactions": verdict.interactions,
    }


def _criterion(criterion: Criterion) -> Document:
    return {
        "met": criterion.met,
        "why": criterion.why,
        "missing": criterion.missing,
        "evidence": _evidence(criterion.evidence),
    }


def _evidence(lines: Iterable[Evidence]) -> list[Document]:
    return [{"path": line.location.path, "line": line.location.line, "text": line.quote} for line in lines]


def _step(step: Step) -> Document:
    return {
        "strategy": step.strategy.value,
        "due": _day(step.due),
        "overdue_days": step.overdue_days,
        "reason": step.reason,
        "say": list(step.say),
        "evidence": _evidence(step.evidence),
    }


def _facts(person: Person) -> Document:
    return {
        "aliases": list(person.aliases),
        "tags": list(person.tags),
        "interests": _texts(person.interests),
        "goals": _texts(person.goals),
        "shared": _texts(person.shared),
        "company": _texts(person.company),
        "role": _texts(person.role),
        "relationship": person.relationship,
        "how_met": person.how_met,
        "met_on": _day(person.met_on),
        "introduced_by": person.introduced_by,
        "birthday": _birthday(person.birthday),
        "email": list(person.email),
        "phone": list(person.phone),
        "location": list(person.location),
        "links": list(person.links),
        "tier": person.tier,
        "follow_up": _day(person.follow_up.due) if person.follow_up else None,
        "snoozed_until": _day(person.snoozed_until),
        "paused": person.paused,
        "deceased": person.deceased,
        "estranged": person.estranged,
        "other": _others(person),
    }


def _others(person: Person) -> Mapping[str, list[str]]:
    return {own.name: [scalar.text for scalar in own.value.scalars()] for own in person.others}


def _loop(loop: Loop) -> Document:
    return {
        "text": loop.text,
        "due": _day(loop.due),
        "path": loop.location.path,
        "line": loop.location.line,
    }


def _event(event: Event) -> Document:
    one = event.interaction
    direction = event.direction
    return {
        "date": _day(one.day),
        "people": [person.name for person in event.people],
        "direction": direction.value if direction else None,
        "kinds": list(named_kinds(one)),
        "text": event.text,
        "topics": list(one.topics),
        "path": one.location.path,
        "line": one.location.line,
    }


def _birthday(birthday: Birthday | None) -> str | None:
    if birthday is None:
        return None
    year = f"{birthday.year:04}" if birthday.year is not None else "-"
    return f"{year}-{birthday.month:02}-{birthday.day:02}"


def _texts(topics: Iterable[Topic]) -> list[str]:
    return [topic.text for topic in topics]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
