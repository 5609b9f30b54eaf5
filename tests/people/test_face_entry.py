"""What is typed to ``log`` becomes exactly one line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.api import UsageError
from vaultkit.people.commands.entry import Typed, doubt, log_line
from vaultkit.people.interaction import Direction
from vaultkit.people.kinds import kind_words
from vaultkit.people.reading.grammar import read_line
from vaultkit.people.settings import PeopleSettings

TODAY = date(2026, 11, 22)
SETTINGS = PeopleSettings(kinds={"zoom": "video"})


def line(text: str, on: str | None = None, kinds: tuple[str, ...] = (), sender: Direction | None = None) -> str:
    return log_line(Typed(text, date.fromisoformat(on) if on else None, kinds, sender), SETTINGS, TODAY)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("coffee: she starts at Acme in May", "2026-11-22 coffee: she starts at Acme in May"),
        ("a long talk", "2026-11-22 a long talk"),
        ("-> intro: to [[Bob]]", "2026-11-22 -> intro: to [[Bob]]"),
        ("<- email: the draft", "2026-11-22 <- email: the draft"),
        ("→ gift: a book", "2026-11-22 -> gift: a book"),
        ("->help: moved house", "2026-11-22 -> help: moved house"),
        ("lunch with her brother", "2026-11-22 lunch with her brother"),
        ("Re: the budget", "2026-11-22 Re: the budget"),
        ("2026-11-02 call: the job", "2026-11-02 call: the job"),
        ("[[2026-11-02]] call: the job", "2026-11-02 call: the job"),
        ("2026-11-02 — met at the fair", "2026-11-02 met at the fair"),
        ("2026-11-02: -> call: the job", "2026-11-02 -> call: the job"),
        ("two\nlines\tand a\x00break\u2028here", "2026-11-22 two lines and a break here"),
        ("call:", "2026-11-22 call:"),
        ("18:30 -> call: the job", "2026-11-22 18:30 -> call: the job"),
        ("2026-11-02 18:30 met at the fair", "2026-11-02 18:30 met at the fair"),
        ("- lunch: pears", "2026-11-22 lunch: pears"),
        ("**call:** the job", "2026-11-22 **call:** the job"),
        ("#compilers all day", "2026-11-22 #compilers all day"),
        ("<!-- vaultkit:begin people.due -->", "2026-11-22 \\<!-- vaultkit:begin people.due -->"),
        ("100 %% sure %%", "2026-11-22 100 \\%\\% sure \\%\\%"),
    ],
)
def test_the_line_is_what_was_typed(text: str, written: str) -> None:
    assert line(text) == written


@pytest.mark.parametrize(
    ("text", "kinds", "sender", "written"),
    [
        ("the job", ("call",), None, "2026-11-22 call: the job"),
        ("coffee: the job", ("advice",), None, "2026-11-22 coffee, advice: the job"),
        ("coffee: the job", ("met",), None, "2026-11-22 coffee: the job"),
        ("the job", ("Call", "phone"), None, "2026-11-22 call: the job"),
        ("the job", ("zoom",), None, "2026-11-22 zoom: the job"),
        ("", ("call",), None, "2026-11-22 call:"),
        ("email: the draft", (), Direction.IN, "2026-11-22 <- email: the draft"),
        ("<- the draft", ("email",), Direction.IN, "2026-11-22 <- email: the draft"),
        ("18:30 coffee: x", ("advice",), Direction.OUT, "2026-11-22 18:30 -> coffee, advice: x"),
        ("lunch with her brother", ("advice",), None, "2026-11-22 lunch, advice: with her brother"),
    ],
)
def test_options_and_text_are_merged(text: str, kinds: tuple[str, ...], sender: Direction | None, written: str) -> None:
    assert line(text, kinds=kinds, sender=sender) == written


def test_the_day_is_told_once() -> None:
    assert line("call: x", on="2026-11-02") == "2026-11-02 call: x"
    assert line("2026-11-02 call: x", on="2026-11-02") == "2026-11-02 call: x"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (Typed(""), "nothing to log"),
        (Typed(" \n"), "nothing to log"),
        (Typed("->"), "nothing to log"),
        (Typed("2026-11-02"), "nothing to log"),
        (Typed("2026-11-23 call: x"), "still to come"),
        (Typed("2026-02-30 call: x"), "no calendar"),
        (Typed("2026-11-02 x", date(2026, 11, 3)), "but --on says 2026-11-03"),
        (Typed("x", kinds=("shouting",)), "'shouting' is no kind; there are met, call"),
        (Typed("-> x", sender=Direction.IN), "different things"),
        (Typed("call [[Ada]]: x", kinds=("advice",)), "not in both"),
        (Typed(": : <- x"), "say it more simply"),
    ],
)
def test_what_cannot_be_meant_is_refused(typed: Typed, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        log_line(typed, SETTINGS, TODAY)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("walk: round the lake", "'walk' is no kind and stands as text; there are met, call"),
        ("zoom: the job", None),
        ("call: the job", None),
        ("email: -> the draft", "the arrow after 'email' is text; it is read before the kind, as in '-> email: …'"),
        ("-> email: the draft", None),
        ("-> e-post: the draft", "'e-post' is no kind"),
        ("a talk about: tides", None),
        ("https://example.org", None),
    ],
)
def test_what_may_be_meant_as_more_than_text_is_told(text: str, told: str | None) -> None:
    said = doubt(line(text), SETTINGS)
    assert said == told if told is None else said is not None and said.startswith(told)


typed_texts = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(["->", "<-", "18:30", "call:", "lunch", "with", "[[Bob]]", "2026-11-02", ":", "-", "x", "%%"])
    ).map(" ".join),
)


@given(typed_texts, st.sampled_from([(), ("advice",)]), st.sampled_from([None, Direction.OUT]))
def test_the_line_is_read_back_as_it_was_meant(text: str, kinds: tuple[str, ...], sender: Direction | None) -> None:
    try:
        written = log_line(Typed(text, None, kinds, sender), SETTINGS, TODAY)
    except UsageError:
        return
    words = kind_words(SETTINGS.kinds)
    read = read_line(written, kinds=words, with_words=SETTINGS.with_words, dated=True)
    assert "\n" not in written
    assert read is not None
    assert read.day is not None
    assert read.day <= TODAY
    assert set(kinds) <= set(read.kinds)
    assert sender is None or read.arrow is sender
