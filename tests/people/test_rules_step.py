"""The next step: the first of the rules that applies, with its reason, its day and its evidence."""

from datetime import date

import pytest
from rules_builders import ME, TODAY, back, knowing, line, loop, moment, person, settings, verdict

from vaultkit.people.person import Person
from vaultkit.people.rules import judge as judge_room
from vaultkit.people.rules import viewpoint
from vaultkit.people.rules.case import Case
from vaultkit.people.rules.network import Network, Viewpoint
from vaultkit.people.rules.step import next_step
from vaultkit.people.settings import PeopleSettings
from vaultkit.people.verdict import Step, Strategy


def step(who: Person, today: date = TODAY, within: int = 0) -> Step | None:
    case = Case.of(who, Viewpoint(ME, Network.of([], today), PeopleSettings(), today))
    return next_step(case, verdict(who, today), within)


def told(who: Person, today: date = TODAY, within: int = 0) -> tuple[Strategy, int, int] | None:
    """Return strategy, due day as days before today, and days overdue."""
    found = step(who, today, within)
    return (found.strategy, (today - found.due).days, found.overdue_days) if found else None


OLD = (line(300), line(290), line(280))
FRIEND: dict[str, object] = {"trust": True, "shared": ["the choir"]}


@pytest.mark.parametrize(
    "let_be",
    [{"paused": True}, {"deceased": True}, {"estranged": True}, {"snoozed_until": back(-1)}],
)
def test_nothing_is_asked_for_who_is_let_be(let_be: dict[str, object]) -> None:
    who: dict[str, object] = {
        "cadence": 7,
        "follow_up": loop(due=back(3), follow_up=True),
        "loops": (loop(due=back(3)),),
    }
    assert step(person(*OLD, **who)) is not None
    assert step(person(*OLD, **who, **let_be)) is None
    assert step(person(*OLD, **who, **let_be), within=100) is None
    assert verdict(person(*OLD, **who, **let_be)).next_step is None


def test_snoozed_until_today_is_over() -> None:
    assert step(person(*OLD, cadence=7, snoozed_until=TODAY)) is not None
    assert step(person(*OLD, cadence=7, snoozed_until=back(1))) is not None
    found = verdict(person(*OLD, cadence=7, snoozed_until=back(-5)))
    assert (found.next_step, found.until) == (None, back(-5))


# A promise


@pytest.mark.parametrize(
    ("due", "within", "told_of"),
    [
        (2, 0, (Strategy.FOLLOW_UP, 2, 2)),
        (1, 0, (Strategy.FOLLOW_UP, 1, 1)),
        (0, 0, (Strategy.FOLLOW_UP, 0, 0)),
        (-1, 0, None),
        (-1, 1, (Strategy.FOLLOW_UP, -1, -1)),
        (-2, 1, None),
        (-7, 7, (Strategy.FOLLOW_UP, -7, -7)),
        (-8, 7, None),
        (None, 900, None),
    ],
)
def test_a_promise_comes_on_its_day(due: int | None, within: int, told_of: tuple[Strategy, int, int] | None) -> None:
    day = None if due is None else back(due)
    task = person(*OLD, loops=(loop(due=day),))
    assert told(task, within=within) == told_of
    asked = person(*OLD, follow_up=loop("", due=day, follow_up=True))
    assert told(asked, within=within) == told_of


def test_the_reason_is_the_promise_itself() -> None:
    promise = loop("send [[Papers/Engine|the paper]] to her", due=back(3))
    found = step(person(*OLD, loops=(loop("later", due=back(1)), promise, loop("undated"))))
    assert found is not None
    assert found.reason == found.dated == "promised for 2026-11-19: send the paper to her"
    assert [piece.location for piece in found.evidence] == [promise.location]
    assert found.say[:2] == ("open promise: later (by 2026-11-21)", "open promise: undated")


def test_a_follow_up_day_is_named() -> None:
    wish = loop("2026-11-19", due=back(3), follow_up=True)
    found = step(person(*OLD, follow_up=wish))
    assert found is not None
    assert found.reason == "you planned to follow up on 2026-11-19"
    assert [piece.quote for piece in found.evidence] == ["2026-11-19"]


def test_kept_and_undated_promises_are_not_due() -> None:
    kept = (loop(due=back(3), kept=True), loop(due=back(3), kept=True, done=back(2)), loop())
    assert step(person(*OLD, loops=kept)) is None


