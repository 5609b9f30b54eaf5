"""The properties of a person: their names in every spelling, their types, and what a note's front matter says."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from vaultkit.api import Note, ProblemKind, Property, PropertyKind, Severity, Value, fold_key
from vaultkit.people.reading import values
from vaultkit.people.reading.membership import bare_name
from vaultkit.people.reading.records import Entry, Fault, Properties, Said
from vaultkit.people.reading.values import ImpossibleDateError, UnreadableError, shortened
from vaultkit.people.settings import PeopleSettings

DATE_IMPOSSIBLE = ProblemKind(
    "people-date-impossible",
    Severity.WARNING,
    "A date of the front matter is one that no calendar has.",
    "---\nlast_contacted: 2026-02-30\n---",
    "Correct the date; until then the property is skipped.",
)
VALUE_UNREADABLE = ProblemKind(
    "people-value",
    Severity.WARNING,
    "A property holds something that it cannot mean.",
    "---\nbirthday: in spring\n---",
    "Write what the property takes (the manual lists the properties), or give it another name.",
)
VALUE_TWICE = ProblemKind(
    "people-value-twice",
    Severity.WARNING,
    "Two properties that mean the same say different things; the first name of the manual's list wins.",
    "---\nbirthday: 1990-04-17\nbday: 1990-04-18\n---",
    "Remove one of the two.",
)
CADENCE_INVALID = ProblemKind(
    "cadence-invalid",
    Severity.WARNING,
    "A cadence is no number of days and no word for one.",
    "---\ncadence: sometimes\n---",
    "Write days (`21`), `2w`, `3m`, `every 2 weeks`, or weekly, biweekly, monthly, quarterly or yearly.",
)
TIER_UNKNOWN = ProblemKind(
    "tier-unknown",
    Severity.WARNING,
    "A tier is none of those in the settings.",
    "---\ntier: golden\n---",
    "Use a tier of the settings, or add it under `[people.tiers]`.",
)
PROBLEM_KINDS = (DATE_IMPOSSIBLE, VALUE_UNREADABLE, VALUE_TWICE, CADENCE_INVALID, TIER_UNKNOWN)

Read = Callable[[Value], Any]


@dataclass(frozen=True, slots=True)
class _Spec:
    """A property as the manual lists it, and how one value of it is read.

    ``gathers`` says that all spellings together make the value; else the first that says something wins.
    ``weak`` are spellings that are read only where they fit, without a problem where they do not.
    """

    kind: PropertyKind
    read: Read
    gathers: bool = False
    weak: frozenset[str] = field(default_factory=frozenset)


def _spec(  # noqa: PLR0913 - a row of the table
    name: str,
    words: str,
    meaning: str,
    read: Read,
    also: str = "",
    *,
    values: str = "",
    weak: str = "",
    gathers: bool = False,
) -> _Spec:
    kind = PropertyKind(name, words, meaning, tuple(also.split()), tuple(values.split()))
    return _Spec(kind, read, gathers, frozenset(fold_key(spelling) for spelling in weak.split()))


def _split(value: Value) -> tuple[Said, ...]:
    return values.said(value, split=True)


def _listed(name: str, words: str, meaning: str, also: str = "", *, read: Read = values.said) -> _Spec:
    return _spec(name, words, meaning, read, also, gathers=True)


_TEXTS, _LINKED = "list of text", "list of text or links"
_SPECS: tuple[_Spec, ...] = (
    _spec("name", "text", "the name, where the file's is another", values.one_text),
    _listed("aliases", _TEXTS, "other names", "alias nickname nicknames aka displayName", read=_split),
    _listed("tags", _TEXTS, "tags", "tag", read=_split),
    _listed("interests", _LINKED, "what they care about", "skills", read=_split),
    _listed("goals", _LINKED, "what they want to reach"),
    _listed("shared", _LINKED, "what you have in common"),
    _spec(
        "cadence",
        "days: 21, 2w, 3m, every 2 weeks, or a word",
        "how long the silence may last",
        values.a_cadence,
        "contact_frequency frequency keep_in_touch stay_in_touch_frequency prm-cadence",
        values="weekly biweekly monthly quarterly yearly",
    ),
    _spec("tier", "name of a tier", "the cadence by name", values.one_text, "circle prm-tier", weak="circle prm-tier"),
    _spec(
        "last_contacted",
        "date",
        "a day of contact that no line tells of",
        values.a_date,
        "last_contact last_chat last_chatted last_spoken date_last_spoken last_interaction last_seen lastContact "
        "prm-last-contacted",
    ),
    _spec(
        "follow_up",
        "date",
        "when you want to come back to them",
        values.a_date,
        "next_contact next_followup follow_up_date",
    ),
    _spec("snoozed_until", "date", "no suggestions until then", values.a_date, "prm-snooze-until"),
    _spec("paused", "true or false", "no suggestions at all", values.a_flag, "prm-paused", values="true false"),
    _spec("trust", "mutual, yes or no", "whether you trust each other", values.a_trust, values="mutual yes no"),
    _spec("birthday", "1990-04-17, or 04-17", "their birthday", values.a_birthday, "bday born dob"),
    _listed(
        "company",
        "text or links",
        "where they work",
        "org organization organizations organisation organisations employer",
    ),
    _listed("role", "text or links", "what they do", "job_title position title"),
    _spec("relationship", "text", "what they are to you", values.one_text, "relation"),
    _spec("how_met", "text", "how you met", values.one_text, "how_we_met"),
    _spec("met_on", "date", "the day you met", values.a_date, "met"),
    _spec("introduced_by", "link", "who introduced you", values.one_text),
    _listed("email", "one or many", "addresses of mail", "emails"),
    _listed("phone", "one or many", "telephone numbers", "phones mobile tel"),
    _listed("location", "one or many", "where they live", "city loc"),
    _listed("links", "one or many", "pages of theirs", "url website linkedin"),
    _spec("deceased", "date or true", "they have died", values.a_flag_or_date, "died"),
    _spec("estranged", "date or true", "there is no more contact", values.a_flag_or_date),
    _spec(
        "ignore_mentions",
        "true or false",
        "links in dated notes do not count for them",
        values.a_flag,
        "prm-ignore-journal",
        values="true false",
    ),
)
_SPEC_BY_NAME: Mapping[str, _Spec] = {spec.kind.name: spec for spec in _SPECS}
_BUILT_IN: Mapping[str, str] = {
    fold_key(spelling): spec.kind.name for spec in _SPECS for spelling in (spec.kind.name, *spec.kind.also)
}
_Names = Mapping[str, tuple[tuple[int, str], ...]]
_TOPICS = ("interests", "goals", "shared", "company", "role")
_PLAIN_LISTS = ("email", "phone", "location", "links")
_MEMBERSHIP = frozenset({"type", "categories"})
"""Read elsewhere, so that they are not among the properties without a meaning."""

PROPERTIES: tuple[PropertyKind, ...] = tuple(spec.kind for spec in _SPECS)
"""Every property of a person, for the manual and for completion."""
LISTS = frozenset(spec.kind.name for spec in _SPECS if spec.gathers)
"""Those that hold several values."""
COMMA_LISTS = frozenset(spec.kind.name for spec in _SPECS if spec.read is _split)
"""Those of which a text that stands alone is a list with commas."""


@dataclass(slots=True)
class _Reading:
    """The front matter of one note while it is read."""

    note: Note
    settings: PeopleSettings
    faults: list[Fault] = field(default_factory=list)
    found: dict[str, list[Property]] = field(default_factory=dict)

    def fault(self, kind: ProblemKind, message: str, value: Value) -> None:
        self.faults.append(Fault(kind.code, message, value.line, value.column))

    def read(self, spec: _Spec, given: Property) -> Any:  # noqa: ANN401 - as many types as properties
        """Return what one property says, or None where that cannot be read, with the problem."""
        if given.value.is_empty:
            return None
        try:
            return spec.read(given.value)
        except ImpossibleDateError:
            self.fault(
                DATE_IMPOSSIBLE, f"{given.name}: {shortened(given.value)} is no day of any calendar", given.value
            )
        except UnreadableError as expected:
            kind = CADENCE_INVALID if spec.kind.name == "cadence" else VALUE_UNREADABLE
            self.fault(kind, f"{given.name} should be {expected}, not {shortened(given.value)}", given.value)
        return None

    def one(self, name: str) -> tuple[Any, Property] | None:
        """Return the value of a property of which there is one, with the spelling that won."""
        if name not in self.found:
            return None
        spec = _SPEC_BY_NAME[name]
        claims = [(value, given) for given in self.found[name] if (value := self.read(spec, given)) is not None]
        for value, given in claims[1:]:
            if value != claims[0][0]:
                message = f"{given.name} says something else than {claims[0][1].name}, which counts"
                self.fault(VALUE_TWICE, message, given.value)
        return claims[0] if claims else None

    def value(self, name: str) -> Any:  # noqa: ANN401 - as many types as properties
        """Return the value of a property of which there is one, or None."""
        claim = self.one(name)
        return claim[0] if claim else None

    def all(self, name: str) -> tuple[Said, ...]:
        """Return what all spellings of a property say together, each text once."""
        if name not in self.found:
            return ()
        spec = _SPEC_BY_NAME[name]
        said = [one for given in self.found[name] for one in self.read(spec, given) or ()]
        if len(said) < 2:  # noqa: PLR2004 - one is never said twice
            return tuple(said)
        first: dict[str, Said] = {}
        for one in said:
            first.setdefault(one.text, one)
        return tuple(first.values())

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(one.text for one in self.all(name))


def read_properties(note: Note, settings: PeopleSettings) -> tuple[Properties, tuple[Fault, ...]]:
    """Return what a person's front matter says, and what is wrong with it (docs/format.md, "A person")."""
    reading = _Reading(note, settings)
    names = _canonical_names(tuple(settings.properties.items()))
    spelled = [_spelling(given.name) for given in note.properties]
    ranked = [
        (rank, given, name)
        for given, spelling in zip(note.properties, spelled, strict=True)
        for rank, name in names.get(spelling, ())
    ]
    for _, given, name in sorted(ranked, key=lambda claim: claim[0]):
        reading.found.setdefault(name, []).append(given)
    name = reading.value("name") or bare_name(note.name)
    follow_up, trust = reading.one("follow_up"), reading.one("trust")
    topics = {topic: said for topic in _TOPICS if topic in reading.found and (said := _topic(reading, topic, name))}
    read = Properties(
        name=name,
        aliases=reading.texts("aliases"),
        tags=_tags(reading.texts("tags")),
        topics=topics,
        cadence=reading.value("cadence"),
        tier=_tier(reading),
        follow_up=follow_up[0] if follow_up else None,
        follow_up_at=_place(follow_up),
        snoozed_until=reading.value("snoozed_until"),
        paused=bool(reading.value("paused")),
        trust=trust[0] if trust else None,
        trust_at=_place(trust),
        birthday=reading.value("birthday"),
        relationship=reading.value("relationship"),
        how_met=reading.value("how_met"),
        introduced_by=reading.value("introduced_by"),
        last_contacted=_last_contacted(reading),
        met_on=_day_of_contact(reading.one("met_on"), "met"),
        deceased=_holds(reading, "deceased"),
        estranged=_holds(reading, "estranged"),
        ignore_mentions=bool(reading.value("ignore_mentions")),
        others=_others(note.properties, spelled, names),
        **{name: reading.texts(name) for name in _PLAIN_LISTS},
    )
    return read, tuple(reading.faults)


