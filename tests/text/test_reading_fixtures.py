"""What a note says: headings, items, tasks, tags and prose, and what hides them."""

from collections.abc import Callable, Iterable, Mapping

import pytest
from reading_room import VARIANTS, Case, cases

from vaultkit.model.note import Item, Line, Note, Task
from vaultkit.text.parse import parse

CASES = cases("reading.md")


def flags(part: Item | Line) -> str:
    above = part.parent if isinstance(part, Item) else part.item
    return (f" in {above}" if above else "") + (" quoted" if part.quoted else "")


def of_item(item: Item) -> str:
    box = f" [{item.status}]" if item.status else ""
    return f"{item.line}-{item.end}:{item.column} {item.marker}{box} {item.text!r}{flags(item)}"


def of_task(task: Task) -> str:
    days = (f" due {task.due}" if task.due else "") + (f" done {task.done}" if task.done else "")
    return f"task {task.line}:{task.column} [{task.status}] {task.text!r}{days}"


PARTS: Mapping[str, Callable[[Note], Iterable[str]]] = {
    "headings": lambda note: [f"{part.line}-{part.end} {part.level} {part.title}" for part in note.headings],
    "items": lambda note: map(of_item, note.items),
    "tasks": lambda note: map(of_task, note.tasks),
    "tags": lambda note: [f"tag {part.line}:{part.column} {part.name}" for part in note.tags],
    "markers": lambda note: [
        " ".join([f"marker {part.line}-{part.end} {part.name}", *(f"{key}={value!r}" for key, value in part.options)])
        for part in note.markers
    ],
    "lines": lambda note: [
        f"line {part.number}:{part.column} {part.kind} {part.text!r}{flags(part)}" for part in note.lines
    ],
    "links": lambda note: [f"link {part.line}:{part.column} {part.source}" for part in note.links],
    "problems": lambda note: [
        f"problem {part.location.line}:{part.location.column} {part.code}" for part in note.problems
    ],
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_note_says_what_it_says_however_it_is_saved(case: Case) -> None:
    for name, save in VARIANTS.items():
        note = parse(case.path, save(case.text.encode()))

        found = [line for part, show in PARTS.items() if part in case.shows for line in show(note)]

        assert found == list(case.expected), name
