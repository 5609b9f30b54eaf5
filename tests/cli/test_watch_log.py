"""The log of a watcher that nobody looks at: it stays small, is its owner's alone, and holds no text of any note."""

import json
import logging
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vaultkit.cli import watch_log
from vaultkit.disk import log as disk_log
from vaultkit.disk.log import log_place, log_to
from vaultkit.session.follow import Report
from vaultkit.testing import make_vault, run

PATIENCE = 30.0
CANARY = "canary"
ADA = f"""---
trust: mutual
shared: [{CANARY} one]
birthday: {CANARY} two
---
# {CANARY} three

## Interactions

- 2026-10-01 call: {CANARY} four
- 2026-10-20 {CANARY}: five
"""
BLOCK = "<!-- vaultkit:begin people.summary -->\n<!-- vaultkit:end people.summary -->\n"
DAMAGED = f"{CANARY} six <!-- vaultkit:begin people.due -->\n\n<!-- vaultkit:begin {CANARY}.seven -->\n{CANARY} eight\n"


def wait_for(condition: Callable[[], object], what: str) -> None:
    """Return as soon as the condition holds; fail after a long time."""
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, f"waited in vain for {what}"
        time.sleep(0.02)


def text_of(place: Path) -> str:
    return place.read_text("utf-8") if place.exists() else ""


@pytest.fixture
def handler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[logging.Handler]:
    """Return a log that is cut after a thousand bytes."""
    monkeypatch.setattr(disk_log, "SIZE", 1000)
    made = log_to(tmp_path / "watch.log")
    yield made
    logging.getLogger("vaultkit").removeHandler(made)
    made.close()


def test_a_watcher_s_log_holds_paths_and_codes_and_no_text(tmp_path: Path) -> None:
    """Seen to fail with the words of problems in it, which quote notes."""
    vault = make_vault(tmp_path / "vault", {"People/Ada.md": ADA, "Dashboard.md": BLOCK})
    place = log_place(vault)
    command = [sys.executable, "-m", "vaultkit", f"--vault={vault}", "--today=2026-11-22", "watch", "--log"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        wait_for(lambda: "rewritten: Dashboard.md" in text_of(place), "the first rewrite")
        (vault / "People/Ada.md").write_text(f"{ADA}- 2026-11-20 call: {CANARY} nine\n", "utf-8")
        wait_for(lambda: "1 changed: People/Ada.md" in text_of(place), "the change")
        (vault / "Damaged.md").write_text(DAMAGED, "utf-8")
        wait_for(lambda: "marker-damaged" in text_of(place), "the damage")
        (vault / "vaultkit.toml").write_text(f"[{CANARY}\n", "utf-8")
        wait_for(lambda: "blocks are left alone" in text_of(place), "the settings")
        process.send_signal(signal.SIGTERM)
        stdout, stderr = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        process.communicate()
    log = text_of(place)
    assert process.returncode == 0, stderr
    assert CANARY not in log + stdout + stderr
    assert stdout == ""
    assert f"logging to {place}\n" in stderr
    assert log.rstrip().endswith("INFO stopped")
    assert "WARNING trouble: Damaged.md:" in log
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    shown = run("service", "status", vault=vault)
    assert f"log:       {place}\n" in shown.stdout
    assert "watcher:   not watched\n" in shown.stdout
    assert json.loads(run("service", "status", "--json", vault=vault).stdout)["log"] == str(place)


def test_a_log_is_cut_into_pieces_of_which_the_oldest_go(tmp_path: Path, handler: logging.Handler) -> None:
    """Without it the log of a year would fill the disk."""
    for number in range(500):
        watch_log._tell(Report(notes=(f"People/{number}.md",)))  # noqa: SLF001 - a line without a watcher
    handler.flush()
    pieces = sorted(place.name for place in tmp_path.glob("watch.log*"))
    assert pieces == ["watch.log", *(f"watch.log.{number}" for number in range(1, 5))]
    for place in tmp_path.glob("watch.log*"):
        assert place.stat().st_size <= 1000
        assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert "People/499.md" in text_of(tmp_path / "watch.log")


@pytest.mark.usefixtures("handler")
def test_a_name_cannot_forge_a_line(tmp_path: Path) -> None:
    watch_log._tell(Report(notes=("a\nINFO stopped", "b", "c", "d", os.fsdecode(b"\xe9"))))  # noqa: SLF001 - as above
    (line,) = text_of(tmp_path / "watch.log").split("\n")[:-1]
    assert line.endswith("INFO 5 changed: a\\nINFO stopped, b, c and 2 more")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here is always full")
def test_a_full_disk_stops_no_watcher(capfd: pytest.CaptureFixture[str]) -> None:
    """Without it logging prints a traceback for each line that it cannot write, and the watcher's end is an error."""
    full = log_to(Path("/dev/full"))
    for _ in range(3):
        watch_log._tell(Report(notes=("a.md",)))  # noqa: SLF001 - as above
    logging.getLogger("vaultkit").removeHandler(full)
    full.close()
    assert capfd.readouterr() == ("", "")


def test_a_log_that_cannot_be_kept_is_a_line(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "vault", {"Dashboard.md": BLOCK})
    log_place(vault).mkdir()
    refused = run("watch", "--log", vault=vault)
    assert refused.exit_code == 1
    assert "the watcher's log could not be written" in refused.stderr