def unknown_properties(settings: PeopleSettings) -> tuple[tuple[str, str], ...]:
    """Return the names of ``[people.properties]`` that stand for no property, each with what it should have been."""
    return tuple((own, meant) for own, meant in settings.properties.items() if fold_key(meant) not in _BUILT_IN)


def spellings(name: str, settings: PeopleSettings) -> tuple[str, ...]:
    """Return every spelling of a property in the form of ``fold_key``, its first name first; none if it is unknown."""
    names = _canonical_names(tuple(settings.properties.items()))
    wanted = {canonical for _, canonical in names.get(fold_key(name), ())}
    return tuple(spelling for spelling, claims in names.items() if wanted.intersection(claim[1] for claim in claims))


def kind_of(name: str, settings: PeopleSettings) -> PropertyKind | None:
    """Return the property of a person that a name stands for, in any spelling; None where it has no meaning here."""
    claims = _canonical_names(tuple(settings.properties.items())).get(fold_key(name), ())
    return _SPEC_BY_NAME[claims[0][1]].kind if claims else None


def standing_for(note: Note, name: str, settings: PeopleSettings) -> tuple[Property, ...]:
    """Return the properties of a note that a name means, in any spelling: first the one that counts.

    A name that has no meaning here stands for the note's property of that name. Other tools' circles that name no
    tier are not looked at, unless it is their name.
    """
    known, key = _canonical_names(tuple(settings.properties.items())), fold_key(name)
    if key not in known:
        return tuple(given for given in note.properties if given.key == key)
    meant = {canonical for _, canonical in known[key]}
    spelled = [(given, _spelling(given.name)) for given in note.properties]
    found = [each for each in spelled if meant & {claim[1] for claim in known.get(each[1], ())}]
    fitting = [each for each in found if each[0].key == key or not is_foreign(each[1], each[0].value, settings)]
    ranked = sorted(fitting, key=lambda each: (each[0].value.is_empty, known[each[1]][0][0]))
    return tuple(given for given, _ in ranked)


