"""Edits of every kind by the ten thousand: over notes made at random and over every sample, as it was saved or not."""

import os
from collections import Counter
from collections.abc import Callable
from datetime import date
from random import Random

import pytest
from edit_notes import KEYS, PATH, TEXTS, made_note, source_of
from reading_room import NOTES, VARIANTS
from test_property_edit import VISIBLE, after, assert_only

from vaultkit.errors import RefusedEditError
from vaultkit.model.edit import Edit, Source
from vaultkit.model.note import Note
from vaultkit.text.lines import Lines
from vaultkit.text.parse import parse
from vaultkit.text.property_edit import add_to_list, remove_from_list, set_property, unset_property
from vaultkit.text.splice import append_section, insert_item, replace_lines
from vaultkit.text.task_edit import tick_task
from vaultkit.text.unchanged import Shift, is_unchanged_outside

EDITS = int(os.environ.get("EDIT_EXAMPLES", "20000"))
PARTS = 8
DAY = date(2026, 12, 2)
SECTION = "Chronicle"
Tried = Callable[[Random, Source, Note], str | None]


def _name(random: Random, note: Note) -> str:
    names = [given.name for given in note.properties]
    return random.choice([*names, *names, random.choice(KEYS), "brand new"])


def _set(random: Random, source: Source, note: Note) -> str:
    name, value = _name(random, note), random.choice(TEXTS)
    found = assert_only(source, set_property(source, name, value, note=note), name).property(name)
    assert found
    assert (found.value.kind, found.value.text) == ("scalar", value)
    return "set"


def _set_back(random: Random, source: Source, note: Note) -> str | None:
    """Set a text that stands alone and plain, and set it back, which gives the old bytes."""
    lines = source.data.decode("utf-8", "replace").split("\n")
    plain = [
        given
        for given in note.properties
        if lines[given.line - 1].rstrip("\r") == f"{given.name}: {given.value.text}" and given.value.text.strip()
        if given.value.text[:2] not in {"[[", "{{"} and given.value.kind == "scalar"
    ]
    if not plain:
        return None
    given = random.choice(plain)
    changed = after(source, set_property(source, given.name, random.choice(VISIBLE), note=note))
    assert after(changed, set_property(changed, given.name, given.value.text)) == source
    return "set and set back"


def _set_list(random: Random, source: Source, note: Note) -> str:
    name, values = _name(random, note), random.sample(TEXTS, random.randrange(4))
    found = assert_only(source, set_property(source, name, values, note=note), name).property(name)
    assert found
    assert [item.text for item in found.value.items] == values
    return "set a list"


def _unset(random: Random, source: Source, note: Note) -> str:
    name = _name(random, note)
    assert assert_only(source, unset_property(source, name, note=note), name).property(name) is None
    return "unset"


def _add(random: Random, source: Source, note: Note) -> str:
    """Add to a list; take it out again, which gives the old bytes where it was a list."""
    name, value = _name(random, note), random.choice(TEXTS)
    old = note.property(name)
    added = add_to_list(source, name, [value], note=note)
    assert_only(source, added, name)
    changed = after(source, added)
    if changed == source or old is None or old.value.kind != "list":
        return "add"
    removed = remove_from_list(changed, name, [value])
    assert after(changed, removed) == source
    return "add and remove"


def _remove(random: Random, source: Source, note: Note) -> str | None:
    lists = [given for given in note.properties if any(item.kind == "scalar" for item in given.value.items)]
    if not lists:
        return None
    given = random.choice(lists)
    value = random.choice([item.text for item in given.value.items if item.kind == "scalar"])
    found = assert_only(source, remove_from_list(source, given.name, [value], note=note), given.name)
    assert value not in [item.text for item in found.property(given.name).value.items]  # type: ignore[union-attr] # it is there
    return "remove"


def _assert_span(source: Source, edit: Edit) -> Note:
    data = edit.applied(source.data)
    assert data[: edit.start] == source.data[: edit.start]
    assert data[edit.start + len(edit.replacement) :] == source.data[edit.end :]
    return parse(PATH, data)


def _tick(random: Random, source: Source, note: Note) -> str | None:
    tasks = [task for task in note.tasks if task.is_open]
    if not tasks:
        return None
    task = random.choice(tasks)
    new = _assert_span(source, tick_task(source, task.line, DAY, note=note))
    [ticked] = [each for each in new.tasks if (each.line, each.column) == (task.line, task.column)]
    assert (ticked.status, ticked.done, ticked.text, ticked.due) == ("x", DAY, task.text, task.due)
    assert is_unchanged_outside(note, new, Shift(task.line, 1, 1))
    return "tick"


def _item(random: Random, source: Source, note: Note) -> str | None:
    if not note.items:
        return None
    edit = insert_item(source, random.choice(note.items), random.choice(["before", "after"]), "an item", note=note)
    new = _assert_span(source, edit)
    assert Counter(item.text for item in new.items) - Counter(item.text for item in note.items) == {"an item": 1}
    return "insert_item"


def _section(_: Random, source: Source, note: Note) -> str:
    new = _assert_span(source, append_section(source, SECTION, "a line", note=note))
    assert [heading.title for heading in new.headings] == [*(heading.title for heading in note.headings), SECTION]
    return "append_section"


def _lines(random: Random, source: Source, _: Note) -> str | None:
    count = len(Lines.of(source.data))
    if not count:
        return None
    first = random.randrange(1, count + 1)
    last = random.randrange(first - 1, min(first + 3, count + 1))
    edit = replace_lines(source, first, last, random.choice(["", "x", "x\ny"]))
    _assert_span(source, edit)
    assert edit.start == Lines.of(source.data).start(first)
    return "replace_lines"


KINDS: tuple[Tried, ...] = (_set, _set_back, _set_list, _unset, _add, _remove, _tick, _item, _section, _lines)


def _source(random: Random) -> Source:
    if random.random() < 0.8:
        return made_note(random).source
    data = random.choice(NOTES).read_bytes()
    return (
        source_of(VARIANTS[random.choice(sorted(VARIANTS))](data)) if len(data) < 20_000 else made_note(random).source
    )


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_twenty_thousand_edits_change_nothing_else(part: int) -> None:
    """20,000 edits; 100,000 with ``EDIT_EXAMPLES=100000 python -m pytest -m slow tests/text/test_edits_slow.py``.

    Without the second reading it fails in most parts: a text ends a list, or a tag of YAML is lost.
    """
    random = Random(part)  # noqa: S311 -- the same notes every time, and no secret
    made: Counter[str] = Counter()
    refused = 0
    while sum(made.values()) < EDITS / PARTS:
        source = _source(random)
        note = parse(PATH, source.data)
        for kind in random.sample(KINDS, 5):
            try:
                done = kind(random, source, note)
            except RefusedEditError:
                refused += 1
                continue
            made.update([done] if done else [])
    assert len(made) >= len(KINDS)
    assert min(made.values()) > EDITS / PARTS / 500
    assert refused < sum(made.values())
