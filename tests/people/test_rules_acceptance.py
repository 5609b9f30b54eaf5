"""The source's own cases: who is a contact, who is a connection, and that nobody has to be met for it."""

from msgspec.structs import replace
from rules_builders import TODAY, back, line, person, verdict

from vaultkit.people.verdict import Status, Strategy

MET = line(28, "met", "at the conference")
CARDS = (line(28, "connect", "exchanged cards"), line(27, "connect", "online"))
LIKES = (line(25, "like", "their post"), line(20, "<- like", "my talk"), line(12, "like", "their talk"))


def test_a_met_once_exchanged_cards_liked_posts_is_a_contact() -> None:
    found = verdict(person(MET, *CARDS, *LIKES))
    assert (found.status, found.criteria_met, found.since) == (Status.CONTACT, 0, MET.day)
    assert found.history == ()
    assert all(one.missing for one in (found.communication, found.common_ground, found.trust))
    assert found.next_step is not None
    assert found.next_step.strategy is Strategy.FOLLOW_UP
    assert found.next_step.due == back(25)
    # After the first weeks nobody is asked any more.
    assert verdict(person(MET, *CARDS, *LIKES), back(-3)).next_step is None


NURTURED = (
    line(150, "met", "at the conference"),
    line(150, "connect", "exchanged cards"),
    line(147, "-> message", "it was good to meet you"),
    line(140, "comment", "on their post"),
    line(120, "-> help", "offered help on their project"),
    line(90, "met", "industry trends", topics=("industry-trends",)),
    line(60, "met", "industry trends", topics=("industry-trends",)),
    line(30, "met", "industry trends", topics=("industry-trends",)),
)


def test_b_nurtured_over_time_is_a_connection() -> None:
    found = verdict(person(*NURTURED))
    assert (found.status, found.criteria_met) == (Status.CONNECTION, 3)
    # Common ground came with the second talk on the topic, and so did trust with talk on a second later day.
    assert [(change.day, change.status) for change in found.history] == [(back(60), Status.CONNECTION)]
    assert found.since == back(60)
    assert found.next_step is None
    assert found.communication.evidence[0].quote.startswith(str(back(30)))


def test_c_never_met_in_person_is_a_connection_too() -> None:
    ways = ("message", "call", "message", "call")
    others = iter(ways)
    online = tuple(
        line(each.day, next(others), each.text, topics=each.topics) if each.kinds == ("met",) else each
        for each in NURTURED
    )
    assert not any("met" in each.kinds for each in online)
    found = verdict(person(*online))
    assert (found.status, found.criteria_met) == (Status.CONNECTION, 3)
    assert found.history == verdict(person(*NURTURED)).history


def test_a_connection_that_falls_silent_fades() -> None:
    who = person(*NURTURED)
    last = next(day for day in range(200) if verdict(who, back(-day)).status is not Status.CONNECTION)
    # 135 days of grace after the last contact, 30 days ago.
    assert last == 106
    found = verdict(who, back(-106))
    assert (found.status, found.since, found.criteria_met) == (Status.FADING, back(-106), 2)
    again = replace(who, interactions=(*NURTURED, line(-106, "message")))
    assert verdict(again, back(-106)).status is Status.CONNECTION
    assert verdict(again, TODAY).status is Status.CONNECTION
