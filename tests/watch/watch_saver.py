"""Another process that saves notes over and over.

``python watch_saver.py big PLACE STOP`` saves one large note in place without a pause until the file STOP is there, and
prints the digests of all versions; ``python watch_saver.py many ROOT CHANGES`` saves one small note after the other.
"""

import os
import sys
import time
from hashlib import sha256
from pathlib import Path

SIZE = 1_500_000
PART = 64 * 1024
"""Bytes that an editor hands to the system at once."""
STILL = 0.05
"""Seconds after which a watcher might believe what it reads, and more."""
EVERY = 20
"""Changes after which the one who saves takes a breath."""


def version(number: int) -> bytes:
    """Return a large note that says its number in every line."""
    line = f"This is version {number}.\n\n"
    return f"---\nversion: {number}\n---\n\n{line * (SIZE // len(line))}".encode()


def save_big(place: Path, stop: Path) -> list[str]:
    """Save version after version in place; return their digests, and those of what stood still in the middle of a save.

    A machine that is busy may stop this program between two writes for longer than any program waits.
    """
    digests: list[str] = []
    number = 0
    while not stop.exists():
        data = version(number := number + 1)
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        changed = time.monotonic()
        for start in range(0, len(data), PART):
            os.write(handle, data[start : start + PART])
            before, changed = changed, time.monotonic()
            if changed - before > STILL:
                digests.append(sha256(data[:start]).hexdigest())
        os.close(handle)
        digests.append(sha256(data).hexdigest())
    return digests


def save_many(root: Path, changes: int) -> None:
    """Change one note after the other, in place and by rename in turns."""
    notes = sorted((root / "Stay").glob("*.md"))
    for number in range(changes):
        place = notes[number % len(notes)]
        data = f"---\nnumber: {number}\n---\n\n## Interactions\n\n- 2026-10-01 call: {number}\n".encode()
        if number // len(notes) % 2:
            place.write_bytes(data)
        else:
            temporary = place.with_name(f".{place.name}.tmp")
            temporary.write_bytes(data)
            temporary.replace(place)
        if number % EVERY == 0:
            time.sleep(0.02)


if __name__ == "__main__":
    if sys.argv[1] == "big":
        print("\n".join(save_big(Path(sys.argv[2]), Path(sys.argv[3]))))  # noqa: T201 - what the test reads
    else:
        save_many(Path(sys.argv[2]), int(sys.argv[3]))
