"""A folder of notes and its current index: reads what changed, and writes through the one gateway."""

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from vaultkit.disk import gateway, locks, report, undo
from vaultkit.disk.brake import Brake, are_too_many
from vaultkit.disk.cache import Cache, Row, row
from vaultkit.disk.doubts import Doubts
from vaultkit.disk.facts import Facts
from vaultkit.disk.journal import Journal
from vaultkit.disk.obsidian import read_obsidian
from vaultkit.disk.paths import is_file, is_folder
from vaultkit.disk.read import STIRRING, read, unreadable
from vaultkit.disk.refusal import reading, reason, writing
from vaultkit.disk.settings import SETTINGS_FILES, has_marker, settings_text
from vaultkit.disk.state import cache_folder, state_folder
from vaultkit.disk.trash import with_names
from vaultkit.disk.undo import Command, Undo
from vaultkit.disk.walk import LEFTOVER, Scan, Stat, is_decodable, now_ns, scan
from vaultkit.errors import (
    CannotReadError,
    MovedOnError,
    NameTakenError,
    NoteChangedError,
    NotesVanishedError,
    NoVaultError,
    UnsafeNameError,
    VaultkitError,
)
from vaultkit.model.edit import Change, Move, Source, Written
from vaultkit.model.file_names import is_debris, is_note
from vaultkit.model.index import Index
from vaultkit.model.location import Location
from vaultkit.model.moment import Json
from vaultkit.model.note import Note
from vaultkit.model.problem import Problem
from vaultkit.model.settings import Settings
from vaultkit.text.globs import matches
from vaultkit.text.parse import parse
from vaultkit.text.settings import read_settings

_LOOK_AGAIN = 0.25
_LOOKS = 8
_PROGRESS_STEP = 50

Progress = Callable[[int, int], None]
Known = tuple[Note, Stat | None]


def find_root(start: Path) -> Path:
    """Return the vault that a folder lies in: the nearest, upward, with a ``vaultkit.toml`` or ``.obsidian``.

    Raises ``NoVaultError``, and ``CannotReadError`` for a folder on the way that the system does not let us look into.
    """
    with reading(str(start)):
        start = start.absolute()
    for folder in (start, *start.parents):
        with reading(str(folder)):
            if has_marker(folder):
                return folder
    raise NoVaultError(str(start))


