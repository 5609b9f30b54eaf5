"""Following goes on, whatever stops a single batch."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from vaultkit.disk.watcher import Batch
from vaultkit.session.follow import Report, follow
from vaultkit.session.session import Session
from vaultkit.testing import make_vault, open_with

TODAY = date(2026, 11, 22)
ADA = "---\ntrust: mutual\n---\n\n## Interactions\n\n- 2026-10-01 call: hello\n"
DASHBOARD = "<!-- vaultkit:begin people.summary -->\n<!-- vaultkit:end people.summary -->\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    notes = {f"People/{number}.md": ADA for number in range(12)}
    return make_vault(tmp_path / "vault", notes | {"Dashboard.md": DASHBOARD})


def reports(session: Session, between: Callable[[int], None], batches: int) -> list[Report]:
    """Follow so many sweeps, before each of which something happens."""

    def given() -> Iterator[Batch]:
        for number in range(batches):
            between(number)
            yield Batch(sweep=True)

    return list(follow(session, given(), lambda: TODAY))


@pytest.mark.parametrize("step", ["refresh", "moment", "update_dashboard", "save_cache"])
@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied", "/x"), OSError(), OSError(5, "I/O\nerror")])
def test_an_error_of_the_system_is_trouble_of_one_batch(
    root: Path, step: str, error: OSError, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = open_with(root, TODAY)

    def refusing(*_: object, **__: object) -> None:
        raise error

    def between(number: int) -> None:
        if number == 0:
            of: object = session.vault if step == "save_cache" else Session
            replacement: object = property(refusing) if step == "moment" else refusing
            monkeypatch.setattr(of, step, replacement)
            (root / "People/one.md").write_text(ADA)
        else:
            monkeypatch.undo()
            (root / "People/two.md").write_text(ADA)

    _, failed, well = reports(session, between, 2)
    assert failed.trouble
    assert "\n" not in failed.trouble
    assert well.trouble is None
    assert well.rewritten == ("Dashboard.md",)
    assert "14 people" in (root / "Dashboard.md").read_text()


def test_the_first_rewrite_may_fail_as_well(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = open_with(root, TODAY)

    def refusing(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Session, "update_dashboard", refusing)
    first, *_ = reports(session, lambda _number: None, 1)
    assert first.trouble == "Input/output error"


def test_a_folder_of_most_notes_that_is_moved_is_followed(root: Path) -> None:
    session = open_with(root, TODAY)

    def between(number: int) -> None:
        if number == 0:
            (root / "People/Friends").mkdir()
            for place in (root / "People").glob("*.md"):
                place.rename(root / "People/Friends" / place.name)

    _, moved = reports(session, between, 1)
    assert moved.trouble is None
    assert len(moved.notes) == 24
