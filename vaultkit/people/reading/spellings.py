"""Other spellings of a day, which no log reads: told so that the problem can name the spelling that is read."""

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?\b\.?)"
)
_DAY = r"(?P<day>[0-9]{1,2})"
_YEAR = r"(?P<year>[0-9]{4})"
_SPELLINGS = tuple(
    re.compile(rf"[\s*_]*{spelling}(?!\w)", re.IGNORECASE)
    for spelling in (
        rf"{_DAY}\.\s?(?P<number>[0-9]{{1,2}})\.\s?{_YEAR}",
        rf"{_YEAR}(?P<sign>[./-])(?P<number>[0-9]{{1,2}})(?P=sign){_DAY}",
        rf"{_DAY}(?:st|nd|rd|th|\.)?[\s-](?:of\s)?{_MONTH}[\s,-]\s?{_YEAR}",
        rf"{_MONTH}\s{_DAY}(?:st|nd|rd|th)?,?\s{_YEAR}",
    )
)
_SLASHES = re.compile(r"[\s*_]*([0-9]{1,2})([/-])([0-9]{1,2})\2([0-9]{4})(?!\w)")
_MONTHS_OF_A_YEAR = 12


def day_as_spelled(text: str) -> date | None:
    """Return the day with which a line begins in another spelling than ISO, such as ``18.10.2026`` or ``Nov 12, 2026``.

    None where there is none, or where it could be two days: ``3/4/2026`` is one in March or one in April.
    """
    for spelling in _SPELLINGS:
        found = spelling.match(text)
        if found:
            parts = found.groupdict()
            month = int(parts["number"]) if "number" in parts else _MONTHS.index(parts["month"].lower()) + 1
            return _day(int(parts["year"]), month, int(parts["day"]))
    found = _SLASHES.match(text)
    return _either_order(int(found[1]), int(found[3]), int(found[4])) if found else None


def _either_order(first: int, second: int, year: int) -> date | None:
    if min(first, second) > _MONTHS_OF_A_YEAR or (first != second and max(first, second) <= _MONTHS_OF_A_YEAR):
        return None
    return _day(year, min(first, second), max(first, second))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
