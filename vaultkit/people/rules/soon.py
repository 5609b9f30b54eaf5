"""When somebody's next step may come: days that hold for ever, so that nobody is judged whose day is far off.

Of a step that is due by a day the day is one of these: that of the first promise, that of the cadence, that of a new
contact, or today, for those whom one wants to see and never has (``rules.step``). All of them follow from the person
and the settings, once the last day of contact has come.
"""

from datetime import date

import msgspec

from vaultkit.people.person import Person
from vaultkit.people.rules.cadence import cadence_of, is_let_be, next_due
from vaultkit.people.rules.contact import Record, day_after, is_reaching_out
from vaultkit.people.rules.step import due_promises
from vaultkit.people.settings import PeopleSettings


class Soon(msgspec.Struct, frozen=True, array_like=True):
    """The days on which there may be something to do with a person; None stands for none.

    ``last`` is the last day of contact, up to which the others are not certain. ``first`` is that of a promise or of
    the cadence. A new contact is followed up from ``fresh_from`` on, as long as it is new: up to ``fresh_to``.
    """

    last: date | None = None
    first: date | None = None
    fresh_from: date | None = None
    fresh_to: date | None = None

    def may_be(self, today: date, by: date) -> bool:
        """Return whether a step that is due by a day is possible; a judgement tells for certain."""
        if self.last is not None and self.last > today:
            return True
        if self.first is not None and self.first <= by:
            return True
        return self.fresh_from is not None and self.fresh_from <= by and (self.fresh_to or by) >= today


def soon(person: Person, settings: PeopleSettings) -> Soon:
    """Return the days of a person."""
    if is_let_be(person):
        return Soon()
    rules = settings.rules
    record = Record.of(person.interactions, date.max)
    promised = next((loop.due for loop in due_promises(person)), None)
    if not record.days:
        return Soon(first=date.min if cadence_of(person, settings).tracked else promised)
    begun, last = record.days[0], record.days[-1]
    asked = next_due(person, cadence_of(person, settings), last)
    days = [day for day in (promised, asked) if day is not None]
    first = min(days, default=None)
    if any(line.day > begun and is_reaching_out(line) for line in record.contacts):
        return Soon(last, first)
    return Soon(last, first, day_after(begun, rules.follow_up_after), day_after(begun, rules.new_contact_window))
