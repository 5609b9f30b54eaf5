"""Plans the tick of a task: its box, and the day in the format that the line already uses."""

import re
from collections import Counter
from datetime import date

from vaultkit.errors import RefusedEditError
from vaultkit.model.edit import Edit, Source
from vaultkit.model.note import Item, Note, Task
from vaultkit.text.lines import Lines
from vaultkit.text.parse import parse
from vaultkit.text.splice import read_after
from vaultkit.text.tasks import DONE
from vaultkit.text.unchanged import Shift, is_unchanged_outside

_BOX = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]+\[(?= \])")
_TAIL = re.compile(r"(?:(?:[ \t]+\^[A-Za-z0-9-]+)?[ \t]*|\\)\Z")
"""What stays last: the block id of Obsidian, and what is a line break in markdown (two blanks, or a backslash)."""
_EMOJI = re.compile("[📅📆🗓⏳⌛🛫➕✅]")  # noqa: RUF001 -- the signs of the Tasks plugin
_FIELD = re.compile(r"(?P<gap>[ \t]*)(?P<open>[\[(])\s*(?:due|scheduled|start|created|completion)\s*::", re.IGNORECASE)
_RECURS = re.compile(r"🔁|[\[(]\s*repeat\s*::", re.IGNORECASE)
_CLOSING = {"[": "]", "(": ")"}


def tick_task(source: Source, line: int, day: date, *, note: Note | None = None) -> Edit:
    """Return the edit that ticks the open task on a line and says on which day it was done.

    The day is written as ``✅ 2026-12-02`` where the line has dates with emoji, as ``[completion:: 2026-12-02]`` where
    it has fields, else as most tasks of the note have it; with emoji where none has a date. It stands behind all but a
    block id, where the Tasks plugin of Obsidian looks for it (its Task.toFileLineString, and the order of its
    fields). A task that recurs is refused: that plugin makes the next one as it is ticked there.
    ``note`` is the source as it was read, if the caller has it. Raises ``RefusedEditError`` unless the result
    reads as the old note with this task done.
    """
    known = note is not None and (note.path, note.digest) == (source.path, source.digest)
    old = note if note is not None and known else parse(source.path, source.data)
    tasks = [task for task in old.tasks if task.line == line and task.is_open]
    if len(tasks) != 1:
        raise RefusedEditError(source.path, line, "there is no open task here" if not tasks else "several begin here")
    lines = Lines.of(source.data)
    text = lines.text(line)
    box = _BOX.match(text, tasks[0].column - 1)
    if box is None or text.encode() != source.data[lines.start(line) : lines.end(line)]:
        raise RefusedEditError(source.path, line, "the box of the task cannot be told from its text")
    if _RECURS.search(text):
        raise RefusedEditError(source.path, line, "the task recurs: tick it in Obsidian, which makes the next one")
    start = lines.start(line) + len(text[: box.end()].encode())
    written = f"x{_dated(text[box.end() + 1 :], day, old, lines)}"
    edit = Edit(source.path, source.digest, start, lines.end(line), written.encode())
    if not _is_ticked(old, read_after(source, edit), tasks[0], day):
        raise RefusedEditError(source.path, line, "the note would not read as before, with this task done")
    return edit


def _dated(rest: str, day: date, note: Note, lines: Lines) -> str:
    """Return a task's line from behind the blank in its box, with the day; a day that it has already is replaced."""
    done = DONE.search(rest)
    if done:
        start, end = done.span(1) if done[1] else done.span(2)
        return f"{rest[:start]}{day}{rest[end:]}"
    tail = _TAIL.search(rest)
    at = tail.start() if tail else len(rest)
    field = _FIELD.search(rest)
    if field and not _EMOJI.search(rest):
        word = f"{field['gap'] or ' '}{field['open']}completion:: {day}{_CLOSING[field['open']]}"
    else:
        has_field = not _EMOJI.search(rest) and _is_usual_field(note, lines)
        word = f" [completion:: {day}]" if has_field else f" ✅ {day}"
    return rest[:at] + word + rest[at:]


def _is_usual_field(note: Note, lines: Lines) -> bool:
    """Return whether more tasks of a note have fields than emoji."""
    styles: Counter[str] = Counter()
    for task in note.tasks:
        text = lines.text(task.line)
        styles["emoji" if _EMOJI.search(text) else "field" if _FIELD.search(text) else ""] += 1
    return styles["field"] > styles["emoji"]


def _is_ticked(old: Note, new: Note, task: Task, day: date) -> bool:
    """Return whether the new note is the old one with a task done on a day."""
    line = task.line
    ticked = task._replace(status="x", done=day)

    def rest(note: Note) -> object:
        others = [item for item in note.items if item.line == line and item.column != task.column]
        links = [link for link in note.links if link.line == line]
        tags = [tag for tag in note.tags if tag.line == line]
        return others, links, tags, note.properties, note.headings

    return (
        list(new.tasks) == [ticked if each == task else each for each in old.tasks]
        and _shape(old, task) == _shape(new, task)
        and rest(old) == rest(new)
        and is_unchanged_outside(old, new, Shift(line, 1, 1))
    )


def _shape(note: Note, task: Task) -> list[Item]:
    """Return the item of a task, without what its tick changes."""
    found = [item for item in note.items if (item.line, item.column) == (task.line, task.column)]
    return [item._replace(text="", status="x") for item in found]
