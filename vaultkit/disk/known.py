"""What is known of a vault's notes: each as it was last read, in memory or in the cache, and what tells a change."""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from vaultkit.disk.cache import Cache, Key
from vaultkit.disk.collector import collector_paused
from vaultkit.disk.doubts import Doubts
from vaultkit.disk.facts import Facts
from vaultkit.disk.read import STIRRING, digest, read, unreadable
from vaultkit.disk.refusal import reason
from vaultkit.disk.stored import StoredNotes, rows
from vaultkit.disk.walk import Scan, Seen, Stat, now_ns
from vaultkit.errors import NoteChangedError, UnsafeNameError, VaultkitError
from vaultkit.model.notes import Notes
from vaultkit.model.streamed import SLICE, slices

if TYPE_CHECKING:
    from vaultkit.model.edit import Source
    from vaultkit.model.note import Note

_PROGRESS_STEP = 50
_NOTHING = digest(b"")

Progress = Callable[[int, int], None]
Reading = tuple["Note | str", Seen | None]
"""A note that was read anew, or the digest of one that says what it said; and what will tell a change of its file."""


class Parse(Protocol):
    """How bytes become a note."""

    def __call__(self, path: str, data: bytes, *, digest: str, size: int, template: bool) -> "Note":
        """Return the note of a file's bytes, told with their digest, of a big one's head; it never raises."""


