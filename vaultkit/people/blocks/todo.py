"""Blocks of what to do: next steps, open promises, and who has grown quiet."""

from datetime import date, timedelta

from vaultkit.api import Moment, Place, as_text
from vaultkit.people.blocks.parts import (
    command,
    cut,
    day_text,
    filters,
    listed_as,
    listing,
    more_by_option,
    person_link,
    quoted,
    waiting,
)
from vaultkit.people.person import Loop, Person
from vaultkit.people.verdict import Status, Step
from vaultkit.people.views.known import Known
from vaultkit.people.views.lists import QUIET
from vaultkit.people.views.lists import promises as open_promises
from vaultkit.people.views.particulars import set_aside
from vaultkit.people.views.words import sentence, step_name


def due(moment: Moment, place: Place) -> str:
    """Render the next steps whose day comes within ``within=`` days, each with its reason and something to say."""
    within = place.number("within") or 0
    found = waiting(moment, place, within)
    if not found:
        return "Nobody is waiting to hear from you." if not within else f"Nothing is due{_until(moment, within)}."
    shown, left_out = cut(found, place, command(place, f"due --within {within}" if within else "due", len(found)))
    return listing([_step(person, step) for person, step in shown], left_out)


def _until(moment: Moment, within: int) -> str:
    try:
        return f" until {moment.today + timedelta(days=within)}"
    except OverflowError:
        return ""


def _step(person: Person, step: Step) -> str:
    said = [f"    - {as_text(line)}" for line in step.say]
    first = f"- **{person_link(person)}**: {step_name(step.strategy)} by {step.due}. {as_text(sentence(step.dated))}"
    return "\n".join([first, *said])


def promises(moment: Moment, place: Place) -> str:
    """Render the open promises, those with a day first."""
    found = open_promises(moment, *filters(place))
    if not found:
        return "No promise is open."
    shown, left_out = cut(found, place, more_by_option(place, len(found)))
    return listing([_promise(one, loop) for one, loop in shown], left_out)


def _promise(one: Known, loop: Loop) -> str:
    by = f" (by {loop.due})" if loop.due else ""
    return f"- {person_link(one.person)}: {quoted(loop.text)}{by}"


def fading(moment: Moment, place: Place) -> str:
    """Render who is fading, also who is paused or snoozed, and of the others who is quieter than usual."""
    faded, quiet = listed_as(moment, place, Status.FADING), listed_as(moment, place, QUIET)
    if not faded and not quiet:
        return "Nobody is fading."
    found = [*faded, *quiet]
    shown, left_out = cut(found, place, command(place, "status --status fading", len(found)))
    lines = [_faded(one, moment.today) if one.verdict.status is Status.FADING else _quiet(one) for one in shown]
    return listing(lines, left_out)


def _faded(one: Known, today: date) -> str:
    verdict = one.verdict
    ground = f"; {quoted(verdict.common_ground.dated)}" if verdict.common_ground.dated else ""
    aside = set_aside(one, today)
    words = f"{aside}, " if aside else ""
    return f"- {person_link(one.person)}: {words}last contact {day_text(verdict.last_contact)}{ground}"


def _quiet(one: Known) -> str:
    verdict = one.verdict
    usual = f"; usually every {verdict.rhythm_days} days" if verdict.rhythm_days else ""
    return f"- {person_link(one.person)}: quieter than usual, last contact {day_text(verdict.last_contact)}{usual}"
