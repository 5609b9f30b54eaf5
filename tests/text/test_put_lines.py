"""What became of a line that was put into a note: it stands, was edited, or an old buffer was saved over it."""

from collections.abc import Sequence
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.model.edit import Source
from vaultkit.model.put_line import PutLine
from vaultkit.text.put_lines import Fate, fates, put_back, put_lines, stands

PATH = "People/Ada.md"
HEAD = "# Ada\n\nA friend.\n\n## Interactions\n\n"
OLD = HEAD + "- 2026-10-01 call: begun\n"
ONE = "- 2026-11-22 call: the new job\n"
TWO = "- 2026-11-22 coffee: chess in the park\n"
FOOT = "\n## Later\n\nMore.\n"


def history(*versions: str) -> tuple[PutLine, ...]:
    """Return the lines that were put in by writes that went through these versions of a note."""
    return tuple(put for old, new in pairwise(versions) for put in put_lines(PATH, old.encode(), new.encode()))


def restored(puts: Sequence[PutLine], now: str) -> str:
    """Return a note with every line back that was wiped out."""
    data = now.encode()
    for edit in sorted(put_back(puts, puts, Source(PATH, data, sha256(data).hexdigest())), key=lambda each: each.start)[
        ::-1
    ]:
        data = edit.applied(data)
    return data.decode()


BOTH = history(OLD, OLD + ONE, OLD + ONE + TWO)


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        (OLD + ONE + TWO, [Fate.KEPT, Fate.KEPT]),
        (OLD + ONE, [Fate.KEPT, Fate.WIPED]),
        (OLD + TWO, [Fate.WIPED, Fate.KEPT]),
        (OLD, [Fate.WIPED, Fate.WIPED]),
        (OLD.replace("friend", "good friend"), [Fate.WIPED, Fate.WIPED]),
        (OLD + "- 2026-11-22 met Bob at the library\n", [Fate.WIPED, Fate.WIPED]),
        (OLD + ONE.replace("job", "jobs") + TWO, [Fate.EDITED, Fate.KEPT]),
        (OLD + "- 2026-11-22 call: the dog\n", [Fate.GONE, Fate.WIPED]),
        (HEAD, [Fate.GONE, Fate.GONE]),
        (OLD.replace("begun", "begun, and more"), [Fate.GONE, Fate.GONE]),
        ("", [Fate.GONE, Fate.GONE]),
    ],
)
def test_what_became_of_two_lines(now: str, wanted: list[Fate]) -> None:
    assert fates(BOTH, now.encode()) == wanted


@pytest.mark.parametrize("now", [OLD, OLD + ONE, OLD + TWO, OLD + ONE + TWO])
def test_lines_come_back_in_their_order(now: str) -> None:
    """Without the place of the lines before it the second would come before the first."""
    assert restored(BOTH, now) == OLD + ONE + TWO


def test_what_is_edited_elsewhere_stays() -> None:
    now = OLD.replace("friend", "good friend") + FOOT
    assert restored(history(OLD + FOOT, OLD + ONE + FOOT), now) == now.replace(FOOT, ONE + FOOT)


def test_a_line_that_stood_there_before_is_no_edited_one() -> None:
    """Without it the same line of the day before would be taken for ours, and ours would be lost in silence."""
    old = HEAD + "- 2026-11-21 call: the new job\n"
    puts = history(old, old + ONE)
    assert fates(puts, old.encode()) == [Fate.WIPED]


def test_the_same_line_twice_is_two_lines() -> None:
    puts = history(OLD, OLD + ONE, OLD + ONE + ONE)
    assert fates(puts, (OLD + ONE).encode()) == [Fate.KEPT, Fate.WIPED]
    assert restored(puts, OLD + ONE) == OLD + ONE + ONE
    assert restored(puts, OLD) == OLD + ONE + ONE


def test_a_first_line_comes_back_with_its_heading() -> None:
    old = "# Ada\n\nA friend."
    new = "# Ada\n\nA friend.\n\n## Interactions\n\n" + ONE
    puts = history(old, new, new + TWO)
    assert [put.lines for put in puts] == [("", "## Interactions", "", ONE.rstrip()), (TWO.rstrip(),)]
    assert restored(puts, old) == (new + TWO).rstrip("\n")


