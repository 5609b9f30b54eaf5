"""The judge: all that the rules say of a person on a day, and of everybody in a vault."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from vaultkit.api import Moment
from vaultkit.people.person import Person
from vaultkit.people.reading.roster import owner, people
from vaultkit.people.rules.cadence import is_let_be, next_due
from vaultkit.people.rules.case import Case
from vaultkit.people.rules.criteria import common_ground, communication, trust
from vaultkit.people.rules.network import Network, Viewpoint
from vaultkit.people.rules.replay import Story, ground_from, spells, trust_from
from vaultkit.people.rules.rhythm import drifting_band, rhythm
from vaultkit.people.rules.step import next_step
from vaultkit.people.rules.until import holds_until
from vaultkit.people.settings import PeopleSettings
from vaultkit.people.verdict import Step, Verdict


def judge(
    person: Person, owner: Person | None, others: Iterable[Person], settings: PeopleSettings, today: date
) -> Verdict:
    """Return the verdict on a person (docs/relationship.md): a pure function of what it is given.

    ``others`` are the people who could be introduced; the person may be among them. What lies after ``today`` does not
    count. ``verdicts`` judges everybody and works out once what they have in common.
    """
    return verdict_of(Case.of(person, Viewpoint(owner, Network.of(others, today), settings, today)))


def verdicts(moment: Moment) -> Mapping[str, Verdict]:
    """Return the verdict on everybody, by path; worked out once for a moment."""
    return moment.derived(_verdicts)


def steps(moment: Moment, within: int = 0, *, all_: bool = False) -> tuple[tuple[Person, Step], ...]:
    """Return the people with something to do, the earliest due day first.

    Those are named whose step is due by today and ``within`` days; everybody who has a step with ``all_``.
    """
    found = []
    for person, verdict in _judged(moment):
        step = next_step(Case.of(person, moment.derived(viewpoint)), verdict, within) if within else verdict.next_step
        if step is not None and (all_ or step.overdue_days >= -within):
            found.append((person, step))
    return tuple(sorted(found, key=lambda pair: (pair[1].due, pair[0].path)))


def viewpoint(moment: Moment) -> Viewpoint:
    """Return from where the rules look at everybody in a moment."""
    settings = moment.settings.section(PeopleSettings)
    return Viewpoint(owner(moment), Network.of(people(moment), moment.today), settings, moment.today)


def _verdicts(moment: Moment) -> Mapping[str, Verdict]:
    view = moment.derived(viewpoint)
    return {person.path: verdict_of(Case.of(person, view)) for person in people(moment)}


def _judged(moment: Moment) -> Iterable[tuple[Person, Verdict]]:
    known = verdicts(moment)
    return ((person, known[person.path]) for person in people(moment))


def verdict_of(case: Case) -> Verdict:
    """Return the verdict on a case."""
    person, record, view = case.person, case.record, case.view
    rules, today = view.settings.rules, view.today
    story = Story.of(
        spells(record, case.limits),
        ground_from(person, view.owner, record, rules),
        trust_from(person, record, rules, today),
    )
    history = story.changes(today)
    band = drifting_band(record.days, rules)
    verdict = Verdict(
        path=person.path,
        status=story.status_on(today),
        since=history[-1].day if history else record.first_day,
        communication=communication(record, case.limits, today),
        common_ground=common_ground(person, view.owner, record, rules),
        trust=trust(person, record, rules, today),
        history=history,
        tracked=case.cadence.tracked,
        cadence_days=case.cadence.days,
        last_contact=record.last_contact,
        next_due=next_due(person, case.cadence, record.last_contact),
        rhythm_days=rhythm(record.days, rules),
        drifting=band is not None and band.first <= today <= band.last and not is_let_be(person),
        balance=record.balance,
        interactions=record.count,
        next_step=None,
    )
    verdict = replace(verdict, next_step=next_step(case, verdict))
    return replace(verdict, until=holds_until(case, verdict))
