"""The log of a person's note: which of its lines are interactions (docs/format.md, "The log")."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TypeVar

import msgspec

from vaultkit.api import DailyNames, Heading, Item, Note, ProblemKind, Settings, Severity
from vaultkit.people.kinds import kind_words
from vaultkit.people.reading.grammar import ParsedLine, read_line, read_plain
from vaultkit.people.reading.prose import Prose, of_lines, sections
from vaultkit.people.reading.records import Entry, Fault
from vaultkit.people.reading.spellings import day_as_spelled
from vaultkit.people.settings import PeopleSettings

__all__ = ["PROBLEM_KINDS", "DatedList", "Log", "ParsedLine", "day_of_link", "read_line", "read_log"]

_P = TypeVar("_P", Heading, Item)

DATE_IMPOSSIBLE = ProblemKind(
    "log-date-impossible",
    Severity.WARNING,
    "A line of a log begins with a date that no calendar has.",
    "## Interactions\n\n- 2026-02-30 call: the new job",
    "Correct the date; until then the line does not count.",
)
UNDATED = ProblemKind(
    "log-undated",
    Severity.HINT,
    "An item of a log begins with no date, so that it does not count.",
    "## Interactions\n\n- call: the new job",
    "Begin it with a date, such as `2026-11-02`, or move it out of the log.",
)
PROBLEM_KINDS = (DATE_IMPOSSIBLE, UNDATED)


@dataclass(frozen=True, slots=True)
class DatedList:
    """A list of a log with the days of its items; ``dated`` are those that have one, in the order of the note."""

    items: tuple[Item, ...]
    dated: tuple[tuple[Item, date], ...]


@dataclass(slots=True)
class Log:
    """What the log of a note says.

    ``sections`` are the first and last lines of its sections, ``lists`` the lists in them; ``covered`` are all lines
    that belong to a dated line, so that nothing counts twice.
    """

    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    sections: list[tuple[int, int]] = field(default_factory=list)
    lists: list[DatedList] = field(default_factory=list)
    covered: set[int] = field(default_factory=set)


def read_log(note: Note, settings: Settings, prose: Prose | None = None) -> Log:
    """Return the interactions of a person's own log, and what is wrong with it; pure, never raises."""
    people = settings.section(PeopleSettings)
    reader = _Reader(note, people, settings.daily.format, prose or Prose(note))
    for first, last in sections(note, people.all_log_headings):
        reader.log.sections.append((first, last))
        reader.read_section(first, last)
    return reader.log


@lru_cache(maxsize=4096)  # the same people are linked to over and over
def day_of_link(target: str, daily_format: str) -> date | None:
    """Return the day of the daily note that a link's target names, in any folder.

    The target ends as the daily notes' format says, or is its last part alone where that names a day.
    """
    parts = target.strip().removesuffix(".md").split("/")
    for form in (daily_format, daily_format.rsplit("/", 1)[-1]):
        name = "/".join(parts[-form.count("/") - 1 :]).strip()
        if day := _names(form).day_of(f"{name}.md"):
            return day
    return None


@lru_cache(maxsize=8)
def _names(daily_format: str) -> DailyNames:
    return DailyNames("", daily_format)


