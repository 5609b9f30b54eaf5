"""How single values of properties are read: text, lists, dates, cadences, birthdays."""

import re
from datetime import date

from vaultkit.api import Value
from vaultkit.people.person import Birthday
from vaultkit.people.reading.records import Said

# As text: `re` compiles each at its first use, and keeps it; commands that read no note need none.
_WIKILINK = r"!?\[\[([^\[\]|\n]{0,500})(?:\\?\|([^\[\]\n]{0,500}))?\]\]"
_DATE = r"(?:\[\[(?:[^\[\]|\n]{0,500}/)?)?([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])(?:$|[T \]|#.].*)"
_BIRTHDAY = r"(?:([0-9]{4})-|--)?([0-9]{2})-([0-9]{2})(?:$|[T ].*)"
_CARD_BIRTHDAY = r"(?:([0-9]{4})|--)([0-9]{2})([0-9]{2})(?:$|[T ].*)"
_YEAR = r"[0-9]{4}"
_SPAN = r"(every )?([0-9]{1,6})? ?(d|days?|w|weeks?|m|months?|y|years?)?"
_UNITS = {"d": 1, "w": 7, "m": 30, "y": 365}
_CADENCE_WORDS = {"weekly": 7, "biweekly": 14, "monthly": 30, "quarterly": 90, "yearly": 365}
_LONGEST_CADENCE = 36_500
_UNKNOWN_YEAR = 1604
"""What vCard writers put where a birthday has no year."""
_LEAP_YEAR = 2000

TRUE_WORDS = frozenset({"true", "yes", "y", "on"})
FALSE_WORDS = frozenset({"false", "no", "n", "off"})


class UnreadableError(Exception):
    """A value that is not what its property should hold; the message says what it should be."""


class ImpossibleDateError(UnreadableError):
    """A date that no calendar has."""


def plain(text: str) -> str:
    """Return a value's text with wikilinks as the words that a reader sees."""
    return re.sub(_WIKILINK, _shown, text).strip() if "[[" in text else text.strip()


def said(value: Value, *, split: bool = False) -> tuple[Said, ...]:
    """Return what a value says, text by text; with ``split`` a text that stands alone is a list with commas."""
    if value.kind == "map":
        raise UnreadableError("text or a list of text")
    if value.kind == "scalar" and not split:
        text = plain(value.text)
        return () if value.is_empty or not text else (Said(text, value.line, value.column),)
    found = []
    for scalar in value.scalars():
        parts = scalar.text.split(",") if split and value is scalar and "[[" not in scalar.text else (scalar.text,)
        found += [Said(text, scalar.line, scalar.column) for part in parts if (text := plain(part))]
    return tuple(found)


def texts(value: Value, *, split: bool = False) -> tuple[str, ...]:
    """Return the same without the places."""
    return tuple(one.text for one in said(value, split=split))


def one_text(value: Value) -> str:
    """Return a value as one text; a list's parts stand one after another."""
    if value.kind == "scalar":
        return "" if value.is_empty else plain(value.text)
    return ", ".join(texts(value))


def a_date(value: Value) -> date:
    """Return the date that a value is, also one with a time or in a link; of several the newest."""
    found = [read_day(scalar.text) for scalar in value.scalars()]
    if not found:
        raise UnreadableError("a date such as 2026-11-02")
    return max(found)


def read_day(text: str) -> date:
    """Return the date that a text is. Raises UnreadableError, ImpossibleDateError."""
    match = re.fullmatch(_DATE, text.strip())
    if match is None:
        raise UnreadableError("a date such as 2026-11-02")
    return _made(int(match[1]), int(match[2]), int(match[3]))


def a_flag(value: Value) -> bool:
    """Return whether a value says true or false."""
    word = one_text(value).casefold()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise UnreadableError("true or false")


def a_flag_or_date(value: Value) -> bool:
    """Return whether something holds: a date or a year says since when it does."""
    if re.fullmatch(_YEAR, one_text(value)):
        return True
    try:
        return a_flag(value)
    except UnreadableError:
        pass
    try:
        a_date(value)
    except ImpossibleDateError:
        raise
    except UnreadableError:
        raise UnreadableError("a date, or true") from None
    return True


def a_trust(value: Value) -> bool:
    """Return whether trust is there: ``mutual`` says so, too."""
    if one_text(value).casefold() == "mutual":
        return True
    try:
        return a_flag(value)
    except UnreadableError:
        raise UnreadableError("mutual, yes or no") from None


def a_cadence(value: Value) -> int:
    """Return a cadence in days: a number, ``2w``, ``3 months``, ``every week``, or a word such as ``monthly``."""
    text = one_text(value).casefold()
    word = re.sub(r"[-_ ]", "", text)
    days = _CADENCE_WORDS.get(word) or _span(text)
    if not 0 < days <= _LONGEST_CADENCE:
        raise UnreadableError("days, 2w, 3m, every 2 weeks, or weekly, biweekly, monthly, quarterly, yearly")
    return days


def _span(text: str) -> int:
    """Return the days of a count and a unit; without a unit they are days, and ``every`` alone counts one."""
    match = re.fullmatch(_SPAN, text)
    if match is None or not (match[2] or (match[1] and match[3])):
        return 0
    return int(match[2] or 1) * _UNITS[(match[3] or "d")[0]]


def a_birthday(value: Value) -> Birthday:
    """Return a birthday, with a year or without; ``1604`` stands for none."""
    text = one_text(value)
    match = re.fullmatch(_BIRTHDAY, text) or re.fullmatch(_CARD_BIRTHDAY, text)
    if match is None:
        raise UnreadableError("a date such as 1990-04-17, or 04-17")
    year = int(match[1]) if match[1] and int(match[1]) != _UNKNOWN_YEAR else None
    day = _made(year or _LEAP_YEAR, int(match[2]), int(match[3]))
    return Birthday(day.month, day.day, year)


def _made(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ImpossibleDateError("a day that a calendar has") from None


def _shown(found: re.Match[str]) -> str:
    target, shown = found.groups()
    if shown and shown.strip():
        return str(shown)
    return str(target).split("#")[0].rstrip("\\").rsplit("/", 1)[-1].removesuffix(".md") or str(target)


def shortened(value: Value, most: int = 60) -> str:
    """Return a value as a message quotes it: its texts on one line, at most so long."""
    text = ", ".join(scalar.text for scalar in value.scalars()) or "a map"
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"
