"""The three criteria, with the days on either side of each limit."""

from datetime import date

import pytest
from msgspec.structs import replace
from rules_builders import ME, PATH, TODAY, back, line, loop, person, settings, topics, verdict

from vaultkit.api import Location
from vaultkit.people.interaction import Interaction
from vaultkit.people.person import Person
from vaultkit.people.settings import PeopleSettings
from vaultkit.people.verdict import Criterion, Evidence


def communication(*lines: Interaction, cadence: int | None = None, today: date = TODAY) -> Criterion:
    return verdict(person(*lines, cadence=cadence), today).communication


@pytest.mark.parametrize(
    ("ages", "cadence", "met"),
    [
        # three days of contact
        ([0, 1], None, False),
        ([0, 1, 2], None, True),
        ([0, 0, 1], None, False),
        ([], None, False),
        # the window: a year
        ([0, 1, 364], None, True),
        ([0, 1, 365], None, True),
        ([0, 1, 366], None, False),
        ([0, 1, 367], None, False),
        # the window: four cadences, where that is longer
        ([0, 1, 400], 100, True),
        ([0, 1, 399], 100, True),
        ([0, 1, 401], 100, False),
        ([0, 1, 402], 100, False),
        # grace: one and a half cadences since the last contact (default 90)
        ([134, 200, 300], None, True),
        ([135, 200, 300], None, True),
        ([136, 200, 300], None, False),
        ([137, 200, 300], None, False),
        # rounded up: 1.5 times 7 is 10.5
        ([10, 20, 30], 7, True),
        ([11, 20, 30], 7, True),
        ([12, 20, 30], 7, False),
        ([1, 20, 30], 1, True),
        ([2, 20, 30], 1, True),
        ([3, 20, 30], 1, False),
        # what lies ahead
        ([0, 1, -1], None, False),
        ([200, 201, 202, -1], None, False),
    ],
)
def test_communication_counts_days(ages: list[int], cadence: int | None, met: bool) -> None:  # noqa: FBT001 -- a table
    assert communication(*(line(age) for age in ages), cadence=cadence).met is met


@pytest.mark.parametrize(
    ("said", "met"),
    [
        (["-> email", "-> email", "-> email"], False),
        (["-> email", "-> email", "<- email"], True),
        (["-> email", "-> email", "email"], True),
        (["-> call", "-> met", "-> video"], True),
        (["share", "comment", "invite"], False),
        (["share", "<- comment", "invite"], True),
        (["help", "-> intro", "gift"], False),
        (["help", "intro", "collab"], True),
        (["help", "intro", "confide"], True),
        (["-> email", "help", "mention"], True),
        (["mention", "mention", "mention"], True),
        (["-> ", "-> ", "-> "], False),
        (["", "-> ", "-> "], True),
        # an answer that is no contact is none
        (["-> email", "-> email", "-> email, like"], False),
        (["-> email", "-> email", "-> email, note"], False),
        # likes and remarks are no days of contact
        (["call", "call", "like"], False),
        (["call", "call", "note"], False),
        (["call", "call", "connect"], False),
        (["call", "call", "call, note"], True),
    ],
)
def test_communication_is_not_one_sided(said: list[str], met: bool) -> None:  # noqa: FBT001 -- a table
    lines = [line(age, kinds) for age, kinds in enumerate(said, 1)]
    assert communication(*lines).met is met


def test_an_answer_must_lie_in_the_window() -> None:
    mine = [line(age, "-> email") for age in (1, 2, 3)]
    assert communication(*mine, line(365, "<- email")).met
    assert not communication(*mine, line(366, "<- email")).met


def test_a_like_of_theirs_is_no_answer() -> None:
    mine = [line(age, "-> email") for age in (1, 2, 3)]
    assert not communication(*mine, line(2, "<- like")).met
    assert not communication(*mine, line(2, "<- note")).met


def test_the_window_goes_over_a_leap_day() -> None:
    # From 2023-06-01 to 2024-05-31 there are 365 days, with 29 February among them; a day later there are 366.
    lines = [line(date(2023, 6, 1)), line(date(2024, 5, 1)), line(date(2024, 2, 29))]
    assert communication(*lines, today=date(2024, 5, 31)).met
    assert not communication(*lines, today=date(2024, 6, 1)).met


