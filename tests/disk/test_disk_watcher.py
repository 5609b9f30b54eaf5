"""The watcher, with real files, real moves and a real second process."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from watchdog.events import FileModifiedEvent
from watchdog.observers import Observer

from vaultkit.disk import watcher
from vaultkit.disk.watcher import Batch, Watcher

PATIENCE = 30.0


class Following:
    """A watcher and, in a thread of its own, the batches that it has given so far."""

    def __init__(self, watching: Watcher) -> None:
        """Take batches until the watcher is stopped."""
        self.watching = watching
        self.batches: list[Batch] = []
        self.thread = threading.Thread(target=self._take)
        self.thread.start()

    def _take(self) -> None:
        for batch in self.watching.batches():
            self.batches.append(batch)

    @property
    def paths(self) -> set[str]:
        return {path for batch in self.batches for path in batch.paths}

    @property
    def sweeps(self) -> int:
        return sum(batch.sweep for batch in self.batches)

    def wait(self, condition: Callable[["Following"], bool]) -> None:
        until = time.monotonic() + PATIENCE
        while not condition(self):
            assert time.monotonic() < until, self.batches
            time.sleep(0.005)


@contextlib.contextmanager
def following(root: Path, *, debounce: float = 0.03, sweep: float = 60.0, poll: bool = False) -> Iterator[Following]:
    with Watcher(root, debounce=debounce, sweep=sweep, poll=poll) as watching:
        found = Following(watching)
        try:
            found.wait(lambda now: now.sweeps == 1)
            yield found
        finally:
            watching.stop()
            found.thread.join(PATIENCE)
            assert not found.thread.is_alive()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    (folder / "People").mkdir(parents=True)
    (folder / ".obsidian").mkdir()
    (folder / "a.md").write_bytes(b"a")
    (folder / "b.md").write_bytes(b"b")
    return folder


def test_the_first_batch_is_a_sweep(root: Path) -> None:
    with following(root) as found:
        assert found.batches == [Batch(frozenset(), sweep=True)]


def test_writing_making_and_deleting(root: Path) -> None:
    with following(root) as found:
        (root / "a.md").write_bytes(b"more")
        (root / "People/Ada.md").write_bytes(b"new")
        (root / "b.md").unlink()
        found.wait(lambda now: now.paths == {"a.md", "People/Ada.md", "b.md"})


def test_an_atomic_save_is_heard_as_a_change_of_the_note(root: Path) -> None:
    with following(root) as found:
        (root / ".a.md.swp").write_bytes(b"new")
        (root / ".a.md.swp").replace(root / "a.md")
        found.wait(lambda now: now.paths == {"a.md"})


def test_a_move_is_heard_at_both_its_ends(root: Path) -> None:
    with following(root) as found:
        (root / "a.md").rename(root / "People/a.md")
        found.wait(lambda now: now.paths == {"a.md", "People/a.md"})


def test_a_move_in_and_out_of_the_vault(root: Path, tmp_path: Path) -> None:
    with following(root) as found:
        (root / "a.md").rename(tmp_path / "a.md")
        found.wait(lambda now: now.paths == {"a.md"})
        (tmp_path / "a.md").rename(root / "c.md")
        found.wait(lambda now: now.paths == {"a.md", "c.md"})


def test_settings_are_heard(root: Path) -> None:
    with following(root) as found:
        (root / "vaultkit.toml").write_bytes(b"")
        (root / ".obsidian/app.json").write_bytes(b"{}")
        found.wait(lambda now: now.paths == {"vaultkit.toml", ".obsidian/app.json"})


def test_nothing_else_wakes_it(root: Path) -> None:
    (root / ".trash").mkdir()
    with following(root) as found:
        for path in (
            ".trash/a.md",
            ".hidden.md",
            "image.png",
            "a.md~",
            ".vaultkit-1-2.tmp",
            ".obsidian/workspace.json",
        ):
            (root / path).write_bytes(b"x")
        (root / "a.sync-conflict-1.md").write_bytes(b"x")
        (root / os.fsdecode(b"\xe9.md")).write_bytes(b"x")
        (root / "a.md").read_bytes()
        (root / ".git").mkdir()
        (root / "b.md").write_bytes(b"x")
        found.wait(lambda now: bool(now.paths))
        assert (found.paths, found.sweeps) == ({"b.md"}, 1)


def test_reading_does_not_wake_it(root: Path) -> None:
    with following(root) as found:
        for _ in range(20):
            (root / "a.md").read_bytes()
        (root / "b.md").write_bytes(b"x")
        found.wait(lambda now: bool(now.paths))
        assert found.paths == {"b.md"}


@pytest.mark.parametrize("change", ["make", "move_in", "rename", "delete"])
def test_folders_that_come_or_go_ask_for_a_sweep(root: Path, tmp_path: Path, change: str) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other/x.md").write_bytes(b"x")
    (root / "Old").mkdir()
    with following(root) as found:
        if change == "make":
            (root / "New").mkdir()
        elif change == "move_in":
            (tmp_path / "other").rename(root / "New")
        elif change == "rename":
            (root / "Old").rename(root / "New")
        else:
            (root / "Old").rmdir()
        found.wait(lambda now: now.sweeps == 2)
        if change != "delete":
            (root / "New/y.md").write_bytes(b"y")
            found.wait(lambda now: "New/y.md" in now.paths or now.sweeps > 2)


def test_a_root_reached_by_a_link_is_heard(root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(root)
    with following(tmp_path / "link") as found:
        (root / "a.md").write_bytes(b"x")
        found.wait(lambda now: now.paths == {"a.md"})


def test_another_process_is_heard(root: Path) -> None:
    program = "import pathlib, sys; [pathlib.Path(sys.argv[1], f'{n}.md').write_bytes(b'x') for n in range(50)]"
    with following(root) as found:
        subprocess.run([sys.executable, "-c", program, root], check=True)
        found.wait(lambda now: now.paths == {f"{number}.md" for number in range(50)})


def test_changes_that_come_together_are_one_batch(root: Path) -> None:
    with following(root, debounce=0.3) as found:
        for number in range(100):
            (root / f"{number}.md").write_bytes(b"x")
        found.wait(lambda now: len(now.batches) > 1)
        assert found.batches[1] == Batch(frozenset(f"{number}.md" for number in range(100)))


def test_constant_fire_cannot_hold_a_batch_back(root: Path) -> None:
    with following(root, debounce=0.1) as found:
        stop = threading.Event()

        def fire() -> None:
            while not stop.wait(0.01):
                (root / "a.md").write_bytes(b"x")

        firing = threading.Thread(target=fire)
        firing.start()
        try:
            found.wait(lambda now: len(now.batches) > 2)
        finally:
            stop.set()
            firing.join()


def test_a_storm_asks_for_sweeps_now_and_when_it_is_over(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watcher, "_STORM", 50)
    monkeypatch.setattr(watcher, "_SETTLED", 0.1)
    with following(root, debounce=0.3) as found:
        for number in range(200):
            (root / f"{number}.md").write_bytes(b"x")
        found.wait(lambda now: now.sweeps >= 3)


def test_the_timer_asks_for_sweeps(root: Path) -> None:
    with following(root, sweep=0.05) as found:
        found.wait(lambda now: now.sweeps > 3)


def test_a_root_that_is_made_again_is_watched_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watcher, "HEALTH", 0.1)
    with following(root) as found:
        shutil.rmtree(root)
        root.mkdir()
        found.wait(lambda now: now.sweeps >= 2)
        found.wait(lambda now: _heard(now, root))


def test_a_root_that_is_moved_away_is_noticed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watcher, "HEALTH", 0.1)
    with following(root) as found:
        root.rename(root.with_name("away"))
        found.wait(lambda now: now.sweeps >= 2)
        root.with_name("away").rename(root)
        found.wait(lambda now: _heard(now, root))


def _heard(found: Following, root: Path) -> bool:
    (root / "again.md").write_bytes(b"x")
    return "again.md" in found.paths


def test_an_observer_that_died_is_replaced(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watcher, "HEALTH", 0.1)
    with following(root) as found:
        observer = found.watching._observer  # noqa: SLF001 - nothing else can kill it
        assert observer is not None
        observer.stop()
        observer.join()
        found.wait(lambda now: now.sweeps >= 2)
        found.wait(lambda now: _heard(now, root))


def test_a_handler_that_fails_asks_for_a_sweep_and_lives(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(path: str) -> bool:
        if path == "a.md":
            raise RuntimeError
        return path.endswith(".md")

    monkeypatch.setattr(watcher, "is_note", failing)
    with following(root) as found:
        (root / "a.md").write_bytes(b"x")
        found.wait(lambda now: now.sweeps >= 2)
        (root / "b.md").write_bytes(b"x")
        found.wait(lambda now: "b.md" in now.paths)


def test_polling_needs_no_events(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watcher, "_POLL", 0.05)
    with following(root, poll=True) as found:
        (root / "c.md").write_bytes(b"x")
        found.wait(lambda now: "c.md" in now.paths)


def test_where_events_cannot_be_had_it_polls(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(*_: object, **__: object) -> None:
        raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr(Observer, "schedule", refusing)
    monkeypatch.setattr(watcher, "HEALTH", 0.05)
    monkeypatch.setattr(watcher, "_POLL", 0.05)
    with following(root) as found:
        found.wait(lambda now: now.sweeps >= 2)
        (root / "c.md").write_bytes(b"x")
        found.wait(lambda now: "c.md" in now.paths)


def test_folders_beyond_the_limit_make_the_sweeps_frequent(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watcher, "misses_folders", lambda _root: True)
    monkeypatch.setattr(watcher, "_BLIND_SWEEP", 0.05)
    monkeypatch.setattr(watcher, "HEALTH", 0.05)
    with following(root) as found:
        found.wait(lambda now: now.sweeps >= 4)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells its watches")
def test_the_system_tells_how_many_folders_it_watches(root: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from vaultkit.disk.watch_limit import misses_folders\n"
        "from vaultkit.disk.watcher import Watcher\n"
        "root = sys.argv[1]\n"
        "print(misses_folders(root))\n"
        "with Watcher(pathlib.Path(root)):\n"
        "    print(misses_folders(root), misses_folders(str(pathlib.Path(root).parent.parent)))\n"
    )
    (root.parent.parent / "more").mkdir(exist_ok=True)
    ran = subprocess.run([sys.executable, "-c", program, root], check=True, capture_output=True, text=True)
    assert ran.stdout.split() == ["False", "False", "True"]


def test_a_machine_that_slept_is_swept(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asleep = [0.0]
    monkeypatch.setattr(watcher, "_time_asleep", lambda: asleep[0])
    monkeypatch.setattr(watcher, "HEALTH", 0.05)
    with following(root) as found:
        asleep[0] = 3600.0
        found.wait(lambda now: now.sweeps == 2)


def test_a_signal_stops_it(root: Path) -> None:
    program = (
        "import pathlib, signal, sys\n"
        "from vaultkit.disk.watcher import Watcher\n"
        "with Watcher(pathlib.Path(sys.argv[1])) as watching:\n"
        "    signal.signal(signal.SIGTERM, lambda *_: watching.stop())\n"
        "    for batch in watching.batches():\n"
        "        print('batch', flush=True)\n"
        "print('stopped', flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, root], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "batch\n"
        process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=PATIENCE)[0] == "stopped\n"
        assert process.returncode == 0


def test_events_of_elsewhere_are_none(root: Path) -> None:
    with following(root) as found:
        handler = watcher._Handler(str(root), found.watching._hints)  # noqa: SLF001 - such events are rare
        handler.on_any_event(FileModifiedEvent(str(root.parent / "elsewhere.md")))
        (root / "a.md").write_bytes(b"x")
        found.wait(lambda now: now.paths == {"a.md"})
