"""The particulars of a person: what their note says of them, as pairs of label and text."""

from collections.abc import Iterable
from datetime import date

from vaultkit.people.person import Person, Topic
from vaultkit.people.rules.wording import plain
from vaultkit.people.settings import PeopleSettings
from vaultkit.people.views.known import Known


def particulars(person: Person, settings: PeopleSettings, today: date) -> tuple[tuple[str, str], ...]:
    """Return what is said of a person, the user's own properties last; what is not said is left out."""
    pairs = [
        ("Aliases", ", ".join(person.aliases)),
        ("Work", _work(person)),
        ("Relationship", person.relationship or ""),
        ("Met", _met(person)),
        ("Interests", _topics(person.interests)),
        ("Goals", _topics(person.goals)),
        ("Shared", _topics(person.shared)),
        ("Birthday", _birthday(person, settings, today)),
        ("Location", _plain(person.location)),
        ("Email", ", ".join(person.email)),
        ("Phone", ", ".join(person.phone)),
        ("Links", ", ".join(person.links)),
        ("Tags", ", ".join(person.tags)),
        ("Tier", person.tier or ""),
        ("Follow up", person.follow_up.due.isoformat() if person.follow_up and person.follow_up.due else ""),
    ]
    own = [(said.name, _plain(value.text for value in said.value.scalars())) for said in person.others]
    return tuple((label, text) for label, text in [*pairs, *own] if text)


def set_aside(one: Known, today: date) -> str:
    """Return why somebody is in no list of things to do; empty where they may be."""
    person = one.person
    if person.deceased:
        return "deceased"
    if person.estranged:
        return "estranged"
    if person.paused:
        return "paused"
    snoozed = person.snoozed_until
    return f"snoozed until {snoozed}" if snoozed is not None and snoozed > today else ""


def _work(person: Person) -> str:
    return " at ".join(filter(None, [_topics(person.role), _topics(person.company)]))


def _met(person: Person) -> str:
    by = f"introduced by {plain(person.introduced_by)}" if person.introduced_by else ""
    day = person.met_on.isoformat() if person.met_on else ""
    return ", ".join(filter(None, [day, plain(person.how_met or ""), by]))


def _birthday(person: Person, settings: PeopleSettings, today: date) -> str:
    birthday = person.birthday
    if birthday is None:
        return ""
    from vaultkit.people.rules.birthdays import is_celebrated, next_birthday  # noqa: PLC0415 -- many have none

    day = next_birthday(birthday, today) if is_celebrated(person, settings) else None
    year = f"{birthday.year:04}-" if birthday.year else ""
    coming = f" (next on {day})" if day else ""
    return f"{year}{birthday.month:02}-{birthday.day:02}{coming}"


def _topics(topics: Iterable[Topic]) -> str:
    return _plain(topic.text for topic in topics)


def _plain(texts: Iterable[str]) -> str:
    return ", ".join(plain(text) for text in texts)
