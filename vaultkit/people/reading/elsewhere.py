"""Dated lists in a person's note that stand under no heading of a log, and so are not read."""

from vaultkit.api import Heading, Note, ProblemKind, Severity
from vaultkit.people.reading.grammar import begins_with_day
from vaultkit.people.reading.prose import fold_title, lines_under
from vaultkit.people.reading.records import Fault
from vaultkit.people.settings import PeopleSettings

ELSEWHERE = ProblemKind(
    "log-elsewhere",
    Severity.HINT,
    "A list of dated lines in a person's note stands under no heading, or one that is none of a log; it is not read.",
    "## Catch-ups\n\n- 2026-11-02 coffee: the new job",
    "Add the heading to `log_headings` in the settings; if it is no log, add it to `exclude_headings`. Where there is "
    "none, write `## Interactions` above the list.",
)
PROBLEM_KINDS = (ELSEWHERE,)


def unread_headings(note: Note, settings: PeopleSettings) -> tuple[Heading, ...]:
    """Return the headings under which dated lists stand that are no log, each once; tasks make no such list.

    A heading that is a year or a day groups its list by time: it is the one above it that says what the list is. The
    note's own name is no heading of a list.
    """
    return tuple(dict.fromkeys(heading for _line, heading in _unread(note, settings) if heading is not None))


def unread_faults(note: Note, settings: PeopleSettings) -> tuple[Fault, ...]:
    """Return a hint for each such heading, and one at the first item of those under no heading."""
    found = _unread(note, settings)
    if not found:
        return ()
    bare = [line for line, heading in found if heading is None][:1]
    above = f"write `## {settings.all_log_headings[0]}` above it"
    words = dict.fromkeys(bare, f"a dated list under no heading is not read as a log; {above}") | {
        heading.line: f"a dated list under {heading.title!r} is not read as a log; add the heading to log_headings"
        for _line, heading in found
        if heading is not None
    }
    return tuple(Fault(ELSEWHERE.code, message, line) for line, message in words.items())


def _unread(note: Note, settings: PeopleSettings) -> list[tuple[int, Heading | None]]:
    """Return the line of each item of dated lists that are no log, and the heading that it stands under."""
    read = lines_under(note, (*settings.all_log_headings, *settings.exclude_headings))
    return [
        (item.line, _heading_of(item.line, note))
        for item in note.items
        if item.parent is None
        and item.status is None
        and not item.quoted
        and item.line not in read
        and begins_with_day(item.text)
    ]


def _heading_of(line: int, note: Note) -> Heading | None:
    own = fold_title(note.name)
    around = [
        heading for heading in note.headings if heading.line < line <= heading.end and fold_title(heading.title) != own
    ]
    named = [heading for heading in around if not heading.title.lstrip(" [*_")[:1].isdigit()]
    return named[-1] if named else around[0] if around else None
