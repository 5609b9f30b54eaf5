"""Prints how many bytes the index of a vault takes for each note: ``python benchmarks/memory.py VAULT``.

A program of its own, because to count every allocation slows everything else down.
"""

import gc
import sys
import tracemalloc
from datetime import date
from pathlib import Path

from vaultkit.plugins.host import Host
from vaultkit.session.session import open_session


def main(root: Path, today: date) -> None:
    """Open the vault, ask for all facts and look at every note; print what is held of it then, by the note."""
    host = Host.load(built_in_only=True)
    gc.collect()
    tracemalloc.start()
    session = open_session(root, host, today)
    facts = sum(said is not None for read in session.moment.facts.values() for said in read.values())
    notes = sum(1 for note in session.moment.index.notes.values() if note.digest)
    assert facts
    gc.collect()
    print(tracemalloc.get_traced_memory()[0] / notes)


if __name__ == "__main__":
    main(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]))
