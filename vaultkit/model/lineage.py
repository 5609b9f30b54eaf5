"""The lineage of a value: what changed on the way to it from the values that it was made of."""

from collections.abc import Set as AbstractSet

STEPS = 64
"""Steps back that a value remembers."""


class Lineage:
    """Where a value comes from that is made of another, step by step; each has its own.

    It keeps none of the earlier values alive: what stands for them is their lineage's mark.
    """

    __slots__ = ("_mark", "_steps")

    def __init__(self, steps: tuple[tuple[object, AbstractSet[str]], ...] = ()) -> None:
        """Take the marks of the last values, each with the paths that the next step changed; a new one has none."""
        self._mark = object()
        self._steps = steps

    def after(self, changed: AbstractSet[str]) -> "Lineage":
        """Return the lineage of a value that was made of this one's by a change at some paths."""
        return Lineage((*self._steps[1 - STEPS :], (self._mark, changed)))

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
