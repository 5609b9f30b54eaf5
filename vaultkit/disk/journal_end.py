"""How the journal of writes ends: with a word on its last entry, or in the middle of a write that a crash cut short."""

import os
from pathlib import Path
from typing import Literal

import msgspec

State = Literal["planned", "done", "failed"]

_TAIL = 4096


class Mark(msgspec.Struct, frozen=True):
    """A later line that says how an entry ended."""

    id: str
    state: State


def ends_with_a_mark(journal: Path) -> bool:
    """Return whether the last line says how an entry ended: writes do not overlap, so all before it did too.

    So does one that is not there. Raises OSError.
    """
    try:
        with journal.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
            last = file.read().removesuffix(b"\n").rpartition(b"\n")[2]
    except FileNotFoundError:
        return True
    try:
        msgspec.json.decode(last, type=Mark)
    except (msgspec.MsgspecError, ValueError):
        return False
    return b'"files"' not in last
