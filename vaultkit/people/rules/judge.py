"""The judge: what the rules say of everybody in a vault, and who has something to do."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

import msgspec

from vaultkit.api import Kept, Moment, Packing
from vaultkit.people.person import Person
from vaultkit.people.reading.roster import PLUGIN, lines, owner, people, some
from vaultkit.people.rules.case import Case
from vaultkit.people.rules.contact import day_after
from vaultkit.people.rules.judgement import verdict_of
from vaultkit.people.rules.network import Acquaintance, Network, Viewpoint, card
from vaultkit.people.rules.soon import Soon, soon
from vaultkit.people.rules.step import next_step
from vaultkit.people.settings import PeopleSettings
from vaultkit.people.verdict import Status, Step, Strategy, Verdict


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
    view = moment.derived(viewpoint)
    if all_ or moment.has_derived(_verdicts):
        judged = [(person, verdicts(moment)[person.path]) for person in people(moment)]
    else:
        waiting = some(moment, _waiting(moment, day_after(moment.today, within)))
        judged = [(person, verdict_of(Case.of(person, view))) for person in waiting]
    found = []
    for person, verdict in judged:
        step = next_step(Case.of(person, view), verdict, within) if within else verdict.next_step
        if step is not None and (all_ or step.overdue_days >= -within):
            found.append((person, step))
    return tuple(sorted(found, key=lambda pair: (pair[1].due, pair[0].path)))


def viewpoint(moment: Moment) -> Viewpoint:
    """Return from where the rules look at everybody in a moment."""
    settings = moment.settings.section(PeopleSettings)
    network = moment.memory.steady("people.network", moment.keep(PLUGIN, "network", _network, _packing_network()))
    return Viewpoint(owner(moment), network, settings, moment.today)


def _verdicts(moment: Moment) -> Mapping[str, Verdict]:
    view = moment.derived(viewpoint)
    return {person.path: _verdict(moment, person, view) for person in people(moment)}


def _verdict(moment: Moment, person: Person, view: Viewpoint) -> Verdict:
    """Return the verdict on a person, as the moment before had it if nothing changed that it hangs on.

    On the others hang the words of an offer alone, and the day on which these may be other ones.
    """
    alone = moment.each(_alone, person, view.owner, view.settings, view.today)
    step = alone.next_step
    offers = step is not None and step.strategy is Strategy.OFFER_VALUE
    if not offers and (view.network.until is None or not alone.tracked or alone.status is Status.CONNECTION):
        return alone
    return moment.each(_among_others, person, view.owner, view.settings, view.today, view.network)


def _alone(person: Person, owner: Person | None, settings: PeopleSettings, today: date) -> Verdict:
    return _among_others(person, owner, settings, today, Network({}, None))


def _among_others(
    person: Person, owner: Person | None, settings: PeopleSettings, today: date, network: Network
) -> Verdict:
    return verdict_of(Case.of(person, Viewpoint(owner, network, settings, today)))


def _waiting(moment: Moment, by: date) -> set[str]:
    """Return the paths of all whose step may be due by a day, and perhaps of some whose step is not."""
    days = moment.keep(PLUGIN, "soon", _soon, _packing_soon())
    return {line.path for line, one in zip(lines(moment), days, strict=True) if one.may_be(moment.today, by)}


def _soon(moment: Moment) -> Kept[tuple[Soon, ...]]:
    settings = moment.settings.section(PeopleSettings)
    return Kept(tuple(soon(person, settings) for person in people(moment)))


def _network(moment: Moment) -> Kept[Network]:
    network = Network.among([moment.each(card, person, moment.today) for person in people(moment)])
    return Kept(network, network.until)


@cache
def _packing_network() -> Packing[Network]:
    decoder = msgspec.msgpack.Decoder(tuple[dict[str, tuple[Acquaintance, ...]], date | None])
    return Packing(
        lambda network: msgspec.msgpack.encode((network.people, network.until)),
        lambda blob: Network(*decoder.decode(blob)),
    )


@cache
def _packing_soon() -> Packing[tuple[Soon, ...]]:
    return Packing(msgspec.msgpack.encode, msgspec.msgpack.Decoder(tuple[Soon, ...]).decode)
