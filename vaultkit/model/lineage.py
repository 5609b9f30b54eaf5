"""The lineage of a value: what changed on the way to it from the values that it was made of."""

from collections.abc import Set as AbstractSet

STEPS = 64
"""Steps back that a value remembers."""
PATHS = 4000
"""Paths that it remembers in all these steps; of the last one it remembers all, however many they are."""


class Lineage:
    """Where a value comes from that is made of another, step by step; each has its own.

    It keeps none of the earlier values alive: what stands for them is their lineage's mark.
    """

    __slots__ = ("_mark", "_size", "_steps")

    def __init__(self, steps: tuple[tuple[object, AbstractSet[str]], ...] = (), size: int = 0) -> None:
        """Take the marks of the last values, each with the paths that the next step changed; a new one has none.

        ``size`` is how many paths these are in all steps together.
        """
        self._mark = object()
        self._steps = steps
        self._size = size

    def after(self, changed: AbstractSet[str]) -> "Lineage":
        """Return the lineage of a value that was made of this one's by a change at some paths."""
        steps, size, gone = (*self._steps, (self._mark, changed)), self._size + len(changed), 0
        # Days on which everybody changes would otherwise be held for as many days as there are steps.
        while len(steps) - gone > STEPS or (size > PATHS and len(steps) - gone > 1):
            size -= len(steps[gone][1])
            gone += 1
        return Lineage(steps[gone:], size)

    def changed_since(self, earlier: "Lineage") -> AbstractSet[str] | None:
        """Return the paths that were changed on the way from an earlier value; None if it is not known to be one."""
        if earlier is self:
            return frozenset()
        changed: set[str] = set()
        for mark, paths in reversed(self._steps):
            changed |= paths
            if mark is earlier._mark:  # noqa: SLF001 - its own class
                return changed
        return None

    def apart(self, other: "Lineage") -> AbstractSet[str] | None:
        """Return the paths that were changed between two values of which either was made of the other, or None."""
        found = self.changed_since(other)
        return other.changed_since(self) if found is None else found
