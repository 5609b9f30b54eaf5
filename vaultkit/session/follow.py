"""Following a vault: each batch of changes is read, then what it made stale is rewritten."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

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


def follow(session: Session, batches: Iterable[Batch], today: Callable[[], date]) -> Iterator[Report]:
    """Bring the index and the blocks up to date, once at the start and after every batch.

    A day that has passed is a change like any other. What stops one batch is reported, and the next one goes on.
    Batches of nothing that mattered give no report.
    """
    yield _rewrite(session, (), ())
    for batch in batches:
        before = session.moment
        session.today = today()
        try:
            session.refresh(None if batch.sweep else sorted(batch.paths))
        except VaultkitError as error:
            yield Report((), (), (), str(error))
            continue
        after = session.moment
        if batch.sweep:
            session.vault.save_cache()
        if after is before:
            continue
        words = tuple(word for _plugin, said in _changed(session, before, after) for word in said)
        report = _rewrite(session, differing(before, after), words)
        if report.notes or report.words or report.rewritten or report.trouble:
            yield report


def _changed(session: Session, before: Moment, after: Moment) -> Iterable[tuple[object, list[str]]]:
    return session.host.ask("changed", list, before=before, after=after)


def differing(before: Moment, after: Moment) -> tuple[str, ...]:
    """Return the paths of the notes that are not the same in both, in order."""
    old, new = before.index.notes, after.index.notes
    return tuple(sorted(path for path in old.keys() | new.keys() if old.get(path) is not new.get(path)))


def _rewrite(session: Session, notes: tuple[str, ...], words: tuple[str, ...]) -> Report:
    try:
        outcome = session.update_dashboard(create=False)
    except VaultkitError as error:
        return Report(notes, words, (), str(error))
    damage = [str(problem) for problem in session.damaged_markers() if not notes or problem.location.path in notes]
    rewritten = tuple(dict.fromkeys(line.path for line in outcome.written))
    return Report(notes, words, rewritten, "; ".join(damage) or session.why_no_rewrite)
