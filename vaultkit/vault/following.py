"""The index of a folder, kept up with what changes on the disk."""

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from vaultkit.disk.brake import Brake, are_too_many
from vaultkit.disk.cache import Cache, Key
from vaultkit.disk.doubts import Doubts
from vaultkit.disk.facts import Facts, Reader
from vaultkit.disk.known import Known, Progress, Reading, digests_of
from vaultkit.disk.obsidian import read_obsidian
from vaultkit.disk.paths import is_file, is_folder, is_listed
from vaultkit.disk.read import unreadable
from vaultkit.disk.refusal import reading
from vaultkit.disk.settings import SETTINGS_FILES, has_marker, settings_text
from vaultkit.disk.shelves import KeptShelf
from vaultkit.disk.state import cache_folder
from vaultkit.disk.walk import LEFTOVER, Scan, is_decodable, now_ns, scan
from vaultkit.errors import (
    NotAFolderError,
    NotesVanishedError,
    VaultkitError,
)
from vaultkit.model.file_names import is_debris, is_note
from vaultkit.model.index import Index, fold_path
from vaultkit.model.location import Location
from vaultkit.model.moment import Json, Shelf
from vaultkit.model.problem import Problem
from vaultkit.model.settings import Settings
from vaultkit.text.globs import matches
from vaultkit.text.settings import read_settings

if TYPE_CHECKING:
    from vaultkit.model.note import Note

_LOOK_AGAIN = 0.25
_LOOKS = 8

ReadFacts = Callable[["Note", Settings], Json]
Readers = Callable[[Settings], Iterable[tuple[str, str, ReadFacts]]]
"""Which plugins read facts, by their names and versions, once it is known what the settings say."""


