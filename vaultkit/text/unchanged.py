"""Whether a note, read after an edit, is the old note and what was put in, and nothing else."""

from collections import Counter
from dataclasses import dataclass, replace

from vaultkit.model.note import Note
from vaultkit.text.parse import NOTE_EMPTY


@dataclass(frozen=True, slots=True)
class Shift:
    """``added`` lines stand from line ``first`` on, in the place of ``removed`` ones: what came later has moved."""

    first: int
    added: int
    removed: int = 0

    def of(self, line: int | None) -> int | None:
        """Return where an old line stands now."""
        if line is None or line < self.first:
            return line
        return line + self.added - self.removed

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


_STAYS = Shift(0, 0)


def _parts(note: Note, shift: Shift = _STAYS, *, less: Shift | None = None) -> Counter[object]:
    """Return what a note says, part by part, its lines moved by ``shift``, without what stands on the lines ``less``.

    Ends of items and sections are left out: they follow from the lines that belong to them.
    """
    parts: list[tuple[str, int, object, object]] = [
        *(("item", item.line, shift.of(item.parent), replace(item, line=0, end=0, parent=None)) for item in note.items),
        *(("heading", heading.line, heading.level, heading.title) for heading in note.headings),
        *(("line", line.number, shift.of(line.item), replace(line, number=0, item=None)) for line in note.lines),
        *(("link", link.line, None, replace(link, line=0)) for link in note.links),
        *(("tag", tag.line, None, replace(tag, line=0)) for tag in note.tags),
        *(("task", task.line, None, replace(task, line=0)) for task in note.tasks),
        *(("marker", marker.line, shift.of(marker.end), (marker.name, marker.options)) for marker in note.markers),
        *(
            ("problem", found.location.line, None, found.code)
            for found in note.problems
            if found.code != NOTE_EMPTY.code
        ),
    ]
    kept = [part for part in parts if less is None or not less.is_new(part[1])]
    return Counter((what, shift.of(line), owner, rest) for what, line, owner, rest in kept)


def is_unchanged(old: Note, new: Note, shift: Shift) -> bool:
    """Return whether all that the old note says is said by the new one, moved, and nothing else.

    What stands on the lines that were put in does not count; links of properties stay with their lines.
    """
    same_head = (old.properties, old.readable) == (new.properties, new.readable)
    return same_head and _parts(old, shift) == _parts(new, less=shift)


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
        and item.parent == shift.of(addition.parent)
        and text.split() == addition.text.split()
        and is_unchanged(old, new, shift)
    )
