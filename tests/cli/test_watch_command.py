"""The watcher as a program of its own: another process edits notes, and the dashboard follows."""

import io
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

import pytest
from jsonschema import Draft202012Validator

from vaultkit.cli.watch import _follow, _tell
from vaultkit.disk import locks, watch_status
from vaultkit.disk.state import state_folder
from vaultkit.output import Output
from vaultkit.plugins.host import Host
from vaultkit.session.follow import Follower, Report
from vaultkit.session.invocation import Invocation
from vaultkit.testing import make_vault, run

TODAY = date(2026, 11, 22)
SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
PATIENCE = 60.0
"""Seconds after which a condition is taken not to come; a quick machine needs a fraction of one."""

ADA = (
    "---\ntrust: mutual\nshared: [chess]\n---\n\n## Interactions\n\n- 2026-10-01 call: hello\n- 2026-10-20 call: two\n"
)
DASHBOARD = "# Mine\n\n<!-- vaultkit:begin people.summary -->\n<!-- vaultkit:end people.summary -->\n\nMy own words.\n"


def wait_for(condition: Callable[[], bool], what: str) -> None:
    """Return as soon as the condition holds; fail after a long time."""
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, f"waited in vain for {what}"
        time.sleep(0.02)


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    notes = {"People/Ada.md": ADA, "People/Bob.md": "# Bob\n", "Dashboard.md": DASHBOARD}
    folder = make_vault(tmp_path / "vault", notes)
    for place in folder.rglob("*.md"):
        os.utime(place, (1, 1))  # what somebody has just edited is left alone for a while
    return folder


@contextmanager
def watching(vault: Path, *options: str) -> Iterator["subprocess.Popen[str]"]:
    """Run ``vaultkit watch`` and wait until it watches."""
    command = [sys.executable, "-m", "vaultkit", f"--vault={vault}", f"--today={TODAY}", "watch", *options]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            wait_for(lambda: "2 people" in text_of(vault) or process.poll() is not None, "the first dashboard")
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def text_of(vault: Path) -> str:
    return (vault / "Dashboard.md").read_text("utf-8")


def edit_elsewhere(code: str, *arguments: Path | str) -> None:
    """Run a few lines of Python in another process, as an editor would be one."""
    subprocess.run([sys.executable, "-c", code, *map(str, arguments)], check=True, timeout=PATIENCE)


IN_PLACE = "import sys; f = open(sys.argv[1], 'a'); f.write(sys.argv[2]); f.close()"
ATOMIC = (
    "import os, sys; data = open(sys.argv[1]).read() + sys.argv[2]; t = sys.argv[1] + '.tmp'; "
    "open(t, 'w').write(data); os.replace(t, sys.argv[1])"
)


@pytest.mark.parametrize("way", [IN_PLACE, ATOMIC], ids=["in place", "atomic rename"])
def test_an_edit_in_any_editor_reaches_the_dashboard(vault: Path, way: str) -> None:
    with watching(vault):
        assert "1 connection" not in text_of(vault)
        edit_elsewhere(way, vault / "People/Ada.md", "- 2026-11-20 call: a third time\n")
        wait_for(lambda: "1 connection" in text_of(vault), "the connection")
    assert text_of(vault).startswith("# Mine\n\n")
    assert text_of(vault).endswith("\n\nMy own words.\n")


def test_new_folders_moves_and_deletes_are_followed(vault: Path) -> None:
    with watching(vault):
        edit_elsewhere(
            "import os, sys; os.makedirs(sys.argv[1]); open(sys.argv[1] + '/Cy.md', 'w').write('# Cy')",
            vault / "People/Work/New",
        )
        wait_for(lambda: "3 people" in text_of(vault), "the person in a new folder")
        (vault / "People/Bob.md").rename(vault / "Bob.md")
        wait_for(lambda: "2 people" in text_of(vault), "the person who left the folder")
        (vault / "People/Work/New/Cy.md").unlink()
        wait_for(lambda: "1 person" in text_of(vault), "the note that is gone")


def test_it_never_wakes_itself(vault: Path) -> None:
    with watching(vault) as process:
        edit_elsewhere(ATOMIC, vault / "People/Ada.md", "- 2026-11-20 call: a third time\n")
        wait_for(lambda: "1 connection" in text_of(vault), "the connection")
        written = (vault / "Dashboard.md").stat().st_mtime_ns
        (vault / "People/Last.md").write_text("# Last", encoding="utf-8")
        wait_for(lambda: "3 people" in text_of(vault), "the last edit")
        assert (vault / "Dashboard.md").stat().st_mtime_ns > written
        process.send_signal(signal.SIGINT)
        stdout, _ = process.communicate(timeout=PATIENCE)
    rewrites = [line for line in stdout.split("\n") if "rewrote Dashboard.md" in line]
    assert len(rewrites) == 3
    assert not any(line.startswith("Dashboard.md;") for line in rewrites)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly_on_a_signal(vault: Path, number: signal.Signals) -> None:
    with watching(vault) as process:
        process.send_signal(number)
        _, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert "Traceback" not in stderr
    assert stderr.endswith("stopped\n")


