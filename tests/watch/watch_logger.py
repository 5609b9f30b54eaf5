"""Another process that logs: ``python watch_logger.py ROOT NAME LINES``, each line by the command itself.

The interpreter is started once, for a thousand starts would take longer than all that is tested.
"""

import contextlib
import io
import sys
from random import Random

from vaultkit.__main__ import main

TRY_AGAIN = {5, 6}
"""Exit codes by which a command says that nothing was written, and that it may be tried again."""
PEOPLE = 10


def log(root: str, person: str, text: str) -> None:
    """Log one line, as often as it takes to be told that it is written."""
    words = ["--no-plugins", "--vault", root, "--today", "2026-11-22", "log", person, text]
    while (code := exit_code(words)) in TRY_AGAIN:
        pass
    assert code == 0, code


def exit_code(words: list[str]) -> int:
    """Run a command in this process, and return how it ended."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            main(words)
        except SystemExit as ended:
            return int(ended.code or 0)
    return 0


def run(root: str, name: str, lines: int) -> None:
    """Log that many lines, spread over the people by chance."""
    random = Random(name)  # noqa: S311 - the same order each time
    for number in range(lines):
        log(root, f"Person {random.randrange(PEOPLE)}", f"call: {name} {number}.")


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2], int(sys.argv[3]))
