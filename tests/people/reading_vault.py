"""Vaults held in memory: notes parsed, read and put together on a day, without a disk."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from vaultkit.api import Index, Json, Moment, Note, Settings, Source, parse, to_json
from vaultkit.people.interaction import Interaction
from vaultkit.people.person import Person
from vaultkit.people.reading.facts import read_note
from vaultkit.people.reading.roster import people
from vaultkit.people.settings import PeopleSettings

TODAY = date(2026, 11, 22)


def settings(base: Settings | None = None, **said: Any) -> Settings:  # noqa: ANN401 - any key of [people]
    """Return settings with these keys of ``[people]``."""
    return replace(base or Settings(), sections={PeopleSettings: PeopleSettings(**said)})


def facts(note: Note, given: Settings) -> Json:
    """Return what is kept of a note: what the plugin says of it, as plain data."""
    return to_json(read_note(note, given))


def moment(
    notes: Mapping[str, str | bytes], given: Settings | None = None, today: date = TODAY, others: tuple[str, ...] = ()
) -> Moment:
    """Return the moment of a vault with these notes, and ``others`` as files that are no notes."""
    chosen = given or Settings()
    sources = {path: _source(path, text) for path, text in notes.items()}
    parsed = [parse(path, source.data) for path, source in sources.items()]
    told = {note.path: said for note in parsed if (said := facts(note, chosen)) is not None}
    read: Callable[[str], Source] = sources.__getitem__
    return Moment(Index.of(parsed, others), today, chosen, {"people": told}, read)


def person(
    notes: Mapping[str, str | bytes], path: str = "People/Ada.md", given: Settings | None = None, today: date = TODAY
) -> Person:
    """Return one person of such a vault."""
    return next(one for one in people(moment(notes, given, today)) if one.path == path)


def told(line: Interaction) -> tuple[str, tuple[str, ...], str]:
    """Return what most tests ask of an interaction: day, kinds, text."""
    return line.day.isoformat(), line.kinds, line.text


def _source(path: str, text: str | bytes) -> Source:
    data = text.encode() if isinstance(text, str) else text
    return Source(path, data, hashlib.sha256(data).hexdigest())
