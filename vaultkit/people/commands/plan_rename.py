"""Plans another name for a person: the note's path, every link to it, and what its front matter says of names."""

from collections.abc import Iterable
from pathlib import PurePosixPath

from vaultkit.api import (
    Moment,
    Renaming,
    Source,
    UnsafeNameError,
    UsageError,
    add_to_list,
    check_file_name,
    fold_path,
    parse,
    plan_rename,
    safe_file_name,
    set_property,
)
from vaultkit.people.commands.plan import refuse_taken
from vaultkit.people.person import Person
from vaultkit.people.reading.membership import Role, bare_name, role_of
from vaultkit.people.reading.properties import spellings
from vaultkit.people.settings import PeopleSettings


def plan_new_name(moment: Moment, person: Person, name: str) -> Renaming:
    """Return the changes that give a person another name (docs/format.md, "Renaming and merging").

    The note stays in its folder, and keeps the ``@`` in front if it has one. The old name becomes an alias, the
    property ``name`` follows if there is one, and is written where the name cannot be a file's.

    Raises:
        NameTakenError: somebody has that name, alias or slug, or the file exists.
        RefusedEditError: a link or the front matter cannot be changed safely.
        UnsafeNameError: the name cannot be made a file's, or the note would be nobody's.
        UsageError: they are called so already.
    """
    wanted = " ".join(name.split()).removeprefix("@").strip()
    note = moment.index.notes[person.path]
    prefix = "@" if note.name.startswith("@") else ""
    file = _file_name(wanted)
    path = str(PurePosixPath(note.folder, f"{prefix}{file}.md"))
    if (path, wanted) == (person.path, person.name):
        raise UsageError(f"{person.path} is called {wanted!r} already")
    refuse_taken(moment, wanted, path, besides=person.path)
    source = moment.read(person.path)
    named = [given.name for given in note.properties if given.key in spellings("name", _settings(moment))]
    if named or wanted != file:
        source = Source.of(
            source.path, set_property(source, named[0] if named else "name", wanted).applied(source.data)
        )
    known = {fold_path(one) for one in (wanted, *person.aliases)}
    old = _new_names((person.name, bare_name(note.name)), known)
    source = Source.of(source.path, add_to_list(source, "aliases", old, commas=True).applied(source.data))
    if role_of(parse(path, source.data), moment.settings) is not Role.PERSON:
        raise UnsafeNameError(wanted, f"{path} would be no person's note by the settings")
    return plan_rename(moment, person.path, path, data=source.data)


def _settings(moment: Moment) -> PeopleSettings:
    return moment.settings.section(PeopleSettings)


def _file_name(name: str) -> str:
    """Return the name of the file for a name; raise ``UnsafeNameError`` for a path, and for what nobody could read."""
    try:
        check_file_name(name)
    except UnsafeNameError:
        file = safe_file_name(name)
        is_path = any(part.strip() in {"", ".", ".."} for part in name.replace("\\", "/").split("/"))
        if is_path or file == "Unnamed" or not name.isprintable():
            raise
        return file
    return name


def _new_names(names: Iterable[str], known: set[str]) -> list[str]:
    """Return the names that are not known yet, each once."""
    first = {fold_path(name): name for name in reversed(tuple(names)) if fold_path(name) not in known}
    return list(reversed(first.values()))
