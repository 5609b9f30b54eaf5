"""The brake: when so many notes are gone at once that it looks like a folder that is not there."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet

FEW = 20
"""Fewer notes than that may be gone at once, as long as they are not all of them."""
LOOKS = 3
"""Equal sweeps after which it is believed."""
_NEARLY = 0.9


class Brake:
    """Holds until the same notes were gone in three sweeps, each about a timer's interval after the one before.

    An unmounted share, a sync tool at work and a wrong folder come back in that time; who deletes half of the notes
    and means it says so, or waits.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        """Begin with nothing gone; ``clock`` gives seconds that only grow."""
        self._clock = clock
        self._gone: frozenset[str] = frozenset()
        self._looks = 0
        self._looked_at = 0.0

    def believes(self, gone: AbstractSet[str], every: float) -> bool:
        """Return whether a sweep that misses these notes is the last that was needed; sweeps come ``every`` seconds."""
        now = self._clock()
        if gone != self._gone:
            self._gone, self._looks, self._looked_at = frozenset(gone), 1, now
        elif now - self._looked_at >= _NEARLY * every:
            self._looks, self._looked_at = self._looks + 1, now
        return self._looks >= LOOKS

    def release(self) -> None:
        """Forget what was gone: it is back, or it is believed."""
        self._gone, self._looks = frozenset(), 0


def are_too_many(gone: int, new: int, total: int) -> bool:
    """Return whether so many of all notes are gone that it is not believed at once; those moved are new elsewhere."""
    lost = gone - new
    return lost >= FEW and 2 * lost > total
