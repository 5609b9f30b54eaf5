"""Readings that may be half of a save: an editor that saves in place empties the file first, then fills it."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet

from vaultkit.disk.walk import Stat

EMPTIED = 2.0
"""Seconds for which a note that had text must stay empty before that is believed."""
_NS = 1_000_000_000


class Doubts:
    """The notes whose last reading is not believed yet.

    A file is believed once it has been still for ``calm`` seconds: no writer that goes on without a pause is caught in
    the middle. By the file's own time where that is in the past, else (a server's clock may be ahead) by two looks.
    """

    def __init__(self, calm: float, clock: Callable[[], float]) -> None:
        """Doubt nothing yet, and with 0 seconds nothing ever; ``clock`` gives seconds that only grow."""
        self.calm = calm
        self._clock = clock
        self._doubted: dict[str, tuple[Stat | None, float]] = {}

    @property
    def paths(self) -> AbstractSet[str]:
        """The notes to look at again soon."""
        return self._doubted.keys()

    def hold(self, path: str, stat: Stat | None, now_ns: int, *, emptied: bool = False) -> bool:
        """Return whether to keep what is known of a note instead of what was read now.

        ``stat`` is None for a file that changed while it was being read, ``emptied`` says that its text is gone.
        """
        wait = max(self.calm, EMPTIED) if emptied else self.calm
        if not self.calm:
            return False
        if stat is not None and stat.mtime_ns <= now_ns - wait * _NS:
            self.drop(path)
            return False
        before = self._doubted.get(path)
        if stat is not None and before is not None and before[0] == stat:
            if self._clock() - before[1] >= wait:
                self.drop(path)
                return False
        else:
            self._doubted[path] = (stat, self._clock())
        return True

    def drop(self, path: str) -> None:
        """Doubt a note no more: it is still, gone, or our own write."""
        self._doubted.pop(path, None)
