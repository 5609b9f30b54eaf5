"""The next step: at most one a person, the first that applies."""

from datetime import date

from vaultkit.people.person import Loop, Person
from vaultkit.people.rules.cadence import is_let_be, is_snoozed
from vaultkit.people.rules.case import Case
from vaultkit.people.rules.contact import Record, day_after, days_between, is_reaching_out, quoted
from vaultkit.people.rules.criteria import said
from vaultkit.people.rules.say import open_promises, say
from vaultkit.people.rules.wording import count, counted, plain
from vaultkit.people.verdict import Evidence, Status, Step, Strategy, Verdict

_SHOWN = 3


def next_step(case: Case, verdict: Verdict, within: int = 0) -> Step | None:
    """Return the one thing to do next, or None (docs/relationship.md, "The next step").

    ``verdict`` is all the rest that the rules say; its own step is not looked at. ``within`` reads "has come" as "comes
    by today and that many days".
    """
    today = case.view.today
    if is_let_be(case.person) or is_snoozed(case.person, today):
        return None
    by = day_after(today, within)
    return _promised(case, by) or _new_contact(case) or _cadence_asks(case, verdict, by) or _on_the_way(case, verdict)


def due_promises(person: Person) -> tuple[Loop, ...]:
    """Return the follow-up date and the open tasks that have a date, the earliest first."""
    loops = [loop for loop in (person.follow_up, *open_promises(person)) if loop is not None and loop.due is not None]
    return tuple(sorted(loops, key=lambda loop: (loop.due or date.max, loop.location, loop.text)))


def _promised(case: Case, by: date) -> Step | None:
    """Follow up: a promise whose day has come."""
    loop = next(iter(due_promises(case.person)), None)
    if loop is None or loop.due is None or loop.due > by:
        return None
    reason = (
        f"you planned to follow up on {loop.due}" if loop.follow_up else f"promised for {loop.due}: {plain(loop.text)}"
    )
    return Step(
        strategy=Strategy.FOLLOW_UP,
        due=loop.due,
        overdue_days=days_between(loop.due, case.view.today),
        reason=reason,
        say=say(Strategy.FOLLOW_UP, case, apart_from=(loop,)),
        evidence=(Evidence(loop.location, loop.text),),
        dated=reason,
    )


def _new_contact(case: Case) -> Step | None:
    """Follow up: a new contact to whom nothing went out on a later day."""
    record, today, rules = case.record, case.view.today, case.view.settings.rules
    if not record.days or days_between(record.days[0], today) > rules.new_contact_window:
        return None
    first = record.days[0]
    if any(line.day > first and is_reaching_out(line) for line in record.contacts):
        return None
    due = day_after(first, rules.follow_up_after)
    wrote = f"; they were in touch on {record.days[-1]}" if record.days[-1] > first else ""
    dated = f"a new contact, made on {first}{wrote}"
    return Step(
        strategy=Strategy.FOLLOW_UP,
        due=due,
        overdue_days=days_between(due, today),
        reason=counted(dated, first, today),
        say=say(Strategy.FOLLOW_UP, case),
        evidence=quoted(line for line in record.contacts if line.day in {first, record.days[-1]}),
        dated=dated,
        counted=first,
    )


def _cadence_asks(case: Case, verdict: Verdict, by: date) -> Step | None:
    """Engage: the cadence has run out."""
    due, last = verdict.next_due, verdict.last_contact
    if due is None or last is None or due > by:
        return None
    tier, today = case.cadence.tier, case.view.today
    every = f"every {count(verdict.cadence_days, 'day')}" if verdict.cadence_days > 1 else "every day"
    dated = f"you want to be in touch {every}{f' ({tier})' if tier else ''}; the last contact was on {last}"
    return Step(
        strategy=Strategy.ENGAGE,
        due=due,
        overdue_days=days_between(due, today),
        reason=counted(dated, last, today),
        say=say(Strategy.ENGAGE, case),
        evidence=_last_line(case.record),
        dated=dated,
        counted=last,
    )


def _on_the_way(case: Case, verdict: Verdict) -> Step | None:
    """Return what the first missing criterion asks for, for the tracked who are no connection yet."""
    if not verdict.tracked or verdict.status is Status.CONNECTION:
        return None
    today = case.view.today
    about = tuple(said(topic) for topic in (*case.person.goals, *case.person.interests)[:_SHOWN])
    strategy, goal, criterion, evidence = next(
        way
        for way in (
            (Strategy.ENGAGE, "regular communication", verdict.communication, _last_line(case.record)),
            (Strategy.OFFER_VALUE, "mutual trust", verdict.trust, about),
            (Strategy.BE_AUTHENTIC, "common ground", verdict.common_ground, about),
        )
        if not way[2].met
    )
    due = verdict.next_due or today
    reason = f"for {goal}: {criterion.missing}"
    return Step(
        strategy=strategy,
        due=due,
        overdue_days=days_between(due, today),
        reason=reason,
        say=say(strategy, case),
        evidence=evidence or criterion.evidence or _last_line(case.record),
        dated=reason,
    )


def _last_line(record: Record) -> tuple[Evidence, ...]:
    return quoted(record.contacts[-1:])