def test_each_batch_is_a_line_of_words_or_of_json(vault: Path) -> None:
    with watching(vault, "--json") as process:
        edit_elsewhere(IN_PLACE, vault / "People/Ada.md", "- 2026-11-20 call: a third time\n")
        wait_for(lambda: "1 connection" in text_of(vault), "the connection")
        process.send_signal(signal.SIGTERM)
        stdout, _ = process.communicate(timeout=PATIENCE)
    documents = [json.loads(line) for line in stdout.rstrip("\n").split("\n")]
    validator = Draft202012Validator(json.loads((SCHEMAS / "watch.json").read_text("utf-8")))
    for document in documents:
        validator.validate(document)
    first, *others = documents
    assert first["rewritten"] == ["Dashboard.md"]
    assert [path for each in others for path in each["changed"]] == ["People/Ada.md"]
    assert [word for each in others for word in each["words"]] == ["Ada: contact -> connection"]
    assert not any(each["trouble"] for each in documents)


def test_a_second_watcher_is_refused_and_told_who_watches(vault: Path) -> None:
    with watching(vault) as process:
        second = run("watch", vault=vault)
        asked = run("watch", "--status", "--json", vault=vault)
    assert second.exit_code == 6
    assert str(process.pid) in second.stderr
    assert json.loads(asked.stdout)["by"] == f"process {process.pid}"
    assert run("watch", "--status", vault=vault).stdout == "not watched\n"


