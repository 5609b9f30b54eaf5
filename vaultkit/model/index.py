"""The index: an immutable snapshot of all notes, and where their links lead."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import MappingProxyType

from vaultkit.model.note import Note

_EMPTY: Mapping[str, Note] = MappingProxyType({})


def fold_path(path: str) -> str:
    """Return the form in which paths and names of links are compared: NFC, case-folded."""
    return unicodedata.normalize("NFC", path).casefold()


def _keys(path: str) -> tuple[str, ...]:
    """Return the names by which a link's last segment may find a file: a note also without ``.md``."""
    name = fold_path(PurePosixPath(path).name)
    return (name, name.removesuffix(".md")) if name.endswith(".md") else (name,)


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """All notes of a vault by path, and the paths of its other files; never changed, only replaced."""

    notes: Mapping[str, Note] = field(default_factory=lambda: _EMPTY)
    files: frozenset[str] = frozenset()
    _by_name: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, notes: Iterable[Note], files: Iterable[str] = ()) -> "Index":
        """Return the index of these notes and other files."""
        by_path = {note.path: note for note in sorted(notes, key=lambda note: note.path)}
        others = frozenset(files) - by_path.keys()
        names: dict[str, list[str]] = {}
        for path in (*by_path, *sorted(others)):
            for key in _keys(path):
                names.setdefault(key, []).append(path)
        return cls(MappingProxyType(by_path), others, {key: tuple(paths) for key, paths in names.items()})

    def updated(self, found: Iterable[Note], gone: Iterable[str] = (), files: Iterable[str] | None = None) -> "Index":
        """Return the index with notes put in or replaced and paths taken out; itself if nothing changed.

        ``files``, if given, are all the files of the vault that are no notes.
        """
        fresh = {note.path: note for note in found}
        lost = set(gone) - fresh.keys()
        others = self.files - lost if files is None else frozenset(files)
        same = all(self.notes.get(path) == note for path, note in fresh.items())
        if same and others == self.files and not lost & self.notes.keys():
            return self
        kept = {path: note for path, note in self.notes.items() if path not in lost}
        return Index.of((kept | fresh).values(), others)

    def candidates(self, target: str) -> tuple[str, ...]:
        """Return every path that a link's target could mean, by its last segments, case and NFC apart."""
        wanted = fold_path(target.strip().removeprefix("/"))
        if not wanted:
            return ()
        endings = (wanted, f"{wanted}.md")
        return tuple(
            path
            for path in self._by_name.get(wanted.rsplit("/", 1)[-1], ())
            if (folded := fold_path(path)) in endings or folded.endswith(tuple(f"/{ending}" for ending in endings))
        )

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
        wanted = fold_path(target.strip().removeprefix("/"))
        exact = tuple(path for path in found if fold_path(path) in {wanted, f"{wanted}.md"})
        folder = str(PurePosixPath(source).parent)
        return exact or tuple(path for path in found if str(PurePosixPath(path).parent) == folder) or found


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
