"""Whether a note, read after its links were spelled anew, says what it said, but for where these links lead."""

from collections.abc import Iterator, Mapping, Sequence

from vaultkit.model.note import Link, Note
from vaultkit.model.value import Value
from vaultkit.text.links import WHOLE_WIKILINK
from vaultkit.text.yaml_values import LINK_UNQUOTED


def is_same_but_links(old: Note, new: Note, targets: Mapping[Link, str]) -> bool:
    """Return whether ``new`` is ``old`` with the targets of some links replaced.

    Every part must stand on the line on which it stood, and be of its kind; of texts only links may have changed,
    and each link must say what it said or have its target out of ``targets``.
    """
    return (
        _links_fit(old.links, new.links, targets)
        and list(_skeleton(old)) == list(_skeleton(new))
        and len(old.properties) == len(new.properties)
        and all(
            (one.name, one.line) == (other.name, other.line) and _fits(one.value, other.value)
            for one, other in zip(old.properties, new.properties, strict=True)
        )
    )


def _links_fit(old: Sequence[Link], new: Sequence[Link], targets: Mapping[Link, str]) -> bool:
    """Return whether the links are the same, one by one, but for the targets that were to change."""
    return [_said(link, targets.get(link, link.target)) for link in old] == [_said(link, link.target) for link in new]


def _said(link: Link, target: str) -> tuple[object, ...]:
    """Return what a link says, with that target; its column follows from the links before it."""
    return (link.line, link.style, target, link.heading, link.shown, link.embed, link.quoted)


def _skeleton(note: Note) -> Iterator[tuple[object, ...]]:
    """Yield each part of a note by its line and kind, without its text."""
    yield (note.readable,)
    yield from (("heading", each.line, each.end, each.level) for each in note.headings)
    for item in note.items:
        yield ("item", item.line, item.end, item.column, item.marker, item.status, item.parent, item.quoted)
    yield from (("line", each.number, each.column, each.kind, each.item, each.quoted) for each in note.lines)
    yield from (("tag", each.line, each.name) for each in note.tags)
    yield from (("task", each.line, each.status, each.due, each.done) for each in note.tasks)
    yield from (("marker", each.line, each.end, each.name, each.options) for each in note.markers)
    # A link may have got quotes that it lacked before.
    problems = (each for each in note.problems if each.code != LINK_UNQUOTED.code)
    yield from (("problem", each.location.line, each.code) for each in problems)


def _fits(old: Value, new: Value) -> bool:
    """Return whether a value is the same, links in it apart."""
    if (old.kind, old.line) != (new.kind, new.line):
        return False
    if old.kind == "scalar":
        return (old.text, old.data) == (new.text, new.data) or (_is_link(old) and _is_link(new))
    if (len(old.items), len(old.entries)) != (len(new.items), len(new.entries)):
        return False
    entries = zip(old.entries, new.entries, strict=True)
    return all(_fits(*pair) for pair in zip(old.items, new.items, strict=True)) and all(
        one.name == other.name and _fits(one.value, other.value) for one, other in entries
    )


def _is_link(value: Value) -> bool:
    """Return whether a scalar is one link and nothing else."""
    return WHOLE_WIKILINK.fullmatch(value.text.strip()) is not None