@pytest.mark.parametrize(
    ("ages", "why", "dated", "missing"),
    [
        (
            [20, 40, 60, 80, 300],
            "5 days of contact in the last year, the last 20 days ago",
            "5 days of contact in the last year, the last on 2026-11-02",
            None,
        ),
        ([], "no contact on record yet", "no contact on record yet", "3 days of contact within a year"),
        (
            [1],
            "1 day of contact in the last year, yesterday",
            "1 day of contact in the last year, on 2026-11-21",
            "2 more days of contact within a year",
        ),
        (
            [0, 9],
            "2 days of contact in the last year, the last today",
            "2 days of contact in the last year, the last on 2026-11-22",
            "1 more day of contact within a year",
        ),
        (
            [140, 150, 160],
            "3 days of contact in the last year, the last 140 days ago",
            "3 days of contact in the last year, the last on 2026-07-05",
            "to be in touch again: the last contact was on 2026-07-05, more than 135 days ago",
        ),
        (
            [500],
            "no day of contact in the last year, the last 500 days ago",
            "no day of contact in the last year, the last on 2025-07-10",
            (
                "3 days of contact within a year; "
                "to be in touch again: the last contact was on 2025-07-10, more than 135 days ago"
            ),
        ),
    ],
)
def test_communication_says_the_numbers(ages: list[int], why: str, dated: str, missing: str | None) -> None:
    found = communication(*(line(age) for age in ages))
    assert (found.why, found.dated, found.missing) == (why, dated, missing)


def test_communication_says_what_is_one_sided() -> None:
    found = communication(*(line(age, "-> email") for age in (1, 2, 3)))
    assert found.why == "3 days of contact in the last year, the last yesterday, all of it from you"
    assert found.missing == "something from their side: so far all of it came from you"


def test_communication_quotes_the_newest_days_and_the_answer() -> None:
    answer, mine = line(100, "<- email"), [line(age, "-> email") for age in (9, 7, 7, 5, 3)]
    lines = (answer, *mine)
    found = communication(*lines)
    assert [piece.quote for piece in found.quoted] == [
        f"{back(3)} -> email: ",
        f"{back(5)} -> email: ",
        f"{back(7)} -> email: ",
        f"{back(100)} <- email: ",
    ]
    assert [piece.quote for piece in found.evidence[len(found.quoted) :]] == [f"{back(9)} -> email: "]
    assert communication(line(500, text="long ago"), line(501)).evidence[0].quote.endswith("long ago")
    assert communication().evidence == ()


def test_the_numbers_of_communication_are_settings() -> None:
    who = person(line(1), line(50, "-> email"))
    assert not verdict(who).communication.met
    assert verdict(who, chosen=settings(contact_days=2)).communication.met
    short = settings(contact_days=2, contact_window=40, contact_cadences=0.1)
    assert not verdict(who, chosen=short).communication.met
    assert "in the last 40 days" in verdict(who, chosen=short).communication.why
    # 0.1 times 90 is 9 days, and not a little more or less.
    last_days = [person(line(age), line(age + 1), line(age + 2)) for age in (9, 10)]
    graceless = settings(grace=0.1)
    assert [verdict(one, chosen=graceless).communication.met for one in last_days] == [True, False]
    assert verdict(last_days[0], chosen=settings(grace=float("inf"), contact_cadences=float("nan"))).communication.met


# Common ground


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        ("compilers", "Compilers"),
        ("#compilers", "compilers"),
        ("machine-learning", "Machine Learning"),
        ("machine_learning", "#machine-learning"),
        ("Käse", "kase"),
        ("Straße", "STRASSE"),
        ("Poésie", "poe\u0301sie"),
        ("日本語", "日本語"),
        (" sailing ", "sailing"),
    ],
)
def test_entries_are_compared_as_people_read_them(theirs: str, mine: str) -> None:
    me = replace(ME, interests=topics(mine), goals=())
    assert verdict(person(interests=[theirs]), owner=me).common_ground.met
    assert verdict(person(goals=[theirs]), owner=me).common_ground.met


@pytest.mark.parametrize(("theirs", "mine"), [("compiler", "compilers"), ("", ""), ("#", "-"), ("c", "c++")])
def test_other_entries_are_not_shared(theirs: str, mine: str) -> None:
    me = replace(ME, interests=topics(mine), goals=())
    assert not verdict(person(interests=[theirs]), owner=me).common_ground.met


