"""The properties of two notes in one: what only one says is taken over as it is typed, lists are joined."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from vaultkit.api import (
    Note,
    Property,
    RefusedEditError,
    Source,
    UsageError,
    Value,
    add_to_list,
    fold_path,
    parse,
    set_property,
)
from vaultkit.people.commands.note_lines import NoteLines
from vaultkit.people.reading.properties import PROPERTIES, spellings
from vaultkit.people.reading.values import shortened
from vaultkit.people.settings import PeopleSettings

Prefer = Literal["into", "person"]
"""Whose value stays where two notes say different things."""

_LISTS = frozenset({"list of text", "list of text or links", "text or links", "one or many"})
"""The types of property that may hold many values."""
_WITH_COMMAS = frozenset({"aliases", "tags"})
"""Properties whose text alone is a list with commas."""
_UNCLEAR = frozenset({"duplicate-key", "yaml-alias", "yaml-key"})
"""Problems of front matter that says more than its properties do."""


class ConflictError(UsageError):
    """Two notes say different things, and nobody said which is to stay."""

    def __init__(self, conflicts: Sequence[str]) -> None:
        """List them, one a line."""
        lines = "\n".join(f"  {conflict}" for conflict in conflicts)
        super().__init__(
            f"the two notes say different things:\n{lines}\n"
            "say whose value stays with --prefer into or --prefer person; the other one is kept in the note's text"
        )


@dataclass(slots=True)
class United:
    """One front matter out of two while it is made.

    ``source`` is the note that stays, with what it has so far; ``left`` are the typed lines of properties that it
    does not hold, to be kept in its text.
    """

    source: Source
    left: list[bytes] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)


def unite(into: Source, person: Source, settings: PeopleSettings, prefer: Prefer | None) -> United:
    """Return the first note with the properties of both; of the second one's only ``name`` is left out.

    Raises:
        ConflictError: they say different things, and none is preferred.
        RefusedEditError: properties do not stand on lines of their own, or cannot be written safely.
    """
    union = _Union(United(into), parse(into.path, into.data), person, settings, prefer)
    for given in union.other.properties:
        union.take(given)
    if not union.other.properties:
        lines = NoteLines.of(person.data)
        union.keep_comments(lines.lines[1 : max(1, lines.front - 1)])
    if union.made.conflicts:
        raise ConflictError(union.made.conflicts)
    union.add_lines()
    return union.made


class _Union:
    """Takes one property after another; what is taken over as it is typed is put in at the end."""

    def __init__(
        self, made: United, own: Note, person: Source, settings: PeopleSettings, prefer: Prefer | None
    ) -> None:
        self.made = made
        self.own = own
        self.other = parse(person.path, person.data)
        self.prefer = prefer
        self.kinds = _kinds(settings)
        self.lists = frozenset(kind.name for kind in PROPERTIES if kind.type in _LISTS)
        self.typed = _typed(self.other, NoteLines.of(person.data))
        self.own_typed = _typed(self.own, NoteLines.of(made.source.data))
        self.new: list[bytes] = []

    def kind(self, given: Property) -> str | None:
        """Return the property of a person that is meant, None where it has no meaning."""
        return _kind(given, self.kinds)

    def take(self, given: Property) -> None:
        """Put one property of the other note where it belongs."""
        kind = self.kind(given)
        own = self.own.property(given.name)
        if kind == "name":
            self.keep_comments(self.typed[given.key])
            return
        if own is None:
            rival = next((each for each in self.own.properties if self.is_rival(each, kind)), None)
            if rival is None or rival.value.is_empty or given.value.is_empty or _same(rival.value, given.value):
                self.new += self.typed[given.key]
            else:
                self.choose(rival, given)
            return
        if given.value.is_empty or _same(own.value, given.value):
            self.keep_comments(self.typed[given.key])
        elif own.value.is_empty and not _has_maps(given.value):
            self.write(own, given)
            self.keep_comments(self.typed[given.key])
        elif self.can_join(kind, own.value, given.value):
            self.join(kind, own, given)
            self.keep_comments(self.typed[given.key])
        else:
            self.choose(own, given)

    def is_rival(self, each: Property, kind: str | None) -> bool:
        """Return whether a property says the same thing under another name, and only one can hold."""
        return kind is not None and kind not in self.lists and kind != "last_contacted" and self.kind(each) == kind

    def can_join(self, kind: str | None, own: Value, given: Value) -> bool:
        """Return whether two values can stand together in a list."""
        is_list = kind in self.lists or "list" in {own.kind, given.kind}
        return is_list and not _has_maps(own) and not _has_maps(given)

    def join(self, kind: str | None, own: Property, given: Property) -> None:
        """Add to a list what it lacks."""
        commas = kind in _WITH_COMMAS
        known = {_folded(text) for text in texts(own.value, commas=commas)}
        new = [text for text in texts(given.value, commas=commas) if _folded(text) not in known]
        if new:
            self.edit(add_to_list(self.made.source, own.name, new, commas=commas).applied(self.made.source.data))

    def write(self, own: Property, given: Property) -> None:
        """Give an own property the other's value."""
        said = texts(given.value, commas=False)
        value = said[0] if given.value.kind == "scalar" else said
        self.edit(set_property(self.made.source, own.name, value).applied(self.made.source.data))

    def choose(self, own: Property, given: Property) -> None:
        """Let one of two values stay, and keep the other's lines."""
        if self.prefer is None:
            one, other = (f"{shortened(each.value)}" for each in (own, given))
            self.made.conflicts.append(
                f"{own.name}: {one} ({self.own.path}:{own.line}), {other} ({self.other.path}:{given.line})"
            )
        elif self.prefer == "into":
            self.made.left += self.typed[given.key]
        elif _has_maps(given.value) or _has_maps(own.value):
            raise RefusedEditError(self.other.path, given.line, f"{given.name} holds properties of its own")
        else:
            self.made.left += self.own_typed[own.key]
            self.write(own, given)

    def keep_comments(self, typed: Sequence[bytes]) -> None:
        """Keep the lines of a property that is not taken over as it is typed, if there may be a comment in them."""
        if any(line.lstrip().startswith(b"#") or b" #" in line for line in typed):
            self.made.left += typed

    def edit(self, data: bytes) -> None:
        """Go on with other bytes."""
        self.made.source = Source.of(self.own.path, data)

    def add_lines(self) -> None:
        """Put in the properties that are taken over as they are typed, at the end of the front matter."""
        if not self.new:
            return
        lines = NoteLines.of(self.made.source.data)
        if lines.front:
            lines.insert(lines.front, self.new)
        else:
            lines.insert(1, [b"---", *self.new, b"---"])
        self.edit(lines.data())


