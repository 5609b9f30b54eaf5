"""Where the properties of a front matter stand, to the character: the ground of surgical edits."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Literal, Protocol

import yaml

from vaultkit.text.yaml_values import as_yaml, typed_text

_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_COLON = re.compile(r"[ \t]*:(?=[ \t\n]|$)")
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*")

Span = tuple[int, int]
"""From one character of the text up to another."""


@dataclass(frozen=True, slots=True)
class Part:
    """A value as it is written.

    ``style`` is the quote of a scalar (``'``, ``"``, ``|`` or ``>``; empty where it is plain), ``[`` or ``-`` of a
    list, ``{`` or ``:`` of a map. ``end`` is behind its last character; a value that is left out has no length.
    ``items`` are a list's, ``dashes`` where those of a block list begin. ``texts`` are all scalars within, keys too:
    a ``#`` anywhere else begins a comment. ``tied`` says that an anchor, an alias or a tag stands within.
    """

    kind: Literal["scalar", "list", "map"]
    style: str
    start: int
    end: int
    texts: tuple[Span, ...] = ()
    items: tuple["Part", ...] = ()
    dashes: tuple[int, ...] = ()
    tied: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A property as it is written: its name, where the key begins, the place behind its colon, and its value.

    ``colon`` is None where the key is written in a way of its own (``? key``).
    """

    name: str
    start: int
    colon: int | None
    value: Part


def read_entries(text: str) -> tuple[Entry, ...] | None:
    """Return the entries of a block map, each as often as it stands; None where the text is no block map.

    ``text`` is YAML that ``read_mapping`` reads. A text that says nothing has no entries.
    """
    spans = _Spans(as_yaml(text))
    spans.events = yaml.parse(spans.text, Loader=_LOADER)
    for event in spans.events:
        if isinstance(event, yaml.MappingStartEvent):
            return None if event.flow_style or event.anchor or event.tag else tuple(spans.entries())
        if isinstance(event, yaml.NodeEvent):
            says_nothing = isinstance(event, yaml.ScalarEvent) and not (event.value or event.style)
            return () if says_nothing else None
    return ()


class _Mark(Protocol):
    """A place as either of PyYAML's readers marks it."""

    line: int
    column: int


@dataclass(slots=True)
class _Spans:
    """Follows PyYAML's events, and turns its lines and columns into places in the text."""

    text: str
    events: Iterator[yaml.Event] = field(default_factory=lambda: iter(()))
    starts: list[int] = field(default_factory=list)
    dashes: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.starts = [0, *accumulate(len(line) + 1 for line in self.text.split("\n"))]
        tokens = yaml.scan(self.text, Loader=_LOADER)
        self.dashes = [self.place(token.start_mark) for token in tokens if isinstance(token, yaml.BlockEntryToken)]

    def place(self, mark: _Mark | None) -> int:
        if mark is None:  # PyYAML's types allow it, its readers do not do it
            return 0
        return min(self.starts[min(mark.line, len(self.starts) - 1)] + mark.column, len(self.text))

    def column(self, place: int) -> int:
        return place - (self.text.rfind("\n", 0, place) + 1)

    def start(self, event: yaml.Event) -> int:
        return self.place(event.start_mark)

    def entries(self) -> Iterator[Entry]:
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.part(event)
            colon = _COLON.match(self.text, key.end)
            value = self.part(next(self.events))
            simple = colon and key.kind == "scalar" and not key.tied and "\n" not in self.text[key.start : key.end]
            name = event.value if isinstance(event, yaml.ScalarEvent) else self.text[key.start : key.end]
            yield Entry(typed_text(name), key.start, colon.end() if colon and simple else None, value)

    def part(self, event: yaml.Event) -> Part:
        tied = bool(getattr(event, "anchor", None) or getattr(event, "tag", None))
        if isinstance(event, yaml.SequenceStartEvent):
            return self.list_part(event, tied=tied)
        if isinstance(event, yaml.MappingStartEvent):
            return self.map_part(event, tied=tied)
        start, end = self.start(event), self.place(event.end_mark)
        if not isinstance(event, yaml.ScalarEvent):
            return Part("scalar", "", start, end, tied=True)
        style = event.style or ""
        if style not in {"|", ">"} or tied:
            return Part("scalar", style, start, end, ((start, end),), tied=tied)
        header = _BLOCK_HEADER.match(self.text, start)
        first = header.end() if header else start
        below = self.text.find("\n", first, end) + 1 or end
        last = max(first, self.block_end(below, end, keep="+" in self.text[start:first]))
        return Part("scalar", style, start, last, ((start, first), (below, max(below, last))))

    def block_end(self, below: int, end: int, *, keep: bool) -> int:
        """Return where the lines of a block scalar end: without blank ones behind them, unless those are kept."""
        content = self.text[below:end]
        if keep:
            return below + len(content.removesuffix("\n"))
        lines = content.split("\n")
        while lines and not lines[-1].strip(" "):
            lines.pop()
        return below + len("\n".join(lines)) if lines else below - 1

    def list_part(self, event: yaml.SequenceStartEvent, *, tied: bool) -> Part:
        items = []
        while not isinstance(ended := next(self.events), yaml.SequenceEndEvent):
            items.append(self.part(ended))
        start = self.start(event)
        if event.flow_style or tied:
            return self.whole("list", "[", (start, self.place(ended.end_mark)), items, tied=tied)
        stop, column = self.place(ended.start_mark), self.column(start)
        dashes = tuple(at for at in self.dashes if start <= at < max(stop, start + 1) and self.column(at) == column)
        span = (start, max([dashes[-1] + 1, *(item.end for item in items)]))
        return self.whole("list", "-", span, items, dashes, tied=len(dashes) != len(items))

    def map_part(self, event: yaml.MappingStartEvent, *, tied: bool) -> Part:
        inner: list[Part] = []
        last = self.start(event)
        while not isinstance(ended := next(self.events), yaml.MappingEndEvent):
            part = self.part(ended)
            is_key = len(inner) % 2 == 0
            colon = _COLON.match(self.text, part.end) if is_key else None
            last = max(last, part.end, colon.end() if colon else 0)
            inner.append(part)
        style = "{" if event.flow_style else ":"
        end = self.place(ended.end_mark) if event.flow_style else last
        return self.whole("map", style, (self.start(event), end), inner, tied=tied)

    def whole(  # noqa: PLR0913 - the fields of a part
        self,
        kind: Literal["list", "map"],
        style: str,
        span: Span,
        inner: list[Part],
        dashes: tuple[int, ...] = (),
        *,
        tied: bool,
    ) -> Part:
        texts = tuple(text for part in inner for text in part.texts)
        tied = tied or any(part.tied for part in inner)
        return Part(kind, style, *span, texts, tuple(inner) if kind == "list" else (), dashes, tied)
