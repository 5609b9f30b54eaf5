"""Plans edits as byte spans, and reads each result again before anything is written."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from vaultkit.errors import RefusedEditError
from vaultkit.model.edit import Edit, Source
from vaultkit.model.note import Heading, Item, Note
from vaultkit.text.lines import Lines
from vaultkit.text.openings import openings
from vaultkit.text.parse import MARKER_DAMAGED, NOTE_COMPLEX, NOTE_LONG, parse
from vaultkit.text.unchanged import Addition, Shift, is_added

_BREAKS = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_NEIGHBOUR = re.compile(r"(?P<before>.*?)(?P<marker>[-*+]|(?P<number>\d{1,9})(?P<point>[.)]))(?P<gap>[ \t]*)")
_BLANK_OR_QUOTE = " \t\r>"
_WIDEST_GAP = 4
"""CommonMark reads more blanks than these after a list marker as code."""
_MOST_NUMBER = 999_999_999
"""CommonMark's longest list number has nine digits."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """Lines to put in before line ``at``; ``item`` is the offset of the new item among them.

    ``parent`` is the line of the item around it, ``heading`` what is put in before it.
    """

    at: int
    lines: tuple[str, ...]
    item: int
    text: str
    parent: int | None = None
    heading: tuple[int, str] | None = None


def insert_item(
    source: Source, beside: Item, where: Literal["before", "after"], text: str, *, note: Note | None = None
) -> Edit:
    """Return the edit that puts one list item before or after another, in the same style.

    Bullet, indent, quotation marks, the gap after the bullet and the line ending are the neighbour's; an ordered
    list goes on with the next number; a file without a final newline stays without. "After" is after all that
    belongs to the neighbour. ``note`` is the source as it was read, if the caller has it. Raises ``RefusedEditError``
    unless the result reads as the old note and this item.
    """
    lines = Lines.of(source.data)
    line = lines.text(beside.line)
    match = _NEIGHBOUR.match(line, 0) if beside.column <= 1 else _NEIGHBOUR.match(line[beside.column - 1 :])
    before = line[: beside.column - 1]
    if match is None or match["before"]:
        raise RefusedEditError(source.path, beside.line, "there is no list item here")
    if before.strip(_BLANK_OR_QUOTE):
        if where == "before":
            raise RefusedEditError(source.path, beside.line, "the list begins on the line of another item")
        before = re.sub(r"[^>\t]", " ", before)
    old = _whole(source, note)
    gap = match["gap"] if 0 < len(match["gap"]) <= _WIDEST_GAP and len(line) > beside.column else " "
    words = _BREAKS.sub(" ", text).strip()
    item = f"{before}{_next_marker(old, beside, match, where)}{gap}{words}"
    quotes = before.rstrip(" \t")
    at = beside.line if where == "before" else _last_written(lines, beside) + 1
    return _first_that_holds(
        source,
        lines,
        old,
        _Draft(at, (item,), 0, words, beside.parent),
        _Draft(at, (item, quotes), 0, words, beside.parent),
    )


def _next_marker(old: Note, beside: Item, match: re.Match[str], where: str) -> str:
    """Return the marker of the new item: the neighbour's, or the number after its own.

    A list of equal numbers keeps them equal, and an item put before another takes its number, for only the first
    one counts in a list.
    """
    if match["number"] is None:
        return match["marker"]
    numbers = [
        item.marker for item in old.items if item.parent == beside.parent and item.marker.endswith(match["point"])
    ]
    all_equal = len(numbers) > 1 and len(set(numbers)) == 1
    number = int(match["number"])
    step = 0 if where == "before" or all_equal or number == _MOST_NUMBER else 1
    return f"{number + step:0{len(match['number'])}}{match['point']}"


def _last_written(lines: Lines, beside: Item) -> int:
    """Return the last line of an item that is not blank."""
    last = min(beside.end, len(lines))
    while last > beside.line and not lines.text(last).strip(_BLANK_OR_QUOTE):
        last -= 1
    return last


def append_section(source: Source, heading: str, text: str, *, level: int = 2, note: Note | None = None) -> Edit:
    """Return the edit that puts a heading and a list of one item at the end of a note.

    The bullet is the one that the note uses most. Raises ``RefusedEditError`` where the note ends within something
    that does not end (a fence, a comment, a block), or is too large to be read whole.
    """
    lines = Lines.of(source.data)
    old = _whole(source, note)
    open_block = next((problem for problem in old.problems if problem.code == MARKER_DAMAGED.code), None)
    if open_block:
        raise RefusedEditError(source.path, open_block.location.line, open_block.message)
    words = _BREAKS.sub(" ", text).strip()
    title = _BREAKS.sub(" ", heading).strip()
    blank = ("",) if len(lines) and lines.text(len(lines)).strip() else ()
    new = (*blank, f"{'#' * level} {title}", "", f"{_usual_bullet(old)} {words}")
    draft = _Draft(len(lines) + 1, new, len(new) - 1, words, heading=(level, title))
    return _first_that_holds(source, lines, old, draft)


def append_to_section(source: Source, heading: Heading, text: str, *, note: Note | None = None) -> Edit:
    """Return the edit that begins a list at the end of a section's own text, before its sub-headings.

    It is meant for a section that has no list yet. Raises ``RefusedEditError`` as ``insert_item`` does.
    """
    lines = Lines.of(source.data)
    old = _whole(source, note)
    words = _BREAKS.sub(" ", text).strip()
    below = [other.line - 1 for other in old.headings if heading.line < other.line <= heading.end]
    last = min([heading.end, len(lines), *below])
    while last > heading.line and not lines.text(last).strip():
        last -= 1
    item = f"{_usual_bullet(old)} {words}"
    follows = last < len(lines) and lines.text(last + 1).strip() != ""
    return _first_that_holds(source, lines, old, _Draft(last + 1, ("", item, "") if follows else ("", item), 1, words))


def _usual_bullet(note: Note) -> str:
    """Return the bullet that most items of a note have; ``-`` where there are none."""
    bullets = Counter(item.marker for item in note.items if item.marker in {"-", "*", "+"})
    return max(bullets, key=lambda bullet: (bullets[bullet], bullet == "-"), default="-")


def _insertion(source: Source, lines: Lines, at: int, new: Sequence[str]) -> Edit:
    """Return the edit that puts whole lines before line ``at``, which may be the one after the last.

    Their ending is that of the line before, or of the note; a file without a final newline stays without.
    """
    ending = (lines.ending(at - 1) if at > 1 else b"") or lines.newline
    written = ending.join(line.encode("utf-8", errors="replace") for line in new)
    start = lines.start(at)
    unended = at > 1 and at > len(lines) and not lines.ending(at - 1)
    replacement = ending + written if unended else written + ending
    return Edit(source.path, source.digest, start, start, replacement)


def read_after(source: Source, edit: Edit) -> Note:
    """Return the note as it will be after an edit; where the edit was planned here, it has been read already."""
    return _read(source.path, edit.applied(source.data))


@lru_cache(maxsize=1)
def _read(path: str, data: bytes) -> Note:
    """Return a note as it is read, kept for whoever asks for the same bytes next."""
    return parse(path, data)


def _whole(source: Source, note: Note | None) -> Note:
    """Return the note that a source is, the caller's where it is this very one; refuse one that is not read whole."""
    known = note is not None and (note.path, note.digest) == (source.path, source.digest)
    old = note if note is not None and known else parse(source.path, source.data)
    _refuse_half_read(old, "is")
    return old


