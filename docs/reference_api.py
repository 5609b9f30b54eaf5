"""The generated pages on the API: every name with its signature and docstring, read out of the source."""

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from reference import code, table

from vaultkit import api as public
from vaultkit import people as people_names
from vaultkit import testing as testing_names
from vaultkit.errors import VaultkitError
from vaultkit.plugins.hookspecs import HookSpecs
from vaultkit.testing import fixtures

WITHOUT_DOCSTRING = {
    "Change": "An edit, a new file, a move, or a move to the trash: the only ways in which a file changes.",
    "Json": "What JSON holds: None, true and false, numbers, text, and lists and dictionaries of these.",
    "hookimpl": "Marks a function as the plugin's own of the hook of that name; `@hookimpl` stands above it.",
    "DAY": "The day that is today in a test, unless it says otherwise: 22 November 2026.",
    "HOSTILE": "Words that are meant to break out of a block; each is to be shown as text.",
}
"""Names that cannot say themselves what they are."""

MEANT = {
    "Files": "str | Mapping[str, str | bytes]",
    "Notes": "Mapping[str, Note]",
    "PathKind": "Literal['folder', 'note', 'name']",
    "OptionValue": "str | int | None",
    "Given": "str | Sequence[str] | None",
    "Slip": "tuple[str, bytes]",
    "Scalar": "str | int | float | bool | None",
}
"""What stands for a type in the source."""


def hooks() -> str:
    """Every hook with its signature, when it is called, and an example."""
    found = [hook for name, hook in vars(HookSpecs).items() if not name.startswith("_")]
    summary = table(("hook", "gives"), ((f"[`{hook.__name__}`](#{hook.__name__})", summary_of(hook)) for hook in found))
    return "\n\n".join([summary, *(_hook(hook) for hook in found)])


def _hook(hook: Callable[..., object]) -> str:
    return f"### {hook.__name__}\n\n```python\n{signature(hook)}\n```\n\n{markdown(hook.__doc__ or '')}"


def api() -> str:
    """Every name of the public module."""
    return names(public)


def people_api() -> str:
    """Every name that the people plugin promises."""
    return names(people_names)


def testing_api() -> str:
    """Every name of the module for tests."""
    return names(testing_names)


def fixtures_api() -> str:
    """Every fixture."""
    found = [(name, inspect.unwrap(value)) for name, value in vars(fixtures).items() if _is_fixture(value)]
    return table(("fixture", "gives"), ((code(name), summary_of(function)) for name, function in found))


def _is_fixture(value: object) -> bool:
    return type(value).__name__ == "FixtureFunctionDefinition" or hasattr(value, "_pytestfixturefunction")


def names(module: Any) -> str:  # noqa: ANN401 - any module with `__all__`
    """Return every name of a module: functions first, then classes, then what stops a command."""
    values = {name: getattr(module, name) for name in sorted(module.__all__, key=str.lower)}
    errors = {n: each for n, each in values.items() if inspect.isclass(each) and issubclass(each, VaultkitError)}
    classes = {n: each for n, each in values.items() if inspect.isclass(each) and n not in errors}
    functions = {n: each for n, each in values.items() if n not in errors and n not in classes}
    parts = [_chapter("Functions", functions), _chapter("Classes", classes), _chapter("Errors", errors)]
    return "\n\n".join(part for part in parts if part)


def _chapter(title: str, values: dict[str, Any]) -> str:
    if not values:
        return ""
    return "\n\n".join([f"### {title}", *(f"#### {name}\n\n{described(name, each)}" for name, each in values.items())])


def described(name: str, value: Any) -> str:  # noqa: ANN401 - whatever a module has
    """Return a name's signature and docstring as markdown; of a class its fields and methods too."""
    if name in WITHOUT_DOCSTRING:
        return WITHOUT_DOCSTRING[name]
    if not inspect.isclass(value):
        return f"```python\n{signature(value, name)}\n```\n\n{markdown(inspect.getdoc(inspect.unwrap(value)) or '')}"
    parts = [markdown(inspect.getdoc(value) or "")]
    if issubclass(value, VaultkitError):
        made = signature(value.__init__, name).removesuffix(" -> None")
        return "\n\n".join([f"```python\n{made}\n```", *parts, f"Exit code {value.exit_code}."])
    fields = [(code(field), code(type_)) for field, type_ in fields_of(value)]
    parts += [table(("field", "type"), fields)] if fields else []
    methods = [f"- `{shown}`: {words}" for shown, words in methods_of(value)]
    parts += ["\n".join(methods)] if methods else []
    return "\n\n".join(parts)


