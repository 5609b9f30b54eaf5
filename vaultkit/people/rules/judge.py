"""The judge: what the rules say of everybody in a vault, and who has something to do."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from functools import cache
from typing import NamedTuple

import msgspec

from vaultkit.api import Kept, Moment
from vaultkit.people.person import Person
from vaultkit.people.reading.ledger import Ledger, keep_up, those
from vaultkit.people.reading.ranked import Group, Place, ranked
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


class _Next(NamedTuple):
    """A person whose step may be due, and the step that comes next; None where there is none."""

    person: Person
    step: Step | None


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
    if kept.are_judged(moment) and not all_:
        return tuple(_due(moment, within))
    view = moment.derived(viewpoint)
    if all_:
        known = verdicts(moment)
        judged = [(person, known[person.path]) for person in people(moment)]
    else:
        judged = [(person, verdict_of(Case.of(person, view))) for person in some(moment, _waiting(moment, within))]
    found = [
        (person, step)
        for person, verdict in judged
        if (step := _step(person, verdict, view, within)) is not None and (all_ or _is_due(step, within))
    ]
    return tuple(sorted(found, key=lambda pair: (pair[1].due, pair[0].path)))


def _due(moment: Moment, within: int) -> Group[tuple[Person, Step]]:
    """Return who has a step that is due within some days, in order; those alone are looked at who are judged anew."""
    view, everybody, waiting = moment.derived(viewpoint), kept.judged(moment), _waiting(moment, within)

    def go_on(
        before: Ledger[_Next], _: Ledger[kept.Judged], now: Ledger[kept.Judged], changed: AbstractSet[str]
    ) -> Ledger[_Next]:
        # Who begins to wait or ends it, on a day, is judged anew: their stamp is another.
        some_people = some(moment, [path for path in changed if path in waiting and path in now])
        made = {one.path: _Next(one, _step(one, now[one.path].verdict, view, within)) for one in some_people}
        return before.updated(made, changed)

    def places(one: _Next) -> Iterable[Place[tuple[Person, Step]]]:
        if one.step is not None and _is_due(one.step, within):
            yield "", (one.step.due, one.person.path), (one.person, one.step)

    given = view.owner, view.settings, view.today
    found = keep_up(moment, f"next within {within}", everybody, Ledger[_Next](), go_on, *given)
    if lacking := waiting.difference(found):  # whose note was nowhere when they were asked for; it may be again
        found = go_on(found, everybody, everybody, lacking)
    return ranked(moment, f"due within {within}", found, places).get("", Group())


def _is_due(step: Step, within: int) -> bool:
    return step.overdue_days >= -within


def _step(person: Person, verdict: Verdict, view: Viewpoint, within: int) -> Step | None:
    """Return the step that comes within some days.

    Only what could be offered hangs on the network; that comes last, so that it is the step of today, as judged.
    """
    if not within:
        return verdict.next_step
    step = next_step(Case.of(person, replace(view, network=Network())), verdict, within)
    return verdict.next_step if step is not None and step.strategy is Strategy.OFFER_VALUE else step


def _waiting(moment: Moment, within: int) -> frozenset[str]:
    """Return the paths of all whose step may be due within some days, and perhaps of some whose step is not."""
    settings, today, by = moment.settings.section(PeopleSettings), moment.today, day_after(moment.today, within)
    days = each(moment, "soon", _packing_soon(), stamps, some, lambda person: Kept(soon(person, settings)))
    return those(moment, f"waiting within {within}", days, lambda one: one.may_be(today, by), today)


@cache
def _packing_soon() -> msgspec.msgpack.Decoder[Slices[Soon]]:
    return msgspec.msgpack.Decoder(Slices[Soon])
