"""The one line of a terminal that says how a watcher stands, rewritten in place."""

from vaultkit.disk.watch_status import WatchStatus
from vaultkit.model.visible import visible
from vaultkit.output import Output

_CLEAR = "\r\x1b[2K"


class LiveLine:
    """Stands below what was printed; whoever prints clears it first."""

    def __init__(self, out: Output) -> None:
        """Write to a command's terminal."""
        self._out = out

    def show(self, status: WatchStatus) -> None:
        """Show how it stands, cut to the terminal's width: some letters are two columns wide."""
        from rich.cells import set_cell_size  # noqa: PLC0415 - rich costs 50 ms, and pipes need none of it

        self._out.show(_CLEAR + set_cell_size(line(status), self._out.width - 1).rstrip())

    def clear(self) -> None:
        """Take the line away."""
        self._out.show(_CLEAR)


def line(status: WatchStatus) -> str:
    """Return one line: how many notes there are, what was rewritten, the last change."""
    parts = [f"{status.notes} notes", f"{status.changes} changes", f"{status.rewritten} rewrites"]
    if status.changed_at is not None and status.changed:
        parts.append(f"last {status.changed_at.astimezone():%H:%M:%S} {visible(status.changed[0])}")
    if status.braked:
        parts.append("most notes are gone, nothing is written")
    return " · ".join(parts)
