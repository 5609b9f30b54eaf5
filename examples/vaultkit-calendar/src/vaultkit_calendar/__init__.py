"""Calendar files: birthdays, due days and follow-ups out of the vault, meetings into it."""

import typer

from vaultkit.api import hookimpl
from vaultkit_calendar.commands import app
from vaultkit_calendar.settings import CalendarSettings


@hookimpl
def settings() -> type:
    """Own the section ``[plugins.calendar]``."""
    return CalendarSettings


@hookimpl
def commands() -> typer.Typer:
    """Bring ``vaultkit calendar export`` and ``vaultkit calendar import``."""
    return app
