"""Verdicts that are kept: what they stand on, and that they say what a fresh one would."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import msgspec
import pytest
from rules_builders import ME, TODAY, back, knowing, line, moment, person, topics, verdict

from vaultkit.api import Memory, Moment
from vaultkit.people.person import Person
from vaultkit.people.reading.roster import some
from vaultkit.people.rules import judge, judgement, kept, viewpoint
from vaultkit.people.rules.case import Case
from vaultkit.people.rules.judge import judged_steps
from vaultkit.people.rules.kept import verdict_on, verdicts
from vaultkit.people.rules.network import Network
from vaultkit.people.rules.step import next_step
from vaultkit.people.verdict import Step, Strategy, Verdict

ADA = person(
    *(line(age, kind) for age, kind in ((5, "call"), (25, "call"), (45, "<- email"))),
    name="Ada",
    cadence=30,
    shared=["the choir"],
    trust=None,
    goals=["learn the lute"],
)
NOTHING: Mapping[str, str] = MappingProxyType({})
BOB = person(line(400), name="Bob", interests=["the lute"])


@pytest.fixture(autouse=True)
def _my_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Say who the owner is: to read them is another's work."""
    monkeypatch.setattr(viewpoint, "owner", lambda _: ME)


def after(
    before: Moment, people: list[Person], days: int = 0, others: Mapping[str, str] = MappingProxyType({})
) -> Moment:
    """Return the moment that comes so many days after one, with other stamps for some people."""
    base = moment(before.today + timedelta(days))
    chosen = replace(base.settings, digest=str(others))
    now = Moment(base.index, base.today, chosen, base.facts, base.read, {}, Memory(before.memory))
    return knowing(now, people, others)


def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of those who are judged from now on."""
    names: list[str] = []
    judge = judgement.verdict_of

    def noted(case: Case) -> Verdict:
        names.append(case.person.name)
        return judge(case)

    monkeypatch.setattr(judgement, "verdict_of", noted)
    return names


def test_what_is_offered_hangs_on_the_others() -> None:
    """Without the network's answers Ada would still be told of Bob, whose note says something else now."""
    first = knowing(moment(), [ADA, BOB])
    step = verdicts(first)[ADA.path].next_step
    assert step is not None
    assert step.strategy is Strategy.OFFER_VALUE
    assert any("Bob" in words for words in step.say)
    other = person(line(400), name="Bob", interests=["bread"])
    then = after(first, [ADA, other], others={BOB.path: "other"})
    for found in (verdicts(then)[ADA.path], verdict_on(then, ADA)):
        assert found == verdict(ADA, others=[ADA, other])


def test_the_network_is_asked_only_for_those_whom_a_change_concerns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where a new day of contact asks it anew for everybody, or leaves out a goal that shares a word or all."""
    goals = ["learn the lute", "lute", "♫", "learn french", "bread"]
    asking = [msgspec.structs.replace(ADA, name=goal, path=f"{goal}.md", goals=topics(goal)) for goal in goals]
    cares = [line(400)], ["the lute", "♫", "baking"]
    people = [*asking, person(*cares[0], name="Bob", interests=cares[1]), person(line(300), name="Cy", goals=["bread"])]
    first = knowing(moment(), people)
    verdicts(first)
    asked: list[str] = []
    answers = kept._answers  # noqa: SLF001 - to count them

    def noted(one: Person, network: Network) -> str:
        asked.append(one.name)
        return answers(one, network)

    monkeypatch.setattr(kept, "_answers", noted)
    other = person(line(200), name="Dora", interests=cares[1])
    wanted = {*goals[:3]}
    for others in ([*people, other], people):
        asked.clear()
        first = after(first, others, others={other.path: f"one of {len(others)}"})
        assert verdicts(first) == {one.path: verdict(one, others=others) for one in others}
        assert wanted <= {*asked} <= {*wanted, "Dora"}


@pytest.mark.parametrize("days", [1, 2, -3])
def test_a_verdict_is_told_in_the_words_of_the_day(days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    first = knowing(moment(), [ADA, BOB])
    verdicts(first)
    names = judged(monkeypatch)
    then = after(first, [ADA, BOB], days)
    assert verdicts(then)[ADA.path] == verdict(ADA, TODAY + timedelta(days), [ADA, BOB])
    assert names == ([] if days > 0 else ["Ada", "Bob"])


def test_whoever_may_be_named_later_is_looked_for_again() -> None:
    snoozed = person(line(400), name="Bob", interests=["the lute"], snoozed_until=back(-2))
    first = knowing(moment(), [ADA, snoozed])
    found = verdicts(first)[ADA.path]
    assert found == verdict(ADA, others=[ADA, snoozed])
    assert found.until == back(-2)
    then = after(first, [ADA, snoozed], 2)
    assert verdicts(then)[ADA.path] == verdict(ADA, back(-2), [ADA, snoozed])


def test_a_verdict_ends_when_the_network_may_be_another() -> None:
    """Fails where a verdict keeps the day on which another person of an earlier moment could be named."""

    def until(days: int) -> Person:
        return person(line(400), name="Bob", interests=["the lute"], snoozed_until=back(-days))

    carl = person(line(400), name="Carl", cadence=500)  # under way, with a step that offers nothing
    first = knowing(moment(), [carl, until(2)])
    assert verdicts(first)[carl.path].until == back(-2)
    then = after(first, [carl, until(5)], others={BOB.path: "other"})
    assert verdicts(then)[carl.path] == verdict(carl, others=[carl, until(5)])
    assert verdicts(then)[carl.path].until == back(-5)


def test_a_verdict_stands_on_the_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where nobody is judged again because no person's own stamp is another."""
    first = knowing(moment(), [ADA, BOB])
    before = verdicts(first)[BOB.path]
    monkeypatch.setattr(viewpoint, "owner", lambda _: replace_topics(ME, BOB))
    found = verdicts(after(first, [ADA, BOB]))
    assert found == verdicts(knowing(moment(), [ADA, BOB]))
    assert found[BOB.path].common_ground != before.common_ground


