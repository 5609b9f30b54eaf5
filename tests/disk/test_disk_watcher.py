"""The watcher, with real files, real moves and a real second process."""

import contextlib
import logging
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from watchdog.events import FileModifiedEvent
from watchdog.observers.api import BaseObserver
from watchdog.utils import BaseThread

from vaultkit.disk import observing, watcher
from vaultkit.disk.observing import Handler
from vaultkit.disk.watch_limit import is_network
from vaultkit.disk.watcher import Batch, Watcher, Way

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
        while (batch := self.watching.wait(PATIENCE)) is not None:
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
        found.wait(lambda now: now.sweeps >= 2)
        before = found.sweeps
        if change != "delete":
            (root / "New/y.md").write_bytes(b"y")
            found.wait(lambda now: "New/y.md" in now.paths or now.sweeps > before)


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
    with following(root, debounce=1.0) as found:
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


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_observer_that_stumbled_is_replaced(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a look at each thread the watcher stays deaf: the system goes on to tell a thread that is dead."""
    monkeypatch.setattr(watcher, "HEALTH", 0.1)
    with following(root) as found:
        observer = next(thread for thread in threading.enumerate() if isinstance(thread, BaseObserver))
        observer.event_queue.put(None)  # nothing that it could take apart
        observer.join(PATIENCE)
        found.wait(lambda now: now.sweeps >= 2)
        found.wait(lambda now: _heard(now, root))


@pytest.mark.parametrize("kind", ["Observer", "Emitter"])
def test_a_thread_of_the_observer_that_ended_is_replaced(
    root: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(watcher, "HEALTH", 0.1)
    with following(root) as found:
        victim = next(
            thread
            for thread in threading.enumerate()
            if isinstance(thread, BaseThread) and kind in type(thread).__name__
        )
        victim.stop()
        victim.join(PATIENCE)
        found.wait(lambda now: now.sweeps >= 2)
        found.wait(lambda now: _heard(now, root))


def test_a_handler_that_fails_asks_for_a_sweep_and_lives(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(path: str) -> bool:
        if path == "a.md":
            raise RuntimeError
        return path.endswith(".md")

    monkeypatch.setattr(observing, "is_note", failing)
    with following(root) as found:
        (root / "a.md").write_bytes(b"x")
        found.wait(lambda now: now.sweeps >= 2)
        (root / "b.md").write_bytes(b"x")
        found.wait(lambda now: "b.md" in now.paths)


def test_polling_needs_no_events(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(BaseObserver, "schedule", refusing)
    monkeypatch.setattr(watcher, "_OFTEN", 0.05)
    with following(root, poll=True) as found:
        found.wait(lambda now: now.sweeps >= 4)
        assert found.watching.way is Way.POLL


@pytest.mark.parametrize(("number", "way"), [(28, Way.LIMIT), (24, Way.BROKEN)])
def test_where_events_cannot_be_had_it_sweeps_until_they_can(
    root: Path, monkeypatch: pytest.MonkeyPatch, number: int, way: Way
) -> None:
    """Without the frequent sweeps a change is seen a minute later; without new tries it stays so."""

    def refusing(*_: object, **__: object) -> None:
        raise OSError(number, "inotify watch limit reached")

    monkeypatch.setattr(watcher, "HEALTH", 0.05)
    monkeypatch.setattr(watcher, "_OFTEN", 0.05)
    works = BaseObserver.schedule
    monkeypatch.setattr(BaseObserver, "schedule", refusing)
    with following(root) as found:
        found.wait(lambda now: now.sweeps >= 4)
        assert found.watching.way is way
        monkeypatch.setattr(BaseObserver, "schedule", works)
        found.wait(lambda now: now.watching.way is Way.EVENTS)
        found.wait(lambda now: _heard(now, root))


def test_folders_beyond_the_limit_make_the_sweeps_frequent(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the count of watches the folders that are left out are swept once a minute."""
    missing = [True]
    monkeypatch.setattr(watcher, "misses_folders", lambda _root: missing[0])
    monkeypatch.setattr(watcher, "_OFTEN", 0.05)
    with following(root) as found:
        found.wait(lambda now: now.sweeps >= 4)
        assert found.watching.way is Way.LIMIT
        missing[0] = False
        found.wait(lambda now: now.watching.way is Way.EVENTS)


def test_a_network_folder_is_swept_often(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it what another machine writes there is seen a minute later."""
    monkeypatch.setattr(watcher, "is_network", lambda _root: True)
    monkeypatch.setattr(watcher, "_OFTEN", 0.05)
    with following(root) as found:
        found.wait(lambda now: now.sweeps >= 4)
        assert found.watching.way is Way.NETWORK


def test_a_network_folder_is_known_by_its_mount(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "21 1 254:0 / / rw shared:1 - ext4 /dev/vda rw\n"
        "22 21 0:35 / /mnt/my\\040share rw shared:2 - nfs4 server:/share rw\n"
        "23 22 254:1 / /mnt/my\\040share/disk rw - ext4 /dev/vdb rw\n"
        "torn\n"
    )
    places = ("/", "/mnt", "/mnt/my share", "/mnt/my share/vault", "/mnt/my share/disk/vault", "/mnt/my shared")
    assert [is_network(place, mounts) for place in places] == [False, False, True, True, False, False]
    assert not is_network("/", tmp_path / "none")


@pytest.mark.parametrize("lost", ["queue", "system"])
def test_lost_events_ask_for_a_sweep_and_often_for_nothing_else(
    root: Path, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    """Without it what the system has dropped is seen a minute later, and a storm never ends."""
    monkeypatch.setattr(observing, "_QUEUE", 1 if lost == "queue" else 1000)
    monkeypatch.setattr(watcher, "_SETTLED", 0.05)
    monkeypatch.setattr(watcher, "_OFTEN", 0.05)
    monkeypatch.setattr(watcher, "HEALTH", 0.05)
    monkeypatch.setattr(watcher, "_PAUSE", 2.0)
    with following(root) as found:

        def lose(now: Following) -> bool:
            if lost == "queue":
                for path in range(100):
                    (root / f"{path}.md").write_bytes(b"x")
            else:
                logging.getLogger("watchdog.observers.inotify_c").warning("Inotify queue overflowed; %s", now.sweeps)
            time.sleep(0.05)
            return now.watching.way is Way.OVERFLOW

        before = found.sweeps
        found.wait(lose)
        assert found.sweeps > before
        monkeypatch.setattr(observing, "_QUEUE", 1000)
        found.wait(lambda now: now.watching.way is Way.EVENTS)
        found.wait(lambda now: _heard(now, root))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells its watches")
def test_watches_that_the_system_took_away_are_set_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it a vault that was unmounted and mounted again in a moment stays unwatched: its folder is the same."""
    monkeypatch.setattr(watcher, "HEALTH", 0.05)
    deaf = [True]
    monkeypatch.setattr(watcher, "is_deaf", lambda: deaf.pop() if deaf else False)
    with following(root) as found:
        found.wait(lambda now: now.sweeps >= 2)
        found.wait(lambda now: _heard(now, root))


def test_a_link_that_leads_elsewhere_now_is_followed(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watcher, "HEALTH", 0.05)
    (tmp_path / "other").mkdir()
    (tmp_path / "link").symlink_to(root)
    with following(tmp_path / "link") as found:
        (tmp_path / "new").symlink_to(tmp_path / "other")
        (tmp_path / "new").replace(tmp_path / "link")
        found.wait(lambda now: now.sweeps >= 2)
        found.wait(lambda now: _heard(now, tmp_path / "other"))


def test_what_has_failed_is_tried_again_after_longer_and_longer_pauses() -> None:
    again = watcher._BackOff()  # noqa: SLF001 - its times would take minutes
    now = 100.0
    pauses = []
    for _ in range(8):
        again.failed(now)
        pauses.append(again.at - now)
        now = again.at
        again.is_well(now + 1)
    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60]
    assert not again.is_first
    again.is_well(now + 100)
    again.failed(now + 100)
    assert again.is_first


def test_nothing_is_given_after_the_time_that_was_asked_for(root: Path) -> None:
    with Watcher(root) as watching:
        assert watching.wait(0) == Batch(sweep=True)
        assert watching.wait(0.01) == Batch()


def test_sweeps_that_take_long_are_followed_by_longer_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it a large vault on a slow share would be compared without a pause."""
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    times = watcher._Timetable(60.0)  # noqa: SLF001 - as above
    for took, pause in ((0.1, 2), (0.3, 3), (1.5, 5), (30, 30)):
        times.swept()
        now[0] += took
        times.resumed()
        times.sweep_within(2)
        assert times._sweep_at - now[0] == pytest.approx(min(pause, 60 - took))  # noqa: SLF001 - as above
        now[0] = times._sweep_at  # noqa: SLF001 - as above


def test_no_thread_is_left_behind(root: Path) -> None:
    before = set(threading.enumerate())
    for _ in range(3):
        with Watcher(root):
            pass
    assert set(threading.enumerate()) <= before


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
    """Without it what another machine changed meanwhile is seen a minute later."""
    asleep = [0.0]
    monkeypatch.setattr(watcher, "_drift", lambda: asleep[0])
    monkeypatch.setattr(watcher, "HEALTH", 0.05)
    with following(root) as found:
        asleep[0] = 3600.0
        found.wait(lambda now: now.sweeps >= 2)


def test_a_signal_stops_it(root: Path) -> None:
    program = (
        "import pathlib, signal, sys\n"
        "from vaultkit.disk.watcher import Watcher\n"
        "with Watcher(pathlib.Path(sys.argv[1])) as watching:\n"
        "    signal.signal(signal.SIGTERM, lambda *_: watching.stop())\n"
        "    while watching.wait(60) is not None:\n"
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
        handler = Handler(str(root), found.watching._hints)  # noqa: SLF001 - such events are rare
        handler.on_any_event(FileModifiedEvent(str(root.parent / "elsewhere.md")))
        (root / "a.md").write_bytes(b"x")
        found.wait(lambda now: now.paths == {"a.md"})


def test_what_watchdog_warns_of_stays_unsaid(root: Path) -> None:
    """Without it a storm of moves fills the terminal, or the pipe that nobody reads, and the watcher stands still."""
    with Watcher(root):
        warnings.warn_explicit("a folder moved", RuntimeWarning, "inotify.py", 1, "watchdog.observers.inotify")
