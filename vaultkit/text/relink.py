"""Gives links new targets: in one note as byte spans, and in all notes when a note gets another path."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath
from posixpath import normpath

from vaultkit.errors import RefusedEditError
from vaultkit.model.edit import Edit, Source
from vaultkit.model.index import Index, fold_path
from vaultkit.model.moment import Moment
from vaultkit.model.note import Link, Note
from vaultkit.text.comments import links_in_comments
from vaultkit.text.lines import Lines
from vaultkit.text.parse import NOTE_COMPLEX, NOTE_LONG, parse
from vaultkit.text.respell import Quotes, Respelling, forms, respelled
from vaultkit.text.same_but_links import is_same_but_links

NewTarget = Callable[[Link], str | None]
"""Says which target a link is to have, None for the one that it has."""

_SURELY_PLAIN = re.compile(r"\w(?:[\w ./'-]*[\w.])?")
"""Targets that need no quotes in YAML where a link has none."""
_BLOCK_BEFORE = re.compile(rb"[|>][-+0-9]{0,3}[ \t]*(?:[ \t]#[^\n]*)?\r?\n\s*\Z")
"""The header of a block of text, in which nothing has quotes."""


@dataclass(frozen=True, slots=True)
class Relinked:
    """A note whose links were given new targets: the edits, the note as it will be read, and how many links."""

    edits: tuple[Edit, ...] = ()
    note: Note | None = None
    links: int = 0


@dataclass(frozen=True, slots=True)
class VaultLinks:
    """What becomes of the links of a vault: the edits of all notes, and each note that they change as it will be read.

    ``links`` counts those that get another target. ``unread`` are the notes that could not be looked through whole,
    so that links may be left in them.
    """

    edits: tuple[Edit, ...]
    notes: Mapping[str, Note]
    links: int
    unread: tuple[str, ...]


def relink_note(source: Source, note: Note, new_target: NewTarget) -> Relinked:
    """Return the edits that give the links of one note, those in its comments among them, their new targets.

    Only the target's own bytes are replaced; a link of the front matter that has no quotes gets them if it needs
    them. Raises ``RefusedEditError`` for a link that cannot hold its new target, and where the result would not read
    as the old note with these links.
    """
    wanted = _wanted(note.links, new_target)
    hidden = links_in_comments(note, source.data)
    wanted_hidden = _wanted(hidden, new_target)
    if not wanted and not wanted_hidden:
        return Relinked()
    first = min(link.line for link in (*wanted, *wanted_hidden))
    if any(problem.code == NOTE_LONG.code for problem in note.problems):
        raise RefusedEditError(note.path, first, "the link is to change, and notes over 2 MiB are not edited")
    lines = Lines.of(source.data)
    before = parse(note.path, source.data)
    for quoting in (False, True):
        made = [_edit(source, lines, link, new, quoting=quoting) for link, new in (wanted | wanted_hidden).items()]
        edits = tuple(sorted(made, key=lambda edit: edit.start))
        data = _applied(source.data, edits)
        after = parse(note.path, data)
        if is_same_but_links(before, after, wanted) and _is_same_in_comments(hidden, after, data, wanted_hidden):
            return Relinked(edits, after, len(edits))
        if not any(link.style == "property" for link in wanted):
            break
    raise RefusedEditError(note.path, first, "with its links changed from here on, the note would not read as before")


def _wanted(links: Iterable[Link], new_target: NewTarget) -> dict[Link, str]:
    """Return the links that get another target, with it."""
    found = ((link, new_target(link)) for link in links)
    return {link: target for link, target in found if target is not None and target != link.target}


def _is_same_in_comments(old: tuple[Link, ...], note: Note, data: bytes, targets: Mapping[Link, str]) -> bool:
    """Return whether the comments hold the same links, but for their new targets."""
    new = links_in_comments(note, data)
    return [(link.line, targets.get(link, link.target), link.heading, link.shown) for link in old] == [
        (link.line, link.target, link.heading, link.shown) for link in new
    ]


def _applied(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return bytes after edits that do not overlap, given by their places."""
    for edit in reversed(tuple(edits)):
        data = edit.applied(data)
    return data


