"""A plugin's conduct: what every plugin must hold to, tried on a vault of the plugin's own."""

import ast
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, is_dataclass, replace
from datetime import date
from functools import lru_cache
from types import ModuleType
from typing import Any, cast

import msgspec

from vaultkit import dashboard
from vaultkit.cli.app import build
from vaultkit.errors import BlockFailedError
from vaultkit.model.block import BlockKind, Place
from vaultkit.model.edit import Source
from vaultkit.model.index import Index
from vaultkit.model.moment import Json, Moment
from vaultkit.model.note import Note
from vaultkit.model.settings import Settings
from vaultkit.plugins.answers import plain_data, text
from vaultkit.plugins.host import Host, Plugin
from vaultkit.testing.hostile import variants
from vaultkit.testing.vaults import DAY, Files, host_with, notes_from
from vaultkit.text.lines import decode, split_lines
from vaultkit.text.parse import parse
from vaultkit.text.settings import read_settings
from vaultkit.text.structure import Structure, structure

PROMISED = ("vaultkit.api", "vaultkit.people", "vaultkit.testing", "vaultkit.testing.fixtures")
"""The modules of vaultkit that a plugin may import."""
_BUILT_IN = ("people",)
_BLOCKS = "Every block.md"
"""The note in which each of the plugin's blocks stands once, with its default options."""
_PURE = ("counts", "survey", "summary", "problems")
"""Hooks that are asked with a moment, and answer the same each time."""


def check_conduct(plugin: object, notes: Files, *, today: date = DAY, name: str | None = None) -> None:
    """Raise AssertionError with every breach of a plugin's conduct on a vault, a line each.

    ``plugin`` is the plugin's module or object; ``notes`` are files by path, or as a text shows them
    (``notes_from``), best with at least one of each kind of note that the plugin reads. ``name`` is the plugin's;
    without it that of the module, less ``vaultkit_``.

    What is checked: the answer of each hook is what the hook asks for, and the same when it is asked twice; facts are
    plain JSON, or one value of a class that is made into that; problems point at lines that exist; blocks are markdown
    whose links lead to notes, break no note, and stay as they are when they are rewritten; hostile values, in any
    property, list item or name, are shown as text; no name is another's; nothing of vaultkit is imported but what it
    promises.
    """
    found = breaches(plugin, notes, today=today, name=name)
    assert not found, "\n".join(["the plugin's conduct:", *found])  # noqa: S101 - that is how a test fails


def breaches(plugin: object, notes: Files, *, today: date = DAY, name: str | None = None) -> list[str]:
    """Return every breach of a plugin's conduct on a vault, in words; the arguments are those of ``check_conduct``."""
    trial = _Trial.of(plugin, notes_from(notes) if isinstance(notes, str) else notes, today, name)
    found = [
        *(trial.imports() if isinstance(plugin, ModuleType) else ()),
        *trial.answers(),
        *trial.facts(),
        *trial.places(),
        *trial.blocks(),
        *trial.hostile_values(),
    ]
    build(trial.host)
    trial.host.properties()
    return list(dict.fromkeys([*found, *map(str, trial.host.failures)]))


