"""Daily notes: which day a path names, and which path a day has (Obsidian's folder and Moment format)."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from vaultkit.text.moment_format import MONTHS, WEEKDAYS, Token, first_sunday, format_moment, tokens

__all__ = ["DailyNames", "format_moment", "leading_date"]

_LEADING = re.compile(r"(\d{4}-\d{2}-\d{2})(?!\d)")
_CENTURY_TURNS = 68
"""Moment reads ``68`` as 2068 and ``69`` as 1969."""

# What each token looks like in a name, and which part of a date it says.
_NUMBERS: dict[str, tuple[str, str]] = {
    "YYYYYY": ("year", r"\+\d{6}"),
    "YYYYY": ("year", r"\d{5}"),
    "YYYY": ("year", r"\d{4}"),
    "Y": ("year", r"\d{4}"),
    "YY": ("short_year", r"\d{2}"),
    "M": ("month", r"\d{1,2}"),
    "Mo": ("month", r"\d{1,2}(?:st|nd|rd|th)"),
    "MM": ("month", r"\d{2}"),
    "D": ("day", r"\d{1,2}"),
    "Do": ("day", r"\d{1,2}(?:st|nd|rd|th)"),
    "DD": ("day", r"\d{2}"),
    "DDD": ("day_of_year", r"\d{1,3}"),
    "DDDo": ("day_of_year", r"\d{1,3}(?:st|nd|rd|th)"),
    "DDDD": ("day_of_year", r"\d{3}"),
    "d": ("weekday", r"\d"),
    "do": ("weekday", r"\d(?:st|nd|rd|th)"),
    "e": ("weekday", r"\d"),
    "E": ("iso_weekday", r"\d"),
    "w": ("week", r"\d{1,2}"),
    "wo": ("week", r"\d{1,2}(?:st|nd|rd|th)"),
    "ww": ("week", r"\d{2}"),
    "W": ("iso_week", r"\d{1,2}"),
    "Wo": ("iso_week", r"\d{1,2}(?:st|nd|rd|th)"),
    "WW": ("iso_week", r"\d{2}"),
    "gggg": ("week_year", r"\d{4}"),
    "ggggg": ("week_year", r"\d{5}"),
    "gg": ("short_week_year", r"\d{2}"),
    "GGGG": ("iso_year", r"\d{4}"),
    "GGGGG": ("iso_year", r"\d{5}"),
    "GG": ("short_iso_year", r"\d{2}"),
    "Q": ("quarter", r"\d"),
    "Qo": ("quarter", r"\d(?:st|nd|rd|th)"),
}
_NAMES: dict[str, tuple[str, tuple[str, ...]]] = {
    "MMM": ("month", tuple(name[:3] for name in MONTHS)),
    "MMMM": ("month", MONTHS),
    "dd": ("weekday", tuple(name[:2] for name in WEEKDAYS)),
    "ddd": ("weekday", tuple(name[:3] for name in WEEKDAYS)),
    "dddd": ("weekday", WEEKDAYS),
}
_Parts = dict[str, int]
_WAYS: tuple[tuple[frozenset[str], Callable[[_Parts], date]], ...] = (
    (frozenset({"year", "month", "day"}), lambda parts: date(parts["year"], parts["month"], parts["day"])),
    (
        frozenset({"year", "day_of_year"}),
        lambda parts: date(parts["year"], 1, 1) + timedelta(days=parts["day_of_year"] - 1),
    ),
    (
        frozenset({"iso_year", "iso_week", "iso_weekday"}),
        lambda parts: date.fromisocalendar(parts["iso_year"], parts["iso_week"], parts["iso_weekday"]),
    ),
    (
        frozenset({"week_year", "week", "weekday"}),
        lambda parts: date.fromordinal(first_sunday(parts["week_year"]) + 7 * (parts["week"] - 1) + parts["weekday"]),
    ),
)
"""The sets of parts that name a whole day, and the day they name."""


def _completed(parts: _Parts) -> _Parts:
    """Return the parts with those that follow from others: years of two digits, days of the week of either kind."""
    found = dict(parts)
    for short in ("short_year", "short_week_year", "short_iso_year"):
        if short in parts:
            century = 2000 if parts[short] <= _CENTURY_TURNS else 1900
            found.setdefault(short.removeprefix("short_"), century + parts[short])
    if "weekday" in parts:
        found.setdefault("iso_weekday", parts["weekday"] or 7)
    elif "iso_weekday" in parts:
        found["weekday"] = parts["iso_weekday"] % 7
    return found


def _pattern(pieces: tuple[Token, ...]) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return the expression that a name must match, and what part of the date each of its groups says."""
    parts: list[str] = []
    expression = ""
    for piece in pieces:
        if piece.name in _NUMBERS:
            part, look = _NUMBERS[piece.name]
            parts.append(part)
            expression += f"({look})"
        elif piece.name in _NAMES:
            part, names = _NAMES[piece.name]
            parts.append(part)
            expression += f"({'|'.join(sorted(names, key=len, reverse=True))})"
        elif piece.name:
            # A time of day: the round trip demands midnight's.
            expression += r"\w+"
        else:
            expression += re.escape(unicodedata.normalize("NFC", piece.literal))
    return re.compile(expression, re.IGNORECASE | re.ASCII), tuple(parts)


