"""The suite may not reach the network: neither a test, nor what a test starts."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from installed_plugins import environment, install

from vaultkit.testing import make_vault


def test_the_suite_may_not_open_a_socket() -> None:
    with pytest.raises(RuntimeError, match="no network"):
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)


def test_the_suite_may_not_ask_for_an_address() -> None:
    with pytest.raises(RuntimeError, match="no network"):
        socket.getaddrinfo("localhost", 80)


def test_a_program_that_a_test_starts_may_not_either() -> None:
    code = "import socket; socket.create_connection(('127.0.0.1', 9))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "no network in the suite" in result.stderr


SPAWN = """\
import multiprocessing as m, socket
if __name__ == '__main__':
    child = m.get_context('spawn').Process(target=socket.create_connection, args=(('127.0.0.1', 9),))
    child.start()
    child.join()
"""
PLUGIN = "import socket\nsocket.create_connection(('127.0.0.1', 9))\n"


def test_the_program_as_it_is_installed_may_not_either(tmp_path: Path) -> None:
    """A plugin that asks for the network at import is told no, in the console script too."""
    install(tmp_path / "site", "greedy", PLUGIN)
    vault = make_vault(tmp_path / "vault", {})
    script = Path(sys.executable).with_name("vaultkit")
    start = [str(script)] if script.exists() else [sys.executable, "-m", "vaultkit"]
    for words in (start, [sys.executable, "-m", "vaultkit"]):
        command = [*words, "--vault", str(vault), "check"]
        done = subprocess.run(
            command, env=environment(tmp_path / "site"), capture_output=True, text=True, check=False, cwd=tmp_path
        )
        assert "plugin greedy, import: NetworkUsedError" in done.stdout


@pytest.mark.parametrize(
    "code",
    [
        "import os, sys\nif os.fork(): sys.exit(os.waitstatus_to_exitcode(os.wait()[1]))\n" + PLUGIN,
        f"import subprocess, sys\nsys.exit(subprocess.run([sys.executable, '-c', {PLUGIN!r}]).returncode)",
        SPAWN,
    ],
    ids=["fork", "program", "spawn"],
)
def test_nor_may_the_children_of_a_program(tmp_path: Path, code: str) -> None:
    if "fork" in code and not hasattr(os, "fork"):
        pytest.skip("no children of that sort here")
    (tmp_path / "program.py").write_text(code, "utf-8")
    done = subprocess.run([sys.executable, tmp_path / "program.py"], capture_output=True, text=True, check=False)
    assert "no network in the suite" in done.stderr


def test_no_test_starts_python_without_what_forbids_the_network() -> None:
    """Python leaves ``sitecustomize`` out with these flags, and without the variable in its environment."""
    flags = re.compile(r"""executable, ["']-[a-zA-Z]*[IES]|env=\{(?!\*\*os\.environ)""")
    tests = Path(__file__).parents[1]
    found = [place.name for place in tests.rglob("*.py") if flags.search(place.read_text("utf-8"))]
    assert found == []


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no local sockets on this system")
def test_a_local_socket_is_allowed() -> None:
    with socket.socket(socket.AF_UNIX) as local:
        assert local.fileno() > 0
