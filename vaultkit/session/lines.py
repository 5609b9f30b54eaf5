"""Looks after the lines that commands write: an editor that holds an old buffer may save it over them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from vaultkit.disk.journal import Entry
from vaultkit.disk.read import modified, read
from vaultkit.disk.written_lines import JournalTail, LostLine, keep_lost_lines, lost_lines, renamed, takes_out
from vaultkit.errors import NoteChangedError, VaultkitError
from vaultkit.model.edit import Edit
from vaultkit.model.moment import Moment
from vaultkit.model.put_line import PutLine
from vaultkit.session.lost_lines import is_told
from vaultkit.session.session import Session
from vaultkit.text.put_lines import Fate, fates, put_back

WATCHED = 60.0
"""Seconds after a write within which a line that goes was wiped out, and not deleted by somebody who had read it."""
QUIET = 3.0
"""Seconds for which a note must have been left alone before a line is put back."""
HASTY = 2.0
"""Seconds after a write within which nobody can have read it: who saves then had an old buffer, each time."""
_MOST = 10
_RECENT = 600.0
_GRACE = 10.0
_SOON = 1.0
_LABEL = "line put back"


@dataclass(slots=True)
class _Line:
    """A line that is looked after; ``lost`` is when the note was saved without it, in seconds since 1970.

    ``entry`` is the id of the write that put it in.
    """

    put: PutLine
    time: datetime
    entry: str
    lost: float | None = None

    @property
    def may_return(self) -> bool:
        """Whether to put it back: once, unless it went each time before anybody can have read it."""
        hasty = self.lost is not None and self.lost - self.time.timestamp() <= HASTY
        return self.put.again == 0 or (hasty and self.put.again < _MOST)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look has come to: the notes in which a line was put back, and in which one is lost, once for each line."""

    put_back: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass(slots=True)
