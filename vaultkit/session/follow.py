"""Following a vault: each batch of changes is read, then what it made stale is rewritten."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from vaultkit.disk.refusal import reason
from vaultkit.disk.watcher import Batch
from vaultkit.errors import VaultkitError
from vaultkit.model.moment import Moment
from vaultkit.session.session import Session


@dataclass(frozen=True, slots=True)
class Report:
    """What one batch came to.

    ``notes`` are the paths that were read anew or are gone, ``words`` what plugins say of it, ``rewritten`` the
    paths in which a block changed, ``trouble`` why something could not be done.
    """

    notes: tuple[str, ...]
    words: tuple[str, ...]
    rewritten: tuple[str, ...]
    trouble: str | None = None


_NOTHING = Report((), (), ())


def follow(session: Session, batches: Iterable[Batch], today: Callable[[], date]) -> Iterator[Report]:
    """Bring the index and the blocks up to date, once at the start and after every batch.

    A day that has passed is a change like any other. What stops one batch is reported, and the next one goes on.
    Batches of nothing that mattered give no report.
    """
    yield _rewrite(session, (), ())
    for batch in batches:
        session.today = today()
        try:
            report = _take(session, batch)
        except (VaultkitError, OSError) as error:
            report = Report((), (), (), _words(error))
        if report != _NOTHING:
            yield report


def _take(session: Session, batch: Batch) -> Report:
    """Read what a batch names, and rewrite what it made stale."""
    before = session.moment
    session.refresh(None if batch.sweep else sorted(batch.paths))
    if batch.sweep:
        session.vault.save_cache()
    after = session.moment
    if after is before:
        return _NOTHING
    words = tuple(word for _plugin, said in _changed(session, before, after) for word in said)
    return _rewrite(session, differing(before, after), words)


def _changed(session: Session, before: Moment, after: Moment) -> Iterable[tuple[object, list[str]]]:
    return session.host.ask("changed", list, before=before, after=after)


def differing(before: Moment, after: Moment) -> tuple[str, ...]:
    """Return the paths of the notes that are not the same in both, in order."""
    return tuple(sorted(after.index.notes.differing(before.index.notes)))


def _rewrite(session: Session, notes: tuple[str, ...], words: tuple[str, ...]) -> Report:
    try:
        outcome = session.update_dashboard(create=False)
    except (VaultkitError, OSError) as error:
        return Report(notes, words, (), _words(error))
    damage = [str(problem) for problem in session.damaged_markers() if not notes or problem.location.path in notes]
    rewritten = tuple(dict.fromkeys(line.path for line in outcome.written))
    return Report(notes, words, rewritten, "; ".join(damage) or session.why_no_rewrite)


def _words(error: VaultkitError | OSError) -> str:
    """Return why a batch came to nothing."""
    return reason(error) if isinstance(error, OSError) else str(error)
