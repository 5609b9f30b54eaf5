"""Which files of a vault are notes, by their names alone."""


def is_debris(name: str) -> bool:
    """Return whether a file name is one that sync tools and editors give (docs/format.md, "The vault")."""
    return (
        ".sync-conflict-" in name
        or "conflicted copy" in name.partition(" (")[2]
        or name.endswith((".icloud", "~"))
        or name.startswith("~$")
        or (len(name) > 1 and name[0] == name[-1] == "#")
    )


def is_note(path: str) -> bool:
    """Return whether a path, by its name alone, is a note: ``*.md``, no dot in front of any part, no debris."""
    parts = path.split("/")
    return path.endswith(".md") and not any(part.startswith(".") for part in parts) and not is_debris(parts[-1])
