"""Values from YAML with the place of each: PyYAML's events, read as the core schema of YAML 1.2 has them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import isfinite

import yaml

from vaultkit.model.location import Location
from vaultkit.model.problem import Problem, ProblemKind, Severity
from vaultkit.model.value import Property, Scalar, Value
from vaultkit.text.links import WHOLE_WIKILINK

MAX_DEPTH = 20
MAX_BRACKETS = 200

YAML_SYNTAX = ProblemKind(
    "yaml-syntax",
    Severity.ERROR,
    "The front matter is no YAML, so that none of its properties can be read.",
    "---\nnick: @ada\n---",
    "Put the value into quotes, or mend the line.",
)
YAML_DEPTH = ProblemKind(
    "yaml-depth",
    Severity.ERROR,
    f"Lists and maps in the front matter lie more than {MAX_DEPTH} deep in one another; it is not read.",
    "---\nkey: [[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]\n---",
    "Take out what is nested.",
)
YAML_ALIAS = ProblemKind(
    "yaml-alias",
    Severity.WARNING,
    "An alias such as `*name` stands for a value said elsewhere; such values are skipped.",
    "---\nhome: &city Oslo\nwork: *city\n---",
    "Write the value out.",
)
YAML_KEY = ProblemKind(
    "yaml-key",
    Severity.WARNING,
    "The name of a property is a list, a map or empty; the property is skipped.",
    "---\n? [a, b]\n: 1\n---",
    "Give the property a name that is text.",
)
DUPLICATE_KEY = ProblemKind(
    "duplicate-key",
    Severity.WARNING,
    "A property stands twice in the front matter; the first one counts.",
    "---\ncadence: 30\ncadence: 90\n---",
    "Keep one of them.",
)
LINK_UNQUOTED = ProblemKind(
    "link-unquoted",
    Severity.WARNING,
    "A link in the front matter has no quotes, which is a list in a list to YAML; it is read as the link.",
    "---\nintroduced_by: [[Bob Kahn]]\n---",
    'Put quotes around it: "[[Bob Kahn]]".',
)
TEMPLATE_UNFILLED = ProblemKind(
    "template-unfilled",
    Severity.HINT,
    "A value is a placeholder of a template that nobody filled in.",
    "---\nbirthday: {{birthday}}\n---",
    "Fill in the value, or remove it.",
)

# YAML ends a line at these; the letters that stand for them meanwhile are of the last private plane, which no font has.
_BREAKS = {"\r": "\U0010fe0d", "\x85": "\U0010fe85", "\u2028": "\U0010fe28", "\u2029": "\U0010fe29"}
_TO_YAML = str.maketrans(_BREAKS)
_FROM_YAML = str.maketrans({stand_in: original for original, stand_in in _BREAKS.items()})
_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}")
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_OPENING = ("while parsing a flow", "while scanning a quoted scalar", "while scanning a simple key")
_BITS = 63
_DIGITS = 24
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def core_value(text: str) -> Scalar:
    """Return what a plain scalar means in the core schema of YAML 1.2 (yaml.org/spec/1.2.2, 10.3.2).

    Numbers that JSON or 64 bits cannot hold stay text.
    """
    if text in _WORDS:
        return _WORDS[text]
    if not text or text[0] not in "+-.0123456789":
        return text
    if _INT.fullmatch(text):
        if len(text) > _DIGITS:
            return text
        number = int(text, 0) if text[:2] in {"0o", "0x"} else int(text)
        return number if number.bit_length() <= _BITS else text
    if _FLOAT.fullmatch(text):
        value = float(text)
        return value if isfinite(value) else text
    return text


def as_yaml(text: str) -> str:
    """Return the text as PyYAML must see it: letter by letter, but for what it alone takes for line breaks."""
    return text.translate(_TO_YAML)


def typed_text(value: str) -> str:
    """Return the text that a value of PyYAML's was typed as."""
    return value.translate(_FROM_YAML)


@dataclass(frozen=True, slots=True)
class Mapping:
    """The properties of a front matter, and what is wrong with it; None where it is not a map that can be read."""

    properties: tuple[Property, ...] | None
    problems: tuple[Problem, ...] = ()
    kind: str = "map"


class _Refused(Exception):  # noqa: N818 - it ends the reading, and is no error of the program
    """What makes the whole front matter unreadable."""

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self.problem = problem


def read_mapping(text: str, path: str, first: int) -> Mapping:
    """Return the properties that YAML text says whose first line is line ``first`` of a file. Never raises.

    Lists and maps that lie too deep are refused before or while PyYAML reads, aliases are never followed,
    so that no text takes long. What YAML alone takes for line breaks (a lone CR, NEL, U+2028, U+2029) are letters, as
    Obsidian has it.
    """
    reader = _Reader(as_yaml(text), path, first)
    try:
        value = reader.document()
    except _Refused as refused:
        return Mapping(None, (refused.problem,))
    except yaml.YAMLError as error:
        return Mapping(None, (reader.syntax_problem(error),))
    kind = "map" if value is None or value.is_empty else value.kind
    if kind != "map":
        return Mapping(None, tuple(reader.problems), kind)
    return Mapping(value.entries if value else (), tuple(reader.problems))