class Vault:
    """An open vault. Make one with ``Vault.open``.

    ``index``, ``settings`` and ``problems`` are as of the last refresh. With ``accept_deletions`` it is believed when
    most notes vanish at once; ``held_back`` says that it was not. ``from_cache`` counts the notes that needed no
    reading when the vault was opened; ``is_new`` says that no earlier run has kept anything of it. ``missing`` are the
    notes that an earlier run knew, if so many of them were not there that this is not believed yet.
    """

    def __init__(self, root: Path, sections: Mapping[str, type], now: Callable[[], datetime] | None = None) -> None:
        """Begin with no note; ``open`` fills it."""
        self.root = root
        self.settings = Settings()
        self.index = Index()
        self.from_cache = 0
        self.is_new = False
        self.accept_deletions = False
        self.held_back = False
        self._is_alone = False
        self.missing: frozenset[str] = frozenset()
        self._sections = sections
        self._now = now
        self._sleep: Callable[[float], None] = time.sleep
        self._cache: Cache | None = None
        self._stats: dict[str, Stat | None] = {}
        self._as_template: set[str] = set()
        self._unsaved: set[str] = set()
        self._scan = Scan(MappingProxyType({}), frozenset())
        self._facts = Facts(None, use_cache=False)
        self._had_marker = False
        self._known_before = 0
        self._doubts = Doubts(0.0, time.monotonic)
        self._vanished = Brake(time.monotonic)
        self._missed = Brake(time.monotonic)

    @classmethod
    def open(  # noqa: PLR0913 - each is a choice of the caller's, all but two with a default
        cls,
        root: Path,
        sections: Mapping[str, type],
        *,
        use_cache: bool = True,
        progress: Progress | None = None,
        now: Callable[[], datetime] | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        calm: float = 0.0,
    ) -> "Vault":
        """Read a vault's settings and notes and return it.

        ``sections`` are the plugins' sections of the settings by name. Without ``use_cache`` every note is read, and
        the cache made anew. ``progress`` is told how many notes of how many are done; ``now`` stamps the journal.
        ``sleep`` waits for notes that are being written. With ``calm`` nothing is waited for: a note whose file has not
        been still for that many seconds, by ``clock``, stays as it was known, and is among ``doubtful``.

        Raises ``NoVaultError`` where ``root`` is no folder, ``CannotReadError`` where it cannot be read.
        """
        vault = cls(root, sections, now)
        with reading(str(root)):
            if not is_folder(root):
                raise NoVaultError(str(root))
            vault._had_marker = has_marker(root)
        vault._sleep = sleep
        vault._doubts = Doubts(calm, clock)
        vault._vanished, vault._missed = Brake(clock), Brake(clock)
        vault._load(use_cache=use_cache, progress=progress or _no_progress)
        return vault

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the settings and the folder; the notes' own problems stay in the notes."""
        debris = (LEFTOVER.at(Location(path), "a sync tool or an editor left this file") for path in self._scan.debris)
        return (*self.settings.problems, *self._scan.problems, *debris)

    @property
    def doubtful(self) -> AbstractSet[str]:
        """The notes whose last reading may be half of a save; look at them again soon."""
        return self._doubts.paths

    @property
    def why_incomplete(self) -> Problem | None:
        """A folder or link that could not be read, so that notes may be missing; or None. Ignored ones do not count."""
        ignore = self.settings.ignore
        return next((each for path, each in self._scan.unread.items() if not matches(ignore, path)), None)

    @property
    def journal(self) -> Journal:
        """What was written to this vault, by every process. Raises OSError where no state can be kept."""
        return Journal(state_folder(self.root) / "journal.jsonl")

    def is_watched(self) -> bool:
        """Return whether a watcher holds the vault."""
        return locks.is_watched(self.root)

    def read(self, path: str) -> Source:
        """Return a file's bytes, of one over 2 MiB the head; a note's are those that the index knows.

        Raises ``NoteChangedError`` for a note that is not as it was indexed, ``CannotReadError`` for any other file
        that cannot be read, ``UnsafeNameError`` for a path that leads out.
        """
        known = self.index.notes.get(path)
        try:
            source, stat = read(self.root, path)
        except OSError as error:
            if known is not None:
                raise NoteChangedError(path) from error
            raise CannotReadError(path, reason(error)) from error
        if known is not None and (known.digest, known.size) != (source.digest, stat.size):
            raise NoteChangedError(path)
        return source

    def diff(self, changes: Sequence[Change]) -> str:
        """Return the unified diff of changes; nothing is written. Raises what ``read`` does."""
        return report.diff(with_names(self.root, changes), self._bytes)

    def apply(self, changes: Sequence[Change], *, label: str, blocks: bool = False) -> tuple[Written, ...]:
        """Make changes, all or none, and read their files again; return the lines that were written.

        ``label`` names the command in the journal, ``blocks`` says that generated blocks are rewritten. Raises what
        ``disk.gateway.apply`` does, ``BusyError``, and ``NotesVanishedError`` as long as most notes are missing.
        """
        with self._writing() as journal:
            changes = with_names(self.root, changes)
            lines = report.written(changes, self._bytes, blocks=blocks)
            entry = journal.entry(label, self._stamp(), blocks=blocks)
            gateway.apply(self.root, changes, journal=entry)
        self._take_in(changes)
        return lines

    def undo(self, wanted: str | None = None) -> Undo:
        """Take back a command's write, of any process: the last that was not, or that whose id begins so.

        Raises ``UsageError`` where there is no such command, ``MovedOnError`` where a file is not as it was left, and
        what ``apply`` does.
        """
        with self._writing() as journal:
            found = self.plan_undo(wanted)
            recorder = journal.entry("undo", self._stamp(), undoes=found.entry.id, leaves=found.leaves)
            try:
                gateway.apply(self.root, found.changes, journal=recorder)
            except NameTakenError as error:
                raise MovedOnError(error.path, "has a name that was given away since") from None
        self._take_in(found.changes)
        return found

    def settle(self) -> None:
        """Settle what a killed process left half done, before anything is planned on it, and read that again.

        Does nothing where there is nothing to settle. Raises ``BusyError``, ``CannotWriteError``, and what
        ``refresh`` does.
        """
        with writing("the journal"):
            left = {path for entry in self.journal.unfinished() for path in entry.touched}
        if left or self._scan.leftovers:
            with self._writing():
                pass
            self.refresh(left)

    def _take_in(self, changes: Iterable[Change]) -> None:
        """Read again what was written; if that fails the write is done all the same, and the next look is a sweep."""
        with contextlib.suppress(VaultkitError):
            self._look_at(_paths(changes), meant=True)

    def plan_undo(self, wanted: str | None = None) -> Undo:
        """Return what ``undo`` would do; nothing is written. Raises what it does."""
        with reading("the journal"):
            entries = self.journal.entries()
        return undo.plan_undo(self.root, entries, undo.choose(entries, wanted))

    def commands(self) -> tuple[Command, ...]:
        """Return what the last commands wrote, newest first, and whether it can be taken back."""
        with reading("the journal"):
            return undo.listed(self.root, self.journal.entries())

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the writer lock for what is read, planned and applied in the block, so that no other command does.

        Raises ``BusyError``.
        """
        with locks.writer(self.root):
            self._is_alone = True
            try:
                yield
            finally:
                self._is_alone = False

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Journal]:
        """Hold the writer lock, with everything settled that a crash cut short, and give the journal."""
        if self.held_back:
            self.refresh()
        with contextlib.nullcontext() if self._is_alone else locks.writer(self.root):
            with writing("the vault's state"):
                journal = self.journal
            gateway.recover(self.root, journal)
            gateway.remove_leftovers(self.root, self._scan.leftovers)
            yield journal

    def _stamp(self) -> datetime | None:
        """Return the time for the journal, None if the caller gave no clock."""
        return self._now() if self._now else None

    def refresh(self, paths: Iterable[str] | None = None) -> bool:
        """Read again what changed, these files or (None) what a sweep finds; return whether anything did.

        Raises ``NotesVanishedError`` if the root, or more than half of the notes and at least twenty, are gone at once,
        and no new ones make up for them, until three equal sweeps have said so; ``CannotReadError`` if the root cannot
        be read. Then nothing of what was known is given up, as are no notes of a folder that cannot be read.
        """
        before = (self.index, self.settings, self.problems)
        if paths is None or self.held_back:
            self._sweep()
        else:
            self._look_at({path for path in paths if is_decodable(path)})
        return before != (self.index, self.settings, self.problems)

    def facts(self, plugin: str, version: str, read: Callable[[Note, Settings], Json]) -> Mapping[str, Json]:
        """Return what a plugin reads out of each note, by path; notes of which it says None are left out.

        ``read`` is asked of a note again only if the note, the settings or the plugin's version changed.
        """
        settings = self.settings
        return self._facts.of(
            plugin, f"{version}/{settings.digest}", self.index.notes, lambda note: read(note, settings)
        )

    def save_cache(self) -> None:
        """Keep what was read for the next run; whatever stands in the way is no error."""
        if self._cache is None:
            return
        if self._unsaved:
            rows = (self._row(self.index.notes[path]) for path in self._unsaved & self.index.notes.keys())
            self._cache.save_notes([each for each in rows if each], self._unsaved - self.index.notes.keys())
            self._unsaved = set()
        self._facts.save()

    def _load(self, *, use_cache: bool, progress: Progress) -> None:
        """Read everything for the first time."""
        with contextlib.suppress(OSError):
            self._cache = Cache(cache_folder(self.root))
        self._facts = Facts(self._cache, use_cache=use_cache)
        self.settings = self._read_settings()
        now = now_ns()
        with reading(str(self.root)):
            self._scan = scan(self.root)
        rows = self._cache.notes() if self._cache and use_cache else {}
        self.is_new = use_cache and not rows
        notes: list[Note] = []
        total = len(self._scan.notes)
        for done, (path, stat) in enumerate(self._scan.notes.items()):
            if done % _PROGRESS_STEP == 0:
                progress(done, total)
            known = self._cached(rows.get(path), stat) or self._read_note(path, now, rows.get(path), listed=True)
            if known is not None:
                notes.append(known[0])
                self._stats[path] = known[1]
        progress(total, total)
        self.index = Index.of(notes, self._scan.files)
        self._as_template = {path for path in self.index.notes if self.settings.is_template(path)}
        self._forget(rows if use_cache or self._cache is None else self._cache.notes(), use_cache=use_cache)
        self.save_cache()

    def _forget(self, rows: Mapping[str, Row], *, use_cache: bool) -> None:
        """Forget what an earlier run knew and what is gone, unless that is too much to be believed."""
        lost = {path for path in rows.keys() - self.index.notes.keys() if not self._scan.hides(path)}
        if use_cache and are_too_many(len(lost), len(self.index.notes.keys() - rows.keys()), len(rows)):
            self.missing, self._known_before = frozenset(lost), len(rows)
        else:
            self._unsaved |= lost

    def _cached(self, known: Row | None, stat: Stat) -> Known | None:
        """Return a note out of the cache, if its file is surely the one that was read."""
        if known is None or known.stat != stat or known.template != self.settings.is_template(known.path):
            return None
        note = known.note()
        if note is None:
            return None
        self.from_cache += 1
        return note, stat

    def _row(self, note: Note) -> Row | None:
        """Return a note as the cache keeps it; what could not be read is not kept."""
        if not note.digest:
            return None
        return row(note, self._stats.get(note.path), template=self.settings.is_template(note.path))

    def _read_note(
        self, path: str, now: int, cached: Row | None = None, *, listed: bool = False, meant: bool = False
    ) -> Known | None:
        """Read one note and return it, the known value itself if its bytes are the same; None if it is gone.

        The stat is None unless it will tell a later change. A note that is never still, or (``calm``) was not for long
        enough, is kept as it was known, which is None if it was not. ``meant`` says that we wrote it.
        """
        last = self.index.notes.get(path) or (cached.note() if cached else None)
        kept = (last, None) if last else None
        try:
            source, stat = read(self.root, path, listed=listed)
        except (FileNotFoundError, NotADirectoryError, UnsafeNameError):
            self._doubts.drop(path)
            return None
        except NoteChangedError:
            return kept if self._doubts.hold(path, None, now) or kept else (unreadable(path, STIRRING), None)
        except OSError as error:
            return unreadable(path, reason(error)), None
        if not meant and self._is_doubtful(last, source, stat, now):
            return kept
        return self._noted(source, stat, now, cached)

    def _is_doubtful(self, last: Note | None, source: Source, stat: Stat, now: int) -> bool:
        """Return whether what was read now may be half of a save."""
        if last is not None and (last.digest, last.size) == (source.digest, stat.size):
            self._doubts.drop(source.path)
            return False
        emptied = stat.size == 0 and last is not None and last.size > 0
        return self._doubts.hold(source.path, stat, now, emptied=emptied)

    def _noted(self, source: Source, stat: Stat, now: int, cached: Row | None) -> Known:
        """Return the note of what was read, the known value itself if its bytes are the same."""
        path = source.path
        known = self.index.notes.get(path)
        settled = stat if stat.is_settled(now) else None
        template = self.settings.is_template(path)
        if cached is not None and (cached.digest, cached.template) == (source.digest, template):
            known = cached.note()
        elif (path in self._as_template) != template:
            known = None
        if known is None or (known.digest, known.size) != (source.digest, stat.size):
            known = _parsed(path, source.data, stat.size, template=template)
            self._unsaved.add(path)
        elif settled is not None:
            self._unsaved.add(path)
        return known, settled

    def _sweep(self) -> None:
        """Compare the whole folder with what is known of it, and read what differs."""
        now = now_ns()
        before = self.index.notes.keys()
        with self._brake():
            found = scan(self.root)
            gone = {path for path in before - found.notes.keys() if not found.hides(path)}
            vanishing = self._are_vanishing(gone, found.notes.keys() - before)
            if vanishing and not self._vanished.believes(gone, self.settings.watch.sweep):
                raise NotesVanishedError(len(gone), len(before))
            self._look_for_missing(found)
        self._vanished.release()
        self.held_back = False
        changed = self._reread_settings()
        changed |= {path for path, stat in found.notes.items() if self._stats.get(path) != stat}
        self._scan = found
        known = {path: self._read_note(path, now, listed=True) for path in sorted(changed & found.notes.keys())}
        hidden = {path for path in self.index.files if found.hides(path)}
        self._take(known, gone, now, found.files | hidden)

    def _look_at(self, paths: set[str], *, meant: bool = False) -> None:
        """Read these files again, whatever is known of them; ``meant`` says that it was us who changed them."""
        now = now_ns()
        notes = {path for path in paths if is_note(path)}
        if paths & SETTINGS_FILES:
            notes |= self._reread_settings()
        with self._brake():
            known = {path: self._read_note(path, now, meant=meant) for path in sorted(notes)}
        before = self.index.notes.keys()
        gone = {path for path, each in known.items() if each is None} & before
        refused = any(each is not None and not each[0].digest for each in known.values())
        if not meant and (refused or self._are_vanishing(gone, {path for path in known if known[path]} - before)):
            # Single paths do not tell whether more is missing, nor where notes have gone to.
            self._sweep()
            return
        self._take(known, gone, now, self._files_with(paths - notes))

    def _files_with(self, paths: set[str]) -> frozenset[str]:
        """Return the files that are no notes, with these paths looked at again."""
        files = set(self.index.files)
        for path in paths:
            if not any(part.startswith(".") for part in path.split("/")) and not is_debris(path.rpartition("/")[2]):
                with contextlib.suppress(OSError):
                    (files.add if is_file(self.root / path) else files.discard)(path)
        return frozenset(files)

    def _take(self, known: dict[str, Known | None], gone: set[str], now: int, files: frozenset[str]) -> None:
        """Make the next index of notes that were read anew; the brake has let ``gone`` pass."""
        self._wait_for_empty(known, now)
        found = {path: each for path, each in known.items() if each is not None}
        lost = gone | (known.keys() - found.keys())
        for path in lost:
            self._stats.pop(path, None)
        self._stats |= {path: stat for path, (_, stat) in found.items()}
        self._unsaved |= lost
        self.index = self.index.updated([note for note, _ in found.values()], lost, files)
        self._as_template -= known.keys()
        self._as_template |= {path for path in found if self.settings.is_template(path)}

    def _wait_for_empty(self, known: dict[str, Known | None], now: int) -> None:
        """Read again notes that are empty and were not, for a while: an editor may be in the middle of a save."""
        for _ in range(0 if self._doubts.calm else _LOOKS):
            empty = [path for path, each in known.items() if each and self._looks_half_written(each[0])]
            if not empty:
                return
            self._sleep(_LOOK_AGAIN)
            known |= {path: self._read_note(path, now) for path in empty}

    def _looks_half_written(self, note: Note) -> bool:
        """Return whether a note has no bytes and had some before."""
        before = self.index.notes.get(note.path)
        return bool(note.digest) and note.size == 0 and before is not None and before.size > 0

    @contextlib.contextmanager
    def _brake(self) -> Iterator[None]:
        """Keep all that is known if the folder is not there or cannot be read, or if the block finds too little."""
        total = len(self.index.notes)
        try:
            with reading(str(self.root)):
                if not is_folder(self.root):
                    raise NotesVanishedError(total, total)
                yield
        except VaultkitError:
            self.held_back = True
            raise

    def _are_vanishing(self, gone: AbstractSet[str], new: AbstractSet[str]) -> bool:
        """Return whether so many notes are gone that it looks like a folder that is not there.

        Notes that were moved are gone from one path and new at another.
        """
        if self.accept_deletions:
            return False
        total = len(self.index.notes)
        is_all = len(gone) > len(new) and len(gone) == total
        return are_too_many(len(gone), len(new), total) or (is_all and self._has_lost_its_marker())

    def _look_for_missing(self, found: Scan) -> None:
        """Believe it of the notes that were missing from the start, once they are back or surely gone."""
        if not self.missing:
            return
        missing = self.missing - found.notes.keys()
        is_held = are_too_many(len(missing), 0, self._known_before) and not self.accept_deletions
        if is_held and not self._missed.believes(missing, self.settings.watch.sweep):
            self.missing = missing
            return
        self._unsaved |= missing
        self.missing = frozenset()

    def _has_lost_its_marker(self) -> bool:
        """Return whether the folder was a vault, and no longer says so."""
        try:
            return self._had_marker and not has_marker(self.root)
        except OSError:
            return True

    def _reread_settings(self) -> set[str]:
        """Read the settings again; return the notes that mean something else by them.

        A file that is broken while somebody edits it changes nothing but the problems.
        """
        settings = self._read_settings()
        if settings.are_broken:
            settings = replace(self.settings, problems=settings.problems)
        if settings == self.settings:
            return set()
        self.settings = settings
        return {path for path in self.index.notes if (path in self._as_template) != self.settings.is_template(path)}

    def _read_settings(self) -> Settings:
        """Return the settings as the files have them now; one that is absent says nothing."""
        text, problems = settings_text(self.root)
        obsidian, others = read_obsidian(self.root)
        settings = read_settings(text, self._sections, obsidian=obsidian)
        return replace(settings, problems=(*settings.problems, *problems, *others))

    def _bytes(self, path: str) -> bytes:
        """Return a file's bytes for a report."""
        return self.read(path).data


def _parsed(path: str, data: bytes, size: int, *, template: bool) -> Note:
    """Return a note; one over which the reader stumbles is as good as unreadable, and no reason to stop for others."""
    try:
        return parse(path, data, size=size, template=template)
    except Exception as error:  # noqa: BLE001 - a bug of ours must not take the other notes along
        return unreadable(path, f"the reader stumbles over it ({type(error).__name__}), which is a bug")


def _paths(changes: Iterable[Change]) -> set[str]:
    """Return the paths at which changes leave something else than before."""
    return {change.path for change in changes} | {each.target for each in changes if isinstance(each, Move)}


def _no_progress(_done: int, _total: int) -> None:
    """Tell nobody."""
