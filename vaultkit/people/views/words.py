"""How statuses, criteria, steps and days are called, alike in the terminal and in the blocks."""

import re
from datetime import date

from vaultkit.people.rules.contact import days_between
from vaultkit.people.rules.wording import ago, count
from vaultkit.people.verdict import Criterion, Status, Strategy, Verdict

_STEP = {
    Strategy.FOLLOW_UP: "follow up",
    Strategy.ENGAGE: "get in touch",
    Strategy.OFFER_VALUE: "offer value",
    Strategy.BE_AUTHENTIC: "be authentic",
}
# What steers a terminal, breaks a line, or turns the direction of writing.
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def criteria(verdict: Verdict) -> tuple[tuple[str, Criterion], ...]:
    """Return the three criteria with their names, in the order in which they are always told."""
    return (
        ("communication", verdict.communication),
        ("common ground", verdict.common_ground),
        ("trust", verdict.trust),
    )


def standing(verdict: Verdict) -> list[str]:
    """Return the names of the criteria that hold."""
    return [name for name, criterion in criteria(verdict) if criterion.met]


def missing(verdict: Verdict) -> list[str]:
    """Return the names of the criteria that do not hold."""
    return [name for name, criterion in criteria(verdict) if not criterion.met]


def step_name(strategy: Strategy) -> str:
    """Return a strategy as it is said."""
    return _STEP[strategy]


def step_word(strategy: Strategy) -> str:
    """Return a strategy in the source's own words, which are short enough for a table."""
    return strategy.value.replace("-", " ")


def status_count(status: Status, number: int) -> str:
    """Return how many people have a status: ``1 connection``, ``3 fading``."""
    return f"{number} fading" if status is Status.FADING else count(number, status.value)


def when(day: date, today: date) -> str:
    """Return how far a day is from today: ``today``, ``20 days ago``, ``in 3 days`` (for the terminal only)."""
    ahead = days_between(today, day)
    return ago(day, today) if ahead <= 0 else {1: "tomorrow"}.get(ahead, f"in {ahead} days")


def shown(text: str) -> str:
    """Return a note's text on one line, safe to print: without what steers a terminal or turns writing round."""
    return " ".join(_UNSHOWN.sub(" ", text).split())


def sentence(words: str) -> str:
    """Return words of a verdict as a sentence: with a capital, and a full stop unless it ends otherwise."""
    text = shown(words)
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "…", "?", "!")) else ".")
