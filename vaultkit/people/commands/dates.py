"""Days as people type them: an exact gate in front, so that nothing is ever guessed."""

import re
from datetime import date, timedelta

from vaultkit.api import UsageError

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNIT = r"(?P<unit>d|days?|w|weeks?|months?|years?)"
_AGO = re.compile(rf"(?P<count>[0-9]{{1,4}}) ?{_UNIT} ago")
_AHEAD = re.compile(rf"(?:in |\+ ?)(?P<count>[0-9]{{1,4}}) ?{_UNIT}")


class UnknownDateError(UsageError):
    """A date that cannot be read without guessing."""

    def __init__(self, text: str) -> None:
        """Show what can be read."""
        super().__init__(
            f"{text!r} is no date that can be read for certain; "
            "write 2026-11-22, today, yesterday, friday, 3d ago, 2 weeks ago or in 3 weeks"
        )


class FutureDateError(UsageError):
    """A day to come, for something that has happened."""

    def __init__(self, day: date) -> None:
        """Name the day."""
        super().__init__(f"{day} is still to come; what has not happened yet cannot be logged")


def read_date(text: str, today: date) -> date:
    """Return the day that a text says (docs/commands.md, "DATE").

    ISO dates, ``today``, ``yesterday``, ``tomorrow``, weekdays (the last one before today, with or without ``last``),
    and counts of days, weeks, months or years, as ``3d ago``, ``3 days ago``, ``in 3 weeks``, ``+3w``.

    Raises:
        UnknownDateError: it says anything else, or no day that exists.
    """
    wanted = " ".join(text.split()).lower()
    try:
        found = _plain(wanted, today) or _counted(wanted, today)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise UnknownDateError(text)
    return found


def read_past_date(text: str, today: date) -> date:
    """Return the day that a text says, for something that happened.

    Raises:
        UnknownDateError: the text says no certain day.
        FutureDateError: the day is after today.
    """
    return refuse_future(read_date(text, today), today)


def refuse_future(day: date, today: date) -> date:
    """Return the day; raises FutureDateError where it is after today."""
    if day > today:
        raise FutureDateError(day)
    return day


def _plain(wanted: str, today: date) -> date | None:
    if _ISO.fullmatch(wanted):
        return date.fromisoformat(wanted)
    near = {"today": 0, "yesterday": -1, "tomorrow": 1}
    if wanted in near:
        return today + timedelta(days=near[wanted])
    name = wanted.removeprefix("last ")
    if name in _WEEKDAYS:
        return today - timedelta(days=(today.weekday() - _WEEKDAYS.index(name) - 1) % 7 + 1)
    return None


def _counted(wanted: str, today: date) -> date | None:
    found = _AGO.fullmatch(wanted)
    sign = -1 if found else 1
    found = found or _AHEAD.fullmatch(wanted)
    if not found:
        return None
    count, unit = int(found["count"]), found["unit"]
    if unit[0] in "dw":
        return today + timedelta(days=sign * count * (7 if unit[0] == "w" else 1))
    return _by_calendar(f"{count} {unit} ago" if sign < 0 else f"in {count} {unit}", today)


def _by_calendar(wanted: str, today: date) -> date | None:
    """Leave months and years, which differ in length, to dateparser; its import is dear, so it comes late."""
    from datetime import datetime  # noqa: PLC0415 -- beside the import that needs it

    import dateparser  # noqa: PLC0415 -- a tenth of a second, which most commands do not need

    base = datetime(today.year, today.month, today.day)  # noqa: DTZ001 -- a day has no zone
    found = dateparser.parse(wanted, languages=["en"], settings={"RELATIVE_BASE": base, "PARSERS": ["relative-time"]})
    return found.date() if found else None