class Lines:
    """The lines that were written of late, by any process, until they have stood for a minute.

    ``at`` is when to look again though nothing has changed, in seconds of ``seconds``.
    """

    session: Session
    now: Callable[[], datetime]
    seconds: Callable[[], float]
    at: float | None = None
    _tail: JournalTail = field(init=False)
    _lines: dict[str, list[_Line]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with what the journal has of late."""
        self._tail = JournalTail(self.session.root)

    def look(self) -> Looked:
        """Look at every note that has such lines, and put back what was wiped out of one that is quiet."""
        self.at = None
        self._catch_up()
        done = [self._look_at(path) for path in list(self._lines)]
        if self._tail.is_waiting:
            self._wake(_SOON)
        lost = [line for _, lines in done for line in lines]
        if lost:
            self._keep(lost)
        return Looked(tuple(path for paths, _ in done for path in paths), tuple(line.put.path for line in lost))

    def _catch_up(self) -> None:
        """Take in what was written since the last time."""
        for entry in self._tail.read():
            self._take(entry)

    def _wake(self, seconds: float) -> None:
        at = self.seconds() + seconds
        self.at = at if self.at is None else min(self.at, at)

    def _take(self, entry: Entry) -> None:
        """Take in a write: what it put in is looked after, what it moved or took out itself is as it should be."""
        for path in self._lines.keys() & {file.path for file in entry.files}:
            lines = self._lines.pop(path)
            # What `undo` takes back is told by its entry: the span of bytes that goes need not be the line itself.
            stays = [line for line in lines if line.entry != entry.undoes]
            left = [line for line in stays if not takes_out(entry, path, line.put.line)]
            target = renamed(entry, path)
            if left:
                moved = [replace(line, put=replace(line.put, path=target)) for line in left]
                self._lines.setdefault(target, []).extend(moved)
        if entry.time is None or entry.time.tzinfo is None:
            return
        if (self.now() - entry.time).total_seconds() > _RECENT:
            return
        for put in entry.lines:
            lines = self._lines.setdefault(put.path, [])
            if put.again:
                self._replaced(lines, put)
            lines.append(_Line(put, entry.time, entry.id))

    @staticmethod
    def _replaced(lines: list[_Line], put: PutLine) -> None:
        """Forget the line that was put back by this one: it would be wanted twice."""
        for line in lines:
            if (line.put.line, line.put.again) == (put.line, put.again - 1):
                lines.remove(line)
                return

    def _look_at(self, path: str) -> tuple[Sequence[str], Sequence[_Line]]:
        """Look after the lines of one note; return it for each line that was put back, and those that are lost."""
        if path not in self.session.vault.index.notes:
            self._forget(path, is_gone=True)
            return (), ()
        saved = modified(self.session.root, path)
        try:
            found = self._fates(path)
        except (VaultkitError, OSError):
            self._wake(_SOON)  # It is being written, and there will be another look at it.
            return (), ()
        kept: list[_Line] = []
        for line, fate in found:
            if fate is Fate.KEPT:
                kept.append(replace(line, lost=None))
            elif fate is not Fate.EDITED:
                lost = line.lost if line.lost is not None else saved
                # Who deletes a line that has stood there for longer, has read it.
                if line.lost is not None or lost is None or lost - line.time.timestamp() <= WATCHED:
                    kept.append(replace(line, lost=lost or line.time.timestamp()))
        self._lines[path] = kept
        self._forget(path)
        if not any(line.lost is not None for line in kept) or not self._is_quiet(saved):
            return (), ()
        return self._restore(path)

    def _is_quiet(self, saved: float | None) -> bool:
        """Return whether a note was left alone for long enough; else see that it is looked at again."""
        age = QUIET if saved is None else self.now().timestamp() - saved
        if 0 <= age < QUIET:
            self._wake(QUIET - age)
            return False
        return True

    def _restore(self, path: str) -> tuple[Sequence[str], Sequence[_Line]]:
        """Put back what may be put back; what is still not there then is lost."""
        before = [line for line in self._lines[path] if line.lost is not None]
        back = 0
        for again in sorted({line.put.again for line in before if line.may_return}):
            wanted = [line.put for line in before if line.may_return and line.put.again == again]
            try:
                done = self.session.write(self._plan(path, wanted), label=_LABEL, verified=True, again=again + 1)
            except NoteChangedError:
                self._wake(_SOON)
                return (path,) * back, ()
            texts = {put.line for put in wanted}
            back += sum(line.text in texts for line in done.written)
        try:
            found = self._fates(path)
        except (VaultkitError, OSError):
            self._wake(_SOON)
            return (path,) * back, ()
        gone = [line for line, fate in found if line.lost is not None and fate in {Fate.GONE, Fate.WIPED}]
        self._lines[path] = [line for line, _ in found if line.lost is None]
        self._forget(path)
        return (path,) * back, gone

    def _fates(self, path: str) -> list[tuple[_Line, Fate]]:
        """Return what became of a note's lines, by the file itself, which may change faster than the index.

        The journal is read after the file, so that it knows every line that a command has written there.
        Raises OSError, and what ``disk.read`` does.
        """
        data = read(self.session.root, path)[0].data
        self._catch_up()
        lines = self._lines.get(path, [])
        return list(zip(lines, fates([each.put for each in lines], data, self._tail.under_way(path)), strict=True))

    def _plan(self, path: str, wanted: Sequence[PutLine]) -> Callable[[Moment], Sequence[Edit]]:
        """Return the plan that puts lines back into a note as it is when the plan is made."""

        def plan(moment: Moment) -> Sequence[Edit]:
            source = moment.read(path)
            self._catch_up()
            return put_back([each.put for each in self._lines[path]], wanted, source, self._tail.under_way(path))

        return plan

    def _forget(self, path: str, *, is_gone: bool = False) -> None:
        """Forget the lines that have stood for long enough; of a note that is gone all that are old.

        None is forgotten while another waits to be put back: it would be taken for what somebody made of that one.
        """
        lines = self._lines.get(path, [])
        if is_gone or all(line.lost is None for line in lines):
            since = self.now().timestamp() - WATCHED - _GRACE
            lines = [line for line in lines if line.time.timestamp() >= since]
        if lines:
            self._lines[path] = lines
        else:
            self._lines.pop(path, None)

    def _keep(self, lost: Sequence[_Line]) -> None:
        """Write down what is lost, for ``check`` to tell; nobody's words are kept for longer than they are told."""
        known = [each for each in lost_lines(self.session.root) if is_told(each, self.session.today)]
        new = [LostLine(line.put.path, line.put.line.strip(), line.time) for line in lost]
        keep_lost_lines(self.session.root, (*known, *new))
