"""Blocks of where everybody stands: the summary, connections, contacts under way, contacts, everybody."""

from datetime import date

from vaultkit.api import Moment, Place
from vaultkit.people.blocks.parts import command, cut, day_text, listed_as, listing, nobody, person_link, table, waiting
from vaultkit.people.rules.wording import listed
from vaultkit.people.verdict import Status
from vaultkit.people.views.known import Known
from vaultkit.people.views.lists import EVERYBODY, GROWING, PRESENT
from vaultkit.people.views.particulars import set_aside
from vaultkit.people.views.words import missing, standing, status_count, step_name

_HOW = (
    "Communication asks for regular contact from both sides, common ground for an interest, goal or topic that you "
    "share, trust for a sign from each of you; `vaultkit status NAME` says what is missing."
)
"""How what is missing comes to be there, told once below a list."""


def summary(moment: Moment, place: Place) -> str:
    """Render how many people there are of each status, and who is to be thought of today."""
    statuses = {status: len(listed_as(moment, place, status)) for status in Status}
    present = len(listed_as(moment, place, PRESENT))
    if not present:
        return nobody(moment, place)
    numbers = listed([status_count(status, count) for status, count in statuses.items() if count])
    who = "1 person" if present == 1 else f"{present} people"
    return "\n\n".join([f"{who}: {numbers}.", _of_today(moment, place)])


def _of_today(moment: Moment, place: Place) -> str:
    found = waiting(moment, place)
    if not found:
        return "Nobody is waiting to hear from you."
    shown, left_out = cut(found, place, command(place, "due", len(found)))
    links = ", ".join(person_link(person) for person, _ in shown)
    return f"To think of today: {links}{' ' if left_out else '.'}{left_out}"


def connections(moment: Moment, place: Place) -> str:
    """Render the connections as a table: last contact, the rhythm line of the last twelve months, what comes next."""
    found = listed_as(moment, place, Status.CONNECTION)
    if not found:
        return "No connections yet."
    shown, left_out = cut(found, place, command(place, "status --status connection", len(found)))
    rows = [
        (
            person_link(one.person, table=True),
            day_text(one.verdict.last_contact),
            f"`{one.rhythm(moment.today)}`",
            _next(one, moment.today),
        )
        for one in shown
    ]
    return table(("Connection", "Last contact", "Last 12 months", "Next"), rows, left_out)


def growing(moment: Moment, place: Place) -> str:
    """Render the contacts under way: which of the three criteria stand, which is missing, how to say unsaid trust."""
    found = listed_as(moment, place, GROWING)
    if not found:
        return "Nobody is halfway between a contact and a connection."
    shown, left_out = cut(found, place, command(place, "status --status contact", len(found)))
    return listing([_way(one) for one in shown], "\n\n".join(filter(None, [left_out, _HOW])))


def _way(one: Known) -> str:
    stand, lacks = standing(one.verdict), missing(one.verdict)
    verb = "stands" if len(stand) == 1 else "stand"
    unsaid = "; if it is there, write `trust: mutual` in the note" if lacks == ["trust"] else ""
    return f"- {person_link(one.person)}: {listed(stand)} {verb}; missing: {', '.join(lacks)}{unsaid}"


def contacts(moment: Moment, place: Place) -> str:
    """Render the contacts in a folded callout, each with what is missing."""
    found = listed_as(moment, place, Status.CONTACT)
    if not found:
        return "No contacts besides."
    shown, left_out = cut(found, place, command(place, "status --status contact", len(found)))
    lines = [_contact(one) for one in shown]
    title = f"> [!note]- {status_count(Status.CONTACT, len(found))}"
    return "\n".join([title, *(f"> {line}" for line in lines), *([">", f"> {left_out}"] if left_out else [])])


def _contact(one: Known) -> str:
    last = f"last contact {one.verdict.last_contact}" if one.verdict.last_contact else "no contact yet"
    return f"- {person_link(one.person)}: {last}; missing: {listed(missing(one.verdict))}"


def everyone(moment: Moment, place: Place) -> str:
    """Render everybody in one table, connections first."""
    found = listed_as(moment, place, EVERYBODY)
    if not found:
        return nobody(moment, place)
    shown, left_out = cut(found, place, command(place, "status", len(found)))
    rows = [
        (
            person_link(one.person, table=True),
            one.verdict.status.value,
            day_text(one.verdict.since),
            day_text(one.verdict.last_contact),
            _next(one, moment.today),
        )
        for one in shown
    ]
    return table(("Name", "Status", "Since", "Last contact", "Next"), rows, left_out)


def _next(one: Known, today: date) -> str:
    step = one.verdict.next_step
    if step is not None:
        return f"{step.due}: {step_name(step.strategy)}"
    return set_aside(one, today) or day_text(one.verdict.next_due)
