"""Plans what people's commands write: one line in a log, one new note."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Literal

from vaultkit.api import (
    Create,
    Edit,
    Heading,
    Item,
    Moment,
    NameTakenError,
    Note,
    NoteChangedError,
    RefusedEditError,
    Source,
    UnsafeNameError,
    append_section,
    append_to_section,
    check_file_name,
    fill,
    fold_path,
    insert_item,
    parse,
    read_after,
)
from vaultkit.people.kinds import kind_words
from vaultkit.people.person import Person
from vaultkit.people.reading.log import DatedList, Log, read_line, read_log
from vaultkit.people.reading.membership import Role, role_of
from vaultkit.people.reading.names import slug_of
from vaultkit.people.reading.roster import owner, people
from vaultkit.people.settings import PeopleSettings


def plan_log(moment: Moment, person: Person, line: str) -> Edit:
    """Return the edit that puts a line into a person's log (docs/format.md, "The log").

    ``line`` is as it will stand after the bullet, ``2026-11-22 call: the new job``. It goes into the
    list that holds the newest date, in its place by day in the order that most lines of that list have; without a log
    a section is added at the end of the note. Broken front matter is in nobody's way.

    Raises:
        NoteChangedError: the note is no longer the one that was indexed.
        RefusedEditError: the line would not be read back as one more dated line of the log.
    """
    source = moment.read(person.path)
    note = moment.index.notes.get(person.path)
    if note is None or note.digest != source.digest:
        raise NoteChangedError(person.path)
    before = read_log(note, moment.settings)
    words = " ".join(line.split("\n")).strip()
    edit = _placed(source, note, before, words, moment.settings.section(PeopleSettings))
    after = read_log(read_after(source, edit), moment.settings)
    # An entry is known by day and words: the lines below the new one have moved.
    added = sorted((entry.day, entry.quote) for entry in after.entries)
    for entry in before.entries:
        if (entry.day, entry.quote) in added:
            added.remove((entry.day, entry.quote))
    if [quote for _, quote in added] != [words] or len(after.entries) != len(before.entries) + 1:
        where = source.data[: edit.start].count(b"\n") + 1
        raise RefusedEditError(person.path, where, "the line would not be read as one more dated line of the log")
    return edit


def plan_add(  # noqa: PLR0913 - one for each thing that can be said of somebody new
    moment: Moment,
    name: str,
    *,
    template: str,
    met: date | None = None,
    at: str | None = None,
    tags: Sequence[str] = (),
    interests: Sequence[str] = (),
    cadence: str | None = None,
) -> Create:
    """Return the new note of a person, made from the text of a template.

    It lies in the first people folder of the settings that the vault has; in the first of all where it has none.

    Raises:
        NameTakenError: somebody has that name, alias or slug, or the file exists.
        UnsafeNameError: the name cannot be a file's everywhere, or the note would be nobody's.
    """
    wanted = " ".join(name.split())
    check_file_name(wanted)
    folder = _people_folder(moment)
    path = f"{folder}/{wanted}.md" if folder else f"{wanted}.md"
    refuse_taken(moment, wanted, path)
    values: dict[str, str | Sequence[str]] = {
        "title": wanted,
        "met_on": met.isoformat() if met else "",
        "how_met": at or "",
        "cadence": cadence or "",
        "tags": [tag.removeprefix("#") for tag in tags],
        "interests": list(interests),
    }
    data = fill(template, values, moment.today).encode("utf-8")
    if role_of(parse(path, data), moment.settings) is not Role.PERSON:
        raise UnsafeNameError(wanted, f"{path} would be no person's note by the settings")
    return Create(path, data)


def _people_folder(moment: Moment) -> str:
    """Return the folder for somebody new, as the vault spells it; empty for the vault itself."""
    named = [folder.strip().strip("/") for folder in moment.settings.section(PeopleSettings).folders if folder.strip()]
    folders = ["" if folder == "." else folder for folder in named] or [""]
    for folder in folders:
        depth = len(PurePosixPath(folder).parts)
        for path in (*moment.index.notes, *moment.index.files):
            there = "/".join(PurePosixPath(path).parts[:-1][:depth])
            if fold_path(there) == fold_path(folder):
                return there
    return folders[0]


def _placed(source: Source, note: Note, log: Log, line: str, people: PeopleSettings) -> Edit:
    dated = [one for one in log.lists if one.dated]
    if dated:
        chosen = max(dated, key=_newest)
        parsed = read_line(line, kinds=kind_words(people.kinds), with_words=people.with_words, dated=True)
        day = parsed.day if parsed and parsed.day else date.max
        beside, where = _place_by_day(chosen, day, newest_first=_is_newest_first(chosen, log, dated))
        return insert_item(source, beside, where, line, note=note)
    section = _section(note, log)
    if section is None:
        return append_section(source, people.all_log_headings[0], line, note=note)
    first_below = min((one.line for one in note.headings if one.line > section.line), default=section.end + 1)
    items = [item for one in log.lists for item in one.items if section.line < item.line < first_below]
    if items:
        return insert_item(source, items[-1], "after", line, note=note)
    return append_to_section(source, section, line, note=note)


def _newest(one: DatedList) -> date:
    return max(day for _, day in one.dated)


def _place_by_day(chosen: DatedList, day: date, *, newest_first: bool) -> tuple[Item, Literal["before", "after"]]:
    """Return beside which item a day belongs, as if the list were sorted.

    So no new line speaks against the order of its list, and back-dated ones never turn it round.
    """
    if newest_first:
        below = next((item for item, other in chosen.dated if other <= day), None)
        return (below, "before") if below else (chosen.dated[-1][0], "after")
    above = next((item for item, other in reversed(chosen.dated) if other <= day), None)
    return (above, "after") if above else (chosen.dated[0][0], "before")


def _is_newest_first(chosen: DatedList, log: Log, dated: Sequence[DatedList]) -> bool:
    """Return whether most lines of a list are older than the one before; a tie is no.

    Where the list has but one day, the lists of its section tell.
    """
    days = [day for _, day in chosen.dated]
    if len(set(days)) == 1:
        place = chosen.items[0].line
        first, last = next(span for span in log.sections if span[0] <= place <= span[1])
        days = [day for one in dated if first <= one.items[0].line <= last for _, day in one.dated]
    pairs = list(pairwise(days))
    return sum(later < earlier for earlier, later in pairs) > sum(later > earlier for earlier, later in pairs)


def _section(note: Note, log: Log) -> Heading | None:
    """Return the log's heading: of several that of the newest dated sub-heading, else the first."""
    if not log.sections:
        return None
    newest = max(log.entries, key=lambda entry: entry.day, default=None)
    line = log.sections[0][0]
    if newest is not None:
        line = next((first for first, last in log.sections if first <= newest.line <= last), line)
    return next(heading for heading in note.headings if heading.line == line)


def refuse_taken(moment: Moment, name: str, path: str, *, besides: str = "") -> None:
    """Raise ``NameTakenError`` where somebody has a name, alias or slug, or a file the path; not for ``besides``."""
    for person in people(moment):
        known = {fold_path(one) for one in (person.name, *person.aliases)}
        if person.path != besides and (fold_path(name) in known or (person.slug and person.slug == slug_of(name))):
            raise NameTakenError(name, person.path)
    me = owner(moment)
    if me and fold_path(me.name) == fold_path(name):
        raise NameTakenError(name, me.path)
    wanted = fold_path(path)
    for other in (*moment.index.notes, *moment.index.files):
        if other != besides and fold_path(other) == wanted:
            raise NameTakenError(name, other)
