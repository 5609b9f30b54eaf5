"""Broken front matter takes nobody off the page: what it plainly says still tells who is a person."""

from datetime import date
from pathlib import Path

import pytest

from vaultkit.people import people
from vaultkit.testing import make_vault, open_with

LOG = "\n## Log\n- 2026-05-05 call: b\n"


@pytest.mark.parametrize(
    "head",
    [
        "---\ntype: person\n",
        "---\ntags: [person, x\n---\n",
        '---\ntype: "Person"\nbirthday: [\n---\n',
        "---\ntags:\n  - friend\n  - person\nx: }\n---\n",
        '---\ncategories:\n- "[[People]]"\na: b: c\n---\n',
    ],
)
def test_a_person_by_broken_front_matter_stays_one(head: str, tmp_path: Path) -> None:
    session = open_with(make_vault(tmp_path, {"Notes/x.md": head + LOG}), date(2026, 11, 22))

    (person,) = people(session.moment)

    assert [line.day for line in person.interactions] == [date(2026, 5, 5)]
    assert any(problem.severity == "error" for problem in session.problems())


@pytest.mark.parametrize(
    "head", ["---\ntype: recipe\nx: [\n---\n", "---\nabout: person\nx: [\n---\n", "---\n\ntype: person\n"]
)
def test_nobody_becomes_a_person_by_it(head: str, tmp_path: Path) -> None:
    session = open_with(make_vault(tmp_path, {"Notes/x.md": head + LOG}), date(2026, 11, 22))

    assert people(session.moment) == ()
