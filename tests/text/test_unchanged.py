"""What an edit has changed besides what it was meant to change is found."""

import pytest

from vaultkit.model.note import Note
from vaultkit.text.parse import parse
from vaultkit.text.unchanged import Addition, Shift, is_added, is_unchanged

OLD = """---
a: 1
---
# H

- one [[Link]] #tag
  more
- [ ] task

text

<!-- vaultkit:begin x.y -->
<!-- vaultkit:end x.y -->
"""
LINE = 6
NEW = OLD.replace("- one", "- new\n- one")
ADDED = Addition(LINE, "new", None, LINE)
SHIFT = Shift(LINE, 1)


def read(text: str) -> Note:
    return parse("n.md", text.encode())


def test_one_item_more_is_found() -> None:
    assert is_added(read(OLD), read(NEW), SHIFT, ADDED)
    assert not is_added(read(OLD), read(OLD), SHIFT, ADDED)


CHANGES = [
    ("a: 1", "a: 2"),
    ("a: 1", "a: ["),
    ("# H", "## H"),
    ("# H", "# I"),
    ("[[Link]]", "[[Other]]"),
    ("[[Link]]", "Link"),
    ("#tag", "tag"),
    ("  more", "  less"),
    ("  more", "- more"),
    ("[ ] task", "[x] task"),
    ("- [ ]", "  - [ ]"),
    ("- [ ]", "* [ ]"),
    ("text", "> text"),
    ("text", ""),
    ("\ntext", "text"),
    ("begin x.y", "begin x.y z=1"),
    ("<!-- vaultkit:end x.y -->", ""),
    ("text", "text\x00"),
    ("text\n\n", "text\n"),
]


@pytest.mark.parametrize(("part", "other"), CHANGES)
def test_any_other_change_is_found(part: str, other: str) -> None:
    assert not is_added(read(OLD), read(NEW.replace(part, other, 1)), SHIFT, ADDED)


@pytest.mark.parametrize(
    "wanted",
    [
        Addition(LINE + 1, "new", None, LINE + 1),
        Addition(LINE, "other", None, LINE),
        Addition(LINE, "new", 7, LINE),
        Addition(LINE, "new", None, LINE - 1),
        Addition(LINE, "new", None, LINE, (2, "Log")),
    ],
)
def test_another_item_than_the_wanted_one_is_found(wanted: Addition) -> None:
    assert not is_added(read(OLD), read(NEW), SHIFT, wanted)


def test_several_places_shift_what_comes_after_them() -> None:
    before = "- a\nX\n\n- b\nY\nY\n\n# c\n"
    after = "- a\n1\n2\n3\n\n- b\n\n# c\n"
    shifts = (Shift(2, 3, 1), Shift(5, 0, 2))
    plain = before.replace("X\n", "").replace("Y\n", "")
    assert not is_unchanged(read(before), read(after), shifts)
    assert is_unchanged(read(plain), read("- a\n\n\n- b\n\n\n\n# c\n"), (Shift(2, 1), Shift(4, 2)))
    assert not is_unchanged(read(plain), read("- a\n\n\n- b\n\n\n\n# c\n"), (Shift(2, 1), Shift(4, 1)))
