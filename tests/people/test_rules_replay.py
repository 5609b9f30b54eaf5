"""Status, since and history: what the rules would have said on each day."""

import sys
from itertools import count

import pytest
from rules_builders import TODAY, back, line, loop, person, settings, verdict

from vaultkit.people.interaction import Interaction
from vaultkit.people.verdict import Status, StatusChange

CONNECTION, FADING, CONTACT = Status.CONNECTION, Status.FADING, Status.CONTACT


def friend(*lines: Interaction, **more: object) -> list[tuple[int, str]]:
    """Return the changes of somebody with whom all but communication is given, as days before today and status."""
    found = verdict(person(*lines, **({"trust": True, "shared": ["the choir"], "cadence": 10} | more)))
    assert found.status is (found.history[-1].status if found.history else CONTACT)
    return [((TODAY - change.day).days, str(change.status)) for change in found.history]


@pytest.mark.parametrize(
    ("ages", "history"),
    [
        ([], []),
        ([300, 299], []),
        ([30, 20, 10], [(10, CONNECTION)]),
        # grace is 15 days: the last day of it is 15 days after the contact
        ([35, 25, 16], [(16, CONNECTION), (0, FADING)]),
        ([35, 25, 15], [(15, CONNECTION)]),
        ([35, 25, 17], [(17, CONNECTION), (1, FADING)]),
        # contact on the day after grace has ended: no change on that day, nor the one before
        ([60, 50, 40, 25], [(40, CONNECTION), (9, FADING)]),
        ([60, 50, 40, 24], [(40, CONNECTION), (8, FADING)]),
        ([60, 50, 40, 23], [(40, CONNECTION), (24, FADING), (23, CONNECTION), (7, FADING)]),
        # days that are not enough by themselves
        ([900, 890, 880, 3], [(880, CONNECTION), (864, FADING)]),
        ([900, 890, 880, 3, 2], [(880, CONNECTION), (864, FADING)]),
        ([900, 890, 880, 3, 2, 1], [(880, CONNECTION), (864, FADING), (1, CONNECTION)]),
        # what lies ahead
        ([20, 10, -1], []),
    ],
)
def test_communication_comes_and_goes(ages: list[int], history: list[tuple[int, str]]) -> None:
    assert friend(*(line(age) for age in ages)) == history


def test_a_day_that_leaves_the_window_ends_communication() -> None:
    # With a cadence of 300 the window is four cadences: 1200 days; grace is 450.
    assert friend(line(1300), line(200), line(100), cadence=300) == [(100, CONNECTION), (99, FADING)]
    assert friend(line(1201), line(200), line(100), cadence=300) == [(100, CONNECTION), (0, FADING)]
    assert friend(line(1200), line(200), line(100), cadence=300) == [(100, CONNECTION)]


def test_an_answer_that_leaves_the_window_ends_communication() -> None:
    mine = [line(age, "-> email") for age in range(0, 370, 10)]
    assert friend(line(365, "<- email"), *mine) == [(350, CONNECTION)]
    assert friend(line(366, "<- email"), *mine) == [(350, CONNECTION), (0, FADING)]


def test_several_interactions_of_a_day_are_one_day() -> None:
    assert friend(line(5), line(5, "<- email"), line(4, "-> email"), line(4)) == []


def test_common_ground_and_trust_wait_for_their_day() -> None:
    lines = [line(50), line(44), line(38), line(30), line(20, topics=("rust",)), line(12), line(4, topics=("rust",))]
    assert friend(*lines, shared=[]) == [(4, CONNECTION)]
    lines = [line(50), line(44), line(38), line(30), line(20), line(12, "help"), line(4)]
    assert friend(*lines, trust=None) == [(12, CONNECTION)]


def test_a_bond_that_comes_after_communication_has_ended_is_fading_at_once() -> None:
    lines = [line(90), line(80), line(70)]
    promise = loop(kept=True, done=back(20))
    assert friend(*lines, trust=None, loops=(promise,)) == [(20, FADING)]
    # A contact, be it help, is communication anew.
    assert friend(*lines, line(20, "help"), trust=None) == [(20, CONNECTION), (4, FADING)]


def test_a_kept_promise_has_its_day() -> None:
    lines = [line(30), line(24), line(18), line(6)]
    promise = loop(kept=True, done=back(10))
    assert friend(*lines, trust=None, loops=(promise,)) == [(10, CONNECTION)]
    assert friend(*lines, trust=None, loops=(loop(kept=True),)) == [(18, CONNECTION)]
    assert friend(*lines, trust=None, loops=(loop(kept=True, done=back(-1)),)) == []


