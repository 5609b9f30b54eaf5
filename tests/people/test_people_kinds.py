"""Kinds: families, directions, aliases, words of one's own."""

import pytest

from vaultkit.people.interaction import Direction, Family
from vaultkit.people.kinds import KINDS, MENTION, TALK, acts, kind_words, unknown_kinds

OUT, IN, BOTH = Direction.OUT, Direction.IN, Direction.BOTH


@pytest.mark.parametrize(
    ("word", "family", "plain", "out", "into"),
    [
        ("coffee", Family.TALK, BOTH, BOTH, BOTH),
        ("phone", Family.TALK, BOTH, BOTH, BOTH),
        ("video", Family.TALK, BOTH, BOTH, BOTH),
        ("dm", Family.TALK, BOTH, OUT, IN),
        ("mail", Family.TALK, BOTH, OUT, IN),
        ("letter", Family.TALK, BOTH, OUT, IN),
        ("reply", Family.ENGAGE, OUT, OUT, IN),
        ("sent", Family.ENGAGE, OUT, OUT, IN),
        ("invite", Family.ENGAGE, OUT, OUT, IN),
        ("favour", Family.VALUE, OUT, OUT, IN),
        ("introduction", Family.VALUE, OUT, OUT, IN),
        ("feedback", Family.VALUE, OUT, OUT, IN),
        ("recommendation", Family.VALUE, OUT, OUT, IN),
        ("gift", Family.VALUE, OUT, OUT, IN),
        ("collab", Family.VALUE, BOTH, BOTH, BOTH),
        ("confide", Family.TRUST, BOTH, OUT, IN),
        ("card", Family.PASSIVE, None, OUT, IN),
        ("note", Family.REMARK, None, None, None),
    ],
)
def test_what_a_kind_says(
    word: str, family: Family, plain: Direction | None, out: Direction | None, into: Direction | None
) -> None:
    kind = kind_words({})[word]
    (without,), (mine,), (theirs,) = (acts((kind,), arrow, TALK) for arrow in (None, OUT, IN))
    assert without.family is family
    assert (without.direction, mine.direction, theirs.direction) == (plain, out, into)


def test_a_line_that_names_no_kind_is_talk_or_a_mention() -> None:
    assert [(act.family, act.direction) for act in acts((), None, TALK)] == [(Family.TALK, BOTH)]
    assert [(act.family, act.direction) for act in acts((), IN, TALK)] == [(Family.TALK, IN)]
    assert [(act.family, act.direction) for act in acts((), None, MENTION)] == [(Family.MENTION, None)]


def test_each_kind_of_a_line_has_its_own_direction() -> None:
    assert [act.direction for act in acts(("met", "gift", "advice"), IN, TALK)] == [BOTH, IN, IN]


def test_words_of_ones_own() -> None:
    own = {"Zoom": "video", "Kaffee": "coffee", "odd": "telepathy"}
    words = kind_words(own)
    assert (words["zoom"], words["kaffee"]) == ("video", "met")
    assert "odd" not in words
    assert unknown_kinds(own) == (("odd", "telepathy"),)


def test_no_word_stands_for_two_kinds() -> None:
    words = [word for kind in KINDS for word in (kind.name, *kind.aliases)]
    assert len(words) == len(set(words))
