"""The judgement: all that the rules say of one person on a day."""

from msgspec.structs import replace

from vaultkit.people.rules.cadence import is_let_be, next_due
from vaultkit.people.rules.case import Case
from vaultkit.people.rules.criteria import common_ground, communication, trust
from vaultkit.people.rules.replay import Story, ground_from, spells, trust_from
from vaultkit.people.rules.rhythm import drifting_band, rhythm
from vaultkit.people.rules.step import next_step
from vaultkit.people.rules.until import holds_until
from vaultkit.people.verdict import Verdict


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
