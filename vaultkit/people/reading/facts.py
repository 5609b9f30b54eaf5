"""What is read out of one note: a person's properties and log, or a dated note's lines; plain data, kept by digest."""

import msgspec

from vaultkit.api import Note, Settings, fold_path
from vaultkit.people.reading.dated import date_faults, day_of_note, read_days, read_mentions, read_promises
from vaultkit.people.reading.elsewhere import unread_faults
from vaultkit.people.reading.log import read_log
from vaultkit.people.reading.membership import Role, role_of
from vaultkit.people.reading.properties import read_properties
from vaultkit.people.reading.prose import Prose, lines_under
from vaultkit.people.reading.records import NoteRecord
from vaultkit.people.settings import PeopleSettings


def read_note(note: Note, settings: Settings) -> NoteRecord | None:
    """Return the record of a note, or None where it is no person's, not dated, and links to nothing.

    A note that would be dated, were its ``date`` a day, has that fault.
    """
    role = role_of(note, settings)
    if role is Role.OUTSIDE:
        return None
    day = day_of_note(note, role, settings)
    is_somebody = role in {Role.PERSON, Role.OWNER}
    links = tuple(dict.fromkeys(fold_path(link.target.strip()) for link in note.links if link.target))
    if day is None and not is_somebody:
        faults = date_faults(note, role, settings)
        return NoteRecord(faults=faults, links=links) if faults or links else None
    record = NoteRecord()
    prose = Prose(note)
    if is_somebody:
        record = _read_person(note, role, settings, prose)
    if day is not None:
        own = lines_under(note, settings.section(PeopleSettings).all_log_headings) if is_somebody else ()
        mentions, asides = read_mentions(note, day, settings, prose, own)
        record = msgspec.structs.replace(record, mentions=mentions, asides=asides)
    record = msgspec.structs.replace(record, links=links)
    return record if record != NoteRecord() else None


def _read_person(note: Note, role: Role, settings: Settings, prose: Prose) -> NoteRecord:
    properties, faults = read_properties(note, settings.section(PeopleSettings))
    if role is Role.OWNER:
        return NoteRecord(properties=properties, is_owner=True, faults=faults)
    log = read_log(note, settings, prose)
    return NoteRecord(
        properties=properties,
        log=tuple(log.entries),
        days=read_days(settings, prose, log.covered),
        promises=read_promises(note),
        faults=(*faults, *log.faults, *unread_faults(note, settings.section(PeopleSettings))),
    )
