"""What to say: out of the person's own note, and never the same words for two notes that differ."""

from itertools import combinations

import pytest
import reading_vault
from msgspec.structs import replace
from rules_builders import ME, TODAY, back, line, loop, moment, person, verdict

from vaultkit.people.person import Person
from vaultkit.people.reading.roster import people
from vaultkit.people.rules.network import Network, is_about
from vaultkit.people.rules.wording import ago, count, listed, plain, span, within
from vaultkit.people.verdict import Strategy


def said(who: Person, *others: Person) -> tuple[Strategy, tuple[str, ...]]:
    step = verdict(who, others=others).next_step
    assert step is not None
    return step.strategy, step.say


def test_who_is_to_be_called_is_told_with_promise_last_topic_what_is_shared_and_their_goals() -> None:
    who = person(
        line(40, text="the new job at [[Acme|ACME]] #work"),
        line(60, text="older"),
        line(39, "like", text="a post"),
        cadence=30,
        interests=["Sailing", "chess"],
        shared=["the choir"],
        goals=["publish a book"],
        loops=(loop("send the paper"), loop("kept", kept=True), loop("call the vet", due=back(-5))),
    )
    assert said(who) == (
        Strategy.ENGAGE,
        (
            "open promise: call the vet (by 2026-11-27)",
            "open promise: send the paper",
            "last time (2026-10-13): call: the new job at ACME #work",
            "in common: Sailing and the choir",
        ),
    )


def test_a_last_contact_without_words_gives_way_to_its_kind_or_to_an_older_one() -> None:
    assert said(person(line(40, "met"), line(60), cadence=30))[1][0] == "last time (2026-10-13): met"
    lines = (line(40, "mention"), line(60, "", text="the move to Oslo"), line(70))
    assert said(person(*lines, cadence=30))[1][0] == "last time (2026-09-23): the move to Oslo"


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("## Log\n- 2026-11-02 call with [[Mum]]\n", "call with Mum"),
        ("## Log\n- 2026-11-02 met: with Dave and Priya\n", "met: with Dave and Priya"),
        ("## Log\n- 2026-11-02 -> gift: bouldering book\n", "-> gift: bouldering book"),
        ("## Log\n- 2026-11-02 <- coffee:\n", "<- coffee"),
        ("## Log\n- 2026-11-02 a long talk\n", "a long talk"),
        ("---\nmet: 2026-11-02\n---\n", "met"),
        ("---\nlast_seen: 2026-11-02\n---\n", "last contacted"),
    ],
)
def test_the_last_contact_is_told_whole(note: str, told: str) -> None:
    (who,) = people(reading_vault.moment({"People/Ada.md": note}))
    last = [words for words in said(replace(who, cadence=5))[1] if words.startswith("last time")]
    assert last == [f"last time (2026-11-02): {told}"]


@pytest.mark.parametrize(
    ("properties", "told"),
    [
        ("relationship: cousin", ("what they are to you: cousin",)),
        (
            "relationship: '[[Boss|boss]]'\nnotes: likes tea",
            ("what they are to you: boss", "ask about: notes — likes tea"),
        ),
        ("pets: [Rex, '[[Tom]]']\nnotes: likes tea", ("ask about: pets — Rex and Tom", "ask about: notes — likes tea")),
        ("a: 1\nb: true\nc: 2026-01-02\nurl: x\nd: tea at 5", ("ask about: d — tea at 5",)),
    ],
)
def test_where_there_is_nothing_else_any_property_helps(properties: str, told: tuple[str, ...]) -> None:
    (who,) = people(reading_vault.moment({"People/Ada.md": f"---\ncadence: 30\n{properties}\n---\n"}))
    assert said(who)[1] == told


@pytest.mark.parametrize(
    "property_",
    [
        "home: https://a.example/b",
        "home: www.a.example",
        "mail: a@b.example",
        "contact_id: abc",
        "key: 3f2a-77b0",
        "code: A12",
        "size: 1.5",
        "seen: 2026-01-02 10:00",
        "open: 'true'",
        "cssclasses: wide",
        f"life: {'word ' * 20}",
        "empty: ''",
    ],
)
def test_addresses_ids_and_long_texts_are_no_talk(property_: str) -> None:
    (who,) = people(reading_vault.moment({"People/Ada.md": f"---\ncadence: 30\n{property_}\n---\n"}))
    assert said(who)[1] == ("ask Ada what they are working on, and what they enjoy",)


