"""The example vault: nothing in it is to be mended, and each of its people is what the table beside this says."""

import shutil
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from vaultkit.disk import packaged
from vaultkit.people import Verdict, people, verdicts
from vaultkit.session.demo import EXAMPLE_DAY, copy_example
from vaultkit.session.session import Session
from vaultkit.testing import open_with, run

VAULT = packaged.example_vault()
CAST: Mapping[str, Mapping[str, object]] = tomllib.loads(
    (Path(__file__).parent / "cast.toml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """Return the vault on its day, read from a copy."""
    folder = tmp_path_factory.mktemp("example")
    shutil.copytree(VAULT, folder / "vault")
    # A fixture of a module is made before the one that gives each test folders of its own.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAULTKIT_STATE_DIR", str(folder / "state"))
        patch.setenv("VAULTKIT_CACHE_DIR", str(folder / "cache"))
        return open_with(folder / "vault", EXAMPLE_DAY)


def _row(verdict: Verdict) -> dict[str, object]:
    """Return what the table says of one person, as the program sees it."""
    criteria = {"c": verdict.communication, "g": verdict.common_ground, "t": verdict.trust}
    step = verdict.next_step
    row: dict[str, object] = {
        "status": verdict.status.value,
        "criteria": "".join(letter for letter, criterion in criteria.items() if criterion.met),
        "since": verdict.since,
        "last_contact": verdict.last_contact,
        "next_due": verdict.next_due,
        "rhythm_days": verdict.rhythm_days,
        "drifting": verdict.drifting,
        "step": step and step.strategy.value,
        "step_due": step and step.due,
    }
    return {key: value for key, value in row.items() if value is not None}


def _expected(by: int = 0) -> dict[str, dict[str, object]]:
    """Return the table less its words, its dates moved by some days."""
    return {
        path: {
            key: value + timedelta(by) if isinstance(value, date) else value
            for key, value in row.items()
            if key != "situation"
        }
        for path, row in CAST.items()
    }


def test_check_finds_nothing(example: Session) -> None:
    assert [str(problem) for problem in example.problems()] == []


def test_every_verdict_is_the_one_in_the_table(example: Session) -> None:
    assert {path: _row(verdict) for path, verdict in verdicts(example.moment).items()} == _expected()


# The next day, a leap day on the way, far enough for every group of years, and back.
@pytest.mark.parametrize("days", [1, 100, 463, -200])
def test_moved_in_time_it_is_the_same(tmp_path: Path, days: int) -> None:
    today = EXAMPLE_DAY + timedelta(days)
    copy_example(tmp_path / "demo", today)
    moved = open_with(tmp_path / "demo", today)
    assert [str(problem) for problem in moved.problems()] == []
    assert {path: _row(verdict) for path, verdict in verdicts(moved.moment).items()} == _expected(days)


def test_birthdays_stay_as_near_as_they_were(example: Session, tmp_path: Path) -> None:
    by = 100
    copy_example(tmp_path / "demo", EXAMPLE_DAY + timedelta(by))
    moved = {person.path: person.birthday for person in people(open_with(tmp_path / "demo", EXAMPLE_DAY).moment)}
    for person in people(example.moment):
        before, after = person.birthday, moved[person.path]
        if before is None or (before.month, before.day) == (2, 29):
            assert after == before
            continue
        assert after is not None
        start = date(2026, before.month, before.day) + timedelta(by)
        assert (after.month, after.day) == (start.month, start.day)
        assert (after.year is None) == (before.year is None)


def test_each_year_of_daily_notes_has_its_folder(tmp_path: Path) -> None:
    copy_example(tmp_path / "demo", EXAMPLE_DAY + timedelta(100))
    notes = sorted((tmp_path / "demo" / "Daily").rglob("*.md"))
    assert len(notes) == len(list((VAULT / "Daily").rglob("*.md")))
    assert all(note.parent.name == note.name[:4] for note in notes)


def test_no_weekday_and_no_month_is_named_that_a_move_would_make_wrong() -> None:
    names = (
        *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        *("January", "February", "April", "June", "July", "August", "September", "October", "November", "December"),
    )
    texts = {note.name: note.read_text(encoding="utf-8") for note in VAULT.rglob("*.md")}
    assert {(note, name) for note, text in texts.items() for name in names if name in text} == set()


def test_its_dashboard_is_the_one_that_would_be_made(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    shutil.copytree(packaged.example_vault(), vault)
    committed = (vault / "Dashboard.md").read_text("utf-8")

    assert run("dashboard", "--check", vault=vault, today=EXAMPLE_DAY).exit_code == 0
    (vault / "Dashboard.md").unlink()
    assert run("dashboard", vault=vault, today=EXAMPLE_DAY).exit_code == 0
    assert (vault / "Dashboard.md").read_text("utf-8") == committed
