"""What ``init`` proposes: how many notes each rule takes for people, and settings that would find more."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from vaultkit.api import Index, Note, Proposal, Settings, Survey, fold_path
from vaultkit.people.reading.membership import Role, bare_name, role_of
from vaultkit.people.settings import PeopleSettings

_NAMED = 3
_OWNER = ("Me.md", "me.md")
_NUMBER = re.compile(r"^[\W\d_]+")
_FOLDERS = frozenset(
    """
    people person persons contacts contact crm humans friends rolodex
    personen kontakte leute menschen freunde personnes contacts gens personas contactos gente amigos pessoas contatos
    persone contatti mensen contacten personer kontakter folk ludzie osoby kontakty lidé люди контакты
    kişiler insanlar ihmiset 人 人物 人々 人脉 人脈 联系人 聯絡人 連絡先 사람 사람들 연락처
    """.split()  # noqa: SIM905 -- easier to read than fifty quoted words
)
"""Names of folders that hold people, in the languages whose vaults we have seen; numbers and signs before are apart."""
_WORDS = ("person", "people", "persons", "contact", "contacts")
"""Words that say of a note, as tag, type or category, that it is a person."""


_NAMES = ("folder", "tag", "type", "category")


@dataclass(frozen=True, slots=True)
class _Rule:
    """One rule by which a note is a person: its key in the settings, its default, and what it could be besides."""

    key: str
    default: tuple[str, ...]
    others: tuple[str, ...]
    alone: Callable[[tuple[str, ...]], PeopleSettings]
    """The settings in which this rule holds and no other."""


def survey(index: Index) -> Survey:
    """Return for each rule that finds anybody how many, with three names; and the owner's note, if there is none.

    A rule is recommended where it would find people whom the defaults do not.
    """
    proposals = [proposal for rule in _rules(index) if (proposal := _proposal(rule, index)) is not None]
    bare = Settings()
    has_owner = any(role_of(note, bare) is Role.OWNER for note in index.notes.values())
    return Survey(tuple(proposals), () if has_owner else (_OWNER,), _words(index, bare))


def _words(index: Index, settings: Settings) -> str:
    """Return in one phrase who is a person by the defaults."""
    found = sum(role_of(note, settings) is Role.PERSON for note in index.notes.values())
    by = [name for name, rule in zip(_NAMES, _rules(index), strict=True) if _found(rule, rule.default, index)]
    if not found:
        return "nobody was taken for a person, by folder, tag, type or category"
    return f"{found} taken for {'a person' if found == 1 else 'people'}, by {' and '.join(by)}"


def _rules(index: Index) -> tuple[_Rule, ...]:
    default = PeopleSettings()
    return (
        _Rule("folders", default.folders, _people_folders(index), lambda values: _alone(folders=values)),
        _Rule("tags", default.tags, _WORDS, lambda values: _alone(tags=values)),
        _Rule("types", default.types, _WORDS, lambda values: _alone(types=values)),
        _Rule("categories", default.categories, _WORDS, lambda values: _alone(categories=values)),
    )


def _alone(
    folders: tuple[str, ...] = (),
    tags: tuple[str, ...] = (),
    types: tuple[str, ...] = (),
    categories: tuple[str, ...] = (),
) -> PeopleSettings:
    return PeopleSettings(folders=folders, tags=tags, types=types, categories=categories)


def _proposal(rule: _Rule, index: Index) -> Proposal | None:
    by_default = _found(rule, rule.default, index)
    known = {fold_path(value) for value in rule.default}
    more = [other for other in rule.others if fold_path(other) not in known and _found(rule, (other,), index)]
    values = (*rule.default, *more)
    found = _found(rule, values, index) if more else by_default
    if not found:
        return None
    names = tuple(sorted(bare_name(note.name) for note in found)[:_NAMED])
    return Proposal("people", rule.key, _toml(values), len(found), names, recommended=len(found) > len(by_default))


def _found(rule: _Rule, values: tuple[str, ...], index: Index) -> Sequence[Note]:
    people = rule.alone(values)
    settings = Settings(sections={PeopleSettings: people})
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
