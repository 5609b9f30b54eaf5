"""The blocks of all notes: which of them are stale, and the edits that make them right."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from vaultkit.errors import BlockFailedError
from vaultkit.model.block import BlockKind, BlockOption, OptionValue, Place
from vaultkit.model.edit import Edit, Source
from vaultkit.model.moment import Moment
from vaultkit.model.note import Marker, Note
from vaultkit.model.problem import Problem, ProblemKind, Severity
from vaultkit.text.budget import TooComplexError
from vaultkit.text.lines import Lines, decode, split_lines
from vaultkit.text.openings import may_open, openings
from vaultkit.text.parse import MARKER_DAMAGED, parse
from vaultkit.text.splice import replace_lines
from vaultkit.text.unchanged import Shift, is_unchanged

UNKNOWN_BLOCK = ProblemKind(
    "block-unknown",
    Severity.WARNING,
    "A marker names a block that no plugin renders; what stands between the markers is left alone.",
    "<!-- vaultkit:begin people.dew -->\n<!-- vaultkit:end people.dew -->",
    "Correct the name in both markers, or install the plugin.",
)
OPTION = ProblemKind(
    "block-option",
    Severity.WARNING,
    "A marker holds an option that its block does not have, or an impossible value; the block is left alone.",
    "<!-- vaultkit:begin people.due within=soon -->\n<!-- vaultkit:end people.due -->",
    "Correct the option in the first marker.",
)
REFUSED = ProblemKind(
    "block-refused",
    Severity.ERROR,
    "A plugin gave text for a block that would break the note: a line that is itself a marker, or a fence or comment "
    "that it leaves open; it is not written.",
    "<!-- vaultkit:begin weather.today -->\n<!-- vaultkit:end weather.today -->",
    "Tell the author of the plugin that renders the block.",
)
_NEAR = 70
"""The likeness, of 100, from which a name is offered for another."""
_MARKER = re.compile(r"<!--\s*vaultkit:")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written so that every block is right, one edit a block, and what could not be planned."""

    edits: tuple[Edit, ...] = ()
    problems: tuple[Problem, ...] = ()


def block_problems(moment: Moment, kinds: Mapping[str, BlockKind]) -> tuple[Problem, ...]:
    """Return what is wrong with the markers of all notes, except damage, which is among the notes' own problems.

    Nothing is rendered for it, and templates are left out.
    """
    elsewhere = tuple(f"{name}." for name in moment.settings.plugins.elsewhere)
    here = (
        (note, marker)
        for note in _notes(moment)
        for marker in note.markers
        if marker.name in kinds or not marker.name.startswith(elsewhere)
    )
    found = (_checked(note, marker, kinds) for note, marker in here)
    return tuple(problem for _, problems in found for problem in problems)


def plan_blocks(moment: Moment, kinds: Mapping[str, BlockKind]) -> tuple[Edit, ...]:
    """Return the edits that make every stale block right, one a block; none where all bytes are as they should be."""
    return plan(moment, kinds).edits


def plan(moment: Moment, kinds: Mapping[str, BlockKind], leave: Callable[[str], bool] | None = None) -> Plan:
    """Return the edits that make every stale block right, and a problem for each text that would break a note.

    ``leave`` says of a note's path whether to leave it alone this time; it is then not even read.

    Left alone are templates, notes with damaged markers, blocks whose name or options nobody knows, and those that
    could not be rendered (``BlockFailedError``, which the host has told of). The text stands between the markers
    exactly as it was rendered, with the note's line ending. Raises ``NoteChangedError`` where a file is no longer
    the one that was read.
    """
    edits: list[Edit] = []
    problems: list[Problem] = []
    for note in _notes(moment):
        if any(problem.code == MARKER_DAMAGED.code for problem in note.problems) or (leave and leave(note.path)):
            continue
        more, wrong = _stale(moment.read(note.path), note, _rendered(moment, note, kinds))
        edits += more
        problems += wrong
    return Plan(tuple(edits), tuple(problems))


def _notes(moment: Moment) -> Iterator[Note]:
    """Yield the notes with markers, less templates: the notes that are made of those have the blocks."""
    for note in moment.index.notes.notable():
        if note.markers and not moment.settings.is_template(note.path):
            yield note


def _rendered(moment: Moment, note: Note, kinds: Mapping[str, BlockKind]) -> Iterator[tuple[Marker, str]]:
    """Yield each block of a note that can be rendered, with its text."""
    for marker in note.markers:
        place, _ = _checked(note, marker, kinds)
        if place is not None:
            with suppress(BlockFailedError):
                yield marker, kinds[marker.name].render(moment, place)


