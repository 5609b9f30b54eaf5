"""The host: finds the plugins, and calls each of their hooks on its own."""

import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import metadata
from typing import Any, TypeVar

import pluggy

from vaultkit.errors import PluginInterruptedError
from vaultkit.model.location import Location
from vaultkit.model.problem import Problem, ProblemKind, Severity
from vaultkit.plugins.hookspecs import HookSpecs

T = TypeVar("T")

ENTRY_POINTS = "vaultkit.plugins"
BUILT_IN_DISTRIBUTION = "vaultkit"

PLUGIN_FAILED = ProblemKind(
    "plugin-failed",
    Severity.WARNING,
    "A plugin could not be loaded, or one of its hooks raised an exception.",
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

    ``failures`` holds a Problem for each plugin that could not be loaded and each hook that raised, at the
    plugin's own file and line; the same failure is kept once.
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
        for point in sorted(metadata.entry_points(group=ENTRY_POINTS), key=lambda point: point.name):
            distribution = point.dist
            name, version = (distribution.name, distribution.version) if distribution else ("", "")
            built_in = name == BUILT_IN_DISTRIBUTION
            if built_in_only and not built_in:
                continue
            plugin = Plugin(point.name, version, name, point.value, built_in)
            try:
                host.add(plugin, point.load())
            except KeyboardInterrupt:
                raise PluginInterruptedError(point.name) from None
            except Exception as error:  # noqa: BLE001 - a stranger's import may raise anything
                host.fail(plugin, "import", error)
        return host

    def add(self, plugin: Plugin, implementation: object) -> None:
        """Register a plugin's module or object; one that implements a hook wrongly is a failure."""
        try:
            self._manager.register(implementation, plugin.name)
            self._manager.check_pending()
        except (pluggy.PluginValidationError, ValueError) as error:
            if self._manager.has_plugin(plugin.name):
                self._manager.unregister(name=plugin.name)
            self.fail(plugin, "registration", error)
        else:
            self.plugins[plugin.name] = plugin

    @property
    def failures(self) -> tuple[Problem, ...]:
        """What went wrong with plugins up to now."""
        return tuple(self._failures)

    def ask(self, hook: str, take: Callable[[Any], T], **arguments: object) -> list[tuple[Plugin, T]]:
        """Call each plugin's implementation of a hook, by the plugins' names.

        ``take`` turns the answer into what is wanted, inside the guard: a generator may raise late. An
        implementation that raises is a failure, and the others go on. An answer of None is left out.
        """
        answers: list[tuple[Plugin, T]] = []
        implementations = getattr(self._manager.hook, hook).get_hookimpls()
        for implementation in sorted(implementations, key=lambda found: str(found.plugin_name)):
            plugin = self.plugins.get(implementation.plugin_name)
            if plugin is None:
                continue
            try:
                answer = implementation.function(*(arguments[name] for name in implementation.argnames))
                if answer is not None:
                    answers.append((plugin, take(answer)))
            except Exception as error:  # noqa: BLE001 - a stranger's hook may raise anything
                self.fail(plugin, hook, error)
        return answers

    def ask_one(self, plugin: Plugin, hook: str, **arguments: object) -> Any:  # noqa: ANN401 - each hook has its own
        """Call one plugin's implementation of a hook; None where it has none, or where it raises."""
        for implementation in getattr(self._manager.hook, hook).get_hookimpls():
            if implementation.plugin_name == plugin.name:
                try:
                    return implementation.function(*(arguments[name] for name in implementation.argnames))
                except Exception as error:  # noqa: BLE001 - a stranger's hook may raise anything
                    self.fail(plugin, hook, error)
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

    def fail(self, plugin: Plugin, doing: str, error: BaseException) -> None:
        """Keep a failure as a Problem at the deepest line of the plugin's traceback."""
        frames = traceback.extract_tb(error.__traceback__)
        location = Location(frames[-1].filename, frames[-1].lineno or 1) if frames else Location(plugin.module)
        what = f"plugin {plugin.name}, {doing}: {type(error).__name__}"
        self._failures[PLUGIN_FAILED.at(location, what)] = None
