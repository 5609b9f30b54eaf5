"""Plans several lines of one log as one edit, each of them placed as ``plan_log`` places it."""

from collections.abc import Callable, Sequence

from vaultkit.api import Edit, Moment, Source, read_after
from vaultkit.people.commands.plan import plan_log
from vaultkit.people.person import Person


def plan_logs(moment: Moment, person: Person, lines: Sequence[str]) -> Edit:
    """Return the edit that puts these lines into a person's log, in this order (docs/format.md, "The log").

    Each is as ``plan_log`` takes it. Raises what that raises, and ValueError where there is no line.
    """
    if not lines:
        raise ValueError("there is no line to log")
    source = latest = moment.read(person.path)
    for line in lines:
        edit = plan_log(moment, person, line)
        note = read_after(latest, edit)
        latest = Source(person.path, edit.applied(latest.data), note.digest)
        moment = Moment(moment.index.updated([note]), moment.today, moment.settings, moment.facts, _only(latest))
    return Edit.between(source, latest.data)


def _only(source: Source) -> Callable[[str], Source]:
    """Return what reads a note whose bytes are known; no other is asked for."""
    return lambda _path: source
