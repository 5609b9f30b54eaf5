"""The grammar of dated lines, case by case."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.people.interaction import Direction
from vaultkit.people.kinds import kind_words
from vaultkit.people.reading.grammar import ParsedLine, _read_any, read_line, read_plain

WORDS = kind_words({"zoom": "video", "walk and talk": "coffee", "odd": "no such kind"})
OUT, IN = Direction.OUT, Direction.IN
DAY = date(2026, 11, 2)


def read(text: str, *, dated: bool = True) -> ParsedLine | None:
    return read_line(text, kinds=WORDS, with_words=("with", "mit"), dated=dated)


@pytest.mark.parametrize(
    ("line", "kinds", "arrow", "text"),
    [
        ("2026-11-02 call: the new job", ("call",), None, "the new job"),
        ("2026-11-02 <- email: the draft", ("email",), IN, "the draft"),
        ("2026-11-02 -> intro, advice: to [[Bob]]", ("intro", "advice"), OUT, "to [[Bob]]"),
        ("2026-11-02 → gift: a book", ("gift",), OUT, "a book"),
        ("2026-11-02 ← gift: a book", ("gift",), IN, "a book"),
        ("2026-11-02", (), None, ""),
        ("2026-11-02 long talk", (), None, "long talk"),
        ("2026-11-02 -> asked about it", (), OUT, "asked about it"),
        ("2026-11-02 18:30 — met at the meetup", (), None, "met at the meetup"),
        ("2026-11-02T18:30 call: x", ("call",), None, "x"),
        ("2026-11-02 6:30 pm call: x", ("call",), None, "x"),
        ("2026-11-02 18:30-19:00 call: x", ("call",), None, "x"),
        ("2026-11-02 18:30: call: x", ("call",), None, "x"),
        ("2026-11-02: call: x", ("call",), None, "x"),
        ("2026-11-02 - call: x", ("call",), None, "x"),
        ("2026-11-02 – call: x", ("call",), None, "x"),
        ("2026-11-02 · call: x", ("call",), None, "x"),
        ("2026-11-02 - -> intro: x", ("intro",), OUT, "x"),
        ("**2026-11-02**: call: x", ("call",), None, "x"),
        ("**2026-11-02:** call: x", ("call",), None, "x"),
        ("**2026-11-02 18:30** call: x", ("call",), None, "x"),
        ("**2026-11-02 call:** x", ("call",), None, "x"),
        ("*2026-11-02* call: x", ("call",), None, "x"),
        ("__2026-11-02__ call: x", ("call",), None, "x"),
        ("_2026-11-02_ call: x", ("call",), None, "x"),
        ("2026-11-02 **call**: x", ("call",), None, "x"),
        ("2026-11-02 **call:** x", ("call",), None, "x"),
        ("2026-11-02 **call:** **x** y", ("call",), None, "**x** y"),
        ("**2026-11-02** **call**: x", ("call",), None, "x"),
        ("2026-11-02 *really* good", (), None, "*really* good"),
        ("[[2026-11-02]] coffee: x", ("met",), None, "x"),
        ("[[2026-11-02|last week]] coffee: x", ("met",), None, "x"),
        ("[[2026-11-02#Evening]] coffee: x", ("met",), None, "x"),
        ("[[Daily/2026-11-02]] coffee: x", ("met",), None, "x"),
        ("[[Daily/2026/2026-11-02.md]]: coffee: x", ("met",), None, "x"),
        ("**[[2026-11-02]]** coffee: x", ("met",), None, "x"),
        ("[that day](Daily/2026-11-02.md) coffee: x", ("met",), None, "x"),
        ("2026-11-02 lunch with [[Bob]]", ("met",), None, "with [[Bob]]"),
        ("2026-11-02 Lunch MIT [[Bob]]", ("met",), None, "MIT [[Bob]]"),
        ("2026-11-02 lunch without [[Bob]]", (), None, "lunch without [[Bob]]"),
        ("2026-11-02 walk with [[Bob]]", (), None, "walk with [[Bob]]"),
        ("2026-11-02 lunch with Bob: the deal", ("met",), None, "with Bob: the deal"),
        ("2026-11-02 call [[Bob]]: the deal", ("call",), None, "the deal"),
        ("2026-11-02 COFFEE: x", ("met",), None, "x"),
        ("2026-11-02 coffee, lunch: x", ("met",), None, "x"),
        ("2026-11-02 zoom: x", ("video",), None, "x"),
        ("2026-11-02 Walk and talk: x", ("met",), None, "x"),
        ("2026-11-02 odd: x", (), None, "odd: x"),
        ("2026-11-02 Re: the budget: x", (), None, "Re: the budget: x"),
        ("2026-11-02 call, budget: x", (), None, "call, budget: x"),
        ("2026-11-02 call,: x", (), None, "call,: x"),
        ("2026-11-02 talk: x", (), None, "talk: x"),
        ("2026-11-02 https://example.org/call: x", (), None, "https://example.org/call: x"),
        ("2026-11-02 read [the call: part two](x.md)", (), None, "read [the call: part two](x.md)"),
        ("2026-11-02 call：x", ("call",), None, "x"),
        ("2026-11-02 call:", ("call",), None, ""),
    ],
)
def test_a_line_of_a_log(line: str, kinds: tuple[str, ...], arrow: Direction | None, text: str) -> None:
    found = read(line)
    assert found is not None
    assert (found.day, found.kinds, found.arrow, found.text) == (DAY, kinds, arrow, text)
    assert line[found.start :].strip() == text


@pytest.mark.parametrize(
    "line",
    [
        "",
        "call: x",
        "2 Nov 2026 call: x",
        "2026-11 call: x",
        "2026-11-023 call: x",
        "2026-11-02a call: x",
        "on 2026-11-02 call: x",
        "[[Ada]] 2026-11-02",
        "[[2026-11-023]] x",
        "![[2026-11-02]] x",
        "٢٠٢٦-١١-٠٢ x",
    ],
)
def test_a_line_without_a_date_is_none(line: str) -> None:
    assert read(line) is None


@pytest.mark.parametrize("line", ["2026-02-30 call: x", "[[2026-02-30]] call: x", "**2026-02-30**: call: x"])
def test_an_impossible_date_is_told(line: str) -> None:
    found = read(line)
    assert found is not None
    assert (found.day, found.impossible, found.kinds) == (None, "2026-02-30", ("call",))


@pytest.mark.parametrize(
    ("line", "kinds", "arrow", "text"),
    [
        ("call [[Ada Lovelace]]: the new job", ("call",), None, "the new job"),
        ("[[Ada]] call: the new job", ("call",), None, "the new job"),
        ("lunch with [[Ada]] and [[Bob Kahn]]", ("met",), None, "with [[Ada]] and [[Bob Kahn]]"),
        ("lunch with [[Ada]] and [[Bob]]: the deal", ("met",), None, "the deal"),
        ("call [[Ada]], [[Bob]] und [[Carl]]: x", ("call",), None, "x"),
        ("-> intro [[Ada]]: to Bob", ("intro",), OUT, "to Bob"),
        ("<- advice, help from: x", (), IN, "advice, help from: x"),
        ("18:30 lunch with [[Ada]]", ("met",), None, "with [[Ada]]"),
        ("**18:30** lunch with [[Ada]]", ("met",), None, "with [[Ada]]"),
        ("**[[Ada]]** was here", (), None, "**[[Ada]]** was here"),
        ("[[Ada]]: was here", (), None, "[[Ada]]: was here"),
        ("saw [[Ada]]: was here", (), None, "saw [[Ada]]: was here"),
        ("call [Ada](People/Ada.md): x", ("call",), None, "x"),
        ("call [[Ada|A: the one]]: x", ("call",), None, "x"),
        ("call [[Ada]]", (), None, "call [[Ada]]"),
    ],
)
def test_a_line_of_a_dated_note(line: str, kinds: tuple[str, ...], arrow: Direction | None, text: str) -> None:
    found = read(line, dated=False)
    assert found is not None
    assert (found.day, found.kinds, found.arrow, found.text) == (None, kinds, arrow, text)


def test_a_link_may_name_its_day_in_the_format_of_the_daily_notes() -> None:
    days = {"02.11.2026": DAY}
    found = read_line("[[02.11.2026]] call: x", kinds=WORDS, with_words=(), dated=True, day_of=days.get)
    assert found is not None
    assert (found.day, found.kinds) == (DAY, ("call",))


PIECES = st.lists(
    st.sampled_from(
        [
            "2026-11-02",
            "2026-02-30",
            "[[",
            "]]",
            "|",
            "#",
            "**",
            "_",
            " ",
            "-",
            "—",
            ":",
            "->",
            "<-",
            "call",
            "with",
            ",",
        ]
    )
    | st.text(max_size=6)
).map("".join)


KIND_LINES = st.builds(
    "{} {}{}:{}{}".format,
    st.sampled_from(["2026-11-02", "2026-02-30"]),
    st.sampled_from(["", "-> ", "<- ", "->"]),
    st.lists(st.sampled_from(["call", "Coffee", "odd", "_call_", "zoom", " gift"]), min_size=1).map(",".join),
    st.sampled_from(["", " ", "  ", " **", " _"]),
    st.text("ab* :[]", max_size=8),
)


@given(PIECES | KIND_LINES)
def test_the_fast_reader_says_what_the_full_one_says(line: str) -> None:
    fast = read_plain(line, WORDS)
    assert fast is None or fast == _read_any(line, WORDS, ("with", "mit"), dated=True, day_of=None)


def test_the_fast_reader_reads_plain_lines() -> None:
    assert read_plain("2026-11-02 <- call, gift: x", WORDS) is not None


@given(PIECES, st.booleans())
def test_reading_never_raises_and_the_text_is_the_end_of_the_line(line: str, dated: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    found = read(line, dated=dated)
    assert found is None or line[found.start :].strip() == found.text