def test_an_interest_may_meet_a_goal() -> None:
    found = verdict(person(interests=["Write a book"])).common_ground
    assert found.why == "you both care about Write a book"
    assert found.evidence == (
        Evidence(Location(PATH, 3), "Write a book"),
        Evidence(Location("People/Me.md", 3), "write a book"),
    )


def test_something_shared_is_common_ground() -> None:
    found = verdict(person(shared=["the choir"]), owner=None).common_ground
    assert (found.met, found.why, found.missing) == (True, "you share the choir", None)


@pytest.mark.parametrize(
    ("first", "second", "met"),
    [
        (line(1, topics=("rust",)), line(2, topics=("rust",)), True),
        (line(1, topics=("rust",)), line(1, topics=("rust",)), False),
        (line(1, topics=("rust",)), line(2, topics=("go",)), False),
        (line(1, topics=("rust",)), line(2, "note", topics=("rust",)), False),
        (line(1, topics=("rust",)), line(2, "like", topics=("rust",)), False),
        (line(1, topics=("rust",)), line(2, "call, note", topics=("rust",)), True),
        (line(1, topics=("rust",)), line(2, "mention", topics=("rust",)), True),
        (line(1, topics=("rust",)), line(-1, topics=("rust",)), False),
        (line(1, topics=("rust",)), line(900, "-> email", topics=("rust",)), True),
    ],
)
def test_one_topic_on_two_days_is_common_ground(first: Interaction, second: Interaction, met: bool) -> None:  # noqa: FBT001 -- a table
    assert verdict(person(first, second)).common_ground.met is met


def test_common_ground_says_all_of_it_and_quotes_the_newest_lines() -> None:
    lines = [line(age, text=f"day {age}", topics=("rust",)) for age in range(1, 6)]
    found = verdict(person(*lines, interests=["sailing", "chess"], shared=["the choir"])).common_ground
    assert found.why == "you both care about sailing; you share the choir; #rust came up on 5 days"
    assert [piece.quote.rsplit(" ", 2)[-2:] for piece in found.evidence[3:]] == [
        ["day", "1"],
        ["day", "2"],
        ["day", "3"],
    ]


@pytest.mark.parametrize(
    ("who", "owner", "missing"),
    [
        (person(interests=["chess"]), ME, ""),
        (person(), ME, "; their note names no `interests` or `goals` yet"),
        (person(), None, "; your own note names no `interests` or `goals` yet"),
        (person(interests=["chess"]), person(name="Me"), "; your own note names no `interests` or `goals` yet"),
    ],
)
def test_common_ground_says_what_is_missing(who: Person, owner: Person | None, missing: str) -> None:
    found = verdict(who, owner=owner).common_ground
    assert (
        found.missing
        == "an interest or goal that is yours too, something under `shared`, or one topic on 2 days" + missing
    )


def test_a_topic_of_one_day_is_told() -> None:
    found = verdict(person(line(1, topics=("rust",)))).common_ground
    assert found.why == "nothing in common on record yet; #rust came up on 1 day"
    assert len(found.evidence) == 1
    assert verdict(person(line(1, topics=("rust",))), chosen=settings(topic_days=1)).common_ground.met


# Trust


@pytest.mark.parametrize(
    ("said", "met"),
    [
        ([], False),
        # one side alone
        (["help"], False),
        (["<- help"], False),
        (["confide"], False),
        (["<- email"], False),
        # from each side
        (["help", "<- help"], True),
        (["help", "<- advice"], True),
        (["help", "confide"], True),
        (["help", "<- confide"], True),
        (["help", "-> confide"], False),
        (["help", "<- email"], True),
        (["help", "<- "], True),
        (["help", "<- comment"], True),
        (["-> help", "<- intro"], True),
        # both ways speaks for both sides
        (["collab"], True),
        (["-> collab"], True),
        # talk both ways says nothing on the first day or one day
        (["help", "call"], False),
        (["help", "call", "call"], True),
        (["help", "email", "letter"], True),
        (["help", "-> email", "-> email"], False),
        (["help", "mention", "mention"], False),
        (["help", "-> met", "<- met"], True),
        # no contact, no sign
        (["help", "<- like"], False),
        (["help", "<- note"], False),
        (["help", "<- connect"], False),
        # several kinds, each with its own direction
        (["call, intro"], False),
        (["intro, confide"], True),
        (["<- help, collab"], True),
        (["<- help, met"], False),
    ],
)
def test_trust_needs_a_sign_from_each_side(said: list[str], met: bool) -> None:  # noqa: FBT001 -- a table
    lines = [line(30 - number, kinds) for number, kinds in enumerate(said)]
    assert verdict(person(*lines)).trust.met is met


