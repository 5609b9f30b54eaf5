"""Rights that are taken away for a while, from the administrator too."""

import contextlib
import ctypes
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

_VERSION = 0x20080522
_PASSES_BY_RIGHTS = (1 << 1) | (1 << 2) | (1 << 3)
"""CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH and CAP_FOWNER of Linux."""


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


@contextlib.contextmanager
def rights(place: Path, mode: int) -> Iterator[None]:
    """Give a file or folder these rights as long as the block lasts; skip the test where nobody obeys them."""
    if sys.platform == "win32":
        pytest.skip("rights of another sort")
    before = place.stat().st_mode
    with _as_anybody():
        place.chmod(mode)
        try:
            if os.access(place, os.R_OK, effective_ids=True) != bool(mode & 0o400):
                pytest.skip("nothing keeps this user from reading")
            yield
        finally:
            place.chmod(before)


@contextlib.contextmanager
def _as_anybody() -> Iterator[None]:
    """Lay down what lets the administrator pass by rights."""
    if os.geteuid() != 0:
        yield
        return
    system = ctypes.CDLL(None, use_errno=True)
    if not hasattr(system, "capset"):
        pytest.skip("no rights stop the administrator")
    header, sets = _Header(_VERSION, 0), (_Sets * 2)()
    assert system.capget(ctypes.byref(header), sets) == 0
    before = sets[0].effective
    sets[0].effective = before & ~_PASSES_BY_RIGHTS
    assert system.capset(ctypes.byref(header), sets) == 0
    try:
        yield
    finally:
        sets[0].effective = before
        assert system.capset(ctypes.byref(header), sets) == 0
