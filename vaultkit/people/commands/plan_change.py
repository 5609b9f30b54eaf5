"""Plans the change of one property of a person's note."""

from collections.abc import Sequence
from dataclasses import dataclass

from vaultkit.api import (
    Edit,
    Moment,
    Note,
    NoteChangedError,
    Property,
    PropertyKind,
    RefusedEditError,
    Source,
    UsageError,
    Value,
    add_to_list,
    parse,
    remove_from_list,
    set_property,
    unset_property,
)
from vaultkit.people.commands.typed_value import parts, same_texts, typed_value
from vaultkit.people.compare import fold_entry
from vaultkit.people.person import Person
from vaultkit.people.reading.membership import Role, role_of
from vaultkit.people.reading.properties import (
    COMMA_LISTS,
    LISTS,
    PROPERTIES,
    VALUE_TWICE,
    is_foreign,
    kind_of,
    read_properties,
    standing_for,
)
from vaultkit.people.reading.values import plain
from vaultkit.people.settings import PeopleSettings
from vaultkit.people.views.words import shown

_MOST_NEAREST = 3
_NEAR_ENOUGH = 75
"""Of 100, for the names of properties, which are short."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants a property to say: one value, or other items in its list."""

    name: str
    value: str | None = None
    add: Sequence[str] = ()
    remove: Sequence[str] = ()


class NoSuchPropertyError(UsageError):
    """A note has no such property."""

    def __init__(self, name: str, path: str, nearest: Sequence[str]) -> None:
        """Name the note, and the properties that look like it."""
        near = f"; did you mean {', '.join(nearest)}?" if nearest else ""
        super().__init__(f"{path} has no property {name!r}{near}")


def plan_set(moment: Moment, person: Person, wish: Wish) -> Edit:
    """Return the edit that makes a property of a person's note say what is wanted (docs/format.md, "Properties").

    The spelling that the note has is changed where it stands; a new property gets its first name. An edit of no
    bytes says that the note says so already.

    Raises:
        NoteChangedError: the note is no longer the one that was indexed.
        RefusedEditError: the front matter cannot be changed for certain.
        UsageError: the value is one that would be reported as a problem, or does not stand in the list.
    """
    source, note = current(moment, person.path)
    settings = moment.settings.section(PeopleSettings)
    change = _Change(source, note, wish.name, _kind(wish, settings), settings)
    if wish.value is not None:
        after = change.valued(typed_value(change.kind, wish.value, moment.today))
    else:
        after = change.without(wish.remove).with_(wish.add)
    _refuse_new_faults(note, after.note, moment)
    if wish.value is not None and after.source.data == source.data:
        _refuse_what_stands(change)
    return Edit.between(source, after.source.data)


def lost_items(moment: Moment, person: Person, wish: Wish) -> tuple[str, ...]:
    """Return the items of a list that are gone once it says the wanted value alone; none of any other property.

    Raises NoteChangedError.
    """
    if wish.value is None:
        return ()
    source, note = current(moment, person.path)
    settings = moment.settings.section(PeopleSettings)
    change = _Change(source, note, wish.name, _kind(wish, settings), settings)
    given = change.given[0] if change.given else None
    if given is None or not (given.value.kind == "list" or (change.kind and change.kind.name in LISTS)):
        return ()
    stays = {fold_entry(plain(part)) for part in parts(change.kind, wish.value)}
    return tuple(item for item in change.items(given) if fold_entry(plain(item)) not in stays)


def plan_unset(moment: Moment, person: Person, name: str) -> Edit:
    """Return the edit that takes a property away: the spelling that was typed, else the one that counts.

    Raises what ``plan_set`` does, and NoSuchPropertyError where there is none.
    """
    source, note = current(moment, person.path)
    settings = moment.settings.section(PeopleSettings)
    found = standing_for(note, name, settings)
    if not found and note.readable:
        raise NoSuchPropertyError(name, person.path, nearest([given.name for given in note.properties], name))
    exact = note.property(name)
    spelling = exact.name if exact else found[0].name if found else name
    edit = unset_property(source, spelling, note=note)
    _refuse_new_faults(note, parse(source.path, edit.applied(source.data)), moment)
    return edit


def near_property(moment: Moment, person: Person, name: str) -> tuple[str, ...]:
    """Return what a new property may have been meant for; nothing where it has a meaning, or the note has it."""
    settings = moment.settings.section(PeopleSettings)
    note = moment.index.notes.get(person.path)
    if kind_of(name, settings) or (note and note.property(name)):
        return ()
    known = [spelling for kind in PROPERTIES for spelling in (kind.name, *kind.also)]
    return nearest([*known, *settings.properties], name)


