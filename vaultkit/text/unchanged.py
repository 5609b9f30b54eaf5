"""Whether a note, read after an edit, is the old note and what was put in, and nothing else."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from vaultkit.model.note import Heading, Item, Line, Link, Marker, Note, Tag, Task
from vaultkit.text.parse import NOTE_EMPTY

_Part = tuple[int, int, object]


@dataclass(frozen=True, slots=True)
class Shift:
    """What came later has moved: ``added`` lines stand from line ``first`` on, in the place of ``removed`` ones."""

    first: int
    added: int
    removed: int = 0

    def of(self, line: int) -> int:
        """Return where an old line stands now."""
        return line if line < self.first else line + self.added - self.removed

    def is_new(self, line: int) -> bool:
        """Return whether a line of the new note is one that was put in."""
        return self.first <= line < self.first + self.added


@dataclass(frozen=True, slots=True)
class Addition:
    """The item that was put in: its line and text, the item around it, and the last line that it may reach.

    ``heading`` is the level and title of the heading that was put in before it, if one was.
    """

    line: int
    text: str
    parent: int | None
    reach: int
    heading: tuple[int, str] | None = None


def _but(kind: type[NamedTuple], *places: str) -> Callable[[object], object]:
    """Return the function that gives what a part of a note says: all its fields but those that are places."""
    return attrgetter(*(name for name in kind._fields if name not in places))


_ITEM = _but(Item, "line", "end", "parent")
_HEADING = _but(Heading, "line", "end")
_LINE = _but(Line, "number", "item")
_LINK = _but(Link, "line")
_TAG = _but(Tag, "line")
_TASK = _but(Task, "line")
_MARKER = _but(Marker, "line", "end")


def _parts(note: Note) -> Iterator[_Part]:
    """Yield what a note says, part by part: its line, another line that it names (0 for none), what it says.

    Ends of items and sections are left out: they follow from the lines that belong to them.
    """
    yield from ((each.line, each.parent or 0, _ITEM(each)) for each in note.items)
    yield from ((each.line, 0, _HEADING(each)) for each in note.headings)
    yield from ((each.number, each.item or 0, _LINE(each)) for each in note.lines)
    yield from ((each.line, 0, _LINK(each)) for each in note.links)
    yield from ((each.line, 0, _TAG(each)) for each in note.tags)
    yield from ((each.line, 0, _TASK(each)) for each in note.tasks)
    yield from ((each.line, each.end, _MARKER(each)) for each in note.markers)
    yield from ((each.location.line, 0, each.code) for each in note.problems if each.code != NOTE_EMPTY.code)


def is_unchanged(old: Note, new: Note, shifts: Sequence[Shift]) -> bool:
    """Return whether all that the old note says is said by the new one, moved, and nothing else.

    ``shifts`` are in the lines of the old note, and must not overlap; what stands on new lines does not count.
    """

    def moved(line: int) -> int:
        return line + sum(shift.of(line) - line for shift in shifts)

    put_in = [Shift(moved(shift.first - 1) + 1, shift.added) for shift in shifts]
    kept = [part for part in _parts(new) if not any(lines.is_new(part[0]) for lines in put_in)]
    return (old.properties, old.readable) == (new.properties, new.readable) and kept == [
        (moved(line), moved(other), said) for line, other, said in _parts(old)
    ]


def is_unchanged_outside(old: Note, new: Note, shift: Shift) -> bool:
    """Return whether the two notes say the same outside the lines that were replaced, properties left aside."""
    replaced = range(shift.first, shift.first + shift.removed)
    kept = [part for part in _parts(new) if not shift.is_new(part[0])]
    return (old.readable, old.claims) == (new.readable, new.claims) and kept == [
        (shift.of(line), shift.of(other), said) for line, other, said in _parts(old) if line not in replaced
    ]


def is_added(old: Note, new: Note, shift: Shift, addition: Addition) -> bool:
    """Return whether the new note is the old one and exactly the wanted item, with its heading if there is one."""
    items = [item for item in new.items if shift.is_new(item.line)]
    headings = [(heading.level, heading.title) for heading in new.headings if shift.is_new(heading.line)]
    if len(items) != 1 or headings != ([addition.heading] if addition.heading else []):
        return False
    [item] = items
    text = item.text if item.status is None else f"[{item.status}] {item.text}"
    return (
        item.line == addition.line
        and item.end <= addition.reach
        and (item.parent or 0) == shift.of(addition.parent or 0)
        and text.split() == addition.text.split()
        and is_unchanged(old, new, (shift,))
    )
