"""What was worked out from single values, carried from one moment to the next: after an edit little is done twice."""

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class Versioned:
    """A value that is the same wherever its path and its bytes are: a note, which may be read several times."""

    __slots__ = ()

    path: str
    digest: str


class Memory:
    """Answers of pure functions, each remembered as long as moments ask for it with the very same values.

    What one moment does not ask for is forgotten in the next but one, so that it grows with the vault alone.
    """

    __slots__ = ("_carried", "_last", "_now")

    def __init__(self, before: "Memory | None" = None) -> None:
        """Begin with what the moment before has asked for."""
        self._last: dict[object, tuple[object, Any]] = before._now if before else {}  # noqa: SLF001 - its own class
        self._now: dict[object, tuple[object, Any]] = {}
        self._carried: dict[str, Any] = before._carried if before else {}  # noqa: SLF001 - its own class

    def of(self, make: Callable[..., T], given: tuple[object, ...]) -> T:
        """Return ``make(*given)``; values are the same if they are one object, or one version of a note."""
        key = (make, *[_mark(value) if isinstance(value, Versioned) else id(value) for value in given])
        known = self._now.get(key)
        if known is None:
            known = self._last.get(key)
        if known is None:
            # The values are held with the answer: nothing else can come to have their place in memory. Notes are not:
            # they are big, and fetched anew whenever they are needed.
            held = tuple(value for value in given if not isinstance(value, Versioned) or not value.digest)
            known = (held, make(*given))
        self._now[key] = known
        return known[1]

    def steady(self, name: str, value: T) -> T:
        """Return a value, or the one that the moment before had by that name if they are equal."""
        _, before = self._last.get(name, (None, value))
        kept = before if before == value else value
        self._now[name] = (None, kept)
        return kept

    def carry(self, name: str, value: object) -> None:
        """Hand a value on to all moments to come, until another is carried by that name.

        Whoever asks for it again looks whether it still holds, and makes the next one of it.
        """
        self._carried[name] = value

    def carried(self, name: str, kind: type[T]) -> T | None:
        """Return the last value of that kind that was carried by that name, None where there is none."""
        value = self._carried.get(name)
        return value if isinstance(value, kind) else None


def _mark(note: Versioned) -> object:
    """Return what tells a version of a note; of one that could not be read nothing but itself does."""
    return (note.path, note.digest) if note.digest else id(note)
