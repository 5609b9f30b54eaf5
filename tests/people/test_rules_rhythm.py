"""Rhythm and drifting: medians, bursts, and both edges of the band."""

import pytest
from rules_builders import back, line, person, settings, verdict

from vaultkit.people.person import Person


def with_gaps(*gaps: int, silence: int = 0, **more: object) -> Person:
    """Return a person with these gaps between days of contact, the oldest first, and silence since the last."""
    ages = [silence]
    for gap in reversed(gaps):
        ages.append(ages[-1] + gap)
    return person(*(line(age) for age in ages), **more)


@pytest.mark.parametrize(
    ("gaps", "rhythm"),
    [
        ([], None),
        ([30, 30], None),
        ([7, 7, 7], 7),
        ([7, 7, 6], 7),
        ([6, 7, 7], 7),
        # 3 times 6 is 18, 4 times 6 is 24
        ([6, 6, 6], None),
        ([6, 6, 6, 6], 6),
        # medians of even counts: 5.5 times 4 is 22, and rounds up
        ([100, 1, 1, 10], 6),
        ([11, 5, 6, 4], 6),
        ([8, 7, 4, 3], 6),
        # not rounded: 5.5 times 4 is enough, 5 times 4 would not be
        ([5, 5, 6, 5], None),
        ([5, 6, 5, 6], 6),
        # the newest gaps count, and as few as will do
        ([100, 100, 7, 7, 7], 7),
        ([30, 30, 1, 1, 1], None),
        ([365, 365, 7, 7], 7),
        ([30, 40, 50], 40),
        ([50, 40, 30], 40),
        # a week of daily mentions is no rhythm
        ([1, 1, 1, 1, 1, 1, 1], None),
        ([1] * 20, None),
        ([1] * 21, 1),
        ([1] * 30, 1),
        ([60, 60, 60, *[1] * 7], None),
        ([*[60] * 7, *[1] * 7], 31),
    ],
)
def test_rhythm_is_a_median_of_few_gaps(gaps: list[int], rhythm: int | None) -> None:
    assert verdict(with_gaps(*gaps)).rhythm_days == rhythm


def test_at_most_thirty_gaps_are_looked_at() -> None:
    chosen = settings(rhythm_span=60)
    assert verdict(with_gaps(*[100] * 40, *[1] * 30), chosen=chosen).rhythm_days is None
    assert verdict(with_gaps(*[100] * 40, *[1] * 15), chosen=chosen).rhythm_days == 51


def test_several_interactions_of_a_day_make_no_gap_and_likes_no_day() -> None:
    who = with_gaps(7, 7, 7)
    more = (line(0), line(3, "like"), line(10, "note"), line(-5))
    assert verdict(person(*who.interactions, *more)).rhythm_days == 7


@pytest.mark.parametrize(
    ("rhythm", "silence", "drifting"),
    [
        # rhythm 7: more than 21 days, at most 97
        (7, 20, False),
        (7, 21, False),
        (7, 22, True),
        (7, 23, True),
        (7, 96, True),
        (7, 97, True),
        (7, 98, False),
        (7, 99, False),
        # rhythm 14: both ways of counting meet at 28
        (14, 28, False),
        (14, 29, True),
        # rhythm 40: more than 80 days, at most 480
        (40, 79, False),
        (40, 80, False),
        (40, 81, True),
        (40, 480, True),
        (40, 481, False),
    ],
)
def test_drifting_is_a_band(rhythm: int, silence: int, drifting: bool) -> None:  # noqa: FBT001 -- a table
    found = verdict(with_gaps(rhythm, rhythm, rhythm, silence=silence))
    assert (found.rhythm_days, found.drifting) == (rhythm, drifting)


def test_the_band_begins_with_the_rounded_rhythm() -> None:
    # A median of 15.5 is a rhythm of 16: the band begins after 32 days of silence.
    ages = [32, 47, 63, 78, 94]
    who = person(*(line(age) for age in ages))
    chosen = settings(rhythm_fewest=4)
    assert (verdict(who, chosen=chosen).rhythm_days, verdict(who, chosen=chosen).drifting) == (16, False)
    assert verdict(who, back(-1), chosen=chosen).drifting


@pytest.mark.parametrize("let_be", ["paused", "deceased", "estranged"])
def test_who_is_let_be_never_drifts(let_be: str) -> None:
    assert verdict(with_gaps(7, 7, 7, silence=40)).drifting
    assert not verdict(with_gaps(7, 7, 7, silence=40, **{let_be: True})).drifting


def test_drifting_does_not_ask_for_a_cadence() -> None:
    assert verdict(with_gaps(7, 7, 7, silence=40, cadence=365)).drifting
    assert verdict(with_gaps(7, 7, 7, silence=40, snoozed_until=back(-9))).drifting
    assert not verdict(with_gaps(7, silence=40)).drifting


def test_the_numbers_of_drifting_are_settings() -> None:
    who = with_gaps(10, 10, 10, silence=26)
    assert verdict(who).drifting
    assert not verdict(who, chosen=settings(drift_factor=2.6)).drifting
    assert verdict(who, chosen=settings(drift_factor=2.5)).drifting
    assert not verdict(who, chosen=settings(drift_margin=16)).drifting
    assert not verdict(who, chosen=settings(drift_end_factor=1, drift_end_margin=15)).drifting
    assert verdict(who, chosen=settings(drift_end_factor=1, drift_end_margin=16)).drifting
