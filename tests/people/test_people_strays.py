"""A version that was nowhere when somebody asked for it, and came back: no answer stands on the other one for good."""

import io
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from vaultkit.output import Output
from vaultkit.people import people
from vaultkit.people.rules.judge import verdicts
from vaultkit.plugins.host import Host
from vaultkit.session.session import Session, open_session
from vaultkit.testing import make_vault

pytestmark = pytest.mark.cache

TODAY = date(2026, 11, 22)
DAY = "Daily/2026-11-10.md"
BEFORE = "- lunch with [[Ada]] and [[Zed]]\n"
AFTER = f"{BEFORE}- 2026-11-12 a call with [[Ada]] and [[Zed]]\n"


def opened(root: Path, *, use_cache: bool = True) -> Session:
    out = Output(io.StringIO(), io.StringIO())
    return open_session(root, Host.load(built_in_only=True), TODAY, out=out, use_cache=use_cache)


def told(session: Session) -> Mapping[str, object]:
    """Return what a session says of everybody."""
    found = {person.path: [str(each) for each in person.interactions] for person in people(session.moment)}
    return {path: (each, repr(verdicts(session.moment)[path])) for path, each in found.items()}


@pytest.fixture
def strayed(tmp_path: Path) -> tuple[Path, Session]:
    """Return a vault and a session that was given another version of a note than it knows."""
    root = make_vault(tmp_path / "vault", {"People/Ada.md": "hi\n", DAY: BEFORE, "People/Bob.md": "x\n"})
    for place in root.rglob("*.md"):
        os.utime(place, (1, 1))
    first = opened(root)
    told(first)
    first.vault.save_cache()
    session = opened(root)
    told(session)
    (root / DAY).write_text(AFTER, "utf-8")
    other = opened(root)
    told(other)
    other.vault.save_cache()
    (root / "People/Zed.md").write_text("hi\n", "utf-8")
    session.refresh(["People/Zed.md"])
    told(session)
    assert session.vault.index.notes.strayed == {DAY}
    return root, session


@pytest.mark.parametrize("paths", [[DAY], None])
def test_a_session_is_right_once_the_version_is_there_again(
    strayed: tuple[Path, Session], paths: list[str] | None
) -> None:
    """Fails where the same bytes count as what is known: people and facts stay those of the other version."""
    root, session = strayed
    (root / DAY).write_text(BEFORE, "utf-8")
    os.utime(root / DAY, (1, 1))  # as it was in every way: a sweep cannot see that it was another
    session.refresh(paths)
    assert not session.vault.index.notes.strayed
    assert told(session) == told(opened(root, use_cache=False))


def test_nothing_of_it_is_kept_for_the_next_run(strayed: tuple[Path, Session]) -> None:
    """Fails where a refresh ends the straying, and what was put meanwhile is then written."""
    root, session = strayed
    session.refresh()
    session.vault.save_cache()
    (root / DAY).write_text(BEFORE, "utf-8")
    kept = told(opened(root))
    assert kept == told(opened(root, use_cache=False))
