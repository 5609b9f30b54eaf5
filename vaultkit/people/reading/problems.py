"""What is wrong beyond one property or line: days to come, names that several share, links that only we follow."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from functools import cache, partial
from operator import attrgetter
from typing import NamedTuple

import msgspec

from vaultkit.api import (
    Kept,
    Location,
    Moment,
    Note,
    Paths,
    Problem,
    ProblemKind,
    Settings,
    Severity,
    fold_path,
    link_names,
)
from vaultkit.people.interaction import Direction, Family, Interaction
from vaultkit.people.kinds import unknown_kinds
from vaultkit.people.person import Person
from vaultkit.people.reading import elsewhere, log, properties
from vaultkit.people.reading.at_hand import PLUGIN
from vaultkit.people.reading.everybody import named, roll_of
from vaultkit.people.reading.ledger import Ledger, those
from vaultkit.people.reading.membership import Role, role_of
from vaultkit.people.reading.names import Named, slug_of
from vaultkit.people.reading.records import Fault
from vaultkit.people.reading.roster import some, stamps
from vaultkit.people.reading.slices import Slices, each
from vaultkit.people.reading.values import plain
from vaultkit.people.settings import PeopleSettings

DATE_FUTURE = ProblemKind(
    "date-future",
    Severity.WARNING,
    "Something that happened is dated after today; it does not count before that day.",
    "## Interactions\n\n- 2126-11-02 call: the new job",
    "Correct the date; what is still to come is a task with a date, or a `follow_up`.",
)
VALUE_DIRECTION = ProblemKind(
    "value-direction",
    Severity.HINT,
    "A line tells of help, an introduction or a gift, and does not say from whom; it counts as yours.",
    "## Interactions\n\n- 2026-11-02 gift: a book on compilers",
    "Put `->` before the kind where you gave, `<-` where they did.",
)
LINK_ALIAS = ProblemKind(
    "link-alias",
    Severity.HINT,
    "A link names a person by an alias; it counts as contact, but Obsidian does not follow it.",
    "A long talk with [[Countess]].",
    "Link to the note and show the alias: `[[Ada Lovelace|Countess]]`.",
)
NAME_AMBIGUOUS = ProblemKind(
    "name-ambiguous",
    Severity.HINT,
    "A name or alias is that of several people, so that it finds none of them.",
    "---\naliases: [Countess]\n---",
    "Give one of them another alias, or use the path.",
)
SLUG_AMBIGUOUS = ProblemKind(
    "slug-ambiguous",
    Severity.HINT,
    "The names of several people are the same when typed on the command line; only the path tells them apart.",
    "---\nname: Ada-Lovelace\n---",
    "Set another `name` in one of the notes, or use the path.",
)
SETTINGS_KIND = ProblemKind(
    "settings-people-kind",
    Severity.WARNING,
    "A word of `[people.kinds]` stands for a kind that does not exist, and is not read.",
    '[people.kinds]\nzoom = "telepathy"',
    "Let it stand for one of the kinds of the manual.",
)
SETTINGS_PROPERTY = ProblemKind(
    "settings-people-property",
    Severity.WARNING,
    "A name of `[people.properties]` stands for a property that does not exist, and is not read.",
    '[people.properties]\nspoke_last = "last_spoke"',
    "Let it stand for one of the properties of the manual.",
)
_BY_CODE = {kind.code: kind for kind in (*properties.PROBLEM_KINDS, *log.PROBLEM_KINDS, *elsewhere.PROBLEM_KINDS)}
_NAMED = 3
"""People who are named where many share a name."""
_AT_ONCE = 500
"""Notes that are fetched together."""
_ALIAS_SPELLINGS = frozenset({"alias", "aliases", "nickname", "nicknames", "aka", "displayname"})


class Remarks(msgspec.Struct, frozen=True, array_like=True):
    """What the lines about a person ask for: the places of help that says not from whom, and of days to come."""

    unsaid: tuple[Location, ...] = ()
    ahead: tuple[tuple[date, Location], ...] = ()


class _Linked(NamedTuple):
    """The problems of links by note, each told with the note's digest, and all else that they hang on."""

    stands_on: tuple[Named, Settings, Paths]
    by_note: Mapping[str, tuple[str, tuple[Problem, ...]]]


