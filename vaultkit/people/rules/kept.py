"""The verdicts on everybody, each kept until its person changes or the day comes until which it holds."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from functools import cache, partial
from operator import attrgetter
from typing import NamedTuple

import msgspec

from vaultkit.api import Moment
from vaultkit.people.person import Person
from vaultkit.people.reading.at_hand import PLUGIN
from vaultkit.people.reading.ledger import Ledger, keep_up, mapped, those
from vaultkit.people.reading.packed import pack, slips
from vaultkit.people.reading.ranked import Place, ranked
from vaultkit.people.reading.roster import some, stamps
from vaultkit.people.rules.network import Network, Viewpoint, marks
from vaultkit.people.rules.on_day import on_day
from vaultkit.people.rules.signs import entries
from vaultkit.people.rules.viewpoint import viewpoint
from vaultkit.people.verdict import Status, Strategy, Verdict

# ruff: noqa: PLC0415 -- where a verdict is kept nobody is judged

_KEY = "verdicts"


class Judged(NamedTuple):
    """The judgement on a person: a verdict, and what it stands on.

    ``ground`` tells of the person and the owner, ``asked`` of what the network answered; it is empty where the network
    was not asked. The verdict holds from ``since`` to before ``until``; its words count days up to ``day``.
    """

    ground: str
    asked: str
    since: date
    until: date
    day: date
    verdict: Verdict

    def holds(self, ground: str, today: date) -> bool:
        """Return whether it is the verdict on that ground on a day, the network apart."""
        return self.ground == ground and self.since <= today and (today < self.until or self.until == date.max)

    @property
    def source(self) -> str:
        """What it stands on, in one line."""
        return f"{self.ground} {self.since} {self.until} {self.asked}"


class _Asking(NamedTuple):
    """Somebody for whom the network was asked, and the marks of what it was asked about."""

    path: str
    about: frozenset[str]


def judged(moment: Moment) -> Ledger[Judged]:
    """Return the judgement on everybody, by path; those alone are judged of whom none is kept that holds."""
    return moment.derived(_judged)


def verdicts(moment: Moment) -> Ledger[Verdict]:
    """Return the verdict on everybody, by path."""
    return mapped(moment, "verdicts", judged(moment), attrgetter("verdict"))


def _judged(moment: Moment) -> Ledger[Judged]:
    view, everybody = moment.derived(viewpoint), stamps(moment)
    owner, last = _said_by(view.owner), _last(moment)
    known, looked = last.judged, last.may_differ(everybody, owner, view)
    if last.network is not view.network:
        looked |= _asked_about(moment, known, last.network, view.network)
    grounds = {path: _ground(everybody[path], owner) for path in looked if path in everybody}
    kept = {
        path: known[path] for path, ground in grounds.items() if path in known and known[path].holds(ground, view.today)
    }
    for person in some(moment, [path for path, one in kept.items() if one.asked]):
        if kept[person.path].asked != _answers(person, view.network):
            del kept[person.path]
    lacking = some(moment, grounds.keys() - kept.keys())
    fresh = {person.path: _judge(person, view, grounds[person.path]) for person in lacking}
    found = known.updated({path: _today(one, view) for path, one in (kept | fresh).items()}, looked)
    moment.memory.carry(f"{PLUGIN}.{_KEY}", _Last(found, everybody, owner, view.today, view.network))
    if fresh:
        _keep(moment, fresh)
    return found


def _asked_about(moment: Moment, known: Ledger[Judged], before: Network | None, now: Network) -> AbstractSet[str]:
    """Return those for whom the network was asked about something of which it may tell otherwise than before."""
    asked = those(moment, "asked", known, attrgetter("asked"))
    if before is None:
        return asked
    asking = keep_up(moment, "asking", known, Ledger[_Asking](), partial(_asking, moment))
    by_mark = ranked(moment, "asking about", asking, _by_mark)
    found = {path for mark in now.differing(before) for path in by_mark.get(mark, ())}
    return asked.difference(asking) | found  # of these the note was nowhere


def _asking(
    moment: Moment, before: Ledger[_Asking], _: Ledger[Judged], now: Ledger[Judged], changed: AbstractSet[str]
) -> Ledger[_Asking]:
    people = some(moment, [path for path in changed if path in now and now[path].asked])
    about = {one.path: frozenset(mark for topic in entries(one) for mark in marks(topic.text)) for one in people}
    return before.updated({path: _Asking(path, found) for path, found in about.items()}, changed)


def _by_mark(one: _Asking) -> Iterable[Place[str]]:
    return ((mark, (one.path,), one.path) for mark in one.about)


def are_judged(moment: Moment) -> bool:
    """Return whether everybody was judged in this moment."""
    return moment.has_derived(_judged)


def verdict_on(moment: Moment, person: Person) -> Verdict:
    """Return the verdict on a person of this moment, as it is kept if that holds; nobody else is judged."""
    if are_judged(moment):
        return verdicts(moment)[person.path]
    view = moment.derived(viewpoint)
    ground = _ground(stamps(moment)[person.path], _said_by(view.owner))
    kept = _kept(moment, (person.path,)).get(person.path)
    if kept and kept.holds(ground, view.today) and kept.asked in {"", _answers(person, view.network)}:
        return _today(kept, view).verdict
    fresh = _judge(person, view, ground)
    _keep(moment, {person.path: fresh})
    return _today(fresh, view).verdict


def _ground(stamp: str, owner: str) -> str:
    """Return what a verdict stands on: the stamp of the person, and what the owner's note says."""
    return f"{stamp}/{owner}"


