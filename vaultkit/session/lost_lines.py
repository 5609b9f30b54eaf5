"""Lines that a command had written, and that somebody saved over so that they could not be put back."""

from datetime import date

from vaultkit.disk.written_lines import LostLine, lost_lines
from vaultkit.errors import VaultkitError
from vaultkit.model.location import Location
from vaultkit.model.problem import Problem, ProblemKind, Severity
from vaultkit.text.put_lines import stands
from vaultkit.vault import Vault

LINE_LOST = ProblemKind(
    "line-lost",
    Severity.WARNING,
    "A line that a command had written is gone: an editor saved an older text over it within a minute, and the watcher "
    "could not put it back, or had done so before. It is told for 30 days, or until the line stands in the note again.",
    "- 2026-11-22 call: the new job",
    "Write the line again if it is missed, or leave it.",
)
_DAYS = 30


def is_told(line: LostLine, today: date) -> bool:
    """Return whether a line was lost so lately that it is still told."""
    return (today - line.time.date()).days <= _DAYS


def lost(vault: Vault, today: date) -> tuple[Problem, ...]:
    """Return a problem for each line that was lost of late, as long as its note is there without it."""
    found = []
    for each in lost_lines(vault.root):
        if each.path not in vault.index.notes or not is_told(each, today):
            continue
        try:
            data = vault.read(each.path).data
        except VaultkitError:
            continue
        if not stands(each.text, data):
            found.append(LINE_LOST.at(Location(each.path), f"a line that was written is gone: {each.text}"))
    return tuple(found)