def replace_topics(owner: Person, other: Person) -> Person:
    """Return the owner with somebody's interests."""
    return msgspec.structs.replace(owner, interests=other.interests)


def test_a_step_ahead_offers_what_the_network_says() -> None:
    found = {who.path: step for who, step in judged_steps(knowing(moment(), [ADA, BOB]), 5, all_=True)}
    assert found[ADA.path] == verdict(ADA, others=[ADA, BOB]).next_step
    assert any("Bob" in words for words in found[ADA.path].say)


def test_steps_ahead_are_those_of_the_day() -> None:
    """Fails where those who may be due within some days are those of an earlier day."""
    ada = person(line(60, "call"), line(5, "call"), name="Ada", cadence=13)  # due in eight days
    first = knowing(moment(), [ada])
    assert judged_steps(first, 5) == ()
    then = after(first, [ada], 4)
    assert [who.name for who, _ in judged_steps(then, 5)] == ["Ada"]
    assert judged_steps(after(then, [ada], -4), 5) == ()


@pytest.mark.parametrize("within", [0, 5, 40])
def test_who_is_due_is_kept_up(within: int) -> None:
    """Fails where somebody stays due who has been met, or comes to be due by another change and is left out."""
    first = knowing(moment(), [ADA, BOB])
    met = person(line(1, "call"), name="Bob", cadence=3)
    unmet = person(line(400), name="Bob", cadence=3)
    for number, (people, days) in enumerate((([ADA, met], 0), ([ADA, unmet], 0), ([ADA, met], 0), ([ADA, met], 9))):
        first = after(first, people, days, {BOB.path: str(number)})
        wanted = judged_steps(knowing(moment(first.today), people), within)
        verdicts(first)
        assert judged_steps(first, within) == wanted


def test_steps_ahead_are_looked_for_only_in_those_who_may_be_due(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where the first list of a run goes through the lines of everybody."""
    fresh = [person(line(1, "call"), line(31, "call"), name=f"Friend {number}", cadence=30) for number in range(9)]
    now = knowing(moment(), [ADA, BOB, *fresh])
    verdicts(now)
    names: list[str] = []

    def noted(case: Case, verdict: Verdict, within: int) -> Step | None:
        names.append(case.person.name)
        return next_step(case, verdict, within)

    monkeypatch.setattr(judge, "next_step", noted)
    assert "Friend 0" not in {who.name for who, _ in judged_steps(now, 5)}
    assert set(names) <= {"Ada", "Bob"}
    assert len(judged_steps(now, 40)) > len(fresh)
    assert "Friend 0" in names


def test_who_was_nowhere_when_the_list_was_made_is_put_in_once_they_are_there() -> None:
    """Fails where those stay out of the list whose note could not be told when it was first asked for."""
    now = knowing(moment(), [ADA, BOB])
    verdicts(now)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judge, "some", nobody)
        assert judged_steps(now, 40) == ()
    assert "Ada" in {who.name for who, _ in judged_steps(now, 40)}


def test_of_whom_nothing_was_told_the_network_is_asked_again() -> None:
    """Fails where somebody whose note was nowhere in between keeps what was offered to them."""
    first = knowing(moment(), [ADA, BOB])
    verdicts(first)
    bread = person(line(399), name="Bob", interests=["the lute", "bread"])
    then = after(first, [ADA, bread], others={BOB.path: "bread"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept, "some", lambda told, paths: some(told, [path for path in paths if path != ADA.path]))
        verdicts(then)
    other = person(line(398), name="Bob", interests=["cakes"])
    last = after(then, [ADA, other], others={BOB.path: "other"})
    assert verdicts(last)[ADA.path] == verdict(ADA, others=[ADA, other])


def nobody(_: Moment, __: object) -> tuple[Person, ...]:
    return ()
