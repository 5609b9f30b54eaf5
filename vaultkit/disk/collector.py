"""Python's collector of circles, kept out of the way while values are made by the thousand."""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def collector_paused() -> Iterator[None]:
    """Let nobody look for circles while the block lasts: values hold none, and the search doubles the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def collector_passes_over() -> None:
    """Let the search for circles leave out all that there is now: what stays for long, and would be gone through often.

    What nobody refers to any more is given back all the same, unless it is a circle.
    """
    gc.freeze()
