"""Whether a line that was put into a note still stands there; if an editor saved an old buffer over it, where it was.

Pure: from what stood in the note before, and what stands there now.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import Enum
from zlib import crc32

from vaultkit.model.edit import Edit, Source
from vaultkit.model.put_line import PutLine
from vaultkit.text.lines import Lines, decode, split_lines
from vaultkit.text.parse import parse
from vaultkit.text.unchanged import Shift, is_unchanged

SAME = 85
"""The likeness, of 100, from which a line is taken for ours, with a word mended."""
NEAR = 60
"""The likeness from which a line may be ours, rewritten: then ours is not put back beside it."""

_WIDTH = 4
_MOST_PAIRS = 4_000_000
_BLANK = 0
_HEAD = re.compile(r"\s*(?:[-*+]|\d+[.)])?\s*(?:\[.\]\s*)?(?:\d{4}-\d\d-\d\d)?\s*")
_HEADING = re.compile(r"#{1,6}\s")


class Fate(Enum):
    """What became of a line."""

    KEPT = "kept"
    EDITED = "edited"
    """It, or what somebody made of it, stands there."""
    WIPED = "wiped"
    """It is gone, and all around it is as it was before it was put there: somebody saved an old buffer."""
    GONE = "gone"
    """It is gone, and what is around it is not as it was."""


def put_lines(path: str, before: bytes, after: bytes, again: int = 0) -> tuple[PutLine, ...]:
    """Return the lines that a write has put into a note, each with what it found there; replaced lines are none.

    The lines of one write find those that it put in before them.
    """
    old, new = _lines(before), _lines(after)
    marks = [_mark(line) for line in old]
    matches = _matches(marks, [_mark(line) for line in new])
    found: list[PutLine] = []
    shift = last_old = last_new = 0
    for one, other in [*sorted(matches.items()), (len(old), len(new))]:
        if one == last_old:
            for group in _groups(new[last_new:other]):
                found.append(PutLine(path, one + shift, group, _packed(marks), again))
                marks[one + shift : one + shift] = [_mark(line) for line in group]
                shift += len(group)
        last_old, last_new = one + 1, other + 1
    return tuple(found)


def fates(puts: Sequence[PutLine], data: bytes, others: Sequence[PutLine] = ()) -> list[Fate]:
    """Return what became of each line, of all that were put into one note, oldest first, by its bytes now.

    ``others`` are lines that are not asked for, and that nobody has typed either.
    """
    text = _Text(_lines(data), puts, others)
    return [text.fate(number)[0] for number in range(len(puts))]


def put_back(
    puts: Sequence[PutLine], wanted: Iterable[PutLine], source: Source, others: Sequence[PutLine] = ()
) -> tuple[Edit, ...]:
    """Return the edits that put those of the lines back that were wiped out, each where it was; none if one does harm.

    ``puts`` are all that were put into the note, ``wanted`` those of them to put back, ``others`` as in ``fates``.
    """
    old = Lines.of(source.data)
    text = _Text(_lines(source.data), puts, others)
    edits: list[Edit] = []
    shifts: dict[int, int] = {}
    those = set(wanted)
    for number, put in enumerate(puts):
        fate, place = text.fate(number) if put in those else (Fate.KEPT, 0)
        if fate is not Fate.WIPED:
            continue
        lines, after = text.insert(put, place)
        ended = after == 0 or bool(old.ending(after))
        newline = old.newline
        block = newline.join(line.encode("utf-8", "surrogateescape") for line in lines)
        at = old.start(after + 1)
        edits.append(Edit(source.path, source.digest, at, at, block + newline if ended else newline + block))
        shifts[after + 1] = shifts.get(after + 1, 0) + len(lines)
    data = source.data
    # From the end; of those at one place the last first, so that each stands before what was put there after it.
    for edit in sorted(edits, key=lambda each: each.start)[::-1]:
        data = edit.applied(data)
    kept = [Shift(first, added) for first, added in sorted(shifts.items())]
    return tuple(edits) if is_unchanged(parse(source.path, source.data), parse(source.path, data), kept) else ()


def stands(line: str, data: bytes) -> bool:
    """Return whether a line, or what somebody made of it by mending a word, stands in a note."""
    return any(_likeness(line, other) >= SAME for other in _lines(data))


@dataclass(slots=True)
class _Line:
    """A line of a note as it is now: ``number`` is its own, that of the line before it for one that is put back."""

    text: str
    mark: int
    number: int


class _Text:
    """A note's lines as they are now, and as they become while lines are put back."""

    def __init__(self, lines: Sequence[str], puts: Sequence[PutLine], others: Sequence[PutLine]) -> None:
        self._lines = [_Line(line, _mark(line), number) for number, line in enumerate(lines, 1)]
        self._ours = {_mark(line) for put in (*puts, *others) for line in put.lines} - {_BLANK}
        self._puts = puts
        self._needed: list[int] = []
        counts: dict[int, int] = {}
        for put in puts:
            mark = _mark(put.line)
            counts[mark] = counts.get(mark, _unpacked(put.before).count(mark)) + 1
            self._needed.append(counts[mark])

    def fate(self, number: int) -> tuple[Fate, int]:
        """Return what became of one of the lines, and after how many lines it would stand if it were put back."""
        put = self._puts[number]
        mark = _mark(put.line)
        if sum(line.mark == mark for line in self._lines) >= self._needed[number]:
            return Fate.KEPT, 0
        before = _unpacked(put.before)
        new = [line for line in self._lines if line.mark not in self._ours.union(before)]
        if any(_likeness(put.line, line.text) >= SAME for line in new):
            return Fate.EDITED, 0
        above = [each for each in before[: put.at] if each != _BLANK and each not in self._ours]
        below = [each for each in before[put.at :] if each != _BLANK and each not in self._ours]
        now = [(index, line) for index, line in enumerate(self._lines) if line.mark not in {*self._ours, _BLANK}]
        begin, end = _gap(above, below, [line.mark for _, line in now])
        if begin is None or end is None:
            return Fate.GONE, 0
        first = now[begin - 1][0] + 1 if begin else 0
        last = now[end][0] if end < len(now) else len(self._lines)
        beside = [line for line in self._lines[first:last] if line.mark not in self._ours]
        if any(_likeness(put.line, line.text) >= NEAR for line in beside):
            return Fate.GONE, 0
        return Fate.WIPED, self._place(before[: put.at], first, last)

    def _place(self, above: Sequence[int], first: int, last: int) -> int:
        """Return where in a gap a line belongs: after the nearest of ours that stood before it and is there.

        As many blank lines stand between the two as did before, if there are so many.
        """
        blanks, place = 0, first
        for mark in reversed(above):
            if mark == _BLANK:
                blanks += 1
                continue
            there = [index for index in range(first, last) if self._lines[index].mark == mark]
            if mark not in self._ours or there:
                place = there[-1] + 1 if there else first
                break
            blanks = 0
        while blanks and place < last and self._lines[place].mark == _BLANK:
            place, blanks = place + 1, blanks - 1
        return place

    def insert(self, put: PutLine, place: int) -> tuple[tuple[str, ...], int]:
        """Put a line back; return the lines that this takes, and the number of the line after which they stand."""
        there = {line.mark for line in self._lines}
        alone = any(_mark(line) in there for line in put.lines[:-1] if line.strip())
        lines = put.lines[-1:] if alone else put.lines
        number = self._lines[place - 1].number if place else 0
        self._lines[place:place] = [_Line(line, _mark(line), number) for line in lines]
        return lines, number


