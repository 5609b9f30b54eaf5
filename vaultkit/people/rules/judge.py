"""The judge: what the rules say of everybody in a vault, and who has something to do."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

import msgspec

from vaultkit.api import Kept, Moment
from vaultkit.people.person import Person
from vaultkit.people.reading.ledger import those
from vaultkit.people.reading.roster import people, some, stamps
from vaultkit.people.reading.slices import Slices, each
from vaultkit.people.rules import kept
from vaultkit.people.rules.case import Case
from vaultkit.people.rules.contact import day_after
from vaultkit.people.rules.judgement import verdict_of
from vaultkit.people.rules.network import Network, Viewpoint
from vaultkit.people.rules.soon import Soon, soon
from vaultkit.people.rules.step import next_step
from vaultkit.people.rules.viewpoint import viewpoint
from vaultkit.people.settings import PeopleSettings
from vaultkit.people.verdict import Step, Strategy, Verdict


def judge(
    person: Person, owner: Person | None, others: Iterable[Person], settings: PeopleSettings, today: date
) -> Verdict:
    """Return the verdict on a person (docs/relationship.md): a pure function of what it is given.

    ``others`` are the people who could be introduced; the person may be among them. What lies after ``today`` does not
    count. ``verdicts`` judges everybody and works out once what they have in common.
    """
    return verdict_of(Case.of(person, Viewpoint(owner, Network.of(others, today), settings, today)))


def verdicts(moment: Moment) -> Mapping[str, Verdict]:
    """Return the verdict on everybody, by path; of whom nothing changed, and whose day has not come, as it was kept."""
    return kept.verdicts(moment)


def judged_steps(moment: Moment, within: int = 0, *, all_: bool = False) -> tuple[tuple[Person, Step], ...]:
    """Return the people with something to do; see ``steps``."""
    view = moment.derived(viewpoint)
    waiting = people(moment) if all_ else some(moment, _waiting(moment, within))
    if all_ or kept.are_judged(moment):
        known = verdicts(moment)
        judged = [(person, known[person.path]) for person in waiting]
    else:
        judged = [(person, verdict_of(Case.of(person, view))) for person in waiting]
    found = []
    for person, verdict in judged:
        step = _step(moment, person, verdict, view, within) if within else verdict.next_step
        if step is not None and (all_ or step.overdue_days >= -within):
            found.append((person, step))
    return tuple(sorted(found, key=lambda pair: (pair[1].due, pair[0].path)))


def _step(moment: Moment, person: Person, verdict: Verdict, view: Viewpoint, within: int) -> Step | None:
    """Return the step that comes within some days; the network is asked only for what could be offered."""
    step = moment.each(_alone, person, verdict, view.owner, view.settings, view.today, within)
    if step is not None and step.strategy is Strategy.OFFER_VALUE:
        return next_step(Case.of(person, view), verdict, within)
    return step


def _alone(  # noqa: PLR0913, PLR0917 - as remembered
    person: Person, verdict: Verdict, owner: Person | None, settings: PeopleSettings, today: date, within: int
) -> Step | None:
    return next_step(Case.of(person, Viewpoint(owner, Network(), settings, today)), verdict, within)


def _waiting(moment: Moment, within: int) -> frozenset[str]:
    """Return the paths of all whose step may be due within some days, and perhaps of some whose step is not."""
    settings, today, by = moment.settings.section(PeopleSettings), moment.today, day_after(moment.today, within)
    days = each(moment, "soon", _packing_soon(), stamps, some, lambda person: Kept(soon(person, settings)))
    return those(moment, f"waiting within {within}", days, lambda one: one.may_be(today, by), today)


@cache
def _packing_soon() -> msgspec.msgpack.Decoder[Slices[Soon]]:
    return msgspec.msgpack.Decoder(Slices[Soon])
