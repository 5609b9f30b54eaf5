"""A file's bytes to a Note: what every other room reads. It never raises."""

import re
from collections.abc import Sequence
from hashlib import sha256

from vaultkit.model.location import Location
from vaultkit.model.note import Marker, Note
from vaultkit.model.problem import Problem, ProblemKind, Severity
from vaultkit.model.value import fold_key
from vaultkit.text import fast_body, fast_front_matter, regions
from vaultkit.text.frontmatter import FrontMatter, read_front_matter
from vaultkit.text.lines import Decoded, decode, split_lines
from vaultkit.text.markdown import Body, read_body
from vaultkit.text.plain import read_plain
from vaultkit.text.tasks import task

MAX_BYTES = 2 * 1024 * 1024

NOT_UTF8 = ProblemKind(
    "not-utf-8",
    Severity.ERROR,
    "The note holds bytes that are no UTF-8; they are read as the replacement character.",
    "Caf\\xe9",
    "Save the note as UTF-8.",
)
NUL = ProblemKind(
    "nul-character",
    Severity.ERROR,
    "The note holds a NUL character, which no text has: the file may be damaged, or be UTF-16.",
    "Ada\\x00",
    "Restore the note from a copy, or save it as UTF-8.",
)
LONE_CR = ProblemKind(
    "lone-cr",
    Severity.WARNING,
    "A carriage return stands without a line feed: some editors begin a line there, others do not.",
    "one line\\rthe next",
    "Let an editor convert the line endings.",
)
NOTE_EMPTY = ProblemKind(
    "note-empty",
    Severity.HINT,
    "The file has no bytes at all.",
    "(a file of 0 bytes)",
    "Write the note, or remove it.",
)
NOTE_LONG = ProblemKind(
    "note-long",
    Severity.HINT,
    "The note is larger than 2 MiB; only its properties are read.",
    "(a note of 100 MB)",
    "Split the note.",
)
NOTE_COMPLEX = ProblemKind(
    "note-too-complex",
    Severity.HINT,
    "The markdown of the note would take too long to read: only properties, headings, lines and wikilinks are.",
    "[[[[[[[[[[[[[[[[ … ten thousand times over",
    "Split the note, or take out what is nested.",
)
COMMENT_UNCLOSED = ProblemKind(
    "comment-unclosed",
    Severity.HINT,
    "A line begins a comment with `%%` that nothing closes: the rest of the note is hidden.",
    "%% to do\n\n- 2026-03-01 call: lost",
    "Close the comment with a second `%%`.",
)
MARKER_DAMAGED = ProblemKind(
    "marker-damaged",
    Severity.ERROR,
    "The markers of a block do not pair; no block of the note is rewritten.",
    "<!-- vaultkit:begin people.due -->",
    "Put both markers, or remove the one that is left.",
)

_DRAWING = fold_key("excalidraw-plugin")
_LONE_CR = re.compile(r"\r(?!\n)")


def parse(  # noqa: PLR0913 - all but the bytes has a default
    path: str,
    data: bytes,
    *,
    digest: str | None = None,
    size: int | None = None,
    template: bool = False,
    fast: bool = True,
) -> Note:
    """Return the note that a file's bytes are; whatever they are, it never raises.

    ``data`` may be only the beginning of a file of ``size`` bytes: of one over 2 MiB the properties alone are
    read. ``digest`` is the SHA-256 of ``data``, where it is known already. With ``template``, template syntax in the
    front matter is no problem. What is wrong is in the note's ``problems``, in the order of the lines. Without
    ``fast`` the clear readers read plain notes, too, and say the same of them.
    """
    whole = len(data) if size is None else size
    decoded = decode(data, cut=whole > len(data))
    lines = split_lines(decoded.text)
    front = _read_head(lines, path, template=template, fast=fast)
    problems = [*_byte_problems(path, data, decoded), *front.problems]
    markers: tuple[Marker, ...] = ()
    body = Body()
    if max(whole, len(data)) > MAX_BYTES:
        problems.append(NOTE_LONG.at(Location(path), f"the note has {max(whole, len(data)):,} bytes"))
    else:
        visible, markers, damages = _visible(lines, front) if regions.may_be_in(data) else (lines, (), ())
        problems += [MARKER_DAMAGED.at(Location(path, damage.line), damage.reason) for damage in damages]
        body, complaints = _read_body(visible, front.end + 1, path, fast=fast)
        problems += complaints
    return Note(
        path,
        digest or sha256(data).hexdigest(),
        whole,
        properties=front.properties,
        headings=body.headings,
        items=body.items,
        lines=body.lines,
        links=(*front.links, *body.links),
        tags=body.tags,
        tasks=tuple(found for item in body.items if item.status is not None and (found := task(item))),
        markers=markers,
        problems=tuple(sorted(problems, key=_place)),
        readable=front.readable,
        claims=front.claims,
    )


