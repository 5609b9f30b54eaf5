"""All hooks, typed and documented: the whole of what a plugin can take part in.

A plugin is a module or object named in the entry point group ``vaultkit.plugins``; it implements any of these
with ``vaultkit.api.hookimpl``. Every implementation is called on its own: one that raises becomes a
Problem, and the others go on. Hooks get values, never the vault.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import pluggy

from vaultkit.model.block import BlockKind
from vaultkit.model.moment import Json, Moment
from vaultkit.model.note import Note
from vaultkit.model.problem import Problem
from vaultkit.model.property_kind import PropertyKind
from vaultkit.model.settings import Settings
from vaultkit.model.survey import Survey

if TYPE_CHECKING:
    import typer

hookspec = pluggy.HookspecMarker("vaultkit")
hookimpl = pluggy.HookimplMarker("vaultkit")


class HookSpecs(Protocol):
    """The hooks by name."""

    @hookspec
    def facts(self, note: Note, settings: Settings) -> Json:
        """Return what the plugin reads out of one note, or None where it reads nothing.

        Pure, and plain data (what JSON holds): it is kept by path, digest of the note, digest of the settings, and the
        plugin's name and version, and read back as ``moment.facts[plugin][path]``.
        """

    @hookspec
    def problems(self, moment: Moment) -> Iterable[Problem]:
        """Return what is wrong with the notes in the plugin's eyes."""

    @hookspec
    def blocks(self) -> Sequence[BlockKind]:
        """Return the kinds of block that the plugin renders."""

    @hookspec
    def commands(self) -> "typer.Typer":
        """Return the plugin's commands; each gets the open session by ``vaultkit.api.session(ctx)``."""

    @hookspec
    def counts(self, moment: Moment) -> Mapping[str, int]:
        """Return counts for ``index``, by the key that they have in its JSON."""

    @hookspec
    def survey(self, moment: Moment) -> Survey:
        """Return what ``init`` should propose for the vault, by the settings that it has."""

    @hookspec
    def summary(self, moment: Moment) -> Sequence[str]:
        """Return the lines that bare ``vaultkit`` prints."""

    @hookspec
    def properties(self) -> Sequence[PropertyKind]:
        """Return the properties that the plugin owns."""

    @hookspec
    def settings(self) -> type:
        """Return the plugin's section of settings: a frozen dataclass made with ``vaultkit.api.setting``.

        The built-in plugin's section stands at the top (``[people]``), that of others in ``[plugins.NAME]``.
        """

    @hookspec
    def changed(self, before: Moment, after: Moment) -> Sequence[str]:
        """Return words for what a batch of changes did ("Ada: contact -> connection"); pure."""
