"""A watcher inside the test, whose index can be looked at, and what a fresh one says of the same folder."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from vaultkit.disk.watcher import Watcher
from vaultkit.model.index import Index
from vaultkit.plugins.host import Host, Plugin
from vaultkit.session.follow import CALM, Clock, Follower, Report
from vaultkit.session.session import Session, open_session
from vaultkit.testing import make_vault

TODAY = date(2026, 11, 22)
FULL = os.environ.get("VAULTKIT_HEAVY") == "full"
"""Whether the counts are those of a long night; CONTRIBUTING.md names them."""
PATIENCE = 60.0
"""Seconds after which something is taken not to come, where no other time is promised."""

HERE = Path(__file__).parent
ADA = "---\ntrust: mutual\nshared: [chess]\n---\n\n## Interactions\n\n- 2026-10-01 call: one\n- 2026-10-20 call: two\n"
BLOCK = "<!-- vaultkit:begin people.summary -->\n<!-- vaultkit:end people.summary -->\n"


class Followed:
    """A vault that a watcher follows in a thread of this process."""

    def __init__(self, session: Session, watching: Watcher) -> None:
        """Take what ``followed`` has put together."""
        self.session = session
        self.watching = watching
        self.reports: list[Report] = []
        self.error: BaseException | None = None

    @property
    def index(self) -> Index:
        """The watcher's index as it is now."""
        return self.session.vault.index

    def run(self) -> None:
        """Follow until stopped; what escapes is kept."""
        try:
            with self.watching as watching:
                clock = Clock(lambda: datetime.now(UTC).astimezone(), time.monotonic, lambda: TODAY)
                for report in Follower(self.session, watching, clock).reports():
                    self.reports.append(report)
        except BaseException as error:  # noqa: BLE001 - the test tells it
            self.error = error

    @property
    def troubles(self) -> list[str]:
        """What the reports say could not be done."""
        return [report.trouble for report in self.reports if report.trouble]


@contextlib.contextmanager
def followed(
    root: Path,
    *,
    plugins: Mapping[str, object] | None = None,
    debounce: float = 0.2,
    sweep: float = 60.0,
    poll: bool = False,
) -> Iterator[Followed]:
    """Follow a vault as ``vaultkit watch`` does, as long as the block lasts."""
    host = Host.load(built_in_only=True)
    for name, implementation in (plugins or {}).items():
        host.add(Plugin(name, "0", "tests", name, built_in=False), implementation)
    session = open_session(root, host, TODAY, calm=CALM)
    found = Followed(session, Watcher(root, debounce=debounce, sweep=sweep, poll=poll))
    thread = threading.Thread(target=found.run)
    thread.start()
    try:
        wait_for(lambda: bool(found.reports) or found.error is not None or not thread.is_alive(), "the first report")
        yield found
    finally:
        found.watching.stop()
        thread.join(PATIENCE)
    assert not thread.is_alive()
    if found.error is not None:
        raise found.error


def wait_for(condition: Callable[[], object], what: str, seconds: float = PATIENCE) -> float:
    """Return after how many seconds the condition holds; fail if it does not within that many."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, f"waited {seconds} s in vain for {what}"
        time.sleep(0.02)
    return time.monotonic() - began


def fresh(root: Path) -> Session:
    """Open a vault with nothing but what lies on the disk now."""
    return open_session(root, Host.load(built_in_only=True), TODAY, use_cache=False)


def differences(watched: Index, now: Index) -> dict[str, list[str]]:
    """Return what the watcher's index has that is older than, gone from, or missing against a fresh one."""
    old, new = watched.notes, now.notes
    found = {
        "stale": sorted(path for path in old.keys() & new.keys() if old[path] != new[path]),
        "ghosts": sorted(old.keys() - new.keys()),
        "missing": sorted(new.keys() - old.keys()),
        "files": sorted(watched.files ^ now.files),
    }
    return {what: paths for what, paths in found.items() if paths}


def wait_until_right(found: Followed, root: Path, seconds: float) -> None:
    """Return once the watcher's index is that of the disk; fail if that takes so many seconds of quiet.

    What this looks at and compares is not counted: it is done in the watcher's own process, and slows it down.
    """
    now = fresh(root)
    until = time.monotonic() + seconds
    looked_at = None
    while True:
        began = time.monotonic()
        index = found.index
        if index is not looked_at:
            looked_at = index
            left = differences(index, now.vault.index)
            if left == {"stale": ["Dashboard.md"]}:
                now = fresh(root)  # The watcher wrote to it since.
                left = differences(index, now.vault.index)
            if not left:
                return
            until += time.monotonic() - began
        assert time.monotonic() < until, f"not right after {seconds} s of quiet: {left}; {found.troubles}"
        time.sleep(0.02)


def storm_vault(folder: Path) -> Path:
    """Make a vault of 300 notes that stay, one with a block among them, and a folder outside of it."""
    stay = {f"Stay/{number}.md": ADA for number in range(300)}
    (folder / "outside").mkdir(parents=True, exist_ok=True)
    return make_vault(folder / "vault", {**stay, "Dashboard.md": BLOCK})


def elsewhere(script: str, *arguments: object) -> "subprocess.Popen[str]":
    """Start one of the scripts beside this file as a process of its own."""
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ended(process: "subprocess.Popen[str]", seconds: float = 600.0) -> str:
    """Wait for a process that must end well, and return what it printed."""
    stdout, stderr = process.communicate(timeout=seconds)
    assert process.returncode == 0, stderr
    return stdout


@contextlib.contextmanager
def program(root: Path, *options: str) -> "Iterator[subprocess.Popen[bytes]]":
    """Run ``vaultkit watch`` as a process of its own, from its first rewrite on, and end it afterwards."""
    command = [
        sys.executable,
        "-m",
        "vaultkit",
        "--no-plugins",
        f"--vault={root}",
        f"--today={TODAY}",
        "watch",
        *options,
    ]
    dashboard = root / "Dashboard.md"
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:  # a pipe that nobody reads would stop it one day
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said)
        try:
            wait_for(lambda: process.poll() is not None or dashboard.read_text("utf-8") != BLOCK, "the first rewrite")
            said.seek(0)
            assert process.poll() is None, said.read()
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()


def processor_seconds(process: "subprocess.Popen[bytes]") -> float:
    """End a program as the system does, and return how much of the processor's time it has taken in all."""
    process.send_signal(signal.SIGTERM)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_utime + usage.ru_stime