@pytest.mark.parametrize(
    ("ages", "met"),
    [([9, 5, 3], True), ([9, 5, 5], False), ([9, 9, 5], False), ([9, 5, -1], False), ([9, 9, 5, 4], True)],
)
def test_talk_counts_on_later_days_only(ages: list[int], met: bool) -> None:  # noqa: FBT001 -- a table
    lines = [line(age) for age in ages]
    assert verdict(person(*lines, line(9, "help"))).trust.met is met


def test_remarks_do_not_begin_a_contact() -> None:
    # The first day of contact is that of the call, not that of the remark before it.
    lines = [line(20, "note"), line(9), line(5), line(3, "help")]
    assert not verdict(person(*lines)).trust.met
    assert verdict(person(*lines, line(20, "-> email"))).trust.met


@pytest.mark.parametrize(
    ("kept", "done", "met"),
    [(True, None, True), (True, 1, True), (True, 0, True), (True, -1, False), (False, None, False)],
)
def test_a_kept_promise_is_a_sign_from_me(kept: bool, done: int | None, met: bool) -> None:  # noqa: FBT001 -- a table
    promise = loop(kept=kept, done=None if done is None else back(done))
    assert verdict(person(line(3, "<- email"), loops=(promise,))).trust.met is met


def test_the_property_decides() -> None:
    signs = (line(9, "help"), line(5, "<- help"))
    place = Location(PATH, 7)
    says_no = verdict(person(*signs, trust=False, trust_location=place, trust_text="trust: no")).trust
    assert (says_no.met, says_no.why) == (False, "their note says `trust: no`")
    assert says_no.missing == "as long as `trust: no` stands in their note, it decides"
    assert says_no.evidence == (Evidence(place, "trust: no"),)
    says_yes = verdict(person(trust=True)).trust
    assert (says_yes.met, says_yes.missing) == (True, None)
    assert says_yes.why == "their note says that you trust each other"


@pytest.mark.parametrize(
    ("said", "why", "missing"),
    [
        (
            [],
            "nothing on record says so yet",
            (
                "a sign from each side, such as help given and an answer had; "
                "if you trust each other, write `trust: mutual` in their note"
            ),
        ),
        (
            ["help"],
            "from you: help on 2026-10-23",
            (
                "a sign from them, such as an answer, help or advice; "
                "if you trust each other, write `trust: mutual` in their note"
            ),
        ),
        (
            ["<- "],
            "from them: a word on 2026-10-23",
            (
                "a sign from you, such as help, an introduction or a kept promise; "
                "if you trust each other, write `trust: mutual` in their note"
            ),
        ),
        (["help", "<- comment"], "from you: help on 2026-10-23; from them: comment on 2026-10-24", None),
        (["help", "<- advice", "<- email"], "from you: help on 2026-10-23; from them: advice on 2026-10-24", None),
        (["help", "<- email", "<- advice"], "from you: help on 2026-10-23; from them: advice on 2026-10-25", None),
        (
            ["help", "call", "call"],
            "from you: help on 2026-10-23; from them: talk both ways on 2 days after the first contact",
            None,
        ),
    ],
)
def test_trust_says_what_it_stands_on(said: list[str], why: str, missing: str | None) -> None:
    found = verdict(person(*(line(30 - number, kinds) for number, kinds in enumerate(said)))).trust
    assert (found.why, found.dated, found.missing) == (why, why, missing)


def test_trust_quotes_its_lines() -> None:
    help_, answer = line(9, "help"), line(5, "<- email")
    found = verdict(person(help_, answer)).trust
    assert found.evidence == (Evidence(help_.location, help_.quote), Evidence(answer.location, answer.quote))
    promise = loop("the paper", kept=True, done=back(8))
    found = verdict(person(answer, loops=(promise, loop("the book", kept=True)))).trust
    assert found.why == f"from you: a promise kept on {back(8)}; from them: email on {back(5)}"
    assert found.evidence[0] == Evidence(promise.location, "the paper")


def test_the_days_of_talk_are_a_setting() -> None:
    who = person(line(9, "help"), line(5))
    assert not verdict(who).trust.met
    assert verdict(who, chosen=settings(talk_days=1)).trust.met
    assert verdict(who, chosen=PeopleSettings()).trust.missing is not None
