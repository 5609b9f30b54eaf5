"""The people plugin: who is in the vault, what was logged with them, and what to do next.

The names below are promised to other plugins. They are imported when first asked for, so that a command which needs
none of them starts quickly.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vaultkit.people.commands.plan import plan_log
    from vaultkit.people.commands.plan_many import plan_logs
    from vaultkit.people.interaction import Act, Direction, Family, Interaction
    from vaultkit.people.person import Birthday, Loop, Person, Topic
    from vaultkit.people.reading.roster import people
    from vaultkit.people.rules.judge import verdicts
    from vaultkit.people.verdict import Balance, Criterion, Evidence, Status, StatusChange, Step, Strategy, Verdict

__all__ = [
    "Act",
    "Balance",
    "Birthday",
    "Criterion",
    "Direction",
    "Evidence",
    "Family",
    "Interaction",
    "Loop",
    "Person",
    "Status",
    "StatusChange",
    "Step",
    "Strategy",
    "Topic",
    "Verdict",
    "people",
    "plan_log",
    "plan_logs",
    "verdicts",
]

_HOMES = {
    "Act": "interaction",
    "Balance": "verdict",
    "Birthday": "person",
    "Criterion": "verdict",
    "Direction": "interaction",
    "Evidence": "verdict",
    "Family": "interaction",
    "Interaction": "interaction",
    "Loop": "person",
    "Person": "person",
    "Status": "verdict",
    "StatusChange": "verdict",
    "Step": "verdict",
    "Strategy": "verdict",
    "Topic": "person",
    "Verdict": "verdict",
    "people": "reading.roster",
    "plan_log": "commands.plan",
    "plan_logs": "commands.plan_many",
    "verdicts": "rules.judge",
}


def __getattr__(name: str) -> object:
    """Import a promised name from the module where it lives."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
