"""An open vault: what ``Following`` keeps up with, and what writes to it through the one gateway."""

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from vaultkit.disk.journal_end import ends_with_a_mark
from vaultkit.disk.known import Progress
from vaultkit.disk.read import read
from vaultkit.disk.refusal import reading, reason, writing
from vaultkit.disk.settings import has_marker
from vaultkit.disk.state import state_folder
from vaultkit.errors import (
    CannotReadError,
    MovedOnError,
    NameTakenError,
    NoteChangedError,
    NoVaultError,
    VaultkitError,
)
from vaultkit.vault.following import Following, Readers

if TYPE_CHECKING:
    from vaultkit.disk.journal import Journal
    from vaultkit.disk.undo import Command, Undo
    from vaultkit.model.edit import Change, Source, Written
    from vaultkit.model.put_line import PutLine

# ruff: noqa: PLC0415 -- what writes is imported by what writes: most commands read


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


class Vault(Following):
    """An open vault. Make one with ``Vault.open``."""

    _now: Callable[[], datetime] | None = None
    _is_alone = False

    @classmethod
    def open(  # noqa: PLR0913 - each is a choice of the caller's, all but two with a default
        cls,
        root: Path,
        sections: Mapping[str, type],
        *,
        use_cache: bool = True,
        readers: Readers | None = None,
        progress: Progress | None = None,
        now: Callable[[], datetime] | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        calm: float = 0.0,
    ) -> "Vault":
        """Read a vault's settings and notes and return it.

        ``sections`` are the plugins' sections of the settings by name. Without ``use_cache`` every note is read, and
        the cache made anew. ``readers`` are asked for the facts of the notes that are read, while they are at hand.
        ``progress`` is told how many notes of how many are done; ``now`` stamps the journal.
        ``sleep`` waits for notes that are being written. With ``calm`` nothing is waited for: a note whose file has not
        been still for that many seconds, by ``clock``, stays as it was known, and is among ``doubtful``.

        Raises ``NotAFolderError`` where ``root`` is none, ``CannotReadError`` where it cannot be read.
        """
        vault = cls(root, sections, sleep=sleep, clock=clock, calm=calm)
        vault._now = now
        vault._load(use_cache=use_cache, progress=progress, readers=readers)
        return vault

    @property
    def journal(self) -> "Journal":
        """What was written to this vault, by every process. Raises OSError where no state can be kept."""
        from vaultkit.disk.journal import Journal

        return Journal(self._journal_file)

    @property
    def _journal_file(self) -> Path:
        """Where the journal lies. Raises OSError where no state can be kept."""
        return state_folder(self.root) / "journal.jsonl"

    def is_watched(self) -> bool:
        """Return whether a watcher holds the vault."""
        from vaultkit.disk import locks

        return locks.is_watched(self.root)

    def read(self, path: str) -> "Source":
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

    def diff(self, changes: "Sequence[Change]") -> str:
        """Return the unified diff of changes; nothing is written. Raises what ``read`` does."""
        from vaultkit.disk import report
        from vaultkit.disk.trash import with_names

        return report.diff(with_names(self.root, changes), self._bytes)

    def apply(
        self, changes: "Sequence[Change]", *, label: str, blocks: bool = False, again: int | None = None
    ) -> "tuple[Written, ...]":
        """Make changes, all or none, and read their files again; return the lines that were written.

        ``label`` names the command in the journal, ``blocks`` says that generated blocks are rewritten, ``again`` that
        a watcher is to look after the lines that are put in, and how often it has put them back before. Raises what
        ``disk.gateway.apply`` does, ``BusyError``, and ``NotesVanishedError`` as long as most notes are missing.
        """
        from vaultkit.disk import gateway, report
        from vaultkit.disk.trash import with_names

        with self._writing() as journal:
            changes = with_names(self.root, changes)
            lines = report.written(changes, self._bytes, blocks=blocks)
            put = self._put_in(changes, again) if again is not None else ()
            entry = journal.entry(label, self._stamp(), blocks=blocks, lines=put)
            gateway.apply(self.root, changes, journal=entry)
        self._take_in(changes)
        return lines

    def _put_in(self, changes: "Sequence[Change]", again: int) -> "tuple[PutLine, ...]":
        """Return the lines that changes put into notes, with what stands around them."""
        from vaultkit.disk import report
        from vaultkit.text.put_lines import put_lines

        files = report.files(changes, self._bytes)
        return tuple(put for path, old, new in files if old is not None for put in put_lines(path, old, new, again))

    def undo(self, wanted: str | None = None) -> "Undo":
        """Take back a command's write, of any process: the last that was not, or that whose id begins so.

        Raises ``UsageError`` where there is no such command, ``MovedOnError`` where a file is not as it was left, and
        what ``apply`` does.
        """
        from vaultkit.disk import gateway

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
            entries = () if ends_with_a_mark(self._journal_file) else self.journal.unfinished()
        left = {path for entry in entries for path in entry.touched}
        if left or self._scan.leftovers:
            with self._writing():
                pass
            self.refresh(left)

    def _take_in(self, changes: "Iterable[Change]") -> None:
        """Read again what was written; if that fails the write is done all the same, and the next look is a sweep."""
        with contextlib.suppress(VaultkitError):
            self._look_at(_paths(changes), meant=True)

    def plan_undo(self, wanted: str | None = None) -> "Undo":
        """Return what ``undo`` would do; nothing is written. Raises what it does."""
        from vaultkit.disk import undo

        with reading("the journal"):
            entries = self.journal.entries()
        return undo.plan_undo(self.root, entries, undo.choose(entries, wanted))

    def commands(self) -> "tuple[Command, ...]":
        """Return what the last commands wrote, newest first, and whether it can be taken back."""
        from vaultkit.disk import undo

        with reading("the journal"):
            return undo.listed(self.root, self.journal.entries())

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the writer lock for what is read, planned and applied in the block, so that no other command does.

        Raises ``BusyError``.
        """
        from vaultkit.disk import locks

        with locks.writer(self.root):
            self._is_alone = True
            try:
                yield
            finally:
                self._is_alone = False

    @contextlib.contextmanager
    def _writing(self) -> "Iterator[Journal]":
        """Hold the writer lock, with everything settled that a crash cut short, and give the journal."""
        from vaultkit.disk import gateway, locks

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

    def _bytes(self, path: str) -> bytes:
        """Return a file's bytes for a report."""
        return self.read(path).data


def _paths(changes: "Iterable[Change]") -> set[str]:
    """Return the paths at which changes leave something else than before."""
    from vaultkit.model.edit import Move

    return {change.path for change in changes} | {each.target for each in changes if isinstance(each, Move)}
