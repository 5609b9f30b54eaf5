"""Whatever a plugin answers, what cannot be used of it is a problem, and the rest works."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
import typer

from vaultkit.model.block import BlockKind, BlockOption, Place
from vaultkit.model.location import Location
from vaultkit.model.moment import Moment
from vaultkit.model.problem import Problem, Severity
from vaultkit.model.property_kind import PropertyKind
from vaultkit.model.settings import setting
from vaultkit.model.survey import Proposal, Survey
from vaultkit.plugins.hookspecs import HookSpecs, hookimpl
from vaultkit.plugins.host import Host, Plugin
from vaultkit.session.session import open_session
from vaultkit.testing import make_vault


@dataclass(frozen=True, slots=True)
class Section:
    days: int = setting(3, "days")


def plugin(name: str) -> Plugin:
    return Plugin(name, "1.0", "dist", f"mod_{name}", built_in=False)


class Endless(list[object]):
    def __iter__(self) -> Iterator[object]:
        """Want to end the program."""
        raise SystemExit(3)


@dataclass
class Unmade:
    days: int


@dataclass
class OddType:
    days: set[str] = field(default_factory=set)


@dataclass
class OddDefault:
    days: int = "three"  # type: ignore[assignment] # what a stranger may write


@dataclass
class OddInside:
    inner: OddDefault = field(default_factory=OddDefault)


@dataclass
class Unwritable:
    word: str = "\ud800"


@dataclass
class Hidden:
    word: str = field(default="", init=False)


HERE = Location("n.md")
HINT = Severity.HINT
ODD: list[tuple[str, object]] = [
    ("problems", 5),
    ("problems", [1, None]),
    ("problems", "words"),
    ("problems", {"a": 1}),
    ("problems", [Problem("n.md", "x", HINT, "m")]),  # type: ignore[arg-type] # what a stranger may write
    ("problems", [Problem(HERE, "x", HINT, None)]),  # type: ignore[arg-type] # the same
    ("problems", [Problem(HERE, "x", HINT, "\ud800")]),
    ("problems", Endless()),
    ("blocks", [1, 2]),
    ("blocks", [BlockKind("", "m", lambda _moment, _place: "")]),
    ("blocks", [BlockKind("x.y", "m", None)]),  # type: ignore[arg-type] # the same
    ("blocks", [BlockKind("x.y", "m", lambda _moment, _place: "", (1,))]),  # type: ignore[arg-type] # the same
    ("blocks", [BlockKind("x.y", "m", lambda _m, _p: "", (BlockOption("a", "odd", 1, "m"),))]),  # type: ignore[arg-type] # the same
    ("commands", 5),
    ("commands", typer.Typer),
    ("counts", [1]),
    ("counts", {"a": "b"}),
    ("counts", {1: 1}),
    ("survey", ()),
    ("survey", Survey((1,))),  # type: ignore[arg-type] # the same
    ("survey", Survey(words=None)),  # type: ignore[arg-type] # the same
    ("summary", "words"),
    ("summary", [1]),
    ("summary", ["\ud800"]),
    ("properties", ["word"]),
    ("properties", [PropertyKind("a", "b", "c", ("d", 5))]),  # type: ignore[arg-type] # the same
    *(("settings", kind) for kind in (5, int, Unmade, OddType, OddDefault, OddInside, Unwritable, Hidden, Section())),
    ("changed", b"words"),
    ("facts", object()),
    ("facts", {"a": {1: object()}}),
    ("facts", ["\ud800"]),
]
HOOKS = {name: spec for name, spec in vars(HookSpecs).items() if not name.startswith("_")}


class Answering:
    """A plugin with one hook, which answers as it is told."""

    def __init__(self, hook: str, answer: object) -> None:
        """Take what is to be answered, and by which hook."""
        setattr(self, hook, hookimpl(lambda: answer))


@pytest.mark.parametrize(("hook", "answer"), ODD)
def test_an_answer_that_cannot_be_used_is_a_failure_and_the_others_go_on(hook: str, answer: object) -> None:
    host = Host()
    host.add(plugin("odd"), Answering(hook, answer))
    host.add(plugin("sound"), Answering(hook, SOUND[hook]))
    given = {"moment": 1, "note": 1, "settings": 1, "before": 1, "after": 1, "index": 1}

    assert [who.name for who, _answer in host.ask(hook, lambda said: said, **given)] == ["sound"]
    (failure,) = host.failures
    assert failure.code == "plugin-failed"
    assert failure.message.startswith(f"plugin odd, {hook}: ")
    assert Path(failure.location.path) == Path(__file__)
    assert "lambda: answer" in Path(__file__).read_text("utf-8").split("\n")[failure.location.line - 1]
    assert host.ask_one(host.plugins["odd"], hook, **given) is None


SOUND: Mapping[str, object] = {
    "problems": (Problem(HERE, "x", HINT, "m"), Problem(HERE, "x", HINT, "m", "h")),
    "blocks": [BlockKind("x.y", "m", lambda _m, _p: "", (BlockOption("a", "number", None, "m"),))],
    "commands": typer.Typer(),
    "counts": {"a": 1},
    "survey": Survey((Proposal("a", "b", "c", 1, ("d",)),), (("a.md", "b.md"),), "words"),
    "summary": iter(["a"]),
    "properties": [PropertyKind("a", "b", "c", ("d",), ("e",))],
    "settings": Section,
    "changed": ("a",),
    "facts": {"a": [1, 2.5, None, True, {"b": "c"}]},
}


@pytest.mark.parametrize("hook", HOOKS)
def test_a_sound_answer_comes_as_it_is(hook: str) -> None:
    answer = ["a"] if isinstance(SOUND[hook], Iterator) else SOUND[hook]
    host = Host()
    host.add(plugin("sound"), Answering(hook, answer))

    [(_, got)] = host.ask(hook, lambda said: said)

    assert got == (list(answer) if isinstance(answer, tuple) else answer)
    assert host.failures == ()


def test_facts_are_what_the_cache_will_give_back() -> None:
    host = Host()
    host.add(plugin("a"), Answering("facts", {"a": (1, {2})}))

    assert host.ask_one(host.plugins["a"], "facts") == {"a": [1, [2]]}


@pytest.mark.parametrize("stop", [SystemExit(3), BaseException(), GeneratorExit()])
def test_no_hook_ends_the_program(stop: BaseException) -> None:
    def stopping() -> Sequence[str]:
        raise stop

    host = Host()
    host.add(plugin("a"), Answering("summary", None))
    answering = Answering("changed", ())
    answering.changed = hookimpl(stopping)  # type: ignore[attr-defined] # made by name
    host.add(plugin("b"), answering)

    assert host.ask("summary", list) == []
    assert host.ask("changed", list) == []
    assert [failure.message for failure in host.failures] == [f"plugin b, changed: {type(stop).__name__}"]


def test_the_users_own_interruption_comes_out() -> None:
    def interrupted() -> Sequence[str]:
        raise KeyboardInterrupt

    answering = Answering("changed", ())
    answering.changed = hookimpl(interrupted)  # type: ignore[attr-defined] # made by name
    host = Host()
    host.add(plugin("b"), answering)

    with pytest.raises(KeyboardInterrupt):
        host.ask("changed", list)


def leaves(_moment: Moment, _place: Place) -> str:
    raise SystemExit(3)


@pytest.mark.parametrize("render", [lambda _m, _p: None, lambda _m, _p: b"x", lambda _m, _p: "\ud800", leaves])
def test_a_block_that_is_rendered_as_no_text_is_a_failure(
    tmp_path: Path, render: Callable[[Moment, Place], str]
) -> None:
    note = "<!-- vaultkit:begin x.y -->\n<!-- vaultkit:end x.y -->\n"
    make_vault(tmp_path, {"n.md": note})
    host = Host()
    host.add(plugin("odd"), Answering("blocks", [BlockKind("x.y", "m", render)]))
    session = open_session(tmp_path, host, date(2026, 11, 22))

    assert session.update_dashboard(create=False).written == ()
    [problem] = host.failures
    assert problem in session.problems()
    assert (problem.code, problem.message.split(": ")[0]) == ("plugin-failed", "plugin odd, block x.y")
