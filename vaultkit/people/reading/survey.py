"""What ``init`` proposes: how many notes each rule takes for people, and settings that would find more."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from vaultkit.api import Index, Moment, Note, Proposal, Settings, Survey, fold_path
from vaultkit.people.reading.elsewhere import unread_headings
from vaultkit.people.reading.membership import Role, bare_name, role_of
from vaultkit.people.reading.prose import fold_title
from vaultkit.people.settings import LOG_HEADINGS, PeopleSettings

_NAMED = 3
_SEVERAL = 2
"""People who must have a heading before it is proposed for the log."""
_OWNER = ("Me.md", "me.md")
_NUMBER = re.compile(r"^[\W\d_]+")
_FOLDERS = frozenset(
    """
    people person persons contacts contact crm humans friends rolodex colleagues staff family npc npcs characters
    personen kontakte leute menschen freunde kollegen mitarbeiter mitarbeitende familie charaktere
    collègues famille personnages colegas familia personajes colleghi famiglia personaggi
    personnes contacts gens personas contactos gente amigos pessoas contatos
    persone contatti mensen contacten personer kontakter folk ludzie osoby kontakty lidé люди контакты
    kişiler insanlar ihmiset 人 人物 人々 人脉 人脈 联系人 聯絡人 連絡先 사람 사람들 연락처
    """.split()  # noqa: SIM905 -- easier to read than fifty quoted words
)
"""Names of folders that hold people, in the languages whose vaults we have seen; numbers and signs before are apart."""
_WORDS = ("person", "people", "persons", "contact", "contacts")
"""Words that say of a note, as tag, type or category, that it is a person."""
_RULES = ("folder", "tag", "type", "category")


@dataclass(frozen=True, slots=True)
class _Rule:
    """One rule by which a note is a person: its key in the settings, what it is now, and what it could be besides."""

    key: str
    now: tuple[str, ...]
    others: tuple[str, ...]
    alone: Callable[[tuple[str, ...]], Settings]
    """The vault's settings, in which this rule holds and no other."""


def survey(moment: Moment) -> Survey:
    """Return for each rule that finds anybody how many, with three names; and the owner's note, if there is none.

    The vault's own settings say what is a template, ignored or excluded, and who the owner is. A rule is recommended
    where it would find people whom it does not find as it is. Headings of logs are proposed where several
    people, found by any of the rules, have dated lists under them.
    """
    index, settings = moment.index, moment.settings
    rules = _rules(index, settings)
    proposals = [proposal for rule in rules if (proposal := _proposal(rule, index)) is not None]
    has_owner = any(role_of(note, settings) is Role.OWNER for note in index.notes.values())
    everybody = {note.path: note for rule in rules for note in _found(rule, _values(rule, index), index)}
    return Survey(
        (*proposals, *_log_headings([everybody[path] for path in sorted(everybody)], settings)),
        () if has_owner else (_OWNER,),
        _words(rules, index, settings),
    )


def _words(rules: Sequence[_Rule], index: Index, settings: Settings) -> str:
    """Return in one phrase who is a person by the settings as they are."""
    found = sum(role_of(note, settings) is Role.PERSON for note in index.notes.values())
    by = [name for name, rule in zip(_RULES, rules, strict=True) if _found(rule, rule.now, index)]
    if not found:
        return "nobody was taken for a person, by folder, tag, type or category"
    return f"{found} taken for {'a person' if found == 1 else 'people'}, by {' and '.join(by)}"


def _rules(index: Index, settings: Settings) -> tuple[_Rule, ...]:
    now = settings.section(PeopleSettings)
    nobody = replace(now, folders=(), tags=(), types=(), categories=())

    def only(people: PeopleSettings) -> Settings:
        return replace(settings, sections={**settings.sections, PeopleSettings: people})

    return (
        _Rule("folders", now.folders, _people_folders(index), lambda values: only(replace(nobody, folders=values))),
        _Rule("tags", now.tags, _WORDS, lambda values: only(replace(nobody, tags=values))),
        _Rule("types", now.types, _WORDS, lambda values: only(replace(nobody, types=values))),
        _Rule("categories", now.categories, _WORDS, lambda values: only(replace(nobody, categories=values))),
    )


def _proposal(rule: _Rule, index: Index) -> Proposal | None:
    values = _values(rule, index)
    found = _found(rule, values, index)
    if not found:
        return None
    more = len(found) > len(_found(rule, rule.now, index))
    return Proposal("people", rule.key, _toml(values), len(found), _names(found), recommended=more)


def _values(rule: _Rule, index: Index) -> tuple[str, ...]:
    """Return what the rule is now and what would find anybody besides; a folder that is not there is left out then."""
    known = {fold_path(value) for value in rule.now}
    more = [other for other in rule.others if fold_path(other) not in known and _found(rule, (other,), index)]
    if rule.key == "folders" and more:
        return (*(folder for folder in rule.now if _exists(folder, index)), *more)
    return (*rule.now, *more)


def _exists(folder: str, index: Index) -> bool:
    return any(fold_path(path).startswith(f"{fold_path(folder)}/") for path in (*index.notes, *index.files))


def _log_headings(people: Sequence[Note], settings: Settings) -> Sequence[Proposal]:
    """Return the headings under which at least two people have dated lists that are not read as logs."""
    now = settings.section(PeopleSettings)
    titles: dict[str, str] = {}
    holders: dict[str, list[Note]] = {}
    for note in people:
        for heading in unread_headings(note, now):
            title = heading.title.strip().rstrip(":")
            if title[:1].isdigit():
                continue  # a year: next year's would be another
            holders.setdefault(titles.setdefault(fold_title(title), title), []).append(note)
    usual = {title: notes for title, notes in holders.items() if len(_by_path(notes)) >= _SEVERAL}
    if not usual:
        return ()
    found = _by_path(note for notes in usual.values() for note in notes)
    mine = (title for title in now.log_headings if title not in LOG_HEADINGS)
    return (Proposal("people", "log_headings", _toml((*mine, *usual)), len(found), _names(found)),)


def _by_path(notes: Iterable[Note]) -> Sequence[Note]:
    return list({note.path: note for note in notes}.values())


def _names(notes: Iterable[Note]) -> tuple[str, ...]:
    return tuple(sorted(bare_name(note.name) for note in notes)[:_NAMED])


def _found(rule: _Rule, values: tuple[str, ...], index: Index) -> Sequence[Note]:
    settings = rule.alone(values)
    return [note for note in index.notes.values() if role_of(note, settings) is Role.PERSON]


def _people_folders(index: Index) -> tuple[str, ...]:
    """Return the folders whose names say that they hold people, less those that lie in another of them."""
    folders = sorted({folder for note in index.notes.values() for folder in _with_parents(note.folder)})
    named = [folder for folder in folders if _NUMBER.sub("", fold_path(folder.rsplit("/", 1)[-1])) in _FOLDERS]
    return tuple(folder for folder in named if not any(folder.startswith(f"{other}/") for other in named))


def _with_parents(folder: str) -> Iterable[str]:
    parts = folder.split("/") if folder else []
    return ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]


def _toml(values: Iterable[str]) -> str:
    return f"[{', '.join(_quoted(value) for value in values)}]"


def _quoted(value: str) -> str:
    escaped = "".join(
        f"\\u{ord(letter):04x}" if letter < " " or letter == "\x7f" else f"\\{letter}" if letter in '"\\' else letter
        for letter in value
    )
    return f'"{escaped}"'
