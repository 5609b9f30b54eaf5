"""What a killed process left half done is settled before anything is made of it."""

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from vaultkit.api import Change, Edit, Moment, Session
from vaultkit.disk import locks
from vaultkit.disk.journal import Entry, FileRecord, Journal, Span
from vaultkit.disk.read import digest
from vaultkit.disk.state import state_folder, writer_mark
from vaultkit.errors import BusyError, CannotReadError
from vaultkit.testing import make_vault, open_with
from vaultkit.vault import Vault

TODAY = date(2026, 11, 22)
HALF = b"- one\n- new\n"
HOLDER = Path(__file__).parents[1] / "disk" / "disk_holder.py"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "vault", {"a.md": "- one\n", "b.md": "b\n"})


def kill_half_way(root: Path) -> None:
    """Leave a write of two notes as a kill between them leaves it."""
    (root / "a.md").write_bytes(HALF)
    (root / f".vaultkit-{writer_mark(root)}-0.tmp").write_bytes(b"B\n")
    records = (
        FileRecord("a.md", digest(b"- one\n"), digest(HALF), (Span(6, b"", b"- new\n"),)),
        FileRecord("b.md", digest(b"b\n"), digest(b"B\n"), (Span(0, b"b", b"B"),)),
    )
    Journal(state_folder(root) / "journal.jsonl").plan(Entry("1", "log", None, records))


def insert(session: Session, text: bytes) -> Edit:
    source = session.vault.read("a.md")
    return Edit("a.md", source.digest, 0, 0, text)


def names(root: Path) -> list[str]:
    return sorted(place.name for place in root.iterdir())


def test_it_is_settled_when_the_vault_is_opened(root: Path) -> None:
    """Fails without the look at the journal: who is found, and what is planned, stands on half a write."""
    kill_half_way(root)
    session = open_with(root, TODAY)
    assert (root / "a.md").read_bytes() == b"- one\n"
    assert session.moment.index.notes["a.md"].digest == digest(b"- one\n")
    assert names(root) == ["a.md", "b.md", "vaultkit.toml"]


def test_a_session_that_is_open_settles_it_before_it_plans(root: Path) -> None:
    """Fails without it: a command with nothing to write leaves the half as it is."""
    session = open_with(root, TODAY)
    kill_half_way(root)

    def plan(moment: Moment) -> Sequence[Change]:
        assert moment.index.notes["a.md"].digest == digest(b"- one\n")
        return ()

    session.write(plan, label="nothing")
    assert (root / "a.md").read_bytes() == b"- one\n"


def test_a_dry_run_settles_nothing(root: Path) -> None:
    session = open_with(root, TODAY)
    kill_half_way(root)
    session.write(lambda _: (), label="nothing", dry_run=True)
    assert (root / "a.md").read_bytes() == HALF


def test_a_vault_that_is_busy_is_read_as_it_is(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other may be the one that is just writing; whoever only reads is not refused."""
    kill_half_way(root)
    monkeypatch.setattr(locks.writer, "__kwdefaults__", {"wait": 0.05})
    with subprocess.Popen(
        [sys.executable, HOLDER, root, "writer"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert open_with(root, TODAY).moment.index.notes["a.md"].digest == digest(HALF)
        process.communicate()
    assert (root / "a.md").read_bytes() == HALF


def test_a_write_that_cannot_be_read_again_is_done_all_the_same(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where the error goes on: the command says that it failed, is run again, and the line is there twice."""
    session = open_with(root, TODAY)

    def failing(_paths: set[str], *, meant: bool = False) -> None:
        raise CannotReadError("the folder", f"Input/output error {meant}")

    monkeypatch.setattr(session.vault, "_look_at", failing)
    assert [line.text for line in session.vault.apply([insert(session, b"- new\n")], label="log")] == ["- new"]


def test_who_came_late_plans_while_nobody_else_writes(root: Path) -> None:
    """Fails without the lock around the second plan: with eight at once somebody is late five times, and gives up."""
    session = open_with(root, TODAY)
    other = Vault.open(root, {})
    free: list[bool] = []

    def plan(_: Moment) -> Sequence[Change]:
        edit = insert(session, b"- ours\n")
        try:
            with locks.writer(root, wait=0):
                free.append(True)
        except BusyError:
            free.append(False)
        else:
            other.apply([Edit("a.md", edit.digest, 0, 0, b"- theirs\n")], label="log")
        return [edit]

    session.write(plan, label="log")
    assert free == [True, False]
    assert (root / "a.md").read_bytes() == b"- ours\n- theirs\n- one\n"
    with locks.writer(root, wait=0):
        pass


def test_what_was_left_in_the_trash_goes_too(root: Path) -> None:
    """Fails without the look into ``.trash``, which no walk enters: a note on its way back was staged there."""
    (root / ".trash").mkdir()
    for mark in (writer_mark(root), "00000000"):
        (root / f".trash/.vaultkit-{mark}-0.tmp").write_bytes(b"x")
    session = open_with(root, TODAY)
    session.vault.apply([insert(session, b"x")], label="log")
    assert os.listdir(root / ".trash") == [".vaultkit-00000000-0.tmp"]  # noqa: PTH208 -- the names alone