def nearest(names: Sequence[str], wanted: str) -> tuple[str, ...]:
    """Return up to three names that look most like one, best first."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 -- only needed when somebody mistyped

    found = process.extract(
        wanted, names, scorer=fuzz.ratio, processor=fold_entry, limit=_MOST_NEAREST, score_cutoff=_NEAR_ENOUGH
    )
    return tuple(name for name, _, _ in found)


@dataclass(frozen=True, slots=True)
class _Change:
    """A note on its way from one value of a property to another."""

    source: Source
    note: Note
    name: str
    kind: PropertyKind | None
    settings: PeopleSettings

    @property
    def spelling(self) -> str:
        """The property as the note spells it; of a new one its first name."""
        given = self.given
        return given[0].name if given else self.kind.name if self.kind else self.name

    @property
    def given(self) -> tuple[Property, ...]:
        """Where the note says it, in the order in which they count."""
        if self.kind is None:
            found = self.note.property(self.name)
            return (found,) if found else ()
        return standing_for(self.note, self.name, self.settings)

    def items(self, given: Property) -> list[str]:
        """Return the texts in a list, also in one that is typed as a text with commas."""
        texts = [scalar.text for scalar in given.value.scalars()]
        return texts if given.value.kind != "scalar" else [part for text in texts for part in parts(self.kind, text)]

    @property
    def _commas(self) -> bool:
        return self.kind is not None and self.kind.name in COMMA_LISTS

    def after(self, edit: Edit) -> "_Change":
        data = edit.applied(self.source.data)
        source = Source.of(self.source.path, data)
        return _Change(source, parse(source.path, data), self.name, self.kind, self.settings)

    def valued(self, text: str) -> "_Change":
        given = self.given
        is_list = (
            given[0].value.kind == "list" if given else self.kind is not None and self.kind.type.startswith("list")
        )
        value: str | list[str] = parts(self.kind, text) if is_list else text
        return self.after(set_property(self.source, self.spelling, value, note=self.note))

    def with_(self, values: Sequence[str]) -> "_Change":
        if not values:
            return self
        if self.kind and self.kind.name not in LISTS:
            raise UsageError(f"{self.kind.name} is no list: it takes {self.kind.type}")
        new = [part for value in values for part in parts(self.kind, value)]
        return self.after(add_to_list(self.source, self.spelling, new, commas=self._commas, note=self.note))

    def without(self, values: Sequence[str]) -> "_Change":
        after = self
        for value in values:
            for wanted in parts(self.kind, value):
                after = after._less(wanted)
        return after

    def _less(self, wanted: str) -> "_Change":
        for given in self.given:
            found = same_texts(self.items(given), wanted)
            if found:
                edit = remove_from_list(self.source, given.name, found, commas=self._commas, note=self.note)
                if edit.start == edit.end:
                    raise RefusedEditError(self.source.path, given.line, f"{wanted!r} stands in a list within the list")
                return self.after(edit)
        if not self.note.readable:
            remove_from_list(self.source, self.spelling, [wanted], note=self.note)  # refuses, and says why
        there = ", ".join(scalar.text for given in self.given for scalar in given.value.scalars())
        raise UsageError(f"{wanted!r} is not in {self.spelling}" + (f", which holds {shown(there)}" if there else ""))


def _kind(wish: Wish, settings: PeopleSettings) -> PropertyKind | None:
    """Return the property that is meant; a circle that is no tier has no meaning here."""
    text = wish.value or ""
    return None if is_foreign(wish.name, Value("scalar", 1, 1, text, text), settings) else kind_of(wish.name, settings)


def current(moment: Moment, path: str) -> tuple[Source, Note]:
    """Return a file as it is now and the note that it is; raises NoteChangedError where that is not the indexed one."""
    source = moment.read(path)
    note = moment.index.notes.get(path)
    if note is None or note.digest != source.digest:
        raise NoteChangedError(path)
    return source, note


def _refuse_what_stands(change: _Change) -> None:
    """Raise UsageError where a property that says so already is not understood as it stands."""
    values = [value for given in change.given[:1] for value in (given.value, *given.value.scalars())]
    places = {(value.line, value.column) for value in values}
    for fault in read_properties(change.note, change.settings)[1]:
        if (fault.line, fault.column) in places and fault.code != VALUE_TWICE.code:
            raise UsageError(fault.message)


def _refuse_new_faults(before: Note, after: Note, moment: Moment) -> None:
    """Raise UsageError where a note would have a problem that it has not, or be nobody's any more."""
    people = moment.settings.section(PeopleSettings)
    known = {(fault.code, fault.message) for fault in read_properties(before, people)[1]}
    new = [fault for fault in read_properties(after, people)[1] if (fault.code, fault.message) not in known]
    if new:
        raise UsageError(new[0].message)
    if role_of(after, moment.settings) is not Role.PERSON:
        raise UsageError(f"{before.path} would be no person's note by the settings")
