"""The block of what is to be mended in people's notes."""

from vaultkit.api import Moment, Place, Problem, Severity, as_text, link_to
from vaultkit.people.blocks.parts import command, cut, filters, listing
from vaultkit.people.reading.problems import serious_problems
from vaultkit.people.views.known import known
from vaultkit.people.views.lists import is_chosen

_ORDER = tuple(Severity)


def problems(moment: Moment, place: Place) -> str:
    """Render what is wrong with people's notes, errors first; hints are left to ``vaultkit check``.

    No lines are named: a block above may grow by one, and then nothing but the number would have changed.
    """
    notes = (problem for note in moment.index.notes.notable() for problem in note.problems)
    serious = [one for one in (*notes, *serious_problems(moment)) if one.severity is not Severity.HINT]
    people = known(moment)
    paths = {path for one in serious if (path := one.location.path) in people}
    paths = {path for path in paths if is_chosen(people[path].person, *filters(place))}
    found = {problem for problem in serious if problem.location.path in paths}
    if not found:
        return "Nothing to mend in people's notes."
    ordered = sorted(found, key=lambda one: (_ORDER.index(one.severity), one.location, one.code, one.message))
    lines = list(dict.fromkeys(_problem(problem) for problem in ordered))
    shown, left_out = cut(lines, place, command(place, "check", len(lines)))
    return listing(shown, left_out)


def _problem(problem: Problem) -> str:
    path = problem.location.path
    name = path.rsplit("/", 1)[-1].removesuffix(".md")
    return f"- {link_to(path, name)}: {as_text(problem.message)} ({problem.code})"