def test_a_list_with_the_newest_first_keeps_its_blank_line() -> None:
    old = HEAD + "- 2026-10-01 call: begun\n"
    new = HEAD + ONE + "- 2026-10-01 call: begun\n"
    assert restored(history(old, new), old) == new


def test_line_endings_stay_the_notes_own() -> None:
    old, new = OLD.replace("\n", "\r\n"), (OLD + ONE).replace("\n", "\r\n")
    assert restored(history(old, new), old) == new


def test_what_would_change_the_rest_is_not_put_back() -> None:
    """Without a look at the result a fence that was opened meanwhile would swallow the line, and more."""
    old, new = "# Ada\n\nSaid:\n", "# Ada\n\nSaid:\n\n## Interactions\n\n" + ONE
    now = "```\n# Ada\n\nSaid:\n"
    assert restored(history(old, new), now) in {now, now + new.removeprefix(old)}
    lazy = "# Ada\n\n- 2026-10-01 call: begun\nmore of it\n"
    puts = history("# Ada\n\n- 2026-10-01 call: begun\n", "# Ada\n\n- 2026-10-01 call: begun\n" + ONE)
    found = restored(puts, lazy)
    assert found in {lazy, lazy + ONE}


def test_replaced_lines_are_none_that_were_put_in() -> None:
    assert put_lines(PATH, b"a\nb\n", b"a\nc\n") == ()
    assert put_lines(PATH, b"a\n", b"a\n") == ()
    assert put_lines(PATH, b"a\nb", b"b") == ()


def test_whether_a_line_stands() -> None:
    assert stands(ONE.strip(), (OLD + ONE).encode())
    assert stands(ONE.strip(), (OLD + ONE.replace("job", "jobs")).encode())
    assert not stands(ONE.strip(), OLD.encode())


WORDS = st.sampled_from(["call: chess", "mail", "walk in the rain", "", "  ", "## More", "text", "- [ ] box"])
NOTES = st.lists(WORDS, max_size=12).map(lambda lines: "".join(f"{line}\n" for line in lines))
NEW = st.lists(
    st.integers(0, 999).map(lambda number: f"- 2026-11-22 said: {number * 7919} and {number}"), min_size=1, max_size=4
)


@given(note=NOTES, lines=NEW, at=st.data(), buffer=st.integers(0, 4))
def test_an_old_buffer_loses_nothing(note: str, lines: list[str], at: st.DataObject, buffer: int) -> None:
    """Whichever version an editor had read before it saved it unchanged, all lines are there in the end, once each."""
    versions = [note]
    for line in lines:
        rows = versions[-1].split("\n")
        place = at.draw(st.integers(0, len(rows) - 1))
        versions.append("\n".join([*rows[:place], line, *rows[place:]]))
    puts = history(*versions)
    now = versions[min(buffer, len(versions) - 1)]
    wiped = fates(puts, now.encode())
    assert Fate.GONE not in wiped or any("said" in row for row in now.split("\n")) or len(set(lines)) < len(lines)
    found = restored(puts, now)
    if put_back(puts, puts, Source(PATH, now.encode(), "")) and Fate.GONE not in wiped and Fate.EDITED not in wiped:
        assert sorted(filter(None, found.split("\n"))) == sorted(filter(None, versions[-1].split("\n")))
    assert fates(puts, versions[-1].encode()) == [Fate.KEPT] * len(puts)


@given(note=NOTES, now=NOTES, lines=NEW)
def test_it_never_takes_anything_away(note: str, now: str, lines: list[str]) -> None:
    puts = history(note, note + "".join(f"{line}\n" for line in lines))
    found = restored(puts, now).split("\n")
    rest = iter(found)
    assert all(row in rest for row in now.split("\n") if row)
    again = fates(puts, "\n".join(found).encode())
    assert all(fate is not Fate.WIPED for fate in again) or found == now.split("\n")
