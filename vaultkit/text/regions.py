"""Regions of a note that programs generate: our own blocks, those of other tools, and drawings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vaultkit.model.note import Marker
from vaultkit.text import grammar
from vaultkit.text.budget import Budget, TooComplexError
from vaultkit.text.frontmatter import closing_line
from vaultkit.text.lines import split_lines

# One repetition at most gives characters back, so that no line takes more than one pass.
_MARKER = re.compile(r" {0,3}<!--[ \t]*+vaultkit:(begin|end)(?![^ \t-])(.*)-->[ \t]*+")
_FOREIGN = re.compile(r"[ \t]*+%%[ \t]*+(begin|end)\b([^%]*+)%%[ \t]*+", re.IGNORECASE)
_OPTION = re.compile(r'([^\s="]+)(?:=(?:"([^"]*)"|(\S*)))?')
_DRAWING = re.compile(r"(?:#{1,2} (?:Excalidraw Data|Text Elements|Drawing)|%%)[ \t]*")
_MARKS = (b"vaultkit:", b"%", b"Excalidraw Data", b"Text Elements", b"Drawing")
"""What every region has one of."""
_NO_CODE = frozenset({"fence", "code_block", "comment", "math"})


@dataclass(frozen=True, slots=True)
class Damage:
    """A marker without its partner, and what is wrong with it."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class _Found:
    """A line that is a marker: of ``kind`` begin or end, for the block ``name``."""

    line: int
    kind: str
    name: str
    options: str = ""


def may_be_in(data: bytes) -> bool:
    """Return whether there may be regions in the bytes of a note, or the data of a drawing; most notes have none."""
    return any(mark in data for mark in _MARKS)


def find_markers(text: str) -> tuple[tuple[Marker, ...], tuple[Damage, ...]]:
    """Return the pairs of block markers of a note's text, and the markers that are damaged.

    A marker stands alone in its line, indented by at most 3 blanks, in no code and in no comment. A note with
    damage must be left alone; the pairs that could be made out are returned all the same.
    """
    lines = split_lines(text)
    return markers_in(lines, closing_line(lines) + 1)


def markers_in(lines: Sequence[str], first: int = 1) -> tuple[tuple[Marker, ...], tuple[Damage, ...]]:
    """Return what ``find_markers`` does, of the lines from ``first`` on."""
    found = list(_own_markers(lines, first))
    try:
        found = _outside_code(found, lines, first)
    except TooComplexError:
        return (), (Damage(found[0].line, "the note is too complex to tell markers from code"),)
    pairs: list[Marker] = []
    damages: list[Damage] = []
    begun: _Found | None = None
    for marker in found:
        if not marker.name:
            damages.append(Damage(marker.line, f"the {marker.kind} marker names no block"))
        elif marker.kind == "begin":
            # Blocks never nest: what is still open here has lost its end.
            if begun is not None:
                damages.append(Damage(begun.line, f"{begun.name} is never closed"))
            begun = marker
        elif begun is not None and marker.name == begun.name:
            pairs.append(Marker(marker.name, _options(begun.options), begun.line, marker.line))
            begun = None
        else:
            damages.append(Damage(marker.line, f"{marker.name} ends here but begins nowhere"))
    if begun is not None:
        damages.append(Damage(begun.line, f"{begun.name} is never closed"))
    return tuple(sorted(pairs, key=lambda pair: pair.line)), tuple(sorted(damages, key=lambda damage: damage.line))


def foreign_regions(lines: Sequence[str], first: int = 1) -> tuple[tuple[int, int], ...]:
    """Return the first and last line of each region of another tool: ``%% Begin NAME %%`` to ``%% End NAME %%``."""
    found = []
    for number, line in enumerate(lines[first - 1 :], first):
        match = _FOREIGN.fullmatch(line) if "%%" in line else None
        if match:
            found.append(_Found(number, match[1].casefold(), match[2].strip(" \t").casefold()))
    try:
        found = _outside_code(found, lines, first)
    except TooComplexError:
        return ()
    regions: list[tuple[int, int]] = []
    begin: _Found | None = None
    for marker in found:
        if marker.kind == "begin" and begin is None:
            begin = marker
        elif marker.kind == "end" and begin is not None and marker.name == begin.name:
            regions.append((begin.line, marker.line))
            begin = None
    return tuple(regions)


def drawing(lines: Sequence[str], first: int = 1) -> int | None:
    """Return the line where the data of an Excalidraw drawing begins, None where there is none."""
    return next((number for number, line in enumerate(lines[first - 1 :], first) if _DRAWING.fullmatch(line)), None)


def _own_markers(lines: Sequence[str], first: int) -> Iterator[_Found]:
    """Yield every line that looks like one of our markers."""
    for number, line in enumerate(lines[first - 1 :], first):
        match = _MARKER.fullmatch(line) if "vaultkit:" in line else None
        if match and "-->" not in match[2] and match[2][:1] in {"", " ", "\t"}:
            name, _, options = match[2].strip(" \t").partition(" ")
            yield _Found(number, match[1], name, options)


def _outside_code(found: Sequence[_Found], lines: Sequence[str], first: int) -> list[_Found]:
    """Return the markers that stand in no code, math or comment.

    What stands between two that fit is taken out first: nothing in a generated region can hide its end.
    """
    if not found:
        return []
    kept = [""] * (first - 1) + [grammar.neutral(line) for line in lines[first - 1 :]]
    for begin, end in pairwise(found):
        if (begin.kind, end.kind) == ("begin", "end") and begin.name == end.name:
            kept[begin.line : end.line - 1] = [""] * (end.line - 1 - begin.line)
    hidden: set[int] = set()
    allowed = Budget()
    allowed.require(len(lines) - first)
    for token in grammar.block_tokens(kept, allowed):
        if token.map and token.type in _NO_CODE:
            hidden.update(range(token.map[0] + 1, token.map[1] + 1))
        elif token.map and token.type == "html_block" and token.content.startswith("<!--"):
            hidden.update(range(token.map[0] + 2, token.map[1] + 1))
    return [marker for marker in found if marker.line not in hidden]


def _options(text: str) -> tuple[tuple[str, str], ...]:
    """Return the options of a marker; a word without ``=`` has an empty value, a value with blanks stands in quotes."""
    return tuple((match[1], match[2] or match[3] or "") for match in _OPTION.finditer(text))
