"""Any row of writes is taken back one by one, to the very bytes and names."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.api import Moment, open_vault
from vaultkit.disk.read import digest
from vaultkit.errors import RefusedEditError, UsageError
from vaultkit.model.edit import Change, Create, Edit, Move, Trash
from vaultkit.people import Person, people, plan_log
from vaultkit.vault import Vault

TODAY = date(2026, 11, 22)
Files = dict[str, bytes]
Wish = tuple[str, int, int, bytes]
WISHES = st.tuples(
    st.sampled_from(["edit", "block", "create", "move", "trash", "both", "several"]),
    st.integers(0, 5),
    st.integers(0, 30),
    st.binary(min_size=1, max_size=6),
)
EXAMPLES = 25 if os.environ.get("VAULTKIT_HEAVY") != "full" else 2000


@contextlib.contextmanager
def new_vault() -> Iterator[Path]:
    """Give each of hypothesis' examples a vault of its own, and a state."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "vault"
        (root / "Notes").mkdir(parents=True)
        for path, data in {"a.md": b"- one\r\n", "Notes/a.md": b"\xffno text", "b.md": b""}.items():
            (root / path).write_bytes(data)
        yield root


def files(root: Path) -> Files:
    return {str(place.relative_to(root)): place.read_bytes() for place in sorted(root.rglob("*")) if place.is_file()}


def changes(root: Path, wish: Wish, serial: int) -> list[Change]:
    """Return what a wish comes to in the vault as it is."""
    kind, which, where, text = wish
    notes = [path for path in files(root) if not path.startswith(".trash")]
    path = notes[which % len(notes)] if notes else ""
    if kind == "create" or not notes:
        return [Create(f"New {serial}/c.md", text)]
    data = (root / path).read_bytes()
    start = min(where, len(data))
    edit = Edit(path, digest(data), start, start, text)
    move = Move(path, digest(data), f"Moved {serial}/{Path(path).name}")
    found: dict[str, list[Change]] = {
        "edit": [edit],
        "block": [edit],
        "move": [move],
        "trash": [Trash(path, digest(data))],
        "both": [edit, move, Create(path, b"another")],
        "several": [edit, Create(f"New {serial}/d.md", text)],
    }
    return found[kind]


@settings(max_examples=EXAMPLES)
@given(st.lists(WISHES, min_size=1, max_size=8))
def test_every_command_is_taken_back_in_turn(wishes: list[Wish]) -> None:
    """Fails without the rewrites of blocks walked back over, and where a move is not undone in its order."""
    with new_vault() as root:
        vault = Vault.open(root, {})
        before: list[tuple[Files, set[str]]] = []
        for serial, wish in enumerate(wishes):
            was, asked = files(root), changes(root, wish, serial)
            is_block = wish[0] == "block" and isinstance(asked[0], Edit)
            vault.apply(asked, label=wish[0], blocks=is_block)
            if not is_block:
                before.append((was, {change.path for change in asked}))
        while before:
            was, touched = before.pop()
            vault.undo()
            now = files(root)
            assert {path: now.get(path) for path in touched} == {path: was.get(path) for path in touched}
            assert {path for path in now if not path.startswith(".trash")} == {
                path for path in was if not path.startswith(".trash")
            }
        with pytest.raises(UsageError):
            vault.undo()
        assert not [place for place in root.rglob("*") if place.is_dir() and not any(place.iterdir())]


SAMPLES = Path(__file__).parents[1] / "samples"


def with_ends(data: bytes, ends: str) -> bytes:
    """Return a note with other ends of lines, a mark in front, or no end."""
    if ends == "crlf":
        return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    if ends == "bom":
        return b"\xef\xbb\xbf" + data.removeprefix(b"\xef\xbb\xbf")
    return data.rstrip(b"\r\n") if ends == "open" else data


@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("ends", ["as it is", "crlf", "bom", "open"])
def test_a_line_in_any_sample_is_taken_back(tmp_path: Path, ends: str, step: int) -> None:
    """Log and undo give the old bytes, in every note of the samples that could be a person's; here in every seventh."""
    root = tmp_path / "vault"
    (root / "People").mkdir(parents=True)
    (root / "vaultkit.toml").write_bytes(b"")
    for number, place in enumerate(sorted(SAMPLES.rglob("*.md"))[::step]):
        (root / f"People/p{number}.md").write_bytes(with_ends(place.read_bytes(), ends))
    before = files(root)
    session = open_vault(root, today=TODAY, plugins=False)
    written = 0
    for person in people(session.moment):
        written += _logged(session.vault, session.moment, person)
    assert written > 10
    for _ in range(written):
        session.vault.undo()
    assert files(root) == before


def _logged(vault: Vault, moment: Moment, person: Person) -> int:
    """Log a line in a person's note; return how many were: a note in which none can stand safely refuses it."""
    try:
        vault.apply([plan_log(moment, person, "2026-11-22 call: x")], label="log")
    except RefusedEditError:
        return 0
    return 1
