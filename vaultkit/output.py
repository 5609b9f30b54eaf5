"""What the user sees: data on stdout, all else on stderr; tables, JSON, diffs and progress."""

import io
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple, TextIO

from vaultkit.errors import OutputLostError
from vaultkit.model.visible import visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from vaultkit.model.edit import Written

PLAIN_WIDTH = 100
"""Columns of wrapped text where no terminal says its width."""
SECONDS_BEFORE_PROGRESS = 0.5
SHOWN = 3
"""Paths and the like that a line names before it only counts."""
WIDE = 4
"""A column that takes more than this part of a line may be wrapped, wherever it stands."""


# Every command imports these, and named tuples are made in a tenth of a dataclass's time.


class Outcome(NamedTuple):
    """What a command wrote, or, on a dry run, the unified diff of what it would write."""

    written: "tuple[Written, ...]" = ()
    diff: str = ""
    dry_run: bool = False


class Undone(NamedTuple):
    """What was taken back: the command's label, when it wrote (None: it said no time), and what was restored."""

    label: str
    time: datetime | None
    outcome: Outcome


_NOWHERE = io.StringIO()
"""What stands for a stream that the caller has closed."""


@contextmanager
def printing() -> Iterator[None]:
    """Turn the system's errors into OutputLostError; a reader that has gone away stays BrokenPipeError."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputLostError(error.strerror or "unknown reason") from error


def some_of(texts: Sequence[str], between: str = ", ") -> str:
    """Return the first few of some texts, and how many more there are."""
    shown = between.join(texts[:SHOWN])
    more = len(texts) - SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


class Output:
    """One command's words; colour and tables' frames only on a terminal, ``NO_COLOR`` honoured."""

    def __init__(self, stdout: TextIO | None = None, stderr: TextIO | None = None) -> None:
        """Write to these streams; the process's own where None."""
        self._stdout = stdout
        self._stderr = stderr

    @property
    def stdout(self) -> TextIO:
        """Where data goes."""
        return self._stdout or sys.stdout or _NOWHERE

    @property
    def stderr(self) -> TextIO:
        """Where everything else goes."""
        return self._stderr or sys.stderr or _NOWHERE

    @property
    def is_terminal(self) -> bool:
        """Whether a person reads stdout."""
        return self.stdout.isatty()

    @cached_property
    def _console(self) -> "Console":
        from rich.console import Console  # noqa: PLC0415 - rich costs 50 ms, and pipes need none of it

        return Console(file=self.stdout, highlight=False, soft_wrap=True)

    @property
    def width(self) -> int:
        """Columns that a line may have."""
        return min(self._console.width, 120) if self.is_terminal else PLAIN_WIDTH

    def json(self, document: Mapping[str, object]) -> None:
        """Print one JSON document; the keys keep their order."""
        self.say(self._as_json(document, indent=2))

    def json_line(self, document: Mapping[str, object]) -> None:
        """Print one JSON document on one line, for streams of them."""
        self.say(self._as_json(document))

    def _as_json(self, document: Mapping[str, object], indent: int | None = None) -> str:
        """Return a document as JSON, which escapes letters in its own way where stdout's encoding lacks them."""
        import json  # noqa: PLC0415 - words for people need none of it

        is_narrow = not (self.stdout.encoding or "utf-8").lower().startswith("utf")
        return json.dumps(document, ensure_ascii=is_narrow, indent=indent)

    def say(self, text: str = "") -> None:
        """Print a line of data; what the stream cannot show is shown escaped."""
        self._write(self.stdout, text)

    def show(self, text: str) -> None:
        """Print data that is no line of its own, such as a line that is rewritten in place."""
        self._write(self.stdout, text, end="")

    def raw(self, data: bytes) -> None:
        """Print data that is a file of its own, byte for byte where stdout takes bytes."""
        stream = getattr(self.stdout, "buffer", None)
        with printing():
            if stream is None:
                self.stdout.write(data.decode("utf-8", "backslashreplace"))
            else:
                stream.write(data)
            (stream or self.stdout).flush()

    def tell(self, text: str) -> None:
        """Print a line that is no data: progress, summaries, errors."""
        self._write(self.stderr, text)

    @staticmethod
    def _write(stream: TextIO, text: str, end: str = "\n") -> None:
        encoding = stream.encoding or "utf-8"
        with printing():
            stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + end)
            stream.flush()

    def styled(self, text: str, style: str) -> None:
        """Print a line in one of rich's styles (``bold``, ``dim``) on a terminal, plainly elsewhere."""
        if not self.is_terminal:
            self.say(text)
            return
        from rich.text import Text  # noqa: PLC0415 - as above

        with printing():
            self._console.print(Text(text, style=style))

    def heading(self, text: str) -> None:
        """Print a line that opens a part."""
        self.styled(text, "bold")

    def wrap(self, text: str, indent: int = 0, style: str = "", label: str = "") -> None:
        """Print text broken into lines of at most ``width`` columns, each indented by blanks.

        ``label`` stands before the first line, and the others begin below its end. Wide letters count two columns;
        piped output is not broken.
        """
        margin = " " * indent
        if not self.is_terminal:
            self.say(margin + label + text)
            return
        from rich.cells import cell_len  # noqa: PLC0415 - as above
        from rich.text import Text  # noqa: PLC0415 - as above

        below = " " * cell_len(label)
        lines = Text(text).wrap(self._console, max(20, self.width - indent - len(below)))
        for number, line in enumerate(lines):
            self.styled(margin + (below if number else label) + line.plain.rstrip(), style)

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print aligned columns; where they do not fit on a terminal, the last one is wrapped, and other wide ones."""
        from rich.cells import cell_len  # noqa: PLC0415 - as above

        if not rows:
            return
        columns = list(zip(header, *rows, strict=True))
        widths = [max(cell_len(cell) for cell in column) for column in columns]
        if self.is_terminal:
            self._rich_table(header, rows, widths)
            return
        for row in (header, *rows):
            cells = (cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
            self.say("  ".join(cells).rstrip())

    def _rich_table(self, header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
        from rich.table import Table  # noqa: PLC0415 - as above
        from rich.text import Text  # noqa: PLC0415 - as above

        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", width=None)
        for number, (name, needed) in enumerate(zip(header, widths, strict=True)):
            # Of the columns that may be wrapped the widest gives way first; if none could, all would be cut off.
            fixed = number < len(header) - 1 and needed <= self.width // WIDE
            table.add_column(name, no_wrap=fixed, overflow="fold")
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        with printing():
            self._console.print(table, width=self.width, soft_wrap=False)

    def diff(self, text: str) -> None:
        """Print a unified diff, coloured on a terminal."""
        colours = {"+": "green", "-": "red", "@": "cyan"}
        for line in text.rstrip("\n").split("\n") if text else ():
            plain = line.startswith(("+++", "---"))
            self.styled(line, "bold" if plain else colours.get(line[:1], ""))

    def report(self, outcome: Outcome, *, as_json: bool = False) -> None:
        """Print what was written and where, or the diff of a dry run."""
        if as_json:
            written = [{"path": line.path, "line": line.line, "text": line.text} for line in outcome.written]
            document: dict[str, object] = {"schema_version": 1, "written": written}
            self.json(document | {"diff": outcome.diff} if outcome.dry_run else document)
        elif outcome.dry_run:
            self.diff(outcome.diff)
        else:
            for line in outcome.written:
                place = visible(line.path)
                self.say(f"{place}:{line.line}: {visible(line.text)}" if line.text else place)

    @contextmanager
    def progress(self, doing: str) -> Iterator[Callable[[int, int], None]]:
        """Give a function to call with (done, total); a bar shows on a terminal after half a second."""
        if not self.stderr.isatty():
            yield lambda _done, _total: None
            return
        began = monotonic()
        bar: list[Progress] = []

        def show(done: int, total: int) -> None:
            if not bar and monotonic() - began >= SECONDS_BEFORE_PROGRESS:
                bar.append(self._progress_bar())
                bar[0].add_task(doing)
            if bar:
                bar[0].update(bar[0].task_ids[0], completed=done, total=total)

        try:
            yield show
        finally:
            for shown in bar:
                shown.stop()

    def _progress_bar(self) -> "Progress":
        from rich.console import Console  # noqa: PLC0415 - rich costs 50 ms, and pipes need none of it
        from rich.progress import Progress  # noqa: PLC0415 - as above

        bar = Progress(console=Console(file=self.stderr), transient=True)
        bar.start()
        return bar
