import socket
import subprocess
import sys

import pytest


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


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no local sockets on this system")
def test_a_local_socket_is_allowed() -> None:
    with socket.socket(socket.AF_UNIX) as local:
        assert local.fileno() > 0
