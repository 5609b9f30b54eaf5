"""Writes the generated parts of the documentation anew: blocks between markers, rewritten as those of a dashboard are.

``python docs/generate.py`` writes what is stale; with ``--check`` it writes nothing and fails if anything is.
"""

import sys
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from itertools import groupby
from pathlib import Path

import reference
import reference_api
import reference_schemas
import slices

from vaultkit import dashboard
from vaultkit.model.block import BlockKind, BlockOption, Place
from vaultkit.model.edit import Edit, Source
from vaultkit.model.index import Index
from vaultkit.model.moment import Moment
from vaultkit.model.settings import Settings
from vaultkit.text.parse import parse

DOCS = Path(__file__).parent

RENDERERS = {
    "docs.api": reference_api.api,
    "docs.blocks": reference.blocks,
    "docs.commands": reference.commands,
    "docs.exits": reference.exits,
    "docs.fixtures": reference_api.fixtures_api,
    "docs.hooks": reference_api.hooks,
    "docs.kinds": reference.kinds,
    "docs.people_api": reference_api.people_api,
    "docs.problems": reference.problems,
    "docs.properties": reference.properties,
    "docs.rules": reference.rules,
    "docs.schemas": reference_schemas.schemas,
    "docs.settings": reference.settings,
    "docs.speed": reference.speed,
    "docs.testing_api": reference_api.testing_api,
}
SLICES = {"docs.example": slices.example, "docs.new_plugin": slices.new_plugin}
"""Blocks that show a file, or a part of it, as their options say."""

OPTIONS = (
    BlockOption("file", "text", None, "the file's path"),
    BlockOption("part", "text", None, "names of functions, classes or constants, with commas between them"),
)


def block_kinds() -> dict[str, BlockKind]:
    """Return the generated parts of the documentation as kinds of block."""
    kinds = [_kind(name, render) for name, render in RENDERERS.items()]
    kinds += [_slice(name, render) for name, render in SLICES.items()]
    return {kind.name: kind for kind in kinds}


def _kind(name: str, render: Callable[[], str]) -> BlockKind:
    return BlockKind(name, render.__doc__ or "", lambda _moment, _place: render())


def _slice(name: str, show: Callable[[str, str | None], str]) -> BlockKind:
    def render(_moment: Moment, place: Place) -> str:
        return show(place.word("file") or "", place.word("part"))

    return BlockKind(name, show.__doc__ or "", render, OPTIONS)


def plan(folder: Path) -> tuple[Edit, ...]:
    """Return the edits that bring the pages of a folder up to date: the folder is read as a vault is."""
    sources = {path.name: path.read_bytes() for path in sorted(folder.glob("*.md"))}

    def read(path: str) -> Source:
        return Source(path, sources[path], sha256(sources[path]).hexdigest())

    index = Index.of(parse(path, data) for path, data in sources.items())
    moment = Moment(index, date(2026, 1, 1), Settings(), {}, read)
    planned = dashboard.plan(moment, block_kinds())
    problems = (*planned.problems, *dashboard.block_problems(moment, block_kinds()))
    assert not problems, "\n".join(map(str, problems))
    return planned.edits


def write(folder: Path) -> tuple[str, ...]:
    """Bring the pages of a folder up to date; return the names of those that were stale."""
    stale = []
    for name, edits in groupby(plan(folder), key=lambda edit: edit.path):
        path = folder / name
        data = path.read_bytes()
        for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
            data = edit.applied(data)
        path.write_bytes(data)
        stale.append(name)
    return tuple(stale)


def main(arguments: list[str]) -> int:
    """Write, or check; return the exit code."""
    if arguments == ["--check"]:
        stale = tuple(dict.fromkeys(edit.path for edit in plan(DOCS)))
        for name in stale:
            sys.stderr.write(f"docs/{name} is stale: python docs/generate.py writes it anew\n")
        return 1 if stale else 0
    for name in write(DOCS):
        sys.stdout.write(f"docs/{name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
