"""Things in groups, each group in its order: after a change only those are put in their places that changed."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Generic, TypeVar, overload

from vaultkit.api import Moment
from vaultkit.people.reading.ledger import Ledger, keep_up

S = TypeVar("S")
T = TypeVar("T")

Key = tuple[Any, ...]
"""Where a thing stands in its group; no other thing of the group has the same key."""
Place = tuple[str, Key, T]
"""The name of a group, a key in it, and the thing that stands there."""

_FEW = 64
"""Changes up to which each is put in its place, and not everything in order."""


class Group(Sequence[T]):
    """Things in the order of their keys; as a value it never changes."""

    __slots__ = ("_order", "_things")

    def __init__(self, things: Mapping[Key, T] = MappingProxyType({})) -> None:
        """Take things by their keys."""
        self._things = dict(things)
        self._order = sorted(self._things)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._order)

    def __iter__(self) -> Iterator[T]:
        """Yield them in order."""
        return map(self._things.__getitem__, self._order)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...
    def __getitem__(self, at: int | slice) -> T | list[T]:
        """Return one, or some."""
        if isinstance(at, slice):
            return [self._things[key] for key in self._order[at]]
        return self._things[self._order[at]]

    def up_to(self, first: Any) -> list[T]:  # noqa: ANN401 - whatever keys begin with
        """Return the things whose keys begin with something that is at most ``first``."""
        return self[: bisect_right(self._order, first, key=itemgetter(0))]

    def updated(self, lost: Iterable[Key], put: Mapping[Key, T]) -> "Group[T]":
        """Return the group without the things at some keys, and with others put in where nothing stands then."""
        made, out = Group[T](), [key for key in lost if key in self._things]
        made._things = dict(self._things)
        for key in out:
            del made._things[key]
        made._things |= put
        if len(out) + len(put) > _FEW:
            made._order = sorted(made._things)
            return made
        made._order = list(self._order)
        for key in out:
            del made._order[bisect_left(made._order, key)]
        for key in put:
            insort(made._order, key)
        return made


def ranked(
    moment: Moment, name: str, source: Ledger[S], places: Callable[[S], Iterable[Place[T]]], *given: object
) -> "Ledger[Group[T]]":
    """Return the groups by name in which the values of a ledger have their ``places``; see ``keep_up``.

    There is no group without things.
    """

    def go_on(
        known: Ledger[Group[T]], before: Ledger[S], now: Ledger[S], changed: AbstractSet[str]
    ) -> Ledger[Group[T]]:
        moves = _Moves[T]()
        for path in changed:
            if path in before:
                moves.take_out(places(before[path]))
            if path in now:
                moves.put_in(places(now[path]))
        groups = {
            group: known.get(group, Group[T]()).updated(moves.lost.get(group, ()), moves.put.get(group, {}))
            for group in moves.lost.keys() | moves.put.keys()
        }
        return known.updated({group: things for group, things in groups.items() if things}, groups)

    return keep_up(moment, name, source, Ledger[Group[T]](), go_on, *given)


class _Moves(Generic[T]):
    """What goes out of each group, and what comes into it."""

    def __init__(self) -> None:
        self.lost: dict[str, list[Key]] = {}
        self.put: dict[str, dict[Key, T]] = {}

    def take_out(self, places: Iterable[Place[T]]) -> None:
        for group, key, _ in places:
            self.lost.setdefault(group, []).append(key)

    def put_in(self, places: Iterable[Place[T]]) -> None:
        for group, key, thing in places:
            self.put.setdefault(group, {})[key] = thing