@dataclass(frozen=True, slots=True)
class _Trial:
    """A plugin that is tried, with the files of its vault."""

    host: Host
    plugin: Plugin
    settings: Settings
    files: Mapping[str, bytes]
    today: date
    known: dict[tuple[str, int], tuple[Note, Json]] = field(default_factory=dict)

    @classmethod
    def of(cls, plugin: object, notes: Mapping[str, str | bytes], today: date, name: str | None) -> "_Trial":
        module = cast("str", getattr(plugin, "__name__", type(plugin).__module__))
        called = name or module.partition(".")[0].removeprefix("vaultkit_")
        host = host_with() if called in _BUILT_IN else host_with({called: plugin})
        if called not in host.plugins:
            raise AssertionError("\n".join(map(str, host.failures)))
        files = {path: each.encode() if isinstance(each, str) else each for path, each in notes.items()}
        settings = read_settings(files.pop("vaultkit.toml", b"").decode(), host.sections())
        trial = cls(host, host.plugins[called], settings, files, today)
        marked = "".join(f"<!-- vaultkit:begin {n} -->\n<!-- vaultkit:end {n} -->\n\n" for n in sorted(trial.kinds()))
        return replace(trial, files={**files, _BLOCKS: marked.encode()})

    def kinds(self) -> dict[str, BlockKind]:
        """Return the plugin's own kinds of block; one that raises is a failure of the host."""
        return {kind.name: self._guarded(kind) for kind in self.host.ask_one(self.plugin, "blocks") or ()}

    def _guarded(self, kind: BlockKind) -> BlockKind:
        def render(moment: Moment, place: Place) -> str:
            said = self.host.call(self.plugin, f"block {kind.name}", lambda: kind.render(moment, place), text)
            if said is None:
                raise BlockFailedError(kind.name)
            return said

        return replace(kind, render=render)

    def moment(self, files: Mapping[str, bytes] | None = None, index: Index | None = None) -> Moment:
        """Return the moment of these files, or of an index of their notes that was changed; made anew each time."""
        given = self.files if files is None else files
        made = index or Index.of(
            [parse(path, data) for path, data in given.items() if path.endswith(".md")],
            [path for path in given if not path.endswith(".md")],
        )

        def read(path: str) -> Source:
            return Source.of(path, given[path])

        facts: dict[str, Mapping[str, Json]] = {}
        for plugin in self.host.implementers("facts"):
            said = {path: self._fact(plugin, note) for path, note in made.notes.items()}
            facts[plugin.name] = {path: each for path, each in said.items() if each is not None}
        return Moment(made, self.today, self.settings, facts, read)

    def _fact(self, plugin: Plugin, note: Note) -> Json:
        """Return what a plugin reads out of a note; asked once for each, as the program does."""
        key = (plugin.name, id(note))
        if key not in self.known:
            self.known[key] = (note, self.host.ask_one(plugin, "facts", note=note, settings=self.settings))
        return self.known[key][1]

    def imports(self) -> Iterator[str]:
        """Find imports of what vaultkit does not promise, in the modules of the plugin that are loaded."""
        package = self.plugin.module.partition(".")[0]
        for name, module in sorted(sys.modules.items()):
            if name.partition(".")[0] == package and package != "vaultkit":
                yield from _unpromised(name, module)

    def answers(self) -> Iterator[str]:
        """Find hooks that answer differently when they are asked again, of the same or of an equal moment."""
        one, other = self.moment(), self.moment()
        empty = self.moment({})
        for hook in self.host.hooks_of(self.plugin):
            asked: Callable[[Moment], Any]
            if hook in _PURE:
                asked = self._asker(hook)
            elif hook == "changed":
                asked = lambda moment: self.host.ask_one(self.plugin, "changed", before=empty, after=moment)  # noqa: E731 - one of three ways
            elif hook == "properties":
                asked = lambda _moment: self.host.ask_one(self.plugin, "properties")  # noqa: E731 - the same
            else:
                continue
            first = asked(one)
            if any(asked(moment) != first for moment in (one, other)):
                yield f"{self.host.place_of(self.plugin, hook)}: {hook} answers differently when it is asked twice"
            if hook in {"summary", "changed"} and any("\n" in line for line in first or ()):
                yield f"{self.host.place_of(self.plugin, hook)}: {hook} answers with a line feed in a line"

    def _asker(self, hook: str) -> Callable[[Moment], Any]:
        return lambda moment: self.host.ask_one(self.plugin, hook, moment=moment)

    def facts(self) -> Iterator[str]:
        """Find facts that are not what JSON gives back, and those that are read differently the next time."""
        where = self.host.place_of(self.plugin, "facts")
        for path, note in self.moment().index.notes.items():
            first, again = (self.host.raw(self.plugin, "facts", note=note, settings=self.settings) for _ in range(2))
            if first != again:
                yield f"{where}: facts of {path} are read differently when they are read twice"
            with suppress(TypeError, ValueError, UnicodeEncodeError):  # the host tells of these
                if not _is_record(first) and plain_data(first) != first:
                    yield f"{where}: facts of {path} come back from JSON as something else (a tuple, a date, a key?)"

    def places(self) -> Iterator[str]:
        """Find problems whose place does not exist."""
        for problem in self.host.ask_one(self.plugin, "problems", moment=self.moment()) or ():
            at = problem.location
            if at.path == "vaultkit.toml":
                continue
            if at.path not in self.files:
                yield f"problem {problem.code} points at {at.path}, which is no file of the vault"
                continue
            lines = split_lines(decode(self.files[at.path]).text)
            if not 1 <= at.line <= max(1, len(lines)):
                yield f"problem {problem.code} points at {at}, but the file has {len(lines)} lines"
            elif not 1 <= at.column <= len(lines[at.line - 1] if lines else "") + 1:
                yield f"problem {problem.code} points at {at}, beyond the end of the line"

    def blocks(self) -> Iterator[str]:
        """Find blocks that are rendered differently twice, break the note, lead nowhere, or change by being written."""
        kinds = self.kinds()
        moment = self.moment()
        for name, kind in kinds.items():
            said = [_rendered(kind, each) for each in (moment, moment, self.moment())]
            if said[0] != said[1] or said[0] != said[2]:
                yield f"block {name} is rendered differently when it is rendered twice"
            yield from _nowhere(name, said[0] or "", moment.index)
        planned = dashboard.plan(moment, kinds)
        yield from (str(problem) for problem in planned.problems)
        written = dict(self.files)
        for edit in sorted(planned.edits, key=lambda edit: edit.start, reverse=True):
            written[edit.path] = edit.applied(written[edit.path])
        after = self.moment(written)
        for again in dashboard.plan(after, kinds).edits:
            line = written[again.path][: again.start].count(b"\n") + 1
            yield f"{again.path}:{line}: the block changes again when it is rewritten: it reads what it wrote"

    def hostile_values(self) -> Iterator[str]:
        """Find blocks in which the value of a property, a list item or a name is more than text."""
        kinds = self.kinds()
        for where, plain, others in variants(self.moment().index):
            if where.startswith(_BLOCKS):
                continue
            expected = {name: _structure(kind, self.moment(index=plain)) for name, kind in kinds.items()}
            for word, index in others:
                moment = self.moment(index=index)
                for name, kind in kinds.items():
                    found = _structure(kind, moment)
                    if found != expected[name]:
                        other = sorted((found - expected[name]) + (expected[name] - found))
                        yield f"{where}: {word!r} is more than text in the block {name}: {', '.join(other)}"


