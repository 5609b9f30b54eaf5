"""What a task's text says besides its words: when it is due and when it was done (docs/format.md, "Tasks")."""

import re
from datetime import date

from vaultkit.model.note import Item, Task

_DATE = r"(\d{4}-\d{2}-\d{2})"
_DUE = re.compile(rf"[📅📆🗓]\ufe0f?\s*{_DATE}|[\[(]\s*due\s*::\s*{_DATE}\s*[\])]", re.IGNORECASE)
DONE = re.compile(rf"✅\ufe0f?\s*{_DATE}|[\[(]\s*completion\s*::\s*{_DATE}\s*[\])]", re.IGNORECASE)


def task(item: Item) -> Task | None:
    """Return the task that a list item is, None where it has no box.

    Both formats of Obsidian Tasks are read: ``📅 2026-12-01`` and ``[due:: 2026-12-01]``, ``✅`` and
    ``[completion:: …]``; the first of each counts, and ``text`` is the item's without them. A date that no calendar
    has is left in the text.
    """
    if item.status is None:
        return None
    text, due = _take(item.text, _DUE)
    text, done = _take(text, DONE)
    return Task(item.line, item.column, item.status, text, due, done)


def _take(text: str, pattern: re.Pattern[str]) -> tuple[str, date | None]:
    """Return the text without the first date that the pattern finds, and that date."""
    found = pattern.search(text)
    if found is None:
        return text, None
    try:
        day = date.fromisoformat(found[1] or found[2])
    except ValueError:
        return text, None
    before, after = text[: found.start()].rstrip(), text[found.end() :].lstrip()
    return f"{before} {after}".strip(), day
