"""Plans the change of one property of a note: bytes are spliced, YAML is never written anew."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from vaultkit.errors import RefusedEditError
from vaultkit.model.edit import Edit, Source
from vaultkit.model.note import Note
from vaultkit.model.problem import Severity
from vaultkit.model.value import Property, Value, fold_key
from vaultkit.text import list_edit
from vaultkit.text.front_matter_text import Change, FrontMatterText, nothing
from vaultkit.text.frontmatter import FRONT_MATTER_LONG
from vaultkit.text.parse import parse
from vaultkit.text.splice import read_after
from vaultkit.text.unchanged import Shift, is_unchanged_outside
from vaultkit.text.yaml_scalars import NEW, Style, write_key, write_scalar
from vaultkit.text.yaml_spans import Entry, read_entries

_Wanted = str | tuple[str | Value, ...] | None
"""What a property says after an edit: a text, a list of new texts and old values, or (None) nothing."""
_FENCE = "---\n"


def set_property(source: Source, name: str, value: str | Sequence[str], *, note: Note | None = None) -> Edit:
    """Return the edit that gives a property a value: a text, or a list of texts.

    The property is found as ``fold_key`` compares names, and keeps its spelling, its place, its quotes and its
    comments; of a list the items that stay are not touched. A new one is written as ``name`` at the end of the front
    matter, which is made where there is none. A value that is said already is an edit of no bytes. ``note`` is
    the source as it was read, if the caller has it. Raises ``RefusedEditError`` unless the result reads as the old
    note with this value and no other change.
    """
    opened = _Opened.of(source, note)
    found = opened.find(name)
    if found is None:
        return opened.added(name, value)
    entry, given = found
    if given.value.kind == "map":
        raise opened.refusal(entry.start, f"{given.name} holds properties of its own")
    if isinstance(value, str):
        if given.value.kind == "scalar" and given.value.text == value:
            return nothing(source)
        return opened.changed(found, opened.scalar_changes(found, value), value)
    if given.value.kind == "list":
        old = [item.text if item.kind == "scalar" else None for item in given.value.items]
        return opened.relisted(found, list_edit.turned(old, value))
    return opened.changed(found, opened.list_changes(entry, value), tuple(value))


def unset_property(source: Source, name: str, *, note: Note | None = None) -> Edit:
    """Return the edit that takes a property away, its lines and all; comments on them stay as lines of their own.

    With the last property of a front matter that holds nothing else its fences go, too. A property that is not there
    is an edit of no bytes. Raises ``RefusedEditError`` as ``set_property`` does.
    """
    opened = _Opened.of(source, note)
    found = opened.find(name)
    if found is None:
        return nothing(source)
    entry, _ = found
    front = opened.front
    changes = list_edit.dropped(front, (entry.start, opened.end_of(entry)), entry.value.texts)
    start, end = front.lines.start(1), front.lines.start(front.end + 1)
    if changes == [(0, len(front.text), "")]:
        whole = Edit(source.path, source.digest, start, end, b"")
        if opened.holds(whole, Shift(1, 0, front.end), found, None):
            return whole
    return opened.changed(found, changes, None)


def add_to_list(
    source: Source, name: str, values: Sequence[str], *, commas: bool = False, note: Note | None = None
) -> Edit:
    """Return the edit that adds to a list the texts that are not in it, at its end.

    A property that is one text becomes a list that begins with it; with ``commas`` that text is a list already, its
    parts between commas. Else as ``set_property``.
    """
    opened = _Opened.of(source, note)
    found = opened.find(name)
    old = _texts(found[1].value, commas=commas) if found else []
    new = [value for value in dict.fromkeys(values) if value not in old]
    if not new:
        return nothing(source)
    if found is None or found[1].value.kind != "list":
        return set_property(source, name, [*(text for text in old if text is not None), *new], note=opened.note)
    return opened.relisted(found, list_edit.Turn(at=len(old), added=tuple(new)))


def remove_from_list(
    source: Source, name: str, values: Sequence[str], *, commas: bool = False, note: Note | None = None
) -> Edit:
    """Return the edit that takes texts out of a list; a list of which nothing is left is written ``[]``.

    A property that is one of these texts is left empty; with ``commas`` its parts between commas are looked at, and
    the others stay one text. Else as ``set_property``.
    """
    opened = _Opened.of(source, note)
    found = opened.find(name)
    old = _texts(found[1].value, commas=commas) if found else []
    gone = frozenset(place for place, text in enumerate(old) if text in values)
    if found is None or not gone:
        return nothing(source)
    if found[1].value.kind != "list":
        left = [text for place, text in enumerate(old) if place not in gone and text is not None]
        return set_property(source, name, ", ".join(left), note=opened.note)
    return opened.relisted(found, list_edit.Turn(at=len(old), dropped=gone))


def _texts(value: Value, *, commas: bool) -> list[str | None]:
    """Return what a list's items say, None for those that are no text; of a text itself or its parts."""
    if value.kind == "list":
        return [item.text if item.kind == "scalar" else None for item in value.items]
    if value.is_empty or value.kind == "map":
        return []
    if commas and "[[" not in value.text:
        return [part.strip() for part in value.text.split(",") if part.strip()]
    return [value.text]


