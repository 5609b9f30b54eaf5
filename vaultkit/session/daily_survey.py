"""How a vault names its daily notes: how many there are, and the settings that would find those of another format."""

import json
from collections import defaultdict
from datetime import date
from functools import lru_cache

from vaultkit.model.moment import Moment
from vaultkit.model.settings import DailySettings
from vaultkit.model.survey import Proposal
from vaultkit.text.daily import DailyNames, leading_date

FORMATS = (
    *("YYYY_MM_DD", "YYYYMMDD", "YYYY.MM.DD", "YYYY MM DD", "YYYY-M-D", "YYYY-DDDD"),
    *("DD-MM-YYYY", "DD.MM.YYYY", "DD_MM_YYYY", "D.M.YYYY", "DDMMYYYY", "MM-DD-YYYY", "MM_DD_YYYY", "MMDDYYYY"),
    *("MMMM Do, YYYY", "MMM Do, YYYY", "MMMM D, YYYY", "D MMMM YYYY", "dddd, MMMM Do YYYY"),
)
"""The names that are tried; of those that fit the same notes the first wins."""
_SEVERAL = 3
"""Notes that are no accident."""
_NAMED = 3


def count_daily(moment: Moment) -> int:
    """Return how many notes are named by a day: as the settings say, or beginning as ``2026-11-22`` in any folder."""
    daily = moment.settings.daily
    names = DailyNames(daily.folder, daily.format)
    return sum(bool(names.day_of(path) or leading_date(_name(path))) for path in moment.index.notes)


def propose_daily(moment: Moment) -> tuple[Proposal, ...]:
    """Return the folder and the format that most notes of one folder have; nothing where settings say how it is.

    Nothing, either, where so few are named so that it may be chance, or where day and month cannot be told apart.
    """
    if moment.settings.daily != DailySettings(types=moment.settings.daily.types):
        return ()
    found = _named_by_days(moment)
    best = max(found, key=lambda names: len(found[names]), default=None)
    if best is None or len(found[best]) < _SEVERAL or not best.folder.isprintable():
        return ()
    days = found[best]
    if any(other.keys() == days.keys() and other != days for other in found.values()):
        return ()
    some = tuple(sorted(map(_name, days))[:_NAMED])
    values = {"folder": best.folder, "format": best.format}
    return tuple(
        Proposal("daily", key, json.dumps(value, ensure_ascii=False), len(days), some)
        for key, value in values.items()
        if value
    )


def _named_by_days(moment: Moment) -> dict[DailyNames, dict[str, date]]:
    """Return for each folder and each format that notes in it have the days of these notes, by path."""
    found: dict[DailyNames, dict[str, date]] = defaultdict(dict)
    for path in moment.index.notes:
        if moment.settings.is_template(path) or not any(letter.isdigit() for letter in _name(path)):
            continue
        for names in _names_in(path.rpartition("/")[0]):
            day = names.day_of(path)
            if day is not None:
                found[names][path] = day
    return found


def _name(path: str) -> str:
    """Return the name of a note: of all of them no more is asked, so that none is fetched."""
    return path.rpartition("/")[2].removesuffix(".md")


@lru_cache(maxsize=1024)
def _names_in(folder: str) -> tuple[DailyNames, ...]:
    return tuple(DailyNames(folder, each) for each in FORMATS)
