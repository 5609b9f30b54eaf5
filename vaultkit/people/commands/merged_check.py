"""Whether two notes in one have lost nothing: the result is read again, and everything counted."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from vaultkit.api import Note, RefusedEditError, Settings, Severity, fold_path
from vaultkit.people.commands.merged_properties import lost_texts
from vaultkit.people.commands.merged_text import Taken
from vaultkit.people.commands.note_lines import NoteLines
from vaultkit.people.reading.dated import read_days
from vaultkit.people.reading.log import read_log
from vaultkit.people.reading.properties import read_properties
from vaultkit.people.reading.prose import Prose
from vaultkit.people.settings import PeopleSettings

_ITEM = re.compile(rb"(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)")
_MOST_ADDED = 2
"""The headings of a new log, and of what was merged."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge starts from and comes to: both notes with their links as they will be, and the one of both.

    ``left`` are the typed lines of properties that went into the text.
    """

    into: Note
    person: Note
    both: Note
    into_lines: NoteLines
    person_lines: NoteLines
    both_lines: NoteLines
    taken: Taken
    left: Sequence[bytes]


def check(merged: Merged, names: Iterable[str], settings: Settings) -> None:
    """Raise ``RefusedEditError`` unless the merged note says all that both said, each thing once.

    ``names`` are those to which it must answer as to aliases.
    """
    into, person, both = merged.into, merged.person, merged.both
    refuse = _Refusal(merged)
    for problem in both.problems:
        if problem.severity is Severity.ERROR:
            refuse.because(problem.message)
    refuse.unless_equal("the log", *(_said(note, settings) for note in (into, person, both)))
    refuse.unless_equal("the links", *(_links(note) for note in (into, person, both)))
    refuse.unless_equal(
        "the tags", *(Counter[Hashable](tag.name for tag in note.tags) for note in (into, person, both))
    )
    refuse.unless_equal("the tasks", *(_tasks(note) for note in (into, person, both)))
    _check_prose(merged, refuse)
    _check_bytes(merged, refuse)
    for note in (into, person):
        for lost in lost_texts(note, both, merged.left, settings.section(PeopleSettings)):
            if lost.key != "name" or note is into:
                refuse.because(f"the property {lost.name} would be lost", note, lost.line)
    said, _ = read_properties(both, settings.section(PeopleSettings))
    before, _ = read_properties(into, settings.section(PeopleSettings))
    known = {fold_path(name) for name in (said.name, *said.aliases)}
    if said.name != before.name or not {fold_path(name) for name in names} <= known:
        refuse.because("the names would not be those of both")


class _Refusal:
    """Raises what keeps two notes from being one, at the line of the note that stays if no other is named."""

    def __init__(self, merged: Merged) -> None:
        self.merged = merged

    def because(self, reason: str, note: Note | None = None, line: int = 0) -> None:
        place = note or self.merged.into
        hidden = next((each for each in place.problems if each.code == "comment-unclosed"), None)
        if hidden and not line:
            line, reason = hidden.location.line, hidden.message
        raise RefusedEditError(place.path, line or max(1, len(self.merged.into_lines.lines)), reason)

    def unless_equal(
        self, what: str, one: Counter[Hashable], other: Counter[Hashable], both: Counter[Hashable]
    ) -> None:
        if one + other != both:
            self.because(f"{what} of both notes would not be read in one note as in two")


def _said(note: Note, settings: Settings) -> Counter[Hashable]:
    """Return the interactions that a note itself tells of, and the days that it names."""
    prose = Prose(note)
    log = read_log(note, settings, prose)
    entries = ((entry.day, entry.kinds, entry.arrow, entry.quote, entry.topics) for entry in log.entries)
    days = ((entry.day, entry.quote) for entry in read_days(settings, prose, log.covered))
    return Counter([*entries, *days])


def _links(note: Note) -> Counter[Hashable]:
    links = (link for link in note.links if link.style != "property")
    return Counter((link.style, link.target, link.heading, link.shown, link.embed, link.quoted) for link in links)


def _tags(note: Note) -> Counter[Hashable]:
    return Counter(tag.name for tag in note.tags)


def _tasks(note: Note) -> Counter[Hashable]:
    return Counter((task.status, task.text, task.due, task.done) for task in note.tasks)


def _check_prose(merged: Merged, refuse: _Refusal) -> None:
    """Every line of prose must be there once; headings of the log that are left empty may be gone."""
    before = _prose(merged.into) + _prose(merged.person)
    missing = before - _prose(merged.both)
    headings = Counter(
        (line.text.strip(), line.quoted) for line in merged.person.lines if line.number in merged.taken.dropped
    )
    if missing - headings:
        refuse.because("a line would not be read as before")
    added = _prose(merged.both) - before
    if sum(added.values()) > _MOST_ADDED:
        refuse.because("something would be read that neither note says")


def _prose(note: Note) -> Counter[tuple[str, bool]]:
    return Counter((line.text.strip(), line.quoted) for line in note.lines)


def _check_bytes(merged: Merged, refuse: _Refusal) -> None:
    """Every line of both bodies must stand in the result, whatever it is; those of the note that stays in order."""
    both = merged.both_lines.lines[merged.both_lines.front :]
    found = iter(both)
    if not all(line in found for line in merged.into_lines.lines[merged.into_lines.front :]):
        refuse.because("a line would be lost")
    kept = Counter(_bare(line) for line in both)
    kept.subtract(_bare(line) for line in merged.into_lines.lines[merged.into_lines.front :])
    for number, line in enumerate(merged.person_lines.lines, 1):
        if number <= merged.person_lines.front or number in merged.taken.dropped or not line.strip():
            continue
        kept[_bare(line)] -= 1
        if kept[_bare(line)] < 0:
            refuse.because("the line would be lost", merged.person, number)


def _bare(line: bytes) -> bytes:
    """Return a line without its indent and its bullet."""
    text = line.strip(b" \t")
    match = _ITEM.match(text)
    return text[match.end() :] if match else text
