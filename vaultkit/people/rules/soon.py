"""When each person's step may come: kept between runs, so that nobody is judged whose day is far off."""

import hashlib
from collections.abc import Iterable
from datetime import date
from functools import cache

import msgspec

from vaultkit.api import Moment
from vaultkit.people.person import Person
from vaultkit.people.reading.roster import PLUGIN, Line, lines, some
from vaultkit.people.rules.cadence import is_let_be
from vaultkit.people.rules.case import Case
from vaultkit.people.rules.judgement import verdict_of
from vaultkit.people.rules.network import Viewpoint
from vaultkit.people.rules.step import due_promises
from vaultkit.people.verdict import Verdict

_KEY = "soon"


class Soon(msgspec.Struct, frozen=True, array_like=True):
    """From ``since`` up to the day before ``until`` (None: for ever) no step of a person is due before ``first``.

    ``digest`` tells of the person who was judged.
    """

    path: str
    digest: str
    since: date
    until: date | None
    first: date | None


def waiting(moment: Moment, view: Viewpoint, by: date) -> tuple[Person, ...]:
    """Return everybody whose step may be due by a day, by path, and perhaps some whose step is not."""
    rows = _rows(moment, view)
    return some(moment, {row.path for row in rows if row.first is not None and row.first <= by})


def _rows(moment: Moment, view: Viewpoint) -> tuple[Soon, ...]:
    """Return everybody's row as of today: those that were kept and still hold, and the others judged anew."""
    everybody = lines(moment)
    source, blob = moment.shelf(PLUGIN).get(_KEY, [""]).get("", ("", b""))
    context = _context(moment, view)
    kept = {row.path: row for row in _unpacked(blob)} if source.startswith(f"{context} ") else {}
    missing = {line.path for line in everybody if not _holds(kept.get(line.path), line, moment.today)}
    if not missing and len(kept) == len(everybody):
        return tuple(kept.values())
    digests = {line.path: line.digest for line in everybody}
    judged = {person.path: _row(person, digests[person.path], view) for person in some(moment, missing)}
    rows = tuple(judged.get(line.path) or kept[line.path] for line in everybody)
    moment.shelf(PLUGIN).put(_KEY, lambda: {"": (f"{context} {moment.today} {moment.state}", _pack(rows))})
    return rows


def _holds(row: Soon | None, line: Line, today: date) -> bool:
    return (
        row is not None
        and bool(line.digest)
        and row.digest == line.digest
        and row.since <= today
        and (row.until is None or today < row.until)
    )


def _row(person: Person, digest: str, view: Viewpoint) -> Soon:
    verdict = verdict_of(Case.of(person, view))
    days = () if is_let_be(person) else tuple(_days(person, verdict))
    return Soon(person.path, digest, view.today, verdict.until, min(days, default=None))


def _days(person: Person, verdict: Verdict) -> Iterable[date]:
    """Yield the days of which the first is, at the latest, that of the step that looks ahead any number of days."""
    if verdict.next_step is not None:
        yield verdict.next_step.due
    if verdict.next_due is not None:
        yield verdict.next_due
    yield from (loop.due for loop in due_promises(person)[:1] if loop.due is not None)


def _context(moment: Moment, view: Viewpoint) -> str:
    """Return what all rows stand on, besides each person: the settings, the owner, and when the network turns."""
    told = f"{moment.settings.digest} {view.network.until} {view.owner!r}"
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def _pack(rows: tuple[Soon, ...]) -> bytes:
    return msgspec.msgpack.encode(rows)


def _unpacked(blob: bytes) -> tuple[Soon, ...]:
    try:
        return _decoder().decode(blob)
    except ValueError:
        return ()


@cache
def _decoder() -> msgspec.msgpack.Decoder[tuple[Soon, ...]]:
    return msgspec.msgpack.Decoder(tuple[Soon, ...])
