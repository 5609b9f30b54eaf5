"""Moving every date of a note by some days, so that the example vault is alive on any day."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

_DATE = re.compile(
    # A birthday's line in front matter, with its year or without.
    r"^(?P<key>(?:birthday|bday|born|dob):[ \t]*[\"']?)(?P<year>[0-9]{4}-|--)?(?P<month_day>[0-9]{2}-[0-9]{2})"
    r"(?=[\"']?[ \t]*\r?$)"
    # Any other day, perhaps in the folder of its year: 2026/2026-11-22.
    r"|(?<![0-9A-Za-z_-])(?:(?P<folder>[0-9]{4})/)?(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?!-?[0-9])",
    re.IGNORECASE | re.MULTILINE,
)
_HEADING = re.compile(r"#{1,6}[ \t]")
_YEAR_HEADING = re.compile(r"(#{1,6}) [0-9]{4}")
_DATED_ITEM = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)])[ \t]+(?:\[\[|\*\*)*([0-9]{4})-[0-9]{2}-[0-9]{2}")
_COMMON_YEAR = 2001
_DAYS = 365


def shift_dates(text: str, days: int) -> str:
    """Return a note's text with every ISO date in it moved by ``days``; what is no possible date stays.

    A birthday moves through years of 365 days, so that it keeps its distance to the day with or without a year; one on
    29 February stays. Log items that are grouped under headings of years (``### 2025``) are grouped anew.
    Moving there and back gives the same text.
    """
    lines = text.split("\n")
    out: list[str] = []
    start = 0
    while start < len(lines):
        end = _end_of_years(lines, start)
        grouped = _groups_of_years(lines[start:end])
        if grouped is None:
            end = max(end, start + 1)
            out += [_shifted(line, days) for line in lines[start:end]]
        else:
            hashes, items, blanks = grouped
            out += [*_grouped([_shifted(item, days) for item in items], hashes), *blanks]
        start = end
    return "\n".join(out)


def shift_path(path: str, days: int) -> str:
    """Return a note's path with the dates in it moved by ``days``, and the folder of a year with its day."""
    return _shifted(path, days)


def _shifted(text: str, days: int) -> str:
    return _DATE.sub(lambda found: _moved(found, days) or found[0], text)


def _moved(found: re.Match[str], days: int) -> str | None:
    """Return what a date that was found becomes; None where it is no day, or leaves the calendar."""
    try:
        if found["key"] is not None:
            return found["key"] + _moved_birthday(found["year"] or "", found["month_day"], days)
        before = date.fromisoformat(found["day"])
        after = before + timedelta(days)
    except (ValueError, OverflowError):
        return None
    folder = found["folder"]
    if folder is None:
        return after.isoformat()
    return f"{after.year if int(folder) == before.year else int(folder):04}/{after}"


def _moved_birthday(year: str, month_day: str, days: int) -> str:
    # 29 February is no day of a common year: it raises here, and so it stays.
    start = date(_COMMON_YEAR, 1, 1)
    day = (date.fromisoformat(f"{_COMMON_YEAR}-{month_day}") - start).days + days
    moved = (start + timedelta(day % _DAYS)).strftime("%m-%d")
    if year in {"", "--"}:
        return year + moved
    return f"{date(int(year[:4]) + day // _DAYS, 1, 1).year:04}-{moved}"


def _end_of_years(lines: Sequence[str], start: int) -> int:
    """Return the line after the groups of years that begin at ``start``; ``start`` itself if none do."""
    first = _YEAR_HEADING.fullmatch(lines[start])
    if first is None:
        return start
    end = start + 1
    while end < len(lines):
        if _HEADING.match(lines[end]):
            other = _YEAR_HEADING.fullmatch(lines[end])
            if other is None or other[1] != first[1]:
                break
        end += 1
    return end


def _groups_of_years(lines: Sequence[str]) -> tuple[str, list[str], list[str]] | None:
    """Return the heading's hashes, the lines of the list and the blank lines at the end.

    None unless the groups look exactly as ``_grouped`` makes them: only then can they be taken apart and lose nothing.
    """
    if not lines:
        return None
    filled = len(lines)
    while not lines[filled - 1]:
        filled -= 1
    hashes = lines[0].split(" ")[0]
    items = [line for line in lines[:filled] if line and not _YEAR_HEADING.fullmatch(line)]
    return (hashes, items, list(lines[filled:])) if _grouped(items, hashes) == list(lines[:filled]) else None


def _grouped(items: Sequence[str], hashes: str) -> list[str]:
    """Return the lines of a list with a heading wherever the year changes."""
    out: list[str] = []
    year = None
    for item in items:
        dated = _DATED_ITEM.match(item)
        if dated and dated[1] != year:
            year = dated[1]
            out += [*([""] if out else []), f"{hashes} {year}", ""]
        out.append(item)
    return out