@dataclass(slots=True)
class _Reader:
    """Builds values from PyYAML's events."""

    text: str
    path: str
    first: int
    problems: list[Problem] = field(default_factory=list)
    lines: Sequence[str] = ()
    events: Iterator[yaml.Event] = field(default_factory=lambda: iter(()))

    def document(self) -> Value | None:
        """Return the value of the one document; None where there is none."""
        self.lines = self.text.split("\n")
        self._check_brackets()
        self.events = yaml.parse(self.text, Loader=_LOADER)
        found = None
        for event in self.events:
            if not isinstance(event, yaml.DocumentStartEvent):
                continue
            if found is not None:
                raise _Refused(YAML_SYNTAX.at(self._at(*_begin(event)), "a second document begins here"))
            found = self._value(next(self.events), 1)
        return found

    def syntax_problem(self, error: yaml.YAMLError) -> Problem:
        """Return what PyYAML says, at the place that it names."""
        mark, begun = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
        never_closed = str(getattr(error, "context", "")).startswith(_OPENING)
        if begun and (mark is None or (never_closed and begun.line < mark.line)):
            mark = begun
        place = self._at(mark.line, mark.column) if mark else Location(self.path, self.first)
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
        return YAML_SYNTAX.at(place, f"the front matter is no YAML: {reason}")

    def _check_brackets(self) -> None:
        """Refuse what would take PyYAML long, before it sees the text; quotes are not looked at."""
        depth = 0
        for found in re.finditer(r"[\[\]{}]", self.text):
            depth = depth + 1 if found[0] in "[{" else max(0, depth - 1)
            if depth > MAX_BRACKETS:
                line = self.text.count("\n", 0, found.start())
                column = found.start() - (self.text.rfind("\n", 0, found.start()) + 1)
                place = Location(self.path, self.first + line, column + 1)
                raise _Refused(YAML_DEPTH.at(place, "the front matter is nested too deep"))

    def _at(self, line: int, column: int) -> Location:
        """Return where a mark of PyYAML's stands in the file."""
        return Location(self.path, self.first + line, column + 1)

    def _value(self, event: yaml.Event, depth: int) -> Value:
        """Return the value that begins with an event."""
        place = self._at(*_begin(event))
        if isinstance(event, yaml.ScalarEvent):
            text = typed_text(event.value)
            typed = bool(event.style) or event.tag in {"!", "tag:yaml.org,2002:str"}
            return Value("scalar", place.line, place.column, text, text if typed else core_value(text))
        if isinstance(event, yaml.AliasEvent):
            self.problems.append(YAML_ALIAS.at(place, f"the alias *{event.anchor} is not followed"))
            return Value("scalar", place.line, place.column)
        if depth > MAX_DEPTH:
            raise _Refused(YAML_DEPTH.at(place, "the front matter is nested too deep"))
        before = len(self.problems)
        if isinstance(event, yaml.SequenceStartEvent):
            items, end = self._items(depth)
            value = Value("list", place.line, place.column, items=items)
        else:
            entries, end = self._entries(depth)
            value = Value("map", place.line, place.column, entries=entries)
        source = self._source(event, end)
        if source is None:
            return value
        if [item.kind for item in value.items] == ["list"] and WHOLE_WIKILINK.fullmatch(source):
            del self.problems[before:]
            self.problems.append(LINK_UNQUOTED.at(place, f"the link {source} needs quotes"))
        elif value.kind == "map" and _PLACEHOLDER.fullmatch(source):
            del self.problems[before:]
            self.problems.append(TEMPLATE_UNFILLED.at(place, f"{source} was not filled in"))
        else:
            return value
        return Value("scalar", place.line, place.column, source, source)

    def _items(self, depth: int) -> tuple[tuple[Value, ...], yaml.Event]:
        """Return the items of a list, and the event that ends it."""
        items = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._value(event, depth + 1))
        return tuple(items), event

    def _entries(self, depth: int) -> tuple[tuple[Property, ...], yaml.Event]:
        """Return the entries of a map, each key once, and the event that ends it."""
        entries: dict[str, Property] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._value(event, depth + 1)
            value = self._value(next(self.events), depth + 1)
            place = Location(self.path, key.line, key.column)
            if key.kind != "scalar" or not key.text.strip():
                self.problems.append(YAML_KEY.at(place, "the name of this property is no text"))
            elif key.text in entries:
                self.problems.append(DUPLICATE_KEY.at(place, f"{key.text!r} stands here a second time"))
            else:
                entries[key.text] = Property(key.text, value, key.line, key.column)
        return tuple(entries.values()), event

    def _source(self, start: yaml.Event, end: yaml.Event) -> str | None:
        """Return how a list or map was typed, if it begins with two brackets and stands in one line."""
        number, column = _begin(start)
        last = end.end_mark
        if last is None or last.line != number or not self.lines[number].startswith(("[[", "{{"), column):
            return None
        return self.lines[number][column : last.column].translate(_FROM_YAML)


def _begin(event: yaml.Event) -> tuple[int, int]:
    """Return the line and column, from 0, where an event begins."""
    mark = event.start_mark
    return (mark.line, mark.column) if mark else (0, 0)
