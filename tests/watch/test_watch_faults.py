"""What goes wrong inside: something raises, or the watcher is killed; it lives on, or the next one puts it right."""

import signal
import time
from pathlib import Path
from typing import Any

import pytest
from watch_harness import (
    ADA,
    BLOCK,
    FULL,
    elsewhere,
    ended,
    followed,
    fresh,
    program,
    storm_vault,
    wait_for,
    wait_until_right,
)

from vaultkit.api import BlockKind, Moment, Note, Place, Settings, hookimpl
from vaultkit.disk import observing
from vaultkit.testing import make_vault
from vaultkit.text import parse as reader

pytestmark = pytest.mark.slow

KILLS = 20 if FULL else 3


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_vault(
        tmp_path / "vault", {f"People/{number}.md": ADA for number in range(30)} | {"Dashboard.md": BLOCK}
    )


def edit(root: Path, number: int) -> None:
    """Change a few notes, make one, and let one go."""
    (root / f"People/{number}.md").write_text(f"{ADA}- 2026-11-{number + 1:02} call: {number}\n", "utf-8")
    (root / f"People/New {number}.md").write_text(ADA, "utf-8")
    (root / f"People/{number + 10}.md").unlink()


def test_a_handler_that_raises(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the net around the handler watchdog's thread dies of it, and no event comes any more."""
    take = observing.Handler._take  # noqa: SLF001 - what may raise
    raised: list[object] = []

    def raising(self: observing.Handler, event: Any) -> None:  # noqa: ANN401 - whatever watchdog hands over
        if len(raised) < 5:
            raised.append(event)
            raise RuntimeError(str(event))
        take(self, event)

    monkeypatch.setattr(observing.Handler, "_take", raising)
    with followed(root) as found:
        for number in range(3):
            edit(root, number)
            wait_until_right(found, root, 10.0)
    assert len(raised) == 5


def test_a_parser_that_raises(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading never raises; if it did, that would cost one note and not the watcher."""
    parse = reader.parse
    raised: list[str] = []

    def raising(path: str, data: bytes, **options: Any) -> Note:  # noqa: ANN401 - passed on
        if b"stumble" in data:
            raised.append(path)
            raise RuntimeError(path)
        return parse(path, data, **options)

    monkeypatch.setattr(reader, "parse", raising)
    with followed(root) as found:
        (root / "People/20.md").write_text("stumble", "utf-8")
        for number in range(3):
            edit(root, number)
            wait_until_right(found, root, 10.0)
        assert not found.index.notes["People/20.md"].readable
        (root / "People/20.md").write_text(ADA, "utf-8")
        wait_until_right(found, root, 10.0)
        assert found.index.notes["People/20.md"].readable
    assert "People/20.md" in raised


class Raising:
    """A plugin of which every hook raises."""

    @hookimpl
    def facts(self, note: Note, settings: Settings) -> None:
        raise RuntimeError(note.path, settings)

    @hookimpl
    def changed(self, before: Moment, after: Moment) -> list[str]:
        raise RuntimeError(before, after)

    @hookimpl
    def blocks(self) -> list[BlockKind]:
        def render(moment: Moment, place: Place) -> str:
            raise RuntimeError(moment, place)

        return [BlockKind("raising.block", "raises", render)]


def test_a_plugin_that_raises(root: Path) -> None:
    """Without each hook being called on its own the people plugin's block would stay as it was."""
    (root / "Other.md").write_text(BLOCK.replace("people.summary", "raising.block"), "utf-8")
    with followed(root, plugins={"raising": Raising()}) as found:
        for number in range(3):
            edit(root, number)
            wait_until_right(found, root, 10.0)
        (root / "People/Last.md").write_text(ADA, "utf-8")
        wait_for(lambda: "31 people" in (root / "Dashboard.md").read_text("utf-8"), "the dashboard", 10.0)
    assert (root / "Other.md").read_text("utf-8") == BLOCK.replace("people.summary", "raising.block")


def contents(root: Path) -> dict[str, bytes]:
    """Return every note with its bytes, but for the one with the block."""
    places = (place for place in root.rglob("*.md") if place.name != "Dashboard.md")
    return {place.relative_to(root).as_posix(): place.read_bytes() for place in places}


def test_killed_and_started_again(tmp_path: Path) -> None:
    """After ``kill -9`` in the middle of a storm nothing is lost, and the next watcher is right within ten seconds.

    With watchdog's warnings let through nobody gets so far: they fill the pipe, and the watcher stands still.
    """
    root = storm_vault(tmp_path)
    for seed in range(KILLS):
        with program(root) as process:
            storm = elsewhere("watch_storm.py", root, tmp_path / "outside", seed, 500)
            time.sleep(0.2 + 0.1 * (seed % 5))
            process.send_signal(signal.SIGKILL)
            ended(storm)
        stormed = contents(root)
        with followed(root) as found:
            wait_until_right(found, root, 10.0)
        assert contents(root) == stormed
        (root / "Dashboard.md").write_text(BLOCK, "utf-8")
    assert not list(fresh(root).vault.index.notes["Dashboard.md"].problems)
