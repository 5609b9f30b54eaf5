"""The host: finds the plugins, and calls each of their hooks on its own."""

import importlib
import inspect
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from functools import partial, reduce
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

import pluggy

from vaultkit.disk.installed import EntryPoint, entry_points
from vaultkit.errors import PluginInterruptedError
from vaultkit.model.location import Location
from vaultkit.model.problem import Problem, ProblemKind, Severity
from vaultkit.plugins.hookspecs import HookSpecs

if TYPE_CHECKING:
    from vaultkit.model.property_kind import PropertyKind
    from vaultkit.plugins.answers import Check

# ruff: noqa: PLC0415 -- how strangers' answers are checked is imported once a stranger answers

T = TypeVar("T")

_NOT_THEIRS = (__file__, *importlib.__path__, *pluggy.__path__)
"""Code that lies between the program and a plugin."""

ENTRY_POINTS = "vaultkit.plugins"
BUILT_IN_DISTRIBUTION = "vaultkit"

PLUGIN_FAILED = ProblemKind(
    "plugin-failed",
    Severity.WARNING,
    "A plugin could not be loaded, a hook or command of its raised, or a hook answered with what cannot be used.",
    "An installed plugin whose module does not import.",
    "Report it to the plugin's authors; leave it out with `disabled` in `[plugins]` until it is mended.",
)
NAME_CLAIMED = ProblemKind(
    "plugin-claim",
    Severity.WARNING,
    "A plugin claims a name that is another's: a plugin's, a command's, a count's, a property's; who had it keeps it.",
    "An installed plugin that is called `check`, and brings commands.",
    "Disable one of the two in `[plugins]`, or ask the plugin's authors for another name.",
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
"""What a plugin may be called: it is a key of the settings, and a word of the command line."""
RESERVED = frozenset({"disabled", "elsewhere"})
"""Keys of ``[plugins]`` beside the sections of the plugins, so that no plugin can be called so."""


class Plugin(NamedTuple):
    """A plugin: its name and version, the distribution that brought it, the module's name.

    ``declared`` is the line of the distribution that names it, the module's name where that is not known.
    """

    name: str
    version: str
    distribution: str
    module: str
    built_in: bool
    declared: Location | None = None


class Host:
    """The plugins of one program run.

    ``plugins`` are those that run, ``disabled`` those that the settings leave out, by name; ``broken`` could not be
    loaded. ``failures`` holds a Problem for each of the broken, for each hook that raised or answered wrongly, and for
    each name that is another's, at the plugin's own file and line; the same failure is kept once. ``running`` is the
    plugin whose code runs, or was running when the user interrupted it. ``tracebacks`` are for the plugins' authors:
    they may quote the notes, and are shown to nobody who has not asked.
    """

    def __init__(self) -> None:
        """Begin with no plugin."""
        self.plugins: dict[str, Plugin] = {}
        self.disabled: dict[str, Plugin] = {}
        self.broken: list[Plugin] = []
        self.running: Plugin | None = None
        self._manager = pluggy.PluginManager("vaultkit")
        self._manager.add_hookspecs(HookSpecs)
        self.tracebacks: dict[Problem, str] = {}
        self._failures: dict[Problem, Plugin] = {}

    @classmethod
    def load(cls, *, built_in_only: bool = False) -> "Host":
        """Return a host with every installed plugin, or with the built-in one alone.

        Raises PluginInterruptedError where the user interrupts the import of a plugin.
        """
        host = cls()
        for point in sorted(entry_points(ENTRY_POINTS), key=_built_in_first):
            plugin = _named_by(point)
            if (plugin.built_in or not built_in_only) and host.may_be_called(plugin):
                try:
                    implementation = host.call(plugin, "import", partial(_load, point.value), _something)
                except KeyboardInterrupt:
                    raise PluginInterruptedError(point.name) from None
                if implementation is None:
                    host.broken.append(plugin)
                else:
                    host.add(plugin, implementation)
        return host

    def may_be_called(self, plugin: Plugin) -> bool:
        """Return whether a plugin's name is one, and nobody's yet; else the plugin is broken."""
        if plugin.name in self.plugins:
            kind, why = NAME_CLAIMED, "registration: another plugin has that name"
        elif not _NAME.fullmatch(plugin.name) or plugin.name in RESERVED:
            kind, why = PLUGIN_FAILED, "registration: a plugin cannot be called so (letters, digits, - and _)"
        else:
            return True
        self._fail(plugin, why, _declared(plugin), kind)
        self.broken.append(plugin)
        return False

    def add(self, plugin: Plugin, implementation: object) -> None:
        """Register a plugin's module or object; one whose name is taken, or whose hooks do not fit, is broken."""
        if not self.may_be_called(plugin):
            return

        def register() -> bool:
            self._manager.register(implementation, plugin.name)
            self._manager.check_pending()
            return True

        if self.call(plugin, "registration", register, bool):
            self.plugins[plugin.name] = plugin
            return
        self.broken.append(plugin)
        if self._manager.has_plugin(plugin.name):
            self._manager.unregister(name=plugin.name)

    @property
    def failures(self) -> tuple[Problem, ...]:
        """What went wrong with plugins up to now."""
        return tuple(self._failures)

    @property
    def failing(self) -> tuple[Plugin, ...]:
        """The plugins with which something went wrong, each once."""
        return tuple(dict.fromkeys(self._failures.values()))

    def failures_of(self, plugin: Plugin) -> tuple[Problem, ...]:
        """What went wrong with one plugin up to now."""
        return tuple(problem for problem, whose in self._failures.items() if whose == plugin)

    def call(  # noqa: PLR0913 - what is called, how its answer is taken, and what else is to be told
        self,
        plugin: Plugin,
        doing: str,
        function: Callable[[], Any],
        check: Callable[[Any], T],
        place: Callable[[], Location] | None = None,
        *,
        failed: T | None = None,
    ) -> T | None:
        """Return what a function of a plugin answers, as ``check`` gives it back; ``failed`` where it raises.

        ``place`` tells where the function stands, for an answer that cannot be used: it is not asked for each of ten
        thousand notes. The built-in plugin's answers are taken as they are. Only the user's own interruption comes out.
        """
        answered = False
        before, self.running = self.running, plugin
        try:
            answer = function()
            if isinstance(answer, Iterator):
                answer = list(answer)  # it may raise as late as here
            answered = True
            checked: T | None = cast("T", answer) if plugin.built_in else check(answer)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - a stranger's code may raise anything, SystemExit too
            at = _place(error, plugin) if not answered else place() if place else _home(plugin)
            problem = self._fail(plugin, f"{doing}: {_words(error, answered=answered)}", at)
            if problem not in self.tracebacks:
                self.tracebacks[problem] = "".join(traceback.format_exception(error))
            checked = failed
        self.running = before
        return checked

    def ask(self, hook: str, take: Callable[[Any], T], **arguments: object) -> list[tuple[Plugin, T]]:
        """Call each plugin's implementation of a hook: the built-in one's, then by the plugins' names.

        An implementation that raises, or whose answer is not what the hook asks for, is a failure, and the others go
        on. An answer of None is left out; ``take`` turns any other into what is wanted.
        """
        answers = ((plugin, self.ask_one(plugin, hook, **arguments)) for plugin in self.implementers(hook))
        return [(plugin, take(answer)) for plugin, answer in answers if answer is not None]

    def ask_one(self, plugin: Plugin, hook: str, *, failed: object = None, **arguments: object) -> Any:  # noqa: ANN401 - each hook has its own
        """Call one plugin's implementation of a hook; None where it has none, ``failed`` where it failed."""
        found = self._implementation(plugin, hook)
        if found is None:
            return None
        given = [arguments[name] for name in found.argnames]
        check, place = _check_of(plugin, hook), partial(_line, found.function, plugin)
        return self.call(plugin, hook, partial(found.function, *given), check, place, failed=failed)

    def raw(self, plugin: Plugin, hook: str, **arguments: object) -> object:
        """Return what a plugin's implementation of a hook answers, as it is; None where it has none, or raises."""
        found = self._implementation(plugin, hook)
        if found is None:
            return None
        given = [arguments[name] for name in found.argnames]
        return self.call(plugin, hook, partial(found.function, *given), lambda answer: answer)

    def _implementation(self, plugin: Plugin, hook: str) -> pluggy.HookImpl | None:
        """Return a plugin's implementation of a hook, or None."""
        found = getattr(self._manager.hook, hook).get_hookimpls()
        return next((each for each in found if each.plugin_name == plugin.name), None)

    def place_of(self, plugin: Plugin, hook: str) -> Location:
        """Return where a plugin implements a hook; its module's beginning where it does not."""
        found = self._implementation(plugin, hook)
        return _line(found.function, plugin) if found else _home(plugin)

    def claim(self, plugin: Plugin, hook: str, name: str, owner: str) -> None:
        """Keep as a failure that a plugin's hook brings a name that is ``owner``'s already."""
        self._fail(plugin, f"{hook}: {name!r} is {owner}'s already", self.place_of(plugin, hook), NAME_CLAIMED)

    def hooks_of(self, plugin: Plugin) -> tuple[str, ...]:
        """Return the names of the hooks that a plugin implements, in the order of the specification."""
        from vaultkit.plugins.answers import ANSWERS

        return tuple(name for name in ANSWERS if self._implementation(plugin, name) is not None)

    def sections(self) -> dict[str, type]:
        """Return the plugins' sections of settings: the built-in one's by its name, others as ``plugins.NAME``."""
        return {self.section_of(plugin): section for plugin, section in self.ask("settings", lambda answer: answer)}

    @staticmethod
    def section_of(plugin: Plugin) -> str:
        """Return the name of a plugin's section of the settings."""
        return plugin.name if plugin.built_in else f"plugins.{plugin.name}"

    def properties(self) -> "list[tuple[Plugin, PropertyKind]]":
        """Return the properties of all plugins with their owners; one that two claim is the first one's."""
        from vaultkit.model.value import fold_key

        owned: dict[str, tuple[Plugin, PropertyKind]] = {}
        for plugin, kinds in self.ask("properties", list):
            for kind in kinds:
                owner, _ = owned.setdefault(fold_key(kind.name), (plugin, kind))
                if owner != plugin:
                    self.claim(plugin, "properties", kind.name, owner.name)
        return list(owned.values())

    def disable(self, names: Iterable[str]) -> None:
        """Take plugins out again, and what went wrong with them; the built-in one stays."""
        for name in names:
            theirs = [problem for problem, whose in self._failures.items() if whose.name == name and not whose.built_in]
            for problem in theirs:
                del self._failures[problem]
            plugin = self.plugins.get(name)
            if plugin is not None and not plugin.built_in:
                self._manager.unregister(name=name)
                self.disabled[name] = self.plugins.pop(name)

    def blame(self, error: BaseException) -> Problem | None:
        """Return what stopped a command as a failure of the plugin in whose code it did; None where it is nobody's."""
        packages = {each.module.partition(".")[0]: each for each in self.plugins.values() if not each.built_in}
        for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
            plugin = packages.get(str(frame.f_globals.get("__name__")).partition(".")[0])
            if plugin is not None:
                at = Location(frame.f_code.co_filename, line)
                return self._fail(plugin, f"a command: {type(error).__name__}", at)
        return None

    def implementers(self, hook: str) -> tuple[Plugin, ...]:
        """Return the plugins that implement a hook: the built-in one, so that nobody is before it, then by name."""
        names = {found.plugin_name for found in getattr(self._manager.hook, hook).get_hookimpls()}
        found = [self.plugins[name] for name in names if name in self.plugins]
        return tuple(sorted(found, key=lambda plugin: (not plugin.built_in, plugin.name)))

    def _fail(self, plugin: Plugin, what: str, location: Location, kind: ProblemKind = PLUGIN_FAILED) -> Problem:
        """Keep a failure as a Problem."""
        problem = kind.at(location, f"plugin {plugin.name}, {what}")
        self._failures.setdefault(problem, plugin)
        return problem


def _load(value: str) -> object:
    """Import what an entry point names: ``module`` or ``module:object``, with what it asks for in brackets left out."""
    module, _, path = value.partition("[")[0].partition(":")
    names = [name.strip() for name in path.split(".") if name.strip()]
    return reduce(getattr, names, importlib.import_module(module.strip()))


def _something(answer: object) -> object:
    """Return any answer but None."""
    if answer is None:
        raise TypeError("there is nothing")
    return answer


def _check_of(plugin: Plugin, hook: str) -> "Check":
    """Return how a plugin's answer to a hook is checked; the built-in one's is taken as it is."""
    if plugin.built_in:
        return lambda answer: answer
    from vaultkit.plugins.answers import ANSWERS, optional

    return optional(ANSWERS[hook])


def _words(error: BaseException, *, answered: bool) -> str:
    """Return what an error is: its words only where they are known to quote no note."""
    import msgspec

    if answered and isinstance(error, (TypeError, msgspec.ValidationError)):
        return f"the answer cannot be used: {error}"
    if isinstance(error, pluggy.PluginValidationError):
        return " ".join(str(error).partition(" in plugin <")[0].split("\n")[-2:])
    return type(error).__name__


def _built_in_first(point: EntryPoint) -> tuple[bool, str]:
    """Return what entry points are sorted by: no stranger takes the built-in plugin's name."""
    return point.distribution != BUILT_IN_DISTRIBUTION, point.name


def _named_by(point: EntryPoint) -> Plugin:
    """Return the plugin that an entry point names."""
    built_in = point.distribution == BUILT_IN_DISTRIBUTION
    declared = Location(point.file, point.line) if point.file else None
    return Plugin(point.name, point.version, point.distribution, point.value, built_in, declared)


def _declared(plugin: Plugin) -> Location:
    """Return the line of its distribution that names a plugin; the name of its module where that cannot be told."""
    return plugin.declared or Location(plugin.module)


def _home(plugin: Plugin) -> Location:
    """Return the beginning of a plugin's module, or where it is named."""
    file = getattr(sys.modules.get(plugin.module.partition(":")[0]), "__file__", None)
    return Location(file) if file else _declared(plugin)


def _line(function: object, plugin: Plugin) -> Location:
    """Return where a function of a plugin begins, or its module."""
    code = getattr(inspect.unwrap(cast("Any", function)), "__code__", None)
    return Location(code.co_filename, code.co_firstlineno) if code else _home(plugin)


def _place(error: BaseException, plugin: Plugin) -> Location:
    """Return the deepest line of a stranger's code in a traceback, or the line that is no Python; else the module."""
    if isinstance(error, SyntaxError) and error.filename and not error.filename.startswith("<"):
        return Location(error.filename, error.lineno or 1)
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if not frame.filename.startswith(("<", *_NOT_THEIRS))]
    return Location(own[-1].filename, own[-1].lineno or 1) if own else _home(plugin)
