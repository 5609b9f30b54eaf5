"""Whether a note, read after an edit, is the old note and what was put in, and nothing else."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from vaultkit.model.note import Note
from vaultkit.text.parse import NOTE_EMPTY


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


def _parts(note: Note, moved: Callable[[int], int]) -> Counter[tuple[str, int, int, object]]:
    """Return what a note says, part by part, each with the line where it stands after the move.

    Ends of items and sections are left out: they follow from the lines that belong to them.
    """
    parts: list[tuple[str, int, int, object]] = [
        *(("item", i.line, i.parent or 0, replace(i, line=0, end=0, parent=None)) for i in note.items),
        *(("heading", heading.line, 0, (heading.level, heading.title)) for heading in note.headings),
        *(("line", line.number, line.item or 0, replace(line, number=0, item=None)) for line in note.lines),
        *(("link", link.line, 0, replace(link, line=0)) for link in note.links),
        *(("tag", tag.line, 0, replace(tag, line=0)) for tag in note.tags),
        *(("task", task.line, 0, replace(task, line=0)) for task in note.tasks),
        *(("marker", marker.line, marker.end, (marker.name, marker.options)) for marker in note.markers),
        *(("problem", each.location.line, 0, each.code) for each in note.problems if each.code != NOTE_EMPTY.code),
    ]
    return Counter((what, moved(line), moved(other), rest) for what, line, other, rest in parts)


def is_unchanged(old: Note, new: Note, shifts: Sequence[Shift]) -> bool:
    """Return whether all that the old note says is said by the new one, moved, and nothing else.

    ``shifts`` are in the lines of the old note, and must not overlap; what stands on new lines does not count.
    """

    def moved(line: int) -> int:
        return line + sum(shift.of(line) - line for shift in shifts)

    def stays(line: int) -> int:
        return line

    put_in = [Shift(moved(shift.first - 1) + 1, shift.added) for shift in shifts]
    found = _parts(new, stays)
    kept = Counter({part: n for part, n in found.items() if not any(lines.is_new(part[1]) for lines in put_in)})
    return (old.properties, old.readable) == (new.properties, new.readable) and _parts(old, moved) == kept


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