def person_problems(moment: Moment) -> tuple[Problem, ...]:
    """Return what is to be mended in people's notes, in lines about them, and in ``[people]``; sorted by place."""
    return moment.derived(_problems)


def serious_problems(moment: Moment) -> tuple[Problem, ...]:
    """Return those of them that are more than hints, sorted by place; no hint is worked out for it."""
    return moment.derived(_serious)


def _problems(moment: Moment) -> tuple[Problem, ...]:
    return _in_order({*serious_problems(moment), *_hints(moment)})


def _serious(moment: Moment) -> tuple[Problem, ...]:
    told, remarks, today = roll_of(moment).told, _all_remarks(moment), moment.today
    faulty = those(moment, "badly faulty", told, lambda one: any(_is_serious(fault) for fault in one.faults))
    ahead = those(moment, "ahead", remarks, attrgetter("ahead"))
    return _in_order(
        {
            *(one for path in faulty for one in note_problems(path, filter(_is_serious, told[path].faults))),
            *(one for path in ahead for one in _still_to_come(remarks[path], today)),
            *settings_problems(moment.settings),
        }
    )


def _hints(moment: Moment) -> Iterator[Problem]:
    told, remarks, finder = roll_of(moment).told, _all_remarks(moment), named(moment)
    for path in those(moment, "faulty", told, attrgetter("faults")):
        yield from note_problems(path, told[path].faults)
    for path in those(moment, "unsaid", remarks, attrgetter("unsaid")):
        yield from (VALUE_DIRECTION.at(place, "this line does not say who gave") for place in remarks[path].unsaid)
    shared = moment.each(_shared, finder)
    for note in _notes(moment, shared):
        yield from (kind.at(_place(note, fold_path(name)), words) for kind, name, words in shared[note.path])
    aliases = moment.each(_aliases, finder)
    aliased = those(moment, "aliased", told, lambda one: not aliases.isdisjoint(one.links), aliases)
    for problems in _linked(moment, finder, aliased):
        yield from problems


def _in_order(found: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(found, key=lambda problem: (problem.location, problem.code, problem.message)))


def _notes(moment: Moment, paths: Iterable[str]) -> Iterator[Note]:
    """Yield some notes, fetched together: one by one their neighbours would be fetched too, and all stay at hand."""
    wanted = sorted(paths)
    for start in range(0, len(wanted), _AT_ONCE):
        yield from moment.index.notes.some(wanted[start : start + _AT_ONCE]).values()


def _linked(moment: Moment, finder: Named, aliased: AbstractSet[str]) -> Iterator[tuple[Problem, ...]]:
    """Yield the problems of the links of some notes; those alone are fetched that say something else than they did."""
    settings, paths, digests = moment.settings, moment.index.paths, moment.index.notes.digests()
    stands_on = finder, settings, paths
    last = moment.memory.carried(f"{PLUGIN}.linked", _Linked)
    known = last.by_note if last and last.stands_on == stands_on else {}
    found = {path: known[path] for path in aliased & known.keys() if known[path][0] == digests[path] != ""}
    for note in _notes(moment, aliased - found.keys()):
        found[note.path] = (note.digest, link_problems(note, finder, settings, paths))
    moment.memory.carry(f"{PLUGIN}.linked", _Linked(stands_on, found))
    return (problems for _, problems in found.values())


def note_problems(path: str, faults: Iterable[Fault]) -> Iterator[Problem]:
    """Yield what was found wrong while a note itself was read."""
    for fault in faults:
        yield _BY_CODE[fault.code].at(Location(path, fault.line, fault.column), fault.message)


def _is_serious(fault: Fault) -> bool:
    return _BY_CODE[fault.code].severity is not Severity.HINT


def _still_to_come(remarks: Remarks, today: date) -> Iterator[Problem]:
    return (DATE_FUTURE.at(place, f"{day} is still to come") for day, place in remarks.ahead if day > today)


def _all_remarks(moment: Moment) -> Ledger[Remarks]:
    today = moment.today
    return each(moment, "remarks", _remarks_kept(), stamps, some, partial(_remarks, today), since=today)


def _remarks(today: date, person: Person) -> Kept[Remarks]:
    """Return the remarks on a person's lines, which hold from today on."""
    unsaid = tuple(line.location for line in person.interactions if line.arrow is None and _gives(line))
    return Kept(Remarks(unsaid, tuple((line.day, line.location) for line in person.interactions if line.day > today)))


