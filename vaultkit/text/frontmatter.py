"""Front matter as Obsidian finds and reads it, through python-frontmatter's handler protocol."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import frontmatter
from frontmatter.default_handlers import BaseHandler

from vaultkit.model.location import Location
from vaultkit.model.note import Link
from vaultkit.model.problem import Problem, ProblemKind, Severity
from vaultkit.model.value import Property, Value
from vaultkit.text.links import WHOLE_WIKILINK, Spot, wikilink
from vaultkit.text.yaml_values import Mapping, read_mapping

MAX_CHARACTERS = 64 * 1024

FRONT_MATTER_UNCLOSED = ProblemKind(
    "front-matter-unclosed",
    Severity.ERROR,
    "The note begins with `---` and a property, but no second `---` ends the front matter; all of it is text.",
    "---\ntags: person\n\n# Ada",
    "Put a line `---` below the last property.",
)
FRONT_MATTER_SHAPE = ProblemKind(
    "front-matter-shape",
    Severity.ERROR,
    "The front matter is a list or a text instead of properties with names.",
    "---\n- Ada\n- Bob\n---",
    "Give each value a name, as in `aliases: [Ada, Bob]`; or put a blank line before the first `---`.",
)
FRONT_MATTER_LONG = ProblemKind(
    "front-matter-long",
    Severity.ERROR,
    "The front matter is longer than 64 KiB; it is not read.",
    "---\n(more than 65,536 characters)\n---",
    "Move long texts into the note's body.",
)
FRONT_MATTER_CHARACTER = ProblemKind(
    "front-matter-character",
    Severity.ERROR,
    "The front matter holds a control character or bytes that are no UTF-8; it is not read.",
    "---\nname: Ada\\x07\n---",
    "Remove the character, or save the note as UTF-8.",
)

_FENCE = re.compile(r"---[ \t]*")
_KEY = re.compile(r"[^\s#>\-\[\]{}|*`!<][^:#]*:(?:\s|$)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffd\ufffe\uffff\ud800-\udfff]")
_TYPED_LINK = re.compile(r"""(?:[&!]\S*\s+)*(?:["']|[|>][-+\d]*(?:[ \t]+\#.*)?\n)?\s*(\[\[.*?\]\])""", re.DOTALL)
_TYPED_LINES = 3
_TEMPLATE = re.compile(r"\{\{|<%")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands at the head of a note; ``end`` is its last line, 0 where there is none."""

    end: int = 0
    properties: tuple[Property, ...] = ()
    links: tuple[Link, ...] = ()
    problems: tuple[Problem, ...] = ()
    readable: bool = True
    claims: tuple[Property, ...] = ()


def closing_line(lines: Sequence[str]) -> int:
    """Return the line that ends the front matter, 0 where the note has none.

    It begins with the very first line; both lines are three hyphens and at most blanks behind them.
    """
    if not lines or not _FENCE.fullmatch(lines[0]):
        return 0
    return next((number for number, line in enumerate(lines[1:], 2) if _FENCE.fullmatch(line)), 0)


class ObsidianHandler(BaseHandler):
    """Python-frontmatter's handler for front matter as Obsidian has it: stricter splitting, values with their places.

    ``load`` gives ``Property`` values by name; all that it found is in ``found``.
    """

    FM_BOUNDARY = _FENCE

    def __init__(self, path: str) -> None:
        """Read for the note at ``path``."""
        super().__init__()
        self.path = path
        self.found = Mapping(())

    def split(self, text: str) -> tuple[str, str]:
        """Return the YAML and the rest; ValueError is the protocol's word for a text without front matter."""
        lines = text.split("\n")
        end = closing_line(lines)
        if not end:
            raise ValueError(text)
        return "\n".join(lines[1 : end - 1]), "\n".join(lines[end:])

    def load(self, fm: str) -> dict[str, object]:
        """Return the properties by name, those of broken YAML none; the YAML begins in line 2 of the file.

        Its last line ends as the others do: a block scalar reads the same wherever it stands.
        """
        problem = _refusal(fm, self.path)
        self.found = Mapping(None, (problem,)) if problem else read_mapping(f"{fm}\n", self.path, 2)
        return {found.name: found for found in self.found.properties or ()}


_CLAIMED_KEY = re.compile(r"([^\s:#\-\[\]{}\"'][^:\n]*):(?=[ \t]|$)")
_CLAIMED_ITEM = re.compile(r"[ \t]*-[ \t]+")
_CLAIMS = 100
"""Lines of broken front matter that are looked at."""


def read_front_matter(lines: Sequence[str], path: str, *, template: bool = False) -> FrontMatter:
    """Return what the head of a note says; broken front matter has no properties and is not ``readable``.

    With ``template``, front matter that holds template syntax has no problems.
    """
    end = closing_line(lines)
    if not end:
        return _without(lines, path)
    handler = ObsidianHandler(path)
    properties, _ = frontmatter.parse("\n".join(lines[:end]), handler=handler)
    found = handler.found
    problems = found.problems
    if found.properties is None and not problems:
        words = "a list" if found.kind == "list" else "a text"
        problems = (FRONT_MATTER_SHAPE.at(Location(path, 2), f"the front matter is {words}, not properties"),)
    if template and any(_TEMPLATE.search(line) for line in lines[:end]):
        problems = ()
    kept = tuple(value for value in properties.values() if isinstance(value, Property))
    links = tuple(link for value in kept for link in links_in(value.value, lines[:end]))
    readable = found.properties is not None
    claims = () if readable else _claims(lines[1 : end - 1])
    return FrontMatter(end, kept, links, problems, readable=readable, claims=claims)


def _without(lines: Sequence[str], path: str) -> FrontMatter:
    """Return the front matter of a note that has none: a problem if it was begun and never ended."""
    if len(lines) > 1 and _FENCE.fullmatch(lines[0]) and _KEY.match(lines[1]):
        problem = FRONT_MATTER_UNCLOSED.at(Location(path, 1), "the front matter is never closed")
        return FrontMatter(problems=(problem,), readable=False, claims=_claims(lines[1:]))
    return FrontMatter()


def _claims(lines: Sequence[str]) -> tuple[Property, ...]:
    """Return the plain ``key: value`` lines and lists that broken front matter begins with, up to a blank line.

    Enough to tell whose note it is; the values are lists of text, brackets and quotes taken off.
    """
    claims: list[Property] = []
    for number, line in enumerate(lines[:_CLAIMS], 2):
        if not line.strip():
            break
        item, key = _CLAIMED_ITEM.match(line), _CLAIMED_KEY.match(line)
        if key:
            value = Value("list", number, key.end(), items=_texts(line[key.end() :], number, key.end() + 1))
            claims.append(Property(key[1].strip(), value, number, 1))
        elif item and claims:
            last = claims[-1]
            more = _texts(line[item.end() :], number, item.end() + 1)
            claims[-1] = last._replace(value=last.value._replace(items=(*last.value.items, *more)))
    return tuple(claims)


def _texts(text: str, line: int, column: int) -> tuple[Value, ...]:
    """Return the words between commas, without brackets and quotes."""
    words = (part.strip(" \t[]\"'") for part in text.split(","))
    return tuple(Value("scalar", line, column, text=word, data=word) for word in words if word)


def _refusal(fm: str, path: str) -> Problem | None:
    """Return why YAML text must not reach PyYAML, None if it may."""
    if len(fm) > MAX_CHARACTERS:
        return FRONT_MATTER_LONG.at(
            Location(path, 1), f"the front matter has {len(fm)} characters, and is read up to {MAX_CHARACTERS}"
        )
    control = _CONTROL.search(fm)
    if control is None:
        return None
    line = fm.count("\n", 0, control.start())
    column = control.start() - (fm.rfind("\n", 0, control.start()) + 1)
    message = f"the front matter holds the character U+{ord(control[0]):04X}"
    return FRONT_MATTER_CHARACTER.at(Location(path, line + 2, column + 1), message)


def links_in(value: Value, lines: Sequence[str]) -> Iterator[Link]:
    """Yield the links of a property: each value that is one wikilink and nothing else, where it was typed.

    ``lines`` are those of the front matter, its first ``---`` included.
    """
    if value.kind == "scalar":
        meant = value.text.strip()
        found = _typed_link(value, lines) if WHOLE_WIKILINK.fullmatch(meant) else None
        if found:
            yield wikilink(meant, found[0], in_property=True)._replace(source=found[1])
        return
    for inner in (*value.items, *(entry.value for entry in value.entries)):
        yield from links_in(inner, lines)


def _typed_link(value: Value, lines: Sequence[str]) -> tuple[Spot, str] | None:
    """Return where the link that a value means begins, and how it was typed; None where its brackets are escaped."""
    typed = "\n".join([lines[value.line - 1][value.column - 1 :], *lines[value.line : value.line + _TYPED_LINES]])
    found = _TYPED_LINK.match(typed)
    if found is None:
        return None
    before = typed[: found.start(1)]
    column = len(before) - before.rfind("\n") if "\n" in before else value.column + len(before)
    return Spot(value.line + before.count("\n"), column), found[1]
