"""Words that are meant to break out of a block, and notes in which one value at a time is such a word."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from vaultkit.model.index import Index
from vaultkit.model.note import Note
from vaultkit.model.value import Property, Value

HOSTILE = (
    "</td></table><script>alert(1)</script>",
    "a | b \\| c \\",
    "]] [[Elsewhere]] ![[Elsewhere]]",
    "[shown](https://example.org) ![seen](https://example.org/a.png)",
    "`code` ``` ~~~",
    "--> <!-- vaultkit:end x.y --> <!--",
    "- [ ] 1. # heading",
    "# heading #tag > quoted",
    "**bold** _italic_ ==marked== ~~struck~~ $$math$$",
    "%% hidden %% <% tp.run() %> {{title}} `$= dv.el()`",
    "&lt;b&gt; <b> :: ^block",
)
"""Each is to be shown as text, wherever a plugin shows it."""

PLAIN = "Plainword"
"""What is compared with them: a word that is no markup."""


def variants(index: Index) -> Iterator[tuple[str, Index, list[tuple[str, Index]]]]:
    """Yield, for each text that a plugin may show, where it stands, the notes with a plain word there, and the others.

    The others are pairs of a hostile word and the notes with it in that place. Texts are values of properties, list
    items with all that is read out of their lines, and the names of notes.
    """
    for path, note in index.notes.items():
        for number, each in enumerate(note.properties):
            yield _variant(index, f"{path}:{each.line}: {each.name}", note, partial(_in_property, number))
        for item in note.items:
            yield _variant(index, f"{path}:{item.line}", note, partial(_in_item, item.line))
        yield _variant(index, f"{path}: its name", note, _in_name)


def _variant(
    index: Index, where: str, note: Note, put: Callable[[Note, str], Note]
) -> tuple[str, Index, list[tuple[str, Index]]]:
    others = [(word, _with(index, note, put(note, word))) for word in HOSTILE]
    return where, _with(index, note, put(note, PLAIN)), others


def _with(index: Index, old: Note, new: Note) -> Index:
    """Return the notes with one of them replaced."""
    return Index.of([*(note for note in index.notes.values() if note is not old), new], index.files)


def _in_property(number: int, note: Note, word: str) -> Note:
    """Return the note with a word in a property, instead of each scalar of its value."""
    before = note.properties
    new = before[number]._replace(value=_filled(before[number].value, word))
    return replace(note, properties=(*before[:number], new, *before[number + 1 :]))


def _filled(value: Value, word: str) -> Value:
    """Return a value with a word instead of each of its texts."""
    if value.kind == "scalar":
        return value._replace(text=word, data=word)
    entries = tuple(Property(each.name, _filled(each.value, word), each.line, each.column) for each in value.entries)
    return value._replace(items=tuple(_filled(item, word) for item in value.items), entries=entries)


def _in_item(line: int, note: Note, word: str) -> Note:
    """Return the note with a word at the end of a list item's own line."""
    return replace(
        note,
        items=tuple(x._replace(text=f"{x.text} {word}") if x.line == line else x for x in note.items),
        lines=tuple(x._replace(text=f"{x.text} {word}") if x.number == line else x for x in note.lines),
        tasks=tuple(x._replace(text=f"{x.text} {word}") if x.line == line else x for x in note.tasks),
    )


def _in_name(note: Note, word: str) -> Note:
    """Return the note with a word in its name; the slash, which no name holds, is left out."""
    name = f"{note.name} {word.replace('/', '')}.md"
    return replace(note, path=f"{note.folder}/{name}" if note.folder else name)
