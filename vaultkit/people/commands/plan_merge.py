"""Plans how two notes of one person become one: properties united, logs in order, links to both leading to one."""

from vaultkit.api import (
    Moment,
    Note,
    RefusedEditError,
    Relinking,
    Renaming,
    Severity,
    Source,
    Trash,
    UsageError,
    add_to_list,
    edits_between,
    fold_path,
    parse,
)
from vaultkit.people.commands.merged_anchors import check_anchors
from vaultkit.people.commands.merged_check import Merged, check
from vaultkit.people.commands.merged_properties import Prefer, unite
from vaultkit.people.commands.merged_text import append_rest, insert_log, take
from vaultkit.people.commands.note_lines import NoteLines
from vaultkit.people.person import Person
from vaultkit.people.reading.membership import bare_name
from vaultkit.people.settings import PeopleSettings

_HALF_READ = frozenset({"note-long", "note-too-complex"})


def plan_merge(moment: Moment, person: Person, into: Person, *, prefer: Prefer | None = None) -> Renaming:
    """Return the changes that join two people's notes (docs/format.md, "Renaming and merging").

    All that ``person``'s note says goes into that of ``into``: properties, the dated lines of the log in their places
    by day, everything else below a heading at the end. Their name and aliases become aliases, every link to their note
    leads to the other one, and the note goes to ``.trash``. The result is read again before anything is planned.

    Raises:
        ConflictError: they say different things, and none is preferred.
        RefusedEditError: a note cannot be read whole, or something would be lost, with the line.
        UsageError: both are the same person.
    """
    if person.path == into.path:
        raise UsageError(f"{person.name} and {into.name} are the same note: {into.path}")
    relinking = Relinking(moment, {person.path: into.path})
    links = relinking.vault({person.path, into.path})
    own, moved_links = _relinked(relinking, moment.index.notes[into.path])
    other, more_links = _relinked(relinking, moment.index.notes[person.path])
    names = [person.name, bare_name(moment.index.notes[person.path].name), *person.aliases]
    data = _joined(own, other, (into, person), names, moment, prefer)
    source = moment.read(into.path)
    return Renaming(
        (
            *links.edits,
            *edits_between(source, data),
            Trash(person.path, moment.index.notes[person.path].digest),
        ),
        (*links.notes, into.path),
        links.links + moved_links + more_links,
        sum(1 for _ in relinking.now_lead_there()),
        links.unread,
    )


def _relinked(relinking: Relinking, note: Note) -> tuple[Source, int]:
    """Return a note with its links as they must read in the note of both; refuse one that is not read whole."""
    for problem in note.problems:
        if problem.severity is Severity.ERROR or problem.code in _HALF_READ:
            raise RefusedEditError(note.path, problem.location.line, f"{problem.message}; mend this first")
    source = relinking.moment.read(note.path)
    found = relinking.note(source, note)
    after = note if found.note is None else found.note
    for old, new in zip(note.links, after.links, strict=True):
        relinking.verify_link(note.path, old, new)
    data = source.data
    for edit in reversed(found.edits):
        data = edit.applied(data)
    return Source.of(note.path, data), found.links


def _joined(  # noqa: PLR0913, PLR0917 -- both notes, and what is known of them
    own: Source,
    other: Source,
    people: tuple[Person, Person],
    names: list[str],
    moment: Moment,
    prefer: Prefer | None,
) -> bytes:
    """Return the bytes of the note of both, checked."""
    into, person = people
    settings = moment.settings
    united = unite(own, other, settings.section(PeopleSettings), prefer)
    known = {fold_path(name) for name in (into.name, *into.aliases)}
    new = {fold_path(name): name for name in reversed(names) if fold_path(name) not in known}
    aliases = add_to_list(united.source, "aliases", list(reversed(new.values())), commas=True)
    source = Source.of(own.path, aliases.applied(united.source.data))
    own_note, other_note = parse(own.path, source.data), parse(other.path, other.data)
    lines, other_lines = NoteLines.of(source.data), NoteLines.of(other.data)
    taken = take(other_note, own_note, other_lines, settings)
    if taken.items:
        insert_log(lines, own_note, other_lines, taken, settings)
    append_rest(lines, own_note, name=person.name, other=other_lines, taken=taken, left=united.left, settings=settings)
    data = lines.data()
    merged = Merged(
        into=parse(own.path, own.data),
        person=other_note,
        both=parse(own.path, data),
        into_lines=NoteLines.of(own.data),
        person_lines=other_lines,
        both_lines=NoteLines.of(data),
        taken=taken,
        left=united.left,
    )
    check(merged, names, settings)
    check_anchors(merged, moment)
    return data