def _is_record(facts: object) -> bool:
    """Return whether facts are one value of a class: who gives it knows that plain data comes back."""
    return is_dataclass(facts) or isinstance(facts, msgspec.Struct)


def _rendered(kind: BlockKind, moment: Moment) -> str | None:
    """Return what a block says with its default options; None where it fails, which the host keeps."""
    with suppress(BlockFailedError):
        return kind.render(moment, Place(_BLOCKS, 1, {option.name: option.default for option in kind.options}))
    return None


def _structure(kind: BlockKind, moment: Moment) -> Structure:
    return _known_structure(_rendered(kind, moment) or "")


@lru_cache(maxsize=1024)
def _known_structure(text: str) -> Structure:
    """Return the structure of a text; most values stand in few blocks, and the others come again and again."""
    return structure(text)


def _nowhere(name: str, rendered: str, index: Index) -> Iterator[str]:
    """Find links of a rendered block that lead to no file of the vault."""
    for link in parse(_BLOCKS, rendered.encode("utf-8", "replace")).links:
        if index.resolve(link.target, _BLOCKS) is None:
            yield f"block {name} holds {link.source}, which leads nowhere"


def _unpromised(name: str, module: object) -> Iterator[str]:
    """Find a module's imports of what vaultkit does not promise."""
    try:
        tree = ast.parse(inspect.getsource(cast("Any", module)))
    except (OSError, TypeError, SyntaxError):
        return
    for node in ast.walk(tree):
        names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""] if node.module != "vaultkit" else [f"vaultkit.{n.name}" for n in node.names]
        for imported in names:
            if imported.partition(".")[0] == "vaultkit" and not _is_promised(imported):
                yield f"{name}:{node.lineno}: imports {imported}, which is not promised to stay"  # type: ignore[attr-defined] # both kinds have a line


def _is_promised(module: str) -> bool:
    return module == "vaultkit" or module in PROMISED
