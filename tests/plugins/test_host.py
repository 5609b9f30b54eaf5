"""The host calls each implementation on its own."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from vaultkit.errors import PluginInterruptedError
from vaultkit.model.settings import setting
from vaultkit.plugins.hookspecs import hookimpl
from vaultkit.plugins.host import Host, Plugin


class Good:
    @hookimpl
    def counts(self, moment: object) -> dict[str, int]:
        assert moment == "now"
        return {"good": 1}


class Raising:
    @hookimpl
    def counts(self, moment: object) -> dict[str, int]:
        raise RuntimeError(str(moment))


class RaisingLate:
    @hookimpl
    def problems(self, moment: object) -> Iterator[object]:
        yield moment
        raise RuntimeError


class Misspelt:
    @hookimpl
    def cuonts(self) -> dict[str, int]:
        return {}


class WrongArguments:
    @hookimpl
    def counts(self, moment: object, weather: object) -> dict[str, int]:
        return {str(moment): len(str(weather))}


def plugin(name: str, *, built_in: bool = False) -> Plugin:
    return Plugin(name, "1.0", "dist", f"mod_{name}", built_in)


def test_a_hook_that_raises_is_a_problem_at_its_own_line_and_the_others_go_on() -> None:
    host = Host()
    host.add(plugin("a"), Raising())
    host.add(plugin("b"), Good())

    answers = host.ask("counts", dict, moment="now")

    assert [(who.name, answer) for who, answer in answers] == [("b", {"good": 1})]
    (failure,) = host.failures
    assert failure.code == "plugin-failed"
    assert Path(failure.location.path) == Path(__file__)
    assert "raise RuntimeError(str(moment))" in Path(__file__).read_text("utf-8").split("\n")[failure.location.line - 1]
    assert "plugin a" in failure.message


def test_a_generator_that_raises_late_is_caught_too() -> None:
    host = Host()
    host.add(plugin("late"), RaisingLate())

    assert host.ask("problems", list, moment="now") == []
    assert [failure.code for failure in host.failures] == ["plugin-failed"]


def test_the_same_failure_is_kept_once() -> None:
    host = Host()
    host.add(plugin("a"), Raising())

    host.ask("counts", dict, moment="now")
    host.ask("counts", dict, moment="now")

    assert len(host.failures) == 1


@pytest.mark.parametrize(("wrong", "why"), [(Misspelt, "unknown hook 'cuonts'"), (WrongArguments, "{'weather'}")])
def test_a_hook_that_does_not_fit_leaves_the_plugin_out(wrong: Callable[[], object], why: str) -> None:
    """Fails without the reason where only the error's class is told, as of errors that may quote a note."""
    host = Host()
    host.add(plugin("wrong"), wrong())
    host.add(plugin("good"), Good())

    assert list(host.plugins) == ["good"]
    assert host.ask("counts", dict, moment="now")[0][1] == {"good": 1}
    (failure,) = host.failures
    assert why in failure.message
    assert " object at " not in failure.message


def test_one_plugin_can_be_asked_alone() -> None:
    host = Host()
    host.add(plugin("a"), Raising())
    host.add(plugin("b"), Good())

    assert host.ask_one(host.plugins["b"], "counts", moment="now") == {"good": 1}
    assert host.ask_one(host.plugins["b"], "summary", moment="now") is None
    assert host.ask_one(host.plugins["a"], "counts", moment="now") is None
    assert len(host.failures) == 1


def test_disabling_spares_the_built_in_plugin() -> None:
    host = Host()
    host.add(plugin("people", built_in=True), Good())
    host.add(plugin("other"), Good())

    host.disable(["people", "other", "nobody"])

    assert list(host.plugins) == ["people"]
    assert [who.name for who in host.implementers("counts")] == ["people"]


@dataclass(frozen=True, slots=True)
class Section:
    days: int = setting(3, "days")


class Sectioned:
    @hookimpl
    def settings(self) -> type:
        return Section


