"""Which paths a list of globs names, in the manner of .gitignore."""

import re
import unicodedata
import warnings
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

REGEX = "re:"
"""What an entry begins with that is a regular expression, searched anywhere in the path, case apart."""


def is_glob(glob: str) -> bool:
    """Return whether an entry can be read at all."""
    try:
        if glob.startswith(REGEX):
            _expression(glob)
        else:
            _spec([glob])
    except (ValueError, OverflowError, RecursionError, re.error):
        return False
    return True


def _spec(globs: Iterable[str]) -> "GitIgnoreSpec":
    """Return globs, compiled."""
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - 15 ms, and most vaults have no globs

    return GitIgnoreSpec.from_lines(globs)


def _expression(entry: str) -> re.Pattern[str]:
    """Return an entry's regular expression; what Python finds odd about it is nobody's concern."""
    with warnings.catch_warnings(action="ignore"):
        return re.compile(entry.removeprefix(REGEX), re.IGNORECASE)


@lru_cache(maxsize=64)
def _compiled(entries: tuple[str, ...]) -> "tuple[GitIgnoreSpec, tuple[re.Pattern[str], ...]]":
    """Return the globs and the regular expressions, compiled; entries that cannot be read are left out."""
    readable = [entry for entry in entries if is_glob(entry)]
    globs = [unicodedata.normalize("NFC", entry) for entry in readable if not entry.startswith(REGEX)]
    return _spec(globs), tuple(_expression(entry) for entry in readable if entry.startswith(REGEX))


def matches(globs: Sequence[str], path: str) -> bool:
    """Return whether any of the globs names the path, which is relative to the root, with ``/``.

    They are read as in .gitignore: ``Archive/`` is a folder anywhere, ``/Archive/`` one in the root, ``*.draft.md``
    a name anywhere, ``!`` takes out again. One that cannot be read names nothing.
    """
    if not globs:
        return False
    spec, expressions = _compiled(tuple(globs))
    name = unicodedata.normalize("NFC", path)
    return spec.match_file(name) or any(expression.search(name) for expression in expressions)
