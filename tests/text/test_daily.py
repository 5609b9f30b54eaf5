"""Which day a path names, and which path a day has."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.text.daily import DailyNames, leading_date
from vaultkit.text.moment_format import format_moment

DAY = date(2026, 11, 22)

PARTS = (
    ("YYYY", "YYYYY", "YYYYYY", "Y", "gggg", "GGGG"),
    ("M", "MM", "MMM", "MMMM", "Mo", "Q"),
    ("D", "DD", "Do"),
    ("dddd", "ddd", "dd", "d", "do", "e", "E"),
    ("DDD", "DDDD", "DDDo", "w", "ww", "wo", "W", "WW", "Wo", "[Day D]", "GG", "gg"),
)
WHOLE = (
    ("YYYY", "MM", "DD"),
    ("Y", "MMMM", "Do"),
    ("YYYY", "DDDD"),
    ("YYYYYY", "DDD"),
    ("GGGG", "[W]WW", "E"),
    ("GGGG", "Wo", "dddd"),
    ("gggg", "ww", "e"),
    ("gggg", "w", "ddd"),
    ("gggg", "wo", "E"),
    ("YYYY", "MMM", "D"),
)


@st.composite
def formats(draw: st.DrawFn) -> str:
    """A format that names a whole day, among other things, in any order, with folders."""
    pieces = [
        *draw(st.sampled_from(WHOLE)),
        *draw(st.lists(st.sampled_from([p for some in PARTS for p in some]), max_size=3)),
    ]
    shuffled = draw(st.permutations(pieces))
    separators = draw(st.lists(st.sampled_from(["-", "/", " ", ".", "_", " [of] ", ", "]), min_size=9, max_size=9))
    return "".join(piece + separator for piece, separator in zip(shuffled, separators, strict=False)) + "[x]"


@given(
    pattern=formats(),
    folder=st.sampled_from(["", "Daily", "Journal/Tage", "/Größe/"]),
    day=st.dates(date(1000, 1, 1), date(9000, 1, 1)),
)
def test_every_day_is_found_again_by_its_path(pattern: str, folder: str, day: date) -> None:
    names = DailyNames(folder, pattern)
    assert names.names_days
    assert names.day_of(names.path_of(day)) == day


@given(day=st.dates(date(1969, 1, 1), date(2068, 12, 31)), pattern=st.sampled_from(["DD.MM.YY", "YYMMDD", "D-M-YY"]))
def test_years_of_two_digits_lie_around_the_turn_of_the_century(day: date, pattern: str) -> None:
    names = DailyNames("", pattern)
    assert names.day_of(names.path_of(day)) == day


@given(path=st.text(), pattern=st.one_of(st.text(max_size=12), formats()), folder=st.text(max_size=4))
def test_no_path_and_no_format_raises(path: str, pattern: str, folder: str) -> None:
    names = DailyNames(folder, pattern)
    found = names.day_of(path)
    assert found is None or names.path_of(found).casefold() == path.casefold()


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("YYYY-MM-DD", "2026-11-22.md"),
        ("YYYY/MM/YYYY-MM-DD", "2026/11/2026-11-22.md"),
        ("YYYY/MM-MMMM/YYYY-MM-DD-dddd", "2026/11-November/2026-11-22-Sunday.md"),
        ("[Daily] YYYY.M.D", "Daily 2026.11.22.md"),
        ("dddd, D. MMM YYYY", "Sunday, 22. Nov 2026.md"),
        ("Do MMMM YYYY", "22nd November 2026.md"),
        ("GGGG-[W]WW-E", "2026-W47-7.md"),
        ("gggg-[W]ww-e", "2026-W48-0.md"),
        ("YYYY-DDDD", "2026-326.md"),
        ("", "2026-11-22.md"),
    ],
)
def test_formats_that_people_use(pattern: str, path: str) -> None:
    names = DailyNames("", pattern)
    assert names.path_of(DAY) == path
    assert names.day_of(path) == DAY
    assert names.day_of(path.upper().replace(".MD", ".md")) == DAY
    assert DailyNames("Daily", pattern).day_of(path) is None
    assert DailyNames("Daily/Notes/", pattern).day_of(f"daily/notes/{path}") == DAY


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("YYYY-MM-DD", "2026-02-30.md"),
        ("YYYY-MM-DD", "2026-11-2.md"),
        ("YYYY-MM-DD", "2026-11-22 x.md"),
        ("YYYY-MM-DD", "2026-11-22"),
        ("YYYY-MM-DD", "x/2026-11-22.md"),
        ("YYYY-MM-DD dddd", "2026-11-22 Monday.md"),
        ("YYYY/MM/YYYY-MM-DD", "2026/10/2026-11-22.md"),
        ("Do MMMM YYYY", "22th November 2026.md"),
        ("gggg-[W]ww", "2026-W48.md"),
        ("YYYY-MM", "2026-11.md"),
        ("YYYY-DDDD", "2026-366.md"),
        ("GGGG-[W]WW-E", "2026-W54-1.md"),
        ("Y-M-D", "0000-1-1.md"),
    ],
)
def test_a_path_that_no_day_would_be_given_names_none(pattern: str, path: str) -> None:
    assert DailyNames("", pattern).day_of(path) is None


@pytest.mark.parametrize("pattern", ["gggg-[W]ww", "YYYY-MM", "[Journal]", "MM-DD", "YYYY dddd"])
def test_a_format_that_names_no_whole_day_is_known(pattern: str) -> None:
    assert not DailyNames("", pattern).names_days


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        ("YYYY YY Y", "2026 26 2026"),
        ("MMMM MMM MM M Mo", "November Nov 11 11 11th"),
        ("DD D Do DDD DDDD DDDo", "22 22 22nd 326 326 326th"),
        ("dddd ddd dd d do e E", "Sunday Sun Su 0 0th 0 7"),
        ("ww w wo gggg gg", "48 48 48th 2026 26"),
        ("WW W Wo GGGG GG", "47 47 47th 2026 26"),
        ("Q Qo", "4 4th"),
        ("HH:mm:ss H h hh k kk", "18:05:00 18 6 06 18 18"),
        ("h:mm A a", "6:05 PM pm"),
        ("Hmm hmm Hmmss", "1805 605 180500"),
        ("LL", "November 22, 2026"),
        ("L LT", "11/22/2026 6:05 PM"),
        ("[literal YYYY] YYYY", "literal YYYY 2026"),
        (r"\Y YYYY", "Y 2026"),
        ("[] x [", " x ["),
    ],
)
def test_tokens_as_moment_writes_them(pattern: str, written: str) -> None:
    assert format_moment(pattern, DAY, "18:05") == written


@pytest.mark.parametrize(
    ("day", "english", "iso"),
    [
        (date(2025, 12, 28), "2026-01", "2025-52"),
        (date(2026, 1, 1), "2026-01", "2026-01"),
        (date(2026, 1, 4), "2026-02", "2026-01"),
        (date(2027, 1, 1), "2027-01", "2026-53"),
        (date(9999, 12, 31), "10000-01", "9999-52"),
        (date(1, 1, 1), "0001-01", "0001-01"),
    ],
)
def test_weeks_at_the_turn_of_the_year(day: date, english: str, iso: str) -> None:
    assert format_moment("gggg-ww", day) == english
    assert format_moment("GGGG-WW", day) == iso


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2026-11-22", DAY),
        ("2026-11-22 Standup", DAY),
        ("2026-11-22_notes", DAY),
        ("2026-11-223", None),
        ("2026-02-30 x", None),
        ("x 2026-11-22", None),
        ("20261122", None),
    ],
)
def test_a_name_that_begins_with_a_date(name: str, day: date | None) -> None:
    assert leading_date(name) == day
