"""Who is a person: folders, tags, types and categories, and what is none all the same (docs/format.md, "A person")."""

from collections.abc import Sequence
from enum import Enum, auto
from functools import lru_cache

from vaultkit.api import Note, Settings, fold_key, fold_path, matches
from vaultkit.people.reading.values import plain
from vaultkit.people.settings import PeopleSettings

_OWN_BLOCKS = "person."
"""Blocks of these names belong in a person's own note; any other makes a note a page of lists."""


class Role(Enum):
    """What a note is to the people plugin."""

    PERSON = auto()
    OWNER = auto()
    NOBODY = auto()
    OUTSIDE = auto()
    """A template or an ignored note: no person, and no source of contact."""


def role_of(note: Note, settings: Settings) -> Role:
    """Return what a note is; by itself alone, no other note matters."""
    people = settings.section(PeopleSettings)
    own = fold_path(note.path)
    if _is_below(own, settings.template_folders) or matches(settings.ignore, note.path):
        return Role.OUTSIDE
    if _is_owner(note, settings.vault.me):
        return Role.OWNER
    at_home = _is_below(own, people.folders)
    if not (at_home or _says_so(note, people)) or _is_folder_note(note) or matches(people.exclude, note.path):
        return Role.NOBODY
    if not at_home and any(not marker.name.startswith(_OWN_BLOCKS) for marker in note.markers):
        return Role.NOBODY
    return Role.PERSON


def bare_name(name: str) -> str:
    """Return a file's name as a person's: without the ``@`` that some people put first."""
    return name.removeprefix("@").strip() or name


def says(note: Note, names: Sequence[str], *properties: str) -> bool:
    """Return whether one of a note's properties holds one of these words, as text or as a link, case apart."""
    wanted = _folded(tuple(names))
    return any(not wanted.isdisjoint(_words(note, name)) for name in properties)


def _words(note: Note, name: str) -> tuple[str, ...]:
    key = fold_key(name)
    given = [claim for claim in (*note.properties, *note.claims) if fold_key(claim.name) == key]
    texts = [scalar.text for claim in given for scalar in claim.value.scalars()]
    return tuple([fold_path(plain(part)) for text in texts for part in text.split(",")])


def _says_so(note: Note, people: PeopleSettings) -> bool:
    if not (note.properties or note.claims):
        return False
    return (
        _is_tagged(note, people.tags) or says(note, people.types, "type") or says(note, people.categories, "categories")
    )


def _is_tagged(note: Note, tags: Sequence[str]) -> bool:
    """Return whether the front matter carries one of the tags; case, ``#`` and what follows a ``/`` do not matter."""
    wanted = [fold_path(tag).removeprefix("#") for tag in tags]
    words = [word.removeprefix("#") for name in ("tags", "tag") for text in _words(note, name) for word in text.split()]
    return any(word == tag or word.startswith(f"{tag}/") for word in words for tag in wanted)


def _is_owner(note: Note, me: str) -> bool:
    """Return whether a note is the owner's own: by the name or path in the settings, or ``type: me``."""
    wanted = fold_path(me.strip()).removesuffix(".md")
    if wanted and wanted in {fold_path(note.path).removesuffix(".md"), fold_path(note.name)}:
        return True
    return bool(note.properties or note.claims) and says(note, ("me",), "type")


def _is_folder_note(note: Note) -> bool:
    return bool(note.folder) and fold_path(note.name) == fold_path(note.folder.rpartition("/")[2])


def _is_below(own: str, folders: Sequence[str]) -> bool:
    """Return whether a folded path lies in a folder, or below; a folder ``.`` or ``/`` is the whole vault."""
    return any(not folder or own.startswith(f"{folder}/") for folder in _folders(tuple(folders)))


@lru_cache(maxsize=16)
def _folders(folders: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        "" if folder.strip() == "." else fold_path(folder.strip()).strip("/") for folder in folders if folder.strip()
    )


@lru_cache(maxsize=64)
def _folded(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold_path(name) for name in names)
