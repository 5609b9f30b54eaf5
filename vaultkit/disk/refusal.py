"""What the system refuses, in words for the one who reads: which file it was, and why."""

import contextlib
from collections.abc import Iterator

from vaultkit.errors import CannotReadError, CannotWriteError, NameTakenError


def reason(error: OSError) -> str:
    """Return why the system refused, on one line."""
    words = error.strerror or (str(error) if not error.errno else "") or type(error).__name__
    return " ".join(words.split())


@contextlib.contextmanager
def reading(path: str) -> Iterator[None]:
    """Let an error of the system name what could not be read. Raises ``CannotReadError``."""
    try:
        yield
    except OSError as error:
        raise CannotReadError(path, reason(error)) from error


@contextlib.contextmanager
def writing(path: str) -> Iterator[None]:
    """Let an error of the system name what could not be written. Raises ``CannotWriteError``, ``NameTakenError``."""
    try:
        yield
    except FileExistsError:
        raise NameTakenError(path, path) from None
    except OSError as error:
        raise CannotWriteError(path, reason(error)) from error