_Found = tuple[Entry, Property]


@dataclass(frozen=True, slots=True)
class _Opened:
    """A note whose front matter is about to change."""

    note: Note
    front: FrontMatterText
    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, source: Source, note: Note | None) -> "_Opened":
        """Return the note that a source is; refuse one whose front matter cannot be read or is a map in braces."""
        known = note is not None and (note.path, note.digest) == (source.path, source.digest)
        read = note if note is not None and known else parse(source.path, source.data)
        if not read.readable:
            error = next((each for each in read.problems if each.severity is Severity.ERROR), None)
            line = error.location.line if error else 1
            raise RefusedEditError(source.path, line, error.message if error else "the front matter cannot be read")
        front = FrontMatterText.of(source)
        entries = read_entries(front.text)
        if entries is None:
            raise RefusedEditError(source.path, 2, "the properties are not written line by line")
        return cls(read, front, entries)

    def refusal(self, place: int, reason: str) -> RefusedEditError:
        """Return the refusal that names the line of a character of the front matter."""
        return RefusedEditError(self.note.path, self.front.line(place), reason)

    def find(self, name: str) -> _Found | None:
        """Return the property of a name as it is written and as it was read; refuse one that is not plainly one."""
        key = fold_key(name)
        found = [entry for entry in self.entries if fold_key(entry.name) == key]
        if not found:
            return None
        entry = found[0]
        given = next((each for each in self.note.properties if each.name == entry.name), None)
        if len(found) > 1:
            raise self.refusal(found[1].start, f"{found[1].name} stands here a second time")
        if given is None or entry.colon is None or entry.name == "<<":
            raise self.refusal(entry.start, f"{entry.name} is not written as a name, a colon and a value")
        if entry.value.tied:
            raise self.refusal(entry.start, f"{entry.name} has an anchor, an alias or a tag of YAML")
        return entry, given

    def end_of(self, entry: Entry) -> int:
        """Return where the last character of a property stands."""
        return max(entry.colon or 0, entry.value.end)

    def indent(self, entry: Entry | None) -> str:
        """Return what stands before the key of a property; of a new one what stands before the others."""
        first = entry or (self.entries[0] if self.entries else None)
        return self.front.text[self.front.line_start(first.start) : first.start] if first else ""

    def scalar_changes(self, found: _Found, text: str) -> list[Change]:
        """Return what gives a property one text, in the place and the style of its old value."""
        entry, given = found
        colon, part = entry.colon or 0, entry.value
        style = Style.of(part.style, given.value.text) if part.kind == "scalar" else NEW
        written = write_scalar(text, style, "value", self._block_indent(entry))
        if written is None:
            raise self.refusal(entry.start, f"{entry.name} cannot hold this text")
        head, _, below = written.partition("\n")
        below = below and f"\n{below}"
        if part.style == "-" or part.start == part.end:
            end = self.front.next_line(colon) - 1
            lines = list_edit.dropped(self.front, (part.start, part.end), part.texts) if part.style == "-" else []
            return [(colon, colon, head and f" {head}"), *([(end, end, below)] if below else ()), *lines]
        if part.style in {"|", ">"}:
            (start, end), (first, last) = part.texts
            has_lines = last > first
            return [(start, end, head), (first - 1 if has_lines else first, last, below)]
        list_edit.refuse_comment(self.front, part.start, part.end, part.texts)
        if not head:
            list_edit.refuse_comment(self.front, colon, part.start)
            return [(colon, part.end, "")]
        end = self.front.next_line(part.end) - 1
        return [(part.start, part.end, head), *([(end, end, below)] if below else ())]

    def _block_indent(self, entry: Entry) -> str:
        """Return what stands before the lines of a block scalar."""
        part = entry.value
        if part.style in {"|", ">"}:
            first, last = part.texts[1]
            line = self.front.text[first:last].lstrip("\n").split("\n")[0]
            found = line[: len(line) - len(line.lstrip(" "))]
            if found:
                return found
        return self.indent(entry) + "  "

    def list_changes(self, entry: Entry, values: Sequence[str]) -> list[Change]:
        """Return what gives a property that is one text, or nothing, a list."""
        colon, part = entry.colon or 0, entry.value
        list_edit.refuse_comment(self.front, colon, part.end, part.texts)
        head, below = self._new_list(values, self.indent(entry))
        at = self.front.next_line(part.end)
        return [(colon, part.end, head), *([(at, at, below)] if below else ())]

    def _new_list(self, values: Sequence[str], indent: str) -> tuple[str, str]:
        """Return what stands behind the colon and on the lines below it, in the style of most lists of the note."""
        lists = [entry for entry in self.entries if entry.value.kind == "list" and entry.value.items]
        styles = Counter(entry.value.style for entry in lists)
        if not values:
            return " []", ""
        if styles["["] > styles["-"]:
            return f" [{', '.join(list_edit.written(self.front, value, NEW, 'flow') for value in values)}]", ""
        block = next((entry for entry in reversed(lists) if entry.value.style == "-"), None)
        before, gap = f"{indent}  ", " "
        if block:
            before, gap = list_edit.bullet(self.front, block.value)
        items = (list_edit.written(self.front, value, NEW, "item") for value in values)
        return "", "".join(f"{before}-{gap}{item}\n" for item in items)

    def added(self, name: str, value: str | Sequence[str]) -> Edit:
        """Return the edit that writes a new property, and the fences around it where there are none."""
        path, front, indent = self.note.path, self.front, self.indent(None)
        key = write_key(name.strip())
        written = write_scalar(value, NEW, "value", f"{indent}  ") if isinstance(value, str) else ""
        if key is None or written is None:
            raise RefusedEditError(path, 1, f"{name.strip()!r} cannot be the name or the text of a property")
        if isinstance(value, str):
            line = f"{indent}{key}: {written}\n" if written else f"{indent}{key}:\n"
        else:
            head, below = self._new_list(value, indent)
            line = f"{indent}{key}:{head}\n{below}"
        wanted = value if isinstance(value, str) else tuple(value)
        if front.end:
            place = len(front.text)
            edit, first, count = front.edit([(place, place, line)]), front.end, line.count("\n")
        else:
            whole = f"{_FENCE}{line}{_FENCE}".encode().replace(b"\n", front.lines.newline)
            start = front.lines.start(1)
            edit, first, count = Edit(path, self.note.digest, start, start, whole), 1, line.count("\n") + 2
        if not self.holds(edit, Shift(first, count), name.strip(), wanted):
            reason = self.too_long(edit) or "the note would not read as before, with this property"
            raise RefusedEditError(path, max(1, front.end), reason)
        return edit

    def relisted(self, found: _Found, turn: list_edit.Turn) -> Edit:
        """Return the edit that changes items of a list."""
        _, given = found
        changes = list_edit.changes(self.front, found, turn)
        kept = [turn.replaced.get(place, item) for place, item in enumerate(given.value.items)]
        items = [*kept[: turn.at], *turn.added, *kept[turn.at :]]
        gone = [place if place < turn.at else place + len(turn.added) for place in turn.dropped]
        return self.changed(found, changes, tuple(item for place, item in enumerate(items) if place not in gone))

    def changed(self, found: _Found, changes: Sequence[Change], wanted: _Wanted) -> Edit:
        """Return the edit that changes a property; refuse it unless the note says what is wanted and no more."""
        entry, given = found
        edit = self.front.edit([change for change in changes if change[2] or change[0] != change[1]])
        first = self.front.line(entry.start)
        removed = self.front.line(self.end_of(entry)) - first + 1
        data = self.front.lines.data
        added = removed + edit.replacement.count(b"\n") - data[edit.start : edit.end].count(b"\n")
        if not self.holds(edit, Shift(first, added, removed), found, wanted):
            reason = self.too_long(edit) or f"the note would not read as before, with another {given.name}"
            raise self.refusal(entry.start, reason)
        return edit

    def too_long(self, edit: Edit) -> str | None:
        """Return that the front matter would be too long after an edit, None where it would not."""
        problems = read_after(self.front.source, edit).problems
        return next((f"with this {each.message}" for each in problems if each.code == FRONT_MATTER_LONG.code), None)

    def holds(self, edit: Edit, shift: Shift, changed: _Found | str, wanted: _Wanted) -> bool:
        """Return whether the note after an edit is the old one with what is wanted of one property."""
        new = read_after(self.front.source, edit)
        name = changed if isinstance(changed, str) else changed[1].name
        names = [given.name for given in self.note.properties]
        names = [*names, name] if isinstance(changed, str) else names
        left = [each for each in names if each != name] if wanted is None else names
        after = {given.name: given.value for given in new.properties}
        return (
            [given.name for given in new.properties] == left
            and all(_same(given.value, after[given.name]) for given in self.note.properties if given.name != name)
            and (wanted is None or _says(after[name], wanted))
            and is_unchanged_outside(self.note, new, shift)
        )


def _same(old: Value, new: Value) -> bool:
    """Return whether two values say the same, wherever they stand."""
    return (
        (old.kind, old.text, old.data, type(old.data)) == (new.kind, new.text, new.data, type(new.data))
        and len(old.items) == len(new.items)
        and all(map(_same, old.items, new.items))
        and [entry.name for entry in old.entries] == [entry.name for entry in new.entries]
        and all(_same(one.value, other.value) for one, other in zip(old.entries, new.entries, strict=True))
    )


def _says(value: Value, wanted: str | tuple[str | Value, ...]) -> bool:
    """Return whether a value is what is wanted."""
    if isinstance(wanted, str):
        return value.kind == "scalar" and value.text == wanted
    return (
        value.kind == "list"
        and len(value.items) == len(wanted)
        and all(
            _says(item, want) if isinstance(want, str) else _same(want, item)
            for item, want in zip(value.items, wanted, strict=True)
        )
    )
