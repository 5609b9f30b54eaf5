"""A value as somebody types it for a property, and as it is written: dates in ISO, tags bare, the rest as it is."""

from collections.abc import Sequence
from datetime import date

from vaultkit.api import PropertyKind, UsageError, Value
from vaultkit.people.commands.dates import UnknownDateError, read_date
from vaultkit.people.commands.entry import says_something
from vaultkit.people.compare import fold_entry
from vaultkit.people.reading.properties import COMMA_LISTS
from vaultkit.people.reading.values import UnreadableError, a_date, a_flag_or_date, plain

_HAPPENED = frozenset({"last_contacted", "met_on", "deceased", "estranged"})


def typed_value(kind: PropertyKind | None, text: str, today: date) -> str:
    """Return what is written for a text; where a property takes a date it may be any that commands take.

    ``kind`` is None for a property that has no meaning here: its text is the user's. What a reader would not
    understand is found later, when the note is read again.

    Raises:
        UsageError: it says nothing, or is a day to come of something that has happened.
    """
    words = text.strip()
    if not says_something(words):
        raise UsageError("there is no value; `vaultkit unset` takes a property away")
    if kind is None or not kind.type.startswith("date"):
        return words.removeprefix("#") if kind and kind.name == "tags" else words
    value = Value("scalar", 1, 1, words, words)
    if kind.type != "date" and _is_read(value):
        return _not_to_come(kind, words, _day(value), today)
    day = _day(value)
    if day is None:
        try:
            day = read_date(words, today)
        except UnknownDateError as unknown:
            also = "" if kind.type == "date" else ", or true or false"
            raise UsageError(f"{kind.name}: {unknown}{also}") from None
        words = day.isoformat()
    return _not_to_come(kind, words, day, today)


def parts(kind: PropertyKind | None, text: str) -> list[str]:
    """Return the texts that a value is for a property that is a list: with commas, where its reader takes them so."""
    if kind is None or kind.name not in COMMA_LISTS or "[[" in text:
        return [text]
    found = [part.strip() for part in text.split(",")]
    return [part.removeprefix("#") if kind.name == "tags" else part for part in found if part]


def same_texts(values: Sequence[str], wanted: str) -> list[str]:
    """Return those of a list's texts that somebody means: the very text, else whatever compares alike."""
    if wanted in values:
        return [wanted]
    key = fold_entry(plain(wanted))
    return [value for value in values if fold_entry(plain(value)) == key]


def _is_read(value: Value) -> bool:
    try:
        a_flag_or_date(value)
    except UnreadableError:
        return False
    return True


def _day(value: Value) -> date | None:
    try:
        return a_date(value)
    except UnreadableError:
        return None


def _not_to_come(kind: PropertyKind, words: str, day: date | None, today: date) -> str:
    if day is not None and day > today and kind.name in _HAPPENED:
        raise UsageError(f"{day} is still to come, and {kind.name} is something that has happened")
    return words
