"""A moment: all that a plugin is given to work on, the notes as they are on one day."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar, cast

from vaultkit.model.index import Index
from vaultkit.model.memory import Memory
from vaultkit.model.settings import Settings

if TYPE_CHECKING:
    from vaultkit.model.edit import Source

# ruff: noqa: PLC0415 -- most of what is kept brings its own packing

T = TypeVar("T")

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


Slip = tuple[str, bytes]
"""A value that is kept: what it stands on, in words of the one who keeps it, and the value as bytes."""


class Shelf(Protocol):
    """Where a plugin's values are kept between runs; it may be empty at any time."""

    def get(self, key: str, names: Collection[str] | None = None) -> Mapping[str, Slip]:
        """Return what is kept under a key, by these names or all."""

    def put(self, key: str, make: Callable[[], Mapping[str, Slip]], staying: Collection[str] = ()) -> None:
        """Keep what ``make`` gives instead of all that is kept under a key; it is asked when the run ends.

        Of the names that are ``staying`` what is kept stays, unless ``make`` gives something else.
        """


class EmptyShelf:
    """A shelf that keeps nothing."""

    def get(self, key: str, names: Collection[str] | None = None) -> Mapping[str, Slip]:  # noqa: ARG002 - of a Shelf
        """Return nothing."""
        return {}

    def put(self, key: str, make: Callable[[], Mapping[str, Slip]], staying: Collection[str] = ()) -> None:
        """Keep nothing."""


class Kept(NamedTuple, Generic[T]):
    """A value that was worked out, and the first day on which it may be another; None if time alone changes nothing."""

    value: T
    until: date | None = None


class Packing(NamedTuple, Generic[T]):
    """How a value becomes bytes and the same value again; both may raise ValueError, and it is worked out anew."""

    pack: Callable[[T], bytes]
    unpack: Callable[[bytes], T]


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """The index, the day, the settings, and what the plugins read out of each note.

    ``facts`` maps a plugin's name to what its ``facts`` hook said of each note, by path; notes of which it
    said None are left out. ``read`` gives the bytes of a note of this index, for the planning of edits;
    it raises ``NoteChangedError`` where the file is no longer the one that was indexed. ``shelves`` are the plugins'
    own, by name; ``memory`` is what is carried over from the moment before.
    """

    index: Index
    today: date
    settings: Settings
    facts: Mapping[str, Mapping[str, Json]]
    read: "Callable[[str], Source]"
    shelves: Mapping[str, Shelf] = field(default_factory=dict, repr=False)
    memory: Memory = field(default_factory=Memory, repr=False)
    _derived: dict[object, object] = field(default_factory=dict, repr=False)

    def derived(self, make: "Callable[[Moment], T]") -> T:
        """Return ``make(self)``, worked out once for this moment however often it is asked for."""
        if make not in self._derived:
            self._derived[make] = make(self)
        return cast("T", self._derived[make])

    def each(self, make: Callable[..., T], *given: object) -> T:
        """Return ``make(*given)``, remembered for the moments to come, as long as they ask with the same objects.

        A note is the same as long as its bytes are. So what is worked out of each note or person is worked out anew
        only for those that changed.
        """
        return self.memory.of(make, given)

    def has_derived(self, make: "Callable[[Moment], object]") -> bool:
        """Return whether ``derived(make)`` would give what was worked out before."""
        return make in self._derived

    @property
    def state(self) -> str:
        """A digest of all notes and settings: values that hang on nothing else are the same where it is the same."""
        return self.derived(_state)

    def shelf(self, plugin: str) -> Shelf:
        """Return the shelf of a plugin, for values of which each stands on something else."""
        return self.shelves.get(plugin, _EMPTY)

    def keep(self, plugin: str, key: str, make: "Callable[[Moment], Kept[T]]", packing: Packing[T] | None = None) -> T:
        """Return a value, worked out by ``make`` once and kept for the next runs.

        It is worked out anew when any note, the settings or the plugin's version changed, and when its day has come:
        so it may hang on those alone. Without a ``packing`` it is plain data (what JSON holds) and comes as JSON
        brings it, lists for tuples; with one ``unpack`` must give back exactly what was packed.
        """
        found = self.kept(plugin, key, packing)
        if found is None:
            how = packing or cast("Packing[T]", _JSON)
            made = make(self)
            stands_on = f"{self.state} {self.today} {made.until or date.max}"
            self.shelf(plugin).put(key, lambda: {"": (stands_on, how.pack(made.value))})
            value = how.unpack(how.pack(made.value)) if packing is None else made.value
            found = Kept(value, made.until)
            self._derived[plugin, key] = found
        return found.value

    def kept(self, plugin: str, key: str, packing: Packing[T] | None = None) -> Kept[T] | None:
        """Return the value that ``keep`` would give without working anything out; None if it has none.

        A session looks only once, in the first moment that asks: what it keeps itself is not written before it ends.
        """
        name, mark = (plugin, key), f"{plugin}.{key} was looked for"
        if name not in self._derived:
            if self.memory.carried(mark, bool):
                return None
            self.memory.carry(mark, value=True)
            source, blob = self.shelf(plugin).get(key, [""]).get("", ("", b""))
            state, _, days = source.partition(" ")
            since, _, until = days.partition(" ")
            if state != self.state or not since <= self.today.isoformat() < until:
                return None
            try:
                value = (packing or cast("Packing[T]", _JSON)).unpack(blob)
            except ValueError:
                return None
            self._derived[name] = Kept(value, date.fromisoformat(until))
        return cast("Kept[T]", self._derived[name])


def _state(moment: Moment) -> str:
    return f"{moment.index.state}/{moment.settings.digest}"


def _to_json(value: Json) -> bytes:
    import json

    return json.dumps(value).encode()


def _from_json(data: bytes) -> Json:
    import json

    return cast("Json", json.loads(data))


_EMPTY = EmptyShelf()
_JSON: Packing[Json] = Packing(_to_json, _from_json)
