"""Following a vault: each batch of changes is read, then what it made stale is rewritten."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol

from vaultkit.disk.collector import collector_passes_over, collector_paused
from vaultkit.disk.read import modified
from vaultkit.disk.refusal import reason
from vaultkit.disk.watch_status import WatchStatus
from vaultkit.disk.watcher import Batch, Way
from vaultkit.errors import NoteChangedError, VaultkitError
from vaultkit.model.index import Index
from vaultkit.model.problem import Problem
from vaultkit.model.settings import Settings
from vaultkit.session.lines import QUIET, Lines, Looked
from vaultkit.session.lost_lines import LINE_LOST
from vaultkit.session.session import Session

CALM = 0.15
"""Seconds for which a file must have been still before what is read of it is believed."""
PAUSE = 2.0
"""Seconds between two rewrites of one note's blocks while changes go on."""
AT_ONCE = 3
"""Rewrites of a note that wait for no pause, once it had its rest: each edit of somebody who saves now and then."""
_SOON = 1.0
_LONGEST = 60.0
_FIRST_RETRY = 2.0
_NAMED = 5


class Changes(Protocol):
    """Where batches come from: a ``disk.watcher.Watcher``, or a test."""

    @property
    def way(self) -> Way:
        """How changes are learned of at present."""

    def wait(self, seconds: float) -> Batch | None:
        """Return what to look at next; an empty batch after that many seconds, None at the end."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of day with its zone, seconds that only grow, and the day that is taken for today."""

    now: Callable[[], datetime]
    seconds: Callable[[], float]
    day: Callable[[], date]


class Trouble(NamedTuple):
    """Why something could not be done: in ``words``, and as a log may name it, with no text of any note in it."""

    words: str
    mark: str


@dataclass(frozen=True, slots=True)
class Report:
    """What one batch came to.

    ``notes`` are the paths that were read anew or are gone, ``words`` what plugins say of it, ``rewritten`` the
    paths in which a block changed, ``trouble`` why something could not be done, ``notice`` what else is to be known.
    ``marks`` name the trouble for a log, ``put_back`` the notes in which a line was put back that an editor had saved
    over, once for each line. Trouble and notices that last are told once.
    """

    notes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    rewritten: tuple[str, ...] = ()
    trouble: str | None = None
    notice: str | None = None
    marks: tuple[str, ...] = ()
    put_back: tuple[str, ...] = ()