def _kinds(settings: PeopleSettings) -> Mapping[str, str]:
    """Return the property that each spelling means."""
    return {spelling: kind.name for kind in PROPERTIES for spelling in spellings(kind.name, settings)}


def _kind(given: Property, kinds: Mapping[str, str]) -> str | None:
    return kinds.get(given.key.split("[", 1)[0])


def _typed(note: Note, lines: NoteLines) -> dict[str, list[bytes]]:
    """Return the lines of each property, with the comments below it; those above the first belong to the first."""
    problem = next((each for each in note.problems if each.code in _UNCLEAR), None)
    if problem:
        raise RefusedEditError(note.path, problem.location.line, f"{problem.message}; mend this first")
    begins = [given.line for given in note.properties]
    for given, before in zip(note.properties, [1, *begins], strict=False):
        if given.column != 1 or given.line <= before:
            raise RefusedEditError(note.path, given.line, "the properties do not stand on lines of their own")
    firsts = [2, *begins[1:]]
    lasts = [*(line - 1 for line in begins[1:]), lines.front - 1]
    return {
        given.key: lines.lines[first - 1 : last]
        for given, first, last in zip(note.properties, firsts, lasts, strict=False)
    }


def texts(value: Value, *, commas: bool) -> list[str]:
    """Return what a value says, text by text; with ``commas`` a text that stands alone is a list with commas."""
    said = [scalar.text for scalar in value.scalars()]
    if commas and value.kind == "scalar" and said and "[[" not in said[0]:
        return [part.strip() for part in said[0].split(",") if part.strip()]
    return said


def _folded(text: str) -> str:
    return fold_path(text.strip().removeprefix("#"))


def _same(own: Value, given: Value) -> bool:
    """Return whether two values say the same, however they are typed."""
    return _said(own) == _said(given)


def _said(value: Value) -> object:
    if value.kind == "scalar":
        return value.text.strip()
    if value.kind == "list":
        return [_said(item) for item in value.items]
    return {entry.key: _said(entry.value) for entry in value.entries}


def _has_maps(value: Value) -> bool:
    return value.kind == "map" or any(_has_maps(item) for item in value.items)


def lost_texts(note: Note, merged: Note, left: Sequence[bytes], settings: PeopleSettings) -> Iterator[Property]:
    """Yield the properties of a note of whose texts some stand neither in the merged note's nor in what is left.

    A text may stand under another spelling of its property, or as a part of a list with commas.
    """
    kept = b"\n".join(left).decode("utf-8", "replace")
    kinds = _kinds(settings)
    for given in note.properties:
        kind = _kind(given, kinds)
        own = [each for each in merged.properties if each.key == given.key or (kind and _kind(each, kinds) == kind)]
        known = {_folded(text) for each in own for commas in (True, False) for text in texts(each.value, commas=commas)}
        said = texts(given.value, commas=False)
        if not all(
            _folded(text) in known
            or {_folded(part) for part in text.split(",")} <= known
            or all(word in kept for word in text.split())
            for text in said
        ):
            yield given
