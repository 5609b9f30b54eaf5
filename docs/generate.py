"""Writes the generated parts of the documentation anew: blocks between markers, rewritten as those of a dashboard are.

``python docs/generate.py`` writes what is stale; with ``--check`` it writes nothing and fails if anything is.
"""

import sys
from datetime import date
from hashlib import sha256
from itertools import groupby
from pathlib import Path

import reference

from vaultkit import dashboard
from vaultkit.model.block import BlockKind, Place
from vaultkit.model.edit import Edit, Source
from vaultkit.model.index import Index
from vaultkit.model.moment import Moment
from vaultkit.model.settings import Settings
from vaultkit.text.parse import parse

DOCS = Path(__file__).parent

RENDERERS = {
    "docs.api": reference.api,
    "docs.blocks": reference.blocks,
    "docs.commands": reference.commands,
    "docs.exits": reference.exits,
    "docs.hooks": reference.hooks,
    "docs.kinds": reference.kinds,
    "docs.plugin": reference.plugin,
    "docs.problems": reference.problems,
    "docs.properties": reference.properties,
    "docs.rules": reference.rules,
    "docs.settings": reference.settings,
    "docs.speed": reference.speed,
}


def block_kind(name: str) -> BlockKind:
    """Return a generated part of the documentation as a kind of block."""

    def render(_moment: Moment, _place: Place) -> str:
        return RENDERERS[name]()

    return BlockKind(name, RENDERERS[name].__doc__ or "", render)


def plan(folder: Path) -> tuple[Edit, ...]:
    """Return the edits that bring the pages of a folder up to date: the folder is read as a vault is."""
    sources = {path.name: path.read_bytes() for path in sorted(folder.glob("*.md"))}

    def read(path: str) -> Source:
        return Source(path, sources[path], sha256(sources[path]).hexdigest())

    index = Index.of(parse(path, data) for path, data in sources.items())
    moment = Moment(index, date(2026, 1, 1), Settings(), {}, read)
    planned = dashboard.plan(moment, {name: block_kind(name) for name in RENDERERS})
    assert not planned.problems, "\n".join(map(str, planned.problems))
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