class Known:
    """The notes of a folder as they were last read.

    ``stats`` tells of each whether its file is still the same; None is the answer of none. ``from_cache`` counts the
    notes that needed no reading when the folder was opened.
    """

    def __init__(
        self, root: Path, parse: Parse, is_template: Callable[[str], bool], doubts: Doubts, cache: Cache | None
    ) -> None:
        """Know nothing yet; ``is_template`` answers by the settings as they are."""
        self.stats: dict[str, Seen | None] = {}
        self.from_cache = 0
        self._root = root
        self._parse = parse
        self._is_template = is_template
        self._doubts = doubts
        self._cache = cache
        self._unsaved: set[str] = set()
        self._touched: dict[str, tuple[Stat, str]] = {}

    def unchanged(self, found: Scan, looks: str) -> Notes | None:
        """Return the notes of a folder that ``looks`` as it did when all of them were kept; None if it does not."""
        state = self._cache.state_of(looks) if self._cache else None
        if self._cache is None or state is None:
            return None
        self.stats |= found.notes.copy()
        self.from_cache = len(self.stats)
        return Notes(dict.fromkeys(self.stats), self._stored(self._cache, found), state)

    def compared(self, found: Scan, keys: Mapping[str, Key], facts: Facts, progress: Progress) -> Notes:
        """Return the notes of a folder: those whose files have the ``keys`` of the cache, and the others read anew.

        These are saved by the slice with the facts in them, and let go of, so that there are never more than a slice
        of them at hand. Where they cannot be saved, or are no more than a slice in all, they stay.
        """
        now, done, total = now_ns(), 0, len(found.notes)
        held: dict[str, Note | str | None] = {}
        is_saving = True
        for some in slices(found.notes.items()):
            with collector_paused():
                for path, stat in some:
                    if done % _PROGRESS_STEP == 0:
                        progress(done, total)
                    done += 1
                    known = self._compared(path, stat, keys.get(path), now)
                    if known is not None:
                        held[path], self.stats[path] = known
                if len(self._unsaved) >= SLICE or done == total:
                    is_saving = is_saving and self._save_slice(held, facts, keep=total <= SLICE)
        progress(total, total)
        return Notes(held, self._stored(self._cache, found) if self._cache else None)

    def _compared(self, path: str, stat: Seen, key: Key | None, now: int) -> Reading | None:
        """Return what the cache knows of a note if its file is still the same, else read it."""
        before = key.digest if key is not None and key.template == self._is_template(path) else None
        if before is None or key is None or key.stat != stat:
            return self.read(path, before, now, listed=True)
        self.from_cache += 1
        return before, stat

    def _save_slice(self, held: "dict[str, Note | str | None]", facts: Facts, *, keep: bool) -> bool:
        """Save the notes that are at hand, with their facts; let go of them unless told. Return whether it was done."""
        if self._cache is None:
            return False
        notes = [note for path in self._unsaved if not isinstance(note := held.get(path), (str, type(None)))]
        found, said = rows(notes, self.stats, self._is_template), facts.read(notes)
        if not self._cache.save_notes(found, facts=said):
            return False
        self._unsaved = set()
        facts.saved(said)
        held |= {row.path: row.key.digest for row in found if not row.key.notable and not keep}
        return True

    def read(  # noqa: PLR0913 - what is known, and three things that are seldom so
        self,
        path: str,
        before: str | None,
        now: int,
        *,
        listed: bool = False,
        meant: bool = False,
        anew: bool = False,
    ) -> Reading | None:
        """Read one note; None if it is gone, of one that says what it said ``before`` that digest.

        The stat is None unless it will tell a later change. A note that is never still, or (``calm``) was not for long
        enough, is kept as it was known, which is None if it was not. ``meant`` says that we wrote it, ``anew`` that the
        same bytes may be another note.
        """
        kept = (before, None) if before else None
        try:
            source, stat = read(self._root, path, listed=listed)
        except (FileNotFoundError, NotADirectoryError, UnsafeNameError):
            self._doubts.drop(path)
            return None
        except NoteChangedError:
            return kept if self._doubts.hold(path, None, now) or kept else (unreadable(path, STIRRING), None)
        except OSError as error:
            return unreadable(path, reason(error)), None
        is_same = source.digest == before and len(source.data) == stat.size
        if not meant and self._is_doubtful(before, source, stat, now, is_same=is_same):
            return kept
        settled = stat if stat.is_settled(now) else None
        if is_same and not anew:
            if settled is not None:
                self._touched[path] = (settled, source.digest)
            return source.digest, settled
        self._unsaved.add(path)
        self._touched.pop(path, None)
        return self._parsed(source, stat), settled

    def forget(self, paths: AbstractSet[str]) -> None:
        """Know no more of notes that are gone, here and in the cache."""
        for path in paths:
            self.stats.pop(path, None)
            self._touched.pop(path, None)
        self._unsaved |= paths

    def save(self, notes: Notes) -> bool:
        """Keep what was read for the next run; return whether the cache now has all of it."""
        if self._cache is None:
            return False
        unsaved, touched = self._unsaved, self._touched
        self._unsaved, self._touched = set(), {}
        if not unsaved and not touched:
            return True
        found = rows((notes[path] for path in unsaved if path in notes), self.stats, self._is_template)
        if not self._cache.save_notes(found, [path for path in unsaved if path not in notes], touched):
            return False
        notes.release({row.path: row.key.digest for row in found})
        return True

    def save_looks(self, looks: str, notes: Notes) -> None:
        """Keep what the folder looks like, so that the next run need not look at each note."""
        if self._cache is not None and None not in self.stats.values():
            self._cache.save_state(looks, notes.state())

    def _is_doubtful(self, before: str | None, source: "Source", stat: Stat, now: int, *, is_same: bool) -> bool:
        """Return whether what was read now may be half of a save."""
        if is_same:
            self._doubts.drop(source.path)
            return False
        emptied = stat.size == 0 and before not in {None, "", _NOTHING}
        return self._doubts.hold(source.path, stat, now, emptied=emptied)

    def _stored(self, cache: Cache, found: Scan) -> StoredNotes:
        """Return the source of the notes that are in the cache and were not read."""
        return StoredNotes(cache, found.notes, self._is_template, self._note)

    def _note(self, path: str) -> "tuple[Note, Stat | None]":
        """Return a note as its file is now, and the file's stat."""
        try:
            source, stat = read(self._root, path, listed=True)
        except OSError as error:
            return unreadable(path, reason(error)), None
        except VaultkitError:
            return unreadable(path, STIRRING), None
        return self._parsed(source, stat), stat

    def _parsed(self, source: "Source", stat: Stat) -> "Note":
        """Return the note that a file is."""
        template = self._is_template(source.path)
        return self._parse(source.path, source.data, digest=source.digest, size=stat.size, template=template)


def digests_of(readings: Iterable[Reading]) -> list[str]:
    """Return the digest of each note that was read; it is empty where it could not be."""
    return [note if isinstance(note, str) else note.digest for note, _ in readings]