def _number(text: str, part: str) -> int:
    """Return what a piece of a name says: a number, or the place of a name of a month or day."""
    if text.isdigit():
        return int(text)
    digits = re.sub(r"\D", "", text)
    if digits:
        return int(digits)
    if part == "month":
        return 1 + next(place for place, name in enumerate(MONTHS) if name.casefold().startswith(text.casefold()))
    return next(place for place, name in enumerate(WEEKDAYS) if name.casefold().startswith(text.casefold()))


@dataclass(frozen=True, slots=True)
class DailyNames:
    """The names of daily notes: their folder, and their names in Moment's tokens, which may nest folders.

    An empty format is Obsidian's own default, ``YYYY-MM-DD``.
    """

    folder: str = ""
    format: str = "YYYY-MM-DD"
    _expression: re.Pattern[str] = field(init=False, repr=False, compare=False)
    _parts: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Work out once what names look like."""
        folder = unicodedata.normalize("NFC", self.folder.strip().strip("/"))
        expression, parts = _pattern(tokens(self.format or "YYYY-MM-DD"))
        for name, value in {"folder": folder, "format": self.format or "YYYY-MM-DD"}.items():
            object.__setattr__(self, name, value)
        object.__setattr__(self, "_expression", expression)
        object.__setattr__(self, "_parts", parts)

    @property
    def names_days(self) -> bool:
        """Whether a name says a whole day, and not only its month or week."""
        said = _completed(dict.fromkeys(self._parts, 1)).keys()
        return any(needed <= said for needed, _ in _WAYS)

    def path_of(self, day: date) -> str:
        """Return the path of a day's note, with ``.md``."""
        name = format_moment(self.format, day)
        return f"{self.folder}/{name}.md" if self.folder else f"{name}.md"

    def day_of(self, path: str) -> date | None:
        """Return the day that a path names, or None.

        Strict: it is the path that this very day would be given, letter case apart, so that a note called
        ``2026-02-30`` or ``Thursday`` of a Friday names none.
        """
        name = unicodedata.normalize("NFC", path)
        prefix = f"{self.folder}/" if self.folder else ""
        if not name.casefold().startswith(prefix.casefold()) or not name.casefold().endswith(".md"):
            return None
        match = self._expression.fullmatch(name[len(prefix) : -len(".md")])
        if match is None:
            return None
        parts = [(part, _number(text, part)) for part, text in zip(self._parts, match.groups(), strict=True)]
        said = _completed(dict(parts))
        for needed, make in _WAYS:
            if needed <= said.keys():
                day = _made(make, said)
                if day and unicodedata.normalize("NFC", self.path_of(day)).casefold() == name.casefold():
                    return day
        return None


def _made(make: Callable[[_Parts], date], parts: _Parts) -> date | None:
    """Return the day, or None where there is none."""
    try:
        return make(parts)
    except (ValueError, OverflowError):
        return None


def leading_date(name: str) -> date | None:
    """Return the day with which a name begins (``2026-11-02 Standup``), or None; only ISO dates are read."""
    match = _LEADING.match(name)
    if match is None:
        return None
    try:
        return date.fromisoformat(match[1])
    except ValueError:
        return None
