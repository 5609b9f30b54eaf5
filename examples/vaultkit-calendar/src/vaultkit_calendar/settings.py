"""The section ``[plugins.calendar]`` of the settings."""

from dataclasses import dataclass

from vaultkit.api import setting


@dataclass(frozen=True, slots=True)
class CalendarSettings:
    """What is exported, and how meetings are read."""

    name: str = setting("People", "the calendar's name, as programs show it")
    birthdays: bool = setting(default=True, meaning="export birthdays")
    due: bool = setting(default=True, meaning="export when to be in touch with whom")
    follow_ups: bool = setting(default=True, meaning="export promises that have a date")
    kind: str = setting("met", "the kind of interaction that a meeting becomes")
    timezone: str = setting(
        "", "the time zone in which a meeting's day is told (`Europe/Oslo`); empty: the meeting's own"
    )
