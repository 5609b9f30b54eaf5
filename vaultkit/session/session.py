"""A session: one vault on one day, with the plugins that work on it."""

from __future__ import annotations  # what is here for its type alone is not imported by commands that only read

import platform
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from vaultkit.disk import packaged
from vaultkit.disk.facts import NothingSaidError
from vaultkit.disk.refusal import reading
from vaultkit.errors import BlockFailedError, NoteChangedError, VaultkitError
from vaultkit.model.index import fold_path
from vaultkit.model.memory import Memory
from vaultkit.model.moment import Moment
from vaultkit.model.problem import ProblemKind, Severity
from vaultkit.output import Outcome, Output, Undone
from vaultkit.vault import ReadFacts, Vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from vaultkit.model.block import BlockKind, Place
    from vaultkit.model.edit import Change, Edit, Source, Written
    from vaultkit.model.moment import Json
    from vaultkit.model.note import Note
    from vaultkit.model.problem import Problem
    from vaultkit.model.settings import Settings
    from vaultkit.plugins.host import Host, Plugin

# ruff: noqa: PLC0415 -- what reads and rewrites notes is half of all imports, and most commands do neither

ATTEMPTS = 5
"""How often a command plans its edits again because a note changed meanwhile."""

BLOCK_CLAIMED = ProblemKind(
    "block-claimed",
    Severity.WARNING,
    "Two plugins bring a block of the same name; the built-in one's is used, else the first by the plugins' names.",
    "Two installed plugins that both render `people.due`.",
    "Disable one of the two in `[plugins]`.",
)


_FAILED = object()
"""What stands for the answer of a hook that failed."""


