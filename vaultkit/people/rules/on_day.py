"""A verdict that was reached on one day, as it reads on another."""

from datetime import date

from msgspec.structs import replace

from vaultkit.people.rules.contact import days_between
from vaultkit.people.rules.wording import counted
from vaultkit.people.verdict import Verdict


def on_day(verdict: Verdict, today: date) -> Verdict:
    """Return a verdict as it is on another day before its ``until``: the words that count days count up to that one."""
    said, step = verdict.communication, verdict.next_step
    if step is not None:
        reason = counted(step.dated, step.counted, today)
        step = replace(step, overdue_days=days_between(step.due, today), reason=reason)
    return replace(verdict, communication=replace(said, why=counted(said.dated, said.counted, today)), next_step=step)
