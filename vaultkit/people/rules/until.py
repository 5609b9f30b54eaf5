"""Until when a verdict holds: the first day on which time alone may change it."""

from collections.abc import Iterator
from datetime import date

from vaultkit.people.rules.case import Case
from vaultkit.people.rules.contact import day_after, days_between
from vaultkit.people.rules.rhythm import drifting_band
from vaultkit.people.rules.step import due_promises
from vaultkit.people.verdict import Status, Strategy, Verdict


def holds_until(case: Case, verdict: Verdict) -> date | None:
    """Return the first day after today on which the verdict may be another though no note changes; None if never.

    Up to the day before, everything in it is the same but ``overdue_days`` and the words that count days, ``why`` and
    ``reason`` (their ``dated`` forms are the same). Common ground also hangs on the owner's note, and the words of an
    offer on the notes of those who could be introduced.
    """
    turns = (*_window_turns(case), *_note_turns(case), *_step_turns(case, verdict))
    return min((day for day in turns if day > case.view.today), default=None)


def _window_turns(case: Case) -> Iterator[date]:
    """Yield the days on which a window is left or a grace has passed."""
    days, today = case.record.days, case.view.today
    oldest = next((day for day in days if days_between(day, today) <= case.limits.window), None)
    if oldest is not None:
        yield day_after(oldest, case.limits.window + 1)
    if days:
        yield day_after(days[-1], case.limits.grace + 1)
        yield day_after(days[0], case.view.settings.rules.new_contact_window + 1)
    band = drifting_band(days, case.view.settings.rules)
    if band is not None:
        yield band.first
        yield day_after(band.last, 1)


def _note_turns(case: Case) -> Iterator[date]:
    """Yield the days that the note itself names."""
    person = case.person
    yield from (line.day for line in person.interactions)
    yield from (loop.done for loop in person.loops if loop.done is not None)
    yield from (loop.due for loop in due_promises(person) if loop.due is not None)
    if person.snoozed_until is not None:
        yield person.snoozed_until


def _step_turns(case: Case, verdict: Verdict) -> Iterator[date]:
    """Yield the days on which the step is another."""
    if verdict.next_due is not None:
        yield verdict.next_due
    step = verdict.next_step
    if step is not None and verdict.last_contact is None and step.strategy is not Strategy.FOLLOW_UP:
        # Without any contact the step is due today, whatever the day.
        yield day_after(case.view.today, 1)
    if verdict.tracked and verdict.status is not Status.CONNECTION and case.view.network.until is not None:
        yield case.view.network.until