def test_the_earliest_promise_comes_first() -> None:
    who = person(*OLD, loops=(loop(due=back(2)), loop(due=back(9))), follow_up=loop(due=back(5), follow_up=True))
    assert told(who) == (Strategy.FOLLOW_UP, 9, 9)


# A new contact


@pytest.mark.parametrize(
    ("first", "told_of"),
    [
        (0, (Strategy.FOLLOW_UP, -3, -3)),
        (2, (Strategy.FOLLOW_UP, -1, -1)),
        (3, (Strategy.FOLLOW_UP, 0, 0)),
        (4, (Strategy.FOLLOW_UP, 1, 1)),
        (29, (Strategy.FOLLOW_UP, 26, 26)),
        (30, (Strategy.FOLLOW_UP, 27, 27)),
        (31, None),
        (32, None),
    ],
)
def test_a_new_contact_is_followed_up(first: int, told_of: tuple[Strategy, int, int] | None) -> None:
    assert told(person(line(first, "met"))) == told_of


@pytest.mark.parametrize(
    ("said", "followed"),
    [
        ("-> email", True),
        ("call", True),
        ("mention", True),
        ("share", True),
        ("help", True),
        ("", True),
        ("<- email", False),
        ("<- help", False),
        ("<- ", False),
        ("like", False),
        ("-> like", False),
        ("connect", False),
        ("note", False),
    ],
)
def test_what_follows_up(said: str, followed: bool) -> None:  # noqa: FBT001 -- a table
    first = line(10, "met")
    assert (step(person(first, line(9, said))) is None) is followed
    # On the same day, or a day ahead, nothing has followed yet.
    assert step(person(first, line(10, said))) is not None
    assert step(person(first, line(-1, said))) is not None


def test_a_card_alone_is_no_contact() -> None:
    assert step(person(line(5, "connect"), line(4, "like"))) is None
    assert told(person(line(9, "connect"), line(5, "mention"))) == (Strategy.FOLLOW_UP, 2, 2)


def test_the_reason_of_a_new_contact() -> None:
    found = step(person(line(12, "met", text="at the meetup"), line(8, "<- email", text="thanks")))
    assert found is not None
    assert found.reason == "a new contact, made 12 days ago; they were in touch on 2026-11-14"
    assert found.dated == "a new contact, made on 2026-11-10; they were in touch on 2026-11-14"
    assert len(found.evidence) == 2


# The cadence


@pytest.mark.parametrize(
    ("last", "within", "told_of"),
    [
        (29, 0, None),
        (30, 0, (Strategy.ENGAGE, 0, 0)),
        (31, 0, (Strategy.ENGAGE, 1, 1)),
        (32, 0, (Strategy.ENGAGE, 2, 2)),
        (29, 1, (Strategy.ENGAGE, -1, -1)),
        (28, 1, None),
        (20, 10, (Strategy.ENGAGE, -10, -10)),
        (19, 10, None),
    ],
)
def test_the_cadence_asks_when_its_day_has_come(
    last: int, within: int, told_of: tuple[Strategy, int, int] | None
) -> None:
    who = person(line(last), line(200), line(100), cadence=30, **FRIEND)
    assert verdict(who).status == "connection"
    assert told(who, within=within) == told_of


@pytest.mark.parametrize(
    ("more", "wish"),
    [
        ({"cadence": 30}, "you want to be in touch every 30 days"),
        ({"tier": "close"}, "you want to be in touch every 30 days (close)"),
        ({"cadence": 1}, "you want to be in touch every day"),
    ],
)
def test_the_reason_of_the_cadence(more: dict[str, object], wish: str) -> None:
    found = step(person(line(40), line(60), **more))
    assert found is not None
    assert found.reason == f"{wish}; the last contact was 40 days ago"
    assert found.dated == f"{wish}; the last contact was on 2026-10-13"
    assert len(found.evidence) == 1


def test_the_untracked_are_never_overdue() -> None:
    assert step(person(*OLD)) is None
    assert step(person(*OLD), within=1000) is None
    assert step(person(*OLD, tier="nobody knows")) is None
    assert step(person()) is None


# On the way to a connection


