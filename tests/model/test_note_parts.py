"""The parts of a note are values: nobody changes one that others hold, and what was kept comes back as it was."""

from dataclasses import replace
from typing import NamedTuple

import pytest

from vaultkit.disk.packed import pack, unpack_note
from vaultkit.model.note import Heading, Item, Line, Link, Marker, Note, Tag, Task
from vaultkit.model.value import Property, Value

PARTS = (
    Heading(1, 2, 2, "Log"),
    Item(1, 1, 1, "-", "a"),
    Line(1, 1, "a", "item", 1),
    Link(1, 1, "Ada", "[[Ada]]"),
    Tag(1, 1, "person"),
    Task(1, 1, " ", "a"),
    Marker("people.due", (("limit", "5"),), 1, 2),
    Value("list", 1, 1, items=(Value("scalar", 1, 3, "a", "a"),)),
    Property("a", Value("map", 1, 4, entries=(Property("b", Value("scalar", 1, 5, "1", 1), 1, 5),)), 1, 1),
)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: type(part).__name__)
def test_a_part_is_never_changed(part: NamedTuple) -> None:
    with pytest.raises(AttributeError):
        setattr(part, part._fields[0], 2)
    with pytest.raises(AttributeError):
        setattr(part, "more", 1)  # noqa: B010 - no checker lets it be written otherwise
    assert hash(part) == hash(type(part)(*part))


def test_what_is_kept_of_a_note_comes_back_in_the_same_kinds() -> None:
    heading, item, line, link, tag, task, marker, value, given = PARTS
    note = Note("a.md", "d", 1, (given, Property("c", value, 2, 1)), (heading,), (item,), (line,), (link,), (tag,))
    note = replace(note, tasks=(task,), markers=(marker,))

    back = unpack_note(pack(note) or b"")

    assert back == note
    assert repr(back) == repr(note)
