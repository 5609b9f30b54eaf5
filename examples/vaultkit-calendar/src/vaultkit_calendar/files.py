"""Calendar files: events as bytes, and where they may be written."""

import os
import tempfile
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from icalendar import Calendar
from icalendar import Event as Component

from vaultkit.api import CannotReadError, CannotWriteError, UsageError
from vaultkit_calendar.events import Event

PRODUCT = "-//vaultkit-calendar//EN"
FEBRUARY, LEAP_DAY = 2, 29


def calendar(events: Iterable[Event], name: str, today: date) -> bytes:
    """Return a calendar file (RFC 5545): the same bytes for the same events on the same day."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    stamp = datetime.combine(today, time(), UTC)
    for event in events:
        made.add_component(_component(event, stamp))
    return bytes(made.to_ical())


def _component(event: Event, stamp: datetime) -> Component:
    part = Component()
    part.add("uid", event.uid)
    part.add("dtstamp", stamp)
    part.add("dtstart", event.day)
    part.add("dtend", event.day + timedelta(days=1))
    part.add("summary", event.summary)
    part.add("transp", "TRANSPARENT")  # it takes no time of the day
    if event.description:
        part.add("description", event.description)
    if event.yearly:
        part.add("rrule", _yearly(event.day))
    return part


def _yearly(day: date) -> dict[str, object]:
    """Return the rule for every year; who was born on 29 February has birthday on the last day of the month."""
    if (day.month, day.day) == (FEBRUARY, LEAP_DAY):
        return {"freq": "yearly", "bymonth": FEBRUARY, "bymonthday": -1}
    return {"freq": "yearly"}


def before(path: Path) -> bytes | None:
    """Return what a file holds that is to be written; None for a new one.

    Raises UsageError unless it is called ``.ics``, and holds a calendar of ours if it is there.
    """
    if path.suffix.lower() != ".ics":
        raise UsageError(f"{path} is not called .ics: a calendar goes into a file of its own")
    if not os.path.lexists(path):
        return None
    data = read(path)
    if PRODUCT.encode() not in data.split(b"BEGIN:VEVENT")[0]:
        raise UsageError(f"{path} is there, and was not written by `vaultkit calendar export`; name another file")
    return data


def read(path: Path) -> bytes:
    """Return the bytes of a file; CannotReadError with the system's reason where it refuses."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotReadError(str(path), error.strerror or "unknown reason") from error


def write(path: Path, data: bytes) -> None:
    """Write a file in one step: whoever reads it finds the old bytes or the new ones."""
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        finally:
            Path(temporary).unlink(missing_ok=True)
    except OSError as error:
        raise CannotWriteError(str(path), error.strerror or "unknown reason") from error