class Follower:
    """Brings the index and the blocks up to date, batch by batch, for as long as there are any.

    What stops one batch is told, and the whole folder is compared again a little later. ``status`` says how it stands.
    """

    def __init__(self, session: Session, changes: Changes, clock: Clock, *, pid: int = 0) -> None:
        """Follow the vault of a session; nothing is read or written yet. ``pid`` is the process's, for the status."""
        self.status = WatchStatus(pid, clock.now(), changes.way.value, len(session.vault.index.notes))
        self._session = session
        self._changes = changes
        self._clock = clock
        self._seen = session.moment
        self._state = self._state_now()
        self._written_for: _State | None = None
        self._way = Way.EVENTS
        self._told: frozenset[Trouble] = frozenset()
        self._noticed: str | None = None
        self._failures = 0
        self._has_failed = False
        self._retry = _Retry()
        self._blocks = _Blocks(session, clock)
        self._lines = Lines(session, clock.now, clock.seconds)
        self._damage: tuple[Index | None, frozenset[Trouble]] = (None, frozenset())

    def reports(self) -> Iterator[Report]:
        """Yield what each batch came to, the first rewrite before all; batches of nothing that mattered give none."""
        with collector_paused():
            first = self._taken(Batch())
        # With 10,000 notes each search would take longer than the answer to an edit may.
        collector_passes_over()
        self._blocks.begin()
        yield first
        while (batch := self._changes.wait(self._patience())) is not None:
            report = self._taken(batch)
            if report != Report():
                yield report

    def _patience(self) -> float:
        """Return for how many seconds there is nothing to do unless something changes; a day's end is a change."""
        now = self._clock.now()
        midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), now.tzinfo)
        waits = [_LONGEST, (midnight - now).total_seconds()]
        times = [self._retry.at]
        # What waits while nothing can be done would be asked for again and again, for as long as a share is away.
        if not self._has_failed and not self._session.vault.held_back:
            waits += [CALM] if self._session.vault.doubtful else []
            times += [*self._blocks.postponed.values(), self._lines.at]
        seconds = self._clock.seconds()
        waits += [at - seconds for at in times if at is not None]
        return max(min(waits), 0.01)

    def _taken(self, batch: Batch) -> Report:
        """Do all that a batch asks for; whatever goes wrong with it is trouble, and no reason to stop."""
        notes: tuple[str, ...] = ()
        words: tuple[str, ...] = ()
        rewritten: tuple[str, ...] = ()
        lines = Looked()
        self._has_failed = False
        try:
            looked = self._look(batch)
            if not self._session.vault.held_back:
                lines = self._lines.look()
            notes, words = self._differences()
            rewritten = self._rewrite()
            trouble = self._troubles() if looked or batch.paths or notes or rewritten else self._told
            if looked:
                self._retry.is_well()
            if self._session.vault.stumbled:
                self._retry.failed(self._clock.seconds())
        except (VaultkitError, OSError) as error:
            trouble = self._failed(reason(error) if isinstance(error, OSError) else str(error), error)
        except Exception as error:  # noqa: BLE001 - a bug in one batch must not end a year of them
            trouble = self._failed(f"a bug stopped this batch ({type(error).__name__}); it is tried again", error)
        new = [*sorted(trouble - self._told), *self._plugin_failures(), *map(_lost, lines.lost)]
        told = "; ".join(each.words for each in new) or None
        notice, marks = self._notice(trouble), tuple(each.mark for each in new)
        report = Report(notes, words, rewritten, told, notice, marks, lines.put_back)
        self._told = trouble
        self._count(report)
        return report

    def _failed(self, words: str, error: Exception) -> frozenset[Trouble]:
        """Note that a batch came to nothing; the next one compares everything."""
        self._has_failed = True
        self._retry.failed(self._clock.seconds())
        return frozenset({Trouble(words, type(error).__name__)})

    def _look(self, batch: Batch) -> bool:
        """Read again what a batch names, what was doubtful, or after trouble everything; return whether all is read."""
        session = self._session
        session.today = self._clock.day()
        if batch.sweep or self._retry.is_due(self._clock.seconds()):
            session.refresh()
            session.vault.save_cache()
            return True
        paths = batch.paths | session.vault.doubtful
        if paths:
            session.refresh(sorted(paths))
        return False

    def _differences(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the notes that are not as they were when last looked at, and what plugins say of it."""
        before, self._state = self._state, self._state_now()
        if self._state == before:
            return (), ()
        seen, self._seen = self._seen, self._session.moment
        said = self._session.host.ask("changed", list, before=seen, after=self._seen)
        notes = self._seen.index.notes.differing(before.index.notes)
        return tuple(sorted(notes)), tuple(word for _plugin, words in said for word in words)

    def _state_now(self) -> "_State":
        """Return what a moment would be made of."""
        return _State(self._session.vault.index, self._session.settings, self._session.today)

    def _rewrite(self) -> tuple[str, ...]:
        """Bring the blocks up to date if anything has changed or was put off; return the notes that were written."""
        if self._session.vault.held_back:
            return ()
        if self._written_for == self._state and not self._blocks.are_due():
            return ()
        rewritten = self._blocks.rewrite()
        # Our own writes are no changes: nobody reads what stands in a block. No moment is made of them either, so that
        # the next change finds all that was worked out for this one.
        self._state = self._state_now()
        # What was left alone is still to be written, also where its reason goes and no note changes.
        self._written_for = None if self._session.why_no_rewrite else self._state
        return rewritten

    def _troubles(self) -> frozenset[Trouble]:
        """Return what keeps blocks from being rewritten, as it stands now."""
        index, damage = self._damage
        if index is not self._session.vault.index:
            damage = frozenset(_trouble(problem) for problem in self._session.damaged_markers())
            self._damage = (self._session.vault.index, damage)
        why = self._session.why_no_rewrite
        if why and why != self._session.writer_elsewhere:
            return damage | {Trouble(why, "blocks are left alone")}
        return damage

    def _plugin_failures(self) -> list[Trouble]:
        """Return what went wrong with plugins since the last batch."""
        failures = self._session.host.failures
        new, self._failures = failures[self._failures :], len(failures)
        return [_trouble(problem) for problem in new]

    def _notice(self, trouble: frozenset[Trouble]) -> str | None:
        """Return what has changed in the way that the vault is followed."""
        words = []
        if self._changes.way is not self._way:
            self._way = self._changes.way
            words.append(self._way.words)
        elsewhere = self._session.writer_elsewhere
        if elsewhere != self._noticed:
            self._noticed = elsewhere
            words += [elsewhere] if elsewhere else []
        if self._told and not trouble:
            words.append("all is well again")
        return "; ".join(words) or None

    def _count(self, report: Report) -> None:
        """Keep the status in step."""
        vault, status = self._session.vault, self.status
        self.status = replace(
            status,
            way=self._changes.way.value,
            notes=len(vault.index.notes),
            braked=vault.held_back or bool(vault.missing),
            changes=status.changes + bool(report.notes),
            rewritten=status.rewritten + len(report.rewritten),
            put_back=status.put_back + len(report.put_back),
        )
        if report.notes:
            self.status = replace(self.status, changed_at=self._clock.now(), changed=report.notes[:_NAMED])
        if report.trouble:
            self.status = replace(self.status, error_at=self._clock.now(), error=report.trouble)


def _trouble(problem: Problem) -> Trouble:
    """Return a problem; its place and code say no more than where to look."""
    return Trouble(str(problem), f"{problem.location} {problem.code}")


def _lost(path: str) -> Trouble:
    """Return that a line of a note is lost, without saying what stood there."""
    words = f"a line that was written to {path} was saved over and could not be put back; `vaultkit check` shows it"
    return Trouble(words, f"{path} {LINE_LOST.code}")


@dataclass(frozen=True, slots=True)
class _State:
    """What a moment is made of; two are equal where one moment would do for both."""

    index: Index
    settings: Settings
    today: date


class _Retry:
    """When to try again what has failed: after longer and longer pauses."""

    def __init__(self) -> None:
        """Begin with no failure."""
        self.at: float | None = None
        self._delay = 0.0

    def failed(self, now: float) -> None:
        """Note a failure, and set the time of the next try."""
        self._delay = min(max(_FIRST_RETRY, 2 * self._delay), _LONGEST)
        self.at = now + self._delay

    def is_due(self, now: float) -> bool:
        """Return whether the time has come."""
        return self.at is not None and now >= self.at

    def is_well(self) -> None:
        """Note that all went well."""
        self.at, self._delay = None, 0.0


class _Blocks:
    """Rewrites blocks, but never under somebody's hands: ``postponed`` says until when which notes are left alone."""

    def __init__(self, session: Session, clock: Clock) -> None:
        """Begin with nothing written."""
        self.postponed: dict[str, float] = {}
        self._session = session
        self._clock = clock
        self._ours: dict[str, str] = {}
        self._rested: dict[str, float] = {}
        """When each note will have had its rest: every rewrite asks for one more pause."""

    def begin(self) -> None:
        """Let the first change be answered at once: the rewrite at the start answered none."""
        self._rested = {}

    def are_due(self) -> bool:
        """Return whether the time of a note has come that was left alone."""
        now = self._clock.seconds()
        return any(at <= now for at in self.postponed.values())

    def rewrite(self) -> tuple[str, ...]:
        """Rewrite stale blocks and return the notes that were written. Raises what ``Session.update_dashboard`` does.

        Where a note changes all the time it is tried again soon.
        """
        self.postponed = {}
        try:
            outcome = self._session.update_dashboard(create=False, leave=self._leaves)
        except NoteChangedError:
            self.postponed[""] = self._clock.seconds() + _SOON
            return ()
        paths = tuple(dict.fromkeys(line.path for line in outcome.written))
        notes = self._session.vault.index.notes
        for path in paths:
            now = self._clock.seconds()
            self._rested[path] = max(now, self._rested.get(path, now)) + PAUSE
            if path in notes:
                self._ours[path] = notes[path].digest
        return paths

    def _leaves(self, path: str) -> bool:
        """Return whether to leave a note's blocks alone for now, and remember until when."""
        now = self._clock.seconds()
        until = max(now, self._until_quiet(path, now), self._rested.get(path, now) - (AT_ONCE - 1) * PAUSE)
        if until > now:
            self.postponed[path] = until
        return until > now

    def _until_quiet(self, path: str, now: float) -> float:
        """Return when a note will have been quiet for long enough; our own write of it does not count as an edit."""
        if path in self._session.vault.doubtful:
            return now + CALM
        if self._session.vault.index.notes[path].digest == self._ours.get(path):
            return now
        written = modified(self._session.root, path)
        age = QUIET if written is None else self._clock.now().timestamp() - written
        # A time that is still to come tells nothing: it is of another clock.
        return now + QUIET - age if 0 <= age < QUIET else now
