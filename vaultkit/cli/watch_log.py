"""The words of a watcher that nobody looks at: counts, paths and codes in a log, and no text of any note."""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from vaultkit import __version__
from vaultkit.disk.log import log_place, log_to
from vaultkit.disk.refusal import writing
from vaultkit.disk.watch_status import save
from vaultkit.model.visible import visible
from vaultkit.output import some_of
from vaultkit.session.invocation import Invocation

if TYPE_CHECKING:
    from vaultkit.session.follow import Follower, Report

_log = logging.getLogger(__name__)


def keep_log(run: Invocation, follower: "Follower") -> None:
    """Follow a vault, and say in its log what comes of each batch. Raises CannotWriteError where no log can be kept."""
    with writing("the watcher's log"):
        place = log_place(run.root)
        handler = log_to(place)
    run.out.tell(f"logging to {place}")
    try:
        _log.info("vaultkit %s, process %d, %d notes", __version__, follower.status.pid, follower.status.notes)
        save(run.root, follower.status)
        for report in follower.reports():
            save(run.root, follower.status)
            _tell(report)
        _log.info("stopped")
    except Exception as error:
        _log.error("stopped by %s", type(error).__name__)  # and no traceback, which may quote a note
        raise
    finally:
        logging.getLogger("vaultkit").removeHandler(handler)
        handler.close()


def _tell(report: "Report") -> None:
    """Log a batch; what plugins say of it, and the words of trouble, may quote notes and stay out."""
    parts = [f"{len(report.notes)} changed: {_named(report.notes)}"] if report.notes else []
    parts += [f"{len(report.rewritten)} rewritten: {_named(report.rewritten)}"] if report.rewritten else []
    if parts:
        _log.info("%s", "; ".join(parts))
    if report.notice:
        _log.info("%s", visible(report.notice))
    if report.marks:
        _log.warning("trouble: %s", _named(report.marks))


def _named(names: Sequence[str]) -> str:
    return visible(some_of(names))
