"""What is damaged in the cache is not believed, though it still reads well, and it does not stay there."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from vaultkit.testing.vaults import DAY, make_vault, run

pytestmark = pytest.mark.cache

NOTES = {
    "Me.md": "---\ninterests: [chess]\ngoals: [bread]\n---\n",
    "People/Ada.md": "---\ncadence: 7\n---\n## Log\n- 2026-11-01 call: the garden\n"
    "- [ ] promised her pears by then 📅 2026-11-20\n",
    "People/Bob.md": "---\ncadence: 30\nbirthday: 1990-11-30\ninterests: [chess]\n---\n- 2026-10-01 call: rust\n",
}
COMMANDS = (("due",), ("due", "--within", "40"), ("status",), ("show", "ada"), ("who", "chess"))


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    root = make_vault(tmp_path / "vault", NOTES)
    for path in NOTES:
        os.utime(root / path, (1000, 1000))
    return root


def told(vault: Path, today: date = DAY) -> list[str]:
    return [run(*command, vault=vault, today=today).stdout for command in COMMANDS]


@contextlib.contextmanager
def database() -> Iterator[sqlite3.Connection]:
    (place,) = Path(os.environ["VAULTKIT_CACHE_DIR"]).rglob("notes.sqlite3")
    with contextlib.closing(sqlite3.connect(place)) as opened, opened:
        yield opened


LETTERS = ((b"2026-11-20", b"2025-11-20"), (b"2026-11-0", b"2026-10-0"), (b"call", b"gift"), (b"garden", b"burden"))


def damaged(value: str | bytes) -> str | bytes:
    """Return what is kept with other letters; what it stands on holds for a month more."""
    if isinstance(value, str):
        return value.replace("2026-11-23", "2026-12-23")
    for old, new in LETTERS:
        value = value.replace(old, new)
    return value


@pytest.mark.parametrize(
    ("damage", "day"),
    [
        # What lies above is deleted, else nobody would ask for it.
        ("DELETE FROM kept; DELETE FROM facts; UPDATE notes SET note = damaged(note)", DAY),
        ("DELETE FROM kept; UPDATE facts SET facts = damaged(facts)", DAY),
        ("UPDATE kept SET value = damaged(value)", DAY),
        ("UPDATE kept SET source = damaged(source)", DAY + timedelta(1)),
    ],
)
def test_another_letter_in_what_is_kept_changes_no_answer(
    vault: Path, monkeypatch: pytest.MonkeyPatch, damage: str, day: date
) -> None:
    """Fails without the checksums: a promise is told for another year, and the steps of a day are those of the next."""
    told(vault)
    with database() as opened:
        opened.create_function("damaged", 1, damaged)
        opened.executescript(damage)
    found = told(vault, day)
    monkeypatch.setenv("VAULTKIT_CACHE_DIR", str(vault.parent / "another"))
    assert found == told(vault, day)


@pytest.mark.parametrize(
    ("damage", "damaged_rows"),
    [
        (
            "DELETE FROM kept; DELETE FROM facts; UPDATE notes SET note = x'c1'",
            "SELECT path FROM notes WHERE note = x'c1'",
        ),
        ("DELETE FROM kept; UPDATE facts SET facts = x'c1'", "SELECT path FROM facts WHERE facts = x'c1'"),
        ("UPDATE kept SET value = x'c1'", "SELECT key, name FROM kept WHERE value = x'c1'"),
        ("DELETE FROM notes; UPDATE kept SET value = x'c1'", "SELECT key, name FROM kept WHERE value = x'c1'"),
    ],
)
def test_what_is_damaged_is_there_again_after_one_run(vault: Path, damage: str, damaged_rows: str) -> None:
    """Fails where what stands on the same is left as it lies there: it would be worked out in every run to come."""
    told(vault)
    once = told(vault)
    with database() as opened:
        opened.executescript(damage)
        assert opened.execute(damaged_rows).fetchall()
    assert told(vault) == once
    with database() as opened:
        assert opened.execute(damaged_rows).fetchall() == []