def _refuse_half_read(note: Note, is_or_would_be: str) -> None:
    """Raise ``RefusedEditError`` for a note of which not everything is read: nobody could tell what an edit changed."""
    for code, what in ((NOTE_LONG.code, "large"), (NOTE_COMPLEX.code, "complex")):
        found = next((problem for problem in note.problems if problem.code == code), None)
        if found:
            line = found.location.line
            raise RefusedEditError(note.path, line, f"the note {is_or_would_be} too {what} to be read whole")


def _first_that_holds(source: Source, lines: Lines, old: Note, *drafts: _Draft) -> Edit:
    """Return the edit of the first draft whose result reads as the old note and what was put in.

    There are two where a blank line keeps the new item from taking in the text below it.
    """
    for draft in drafts:
        if not draft.text:
            raise RefusedEditError(source.path, draft.at, "there is no text to write")
        edit = _insertion(source, lines, draft.at, draft.lines)
        new = read_after(source, edit)
        shift = Shift(draft.at, len(draft.lines))
        reach = _next_written(lines, draft.at) - 1 + len(draft.lines)
        wanted = Addition(draft.at + draft.item, draft.text, draft.parent, reach, draft.heading)
        if is_added(old, new, shift, wanted):
            return edit
        _refuse_half_read(new, "would be")
    raise _refusal(source, lines, drafts[0])


def _refusal(source: Source, lines: Lines, draft: _Draft) -> RefusedEditError:
    """Return why nothing holds: what is open where the new lines would stand, at its first line; if anything is."""
    written = [lines.text(number) for number in range(1, len(lines) + 1)]
    written[draft.at - 1 : draft.at - 1] = draft.lines
    around = next((each for each in openings(written) if each.hides(draft.at + draft.item)), None)
    if around:
        return RefusedEditError(source.path, around.line, f"{around.what} begins here and is still open further down")
    line = max(1, min(draft.at, len(lines)))
    return RefusedEditError(source.path, line, "the note would not read as before, with one line more")


def _next_written(lines: Lines, at: int) -> int:
    """Return the first line from ``at`` on that is not blank, or the one after the last."""
    while at <= len(lines) and not lines.text(at).strip(_BLANK_OR_QUOTE):
        at += 1
    return at


def replace_lines(source: Source, first: int, last: int, text: str, lines: Lines | None = None) -> Edit:
    """Return the edit that puts ``text`` in the place of lines ``first`` to ``last``; ``last < first`` inserts.

    The text's lines end as the line before them does, or as most of the note's; no text is no lines. Where the
    lines are the same already, the edit replaces bytes by the same bytes. What the lines mean is the caller's affair.
    ``lines`` are the source's own, if the caller has them: who replaces many need not look for them each time.
    """
    lines = Lines.of(source.data) if lines is None else lines
    new = text.split("\n") if text else []
    stop = lines.start(max(first, last + 1))
    if first > len(lines) and new:
        return _insertion(source, lines, first, new)
    ending = (lines.ending(first - 1) if first > 1 else b"") or lines.newline
    replacement = b"".join(line.encode() + ending for line in new)
    if stop == len(source.data) and not lines.ending(len(lines)):
        replacement = replacement.removesuffix(ending)
    return Edit(source.path, source.digest, lines.start(first), stop, replacement)
