"""Values by path that know what differs from those they were made of, and what is worked out of them step by step."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

from vaultkit.api import Lineage, Moment
from vaultkit.people.reading.at_hand import PLUGIN

S = TypeVar("S")
T = TypeVar("T")

# ruff: noqa: SLF001 -- ledgers know ledgers: it is their own class

_MOMENTS = 100
"""Moments after which that is forgotten for which nobody asked in them."""
_NOTHING = object()


class Ledger(Mapping[str, T]):
    """Values by path; as a value it never changes. ``updated`` makes the next one, which knows what it changed."""

    __slots__ = ("_lineage", "_values")

    def __init__(self, values: Mapping[str, T] = MappingProxyType({})) -> None:
        """Take these values, in the order in which they are given."""
        self._values = dict(values)
        self._lineage = Lineage()

    def __getitem__(self, path: str) -> T:
        """Return the value at a path."""
        return self._values[path]

    def __len__(self) -> int:
        """Return how many values there are."""
        return len(self._values)

    def __iter__(self) -> Iterator[str]:
        """Yield the paths in order."""
        return iter(self._values)

    def __contains__(self, path: object) -> bool:
        """Return whether there is a value at a path."""
        return path in self._values

    def __repr__(self) -> str:
        """Return what can be read by whoever looks for an error."""
        return f"Ledger({self._values!r})"

    def keys(self) -> Any:  # noqa: ANN401 - a dict's own view is several times quicker than that of a Mapping
        """Return the paths, in order."""
        return self._values.keys()

    def items(self) -> Any:  # noqa: ANN401 - as above
        """Return paths and values, in order."""
        return self._values.items()

    def values(self) -> Any:  # noqa: ANN401 - as above
        """Return the values, in the order of their paths."""
        return self._values.values()

    def updated(self, put: Mapping[str, T], lost: Iterable[str] = ()) -> "Ledger[T]":
        """Return the ledger with some values put in or replaced, and some paths taken out that are not put in.

        It is this one where nothing differs. Where paths are new all stand in the order of the paths.
        """
        fresh = {path: value for path, value in put.items() if not _is_same(self._values.get(path, _NOTHING), value)}
        gone = {path for path in lost if path in self._values and path not in put}
        if not fresh and not gone:
            return self
        made = Ledger(self._values | fresh)
        for path in gone:
            del made._values[path]
        if not fresh.keys() <= self._values.keys():
            made._values = {path: made._values[path] for path in sorted(made._values)}
        made._lineage = self._lineage.after(fresh.keys() | gone)
        return made

    def differing(self, other: "Ledger[T]") -> set[str]:
        """Return the paths at which this ledger and another have not the same value.

        Where one was made of the other, in few steps, only what these have changed is looked at.
        """
        changed = self._lineage.apart(other._lineage)
        if changed is None:
            changed = self._values.keys() | other._values.keys()
        ours, theirs = self._values, other._values
        return {path for path in changed if not _is_same(ours.get(path, _NOTHING), theirs.get(path, _NOTHING))}


GoOn = Callable[[T, Ledger[S], Ledger[S], AbstractSet[str]], T]
"""Makes of what was worked out, the ledger that it was worked out of, the ledger as it is now, and the paths at which
these differ, what is to be worked out of the second."""


def keep_up(moment: Moment, name: str, source: Ledger[S], begin: T, go_on: GoOn[T, S], *given: object) -> T:
    """Return what is worked out of a ledger, going on from what an earlier moment had worked out by that name.

    ``begin`` is worked out of a ledger without values. ``given`` is all else that the answer hangs on: where that is
    another than it was, all is worked out from the beginning. ``go_on`` is a pure function.
    """
    known = moment.derived(_kept_up)
    last = known.by_name.get(name)
    before, value = (last.source, last.value) if last and last.given == given else (Ledger[S](), begin)
    changed = source.differing(before)
    if changed:
        value = go_on(value, before, source, changed)
    known.by_name[name] = _KeptUp(source, given, value, known.moments)
    return value


def mapped(moment: Moment, name: str, source: Ledger[S], make: Callable[[S], T], *given: object) -> Ledger[T]:
    """Return ``make`` of every value of a ledger; see ``keep_up``."""

    def go_on(known: Ledger[T], _: Ledger[S], now: Ledger[S], changed: AbstractSet[str]) -> Ledger[T]:
        return known.updated({path: make(now[path]) for path in changed if path in now}, changed)

    return keep_up(moment, name, source, Ledger[T](), go_on, *given)


def those(
    moment: Moment, name: str, source: Ledger[S], is_one: Callable[[S], object], *given: object
) -> frozenset[str]:
    """Return the paths of the values of which something is true; see ``keep_up``."""

    def go_on(known: frozenset[str], _: Ledger[S], now: Ledger[S], changed: AbstractSet[str]) -> frozenset[str]:
        return (known - changed) | {path for path in changed if path in now and is_one(now[path])}

    return keep_up(moment, name, source, frozenset[str](), go_on, *given)


class _KeptUp(NamedTuple, Generic[S, T]):
    """What was worked out of a ledger, what else was given, and in which moment it was last asked for."""

    source: Ledger[S]
    given: tuple[object, ...]
    value: T
    asked: int


class _AllKeptUp:
    """Everything that is kept up, by name; ``moments`` counts those in which anything was asked for."""

    def __init__(self, by_name: Mapping[str, _KeptUp[Any, Any]] = MappingProxyType({}), moments: int = 0) -> None:
        self.by_name = dict(by_name)
        self.moments = moments


def _kept_up(moment: Moment) -> _AllKeptUp:
    last = moment.memory.carried(f"{PLUGIN}.kept_up", _AllKeptUp) or _AllKeptUp()
    recent = {name: one for name, one in last.by_name.items() if one.asked > last.moments - _MOMENTS}
    found = _AllKeptUp(recent, last.moments + 1)
    moment.memory.carry(f"{PLUGIN}.kept_up", found)
    return found


def _is_same(one: object, other: object) -> bool:
    return one is other or one == other
