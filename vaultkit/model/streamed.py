"""A mapping whose values are not all at hand: who goes through all of it is given them slice by slice."""

from abc import abstractmethod
from collections.abc import ItemsView, Iterable, Iterator, Mapping, ValuesView
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

SLICE = 500
"""Values that are at hand at the same time."""
SINGLES = 100
"""Values that are brought one by one, before it is taken for granted that the others are wanted too."""


def slices(values: Iterable[T]) -> Iterator[list[T]]:
    """Yield values in lists of a slice each."""
    remaining = iter(values)
    while some := list(islice(remaining, SLICE)):
        yield some


class Streamed(Mapping[str, T]):
    """A mapping that is gone through by its ``stream``."""

    __slots__ = ()

    @abstractmethod
    def stream(self) -> Iterator[tuple[str, T]]:
        """Yield all keys with their values; none is kept for having been passed by."""

    def items(self) -> ItemsView[str, T]:
        """Return all keys with their values."""
        return _Items(self)

    def values(self) -> ValuesView[T]:
        """Return all values."""
        return _Values(self)


class _Items(ItemsView[str, T]):
    _mapping: Streamed[T]

    def __iter__(self) -> Iterator[tuple[str, T]]:
        return self._mapping.stream()


class _Values(ValuesView[T]):
    _mapping: Streamed[T]

    def __iter__(self) -> Iterator[T]:
        return (value for _, value in self._mapping.stream())