class Following:
    """A folder of notes with its settings and its current index.

    ``index``, ``settings`` and ``problems`` are as of the last refresh. With ``accept_deletions`` it is believed when
    most notes vanish at once; ``held_back`` says that it was not. ``is_new`` says that no earlier run has kept
    anything of it. ``missing`` are the notes that an earlier run knew, if so many of them were not there that this is
    not believed yet, ``stumbled`` those over which the reader stumbled when they were last read.
    """

    def __init__(
        self,
        root: Path,
        sections: Mapping[str, type],
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        calm: float = 0.0,
    ) -> None:
        """Begin with no note; see ``Vault.open``."""
        self.root = root
        self.settings = Settings()
        self.index = Index()
        self.is_new = False
        self.accept_deletions = False
        self.held_back = False
        self.missing: frozenset[str] = frozenset()
        self.stumbled: set[str] = set()
        self._sections = sections
        self._sleep = sleep
        self._scan = Scan(MappingProxyType({}), frozenset())
        self._facts = Facts(None, use_cache=False)
        self._had_marker = False
        self._known_before = 0
        self._doubts = Doubts(calm, clock)
        self._shelves: dict[str, KeptShelf] = {}
        self._cache: Cache | None = None
        self._reads_cache = False
        self._known = self._knowing(None)
        self._turned: set[str] = set()
        """Notes that turned into templates or out of such by other settings, and were not read since."""
        self._vanished, self._missed = Brake(clock), Brake(clock)

    @property
    def from_cache(self) -> int:
        """How many notes needed no reading when the vault was opened."""
        return self._known.from_cache

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

    def facts(self, plugin: str, version: str, read: ReadFacts) -> Mapping[str, Json]:
        """Return what a plugin reads out of each note, by path; notes of which it says None are left out.

        ``read`` is asked of a note again only if the note, the settings or the plugin's version changed.
        """
        return self._facts.of(self._reader(plugin, version, read), self.index.notes)

    def _reader(self, plugin: str, version: str, read: ReadFacts) -> Reader:
        """Return who reads a plugin's facts by the settings as they are."""
        settings = self.settings
        return Reader(plugin, f"{version}/{settings.digest}", lambda note: read(note, settings))

    def shelf(self, plugin: str, version: str) -> Shelf:
        """Return where a plugin keeps what it works out; what another version of it kept is not there."""
        if plugin not in self._shelves:
            self._shelves[plugin] = KeptShelf(plugin, version, self._cache, is_readable=self._reads_cache)
        return self._shelves[plugin]

    def save_cache(self) -> None:
        """Keep what was read for the next run; whatever stands in the way is no error."""
        self._known.save(self.index.notes)
        self._facts.save()
        if self.index.notes.strayed:
            self._forget_puts()
        for shelf in self._shelves.values():
            shelf.save()

    def _forget_puts(self) -> None:
        """Keep nothing that was worked out of strayed notes: it stands on other versions than their digests say."""
        for shelf in self._shelves.values():
            shelf.forget()

    def _knowing(self, cache: Cache | None) -> Known:
        """Return what will know the notes, nothing yet."""
        return Known(self.root, self._parsed, self._is_template, self._doubts, cache)

    def _parsed(self, path: str, data: bytes, *, digest: str, size: int, template: bool) -> "Note":
        """Return a note; one over which the reader stumbles is as good as unreadable, and no reason to stop."""
        from vaultkit.text.parse import parse  # noqa: PLC0415 - half of all imports, and a warm start reads no note

        self.stumbled.discard(path)
        try:
            return parse(path, data, digest=digest, size=size, template=template)
        except Exception as error:  # noqa: BLE001 - a bug of ours must not take the other notes along
            self.stumbled.add(path)
            return unreadable(path, f"the reader stumbles over it ({type(error).__name__}), which is a bug")

    def _is_template(self, path: str) -> bool:
        """Return whether a note is a template by the settings as they are now."""
        return self.settings.is_template(path)

    def _load(self, *, use_cache: bool, progress: Progress | None, readers: Readers | None) -> None:
        """Read everything for the first time; of a folder that looks as it did, nothing but that."""
        with reading(str(self.root)):
            if not is_folder(self.root):
                raise NotAFolderError(str(self.root))
            self._had_marker = has_marker(self.root)
        cache = None
        with contextlib.suppress(OSError):
            cache = Cache(cache_folder(self.root))
        # Who does not believe the cache begins with an empty one.
        self._cache, self._reads_cache = cache, use_cache or (cache is not None and cache.clear())
        self._facts = Facts(cache, use_cache=self._reads_cache)
        self._known = self._knowing(cache)
        self.settings = self._read_settings()
        self._facts.readers = [self._reader(*each) for each in readers(self.settings)] if readers else []
        with reading(str(self.root)):
            self._scan = scan(self.root)
        fingerprint = self._scan.fingerprint
        looks = f"{fingerprint}/{self.settings.template_folders}" if fingerprint else ""
        notes = self._known.unchanged(self._scan, looks) if use_cache and looks else None
        if notes is not None:
            self.index = Index.of(notes, self._scan.files)
            return
        keys = cache.keys() if cache else {}
        self.is_new = use_cache and not keys
        notes = self._known.compared(self._scan, keys if use_cache else {}, self._facts, progress or _no_progress)
        self.index = Index.of(notes, self._scan.files)
        self._forget(keys, use_cache=use_cache)
        if self._known.save(notes) and not self.missing and looks:
            self._known.save_looks(looks, notes)

    def _forget(self, keys: Mapping[str, Key], *, use_cache: bool) -> None:
        """Forget what an earlier run knew and what is gone, unless that is too much to be believed."""
        lost = {path for path in keys.keys() - self.index.notes.keys() if not self._scan.hides(path)}
        if use_cache and are_too_many(len(lost), len(self.index.notes.keys() - keys.keys()), len(keys)):
            self.missing, self._known_before = frozenset(lost), len(keys)
        else:
            self._known.forget(lost)

    def _look(self, path: str, now: int, *, listed: bool = False, meant: bool = False) -> Reading | None:
        """Read one note again, anew if it has turned, or if somebody was given another version of it."""
        notes = self.index.notes
        anew = path in self._turned or path in notes.strayed
        return self._known.read(path, notes.digest(path), now, listed=listed, meant=meant, anew=anew)

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
        self._reread_settings()
        stats = self._known.stats
        changed = {path for path, stat in found.notes.items() if stats.get(path) != stat}
        changed |= (self.stumbled | self._turned | self.index.notes.strayed) & found.notes.keys()
        self.stumbled &= changed
        self._scan = found
        known = {path: self._look(path, now, listed=True) for path in sorted(changed)}
        hidden = {path for path in self.index.files if found.hides(path)}
        self._take(known, gone, now, found.files | hidden)

    def _look_at(self, paths: set[str], *, meant: bool = False) -> None:
        """Read these files again, whatever is known of them; ``meant`` says that it was us who changed them."""
        now = now_ns()
        notes = {path for path in paths if is_note(path)}
        if paths & SETTINGS_FILES:
            self._reread_settings()
        notes |= self._turned
        with self._brake():
            known = {path: self._look(path, now, meant=meant) for path in sorted(notes)}
            known |= dict.fromkeys(self._misspelt(known))
        before = self.index.notes
        gone = {path for path, each in known.items() if each is None and path in before}
        new = {path for path, each in known.items() if each is not None and path not in before}
        refused = not all(digests_of(each for each in known.values() if each))
        if not meant and (refused or self._are_vanishing(gone, new)):
            # Single paths do not tell whether more is missing, nor where notes have gone to.
            self._sweep()
            return
        self._take(known, gone, now, self._files_with(paths - notes))

    def _misspelt(self, known: Mapping[str, Reading | None]) -> set[str]:
        """Return the paths that the disk has in another spelling alone: it may open a file by either.

        Only a note that was not there before can be another's new spelling.
        """
        spellings: dict[str, set[str]] = {}
        for path, each in known.items():
            if each is not None and path not in self.index.notes:
                others = spellings.setdefault(fold_path(path), {path})
                others |= {path, *(old for old in self.index.candidates(path) if fold_path(old) == fold_path(path))}
        doubles = (path for some in spellings.values() if len(some) > 1 for path in some)
        return {path for path in doubles if not is_listed(self.root / path)}

    def _files_with(self, paths: set[str]) -> frozenset[str]:
        """Return the files that are no notes, with these paths looked at again."""
        if not paths:
            return self.index.files
        files = set(self.index.files)
        for path in paths:
            if not any(part.startswith(".") for part in path.split("/")) and not is_debris(path.rpartition("/")[2]):
                with contextlib.suppress(OSError):
                    (files.add if is_file(self.root / path) else files.discard)(path)
        return frozenset(files)

    def _take(self, known: dict[str, Reading | None], gone: set[str], now: int, files: frozenset[str]) -> None:
        """Make the next index of notes that were read anew; the brake has let ``gone`` pass."""
        self._wait_for_empty(known, now)
        found = {path: each for path, each in known.items() if each is not None}
        lost = gone | (known.keys() - found.keys())
        self._known.forget(lost)
        self._known.stats |= {path: stat for path, (_, stat) in found.items()}
        fresh = [note for note, _ in found.values() if not isinstance(note, str)]
        self._turned -= lost | {note.path for note in fresh}
        if self.index.notes.strayed:
            self._forget_puts()
        self.index = self.index.updated(fresh, lost, files)

    def _wait_for_empty(self, known: dict[str, Reading | None], now: int) -> None:
        """Read again notes that are empty and were not, for a while: an editor may be in the middle of a save."""
        for _ in range(0 if self._doubts.calm else _LOOKS):
            empty = [path for path, each in known.items() if each and self._looks_half_written(each[0])]
            if not empty:
                return
            self._sleep(_LOOK_AGAIN)
            known |= {path: self._look(path, now) for path in empty}

    def _looks_half_written(self, note: "Note | str") -> bool:
        """Return whether a note has no bytes and had some before."""
        if isinstance(note, str) or not note.digest or note.size:
            return False
        before = self.index.notes.get(note.path)
        return before is not None and before.size > 0

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
        self._known.forget(missing)
        self.missing = frozenset()

    def _has_lost_its_marker(self) -> bool:
        """Return whether the folder was a vault, and no longer says so."""
        try:
            return self._had_marker and not has_marker(self.root)
        except OSError:
            return True

    def _reread_settings(self) -> None:
        """Read the settings again, and note which notes mean something else by them.

        A file that is broken while somebody edits it changes nothing but the problems.
        """
        settings = self._read_settings()
        if settings.are_broken:
            settings = replace(self.settings, problems=settings.problems)
        if settings == self.settings:
            return
        before, self.settings = self.settings, settings
        if before.template_folders != settings.template_folders:
            notes = self.index.notes
            self._turned |= {path for path in notes if before.is_template(path) != settings.is_template(path)}

    def _read_settings(self) -> Settings:
        """Return the settings as the files have them now; one that is absent says nothing."""
        text, problems = settings_text(self.root)
        obsidian, others = read_obsidian(self.root)
        settings = read_settings(text, self._sections, obsidian=obsidian)
        return replace(settings, problems=(*settings.problems, *problems, *others))


def _no_progress(_done: int, _total: int) -> None:
    """Tell nobody."""
