"""A case: one person, what is on record with them, and from where the rules look at it."""

from dataclasses import dataclass

from vaultkit.people.person import Person
from vaultkit.people.rules.cadence import Cadence, Limits, cadence_of, limits
from vaultkit.people.rules.contact import Record
from vaultkit.people.rules.network import Viewpoint


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """All that the rules need of one person on one day, each part worked out once."""

    person: Person
    record: Record
    cadence: Cadence
    limits: Limits
    view: Viewpoint

    @classmethod
    def of(cls, person: Person, view: Viewpoint) -> "Case":
        """Return the case of a person."""
        cadence = cadence_of(person, view.settings)
        record = Record.of(person.interactions, view.today)
        return cls(person, record, cadence, limits(cadence, view.settings.rules), view)
