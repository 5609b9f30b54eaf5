"""The bodies of two notes in one: the log's lines in order, everything else below a heading of its own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, pairwise

from vaultkit.api import Item, Note, Settings, as_text
from vaultkit.people.commands.note_lines import NoteLines
from vaultkit.people.reading.log import Log, read_log
from vaultkit.people.reading.prose import fold_title
from vaultkit.people.settings import PeopleSettings

_BULLET = re.compile(rb"([-*+]|(\d{1,9})([.)]))([ \t]*)")
_FENCE = re.compile(rb"[ \t]*(`{3,})")
_WIDEST_GAP = 4
"""More blanks than these behind a bullet begin code."""
_LEVEL = 2


@dataclass(slots=True)
class Taken:
    """What is taken out of a note: the dated items of its log, and the numbers of lines that need not be kept.

    ``dropped`` are headings of the log with nothing left below them, and blocks that the other note has as well.
    """

    items: tuple[tuple[Item, date], ...] = ()
    moved: set[int] = field(default_factory=set)
    dropped: set[int] = field(default_factory=set)


def take(note: Note, into: Note, lines: NoteLines, settings: Settings) -> Taken:
    """Return what of a note goes into the other one's log, and what is left out."""
    log = read_log(note, settings)
    taken = Taken(_dated(log))
    for item, _ in taken.items:
        taken.moved |= set(range(item.line, item.end + 1))
    blocks = {marker.name for marker in into.markers}
    for marker in note.markers:
        if marker.name in blocks:
            taken.dropped |= set(range(marker.line, marker.end + 1))
    gone = taken.moved | taken.dropped
    for first, last in log.sections:
        for heading in reversed([each for each in note.headings if first <= each.line <= last]):
            below = range(heading.line + 1, min(heading.end, last) + 1)
            if all(number in gone or not lines.lines[number - 1].strip() for number in below):
                taken.dropped.add(heading.line)
                gone.add(heading.line)
    return taken


def _dated(log: Log) -> tuple[tuple[Item, date], ...]:
    """Return all dated items of a log in the order of the note."""
    return tuple(sorted((pair for one in log.lists for pair in one.dated), key=lambda pair: pair[0].line))


def _is_newest_first(dated: Sequence[tuple[Item, date]]) -> bool:
    """Return whether most lines are older than the one before; a tie is no."""
    pairs = [(one[1], other[1]) for one, other in pairwise(dated)]
    return sum(later < earlier for earlier, later in pairs) > sum(later > earlier for earlier, later in pairs)


def insert_log(lines: NoteLines, into: Note, other: NoteLines, taken: Taken, settings: Settings) -> None:
    """Put dated items into the log of a note, each in its place by day, in the style of the item beside it.

    Without a log a section is made at the end. ``other`` are the lines of the note that they are taken from.
    """
    log = read_log(into, settings)
    own = _dated(log)
    newest_first = _is_newest_first(own or taken.items)
    # The lines of one day keep their order; where the two logs run against one another, it is turned round.
    given = taken.items if _is_newest_first(taken.items) == newest_first else taken.items[::-1]
    ordered = sorted(given, key=lambda pair: pair[1], reverse=newest_first)
    if own:
        _insert_beside(lines, own, other, ordered, newest_first=newest_first)
        return
    chunks = [line for item, _ in ordered for line in other.lines[item.line - 1 : item.end]]
    if not log.sections:
        title = settings.section(PeopleSettings).all_log_headings[0]
        append(lines, [f"## {title}".encode(), b"", *chunks])
        return
    first, last = log.sections[0]
    below = [each.line - 1 for each in into.headings if first < each.line <= last]
    at = min([last, len(lines.lines), *below])
    while at > first and not lines.lines[at - 1].strip():
        at -= 1
    follows = at < len(lines.lines) and lines.lines[at].strip() != b""
    lines.insert(at + 1, [b"", *chunks, *([b""] if follows else [])])


def _insert_beside(
    lines: NoteLines,
    own: Sequence[tuple[Item, date]],
    other: NoteLines,
    ordered: Sequence[tuple[Item, date]],
    *,
    newest_first: bool,
) -> None:
    """Put items in before or after the items of a log beside which their days belong; the last ones first."""
    is_loose = any(
        one.end == two.line - 2 and not lines.lines[two.line - 2].strip() for (one, _), (two, _) in pairwise(own)
    )
    gap = [b""] if is_loose else []
    placed = [(_place(own, day, newest_first=newest_first), item) for item, day in ordered]
    groups = [(place, [item for _, item in group]) for place, group in groupby(placed, key=lambda pair: pair[0])]
    for (number, after), items in reversed(groups):
        beside = own[number][0]
        chunks: list[bytes] = []
        for count, item in enumerate(items):
            chunk = _restyled(other.lines[item.line - 1 : item.end], item, lines, beside, (count + 1) * after)
            chunks += [*gap, *chunk] if after else [*chunk, *gap]
        lines.insert(beside.end + 1 if after else beside.line, chunks)


