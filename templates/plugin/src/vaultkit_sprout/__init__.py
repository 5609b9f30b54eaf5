"""A block that lists the notes of ``type: sprout``."""

from collections.abc import Sequence

from vaultkit.api import BlockKind, Moment, Note, Place, hookimpl, link_to


def listed(moment: Moment) -> list[Note]:
    """Return the notes of that type, by path."""
    types = [(note, note.property("type")) for note in moment.index.notes.values()]
    return [note for note, found in types if found is not None and found.value.text == "sprout"]


def render(moment: Moment, _place: Place) -> str:
    """Return the list as markdown; what comes out of a note is escaped by ``link_to`` or ``as_text``."""
    lines = [f"- {link_to(note.path, note.name)}" for note in listed(moment)]
    return "\n".join(lines) or "No note says `type: sprout` yet."


@hookimpl
def blocks() -> Sequence[BlockKind]:
    """Bring the block."""
    return [BlockKind("sprout.list", "the notes of `type: sprout`", render)]