def test_a_new_contact_is_reminded_of_the_beginning() -> None:
    who = person(line(5, "met", text="at the meetup"), how_met="PyCon, in the queue", introduced_by="[[Bob Kahn]]")
    assert said(who) == (
        Strategy.FOLLOW_UP,
        (
            "how you met: PyCon, in the queue",
            "you were introduced by Bob Kahn",
            "last time (2026-11-17): met: at the meetup",
        ),
    )


def test_an_offer_knows_their_goals_my_interests_and_whom_to_introduce() -> None:
    who = person(
        *(line(age) for age in (10, 20, 45)),
        cadence=30,
        goals=["learn sailing", "find a publisher"],
        interests=["jazz"],
    )
    near = person(line(3), name="Lin Yao", interests=["Jazz", "sailing"])
    far = person(line(300), name="Bob Kahn", goals=["find a publisher"], interests=["jazz"])
    never = person(line(1), name="Ex Friend", interests=["jazz"], estranged=True)
    assert said(who, far, never, near, who) == (
        Strategy.OFFER_VALUE,
        (
            "their goal “learn sailing” is close to your sailing: offer what you know",
            "for “learn sailing” you could introduce Lin Yao",
            "for “find a publisher” you could introduce Bob Kahn",
            "last time (2026-11-12): call",
        ),
    )
    only_jazz = person(*(line(age) for age in (10, 20, 45)), cadence=30, interests=["jazz"])
    assert said(only_jazz, far, near)[1][0] == "for “jazz” you could introduce Lin Yao and Bob Kahn"


def test_an_offer_that_meets_nobody_asks_about_the_goal() -> None:
    who = person(*(line(age) for age in (10, 20, 45)), cadence=30, goals=["run a marathon"])
    assert said(who)[1][0] == "ask what would help with “run a marathon”"


@pytest.mark.parametrize(
    "let_be",
    [{"paused": True}, {"deceased": True}, {"estranged": True}, {"snoozed_until": back(-1)}, {"trust": False}],
)
def test_who_is_let_be_is_never_offered_as_an_introduction(let_be: dict[str, object]) -> None:
    who = person(*(line(age) for age in (10, 20, 45)), cadence=30, goals=["run a marathon"])
    runner = person(line(3), name="Lin Yao", interests=["marathon"])
    assert any("Lin Yao" in words for words in said(who, runner)[1])
    assert not any(
        "Lin Yao" in words for words in said(who, person(name="Lin Yao", interests=["marathon"], **let_be))[1]
    )


def test_a_snoozed_friend_may_be_introduced_from_that_day_on() -> None:
    who = person(*(line(age) for age in (10, 20, 45)), cadence=30, goals=["run a marathon"])
    runner = person(name="Lin Yao", interests=["marathon"], snoozed_until=back(-2))
    assert verdict(who, others=[runner]).until == back(-2)


def test_who_has_no_common_ground_is_asked_about_work_and_interests() -> None:
    who = person(
        *(line(age) for age in (10, 20, 45)),
        cadence=30,
        trust=True,
        role=["engineer"],
        company=["Acme"],
        interests=["chess"],
        goals=["run a marathon"],
        location=("Oslo",),
        tags=("person", "people/choir", "#Neighbours"),
    )
    assert said(who) == (
        Strategy.BE_AUTHENTIC,
        (
            "ask about their work: engineer at Acme",
            "ask about chess",
            "ask about life in Oslo",
            "your tags for them: choir and Neighbours",
        ),
    )


def test_where_the_note_says_nothing_the_name_has_to_do() -> None:
    assert said(person(cadence=30))[1] == ("ask Ada Lovelace what they are working on, and what they enjoy",)


def test_the_promise_that_is_the_reason_is_not_said_twice() -> None:
    found = said(person(loops=(loop("send the paper", due=back(1)),), role=["engineer"]))
    assert found == (Strategy.FOLLOW_UP, ("ask about their work: engineer",))