def _edit(source: Source, lines: Lines, link: Link, target: str, *, quoting: bool) -> Edit:
    """Return the edit that gives one link its new target. Raises ``RefusedEditError`` where it cannot hold it."""
    start = _offset(source, lines, link, 0)
    quotes = _quotes_before(source.data, start) if link.style == "property" else ""
    is_bare = link.style == "property" and not quotes and not _BLOCK_BEFORE.search(source.data[:start])
    puts_quotes = quoting and is_bare and not _SURELY_PLAIN.fullmatch(target)
    change = respelled(link, target, '"' if puts_quotes else quotes)
    if change is None:
        raise RefusedEditError(source.path, link.line, f"{link.source} cannot be made to lead to {target}")
    if puts_quotes:
        change = _in_quotes(link, change)
    first, last = _offset(source, lines, link, change.start), _offset(source, lines, link, change.end)
    typed = link.source[change.start : change.end]
    if source.data[first:last].replace(b"\r\n", b"\n") != typed.encode("utf-8", "surrogatepass"):
        raise RefusedEditError(source.path, link.line, f"{link.source} does not stand where it was read")
    return Edit(source.path, source.digest, first, last, change.text.encode())


def _offset(source: Source, lines: Lines, link: Link, character: int) -> int:
    """Return where a character of a link's source stands in the file."""
    before = link.source[:character].split("\n")
    column = (link.column if len(before) == 1 else 1) + len(before[-1])
    offset = lines.offset(link.line + len(before) - 1, column)
    if offset is None:
        raise RefusedEditError(source.path, link.line, "the line with the link holds bytes that are no UTF-8")
    return offset


def _quotes_before(data: bytes, start: int) -> Quotes:
    """Return the quotation mark that a link in the front matter stands behind."""
    before = data[:start].rstrip()[-1:]
    return "'" if before == b"'" else '"' if before == b'"' else ""


def _in_quotes(link: Link, change: Respelling) -> Respelling:
    """Return the change of a whole link that has no quotes yet, with quotes around it."""
    before, after = link.source[: change.start], link.source[change.end :]
    before, after = (part.replace("\\", "\\\\").replace('"', '\\"') for part in (before, after))
    return Respelling(0, len(link.source), f'"{before}{change.text}{after}"')


