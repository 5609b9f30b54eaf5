"""Several lines of one log as one edit."""

from datetime import date
from functools import partial
from pathlib import Path

import pytest

from vaultkit.api import Edit, Moment, RefusedEditError
from vaultkit.people import people, plan_log, plan_logs
from vaultkit.testing import make_vault, open_with

TODAY = date(2026, 11, 22)
LINES = ["2026-11-20 call: the new job", "2026-10-01 met: älter", "2026-11-22 email: thanks"]
NOTES = {
    "empty": "",
    "no log": "# Ada\n\nText.\n",
    "newest last": "# Ada\r\n\r\n## Log\r\n\r\n* 2026-11-01 call: öne\r\n* 2026-11-21 call: two\r\n\r\nText.\r\n",
    "newest first": "## Log\n- 2026-11-21 call: two\n- 2026-11-01 call: one",
}


def planned(line: str, moment: Moment) -> list[Edit]:
    return [plan_log(moment, people(moment)[0], line)]


@pytest.mark.parametrize("note", NOTES)
def test_it_is_what_line_after_line_would_be(tmp_path: Path, note: str) -> None:
    one = make_vault(tmp_path / "one", {"People/Ada.md": NOTES[note]})
    many = make_vault(tmp_path / "many", {"People/Ada.md": NOTES[note]})

    session = open_with(one, TODAY)
    for line in LINES:
        session.write(partial(planned, line), label="log")
    other = open_with(many, TODAY)
    other.write(lambda moment: [plan_logs(moment, people(moment)[0], LINES)], label="log")

    assert (many / "People/Ada.md").read_bytes() == (one / "People/Ada.md").read_bytes()
    assert [each.day.isoformat() for each in people(other.moment)[0].interactions].count("2026-10-01") == 1


def test_one_line_that_cannot_be_read_back_is_refused_with_all(tmp_path: Path) -> None:
    session = open_with(make_vault(tmp_path, {"People/Ada.md": "## Log\n- 2026-11-01 call\n"}), TODAY)
    with pytest.raises(RefusedEditError):
        plan_logs(session.moment, people(session.moment)[0], [*LINES, "no day at all"])


def test_no_line_is_nothing_to_plan(tmp_path: Path) -> None:
    session = open_with(make_vault(tmp_path, {"People/Ada.md": ""}), TODAY)
    with pytest.raises(ValueError, match="no line"):
        plan_logs(session.moment, people(session.moment)[0], [])