def _place(own: Sequence[tuple[Item, date]], day: date, *, newest_first: bool) -> tuple[int, bool]:
    """Return the place of the item beside which a day belongs, and whether after it, as if the log were sorted."""
    if newest_first:
        below = next((number for number, (_, other) in enumerate(own) if other < day), None)
        return (len(own) - 1, True) if below is None else (below, False)
    above = next((number for number in reversed(range(len(own))) if own[number][1] <= day), None)
    return (0, False) if above is None else (above, True)


def _restyled(chunk: Sequence[bytes], item: Item, lines: NoteLines, beside: Item, step: int) -> list[bytes]:
    """Return the lines of an item with the bullet and the indent of another; what they say stays as it is.

    An item whose indent cannot be told for sure (tabs, a bullet behind another) keeps its own.
    """
    line = lines.lines[beside.line - 1]
    before, match = line[: beside.column - 1], _BULLET.match(line, beside.column - 1)
    own_before, own = chunk[0][: item.column - 1], _BULLET.match(chunk[0], item.column - 1)
    if match is None or own is None or (before + own_before).strip(b" "):
        return list(chunk)
    marker = match[1]
    if match[2] is not None:
        marker = b"%0*d%b" % (len(match[2]), int(match[2]) + step, match[3])
    is_plain = own[4].count(b"\t") == 0 and 0 < len(own[4]) <= _WIDEST_GAP
    gap = match[4] if is_plain and b"\t" not in match[4] and 0 < len(match[4]) <= _WIDEST_GAP else own[4]
    offset = len(own_before) + len(own[1]) + len(own[4])
    shift = len(before) + len(marker) + len(gap) - offset
    if shift and (not is_plain or any(below[: len(below) - len(below.lstrip())].count(b"\t") for below in chunk[1:])):
        return list(chunk)
    first = before + marker + gap + chunk[0][own.end() :]
    return [first, *(_shifted(below, offset, shift) for below in chunk[1:])]


def _shifted(line: bytes, offset: int, shift: int) -> bytes:
    """Return a line of an item with its indent changed; one that is not indented as far as the item stays."""
    if not line.strip() or len(line) - len(line.lstrip(b" ")) < offset:
        return line
    return b" " * shift + line if shift > 0 else line[-shift:]


def append_rest(  # noqa: PLR0913 - two notes, and what is known of them
    lines: NoteLines,
    into: Note,
    *,
    name: str,
    other: NoteLines,
    taken: Taken,
    left: Sequence[bytes],
    settings: Settings,
) -> None:
    """Put what else a note says below a heading at the end of the other: the properties that are left, then its text.

    ``name`` and ``other`` are the name and the lines of that note.
    """
    rest = _rest(other, taken)
    if not rest and not left:
        return
    title = f"Merged from {as_text(name)}"
    last = max((each.end for each in into.headings), default=0)
    levels = [each.level for each in into.headings if each.end == last and _is_log(each.title, settings)]
    level = min([_LEVEL, *levels])
    fence = b"`" * max([3, *(len(found[1]) + 1 for line in left if (found := _FENCE.match(line)))])
    kept = [fence + b"yaml", *left, fence] if left else []
    append(lines, [b"#" * level + b" " + title.encode(), b"", *kept, *([b""] if kept and rest else []), *rest])


def _is_log(title: str, settings: Settings) -> bool:
    """Return whether a heading's title is one of the log's."""
    return fold_title(title) in {fold_title(each) for each in settings.section(PeopleSettings).all_log_headings}


def _rest(other: NoteLines, taken: Taken) -> list[bytes]:
    """Return the lines of a body that are neither moved nor dropped; one blank line where something was taken out."""
    rest: list[bytes] = []
    at_seam = False
    for number in range(other.front + 1, len(other.lines) + 1):
        if number in taken.moved or number in taken.dropped:
            at_seam = True
            continue
        line = other.lines[number - 1]
        if at_seam and rest:
            if not line.strip():
                if not rest[-1].strip():
                    continue
            elif rest[-1].strip():
                rest.append(b"")
        at_seam = at_seam and not line.strip()
        if rest or line.strip():
            rest.append(line)
    while rest and not rest[-1].strip():
        rest.pop()
    return rest


def append(lines: NoteLines, new: Sequence[bytes]) -> None:
    """Put lines in at the end of a note, after a blank line."""
    blank = [b""] if lines.lines and lines.lines[-1].strip() and len(lines.lines) > lines.front else []
    lines.insert(len(lines.lines) + 1, [*blank, *new])