class Session:
    """An open vault; ``open_vault`` makes one, and ``session(ctx)`` gives a command the one that is open.

    ``today`` is its day, and ``out`` prints. ``failed_blocks`` are the kinds of block that could not be
    rendered so far.
    """

    today: date
    out: Output

    def __init__(self, vault: Vault, host: Host, today: date, out: Output) -> None:
        """Put the parts together; nothing is read or written."""
        self.vault = vault
        self.host = host
        self.today = today
        self.out = out
        self._moment: Moment | None = None
        self.failed_blocks: set[str] = set()
        self._claims: list[Problem] = []

    @property
    def root(self) -> Path:
        """The vault's folder."""
        return self.vault.root

    @property
    def settings(self) -> Settings:
        """The settings as they were last read."""
        return self.vault.settings

    @property
    def moment(self) -> Moment:
        """The notes as they were last read, on the session's day; a new one only after a change."""
        index, settings = self.vault.index, self.vault.settings
        moment = self._moment
        same = moment is not None and moment.index is index and moment.settings is settings
        if moment is None or not same or moment.today != self.today:
            facts = {each[0]: self.vault.facts(*each) for each in _readers(self.host)}
            shelves = {
                plugin.name: self.vault.shelf(plugin.name, plugin.version) for plugin in self.host.plugins.values()
            }
            # By other settings a note with the same bytes may say something else, and so may one that had strayed.
            is_sound = moment is not None and moment.settings is settings and not moment.index.notes.strayed
            memory = Memory(moment.memory if moment is not None and is_sound else None)
            today = memory.steady("today", self.today)
            moment = Moment(index, today, settings, facts, self.vault.read, shelves, memory)
            self._moment = moment
        return moment

    def refresh(self, paths: Sequence[str] | None = None) -> bool:
        """Read again what changed: these paths, or (None) whatever a sweep finds; say whether anything did."""
        return self.vault.refresh(paths)

    @property
    def block_kinds(self) -> dict[str, BlockKind]:
        """The kinds of block of all plugins by name; one that raises stops no other."""
        kinds: dict[str, BlockKind] = {}
        self._claims = []
        for plugin, offered in self.host.ask("blocks", list):
            for kind in offered:
                if kind.name in kinds:
                    place = self.host.place_of(plugin, "blocks")
                    self._claims.append(BLOCK_CLAIMED.at(place, f"{kind.name} is brought twice"))
                else:
                    kinds[kind.name] = self._guarded(plugin, kind)
        return kinds

    def _guarded(self, plugin: Plugin, kind: BlockKind) -> BlockKind:
        from vaultkit.plugins.answers import text

        def render(moment: Moment, place: Place) -> str:
            rendered = self.host.call(plugin, f"block {kind.name}", lambda: kind.render(moment, place), text)
            if rendered is None:
                self.failed_blocks.add(kind.name)
                raise BlockFailedError(kind.name)
            return rendered

        return replace(kind, render=render)

    def problems(self, *, links: bool = False) -> tuple[Problem, ...]:
        """Return everything that is wrong with the vault, its settings and its plugins, by place.

        With ``links`` also every link that leads nowhere.
        """
        from vaultkit import dashboard
        from vaultkit.session.lost_lines import lost
        from vaultkit.text.link_problems import ambiguous_links, unresolved_links

        moment = self.moment
        found = [*self.vault.problems]
        found += [problem for note in moment.index.notes.notable() for problem in note.problems]
        found += ambiguous_links(moment.index)
        found += unresolved_links(moment.index) if links else ()
        kinds = self.block_kinds
        found += dashboard.block_problems(moment, kinds)
        found += dashboard.plan(moment, kinds).problems
        for _plugin, problems in self.host.ask("problems", list, moment=moment):
            found += problems
        self.host.properties()  # two plugins that claim one are a failure of the second
        found += lost(self.vault, self.today)
        found += self._claims
        found += self.host.failures
        return tuple(sorted(set(found), key=lambda problem: (problem.location, problem.code, problem.message)))

    def template(self, name: str) -> str:
        """Return the text of a template: the vault's own file of that name, else the one that is shipped."""
        for folder in self.settings.template_folders:
            for own in self.vault.index.candidates(f"{folder}/{name}"):
                if fold_path(own) == fold_path(f"{folder}/{name}"):
                    return self.vault.read(own).data.decode("utf-8", "replace").removeprefix("\ufeff")
        with reading(f"the template {name}"):
            return (packaged.templates() / name).read_text("utf-8")

    def write(
        self,
        plan: Callable[[Moment], Sequence[Change]],
        *,
        label: str,
        dry_run: bool = False,
        verified: bool = False,
        again: int = 0,
    ) -> Outcome:
        """Plan changes and write them; on a dry run return their diff and write nothing.

        A note that changed meanwhile is read again and planned again, up to 5 times; then NoteChangedError. Blocks
        are refreshed afterwards, unless a watcher holds the vault. With ``verified`` a watcher looks after the lines
        that are put in, for a minute: an editor may save an old buffer over them. ``again`` says how often they had
        been put back before.
        """
        outcome = self._attempt(plan, label, dry_run=dry_run, again=again if verified else None)
        if not dry_run and not self.vault.is_watched():
            self._refresh_blocks()
        return outcome

    def undo(self, wanted: str | None = None, *, dry_run: bool = False) -> Undone:
        """Take back the last command's write, or that whose id begins with ``wanted``; return what it was.

        On a dry run its outcome is the diff, and nothing is written. Raises what ``Vault.undo`` does. Blocks are
        refreshed afterwards, unless a watcher holds the vault.
        """
        if dry_run:
            planned = self.vault.plan_undo(wanted)
            self.refresh([change.path for change in planned.changes])
            outcome = Outcome(diff=self.vault.diff(planned.changes), dry_run=True)
            return Undone(planned.entry.label, planned.entry.time, outcome)
        done = self.vault.undo(wanted)
        if not self.vault.is_watched():
            self._refresh_blocks()
        return Undone(done.entry.label, done.entry.time, Outcome(done.restored))

    def _refresh_blocks(self) -> None:
        """Rewrite stale blocks after a write; what stands in the way is told, for the write itself is done."""
        try:
            self.update_dashboard(create=False)
        except VaultkitError as error:
            self.out.tell(f"vaultkit: the blocks are as they were: {error}")
        for damage in self.damaged_markers():
            self.out.tell(str(damage))

    def damaged_markers(self) -> tuple[Problem, ...]:
        """Return the damage that keeps notes from having their blocks rewritten, the first of each note."""
        from vaultkit.text.parse import MARKER_DAMAGED

        notes = self.vault.index.notes.notable()
        firsts = (next((each for each in note.problems if each.code == MARKER_DAMAGED.code), None) for note in notes)
        return tuple(damage for damage in firsts if damage is not None)

    def _attempt(
        self,
        plan: Callable[[Moment], Sequence[Change]],
        label: str,
        *,
        dry_run: bool,
        blocks: bool = False,
        again: int | None = None,
    ) -> Outcome:
        if not dry_run:
            self.vault.settle()
        for attempt in range(1, ATTEMPTS + 1):
            try:
                # Who comes late once keeps other commands out, so that they alone cannot make it give up.
                with self.vault.alone() if attempt > 1 and not dry_run else nullcontext():
                    if attempt > 1:
                        self.refresh()
                    changes = plan(self.moment)
                    if dry_run:
                        return Outcome(diff=self.vault.diff(changes), dry_run=True)
                    return self._once(changes, label, blocks=blocks, again=again)
            except NoteChangedError:
                if attempt == ATTEMPTS:
                    raise
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _once(self, changes: Sequence[Change], label: str, *, blocks: bool, again: int | None) -> Outcome:
        """Write what was planned on the notes as they are known."""
        if not changes:
            return Outcome()
        named = self._blocks_of(changes) if blocks else ()
        written = self.vault.apply(changes, label=label, blocks=blocks, again=again)
        return Outcome(named or written)

    @property
    def why_no_rewrite(self) -> str | None:
        """Why blocks are left alone: settings or a folder that cannot be read, a ``writer`` elsewhere; or None."""
        broken = next((problem for problem in self.settings.problems if problem.severity is Severity.ERROR), None)
        if broken is not None:
            return f"blocks are left alone until the settings can be read: {broken}"
        missing = self.vault.why_incomplete
        if missing is not None:
            return f"blocks are left alone until the folder can be read: {missing}"
        if self.vault.missing:
            return (
                f"blocks are left alone: {len(self.vault.missing)} notes that were known are not there; if you deleted "
                "them, run `vaultkit index --rebuild`, or leave a watcher running"
            )
        return self.writer_elsewhere

    @property
    def writer_elsewhere(self) -> str | None:
        """That another machine is the one that rewrites blocks, in words; None where it is this one, or any."""
        writer = self.settings.vault.writer
        if writer in {"", platform.node()}:
            return None
        return f"blocks are rewritten by the machine {writer!r} alone (`writer` in vaultkit.toml)"

    def plan_blocks(self) -> tuple[Edit, ...]:
        """Return the edits that bring every stale block of the vault up to date."""
        from vaultkit import dashboard

        return dashboard.plan_blocks(self.moment, self.block_kinds)

    def stale_blocks(self) -> tuple[Written, ...]:
        """Return the blocks that are not up to date: the place of each one's first marker, and its name."""
        return self._blocks_of(self.plan_blocks())

    def _blocks_of(self, changes: Sequence[Change]) -> tuple[Written, ...]:
        """Return which block each edit rewrites, and each note that is made."""
        from vaultkit.model.edit import Edit, Written

        found: list[Written] = []
        for change in changes:
            if isinstance(change, Edit):
                line = self.vault.read(change.path).data[: change.start].count(b"\n") + 1
                markers = self.moment.index.notes[change.path].markers
                found += [
                    Written(change.path, each.line, each.name) for each in markers if each.line <= line <= each.end
                ]
            else:
                found.append(Written(change.path, 1, ""))
        return tuple(found)

    def dashboard_text(self) -> str:
        """Return the dashboard note as it would be after an update; nothing is written."""
        path = self.settings.vault.dashboard
        if path not in self.moment.index.notes:
            return self._new_dashboard(path).decode()
        data = self.vault.read(path).data
        return _applied(data, path, self.plan_blocks()).decode("utf-8", "replace")

    def _new_dashboard(self, path: str) -> bytes:
        """Return the bytes of the dashboard note made from its template, with its blocks in it."""
        from vaultkit import dashboard
        from vaultkit.model.edit import Source
        from vaultkit.text.parse import parse
        from vaultkit.text.template import fill

        data = fill(self.template("dashboard.md"), {"title": Path(path).stem}, self.today).encode()
        note = parse(path, data)
        moment = self.moment
        index = moment.index.updated([note])

        def read(wanted: str) -> Source:
            return Source(path, data, note.digest) if wanted == path else moment.read(wanted)

        made = Moment(index, moment.today, moment.settings, moment.facts, read, moment.shelves)
        return _applied(data, path, dashboard.plan_blocks(made, self.block_kinds))

    def update_dashboard(
        self, *, create: bool = True, dry_run: bool = False, leave: Callable[[str], bool] | None = None
    ) -> Outcome:
        """Bring every stale block of the vault up to date; with ``create`` make the dashboard note if there is none.

        Nothing is written where nothing changed, nor where another machine is the writer, nor to a note of which
        ``leave`` says so by its path. A note that changed meanwhile is read and planned again, up to 5 times; then
        NoteChangedError.
        """
        from vaultkit import dashboard
        from vaultkit.model.edit import Create

        def plan(moment: Moment) -> Sequence[Change]:
            path = self.settings.vault.dashboard
            edits = dashboard.plan(moment, self.block_kinds, leave).edits
            if not create or path in moment.index.notes:
                return edits
            return (Create(path, self._new_dashboard(path)), *edits)

        if self.why_no_rewrite and not dry_run:
            return Outcome()
        return self._attempt(plan, "dashboard", dry_run=dry_run, blocks=True)