def test_sections_of_settings_are_named_by_their_plugin() -> None:
    host = Host()
    host.add(plugin("people", built_in=True), Sectioned())
    host.add(plugin("other"), Sectioned())

    assert host.sections() == {"people": Section, "plugins.other": Section}


def install(folder: Path, name: str, code: str) -> None:
    """Make an installed distribution with one plugin in a folder of sys.path."""
    (folder / f"{name}.py").write_text(code, encoding="utf-8")
    info = folder / f"{name}-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[vaultkit.plugins]\n{name} = {name}\n", encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    for module in ("stranger", "broken_stranger", "endless_stranger"):
        sys.modules.pop(module, None)


HOOK = """
from vaultkit.model.block import BlockKind, BlockOption, Place
from vaultkit.model.location import Location
from vaultkit.model.moment import Moment
from vaultkit.model.problem import Problem, Severity
from vaultkit.model.property_kind import PropertyKind
from vaultkit.model.settings import setting
from vaultkit.model.survey import Proposal, Survey
from vaultkit.plugins.hookspecs import hookimpl

@hookimpl
def counts(moment):
    return {"strange": 1}
"""


def test_an_installed_plugin_is_found_and_the_built_in_one_is_known(site: Path) -> None:
    install(site, "stranger", HOOK)

    host = Host.load()

    assert {name: found.built_in for name, found in host.plugins.items()} == {"people": True, "stranger": False}
    assert host.plugins["stranger"].version == "1"


def test_no_other_plugin_is_imported_when_only_the_built_in_one_is_asked_for(site: Path) -> None:
    install(site, "stranger", "raise SystemError('imported')")

    host = Host.load(built_in_only=True)

    assert list(host.plugins) == ["people"]
    assert host.failures == ()


def test_a_plugin_that_does_not_import_is_a_problem(site: Path) -> None:
    install(site, "broken_stranger", "import nothing_of_that_name")

    host = Host.load()

    assert "broken_stranger" not in host.plugins
    (failure,) = host.failures
    assert failure.location.path.endswith("broken_stranger.py")


def test_an_interrupted_import_names_the_plugin(site: Path) -> None:
    install(site, "endless_stranger", "raise KeyboardInterrupt")

    with pytest.raises(PluginInterruptedError, match=r"endless_stranger.*--no-plugins"):
        Host.load()


@pytest.mark.parametrize("stop", ["SystemExit(3)", "BaseException()", "GeneratorExit()"])
def test_a_plugin_that_wants_to_end_the_program_at_import_does_not(site: Path, stop: str) -> None:
    install(site, "broken_stranger", f"raise {stop}")

    host = Host.load()

    assert list(host.plugins) == ["people"]
    assert [failure.location.line for failure in host.failures] == [1]


def test_a_module_that_is_no_python_is_told_by_its_own_line(site: Path) -> None:
    install(site, "broken_stranger", "x = 1\n\ndef (:\n")

    (failure,) = Host.load().failures

    assert (Path(failure.location.path).name, failure.location.line) == ("broken_stranger.py", 3)
    assert failure.message.endswith("SyntaxError")


def test_an_entry_point_to_nothing_is_told_by_the_line_that_names_it(site: Path) -> None:
    install(site, "broken_stranger", "")
    (site / "broken_stranger.py").unlink()

    (failure,) = Host.load().failures

    assert str(failure.location) == f"{site}/broken_stranger-1.dist-info/entry_points.txt:2:1"


def test_no_stranger_takes_the_place_of_another_plugin(site: Path) -> None:
    install(site, "stranger", HOOK)
    (site / "stranger-1.dist-info" / "entry_points.txt").write_text("[vaultkit.plugins]\npeople = stranger\n", "utf-8")

    host = Host.load()

    assert [found.built_in for found in host.plugins.values()] == [True]
    assert "blocks" in host._manager.hook.__dict__  # noqa: SLF001 - the built-in one is still there to be asked
    assert host.ask("blocks", list)
    assert "another plugin has that name" in host.failures[0].message
