"""The timeline: each line once, on each of its days."""

from datetime import date

from face_vault import moment_of

from vaultkit.people.reading.roster import people
from vaultkit.people.views.timeline import timeline


def test_a_line_that_names_two_days_is_told_on_both() -> None:
    notes = {
        "People/A.md": "Talks on [[2026-02-01]] and [[2026-02-02]].\n",
        "People/B.md": "",
        "Daily/2026-02-03.md": "- lunch with [[A]] and [[B]]\n",
    }
    moment = moment_of(notes)
    events = timeline(people(moment), moment.today)
    assert [(event.interaction.day, [one.name for one in event.people]) for event in events] == [
        (date(2026, 2, 1), ["A"]),
        (date(2026, 2, 2), ["A"]),
        (date(2026, 2, 3), ["A", "B"]),
    ]
