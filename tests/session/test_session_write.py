"""A write through a session: planned again where a note changed underneath, and given up after five times."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from vaultkit.api import Change, Edit, Moment, NoteChangedError
from vaultkit.session.session import ATTEMPTS
from vaultkit.testing import make_vault, open_with

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("saves", [ATTEMPTS - 1, ATTEMPTS])
def test_a_note_that_is_saved_under_every_plan_is_planned_five_times(tmp_path: Path, saves: int) -> None:
    """An editor saves between our look and our write: four times do no harm, after the fifth nothing is written.

    Fails with one attempt fewer, with one more, and where the digest is not looked at.
    """
    root = make_vault(tmp_path / "vault", {"a.md": "0"})
    session = open_with(root, TODAY)
    planned = 0

    def plan(moment: Moment) -> Sequence[Change]:
        nonlocal planned
        planned += 1
        source = moment.read("a.md")
        if planned <= saves:
            (root / "a.md").write_bytes(b"%d" % planned)
        return [Edit("a.md", source.digest, len(source.data), len(source.data), b"ours")]

    if saves < ATTEMPTS:
        session.write(plan, label="log")
        assert (root / "a.md").read_bytes() == b"4ours"
    else:
        with pytest.raises(NoteChangedError) as refused:
            session.write(plan, label="log")
        assert refused.value.exit_code == 5
        assert (root / "a.md").read_bytes() == b"5"
    assert planned == ATTEMPTS == 5
    assert sorted(place.name for place in root.iterdir()) == ["a.md", "vaultkit.toml"]
    assert [entry.state for entry in session.vault.journal.entries() if entry.state == "done"] == (
        ["done"] if saves < ATTEMPTS else []
    )
