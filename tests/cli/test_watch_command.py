"""The watcher as a program of its own: another process edits notes, and the dashboard follows."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from vaultkit.testing import make_vault, run

TODAY = date(2026, 11, 22)
SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
PATIENCE = 20.0
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


def test_a_command_beside_a_watcher_leaves_the_blocks_to_it(vault: Path) -> None:
    with watching(vault):
        logged = run("log", "ada", "call: a third time", vault=vault, today=TODAY)
        assert logged.exit_code == 0
        wait_for(lambda: "1 connection" in text_of(vault), "the watcher's rewrite")
