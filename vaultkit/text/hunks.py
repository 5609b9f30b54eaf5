"""Two versions of a file as edits: the lines that differ, and no more."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate

from vaultkit.model.edit import Edit, Source

_MOST_LINES = 4000
"""Changed regions of more lines than these are one edit: to compare them takes time for each pair."""


def edits_between(source: Source, data: bytes) -> tuple[Edit, ...]:
    """Return the edits that make a file's bytes others, one for each run of lines that differ."""
    return tuple(_edits(source, _lines(source.data), _lines(data)))


def _lines(data: bytes) -> list[bytes]:
    """Return the lines with their ends; only a line feed ends one."""
    parts = data.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _edits(source: Source, old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[Edit]:
    """Yield an edit for each run of lines; what both begin and end with alike is not compared again."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    gone, come = old[head : len(old) - tail], new[head : len(new) - tail]
    starts = list(accumulate(map(len, old), initial=0))
    if max(len(gone), len(come)) > _MOST_LINES:
        runs = [(0, len(gone), 0, len(come))]
    else:
        # Lines that stand everywhere, blank ones above all, are no ground to compare on: each takes time with each.
        codes = SequenceMatcher(None, gone, come, autojunk=True).get_opcodes()
        runs = [(i, j, k, m) for kind, i, j, k, m in codes if kind != "equal"]
    for first, last, begin, end in runs:
        yield Edit(source.path, source.digest, starts[head + first], starts[head + last], b"".join(come[begin:end]))


def _common(old: Sequence[bytes], new: Sequence[bytes]) -> int:
    """Count the lines that two texts begin with alike."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((number for number, (one, other) in pairs if one != other), min(len(old), len(new)))