def _applied(data: bytes, path: str, edits: Sequence[Edit]) -> bytes:
    """Return the bytes of a file after those of the edits that are its own."""
    for edit in sorted((edit for edit in edits if edit.path == path), key=lambda edit: edit.start, reverse=True):
        data = edit.applied(data)
    return data


def _readers(host: Host) -> Iterator[tuple[str, str, ReadFacts]]:
    """Yield the plugins that read facts, by name and version."""
    for plugin in host.implementers("facts"):

        def read(note: Note, settings: Settings, plugin: Plugin = plugin) -> Json:
            said = host.ask_one(plugin, "facts", failed=_FAILED, note=note, settings=settings)
            if said is _FAILED:
                raise NothingSaidError
            return cast("Json", said)

        yield plugin.name, plugin.version, read


def open_session(  # noqa: PLR0913 - each is a choice of the caller's, the last three with a default
    root: Path,
    host: Host,
    today: date,
    *,
    out: Output | None = None,
    use_cache: bool = True,
    now: Callable[[], datetime] | None = None,
    calm: float = 0.0,
) -> Session:
    """Open the vault at ``root`` on a day, with the plugins of ``host`` less those that its settings disable.

    ``now`` stamps entries of the journal and defaults to the day's midnight. ``calm`` are the seconds for which a file
    must have been still to be believed. Raises NoVaultError where ``root`` is no folder.
    """
    out = out or Output()
    stamp = now or (lambda: datetime.combine(today, datetime.min.time()))

    def readers(settings: Settings) -> Iterable[tuple[str, str, ReadFacts]]:
        host.disable(settings.plugins.disabled)
        return _readers(host)

    with out.progress("Reading notes") as progress:
        vault = Vault.open(
            root, host.sections(), use_cache=use_cache, readers=readers, progress=progress, now=stamp, calm=calm
        )
    # What a killed process left is settled first; whoever cannot write reads it as it is.
    with suppress(VaultkitError):
        vault.settle()
    host.disable(vault.settings.plugins.disabled)  # settling may have brought back other settings
    return Session(vault, host, today, out)