def test_trust_begins_with_the_first_sign_of_each_side() -> None:
    mine = [line(50, "<- email"), line(44), line(38), line(30, "help"), line(18, "help"), line(6)]
    assert friend(*mine, trust=None) == [(30, CONNECTION)]
    kept = tuple(loop(kept=True, done=back(age)) for age in (18, 30))
    assert friend(*mine[:3], line(30), line(18), line(6), trust=None, loops=kept) == [(30, CONNECTION)]
    talk = [line(50, "help"), line(44, "-> email"), line(38), line(30, "-> email"), line(20), line(8)]
    assert friend(*talk, trust=None) == [(20, CONNECTION)]


def test_a_bond_on_the_last_day_of_communication_is_a_connection_for_that_day() -> None:
    lines = [line(35), line(25), line(16)]
    kept = {age: (loop(kept=True, done=back(age)),) for age in (2, 1, 0)}
    assert friend(*lines, trust=None, loops=kept[2]) == [(2, CONNECTION), (0, FADING)]
    assert friend(*lines, trust=None, loops=kept[1]) == [(1, CONNECTION), (0, FADING)]
    assert friend(*lines, trust=None, loops=kept[0]) == [(0, FADING)]


def test_properties_hold_throughout_and_decide() -> None:
    lines = [line(30), line(24, "help"), line(18, "<- help"), line(6)]
    assert friend(*lines) == [(18, CONNECTION)]
    assert friend(*lines, trust=False) == []


def test_communication_alone_makes_nobody_fade() -> None:
    found = verdict(person(line(300), line(290), line(280), cadence=10))
    assert (found.status, found.history) == (CONTACT, ())


def test_fading_needs_communication_on_some_earlier_day() -> None:
    found = verdict(person(line(300), line(100), cadence=10, trust=True, shared=["the choir"]))
    assert (found.status, found.criteria_met) == (CONTACT, 2)


def test_since_is_the_last_change_or_the_first_day_on_record() -> None:
    lines = [line(30), line(20), line(10)]
    found = verdict(person(*lines, trust=True, shared=["the choir"]))
    assert (found.since, found.history) == (back(10), (StatusChange(back(10), CONNECTION),))
    assert verdict(person(*lines)).since == back(30)
    assert verdict(person(line(40, "note"), *lines)).since == back(40)
    assert verdict(person(line(40, "like"))).since == back(40)
    assert verdict(person(line(40, "mention", origin="property"))).since == back(40)
    assert verdict(person(line(-1))).since is None
    assert verdict(person()).since is None


def test_who_is_a_connection_from_the_first_day_has_that_change() -> None:
    found = verdict(person(line(10), trust=True, shared=["the choir"]), chosen=settings(contact_days=1))
    assert found.history == (StatusChange(back(10), CONNECTION),)


def test_what_is_told_of_a_person_beside_the_status() -> None:
    lines = [
        line(9, "met", text="a"),
        line(8, "-> met"),
        line(7, "<- call"),
        line(6, "help"),
        line(5, "<- like"),
        line(4, "mention"),
        line(3, "note"),
        line(2, "call, intro"),
        line(1, "mention", origin="property"),
        line(-1),
    ]
    found = verdict(person(*lines))
    assert found.interactions == 8
    assert (found.balance.mine, found.balance.theirs, found.balance.both) == (2, 2, 2)
    assert (found.path, found.last_contact) == ("People/Ada Lovelace.md", back(1))
    assert verdict(person(lines[0], lines[0])).interactions == 1


def test_a_long_log_is_replayed_in_one_pass() -> None:
    kinds = ("call", "-> email", "<- email", "help", "mention")
    lines = [line(age, kinds[age % 5], "a talk", topics=(f"t{age % 40}",)) for age in range(0, 15_000, 3)]
    # Ten times as many lines take ten times the work, and a little more; to judge each day anew would take a hundred.
    assert _work(lines) < 15 * _work(lines[:500])


def _work(lines: list[Interaction]) -> int:
    """Return how many calls a verdict takes: unlike seconds, the same on every machine."""
    who = person(*lines, cadence=3, trust=True, shared=["the choir"])
    calls = count()
    before = sys.getprofile()
    sys.setprofile(lambda *_: next(calls) and None)
    try:
        verdict(who)
    finally:
        sys.setprofile(before)
    return next(calls)
