"""Dated notes: daily, meeting and session notes; which of their lines are contact (docs/format.md, "Dated notes")."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import unquote

from vaultkit.api import DailyNames, Item, Link, Note, Property, Settings, Task, Value, leading_date
from vaultkit.people.kinds import kind_words
from vaultkit.people.reading.grammar import read_line
from vaultkit.people.reading.log import day_of_link
from vaultkit.people.reading.membership import Role, says
from vaultkit.people.reading.properties import DATE_IMPOSSIBLE, VALUE_UNREADABLE
from vaultkit.people.reading.prose import Prose, lines_under, of_lines
from vaultkit.people.reading.records import Entry, Fault, Promise
from vaultkit.people.reading.values import ImpossibleDateError, UnreadableError, a_date, shortened
from vaultkit.people.settings import PeopleSettings

PEOPLE_PROPERTIES = ("people", "attendees")
"""Properties of a dated note that name people as links in its body do."""
_LINK = re.compile(r"\[\[([^\[\]\n]{1,1000})\]\]|\[[^\[\]\n]{0,500}\]\((?:<([^<>\n]{1,500})>|([^()<>\s]{1,500}))\)")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")


def day_of_note(note: Note, role: Role, settings: Settings) -> date | None:
    """Return the day that a note is about, or None where it is not dated.

    Its name says it (the daily notes' format, or an ISO date at the beginning), else its ``date``, if it names people
    or is a meeting by its ``type`` or ``categories``. A person's note is dated by its name alone: a ``date`` in it is
    that of the note.
    """
    day = _day_of_name(note, settings)
    if day or role in {Role.PERSON, Role.OWNER}:
        return day
    given = _date_of_meeting(note, settings)
    try:
        return a_date(given.value) if given else None
    except UnreadableError:
        return None


def date_faults(note: Note, role: Role, settings: Settings) -> tuple[Fault, ...]:
    """Return what is wrong with the ``date`` of a note that would be dated by it, and so is no contact."""
    if role in {Role.PERSON, Role.OWNER, Role.OUTSIDE} or _day_of_name(note, settings):
        return ()
    given = _date_of_meeting(note, settings)
    if given is None or given.value.is_empty:
        return ()
    try:
        a_date(given.value)
    except ImpossibleDateError:
        kind, message = DATE_IMPOSSIBLE, f"{given.name}: {shortened(given.value)} is no day of any calendar"
    except UnreadableError as error:
        kind, message = VALUE_UNREADABLE, f"{given.name} should be {error}, not {shortened(given.value)}"
    else:
        return ()
    return (Fault(kind.code, message, given.value.line, given.value.column),)


def _day_of_name(note: Note, settings: Settings) -> date | None:
    return _daily_names(settings.daily.folder, settings.daily.format).day_of(note.path) or leading_date(note.name)


def _date_of_meeting(note: Note, settings: Settings) -> Property | None:
    """Return the ``date`` of a note that names people, or is a meeting by its ``type`` or ``categories``."""
    given = note.property("date") if note.properties else None
    if given and (_people(note) or says(note, _either_number(settings.daily.types), "type", "categories")):
        return given
    return None


def read_mentions(
    note: Note, day: date, settings: Settings, prose: Prose, without: Collection[int]
) -> tuple[tuple[Entry, ...], tuple[Promise, ...]]:
    """Return the lines of a dated note that may be contact, and its tasks, each with the links in it.

    Lines ``without`` are left out: the log of a person's note that is dated, too. Whom a link means the roster finds.
    """
    people = settings.section(PeopleSettings)
    left_out = lines_under(note, people.exclude_headings).union(without)
    reader = _Reader(note, day, kind_words(people.kinds), people.with_words, prose, left_out)
    return tuple(reader.properties() + reader.lines()), tuple(reader.promises())


def read_days(settings: Settings, prose: Prose, without: Collection[int]) -> tuple[Entry, ...]:
    """Return the days that the body of a person's note names by links to daily notes, line by line.

    Lines ``without`` are those of dated lines, which have their own day. What is quoted, embedded or still to do names
    no day of contact.
    """
    found: dict[tuple[int, date], Entry] = {}
    for number, links in prose.links.items():
        if number in without or _is_to_do(prose.item_around(number)):
            continue
        for link in links:
            day = _day_of(link, settings.daily.format)
            if day and (line := prose.lines.get(number)) and not line.quoted:
                topics, targets = prose.topics.get(number, ()), prose.targets.get(number, ())
                found[number, day] = Entry(day, number, line.text, topics=topics, targets=targets)
    return tuple(found.values())


def read_promises(note: Note) -> tuple[Promise, ...]:
    """Return the tasks of a person's note that are open or kept."""
    return tuple(_promise(task, ()) for task in note.tasks if task.is_open or task.is_kept)


@dataclass(frozen=True, slots=True)
class _Reader:
    note: Note
    day: date
    kinds: Mapping[str, str]
    with_words: tuple[str, ...]
    prose: Prose
    without: frozenset[int]

    def properties(self) -> list[Entry]:
        """Return what ``people`` and ``attendees`` say: a line each."""
        return [
            Entry(self.day, line, f"{name}: {', '.join(names)}", text=_title(self.note), targets=tuple(names))
            for name, line, names in _people(self.note)
        ]

    def lines(self) -> list[Entry]:
        """Return the lines of the body that link to something; an item's own paragraph is one line."""
        tasks = {task.line: task for task in self.note.tasks}
        seen: set[int] = set()
        found = []
        for number, links in sorted(self.prose.links.items()):
            item = self.prose.item_of(number)
            first = item.line if item else number
            if first in seen or first in self.without or not any(map(self.counts, links)):
                continue
            if _is_to_do(item or self.prose.item_around(number)):
                continue
            seen.add(first)
            found.append(self.entry(first, item, tasks.get(first)))
        return found

    def counts(self, link: Link) -> bool:
        line = self.prose.lines.get(link.line)
        return bool(line and link.target) and not (link.embed or link.quoted or (line and line.quoted))

    def entry(self, number: int, item: Item | None, task: Task | None) -> Entry:
        quote = item.text if item else self.prose.lines[number].text
        last = self.prose.last_own_line(item) if item else number
        # A task's text is without its dates, which say when it was due and done, not what.
        said = task.text if task else quote
        parsed = read_line(said, kinds=self.kinds, with_words=self.with_words, dated=False)
        return Entry(
            task.done if task and task.done else self.day,
            number,
            quote,
            start=parsed.start if parsed else 0,
            text=parsed.text if parsed and said != quote else None,
            kinds=parsed.kinds if parsed else (),
            arrow=parsed.arrow if parsed else None,
            topics=of_lines(self.prose.topics, number, item.end if item else number),
            targets=of_lines(self.prose.targets, number, last),
            written=parsed.written if parsed else "",
        )

    def promises(self) -> list[Promise]:
        """Return the tasks that link to something."""
        found = []
        for task in self.note.tasks:
            item = self.prose.items.get(task.line)
            if not (task.is_open or task.is_kept) or task.line in self.without:
                continue
            targets = of_lines(self.prose.targets, task.line, self.prose.last_own_line(item) if item else task.line)
            if targets:
                found.append(_promise(task, targets))
        return found


def _promise(task: Task, targets: tuple[str, ...]) -> Promise:
    return Promise(task.text, task.line, task.due, task.done, task.is_kept, targets)


def _is_to_do(item: Item | None) -> bool:
    """Return whether an item is a task that is not done: open, cancelled, or whatever else its box says."""
    return item is not None and item.status not in {None, "x"}


def _day_of(link: Link, daily_format: str) -> date | None:
    """Return the day of the daily note to which a link leads, whether that note exists or not."""
    if link.embed or link.quoted or not link.target:
        return None
    name = link.target.rsplit("/", 1)[-1].removesuffix(".md").strip()
    try:
        return date.fromisoformat(name) if len(name) == len("2026-11-02") else day_of_link(link.target, daily_format)
    except ValueError:
        return day_of_link(link.target, daily_format)


def _people(note: Note) -> list[tuple[str, int, list[str]]]:
    """Return the properties that name people: name, line, and the targets of links or plain names."""
    found = []
    for name in PEOPLE_PROPERTIES:
        given = note.property(name)
        names = _named(given.value) if given else []
        if given and names:
            found.append((given.name, given.line, names))
    return found


def _named(value: Value) -> list[str]:
    """Return the targets of all links in a value; of a text without links the plain names."""
    names = []
    for scalar in value.scalars():
        linked = [_target(found) for found in _LINK.finditer(scalar.text)]
        # A text that stands alone may be a list with commas; a link's own commas are its name's.
        plain = scalar.text.split(",") if value.kind == "scalar" else [scalar.text]
        names += [target for target in linked if target] or ([] if linked else [name.strip() for name in plain])
    return list(dict.fromkeys(name for name in names if name))


def _target(found: re.Match[str]) -> str:
    """Return where a link leads, as the links of a body say it; nothing where that is out of the vault."""
    wiki, angled, bare = found.groups()
    if wiki is not None:
        return str(wiki).split("|", 1)[0].rstrip("\\").split("#", 1)[0].strip()
    destination = str(angled or bare)
    return "" if _SCHEME.match(destination) else unquote(destination.split("#", 1)[0]).strip()


def _title(note: Note) -> str:
    """Return a note's name without the date that it begins with."""
    rest = note.name[len("2026-11-02") :] if leading_date(note.name) else note.name
    return rest.strip(" -–—_:.") or note.name  # noqa: RUF001 - dashes as typed


def _either_number(types: tuple[str, ...]) -> tuple[str, ...]:
    """Return words with their plural or singular: a category ``[[Meetings]]`` holds notes of type meeting."""
    return (*types, *(f"{word}s" for word in types), *(word.removesuffix("s") for word in types))


@lru_cache(maxsize=8)
def _daily_names(folder: str, daily_format: str) -> DailyNames:
    return DailyNames(folder, daily_format)
