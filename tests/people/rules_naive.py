"""The rules once more, word for word and day by day: slow, and for comparison only."""

from datetime import date, timedelta
from itertools import pairwise

from vaultkit.people.interaction import Direction, Family, Interaction
from vaultkit.people.person import Person
from vaultkit.people.settings import PeopleSettings
from vaultkit.people.verdict import Status, StatusChange

CONTACT = {Family.TALK, Family.ENGAGE, Family.VALUE, Family.TRUST, Family.MENTION}


def contacts(person: Person, today: date) -> list[Interaction]:
    return [
        line for line in person.interactions if line.day <= today and any(act.family in CONTACT for act in line.acts)
    ]


def communication(person: Person, today: date, cadence: int) -> bool:
    window = max(365, 4 * cadence)
    recent = [line for line in contacts(person, today) if (today - line.day).days <= window]
    days = {line.day for line in recent}
    if len(days) < 3 or 2 * (today - max(days)).days > 3 * cadence + (3 * cadence) % 2:
        return False
    return any(
        act.family is Family.MENTION or (act.family in CONTACT and act.direction in {Direction.IN, Direction.BOTH})
        for line in recent
        for act in line.acts
    )


def common_ground(person: Person, owner: Person | None, today: date) -> bool:
    mine = {topic.text for topic in (*owner.interests, *owner.goals)} if owner else set()
    if person.shared or any(topic.text in mine for topic in (*person.interests, *person.goals)):
        return True
    tags = {tag for line in contacts(person, today) for tag in line.topics}
    return any(len({line.day for line in contacts(person, today) if tag in line.topics}) >= 2 for tag in tags)


def trust(person: Person, today: date) -> bool:
    if person.trust is not None:
        return person.trust
    lines = contacts(person, today)
    acts = [act for line in lines for act in line.acts if act.family in CONTACT]
    mine = any(act.family is Family.VALUE and act.direction in {Direction.OUT, Direction.BOTH} for act in acts)
    mine = mine or any(loop.kept and (loop.done is None or loop.done <= today) for loop in person.loops)
    theirs = any(
        act.family in {Family.VALUE, Family.TRUST} and act.direction in {Direction.IN, Direction.BOTH} for act in acts
    )
    theirs = theirs or any(act.direction is Direction.IN for act in acts)
    first = min((line.day for line in lines), default=today)
    talk = {
        line.day
        for line in lines
        for act in line.acts
        if act.family is Family.TALK and act.direction is Direction.BOTH and line.day > first
    }
    return mine and (theirs or len(talk) >= 2)


def replay(person: Person, owner: Person | None, today: date, cadence: int) -> tuple[Status, list[StatusChange]]:
    """Return today's status and every change of it, asking the rules anew on each day."""
    days = [line.day for line in person.interactions] + [loop.done for loop in person.loops if loop.done]
    status, ever, changes = Status.CONTACT, False, []
    day = min([*days, today])
    while day <= today:
        talks = communication(person, day, cadence)
        close = common_ground(person, owner, day) and trust(person, day)
        now = Status.CONTACT
        if close and talks:
            now = Status.CONNECTION
        elif close and ever:
            now = Status.FADING
        if now is not status:
            changes.append(StatusChange(day, now))
        status, ever, day = now, ever or talks, day + timedelta(1)
    return status, changes


def rhythm(person: Person, today: date, settings: PeopleSettings) -> int | None:
    """Return the rhythm by floating point, which halves are exact in."""
    days = sorted({line.day for line in contacts(person, today)})
    gaps = [(later - earlier).days for earlier, later in pairwise(days)][::-1]
    for number in range(settings.rules.rhythm_fewest, min(settings.rules.rhythm_most, len(gaps)) + 1):
        newest = sorted(gaps[:number])
        median = (newest[(number - 1) // 2] + newest[number // 2]) / 2
        if median * number >= settings.rules.rhythm_span:
            return int(median + 0.5)
    return None
