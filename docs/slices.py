"""Parts of files that tests run, for the pages that show them: the tutorial shows nothing else."""

import ast
from pathlib import Path

from vaultkit.session.new_plugin import package

EXAMPLES = Path(__file__).parent.parent / "examples"


def new_plugin(file: str, part: str | None) -> str:
    """A file of the package that `vaultkit new-plugin books` makes, or a part of it."""
    return fenced(file, package("books")[file].decode(), part)


def example(file: str, part: str | None) -> str:
    """A file of the example plugins, or parts of it."""
    return fenced(file, (EXAMPLES / file).read_text("utf-8"), part)


def fenced(file: str, text: str, part: str | None) -> str:
    """Return a file as a block of code, or the parts of it that are named, with commas between the names."""
    chosen = text if part is None else "\n\n\n".join(piece(text, name) for name in part.split(","))
    language = {".py": "python", ".toml": "toml", ".md": "markdown"}[Path(file).suffix]
    mark = "````" if "```" in chosen else "```"
    return f"{mark}{language}\n{chosen.strip(chr(10))}\n{mark}"


def piece(text: str, name: str) -> str:
    """Return a part of a Python file: a function, class or constant by its name, or ``imports``.

    Of other files the part is the lines from the one that holds the name to the next blank one.
    """
    lines = text.split("\n")
    try:
        body = ast.parse(text).body
    except SyntaxError:
        first = next(number for number, line in enumerate(lines) if name in line)
        return "\n".join(lines[first : lines.index("", first)])
    if name == "imports":
        found = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
        return "\n".join(lines[found[0].lineno - 1 : found[-1].end_lineno])
    node = next(node for node in body if name in _names(node))
    first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
    return "\n".join(lines[first - 1 : node.end_lineno])


def _names(node: ast.stmt) -> set[str]:
    """Return the names that a statement gives."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Assign):
        return {target.id for target in node.targets if isinstance(target, ast.Name)}
    return set()