def _said_by(owner: Person | None) -> str:
    """Return a digest of what the owner's note says; empty where there is none."""
    return _digest(pack(msgspec.structs.replace(owner, interactions=(), loops=()))) if owner else ""


def _judge(person: Person, view: Viewpoint, ground: str) -> Judged:
    """Judge a person; the network is asked only for what could be offered, and has no say in the rest."""
    from vaultkit.people.rules.case import Case
    from vaultkit.people.rules.judgement import verdict_of
    from vaultkit.people.rules.step import next_step

    alone = Case.of(person, replace(view, network=Network()))
    verdict, asked = verdict_of(alone), ""
    until = verdict.until or date.max
    if verdict.next_step is not None and verdict.next_step.strategy is Strategy.OFFER_VALUE:
        verdict = msgspec.structs.replace(verdict, next_step=next_step(replace(alone, view=view), verdict))
        asked = _answers(person, view.network)
    return Judged(ground, asked, view.today, until, view.today, verdict)


def _answers(person: Person, network: Network) -> str:
    """Return a digest of whom the network names for what a person cares about."""
    topics = (*person.goals, *person.interests)
    answers = (network.who_cares_about(topic.text, person) for topic in topics)
    named = "\n".join("\0".join(f"{one.path}\0{one.name}" for one in others) for others in answers)
    return _digest(named.encode("utf-8", "surrogatepass"))


def _today(one: Judged, view: Viewpoint) -> Judged:
    """Return a verdict in the words of today, with the day of the network where it hangs on that."""
    verdict = one.verdict if one.day == view.today else on_day(one.verdict, view.today)
    hangs = verdict.tracked and verdict.status is not Status.CONNECTION
    until = min(one.until, view.network.until or date.max) if hangs else one.until
    last = None if until == date.max else until
    if verdict.until != last:
        verdict = msgspec.structs.replace(verdict, until=last)
    return one if verdict is one.verdict else one._replace(day=view.today, verdict=verdict)


class _Last(NamedTuple):
    """The last judgements that are known, and what they stand on."""

    judged: Ledger[Judged]
    stamps: Ledger[str] | None = None
    owner: str = ""
    today: date = date.min
    network: Network | None = None

    def may_differ(self, everybody: Ledger[str], owner: str, view: Viewpoint) -> set[str]:
        """Return of whom there may be another judgement now, what the network answers apart."""
        until = self.network.until if self.network else None
        if self.stamps is None or (self.owner, self.today, until) != (owner, view.today, view.network.until):
            return {*everybody, *self.judged}
        found = everybody.differing(self.stamps)
        if len(self.judged) < len(self.stamps):  # of whom nobody could be judged, their note being nowhere
            found |= self.stamps.keys() - self.judged.keys()
        return found


def _last(moment: Moment) -> _Last:
    """Return the last judgements that are known, of whatever notes they are."""
    return moment.memory.carried(f"{PLUGIN}.{_KEY}", _Last) or _Last(Ledger(_kept(moment, None)))


def _kept(moment: Moment, paths: Collection[str] | None) -> Mapping[str, Judged]:
    """Return the verdicts on some people, or on everybody, that an earlier run has kept."""
    found = {}
    for path, (source, blob) in moment.shelf(PLUGIN).get(_KEY, paths).items():
        try:
            ground, since, until, asked = source.split(" ")
            day, verdict = date.fromisoformat(since), _verdicts().decode(blob)
            found[path] = Judged(ground, asked, day, date.fromisoformat(until), day, verdict)
        except ValueError:
            continue
    return found


def _keep(moment: Moment, fresh: Mapping[str, Judged]) -> None:
    """Keep verdicts for the next run, beside those on everybody else."""
    values = {path: (one.source, one.verdict) for path, one in fresh.items()}
    moment.shelf(PLUGIN).put(_KEY, lambda: slips(values, msgspec.msgpack.encode), stamps(moment))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


@cache
def _verdicts() -> msgspec.msgpack.Decoder[Verdict]:
    return msgspec.msgpack.Decoder(Verdict)
