"""Plans another path for a note, with every link of the vault that leads to it."""

from dataclasses import dataclass

from vaultkit.errors import NameTakenError, NoteChangedError
from vaultkit.model.edit import Change, Move, Source
from vaultkit.model.index import fold_path
from vaultkit.model.moment import Moment
from vaultkit.text.hunks import edits_between
from vaultkit.text.parse import parse
from vaultkit.text.relink import Relinking


@dataclass(frozen=True, slots=True)
class Renaming:
    """What a note's other path comes to.

    ``notes`` are those whose links change, the renamed one not counted unless it links to itself; ``links`` counts
    the links. ``found`` are the places of links that led nowhere and lead to the note now; ``unread`` the notes in
    which links may be left, because they could not be read whole.
    """

    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()
    links: int = 0
    found: int = 0
    unread: tuple[str, ...] = ()


def plan_rename(moment: Moment, path: str, target: str, *, data: bytes | None = None) -> Renaming:
    """Return the changes that give the note ``path`` the path ``target``, and every link to it that one.

    A link keeps its own style: a bare name stays one where that leads to the note and to no other, a path stays a
    path; headings, shown text and everything around stay as they are. A link to another note that would lead to this
    one afterwards is written as a path. Links in code, in generated blocks and in regions of other tools are left
    alone. ``data`` are the note's bytes with what else is to change in it. Letter case alone may change.

    Raises:
        NameTakenError: another file has that path.
        NoteChangedError: a note is no longer the one that was indexed.
        RefusedEditError: a link could not be made to lead where it led, with its line.
    """
    note = moment.index.notes.get(path)
    if note is None:
        raise NoteChangedError(path)
    for other in (*moment.index.notes, *moment.index.files):
        if other != path and fold_path(other) == fold_path(target):
            raise NameTakenError(target, other)
    source = moment.read(path)
    if target == path:
        return Renaming(edits_between(source, source.data if data is None else data))
    relinking = Relinking(moment, {path: target})
    links = relinking.vault({path})
    edited = source if data is None else Source.of(path, data)
    own = relinking.note(edited, parse(path, edited.data))
    after = edited.data
    for edit in reversed(own.edits):
        after = edit.applied(after)
    return Renaming(
        (*links.edits, *edits_between(source, after), Move(path, source.digest, target)),
        (*links.notes, *((path,) if own.links else ())),
        links.links + own.links,
        sum(1 for _ in relinking.now_lead_there()),
        links.unread,
    )
