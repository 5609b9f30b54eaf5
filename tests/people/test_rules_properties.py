"""What holds for every log: the rules against a slow reading of them, and what no entry may ever do."""

import random
from datetime import timedelta

import rules_naive as naive
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from rules_builders import ME, TODAY, back, line, loop, person, verdict

from vaultkit.people.interaction import Interaction
from vaultkit.people.person import Loop, Person
from vaultkit.people.settings import PeopleSettings
from vaultkit.people.verdict import Criterion, Verdict

SAID = ("call", "-> email", "<- email", "", "-> ", "<- ", "mention", "note", "like", "<- like", "help", "<- help")
MORE = ("collab", "confide", "-> confide", "share", "<- comment", "note, call", "like, share", "intro, advice")

days = st.one_of(st.integers(-40, 60), st.integers(-3, 1100))
tags = st.lists(st.sampled_from(["rust", "choir"]), max_size=1).map(tuple)


@st.composite
def interactions(draw: st.DrawFn) -> Interaction:
    made = line(draw(days), draw(st.sampled_from(SAID + MORE)), "a talk", topics=draw(tags))
    return replace(made, quote=f"{made.quote} {made.topics}")


@st.composite
def promises(draw: st.DrawFn) -> Loop:
    kept = draw(st.booleans())
    day = draw(st.one_of(st.none(), days.map(back)))
    return loop(kept=kept, done=day if kept else None, due=None if kept else day)


@st.composite
def people(draw: st.DrawFn) -> Person:
    return person(
        *draw(st.lists(interactions(), max_size=14)),
        interests=draw(st.sampled_from([[], ["compilers"], ["chess"]])),
        goals=draw(st.sampled_from([[], ["write a book"], ["learn Rust"]])),
        shared=draw(st.sampled_from([[], [], ["the choir"]])),
        loops=tuple(draw(st.lists(promises(), max_size=2))),
        trust=draw(st.sampled_from([None, None, None, True, False])),
        cadence=draw(st.sampled_from([None, 1, 7, 30, 45, 120])),
        tier=draw(st.sampled_from([None, "close", "unknown"])),
        snoozed_until=draw(st.one_of(st.none(), st.integers(-20, 20).map(back))),
        paused=draw(st.sampled_from([False, False, False, True])),
        follow_up=draw(st.one_of(st.none(), st.integers(-30, 30).map(lambda ago: loop(due=back(ago), follow_up=True)))),
    )


others = st.lists(
    st.builds(
        lambda name, interest, ago: person(line(ago), name=name, interests=[interest], snoozed_until=back(ago)),
        st.sampled_from(["Bob Kahn", "Grace Hopper", "Lin Yao"]),
        st.sampled_from(["chess", "compilers", "write a book"]),
        st.integers(-30, 30),
    ),
    max_size=2,
)


@given(people())
def test_the_replay_agrees_with_asking_anew_on_every_day(who: Person) -> None:
    found = verdict(who)
    status, changes = naive.replay(who, ME, TODAY, found.cadence_days)
    assert (found.status, list(found.history)) == (status, changes)


@given(people())
def test_the_criteria_and_the_rhythm_agree_with_their_slow_reading(who: Person) -> None:
    found = verdict(who)
    assert found.communication.met == naive.communication(who, TODAY, found.cadence_days)
    assert found.common_ground.met == naive.common_ground(who, ME, TODAY)
    assert found.trust.met == naive.trust(who, TODAY)
    assert found.rhythm_days == naive.rhythm(who, TODAY, PeopleSettings())


@given(people())
def test_what_is_met_lacks_nothing_and_what_is_not_says_what(who: Person) -> None:
    found = verdict(who)
    for criterion in (found.communication, found.common_ground, found.trust):
        assert criterion.met == (criterion.missing is None)
        assert criterion.why
        assert criterion.dated
    assert (found.criteria_met == 3) == (found.status == "connection")


@given(people(), st.randoms(use_true_random=False))
def test_a_verdict_does_not_depend_on_the_order_of_interactions(who: Person, shuffle: random.Random) -> None:
    mixed = list(who.interactions)
    shuffle.shuffle(mixed)
    assert verdict(replace(who, interactions=tuple(mixed))) == verdict(who)


@given(people(), interactions())
def test_an_older_entry_never_moves_the_due_day_back(who: Person, added: Interaction) -> None:
    before = verdict(who).next_due
    after = verdict(replace(who, interactions=(*who.interactions, added))).next_due
    if before is not None:
        assert after is not None
        assert after >= before
        if added.day <= before - timedelta(verdict(who).cadence_days):
            assert after == before


@given(people(), interactions(), st.integers(0, 200))
def test_an_interaction_never_lowers_a_criterion_on_its_day_or_later(
    who: Person, added: Interaction, later: int
) -> None:
    # More than the count: no criterion that holds is lost, whatever kind is added, on its day and ever after.
    day = added.day + timedelta(later)
    before, after = verdict(who, day), verdict(replace(who, interactions=(*who.interactions, added)), day)
    assert after.communication.met >= before.communication.met
    assert after.common_ground.met >= before.common_ground.met
    assert after.trust.met >= before.trust.met


@given(people(), interactions())
def test_what_lies_ahead_does_not_count(who: Person, added: Interaction) -> None:
    ahead = replace(added, day=TODAY + timedelta(1))
    with_it = verdict(replace(who, interactions=(*who.interactions, ahead)))
    assert replace(with_it, until=None) == replace(verdict(who), until=None)


def lasting(found: Verdict) -> Verdict:
    """Return a verdict without the words that count days."""

    def dated(criterion: Criterion) -> Criterion:
        return replace(criterion, why="")

    step = found.next_step
    return replace(
        found,
        communication=dated(found.communication),
        common_ground=dated(found.common_ground),
        trust=dated(found.trust),
        next_step=replace(step, reason="", overdue_days=0) if step else None,
        until=None,
    )


@given(people(), others, st.integers(1, 500))
def test_a_verdict_holds_until_the_day_it_names(who: Person, friends: list[Person], later: int) -> None:
    now = verdict(who, TODAY, friends)
    assert now.until is None or now.until > TODAY
    day = TODAY + timedelta(later)
    if now.until is not None and day >= now.until:
        day = now.until - timedelta(1)
    then = verdict(who, day, friends)
    assert lasting(then) == lasting(now)
    assert then.until == now.until or day == TODAY or now.next_due is None


def test_until_comes_where_only_time_passes() -> None:
    who = person(line(400, topics=("rust",)), line(90), line(10), cadence=30)
    found = verdict(who)
    assert found.next_due == back(-20)
    assert found.until == back(-20)
    assert verdict(person()).until is None
    assert verdict(person(cadence=30)).until == back(-1)
    assert verdict(person(interests=["chess"], trust=True)).until is None
