"""Another process that edits as people do: ``python watch_editor.py ROOT NAME WAY STOP``.

A note is read, its buffer is held for up to half a second, and then the whole of it is saved with one line changed far
from the log: over whatever was written there meanwhile. It goes on until the file STOP is there.
"""

import re
import sys
import time
from pathlib import Path
from random import Random

HELD = 0.5
"""Seconds for which a buffer is held at most."""


def save(place: Path, data: bytes, way: str) -> None:
    """Save a buffer as an editor does: in place, or by a new file that takes the name."""
    if way == "in-place":
        with place.open("wb") as file:
            file.write(data)
    else:
        temporary = place.with_name(f".{place.name}.swp")
        temporary.write_bytes(data)
        temporary.replace(place)


def run(root: Path, name: str, way: str, stop: Path) -> None:
    """Edit one note after the other."""
    random = Random(name)  # noqa: S311 - the same order each time
    notes = sorted((root / "People").glob("*.md"))
    number = 0
    while not stop.exists():
        place = random.choice(notes)
        buffer = place.read_bytes()
        time.sleep(random.uniform(0.0, HELD))
        if not buffer:
            continue  # read while the other one was saving: nobody saves an empty buffer
        number += 1
        changed = re.sub(
            rb"(?m)^Edited by %b: \d+$" % name.encode(), b"Edited by %b: %d" % (name.encode(), number), buffer
        )
        save(place, changed, way)
        time.sleep(random.uniform(0.0, HELD))


if __name__ == "__main__":
    run(Path(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4]))