def test_the_first_missing_criterion_says_what_to_do() -> None:
    lately = (line(45), line(20), line(10))
    assert told(person(line(45), line(10), cadence=30)) == (Strategy.ENGAGE, -20, -20)
    assert told(person(*lately, cadence=30)) == (Strategy.OFFER_VALUE, -20, -20)
    assert told(person(*lately, cadence=30, trust=True)) == (Strategy.BE_AUTHENTIC, -20, -20)
    assert told(person(*lately, cadence=30, shared=["the choir"])) == (Strategy.OFFER_VALUE, -20, -20)
    assert told(person(*lately, cadence=30, **FRIEND)) is None
    assert told(person(*lately)) is None


def test_without_any_contact_it_is_due_today() -> None:
    assert told(person(cadence=30)) == (Strategy.ENGAGE, 0, 0)
    assert told(person(line(4, "like"), cadence=30)) == (Strategy.ENGAGE, 0, 0)
    found = step(person(cadence=30))
    assert found is not None
    assert found.reason == found.dated == "for regular communication: 3 days of contact within a year"


def test_the_reason_is_what_is_missing() -> None:
    found = verdict(person(line(45), line(20), line(10), cadence=30, goals=["publish a book"]))
    assert found.next_step is not None
    assert found.next_step.reason == f"for mutual trust: {found.trust.missing}"
    assert [piece.quote for piece in found.next_step.evidence] == ["publish a book"]


def test_earlier_rules_win() -> None:
    promise = loop(due=back(1))
    assert told(person(line(10, "met"), cadence=7, loops=(promise,))) == (Strategy.FOLLOW_UP, 1, 1)
    assert told(person(line(10, "met"), cadence=7)) == (Strategy.FOLLOW_UP, 7, 7)
    assert told(person(line(40, "met"), cadence=7)) == (Strategy.ENGAGE, 33, 33)


def test_the_numbers_of_the_steps_are_settings() -> None:
    who = person(line(10, "met"))
    assert verdict(who, chosen=settings(new_contact_window=9)).next_step is None
    found = verdict(who, chosen=settings(new_contact_window=10, follow_up_after=5)).next_step
    assert found is not None
    assert found.due == back(5)


# Everybody


EVERYBODY = (
    person(line(40), cadence=30, name="Ada Lovelace"),
    person(line(24), line(60), line(70), cadence=30, name="Bob Kahn", **FRIEND),
    person(line(400), loops=(loop(due=back(12)),), name="Carl Gauss"),
    person(line(1, "met"), name="Dora Maar"),
    person(line(400), cadence=7, paused=True, name="Emil Post"),
    person(line(10), line(20), line(30), cadence=60, name="Fan Chung"),
    person(line(35), line(40), line(50), cadence=30, name="Abe Zee", **FRIEND),
)


@pytest.fixture
def _my_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Say who the owner is: to read them is another's work."""
    monkeypatch.setattr(viewpoint, "owner", lambda _: ME)


@pytest.mark.usefixtures("_my_own")
@pytest.mark.parametrize(
    ("within", "all_", "names"),
    [
        (0, False, ["Carl Gauss", "Ada Lovelace", "Abe Zee"]),
        (1, False, ["Carl Gauss", "Ada Lovelace", "Abe Zee"]),
        (2, False, ["Carl Gauss", "Ada Lovelace", "Abe Zee", "Dora Maar"]),
        (6, False, ["Carl Gauss", "Ada Lovelace", "Abe Zee", "Dora Maar", "Bob Kahn"]),
        (0, True, ["Carl Gauss", "Ada Lovelace", "Abe Zee", "Dora Maar", "Fan Chung"]),
    ],
)
def test_steps_stand_in_the_order_of_their_days(within: int, all_: bool, names: list[str]) -> None:  # noqa: FBT001 -- a table
    found = judge_room.judged_steps(knowing(moment(), EVERYBODY), within, all_=all_)
    assert [who.name for who, _ in found] == names
    assert all(one.overdue_days >= -within or all_ for _, one in found)


@pytest.mark.usefixtures("_my_own")
def test_everybody_is_judged_once_a_moment() -> None:
    now = knowing(moment(), EVERYBODY)
    assert judge_room.verdicts(now) is judge_room.verdicts(now)
    assert list(judge_room.verdicts(now)) == sorted(who.path for who in EVERYBODY)
    for who in EVERYBODY:
        assert judge_room.verdicts(now)[who.path] == verdict(who, others=EVERYBODY)
