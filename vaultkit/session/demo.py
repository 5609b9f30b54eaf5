"""The example vault, copied and moved in time so that it is alive on any day."""

from datetime import date
from pathlib import Path

from vaultkit.disk import packaged
from vaultkit.disk.refusal import writing
from vaultkit.errors import UsageError
from vaultkit.text.shift import shift_dates, shift_path

EXAMPLE_DAY = date(2026, 11, 22)
"""The day on which the example vault's notes stand."""


def copy_example(folder: Path, today: date) -> None:
    """Copy the example vault into a new or empty folder, every date in it moved by as many days as today is away.

    Raises UsageError where the folder holds anything, and CannotWriteError for what the system refuses.
    """
    with writing(str(folder)):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(f"{folder} is not empty; name a new folder for the demo")
        _copy(folder, (today - EXAMPLE_DAY).days)


def _copy(folder: Path, days: int) -> None:
    """Copy the example vault, its dates moved by so many days. Raises OSError."""
    example = packaged.example_vault()
    for source in sorted(path for path in example.rglob("*") if path.is_file()):
        target = folder / shift_path(source.relative_to(example).as_posix(), days)
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.suffix == ".md":
            target.write_bytes(shift_dates(source.read_bytes().decode(), days).encode())
        else:
            target.write_bytes(source.read_bytes())