def _tree(value: Any) -> ast.AST:  # noqa: ANN401 - a class or function
    return ast.parse(inspect.cleandoc("\n" + inspect.getsource(inspect.unwrap(value)))).body[0]


def signature(function: Callable[..., object], name: str | None = None) -> str:
    """Return a function's name, parameters and answer as they are written; ``name`` is the one that is promised."""
    if not hasattr(inspect.unwrap(function), "__code__"):
        return f"{name}(*words)"
    definition = _tree(function)
    assert isinstance(definition, ast.FunctionDef), function
    definition.name = name or definition.name
    return _signature(definition)


def _signature(definition: ast.FunctionDef) -> str:
    arguments = definition.args
    arguments.args = [each for each in arguments.args if each.arg not in {"self", "cls"}]
    returns = f" -> {_type(definition.returns)}" if definition.returns else ""
    shown = re.sub(r"'((?:[A-Z]|tuple\[)[\w.\[\], |]+|typer[\w.]+)'", r"\1", ast.unparse(arguments))
    return _told(f"{definition.name}({shown}){returns}")


def _type(annotation: ast.expr | None) -> str:
    """Return a type as it is written, without the quotation marks that put it off."""
    return (
        _told(re.sub(r"'((?:[A-Z]|tuple\[)[\w.\[\], |]+|typer[\w.]+)'", r"\1", ast.unparse(annotation)))
        if annotation
        else ""
    )


def _told(types: str) -> str:
    """Return types with what their short names stand for."""
    return re.sub(rf"\b({'|'.join(MEANT)})\b", lambda found: MEANT[found[1]], types)


def fields_of(kind: type) -> Iterator[tuple[str, str]]:
    """Yield the fields of a class and their types, with defaults, as they are written; its constants too."""
    tree = _tree(kind)
    assert isinstance(tree, ast.ClassDef)
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and not _is_own(node.target.id, node):
            default = ast.unparse(node.value) if node.value else ""
            shown = f" = {default}" if default and not default.startswith(("field(", "setting(")) else ""
            yield node.target.id, f"{_type(node.annotation)}{shown}"
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id[0] != "_":
            yield node.targets[0].id, ast.unparse(node.value)


def _is_own(name: str, node: ast.AnnAssign) -> bool:
    return name.startswith("_") or "ClassVar" in ast.unparse(node.annotation)


def methods_of(kind: type) -> Iterator[tuple[str, str]]:
    """Yield the public methods and properties of a class with the first line of what they say."""
    tree = _tree(kind)
    assert isinstance(tree, ast.ClassDef)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            words = " ".join((ast.get_docstring(node) or "").replace("``", "`").split())
            is_property = any("property" in ast.unparse(each) for each in node.decorator_list)
            yield (f"{node.name}: {_type(node.returns)}" if is_property else _signature(node)), words


def summary_of(value: Any) -> str:  # noqa: ANN401 - as above
    """Return the first line of a docstring."""
    return inspect.cleandoc(value.__doc__ or "").partition("\n")[0].replace("``", "`")


_PART = re.compile(r"(?P<title>Raises|Called|Pure|Example|Args|Returns):(?P<rest>.*)")


def markdown(docstring: str) -> str:
    """Return a docstring as markdown: its parts as a list, its example as code, reStructuredText's marks as ours."""
    lines = inspect.cleandoc(docstring).split("\n")
    found: list[str] = []
    while lines:
        line = lines.pop(0)
        part = _PART.match(line)
        if part is None:
            found.append("" if line.strip() == "::" else line.replace("``", "`"))
            continue
        indented: list[str] = []
        while lines and (not lines[0].strip() or lines[0].startswith(" ")):
            indented.append(lines.pop(0))
        found += _part(part["title"], part["rest"].strip(), inspect.cleandoc("\n" + "\n".join(indented)), lines)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(found)).strip()


def _part(title: str, rest: str, inside: str, lines: list[str]) -> list[str]:
    """Return one part of a docstring; what goes on after its first line is taken from the lines that follow."""
    if title == "Example":
        return ["", "```python", inside, "```", ""]
    if rest:
        while lines and lines[0].strip() and not _PART.match(lines[0]):
            rest += f" {lines.pop(0).strip()}"
        return [f"- **{title}**: {rest}".replace("``", "`")]
    entries = re.sub(r"\n +", " ", inside).split("\n")
    return ["", f"{title}:", "", *(re.sub(r"^(\w+):", r"- `\1`:", each).replace("``", "`") for each in entries), ""]


def promised() -> tuple[str, ...]:
    """Return the modules of which every public name is promised."""
    return tuple(import_module(name).__name__ for name in ("vaultkit.api", "vaultkit.people", "vaultkit.testing"))