@dataclass(frozen=True, eq=False)
class Relinking:
    """Every link of a vault, when notes get other paths: each leads to the note to which it led before.

    ``moved`` maps old paths to new ones; a new path may be that of a note that exists, which then stands for both.
    """

    moment: Moment
    moved: Mapping[str, str]

    @cached_property
    def before(self) -> Index:
        """The vault as it is."""
        return self.moment.index

    @cached_property
    def after(self) -> Index:
        """The vault as it will be, by its paths; what the notes say in it is of no account."""
        taken = self.before.notes.keys() - self.moved.keys()
        return Index.of(
            (
                replace(note, path=self.moved.get(note.path, note.path))
                for note in self.before.notes.values()
                if note.path in taken or self.moved[note.path] not in taken
            ),
            self.before.files,
        )

    @cached_property
    def _names(self) -> frozenset[str]:
        """The last parts of those links that could lead elsewhere afterwards."""
        names = {fold_path(PurePosixPath(path).name) for path in (*self.moved, *self.moved.values())}
        return frozenset(names | {name.removesuffix(".md") for name in names})

    def new_target(self, link: Link, path: str) -> str | None:
        """Return the target that a link of the note ``path`` must have afterwards, None for the one that it has.

        A link that leads nowhere is left alone, also where it leads to a moved note afterwards. Raises
        ``RefusedEditError`` where no spelling leads to the right note.
        """
        if not link.target:
            return None
        source = self.moved.get(path, path)
        if source == path and not self._concerns(link.target):
            return None
        old = self.before.resolve(link.target, path)
        if old is None:
            return self._still_nowhere(link, path, source)
        wanted = self.moved.get(old, old)
        if old not in self.moved and self.after.resolve(link.target, source) == wanted:
            return None
        keeps_form = old in self.moved or path in self.moved
        typed = link.target if keeps_form else _whole(wanted, link.target)
        found = self._spelling(link, typed, wanted, source)
        if found is None:
            raise RefusedEditError(path, link.line, f"{link.source} cannot be made to lead to {wanted}")
        return found

    def _still_nowhere(self, link: Link, path: str, source: str) -> str | None:
        """Return what keeps a relative link that leads nowhere from leading somewhere out of another folder."""
        found = self.after.resolve(link.target, source)
        if found is None or not link.target.startswith(("./", "../")) or found in self.moved.values():
            return None
        whole = normpath(f"{PurePosixPath(path).parent}/{link.target}").removeprefix("../")
        if self.after.resolve(whole, source) is not None or respelled(link, whole) is None:
            raise RefusedEditError(path, link.line, f"{link.source} leads nowhere, and would lead to {found}")
        return whole

    def _concerns(self, target: str) -> bool:
        """Return whether a link could lead elsewhere afterwards: links are looked up by their last part."""
        return fold_path(target.strip().rsplit("/", 1)[-1]) in self._names or target.startswith(("./", "../"))

    def _spelling(self, link: Link, typed: str, wanted: str, source: str) -> str | None:
        """Return the first target, in the form of ``typed``, that leads to a file alone; else one that leads there."""
        possible = [form for form in forms(typed, wanted, source) if respelled(link, form) is not None]
        plain = (form for form in possible if self.after.choices(form, source) == (wanted,))
        first = (form for form in possible if self.after.resolve(form, source) == wanted)
        return next(plain, None) or next(first, None)

    def note(self, source: Source, note: Note) -> Relinked:
        """Return what becomes of the links of one note; ``note`` is its source as it is read, at its old path."""
        return relink_note(source, note, lambda link: self.new_target(link, note.path))

    def vault(self, besides: AbstractSet[str] = frozenset()) -> VaultLinks:
        """Return what becomes of the links of all notes, less those of some.

        The result is checked: every link of the vault that could have changed leads where it led before.
        Raises ``NoteChangedError`` for a note that is no longer the one that was indexed, and what ``note`` does.
        """
        edits: list[Edit] = []
        notes: dict[str, Note] = {}
        unread: list[str] = []
        links = 0
        for path, note in self.before.notes.items():
            if path in besides:
                continue
            if not note.digest:
                unread.append(path)
                continue
            source = self.moment.read(path)
            if _is_partly_read(note) and self._is_named_in(source.data):
                unread.append(path)
            found = self.note(source, note)
            if found.note is not None:
                edits += found.edits
                notes[path] = found.note
                links += found.links
        self._verify(notes, besides)
        return VaultLinks(tuple(edits), notes, links, tuple(unread))

    def _is_named_in(self, data: bytes) -> bool:
        """Return whether a moved note's name stands in a file at all."""
        text = fold_path(data.decode("utf-8", "replace"))
        names = (PurePosixPath(path).name.removesuffix(".md") for path in self.moved)
        return any(fold_path(name) in text or fold_path(name).replace(" ", "%20") in text for name in names)

    def _verify(self, changed: Mapping[str, Note], besides: AbstractSet[str]) -> None:
        """Check, by the notes as they will be, that every link leads to the same note as before."""
        for path, note in self.before.notes.items():
            if path in besides:
                continue
            for old, new in zip(note.links, changed.get(path, note).links, strict=True):
                self.verify_link(path, old, new)

    def verify_link(self, path: str, old: Link, new: Link) -> None:
        """Raise ``RefusedEditError`` if a link of the note ``path`` would lead elsewhere; one to nowhere may not."""
        source = self.moved.get(path, path)
        if old.target == new.target and source == path and not self._concerns(old.target):
            return
        led = self.before.resolve(old.target, path)
        if led is not None and self.after.resolve(new.target, source) != self.moved.get(led, led):
            raise RefusedEditError(path, old.line, f"{old.source} would lead elsewhere")

    def now_lead_there(self) -> Iterator[tuple[str, Link]]:
        """Yield the links, with their notes' paths, that led nowhere, and lead to a moved note afterwards."""
        targets = frozenset(self.moved.values())
        for path, note in self.before.notes.items():
            source = self.moved.get(path, path)
            for link in note.links:
                if not link.target or not self._concerns(link.target):
                    continue
                if self.before.resolve(link.target, path) is None and (
                    self.after.resolve(link.target, source) in targets
                ):
                    yield path, link


def _whole(path: str, typed: str) -> str:
    """Return a note's whole path as a target, with ``.md`` where it was typed."""
    return path if typed.casefold().endswith(".md") else path.removesuffix(".md")


def _is_partly_read(note: Note) -> bool:
    """Return whether a note is too long or too complex for all of its links to be known."""
    return any(problem.code in {NOTE_LONG.code, NOTE_COMPLEX.code} for problem in note.problems)
