"""Meetings of a calendar file: who was there on which day, found in the vault, and the lines that tell of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar

from vaultkit.api import Edit, Moment, UsageError, as_text, link_to
from vaultkit.people import Person, people, plan_logs
from vaultkit_calendar.settings import CalendarSettings

Part: TypeAlias = Any
"""A component of icalendar: what its keys hold is known only when it is looked at."""
MOST_DAYS = 3660
"""The days of one recurring meeting that are looked at."""
WITHOUT_TITLE = "a meeting without a title"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting on a day: its title, and the addresses of who was invited, in small letters."""

    day: date
    title: str
    addresses: frozenset[str]


def meetings(data: bytes, today: date, *, since: date | None = None, timezone: str = "") -> tuple[Meeting, ...]:
    """Return the meetings of a calendar file up to today that somebody was invited to, by day.

    Cancelled ones are left out; one that recurs is there for each of its days. Raises UsageError where the file is no
    calendar, or there is no such time zone.
    """
    zone = _zone(timezone)
    try:
        parts: list[Part] = [part for each in Calendar.from_ical(data, multiple=True) for part in each.walk("VEVENT")]
        moved = {
            (str(part.get("uid")), _day(part["recurrence-id"].dt, zone)) for part in parts if "recurrence-id" in part
        }
        found = {meeting for part in parts for meeting in _of(part, moved, today, zone)}
    except (ValueError, KeyError, AttributeError, TypeError, IndexError) as error:
        raise UsageError(f"the file is no calendar that can be read ({type(error).__name__})") from error
    wanted = (meeting for meeting in found if since is None or meeting.day >= since)
    return tuple(sorted(wanted, key=lambda meeting: (meeting.day, meeting.title, sorted(meeting.addresses))))


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, KeyError, OSError) as error:
        raise UsageError(f"there is no time zone {name!r} (`timezone` in [plugins.calendar])") from error


def _of(part: Part, moved: set[tuple[str, date]], today: date, zone: ZoneInfo | None) -> Iterator[Meeting]:
    addresses = frozenset(_addresses(part))
    if not addresses or str(part.get("status", "")).upper() == "CANCELLED":
        return
    title = " ".join(str(part.get("summary", "")).split()) or WITHOUT_TITLE
    for day in _days(part, today, zone):
        if day <= today and ("recurrence-id" in part or (str(part.get("uid")), day) not in moved):
            yield Meeting(day, title, addresses)


def _addresses(part: Part) -> Iterator[str]:
    for key in ("attendee", "organizer"):
        found = part.get(key, [])
        for each in found if isinstance(found, list) else [found]:
            scheme, _, address = str(each).partition(":")
            if scheme.lower() == "mailto" and address:
                yield address.strip().casefold()


def _day(when: date, zone: ZoneInfo | None) -> date:
    """Return the day of a time, in the zone that is asked for if it says one itself."""
    if isinstance(when, datetime):
        return (when.astimezone(zone) if zone and when.tzinfo else when).date()
    return when


def _days(part: Part, today: date, zone: ZoneInfo | None) -> Iterator[date]:
    """Yield the days of an event: its own, or those of its rule up to today, less the ones that are left out."""
    start = part["dtstart"].dt
    rule = part.get("rrule")
    if rule is None or "recurrence-id" in part:
        yield _day(start, zone)
        return
    begin = start if isinstance(start, datetime) else datetime.combine(start, time())
    until = datetime.combine(today, time.max, begin.tzinfo)
    excluded = part.get("exdate", [])
    without = {
        _day(day.dt, zone) for each in (excluded if isinstance(excluded, list) else [excluded]) for day in each.dts
    }
    text = (rule[0] if isinstance(rule, list) else rule).to_ical().decode()
    for time_ in islice(rrulestr(_aware(text, begin), dtstart=begin), MOST_DAYS):
        if time_ > until:
            return
        if (day := _day(time_, zone)) not in without:
            yield day


def _aware(rule: str, begin: datetime) -> str:
    """Return a rule whose end is told as its beginning is, in UTC or without a zone: dateutil asks for that."""
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    if "UNTIL" in parts:
        end = parts["UNTIL"].removesuffix("Z")
        end = end if "T" in end else f"{end}T235959"
        parts["UNTIL"] = f"{end}Z" if begin.tzinfo else end
    return ";".join(f"{key}={value}" for key, value in parts.items())


@dataclass(frozen=True, slots=True)
class Import:
    """What of a calendar is to be logged: lines by the person's path, and counts for the report."""

    lines: Mapping[str, tuple[str, ...]]
    meetings: int
    matched: int
    ambiguous: tuple[str, ...]


def choose(moment: Moment, found: Iterable[Meeting]) -> Import:
    """Return the lines that are not in anybody's log yet.

    An attendee is the one person whose ``email`` is the address; one that several people have is nobody's. A meeting
    is in a log already where that has a line of its day and its text, whatever kind it was given since.
    """
    everybody = {person.path: person for person in people(moment)}
    by_address: dict[str, set[str]] = {}
    for person in everybody.values():
        for address in person.email:
            by_address.setdefault(address.strip().casefold(), set()).add(person.path)
    lines: dict[str, list[str]] = {}
    known = {(path, *_key(each.day, each.text)) for path, person in everybody.items() for each in person.interactions}
    count = matched = 0
    ambiguous: set[str] = set()
    kind = moment.settings.section(CalendarSettings).kind
    for meeting in found:
        count += 1
        ambiguous |= {address for address in meeting.addresses if len(by_address.get(address, ())) > 1}
        there = sorted({path for a in meeting.addresses if len(by_address.get(a, ())) == 1 for path in by_address[a]})
        matched += bool(there)
        for path in there:
            key = (path, *_key(meeting.day, as_text(meeting.title)))
            if key not in known:
                known.add(key)
                others = [everybody[other] for other in there if other != path]
                lines.setdefault(path, []).append(_line(meeting, kind, others))
    return Import({path: tuple(each) for path, each in lines.items()}, count, matched, tuple(sorted(ambiguous)))


def _line(meeting: Meeting, kind: str, others: Sequence[Person]) -> str:
    """Return a line of a log; the title is shown as text, whatever is in it."""
    links = ", ".join(link_to(person.path, person.name) for person in others)
    return f"{meeting.day} {kind}: {as_text(meeting.title)}{f' (with {links})' if links else ''}"


def _key(day: date, text: str) -> tuple[date, str]:
    """Return what a meeting is known by in a log: its day, and its text less the ending that names the others."""
    return day, " ".join(text.partition(" (with [")[0].split())


def plan(moment: Moment, found: Iterable[Meeting]) -> list[Edit]:
    """Return one edit for each person who gets lines."""
    everybody = {person.path: person for person in people(moment)}
    return [plan_logs(moment, everybody[path], lines) for path, lines in choose(moment, found).lines.items()]
