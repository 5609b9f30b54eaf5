"""A file system whose n-th call fails, for tests of what a write leaves behind."""

import errno
import functools
import os
import signal
from collections.abc import Callable
from typing import Any, Literal

import pytest

Fault = Literal["error", "short", "dead", "kill"]

CALLS = ("open", "close", "read", "write", "fsync", "stat", "lstat", "fstat", "replace", "rename", "link", "unlink",
         "mkdir", "chmod", "utime", "listdir", "ftruncate")  # fmt: skip


class Faulty:
    """Counts the calls; from ``begin`` on the n-th goes wrong.

    ``error`` fails once, ``dead`` from then on, ``kill`` ends the process; ``short`` counts writes alone, and writes
    one byte where more were asked for.
    """

    def __init__(self, fault: Fault, number: int, patch: Callable[[str, Any], None]) -> None:
        """Put calls that count in the place of the system's, by ``patch(name, call)``."""
        self.count = 0
        self.is_on = False
        self.was_met = False
        self._fault = fault
        self._number = number
        for name in ("write",) if fault == "short" else CALLS:
            patch(name, functools.wraps(getattr(os, name))(functools.partial(self._call, name, getattr(os, name))))

    @classmethod
    def with_monkeypatch(cls, fault: Fault, number: int, monkeypatch: pytest.MonkeyPatch) -> "Faulty":
        return cls(fault, number, lambda name, call: monkeypatch.setattr(os, name, call))

    def _call(self, name: str, real: Callable[..., Any], *arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the real one takes
        if not self.is_on:
            return real(*arguments, **named)
        self.count += 1
        if self.count == self._number or (self._fault == "dead" and self.count > self._number):
            self.was_met = True
            if self._fault == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            if self._fault != "short":
                if name == "close":
                    real(*arguments, **named)
                raise OSError(errno.EIO, "Input/output error")
            if len(arguments[1]) > 1:
                return real(arguments[0], arguments[1][:1])
        return real(*arguments, **named)
