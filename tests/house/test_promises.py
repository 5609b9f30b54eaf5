"""What is promised hangs together: whoever gets a value can name its type, and no name is kept that nobody needs."""

import ast
import builtins
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar, get_args, get_origin

import pytest
import reference_api

from vaultkit import api, people, testing

ROOT = Path(__file__).parents[2]
MODULES = (api, people, testing)
PROMISED = {id(getattr(module, name)) for module in MODULES for name in module.__all__}


def promised(module: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any module with `__all__`
    """Yield the names of a module that can be read in source, less those that say what else they stand for."""
    for name in module.__all__:
        if name not in reference_api.WITHOUT_DOCSTRING:
            yield name, inspect.unwrap(getattr(module, name))


def annotations(value: Any) -> Iterator[ast.expr]:  # noqa: ANN401 - a class or function
    """Yield the types that a promised name shows: of its parameters, answer, fields and public methods."""
    tree = ast.parse(inspect.cleandoc("\n" + inspect.getsource(value))).body[0]
    body = tree.body if isinstance(tree, ast.ClassDef) else [tree]
    made_by_user = isinstance(value, type) and issubclass(value, Exception)
    for node in body:
        if isinstance(node, ast.AnnAssign) and not ast.unparse(node.target).startswith("_"):
            yield node.annotation
        if isinstance(node, ast.FunctionDef) and (not node.name.startswith("_") or made_by_user):
            yield from (
                each.annotation for each in ast.walk(node.args) if isinstance(each, ast.arg) and each.annotation
            )
            yield from [node.returns] if node.returns else []


def names(annotation: ast.expr) -> Iterator[str]:
    """Yield the names in a type, those in quotation marks too, less the words of a ``Literal``."""
    if isinstance(annotation, ast.Subscript) and ast.unparse(annotation.value) == "Literal":
        return
    if isinstance(annotation, ast.Name):
        yield annotation.id
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        yield from names(ast.parse(annotation.value, mode="eval").body)
    if isinstance(annotation, ast.Attribute):  # another package's, such as typer.Context
        return
    for child in ast.iter_child_nodes(annotation):
        if isinstance(child, ast.expr):
            yield from names(child)


def meant(name: str, home: ModuleType) -> Any:  # noqa: ANN401 - whatever a module has
    """Return what a name stands for in a module, where it is imported for types alone too."""
    if hasattr(home, name) or hasattr(builtins, name):
        return getattr(home, name, None) or getattr(builtins, name)
    for node in ast.walk(ast.parse(inspect.getsource(home))):
        if isinstance(node, ast.ImportFrom) and any((each.asname or each.name) == name for each in node.names):
            (original,) = (each.name for each in node.names if (each.asname or each.name) == name)
            return getattr(__import__(node.module or "", fromlist=[original]), original)
    raise AssertionError(f"{home.__name__} does not know {name}")


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_type_in_a_promised_signature_is_promised(module: ModuleType) -> None:
    """Fails where a field, parameter or answer is of a class of ours that a plugin has no name for."""
    missing = set()
    for name, value in promised(module):
        for annotation in annotations(value):
            for word in names(annotation):
                kind = meant(word, sys.modules[value.__module__])
                if word in reference_api.MEANT:
                    continue  # the manual tells what it stands for
                is_another_word = not isinstance(kind, type | TypeVar) and get_origin(kind) and id(kind) not in PROMISED
                if is_another_word and hasattr(sys.modules[value.__module__], word):
                    missing.add(f"{name}: {word}")
                if isinstance(kind, type) and kind.__module__.startswith("vaultkit.") and id(kind) not in PROMISED:
                    missing.add(f"{name}: {kind.__module__}.{kind.__qualname__}")
    assert not missing, "\n".join(sorted(missing))


def test_what_a_command_is_given_is_told() -> None:
    """Fails where a public attribute that plugins use is made in ``__init__`` alone, and so is not in the manual."""
    told = reference_api.described("Session", api.Session)
    assert [name for name in ("today", "out") if f"| `{name}` |" not in told] == []
    assert [name for name in ("moment", "settings", "root") if f"- `{name}: " not in told] == []


def test_no_name_is_promised_that_nobody_uses() -> None:
    """Fails with a name that no plugin here uses, no promised name gives, takes or raises, and no way in needs."""
    plugins = [*(ROOT / "examples").glob("*/src/**/*.py"), *Path(inspect.getfile(people)).parent.rglob("*.py")]
    used = {word for path in plugins for word in re.findall(r"\w+", path.read_text("utf-8"))}
    given = {word for name, value in promised(api) for each in annotations(value) for word in names(each)}
    given |= {kind.__name__ for kind in get_args(api.Change)}
    library = set(re.findall(r"\w+", (ROOT / "docs" / "library.md").read_text("utf-8")))
    errors = {name for name, value in promised(api) if isinstance(value, type) and issubclass(value, api.VaultkitError)}
    assert set(api.__all__) - used - given - library - errors == set()