def is_foreign(spelling: str, value: Value, settings: PeopleSettings) -> bool:
    """Return whether a value under a spelling that other tools use means nothing here: a circle that is no tier."""
    weak = fold_key(spelling) in _SPEC_BY_NAME["tier"].weak
    if not weak or value.kind == "map":
        return weak
    return values.one_text(value).casefold() not in {tier.casefold() for tier in settings.tiers}


@lru_cache(maxsize=8)
def _canonical_names(own: tuple[tuple[str, str], ...]) -> _Names:
    """Return each spelling's canonical name with its place in the table: the first spelling there is wins."""
    added = {fold_key(name): _BUILT_IN.get(fold_key(meant)) for name, meant in own}
    known = {**_BUILT_IN, **{name: meant for name, meant in added.items() if meant is not None}}
    return {spelling: ((place, name),) for place, (spelling, name) in enumerate(known.items())}


@lru_cache(maxsize=1024)  # a vault has few names, each in a thousand notes
def _spelling(name: str) -> str:
    """Return a property's name as it is looked up; ``EMAIL[HOME]`` of exported cards is an ``email``."""
    return fold_key(name).split("[", 1)[0]


def _topic(reading: _Reading, topic: str, name: str) -> tuple[Said, ...]:
    """Return a list with places; a title that only repeats the name is no role."""
    said = reading.all(topic)
    return tuple(one for one in said if one.text.casefold() != name.casefold()) if topic == "role" else said