def _gap(above: list[int], below: list[int], now: list[int]) -> tuple[int | None, int | None]:
    """Return between which of the lines there are now the place is that was between two others; None: not to be told.

    Both neighbours must still be there, in their order; the beginning and the end of a note always are.
    """
    matches = _matches(above + below, now)
    begin = matches.get(len(above) - 1) if above else -1
    end = matches.get(len(above)) if below else len(now)
    return None if begin is None else begin + 1, end


def _matches(one: Sequence[int], other: Sequence[int]) -> dict[int, int]:
    """Return which of the lines of two texts are the same, by their places; none in the middle of what differs a lot.

    What both begin and end with is left out of the comparison, which takes time for each pair.
    """
    most = min(len(one), len(other))
    head = next((at for at in range(most) if one[at] != other[at]), most)
    tail = next((at for at in range(most - head) if one[-1 - at] != other[-1 - at]), most - head)
    found = {at: at for at in range(head)}
    found |= {len(one) - 1 - at: len(other) - 1 - at for at in range(tail)}
    left, right = one[head : len(one) - tail], other[head : len(other) - tail]
    if len(left) * len(right) <= _MOST_PAIRS:
        for first, second, size in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
            found |= {head + first + step: head + second + step for step in range(size)}
    return found


def _groups(lines: Sequence[str]) -> Iterable[tuple[str, ...]]:
    """Yield new lines one by one, each with the blank lines and headings before it; blank lines at the end are none."""
    group: list[str] = []
    for line in lines:
        group.append(line)
        if line.strip() and not _HEADING.match(line):
            yield tuple(group)
            group = []
    if any(line.strip() for line in group):
        while not group[-1].strip():
            group.pop()
        yield tuple(group)


def _likeness(one: str, other: str) -> float:
    """Return how alike two lines are, of 100, their bullets and dates left aside; nothing is like a line of none."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - for a watcher: whoever writes a line compares nothing

    one, other = _HEAD.sub("", one, count=1), _HEAD.sub("", other, count=1)
    return fuzz.ratio(one, other) if one.strip() and other.strip() else 0.0


def _lines(data: bytes) -> list[str]:
    return split_lines(decode(data).text)


def _mark(line: str) -> int:
    """Return a number that tells lines apart, blanks at their ends left aside; a blank line's is 0."""
    text = line.strip()
    return (crc32(text.encode("utf-8", "surrogatepass")) or 1) if text else _BLANK


def _packed(marks: Sequence[int]) -> bytes:
    return b"".join(mark.to_bytes(_WIDTH, "big") for mark in marks)


def _unpacked(marks: bytes) -> list[int]:
    return [int.from_bytes(marks[at : at + _WIDTH], "big") for at in range(0, len(marks), _WIDTH)]


def moved(put: PutLine, target: str) -> PutLine:
    """Return the same line in a note that has another path now."""
    return replace(put, path=target)
