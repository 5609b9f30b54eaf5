"""Every hook by the example in its docstring: run as a plugin, asked where the program asks it."""

import inspect
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
import typer

from vaultkit import api
from vaultkit.plugins.answers import ANSWERS
from vaultkit.plugins.hookspecs import HookSpecs
from vaultkit.testing import DAY, Vault, make_vault

HOOKS = {name: spec for name, spec in vars(HookSpecs).items() if not name.startswith("_")}
NOTES = {
    "Books/Emma.md": "---\ntype: book\npages: 0\n---\n",
    "Reading.md": "<!-- vaultkit:begin books.count -->\n<!-- vaultkit:end books.count -->\n",
}


def example(hook: str) -> str:
    """Return the example in a hook's docstring."""
    return inspect.cleandoc(inspect.cleandoc(HOOKS[hook].__doc__ or "").partition("Example:\n")[2])


def names() -> dict[str, object]:
    """Return what the examples take for granted: the api, and a few names of the standard library and typer."""
    here = {"Iterable": Iterable, "Mapping": Mapping, "Sequence": Sequence, "dataclass": dataclass, "typer": typer}
    return {name: getattr(api, name) for name in api.__all__} | here


def plugin(hook: str) -> ModuleType:
    """Return the example as a plugin's module."""
    module = ModuleType(f"example_of_{hook}")
    sys.modules[module.__name__] = module  # dataclasses look their module up
    module.__dict__.update(names())
    exec(compile(example(hook), f"the example of {hook}", "exec"), module.__dict__)  # noqa: S102 - our own words
    return module


@pytest.fixture
def vault(tmp_path: Path, request: pytest.FixtureRequest) -> Vault:
    """Return a vault with the example of the hook that the test is named after."""
    hook = request.node.name.removeprefix("test_hook_")
    return Vault(make_vault(tmp_path / "vault", NOTES), DAY, {"books": plugin(hook)})


def test_hook_facts(vault: Vault) -> None:
    assert vault.session().moment.facts["books"] == {"Books/Emma.md": {"pages": "0"}}


def test_hook_problems(vault: Vault) -> None:
    found = json.loads(vault.run("check", "--json").stdout)["problems"]

    assert [(each["path"], each["line"], each["code"]) for each in found if each["code"].startswith("book")] == [
        ("Books/Emma.md", 3, "book-pages")
    ]


def test_hook_blocks(vault: Vault) -> None:
    assert vault.run("dashboard").exit_code == 0
    assert "\n2 notes.\n" in vault.read("Reading.md")


def test_hook_commands(vault: Vault) -> None:
    assert vault.run("books", "reading").stdout == "2 notes\n"


def test_hook_counts(vault: Vault) -> None:
    assert json.loads(vault.run("index", "--json").stdout)["books"] == 1


def test_hook_survey(vault: Vault) -> None:
    (vault.folder / "vaultkit.toml").unlink()
    assert "2 possible books" in vault.run("check").stderr


def test_hook_summary(vault: Vault) -> None:
    assert "no book is being read\n" in vault.run().stdout


def test_hook_properties(vault: Vault) -> None:
    host = vault.session().host
    (kind,) = [kind for owner, kind in host.properties() if owner.name == "books"]
    assert (kind.name, kind.also) == ("pages", ("length",))


def test_hook_settings(vault: Vault) -> None:
    vault.add({"vaultkit.toml": '[plugins.books]\ntype = "novel"\n'})
    session = vault.session()
    section = session.host.sections()["plugins.books"]
    assert session.settings.section(section) == section(type="novel")
    vault.add({"vaultkit.toml": "[plugins.books]\ntype = 5\n"})
    assert [each.code for each in vault.session().problems() if each.location.path == "vaultkit.toml"] == [
        "settings-wrong-type"
    ]


def test_hook_changed(vault: Vault) -> None:
    session = vault.session()
    before = session.moment
    vault.add({"Books/Persuasion.md": ""})
    session.refresh()
    said = {
        owner.name: words for owner, words in session.host.ask("changed", list, before=before, after=session.moment)
    }
    assert said["books"] == ["1 more notes"]


def test_every_hook_has_a_test_of_its_own() -> None:
    own = {name.removeprefix("test_hook_") for name in globals() if name.startswith("test_hook_")}
    assert own == HOOKS.keys() == ANSWERS.keys()


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_s_docstring_says_all(hook: str) -> None:
    text = inspect.cleandoc(HOOKS[hook].__doc__ or "")
    assert text.startswith("Return ")
    for part in ("Called: ", "Pure: yes", "Example:"):
        assert re.search(rf"^{part}", text, re.MULTILINE), part
    assert f"def {hook}(" in example(hook)
