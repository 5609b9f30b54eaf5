"""An app of commands that are only named: the module of one is imported when that one is asked for."""

from collections import UserDict
from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperGroup


class LateCommand(NamedTuple):
    """Where a command is to be found: ``package.module:name`` of a function or of an app of commands."""

    where: str
    context_settings: Mapping[str, Any] | None = None

    def build(self, name: str) -> Any:  # noqa: ANN401 - typer's own copy of click is private
        """Import the command and return it under its name; ImportError or AttributeError where it is not there."""
        module, _, attribute = self.where.partition(":")
        found = getattr(import_module(module), attribute)
        app = typer.Typer()
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        else:
            app.command(name, context_settings=dict(self.context_settings or {}) or None)(found)
        return typer.main.get_group(app).commands[name]


class LateApp(typer.Typer):
    """A Typer that knows commands by name alone, beside those that are registered with it.

    ``late`` holds them, in the order in which help shows them. To list the names builds none, to run one builds that
    one, and to complete the beginning of a name those that begin so; help builds all.
    """

    def __init__(self, late: Mapping[str, LateCommand], **settings: Any) -> None:  # noqa: ANN401 - Typer's own
        """Take the commands' places by their names, and what else a Typer takes."""
        self.late = dict(late)
        super().__init__(cls=_group_with(self.late), **settings)


class _Commands(UserDict[str, Any]):
    """Commands by name; each is built when it is taken out."""

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - typer's own copy of click is private
        found = super().__getitem__(name)
        if isinstance(found, LateCommand):
            found = self.data[name] = found.build(name)
        return found


def _group_with(late: Mapping[str, LateCommand]) -> type[TyperGroup]:
    """Return the class of groups that have these commands before their own: Typer asks for a class."""

    class LateGroup(TyperGroup):
        def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - Typer's own
            super().__init__(**settings)
            self.commands = _Commands({**late, **self.commands})

        def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 - typer's own copy of click is private
            return list(self.commands)  # Typer takes out each command for its name

    return LateGroup
