"""The host: finds the plugins, and calls each of their hooks on its own."""

import importlib
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from typing import Any, TypeVar, cast

import msgspec
import pluggy

from vaultkit.errors import PluginInterruptedError
from vaultkit.model.location import Location
from vaultkit.model.problem import Problem, ProblemKind, Severity
from vaultkit.plugins.answers import ANSWERS, optional, something
from vaultkit.plugins.hookspecs import HookSpecs

T = TypeVar("T")

_NOT_THEIRS = (__file__, *importlib.__path__, *pluggy.__path__)
"""Code that lies between the program and a plugin."""

ENTRY_POINTS = "vaultkit.plugins"
BUILT_IN_DISTRIBUTION = "vaultkit"

PLUGIN_FAILED = ProblemKind(
    "plugin-failed",
    Severity.WARNING,
    "A plugin could not be loaded, or one of its hooks raised an exception or answered with what cannot be used.",
    "An installed plugin whose module does not import.",
    "Report it to the plugin's authors; leave it out with `disabled` in `[plugins]` until it is mended.",
)


@dataclass(frozen=True, slots=True)
class Plugin:
    """A plugin that was loaded: its name and version, the distribution that brought it, the module's name."""

    name: str
    version: str
    distribution: str
    module: str
    built_in: bool


class Host:
    """The plugins of one program run.

    ``failures`` holds a Problem for each plugin that could not be loaded and each hook that raised or answered
    wrongly, at the plugin's own file and line where there is one; the same failure is kept once.
    """

    def __init__(self) -> None:
        """Begin with no plugin."""
        self.plugins: dict[str, Plugin] = {}
        self._manager = pluggy.PluginManager("vaultkit")
        self._manager.add_hookspecs(HookSpecs)
        self._failures: dict[Problem, None] = {}

    @classmethod
    def load(cls, *, built_in_only: bool = False) -> "Host":
        """Return a host with every installed plugin, or with the built-in one alone.

        Raises PluginInterruptedError where the user interrupts the import of a plugin.
        """
        host = cls()
        for point in sorted(metadata.entry_points(group=ENTRY_POINTS), key=_built_in_first):
            name, version = (point.dist.name, point.dist.version) if point.dist else ("", "")
            built_in = name == BUILT_IN_DISTRIBUTION
            if built_in_only and not built_in:
                continue
            plugin = Plugin(point.name, version, name, point.value, built_in)
            try:
                implementation = host.call(plugin, "import", point.load, something)
            except KeyboardInterrupt:
                raise PluginInterruptedError(point.name) from None
            if implementation is not None:
                host.add(plugin, implementation)
        return host

    def add(self, plugin: Plugin, implementation: object) -> None:
        """Register a plugin's module or object; one that implements a hook wrongly is a failure."""
        if plugin.name in self.plugins:
            self._fail(plugin, "registration: another plugin has that name", Location(plugin.module))
            return

        def register() -> bool:
            self._manager.register(implementation, plugin.name)
            self._manager.check_pending()
            return True

        if self.call(plugin, "registration", register, bool):
            self.plugins[plugin.name] = plugin
        elif self._manager.has_plugin(plugin.name):
            self._manager.unregister(name=plugin.name)

    @property
    def failures(self) -> tuple[Problem, ...]:
        """What went wrong with plugins up to now."""
        return tuple(self._failures)

    def call(self, plugin: Plugin, doing: str, function: Callable[[], Any], check: Callable[[Any], T]) -> T | None:
        """Return what a function of a plugin answers, as ``check`` gives it back; None, and a failure, where it raises.

        The built-in plugin's answers are taken as they are. Only the user's own interruption comes out.
        """
        answered = False
        try:
            answer = function()
            if isinstance(answer, Iterator):
                answer = list(answer)  # it may raise as late as here
            answered = True
            return cast("T", answer) if plugin.built_in else check(answer)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - a stranger's code may raise anything, SystemExit too
            words = isinstance(error, (TypeError, msgspec.ValidationError)) and answered
            what = f"the answer cannot be used: {error}" if words else type(error).__name__
            self._fail(plugin, f"{doing}: {what}", Location(plugin.module) if answered else _place(error, plugin))
        return None

    def ask(self, hook: str, take: Callable[[Any], T], **arguments: object) -> list[tuple[Plugin, T]]:
        """Call each plugin's implementation of a hook, by the plugins' names.

        An implementation that raises, or whose answer is not what the hook asks for, is a failure, and the others go
        on. An answer of None is left out; ``take`` turns any other into what is wanted.
        """
        answers = ((plugin, self.ask_one(plugin, hook, **arguments)) for plugin in self.implementers(hook))
        return [(plugin, take(answer)) for plugin, answer in answers if answer is not None]

    def ask_one(self, plugin: Plugin, hook: str, **arguments: object) -> Any:  # noqa: ANN401 - each hook has its own
        """Call one plugin's implementation of a hook; None where it has none, or where it failed."""
        for found in getattr(self._manager.hook, hook).get_hookimpls():
            if found.plugin_name == plugin.name:
                given = [arguments[name] for name in found.argnames]
                return self.call(plugin, hook, partial(found.function, *given), optional(ANSWERS[hook]))
        return None

    def sections(self) -> dict[str, type]:
        """Return the plugins' sections of settings: the built-in one's by its name, others as ``plugins.NAME``."""
        return {
            plugin.name if plugin.built_in else f"plugins.{plugin.name}": section
            for plugin, section in self.ask("settings", lambda answer: answer)
        }

    def disable(self, names: Iterable[str]) -> None:
        """Take plugins out again; the built-in one stays."""
        for name in names:
            plugin = self.plugins.get(name)
            if plugin is not None and not plugin.built_in:
                self._manager.unregister(name=name)
                del self.plugins[name]

    def implementers(self, hook: str) -> tuple[Plugin, ...]:
        """Return the plugins that implement a hook, by name."""
        names = {found.plugin_name for found in getattr(self._manager.hook, hook).get_hookimpls()}
        return tuple(self.plugins[name] for name in sorted(names) if name in self.plugins)

    def _fail(self, plugin: Plugin, what: str, location: Location) -> None:
        """Keep a failure as a Problem."""
        self._failures[PLUGIN_FAILED.at(location, f"plugin {plugin.name}, {what}")] = None


def _built_in_first(point: metadata.EntryPoint) -> tuple[bool, str]:
    """Return what entry points are sorted by: no stranger takes the built-in plugin's name."""
    return point.dist is None or point.dist.name != BUILT_IN_DISTRIBUTION, point.name


def _place(error: BaseException, plugin: Plugin) -> Location:
    """Return the deepest line of a stranger's code in a traceback, or the line that is no Python; else the module."""
    if isinstance(error, SyntaxError) and error.filename and not error.filename.startswith("<"):
        return Location(error.filename, error.lineno or 1)
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if not frame.filename.startswith(("<", *_NOT_THEIRS))]
    return Location(own[-1].filename, own[-1].lineno or 1) if own else Location(plugin.module)
