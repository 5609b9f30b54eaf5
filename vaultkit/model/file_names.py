"""Which files of a vault are notes, by their names alone."""

import fnmatch
import re

_DEBRIS = re.compile(
    "|".join(
        fnmatch.translate(glob)
        for glob in ("*.sync-conflict-*", "* (*conflicted copy*", "*.icloud", "*~", "#*#", "~$*")
    )
)


def is_debris(name: str) -> bool:
    """Return whether a file name is one that sync tools and editors give (docs/format.md, "The vault")."""
    return _DEBRIS.match(name) is not None


def is_note(path: str) -> bool:
    """Return whether a path, by its name alone, is a note: ``*.md``, no dot in front of any part, no debris."""
    parts = path.split("/")
    return path.endswith(".md") and not any(part.startswith(".") for part in parts) and not is_debris(parts[-1])
