"""Loggers and editors at work on the same notes at once: ``python fault_race.py VAULT LOGGERS LINES``.

Each logger writes its lines into two notes by turns, and every tenth time into a third or fourth, which an editor
saves meanwhile: one in place, one by a rename. Prints what the editors saved and when, and when a note was between
the last look at it and its replacement: no editor can be heard there.
"""

import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from time import monotonic, sleep

from vaultkit.api import BusyError, Edit, Moment, NoteChangedError, Session, open_vault
from vaultkit.disk import atomic, steps
from vaultkit.people import people, plan_log

TODAY = date(2026, 11, 22)
LOGGED = ("Ada", "Bob")
EDITED = ("Cy", "Dot")
NOTES = {f"People/{name}.md": f"# {name}\n\n## Log\n- 2026-11-01 call: x\n" for name in (*LOGGED, *EDITED)}
Span = tuple[str, float, float]


def write(session: Session, name: str, text: str) -> None:
    """Log a line in the note of that name."""

    def plan(moment: Moment) -> list[Edit]:
        person = next(each for each in people(moment) if each.name == name)
        return [plan_log(moment, person, f"{TODAY} {text}")]

    while True:
        try:
            session.write(plan, label="log")
        except BusyError:
            continue  # on a slow machine others may be served before it for ten seconds
        except NoteChangedError:
            # Other commands alone are no reason to give up, an editor that saves all the time is one.
            if name in LOGGED:
                raise
        else:
            return


def log(root: Path, number: int, lines: int) -> list[Span]:
    """Log that many lines into the first two notes, and a tenth of it into the others; return the blind moments."""
    blind: list[Span] = []
    looked: dict[Path, float] = {}
    digest_of, replace = steps.digest_of, atomic.replace

    def looking(place: Path) -> str | None:
        looked[place] = monotonic()
        return digest_of(place)

    def replacing(temporary: Path, place: Path) -> None:
        replace(temporary, place)
        blind.append((place.stem, looked[place], monotonic()))

    steps.digest_of, atomic.replace = looking, replacing
    session = open_vault(root, today=TODAY, plugins=False)

    for line in range(lines):
        write(session, LOGGED[(number + line) % 2], f"logger {number} line {line}")
        if line % 10 == 0:
            write(session, EDITED[(number + line // 10) % 2], f"logger {number} extra {line}")
    return blind


def edit(root: Path, name: str, *, in_place: bool, lines: int) -> list[Span]:
    """Save a note that many times, each time with one line more above its log; return the lines and when."""
    place = root / f"People/{name}.md"
    saved: list[Span] = []
    for number in range(lines):
        head, mark, log = place.read_bytes().partition(b"## Log\n")
        assert mark, "what was read is half a note"
        line = f"mark {number} of {name}"
        data = head + line.encode() + b"\n\n" + mark + log
        began = monotonic()
        if in_place:
            place.write_bytes(data)
        else:
            place.with_name(f".{name}.swp").write_bytes(data)
            place.with_name(f".{name}.swp").replace(place)
        saved.append((line, began, monotonic()))
        sleep(0.02)
    return saved


def in_child(place: Path, work: Callable[[], Sequence[Span]]) -> int:
    """Do work in a child, which writes down what it returns."""
    child = os.fork()
    if child:
        return child
    try:
        place.write_text(json.dumps(work()))
    except BaseException as error:  # noqa: BLE001 -- told to the parent, whatever it is
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        os._exit(1)
    os._exit(0)


def main() -> None:
    """Let all begin, and wait for the end."""
    root, loggers, lines = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    os.fsync = lambda _: None  # type: ignore[assignment]  # no power fails here, and it is slow
    answers = root.parent / "answers"
    answers.mkdir()
    children = [in_child(answers / f"log-{each}", lambda each=each: log(root, each, lines)) for each in range(loggers)]  # type: ignore[misc]
    children += [
        in_child(answers / f"edit-{name}", lambda name=name, way=way: edit(root, name, in_place=way, lines=2 * lines))  # type: ignore[misc]
        for name, way in zip(EDITED, (True, False), strict=True)
    ]
    ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    said = {place.name: json.loads(place.read_text()) for place in answers.iterdir()}
    sys.stdout.write(json.dumps({"ended": ended, "said": said}))


if __name__ == "__main__":
    main()
