"""No network in the suite: Python runs this file at the start of every program that a test starts.

``tests/conftest.py`` puts this folder on their path, and calls ``forbid_network`` for the suite itself.
"""

import socket
import sys

LOCAL = getattr(socket, "AF_UNIX", None)
OUTWARD = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}


class NetworkUsedError(RuntimeError):
    """Something in the suite reached for the network."""


def forbid_network() -> None:
    """Let every socket but a local one, and every question for an address, raise from now on.

    An audit hook sees also what is done by a library in C, and nothing can take it out again.
    """

    def refuse(event: str, arguments: tuple[object, ...]) -> None:
        if event in OUTWARD or (event == "socket.__new__" and arguments[1] != LOCAL):
            message = f"no network in the suite: {event}{arguments[1:]}"
            raise NetworkUsedError(message)

    sys.addaudithook(refuse)


if __name__ == "sitecustomize":
    forbid_network()