DIFFERENT: tuple[dict[str, object], ...] = (
    {},
    {"role": ["engineer"]},
    {"role": ["nurse"]},
    {"company": ["Acme"]},
    {"interests": ["chess"]},
    {"interests": ["go"]},
    {"interests": ["sailing"]},
    {"goals": ["run a marathon"]},
    {"goals": ["write a book"]},
    {"shared": ["the choir"]},
    {"shared": ["the band"]},
    {"loops": (loop("send the paper"),)},
    {"loops": (loop("send the book"),)},
    {"how_met": "PyCon"},
    {"introduced_by": "Bob"},
    {"location": ("Oslo",)},
    {"tags": ("choir",)},
)


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (line(5, "met"),),
        (line(100, "met"),),
        tuple(line(age) for age in (10, 20, 45)),
    ],
    ids=["nobody yet", "new", "silent", "regular"],
)
@pytest.mark.parametrize("trust", [None, True])
def test_different_notes_never_get_the_same_words(lines: tuple[object, ...], trust: bool | None) -> None:  # noqa: FBT001 -- the property
    told = []
    for more in DIFFERENT:
        step = verdict(person(*lines, cadence=30, trust=trust, **more)).next_step  # type: ignore[arg-type]  # lines
        if step is not None:
            told.append(step.say)
    assert len(told) > len(DIFFERENT) // 2
    assert all(one != other for one, other in combinations(told, 2))
    assert all(0 < len(one) <= 4 for one in told)


# The network


def test_three_people_are_named_at_most() -> None:
    many = [person(line(9 - number), name=f"Friend {number}", interests=["jazz"]) for number in range(6)]
    assert said(person(*(line(age) for age in (10, 20, 45)), cadence=30, interests=["jazz"]), *many)[1][0] == (
        "for “jazz” you could introduce Friend 5, Friend 4 and Friend 3"
    )
    network = Network.of(many, TODAY)
    assert [one.name for one in network.who_cares_about("jazz", many[4])] == ["Friend 5", "Friend 3", "Friend 2"]


@pytest.mark.parametrize(
    ("one", "other", "about"),
    [
        ("sailing", "Sailing", True),
        ("learn sailing", "sailing", True),
        ("sailing", "learn about sailing in winter", True),
        ("learn sailing", "learn chess", False),
        ("", "", False),
        ("", "sailing", False),
        ("go", "go", True),
        ("go", "go to Rome", False),
        ("日本語", "日本語", True),
    ],
)
def test_what_two_entries_are_about(one: str, other: str, about: bool) -> None:  # noqa: FBT001 -- a table
    assert is_about(one, other) is about
    assert is_about(other, one) is about
    friend = person(name="Lin Yao", interests=[other])
    assert bool(Network.of([friend], TODAY).who_cares_about(one, person())) is about
    assert not Network.of([friend], TODAY).who_cares_about(one, friend)


def test_a_moment_is_looked_at_from_the_owner() -> None:
    assert moment().today == TODAY
    assert verdict(person(interests=["sailing"]), owner=ME).common_ground.met
    assert not verdict(person(interests=["sailing"]), owner=None).common_ground.met


# The words


def test_counts_days_and_spans() -> None:
    assert [count(number, "day") for number in (0, 1, 2)] == ["0 days", "1 day", "2 days"]
    assert [ago(back(age), TODAY) for age in (0, 1, 2)] == ["today", "yesterday", "2 days ago"]
    assert [span(days) for days in (365, 366, 730, 40, 1)] == [
        "the last year",
        "the last year",
        "the last two years",
        "the last 40 days",
        "the last 1 day",
    ]
    assert [within(days) for days in (365, 400)] == ["within a year", "within 400 days"]


def test_lists_are_short() -> None:
    assert [listed(list("abcde"[:number])) for number in range(6)] == [
        "",
        "a",
        "a and b",
        "a, b and c",
        "a, b, c and 1 more",
        "a, b, c and 2 more",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("met [[People/Ada Lovelace|Ada]] and [[People/Bob Kahn]]", "met Ada and Bob Kahn"),
        ("see [[Notes.md#Part]] and ![[#Part]]", "see Notes and #Part"),
        ("two\nlines  here", "two lines here"),
        ("word " * 40, "word " * 23 + "word…"),
        ("w" * 200, "w" * 119 + "…"),
        ("[[unclosed", "[[unclosed"),
        ("[[" * 50, "[[" * 50),
    ],
)
def test_a_text_is_shown_as_one_short_line(text: str, shown: str) -> None:
    assert plain(text) == shown
