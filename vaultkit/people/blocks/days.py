"""Blocks of days: the coming birthdays, and the last week."""

from collections.abc import Sequence
from datetime import date

from vaultkit.api import Moment, Place
from vaultkit.people.blocks.parts import command, cut, filters, listed_as, listing, more_by_option, person_link, quoted
from vaultkit.people.rules import birthdays as days
from vaultkit.people.rules.contact import day_after
from vaultkit.people.rules.wording import told
from vaultkit.people.settings import PeopleSettings
from vaultkit.people.views import lists
from vaultkit.people.views.timeline import Event, timeline


def birthdays(moment: Moment, place: Place) -> str:
    """Render the birthdays of the coming weeks."""
    settings, within = moment.settings.section(PeopleSettings), place.number("within")
    near = days.Near(moment.today, settings, within)
    of_a_day = lists.birthdays(moment, *filters(place)).values()
    people = [one.person for group in of_a_day if near.day_of(group[0].person) for one in group]
    found = days.birthdays(people, settings, moment.today, within)
    if not found:
        return "No birthday in the coming weeks."
    shown, left_out = cut(found, place, more_by_option(place, len(found)))
    return listing([_birthday(coming) for coming in shown], left_out)


def _birthday(coming: days.ComingBirthday) -> str:
    words = "in remembrance" if coming.remembrance else f"turns {coming.age}" if coming.age else ""
    return f"- {coming.day}: {person_link(coming.person)}{', ' if words else ''}{words}"


def week(moment: Moment, place: Place) -> str:
    """Render what happened in the last days, newest first."""
    since = _since(moment)
    people = [one.person for one in listed_as(moment, place, lists.LATELY).up_to(lists.days_ago(since))]
    found = _told_once(timeline(people, moment.today, since)[::-1])
    if not found:
        return f"Nothing on record since {since}."
    shown, left_out = cut(found, place, command(place, f"timeline --since {since}", len(found)))
    return listing([_event(event) for event in shown], left_out)


def _since(moment: Moment) -> date:
    """Return the first day that is shown; today is one of the days."""
    before = max(moment.settings.section(PeopleSettings).rules.week - 1, 0)
    return day_after(moment.today, -before)


def _told_once(events: Sequence[Event]) -> list[Event]:
    """Leave out the lines of dated notes about people whose own logs tell of that day."""
    logged = {
        (event.interaction.day, person.path)
        for event in events
        if event.interaction.origin == "log"
        for person in event.people
    }
    return [
        event
        for event in events
        if event.interaction.origin == "log"
        or any((event.interaction.day, person.path) not in logged for person in event.people)
    ]


def _event(event: Event) -> str:
    names = ", ".join(person_link(person) for person in event.people)
    said = quoted(told(event.interaction, event.text))
    return f"- {event.interaction.day}: {names}{' — ' if said else ''}{said}"