def _stale(
    source: Source, note: Note, rendered: Iterable[tuple[Marker, str]]
) -> tuple[Sequence[Edit], Sequence[Problem]]:
    """Return an edit for each block of a note whose bytes differ, and a problem for each text that is refused.

    The result is read again: but for its blocks the note must say what it said.
    """
    problems: list[Problem] = []
    edits: dict[Marker, Edit] = {}
    texts: dict[Marker, str] = {}
    lines = Lines.of(source.data)
    for marker, text in rendered:
        if objection := _objection(text):
            problems.append(_refused(note, marker, objection))
            continue
        edit = replace_lines(source, marker.line + 1, marker.end - 1, text, lines)
        if edit.replacement != source.data[edit.start : edit.end]:
            edits[marker], texts[marker] = edit, text
    while texts and (found := _left_open(source, note, texts)):
        marker, objection = found
        problems.append(_refused(note, marker, objection))
        del edits[marker], texts[marker]
    if texts and not _is_kept(source, note, edits, texts):
        first = next(iter(texts))
        return (), [*problems, REFUSED.at(note.at(first.line), "with its blocks rewritten, the note would change")]
    return tuple(edits.values()), problems


def _refused(note: Note, marker: Marker, objection: str) -> Problem:
    """Return the problem of a block whose text is not written."""
    return REFUSED.at(note.at(marker.line), f"the text for {marker.name} {objection}")


def _is_kept(source: Source, note: Note, edits: Mapping[Marker, Edit], texts: Mapping[Marker, str]) -> bool:
    """Return whether a note says the same outside its blocks once these edits are made."""
    data = source.data
    for edit in reversed(tuple(edits.values())):
        data = edit.applied(data)
    shifts = [Shift(marker.line + 1, len(_lines(text)), marker.end - marker.line - 1) for marker, text in texts.items()]
    return is_unchanged(note, parse(note.path, data), shifts)


def _lines(text: str) -> list[str]:
    """Return the lines of a rendered text; no text has none."""
    return text.split("\n") if text else []


def _left_open(source: Source, note: Note, texts: Mapping[Marker, str]) -> tuple[Marker, str] | None:
    """Return the first block whose new text hides its own end marker, and what it leaves open; or None.

    The texts are looked at where they will stand, for a list around a block belongs to what it says. The line after
    each end marker closes math: an open ``$$`` that nothing closes is text here, but hides the rest in Obsidian.
    """
    if not any(may_open(text) for text in texts.values()):
        return None
    old = split_lines(decode(source.data).text)
    lines: list[str] = []
    spans: list[tuple[Marker, int, int]] = []
    after = 0
    for marker in note.markers:
        last = old[marker.end - 1]
        lines += old[after : marker.line]
        begin = len(lines)
        lines += [*_lines(texts.get(marker, "")), last]
        spans.append((marker, begin, len(lines)))
        lines.append(f"{last[: len(last) - len(last.lstrip())]}x $$")
        after = marker.end
    try:
        found = tuple(openings([*lines, *old[after:]]))
    except TooComplexError:
        return next(iter(texts)), "and the note around it are too complex to be read"
    for marker, begin, end in spans:
        for opening in found:
            if begin < opening.line and opening.hides(end):
                return marker, f"leaves {opening.what} open, from its line {opening.line - begin}"
    return None


def _objection(text: str) -> str | None:
    """Return why a rendered text must not be written, or None."""
    if _MARKER.search(text):
        return "holds a marker"
    if "\r" in text or "\0" in text:
        return "holds a carriage return or a NUL"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "cannot be written as UTF-8"
    return None


def _checked(note: Note, marker: Marker, kinds: Mapping[str, BlockKind]) -> tuple[Place | None, tuple[Problem, ...]]:
    """Return the place that a marker asks to be rendered for, None if it cannot be; and what is wrong with it."""
    kind = kinds.get(marker.name)
    at = note.at(marker.line)
    if kind is None:
        hint = _near(marker.name, kinds)
        return None, (UNKNOWN_BLOCK.at(at, f'there is no block "{marker.name}"', hint),)
    options: dict[str, OptionValue] = {option.name: option.default for option in kind.options}
    known = {option.name: option for option in kind.options}
    problems: list[Problem] = []
    for name, text in marker.options:
        if name not in known:
            problems.append(OPTION.at(at, f'"{marker.name}" has no option "{name}"', _near(name, known)))
        elif (value := _value(known[name], text)) is None:
            wanted = "a whole number, 0 or more" if known[name].kind == "number" else "text"
            problems.append(OPTION.at(at, f'the option "{name}" must be {wanted}, not "{text}"'))
        else:
            options[name] = value
    return (None if problems else Place(note.path, marker.line, options)), tuple(problems)


def _value(option: BlockOption, text: str) -> OptionValue:
    """Return what an option's text means; None if it is of the wrong kind."""
    if option.kind == "text":
        return text or None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None  # noqa: PLR2004 - digits


def _near(name: str, known: Mapping[str, object]) -> str | None:
    """Return the hint that offers the nearest known name; None, for the usual hint, if none is near."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only where somebody mistyped

    found = process.extractOne(name, list(known), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return f'did you mean "{found[0]}"?' if found else None