def _read_head(lines: Sequence[str], path: str, *, template: bool, fast: bool) -> FrontMatter:
    """Return what the front matter says: what ``read_front_matter`` does, which its fast twin may answer for."""
    plain = fast_front_matter.read_fast(lines) if fast and lines and lines[0] == "---" else None
    return plain or read_front_matter(lines, path, template=template)


def _read_body(visible: Sequence[str], first: int, path: str, *, fast: bool) -> tuple[Body, list[Problem]]:
    """Return what stands below the front matter, and what is wrong with it.

    That is what ``read_body`` says, which its fast twin may answer for; of what it cannot read, what is seen at once.
    """
    problems: list[Problem] = []
    try:
        body = (fast_body.read_fast(visible, first) if fast else None) or read_body(visible, first)
    except Exception:  # noqa: BLE001 - out of budget, too deep, or a fault of markdown-it: no note takes a vault down
        body = read_plain(visible, first)
        problems.append(NOTE_COMPLEX.at(Location(path), "the note is too complex to be read whole"))
    if body.unclosed is not None:
        problems.append(COMMENT_UNCLOSED.at(Location(path, body.unclosed), "this %% is never closed"))
    return body, problems


def _visible(
    lines: Sequence[str], front: FrontMatter
) -> tuple[list[str], tuple[Marker, ...], tuple[regions.Damage, ...]]:
    """Return the lines with generated regions emptied, our markers, and those of them that are damaged."""
    first = front.end + 1
    markers, damages = regions.markers_in(lines, first)
    visible = list(lines)
    for marker in markers:
        _empty(visible, marker.line, marker.end)
    for begin, end in regions.foreign_regions(visible, first):
        _empty(visible, begin, end)
    is_drawing = any(each.key == _DRAWING for each in front.properties)
    data = regions.drawing(visible, first) if is_drawing else None
    if data is not None:
        visible[data - 1 :] = [""] * (len(visible) - data + 1)
    return visible, markers, damages


def _empty(lines: list[str], begin: int, end: int) -> None:
    """Take out what stands between two marker lines; they stay, and say nothing themselves."""
    lines[begin : end - 1] = [""] * (end - 1 - begin)


def _place(problem: Problem) -> tuple[int, int]:
    """Return what problems of one note are sorted by."""
    return problem.location.line, problem.location.column


def _byte_problems(path: str, data: bytes, decoded: Decoded) -> list[Problem]:
    """Return what is wrong with the bytes, each kind once, where it is first found."""
    if not data:
        return [NOTE_EMPTY.at(Location(path), "the note is empty")]
    text, problems = decoded.text, []
    if decoded.fault is not None:
        before = data[3 * decoded.bom : decoded.fault].decode("utf-8")
        message = f"the byte 0x{data[decoded.fault]:02X} is no UTF-8"
        problems.append(NOT_UTF8.at(_location(path, before, len(before)), message))
    if "\0" in text:
        problems.append(NUL.at(_location(path, text, text.index("\0")), "there is a NUL character"))
    lone = _LONE_CR.search(text) if "\r" in text else None
    if lone:
        problems.append(LONE_CR.at(_location(path, text, lone.start()), "there is a carriage return without line feed"))
    return problems


def _location(path: str, text: str, offset: int) -> Location:
    """Return where an offset of a text stands."""
    return Location(path, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))
