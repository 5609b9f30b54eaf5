"""A task is ticked and dated as its line would have it, and nothing else of the note is another."""

from datetime import date

import pytest
from edit_notes import PATH, source_of

from vaultkit.errors import RefusedEditError
from vaultkit.text.parse import parse
from vaultkit.text.task_edit import tick_task

DAY = date(2026, 12, 2)
TICKED = [
    ("- [ ] a\n", "- [x] a ✅ 2026-12-02\n"),
    ("- [ ] a", "- [x] a ✅ 2026-12-02"),
    ("* [ ] a\r\n", "* [x] a ✅ 2026-12-02\r\n"),
    ("\ufeff1. [ ] a\n", "\ufeff1. [x] a ✅ 2026-12-02\n"),
    ("- [ ] a 📅 2026-12-01\n", "- [x] a 📅 2026-12-01 ✅ 2026-12-02\n"),
    ("- [ ] a 🗓️ 2026-12-01 #b ^id\n", "- [x] a 🗓️ 2026-12-01 #b ✅ 2026-12-02 ^id\n"),
    ("- [ ] a ^id  \n", "- [x] a ✅ 2026-12-02 ^id  \n"),
    ("- [ ] a  \n  more\n", "- [x] a ✅ 2026-12-02  \n  more\n"),
    ("- [ ] a [due:: 2026-12-01]\n", "- [x] a [due:: 2026-12-01] [completion:: 2026-12-02]\n"),
    ("- [ ] a  [due:: 2026-12-01] ^id\n", "- [x] a  [due:: 2026-12-01]  [completion:: 2026-12-02] ^id\n"),
    ("- [ ] a (due:: 2026-12-01)\n", "- [x] a (due:: 2026-12-01) (completion:: 2026-12-02)\n"),
    ("- [ ] a [created:: 2026-01-01]\n", "- [x] a [created:: 2026-01-01] [completion:: 2026-12-02]\n"),
    ("- [ ] a [due:: 2026-12-01] ⏳ 2026-11-01\n", "- [x] a [due:: 2026-12-01] ⏳ 2026-11-01 ✅ 2026-12-02\n"),
    ("- [ ] a\n- [ ] b [due:: 2026-12-01]\n", "- [x] a [completion:: 2026-12-02]\n- [ ] b [due:: 2026-12-01]\n"),
    (
        "- [ ] a\n- [x] b ✅ 2026-12-01\n- [ ] c [due:: 2026-12-01]\n",
        "- [x] a ✅ 2026-12-02\n- [x] b ✅ 2026-12-01\n- [ ] c [due:: 2026-12-01]\n",
    ),
    ("- [ ] a ✅ 2026-01-01 ^id\n", "- [x] a ✅ 2026-12-02 ^id\n"),
    ("- [ ] a [completion:: 2026-01-01]\n", "- [x] a [completion:: 2026-12-02]\n"),
    ("> - [ ] a\n> b\n", "> - [x] a ✅ 2026-12-02\n> b\n"),
    ("- [ ] a\n  - [ ] b\n", "- [x] a ✅ 2026-12-02\n  - [ ] b\n"),
    ("- - [ ] a\n", "- - [x] a ✅ 2026-12-02\n"),
    ("- [ ] [[Bob|B]] `x`\n", "- [x] [[Bob|B]] `x` ✅ 2026-12-02\n"),
]


@pytest.mark.parametrize(("before", "after"), TICKED)
def test_a_task_is_ticked_in_the_format_of_its_line(before: str, after: str) -> None:
    source = source_of(before.encode())
    edit = tick_task(source, 1, DAY)
    assert edit.applied(source.data).decode() == after
    note = parse(PATH, edit.applied(source.data))
    [task] = [each for each in note.tasks if each.line == 1]
    assert (task.status, task.done) == ("x", DAY)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"- [x] a\n", "there is no open task here"),
        (b"- [/] a\n", "there is no open task here"),
        (b"a\n", "there is no open task here"),
        (b"```\n- [ ] a\n```\n", "there is no open task here"),
        (b"- [ ] a \xf0\x9f\x94\x81 every week\n", "the task recurs"),
        (b"- [ ] a [repeat:: every week]\n", "the task recurs"),
        (b"- [ ] caf\xe9\n", "cannot be told from its text"),
        ("- [ ] a ✅ 2026-02-30\n".encode(), "would not read as before"),
    ],
)
def test_what_cannot_be_ticked_for_certain_is_refused(text: bytes, words: str) -> None:
    """Without the second reading a day would be written where nobody reads it: the last two are ticked."""
    line = 2 if text.startswith(b"```") else 1
    with pytest.raises(RefusedEditError, match=rf"^{PATH}:{line}: not written: .*{words}"):
        tick_task(source_of(text), line, DAY)


def test_a_note_of_the_caller_is_used_if_it_is_this_one() -> None:
    source = source_of(b"- [ ] a\n")
    for note in (parse(PATH, source.data), parse(PATH, b"- b\n")):
        assert tick_task(source, 1, DAY, note=note).applied(source.data) == "- [x] a ✅ 2026-12-02\n".encode()