class _Reader:
    """Reads section by section; the headings and items of a note come in the order of its lines."""

    def __init__(self, note: Note, people: PeopleSettings, daily_format: str, prose: Prose) -> None:
        self.note = note
        self.prose = prose
        self.log = Log()
        self.kinds = kind_words(people.kinds)
        self.with_words = people.with_words
        self.daily_format = daily_format
        self.tasks = {task.line: task.text for task in note.tasks}
        self.top = [item for item in note.items if item.parent is None and not item.quoted]

    def read_section(self, first: int, last: int) -> None:
        """Read a section: its dated sub-headings are one interaction each, the lists between them the others."""
        start = first + 1
        for heading in _between(self.note.headings, first + 1, last):
            if heading.line >= start:
                self.read_lists(start, heading.line - 1)
                parsed = self.parse(heading.title)
                if parsed is None:
                    start = heading.line + 1
                else:
                    end = min(heading.end, last)
                    self.read_dated_heading(heading, end, parsed)
                    start = end + 1
        self.read_lists(start, last)

    def parse(self, text: str, *, dated: bool = True) -> ParsedLine | None:
        return read_line(
            text,
            kinds=self.kinds,
            with_words=self.with_words,
            dated=dated,
            day_of=self.day_of,
        )

    def day_of(self, target: str) -> date | None:
        return day_of_link(target, self.daily_format)

    def said(self, item: Item) -> str:
        """Return an item's text; a task's without its dates, which say when it was due and done, not what."""
        return self.tasks.get(item.line, item.text)

    def read_dated_heading(self, heading: Heading, end: int, parsed: ParsedLine) -> None:
        """Read a sub-heading with a date: what it says after it, else the first thing below, is the line."""
        line, quote = heading.line, heading.title
        if not parsed.text and not parsed.kinds:
            below = next(self.texts(heading.line + 1, end), None)
            said = self.parse(below[1], dated=False) if below else None
            if below and said:
                line, quote = below
                arrow = parsed.arrow or said.arrow
                parsed = msgspec.structs.replace(said, day=parsed.day, arrow=arrow, impossible=parsed.impossible)
        self.add(parsed, line, quote, heading.line, end)

    def texts(self, first: int, last: int) -> Iterator[tuple[int, str]]:
        """Yield the items and lines of text of a span, each with its line number."""
        for number in range(first, last + 1):
            line = self.prose.lines.get(number)
            if line and line.kind in {"item", "text"} and line.text.strip():
                item = self.prose.items.get(number)
                yield number, item.text if item else line.text

    def read_lists(self, first: int, last: int) -> None:
        """Read the lists of a span that no sub-heading with a date covers."""
        top = _between(self.top, first, last)
        if top:
            dated = [(item, day) for item in top if (day := self.read_item(item))]
            self.log.lists.append(DatedList(tuple(top), tuple(dated)))

    def read_item(self, item: Item) -> date | None:
        """Read one item; return its day, if it has one. One without a date may hold dated ones, else it is a hint."""
        if item.status not in {None, "x"}:
            return None
        said = item.text if item.status is None else self.said(item)
        parsed = read_plain(said, self.kinds) or self.parse(said)
        if parsed is None:
            if not self.read_children(item) and item.status is None and item.text.strip():
                self.log.faults.append(Fault(UNDATED.code, _undated(item.text), item.line, item.column))
            return None
        self.add(parsed, item.line, item.text, item.line, item.end)
        return parsed.day

    def read_children(self, parent: Item) -> bool:
        """Read the dated items among those below an undated one; return whether there are any."""
        found = False
        for item in self.prose.children.get(parent.line, ()):
            parsed = self.parse(self.said(item)) if item.status in {None, "x"} else None
            if parsed is not None:
                found = True
                self.add(parsed, item.line, item.text, item.line, item.end)
        return found

    def add(self, parsed: ParsedLine, line: int, quote: str, first: int, last: int) -> None:
        """Keep an interaction; ``first`` to ``last`` are its lines, with all that belongs to it."""
        if first == last:
            self.log.covered.add(first)
        else:
            self.log.covered.update(range(first, last + 1))
        if parsed.day is None:
            self.log.faults.append(Fault(DATE_IMPOSSIBLE.code, f"{parsed.impossible} is no day of any calendar", first))
            return
        self.log.entries.append(
            Entry(
                parsed.day,
                line,
                quote,
                parsed.start,
                parsed.text if line in self.tasks else None,
                parsed.kinds,
                parsed.arrow,
                of_lines(self.prose.topics, first, last),
                of_lines(self.prose.targets, first, last),
                parsed.written,
            )
        )


def _undated(text: str) -> str:
    """Return what is wrong with an item that begins with no date, with the spelling that would be read."""
    day = day_as_spelled(text)
    cure = f"write the day as {day}" if day else "a day is written as 2026-11-02"
    return f"this item of the log begins with no date that is read; {cure}"


def _between(parts: Sequence[_P], first: int, last: int) -> Sequence[_P]:
    """Return the headings or items that begin on one of the lines; they stand in the order of their lines."""
    begin = bisect_left(parts, first, key=lambda part: part.line)
    return parts[begin : bisect_right(parts, last, lo=begin, key=lambda part: part.line)]
