"""Moment's tokens (momentjs.com/docs, "Format"), in English: how Obsidian writes dates into names and templates."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from functools import lru_cache
from typing import NamedTuple

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
"""In Moment's order: ``d`` counts from Sunday."""

# The same tokens as in Moment's own source (src/lib/format/format.js), the longest first; and English's long formats.
_TOKENS = re.compile(
    r"\[[^\[]*\]|\\.|[Hh]mm(?:ss)?|Mo|MM?M?M?|Do|DDDo|DD?D?D?|ddd?d?|do?|w[ow]?|W[oW]?|Qo?|YYYYYY|YYYYY|YYYY|YY|Y"
    r"|gg(?:ggg?)?|GG(?:GGG?)?|e|E|a|A|hh?|HH?|kk?|mm?|ss?|S{1,9}|x|X|ZZ?|LTS|LT|LL?L?L?|l{1,4}|.",
    re.DOTALL,
)
_LONG = {
    "LTS": "h:mm:ss A",
    "LT": "h:mm A",
    "LLLL": "dddd, MMMM D, YYYY h:mm A",
    "LLL": "MMMM D, YYYY h:mm A",
    "LL": "MMMM D, YYYY",
    "L": "MM/DD/YYYY",
    "llll": "ddd, MMM D, YYYY h:mm A",
    "lll": "MMM D, YYYY h:mm A",
    "ll": "MMM D, YYYY",
    "l": "M/D/YYYY",
}


class Token(NamedTuple):
    """One piece of a format: a token of Moment's by its ``name``, or the ``literal`` text that stands for itself."""

    name: str = ""
    literal: str = ""


@lru_cache(maxsize=16)  # a vault has one format of daily notes, and asks it of every note
def tokens(pattern: str) -> tuple[Token, ...]:
    """Return the pieces of a format; ``[…]`` and a backslash keep letters from being tokens."""
    found: list[Token] = []
    for text in _TOKENS.findall(pattern):
        if text.startswith("[") and text.endswith("]") and len(text) > 1:
            found.append(Token(literal=text[1:-1]))
        elif text.startswith("\\") and len(text) > 1:
            found.append(Token(literal=text[1:]))
        elif text in _LONG:
            found.extend(tokens(_LONG[text]))
        elif text in _WRITTEN:
            found.append(Token(name=text))
        else:
            found.append(Token(literal=text))
    return tuple(found)


def _ordinal(number: int) -> str:
    """Return ``1st``, ``2nd``, ``11th``."""
    teen = number % 100 in range(11, 14)
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def weekday(day: date) -> int:
    """Return the day of the week, 0 for Sunday."""
    return day.isoweekday() % 7


def first_sunday(year: int) -> int:
    """Return the ordinal of the Sunday that begins the first English week of a year, the one that holds 1 January."""
    january = date(year, 1, 1)
    return january.toordinal() - weekday(january)


def english_week(day: date) -> tuple[int, int]:
    """Return year and number of the English week of a day; its Saturday says to which year it belongs."""
    saturday = day.toordinal() + 6 - weekday(day)
    if saturday > date.max.toordinal():
        return day.year + 1, 1
    year = date.fromordinal(saturday).year
    return year, (day.toordinal() - first_sunday(year)) // 7 + 1


def _hour12(moment: datetime) -> int:
    """Return the hour of a clock with twelve."""
    return moment.hour % 12 or 12


def _clock(hour: Callable[[datetime], int], *, seconds: bool) -> Callable[[datetime], str]:
    """Return the writer of a time without colons."""
    return lambda at: f"{hour(at)}{at.minute:02}" + (f"{at.second:02}" if seconds else "")


_WRITTEN: dict[str, Callable[[datetime], str]] = {
    "YYYYYY": lambda at: f"+{at.year:06}",
    "YYYYY": lambda at: f"{at.year:05}",
    "YYYY": lambda at: f"{at.year:04}",
    "YY": lambda at: f"{at.year % 100:02}",
    "Y": lambda at: f"{at.year:04}",
    "Q": lambda at: str((at.month + 2) // 3),
    "Qo": lambda at: _ordinal((at.month + 2) // 3),
    "M": lambda at: str(at.month),
    "Mo": lambda at: _ordinal(at.month),
    "MM": lambda at: f"{at.month:02}",
    "MMM": lambda at: MONTHS[at.month - 1][:3],
    "MMMM": lambda at: MONTHS[at.month - 1],
    "D": lambda at: str(at.day),
    "Do": lambda at: _ordinal(at.day),
    "DD": lambda at: f"{at.day:02}",
    "DDD": lambda at: str(at.timetuple().tm_yday),
    "DDDo": lambda at: _ordinal(at.timetuple().tm_yday),
    "DDDD": lambda at: f"{at.timetuple().tm_yday:03}",
    "d": lambda at: str(weekday(at)),
    "do": lambda at: _ordinal(weekday(at)),
    "dd": lambda at: WEEKDAYS[weekday(at)][:2],
    "ddd": lambda at: WEEKDAYS[weekday(at)][:3],
    "dddd": lambda at: WEEKDAYS[weekday(at)],
    "e": lambda at: str(weekday(at)),
    "E": lambda at: str(at.isoweekday()),
    "w": lambda at: str(english_week(at.date())[1]),
    "wo": lambda at: _ordinal(english_week(at.date())[1]),
    "ww": lambda at: f"{english_week(at.date())[1]:02}",
    "W": lambda at: str(at.isocalendar().week),
    "Wo": lambda at: _ordinal(at.isocalendar().week),
    "WW": lambda at: f"{at.isocalendar().week:02}",
    "gg": lambda at: f"{english_week(at.date())[0] % 100:02}",
    "gggg": lambda at: f"{english_week(at.date())[0]:04}",
    "ggggg": lambda at: f"{english_week(at.date())[0]:05}",
    "GG": lambda at: f"{at.isocalendar().year % 100:02}",
    "GGGG": lambda at: f"{at.isocalendar().year:04}",
    "GGGGG": lambda at: f"{at.isocalendar().year:05}",
    "H": lambda at: str(at.hour),
    "HH": lambda at: f"{at.hour:02}",
    "h": lambda at: str(_hour12(at)),
    "hh": lambda at: f"{_hour12(at):02}",
    "k": lambda at: str(at.hour or 24),
    "kk": lambda at: f"{at.hour or 24:02}",
    "Hmm": _clock(lambda at: at.hour, seconds=False),
    "Hmmss": _clock(lambda at: at.hour, seconds=True),
    "hmm": _clock(_hour12, seconds=False),
    "hmmss": _clock(_hour12, seconds=True),
    "m": lambda at: str(at.minute),
    "mm": lambda at: f"{at.minute:02}",
    "s": lambda at: str(at.second),
    "ss": lambda at: f"{at.second:02}",
    "A": lambda at: "AM" if at.hour < 12 else "PM",  # noqa: PLR2004 - noon
    "a": lambda at: "am" if at.hour < 12 else "pm",  # noqa: PLR2004 - noon
}


def written(name: str, at: datetime) -> str:
    """Return what a token of Moment's is on a day, at a time."""
    return _WRITTEN[name](at)


def format_moment(pattern: str, day: date, clock: str = "00:00") -> str:
    """Return a day and a time (``HH:MM``) as a Moment format says; what is no token stands for itself.

    Names are English. Tokens of time zones and of fractions of a second stand for themselves: a note knows neither.
    """
    at = datetime.combine(day, time.fromisoformat(clock))
    return "".join(token.literal or (written(token.name, at) if token.name else "") for token in tokens(pattern))