def test_its_writes_bear_the_time_of_the_write_and_not_of_the_wait_for_it(vault: Path) -> None:
    """Else a line that was put back late seems to have stood there for long: its next loss is taken for somebody's."""
    with ExitStack() as lock:
        lock.enter_context(locks.writer(vault))
        command = [sys.executable, "-m", "vaultkit", f"--vault={vault}", "watch"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            assert "watching" in process.stderr.readline()
            until = time.monotonic() + 1.0
            wait_for(lambda: time.monotonic() > until, "the watcher to wait for the lock")
            released = datetime.now(UTC)
            lock.close()
            wait_for(lambda: "2 people" in text_of(vault), "the first dashboard")
            process.terminate()
    journal = (state_folder(vault) / "journal.jsonl").read_text("utf-8").split("\n")
    assert datetime.fromisoformat(json.loads(journal[0])["time"]) >= released


def test_a_command_beside_a_watcher_leaves_the_blocks_to_it(vault: Path) -> None:
    with watching(vault):
        logged = run("log", "ada", "call: a third time", vault=vault, today=TODAY)
        assert logged.exit_code == 0
        wait_for(lambda: "1 connection" in text_of(vault), "the watcher's rewrite")


def test_the_status_says_what_it_has_seen(vault: Path) -> None:
    with watching(vault) as process:
        asked = json.loads(run("watch", "--status", "--json", vault=vault).stdout)
        assert (asked["pid"], asked["way"], asked["notes"], asked["last_change"]) == (process.pid, "events", 3, None)
        edit_elsewhere(IN_PLACE, vault / "People/Ada.md", "- 2026-11-20 call: a third time\n")
        wait_for(lambda: "1 connection" in text_of(vault), "the connection")
        wait_for(lambda: "2 rewrites of blocks" in run("watch", "--status", vault=vault).stdout, "the count")
        found = run("watch", "--status", vault=vault).stdout
        asked = json.loads(run("watch", "--status", "--json", vault=vault).stdout)
    Draft202012Validator(json.loads((SCHEMAS / "watch.json").read_text("utf-8"))).validate(asked)
    assert asked["last_change"]["paths"] == ["People/Ada.md"]
    assert datetime.fromisoformat(asked["since"]) <= datetime.fromisoformat(asked["last_change"]["time"])
    assert found.startswith(f"watched by process {process.pid}, since ")
    assert "changes are heard as they happen" in found
    assert "last change: " in found
    assert "People/Ada.md" in found
    [place] = Path(os.environ["VAULTKIT_STATE_DIR"]).rglob("watcher.json")
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert "a third time" not in place.read_text("utf-8")


def test_what_a_killed_watcher_said_of_itself_is_not_believed(vault: Path) -> None:
    """Without the lock a file that is left behind would say for ever that the vault is watched."""
    with watching(vault) as process:
        process.kill()
        process.wait(PATIENCE)
        asked = json.loads(run("watch", "--status", "--json", vault=vault).stdout)
    assert [each for each in asked.values() if each is not None] == [1, False]


def test_a_holder_whose_status_is_anothers_is_told_without_it(vault: Path) -> None:
    with locks.watcher(vault):
        watch_status.save(vault, watch_status.WatchStatus(1, datetime.now(UTC)))
        found = run("watch", "--status", vault=vault).stdout
        assert found.startswith(f"watched by process {os.getpid()}, since ")
        assert found.count("\n") == 1
        second = run("watch", vault=vault)
    assert second.exit_code == 6
    assert f"process {os.getpid()}, since " in second.stderr


def test_troubles_and_the_brake_stand_in_the_status(vault: Path) -> None:
    now = datetime.now(UTC)
    status = watch_status.WatchStatus(
        os.getpid(), now, "limit", put_back=2, braked=True, error_at=now, error="it\x1b is broken"
    )
    with locks.watcher(vault):
        watch_status.save(vault, status)
        found = run("watch", "--status", vault=vault).stdout
        asked = json.loads(run("watch", "--status", "--json", vault=vault).stdout)
    assert "sysctl" in found
    assert "2 lines put back" in found
    assert "it\\x1b is broken" in found
    assert "most notes are gone" in found
    assert (asked["braked"], asked["last_error"]["text"]) == (True, "it\x1b is broken")


def test_polling_is_told_once(vault: Path) -> None:
    with watching(vault, "--poll") as process:
        edit_elsewhere(IN_PLACE, vault / "People/Ada.md", "- 2026-11-20 call: a third time\n")
        wait_for(lambda: "1 connection" in text_of(vault), "the connection")
        process.send_signal(signal.SIGTERM)
        _, stderr = process.communicate(timeout=PATIENCE)
    assert stderr.count("--poll") == 1


def test_on_a_terminal_one_line_is_rewritten(vault: Path) -> None:
    """A line for each batch would scroll away whatever else stands there."""
    shown = Terminal()
    report = Report(("People/Ada.md",), ("Ada: contact -> connection",), ("Dashboard.md",), None, "heard")
    quiet = Report(("People/Bob.md",), (), ("Dashboard.md",))
    now = datetime.now(UTC)

    class Told:
        status = watch_status.WatchStatus(
            1, now, notes=3, changes=2, rewritten=1, changed_at=now, changed=("People/Ada.md",), braked=True
        )

        def reports(self) -> Iterator[Report]:
            yield report
            yield quiet

    host = Host.load(built_in_only=True)
    invocation = Invocation(vault, now, TODAY, host, vault, out=Output(shown, io.StringIO()))
    _follow(invocation, cast("Follower", Told()), as_json=False)
    lines = shown.getvalue().split("\n")
    assert [line.rpartition("\x1b[2K")[2] for line in lines[:-1]] == ["Ada: contact -> connection"]
    assert "People/Bob.md" not in shown.getvalue()
    assert "3 notes · 2 changes · 1 rewrites · last " in shown.getvalue()
    assert max(len(part.strip()) for part in shown.getvalue().split("\x1b[2K")) < 80
    assert lines[-1].endswith("\r\x1b[2K")


def test_a_log_on_a_full_disk_does_not_stop_it(vault: Path) -> None:
    """Without it a watcher that has run for months ends because its log could not be written."""

    class Full(io.StringIO):
        def write(self, _text: str) -> int:
            raise OSError(28, "No space left on device")

    class Told:
        status = watch_status.WatchStatus(1, datetime.now(UTC))
        given = 0

        def reports(self) -> Iterator[Report]:
            for _ in range(3):
                self.given += 1
                yield Report(("People/Ada.md",))

    told = Told()
    now = datetime.now(UTC)
    host = Host.load(built_in_only=True)
    invocation = Invocation(vault, now, TODAY, host, vault, out=Output(Full(), Full()))
    _follow(invocation, cast("Follower", told), as_json=False)
    assert told.given == 3


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("calm", [True, False])
def test_a_line_names_few_of_many(calm: bool) -> None:  # noqa: FBT001 - both ways
    """Fails where a folder that is moved gives a line of many kilobytes."""
    said = io.StringIO()
    _tell(Output(said, said), Report(tuple("abcde"), tuple("VWXYZ")), as_json=False, calm=calm)
    assert said.getvalue() == ("" if calm else "a, b, c and 2 more; ") + "V; W; X and 2 more\n"
