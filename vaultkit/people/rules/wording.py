"""The words of verdicts and steps: counts, days and lists in plain English."""

from collections.abc import Sequence
from datetime import date

from vaultkit.people.interaction import ARROWS, Interaction
from vaultkit.people.kinds import named_kinds
from vaultkit.people.reading import values
from vaultkit.people.rules.contact import days_between

_LONGEST = 120
_LISTED = 3
_YEARS = {365: "the last year", 366: "the last year", 730: "the last two years"}


def count(number: int, noun: str) -> str:
    """Return a number with its noun: ``1 day``, ``3 days``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def ago(day: date, today: date) -> str:
    """Return how long ago a day was: ``today``, ``yesterday``, ``20 days ago``."""
    days = days_between(day, today)
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


def counted(dated: str, day: date | None, today: date) -> str:
    """Return words with one of their days told by how long ago it was: ``on 2026-11-02`` as ``20 days ago``.

    That day is the last in the words that is written so; without a day they stay as they are.
    """
    if day is None:
        return dated
    before, _, after = dated.rpartition(f"on {day}")
    return f"{before}{ago(day, today)}{after}"


def span(days: int) -> str:
    """Return a span that ends today: ``the last year``, ``the last 90 days``."""
    return _YEARS.get(days, f"the last {count(days, 'day')}")


def within(days: int) -> str:
    """Return a span of any place in time: ``within a year``, ``within 90 days``."""
    return "within a year" if span(days) == span(365) else f"within {count(days, 'day')}"


def listed(things: Sequence[str], joint: str = "and") -> str:
    """Return up to three things in a row, and how many more there are."""
    shown = list(things[:_LISTED])
    left = len(things) - len(shown)
    if left:
        return f"{', '.join(shown)} and {left} more"
    return f" {joint} ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


def plain(text: str) -> str:
    """Return a note's text as one short line to be read aloud: links by what they show, long texts cut at a word."""
    flat = " ".join(values.plain(text).split())
    if len(flat) <= _LONGEST:
        return flat
    head = flat[:_LONGEST]
    return f"{head.rsplit(' ', 1)[0] if ' ' in head else head[:-1]}…"


def told(line: Interaction, text: str) -> str:
    """Return what a line tells in full: its arrow, its kinds as they were written, and a text; empty for no more.

    ``text`` is the line's own, or what is left of it where its ending is told elsewhere.
    """
    kinds = named_kinds(line)
    written = line.written or (f"{', '.join(kinds)}:" if kinds else "")
    said = " ".join(filter(None, [written, text])) if text else written.removesuffix(":")
    return f"{ARROWS.get(line.arrow, '') if line.arrow else ''}{said}" if said else ""