def _gives(line: Interaction) -> bool:
    return any(act.family is Family.VALUE and act.direction is Direction.OUT for act in line.acts)


def _aliases(named: Named) -> frozenset[str]:
    """Return the folded names of people that are not those of their files."""
    return frozenset(
        name for name, people in named.by_name.items() if not any(name in link_names(path) for path in people)
    )


def _shared(named: Named) -> Mapping[str, Sequence[tuple[ProblemKind, str, str]]]:
    """Return by note each slug, name or alias that a person shares with another: the problem, the name, the words."""
    found: dict[str, list[tuple[ProblemKind, str, str]]] = {}
    by_slug: dict[str, list[str]] = {}
    slugs = {path: slug_of(names[0]) for path, names in named.names.items()}
    for path, slug in slugs.items():
        by_slug.setdefault(slug, []).append(path)
    for slug, paths in by_slug.items():
        for path in paths if slug and len(paths) > 1 else ():
            words = f"{slug} is also the slug of {_others(path, paths)}"
            found.setdefault(path, []).append((SLUG_AMBIGUOUS, named.names[path][0], words))
    typed = {fold_path(name): name for names in named.names.values() for name in names}
    for name, several in named.by_name.items():
        if len({slugs[path] for path in several}) > 1:
            for path in several:
                words = f"{typed[name]!r} is also a name of {_others(path, several)}"
                found.setdefault(path, []).append((NAME_AMBIGUOUS, name, words))
    return found


def link_problems(note: Note, named: Named, settings: Settings, paths: Paths) -> tuple[Problem, ...]:
    """Return a problem for each link of a note that leads to no file, but names somebody by an alias."""
    found = [link for link in note.links if fold_path(link.target) in named.by_name]
    if not found or role_of(note, settings) is Role.OUTSIDE:
        return ()
    problems = []
    for link in found:
        if paths.resolve(link.target, note.path) is not None:
            continue
        place = note.at(link.line, link.column)
        path = named.by_alias(link.target)
        if path is None:
            people = named.by_name[fold_path(link.target)]
            several = _first_of(people, len(people), " or ")
            problems.append(NAME_AMBIGUOUS.at(place, f"{link.source} could be {several}, and counts for none of them"))
        else:
            hint = f"Write `[[{path.removesuffix('.md')}|{link.shown or link.target}]]`."
            problems.append(LINK_ALIAS.at(place, f"{link.source} is an alias of {named.names[path][0]}", hint))
    return tuple(problems)


def settings_problems(settings: Settings) -> Iterator[Problem]:
    """Yield what stands in ``[people]`` for something that does not exist, each at its line."""
    people = settings.section(PeopleSettings)
    for word, meant in unknown_kinds(people.kinds):
        place = settings.place_of("people", "kinds", word)
        yield SETTINGS_KIND.at(place, f"people.kinds: {word!r} stands for {meant!r}, which is no kind")
    for name, meant in properties.unknown_properties(people):
        place = settings.place_of("people", "properties", name)
        yield SETTINGS_PROPERTY.at(place, f"people.properties: {name!r} stands for {meant!r}, which is no property")


def _others(path: str, paths: Sequence[str]) -> str:
    """Return those who share something with somebody; not all, for each of many has a message that names the others."""
    return _first_of([other for other in paths[: _NAMED + 1] if other != path], len(paths) - 1, " and ")


def _first_of(paths: Sequence[str], count: int, word: str) -> str:
    """Return the first few of so many paths with a word between them, and how many more there are."""
    more = f"{word}{count - _NAMED} more" if count > _NAMED else ""
    return f"{word.join(paths[:_NAMED])}{more}"


def _place(note: Note, name: str) -> Location:
    """Return where a note says a folded name: the value in its front matter, else the note."""
    for given in note.properties:
        if given.key == "name" or given.key in _ALIAS_SPELLINGS:
            for value in given.value.scalars():
                if name in {fold_path(plain(part)) for part in value.text.split(",")}:
                    return note.at(value.line, value.column)
    return note.at()


@cache
def _remarks_kept() -> msgspec.msgpack.Decoder[Slices[Remarks]]:
    return msgspec.msgpack.Decoder(Slices[Remarks])