def _tags(given: Iterable[str]) -> tuple[str, ...]:
    parts = [part.strip().removeprefix("#") for text in given for part in text.split()]
    return tuple(dict.fromkeys(part for part in parts if part))


def _tier(reading: _Reading) -> str | None:
    """Return the tier by its name in the settings; other tools' circles that name none are no problem."""
    if "tier" not in reading.found:
        return None
    spec = _SPEC_BY_NAME["tier"]
    tiers = {tier.casefold(): tier for tier in reading.settings.tiers}
    for given in reading.found["tier"]:
        said = reading.read(spec, given)
        if not said:
            continue
        if said.casefold() in tiers:
            return tiers[said.casefold()]
        if _spelling(given.name) not in spec.weak:
            reading.fault(
                TIER_UNKNOWN, f"{said!r} is no tier; there are {', '.join(reading.settings.tiers)}", given.value
            )
    return None


def _last_contacted(reading: _Reading) -> Entry | None:
    """Return the newest day that any of the spellings names."""
    spec = _SPEC_BY_NAME["last_contacted"]
    claims = [(reading.read(spec, given), given) for given in reading.found.get("last_contacted", ())]
    days = [claim for claim in claims if claim[0] is not None]
    return _day_of_contact(max(days, key=lambda claim: claim[0]) if days else None, "last contacted")


def _day_of_contact(claim: tuple[date, Property] | None, words: str) -> Entry | None:
    if claim is None:
        return None
    day, given = claim
    return Entry(day, given.line, f"{given.name}: {shortened(given.value)}", text=words)


def _others(
    properties: Iterable[Property], spelled: Iterable[str], meant: Mapping[str, object]
) -> tuple[Property, ...]:
    """Return the properties whose names, as they are spelled, mean nothing to us."""
    told = zip(properties, spelled, strict=True)
    return tuple(given for given, key in told if key not in meant and key not in _MEMBERSHIP)


def _holds(reading: _Reading, name: str) -> bool:
    """Return whether somebody is deceased or estranged: also where the date of it is an impossible one."""
    if name not in reading.found:
        return False
    claim = reading.one(name)
    if claim is not None:
        return bool(claim[0])
    wrong = {(given.value.line, given.value.column) for given in reading.found[name]}
    return any(fault.code == DATE_IMPOSSIBLE.code and (fault.line, fault.column) in wrong for fault in reading.faults)


def _place(claim: tuple[Any, Property] | None) -> Said | None:
    if claim is None:
        return None
    return Said(f"{claim[1].name}: {shortened(claim[1].value)}", claim[1].line, claim[1].column)
