"""The index: an immutable snapshot of all notes, and where their links lead."""

import hashlib
import unicodedata
from collections.abc import Collection, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from vaultkit.model.notes import Notes

if TYPE_CHECKING:
    from vaultkit.model.note import Note


def fold_path(path: str) -> str:
    """Return the form in which paths and names of links are compared: NFC, case-folded."""
    return path.lower() if path.isascii() else unicodedata.normalize("NFC", path).casefold()


def link_names(path: str) -> tuple[str, ...]:
    """Return the names by which a link's last segment may find a file: a note also without ``.md``."""
    name = fold_path(path.rpartition("/")[2])
    return (name, name.removesuffix(".md")) if name.endswith(".md") else (name,)


class Paths:
    """The paths of all notes and other files, and where a link leads among them; the table of names is made late.

    An index whose paths are those of the one before has the very same ``Paths``.
    """

    __slots__ = ("_by_name", "_files", "_paths", "_state")

    def __init__(self, paths: Collection[str], files: frozenset[str]) -> None:
        """Take the paths of the notes, and of the other files."""
        self._paths = paths
        self._files = files
        self._state = ""
        self._by_name: dict[str, tuple[str, ...]] | None = None

    @property
    def state(self) -> str:
        """A digest of the paths of the files that are no notes."""
        if not self._state:
            told = "\n".join(sorted(self._files))
            self._state = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
        return self._state

    def _find(self, name: str) -> tuple[str, ...]:
        """Return the paths that a name may find."""
        if self._by_name is None:
            names: dict[str, list[str]] = {}
            for path in (*sorted(self._paths), *sorted(self._files)):
                for key in link_names(path):
                    names.setdefault(key, []).append(path)
            self._by_name = {key: tuple(paths) for key, paths in names.items()}
        return self._by_name.get(name, ())

    def updated(
        self, paths: Collection[str], files: frozenset[str], come: AbstractSet[str], gone: AbstractSet[str]
    ) -> "Paths":
        """Return those of an index for which these have ``come`` and are ``gone``; the rest is not made again."""
        updated = Paths(paths, files)
        if self._by_name is not None:
            by_name = dict(self._by_name)
            for path in come | gone:
                for key in link_names(path):
                    others = [other for other in by_name.pop(key, ()) if other != path]
                    found = [*others, path] if path in come else others
                    if found:
                        by_name[key] = tuple(sorted(found, key=lambda each: (each in files, each)))
            updated._by_name = by_name
        return updated

    def candidates(self, target: str) -> tuple[str, ...]:
        """Return every path that a link's target could mean, by its last segments, case and NFC apart."""
        wanted = fold_path(target.strip().removeprefix("/"))
        if not wanted:
            return ()
        endings = (f"/{wanted}", f"/{wanted}.md")
        return tuple(path for path in self._find(wanted.rpartition("/")[2]) if f"/{fold_path(path)}".endswith(endings))

    def resolve(self, target: str, source: str) -> str | None:
        """Return the path that a link of the note ``source`` leads to, or None (docs/format.md, "Links").

        The exact path from the root wins, then a file in the source's own folder, then the shortest path.
        An empty target is the note itself.
        """
        return min(self.choices(target, source), key=lambda path: (len(path), path), default=None)

    def choices(self, target: str, source: str) -> tuple[str, ...]:
        """Return the paths between which only their length decides; one where the link is plain."""
        if not target.strip():
            return (source,)
        found = self.candidates(_relative(target, source))
        if len(found) < 2:  # noqa: PLR2004 - one file, or none: nothing is left to decide
            return found
        wanted = fold_path(target.strip().removeprefix("/"))
        exact = tuple(path for path in found if fold_path(path) in {wanted, f"{wanted}.md"})
        folder = source.rpartition("/")[0]
        return exact or tuple(path for path in found if path.rpartition("/")[0] == folder) or found


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """All notes of a vault by path, and the paths of its other files; never changed, only replaced.

    ``paths`` are those of notes and files alike.
    """

    notes: Notes = field(default_factory=lambda: Notes({}))
    files: frozenset[str] = frozenset()
    paths: Paths = field(default_factory=lambda: Paths((), frozenset()), repr=False)

    @classmethod
    def of(cls, notes: "Iterable[Note] | Notes", files: Iterable[str] = ()) -> "Index":
        """Return the index of these notes and other files."""
        found = notes if isinstance(notes, Notes) else Notes.of(notes)
        others = frozenset(path for path in files if path not in found)
        return cls(found, others, Paths(found.paths(), others))

    @property
    def state(self) -> str:
        """A digest of all that the index is made of: it is the same where, and only where, nothing differs."""
        return f"{self.notes.state()}/{self.paths.state}"

    def updated(self, found: "Iterable[Note]", gone: Iterable[str] = (), files: Iterable[str] | None = None) -> "Index":
        """Return the index with notes put in or replaced and paths taken out; itself if nothing changed.

        ``files``, if given, are all the files of the vault that are no notes. What did not change is shared.
        """
        said = {note.path: note for note in found}
        before, out = self.notes, set(gone) - said.keys()
        fresh = [note for note in said.values() if not before.holds(note)]
        lost = {path for path in out if path in before}
        notes = before.replaced(fresh, lost) if fresh or lost else before
        come = {note.path for note in fresh if note.path not in before}
        others = self._others(self.files - out if files is None and out else files, come, notes)
        if notes is before and others is self.files:
            return self
        come, lost = come | (others - self.files), lost | (self.files - others)
        paths = self.paths.updated(notes.paths(), others, come, lost - come) if come or lost else self.paths
        return Index(notes, others, paths)

    def _others(self, files: Iterable[str] | None, come: AbstractSet[str], notes: Notes) -> frozenset[str]:
        """Return the files that are no notes, of which some have ``come``; the index's own set where it is the same."""
        if (files is None or files is self.files) and self.files.isdisjoint(come):
            return self.files
        others = frozenset(path for path in (self.files if files is None else files) if path not in notes)
        return self.files if others == self.files else others

    def candidates(self, target: str) -> tuple[str, ...]:
        """Return every path that a link's target could mean, by its last segments, case and NFC apart."""
        return self.paths.candidates(target)

    def resolve(self, target: str, source: str) -> str | None:
        """Return the path that a link of the note ``source`` leads to, or None; see ``Paths.resolve``."""
        return self.paths.resolve(target, source)

    def choices(self, target: str, source: str) -> tuple[str, ...]:
        """Return the paths between which only their length decides; one where the link is plain."""
        return self.paths.choices(target, source)


def _relative(target: str, source: str) -> str:
    """Return a target that begins with ``./`` or ``../`` as a path from the root; others as they are."""
    if not target.startswith(("./", "../")):
        return target
    parts = list(PurePosixPath(source).parent.parts)
    for part in PurePosixPath(target).parts:
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
