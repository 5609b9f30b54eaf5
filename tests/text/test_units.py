"""Units hold any path that a system can have, word for word, and nothing else."""

import plistlib
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vaultkit.errors import ServiceError
from vaultkit.text.units import Service, is_as_written, launchd_agent, systemd_unit, unit_text, windows_task

PROGRAM = "/usr/bin/python3"
HOSTILE = '/home/a b/"it\'s" 100% $HOME ${X} $$ %h \\x41 \\ ; # é 名 \n[Service]\nExecStart=/bin/sh\n'
NAMESPACE = {"task": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
PATHS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


def service(vault: str, program: str = PROGRAM, **environment: str) -> Service:
    return Service("vaultkit-notes-1", vault, (program, "-m", "vaultkit", "--vault", vault, "watch"), environment)


def words_of(assignment: str) -> list[str]:
    """Take a line apart as systemd does (systemd.service(5), systemd.syntax(7)), without any code of ours.

    ``systemd --user --test`` (252) gave the same words for the hostile path above.
    """
    value = assignment.partition("=")[2].removeprefix(":")
    words: list[str] = []
    for quoted in re.findall(r'"((?:[^"\\]|\\.)*)"(?: |$)', value):
        plain = re.sub(
            rb"\\x([0-9a-f]{2})|\\(.)",
            lambda found: bytes([int(found[1], 16)]) if found[1] else found[2],
            quoted.encode("utf-8", "surrogateescape"),
        )
        text = plain.decode("utf-8", "surrogateescape")
        assert not re.search("%(?!%)", text.replace("%%", "")), "a specifier"
        words.append(text.replace("%%", "%"))
    return words


def line_of(unit: bytes, start: str) -> str:
    """Return the only line of a unit that begins so."""
    (line,) = (line for line in unit.decode().split("\n") if line.startswith(start))
    return line


@given(PATHS, PATHS)
@example(HOSTILE, HOSTILE)
@example("/caf\udce9", "")
def test_systemd_reads_each_word_as_it_was_meant(vault: str, state: str) -> None:
    """Without the doubled ``%``, the quotes or C's escapes a path is other words, or another line of the unit."""
    wanted = service(vault, VAULTKIT_STATE_DIR=state)
    unit = systemd_unit(wanted)
    assert words_of(line_of(unit, "ExecStart=")) == list(wanted.command)
    assert words_of(line_of(unit, "Environment=")) == [f"VAULTKIT_STATE_DIR={state}"]
    assert all(line.isprintable() for line in unit.decode().split("\n"))


@pytest.mark.parametrize("program", ['/a"b/python', "/a'b/python", "/a\\b/python", "/a\nb/python", "/caf\udce9/python"])
def test_a_program_that_systemd_would_not_run_is_refused(program: str) -> None:
    with pytest.raises(ServiceError, match="no program of such a name"):
        systemd_unit(service("/v", program))


def test_a_variable_that_systemd_would_drop_is_refused() -> None:
    with pytest.raises(ServiceError, match="VAULTKIT_STATE_DIR"):
        systemd_unit(service("/v", VAULTKIT_STATE_DIR="/caf\udce9"))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_itself_finds_nothing_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    place = tmp_path / "vaultkit.service"
    place.write_bytes(systemd_unit(service(HOSTILE + "\x1b\udce9", VAULTKIT_STATE_DIR=HOSTILE)))
    verified = subprocess.run(
        ["systemd-analyze", "--user", "--man=no", "verify", str(place)], capture_output=True, text=True, check=False
    )
    if "Failed to initialize manager" in verified.stderr:
        pytest.skip("systemd cannot look at units here")
    assert (verified.returncode, verified.stderr) == (0, "")


@given(PATHS)
@example(HOSTILE)
def test_launchd_reads_each_word_as_it_was_meant(vault: str) -> None:
    wanted = service(vault, VAULTKIT_STATE_DIR=vault)
    try:
        agent = plistlib.loads(launchd_agent(wanted))
    except ServiceError:
        assert re.search("[\0-\b\v-\x1f\ufffe\uffff]", vault)
        return
    assert agent["ProgramArguments"] == list(wanted.command)
    assert agent["EnvironmentVariables"] == wanted.environment
    assert agent["Label"] == wanted.name


@given(PATHS)
@example('C:\\Users\\Ada Löve\\<notes> & "more"')
def test_the_task_scheduler_reads_each_word_as_it_was_meant(vault: str) -> None:
    wanted = service(vault)
    try:
        task = ET.fromstring(windows_task(wanted, f"-m vaultkit --vault {vault}", "HOME\\ada & bob"))  # noqa: S314 - ours
    except ServiceError:
        assert re.search("[%\0-\b\v-\x1f\ufffe\uffff]|\\$\\(", vault)
        return
    assert task.findtext(".//task:Arguments", namespaces=NAMESPACE) == f"-m vaultkit --vault {vault}"
    assert task.findtext(".//task:Command", namespaces=NAMESPACE) == PROGRAM
    assert {each.text for each in task.iterfind(".//task:UserId", NAMESPACE)} == {"HOME\\ada & bob"}


@pytest.mark.parametrize("vault", ["C:\\100%\\x", "C:\\$(Arg0)", "C:\\caf\udce9"])
def test_a_path_that_a_task_cannot_hold_is_refused(vault: str) -> None:
    with pytest.raises(ServiceError):
        windows_task(service(vault), vault, "ada")


def test_a_path_that_is_no_text_is_refused_by_launchd() -> None:
    with pytest.raises(ServiceError):
        launchd_agent(service("/caf\udce9"))


UNITS = [systemd_unit(service(HOSTILE)), launchd_agent(service("/v")), windows_task(service("C:\\v"), "-m x", "ada")]


@pytest.mark.parametrize("unit", UNITS, ids=["systemd", "launchd", "task"])
def test_a_unit_knows_whether_somebody_has_changed_it(unit: bytes) -> None:
    assert is_as_written(unit)
    text = unit_text(unit)
    encoding = "utf-16" if unit[:1] == b"\xff" else "utf-8"
    assert not is_as_written(text.replace("vaultkit", "Vaultkit", 2).encode(encoding))
    assert not is_as_written(unit + "\n".encode(encoding))
    assert not is_as_written(b"[Service]\nExecStart=/bin/true\n")
    assert not is_as_written(b"\xff\xfe\x00")
