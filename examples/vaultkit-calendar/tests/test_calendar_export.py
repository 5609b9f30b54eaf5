"""What is due as a calendar file: stable identifiers, the same bytes, and no file that is not ours."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import vaultkit_calendar
from icalendar import Calendar

from vaultkit.people import people
from vaultkit.testing import HOSTILE, Vault, check_conduct

NOTES = """
    People/Ada Lovelace.md
        ---
        birthday: 1990-12-10
        cadence: 30
        follow_up: 2026-12-01
        email: ada@example.org
        ---
        - [ ] send her the paper 📅 2026-12-24
        - [x] lend her the book 📅 2026-12-25

        ## Interactions
        - 2026-06-02 coffee: the old job
        - 2026-11-02 coffee: the new job
    People/Leap Year.md
        ---
        birthday: --02-29
        ---
    People/Old Friend.md
        ---
        birthday: 1950-11-25
        deceased: 2024-02-02
        follow_up: 2026-12-01
        ---
    People/Overdue.md
        ---
        cadence: 7
        ---
        ## Interactions
        - 2026-10-02 call: long ago
        - 2026-10-04 call: long ago
"""


@pytest.fixture
def known(vault: Vault) -> Vault:
    """Return a vault with a few people."""
    return vault.add(NOTES)


def exported(vault: Vault) -> dict[str, tuple[date, str]]:
    """Return the exported events by their identifiers."""
    result = vault.run("calendar", "export")
    assert (result.exit_code, result.stderr) == (0, "")
    events: list[Any] = Calendar.from_ical(result.stdout).walk("VEVENT")
    return {str(event["uid"]): (event["dtstart"].dt, str(event["summary"])) for event in events}


def test_birthdays_due_days_and_follow_ups(known: Vault) -> None:
    assert sorted(exported(known).values()) == [
        (date(1990, 12, 10), "Birthday: Ada Lovelace"),
        (date(2000, 2, 29), "Birthday: Leap Year"),
        (date(2026, 11, 22), "Be in touch with Overdue"),
        (date(2026, 12, 1), "Follow up with Ada Lovelace"),
        (date(2026, 12, 2), "Be in touch with Ada Lovelace"),
        (date(2026, 12, 24), "Ada Lovelace: send her the paper"),
    ]


def test_the_same_day_gives_the_same_bytes(known: Vault) -> None:
    first = known.run("calendar", "export").stdout

    assert known.run("calendar", "export").stdout == first
    assert "DTSTAMP:20261122T000000Z" in first


def test_identifiers_stay_while_days_pass_and_dates_move(known: Vault) -> None:
    before = exported(known)
    known.add({"People/Overdue.md": known.read("People/Overdue.md") + "- 2026-11-20 call: now\n"})

    after = exported(known)

    assert before.keys() == after.keys()
    assert (date(2026, 11, 27), "Offer something to Overdue") in after.values()


def test_29_february_is_the_last_of_the_month(known: Vault) -> None:
    assert "RRULE:FREQ=YEARLY;BYMONTHDAY=-1;BYMONTH=2\r\n" in known.run("calendar", "export").stdout


def test_the_settings_leave_out(known: Vault) -> None:
    known.add({"vaultkit.toml": "[plugins.calendar]\nbirthdays = false\nfollow_ups = false\nname = 'Mine'\n"})

    assert sorted(exported(known).values()) == [
        (date(2026, 11, 22), "Be in touch with Overdue"),
        (date(2026, 12, 2), "Be in touch with Ada Lovelace"),
    ]
    assert "X-WR-CALNAME:Mine\r\n" in known.run("calendar", "export").stdout


def test_a_file_is_written_once_and_then_left_alone(known: Vault, tmp_path: Path) -> None:
    file = tmp_path / "people.ics"
    diff = known.run("calendar", "export", "--to", file, "--dry-run").stdout
    assert not file.exists()
    assert "+SUMMARY:Be in touch with Overdue\n" in diff

    first = json.loads(known.run("calendar", "export", "--to", file, "--json").stdout)
    again = json.loads(known.run("calendar", "export", "--to", file, "--json").stdout)

    assert [line["path"] for line in first["written"]] == [str(file)]
    assert again["written"] == []
    assert file.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("name", ["notes.md", "theirs.ics", "missing/people.ics"])
def test_no_file_of_another_s_is_overwritten(known: Vault, tmp_path: Path, name: str) -> None:
    """Seen to fail without the look at the file: the other calendar was gone."""
    theirs = "BEGIN:VCALENDAR\r\nPRODID:-//theirs//EN\r\nEND:VCALENDAR\r\n"
    for file in ("notes.md", "theirs.ics"):
        (tmp_path / file).write_text(theirs, "utf-8", newline="")

    result = known.run("calendar", "export", "--to", tmp_path / name)

    assert result.exit_code in {1, 2}
    assert "Traceback" not in result.stderr
    assert [(tmp_path / file).read_bytes().decode() for file in ("notes.md", "theirs.ics")] == [theirs, theirs]


@pytest.mark.parametrize("words", [*HOSTILE, "a\\nb;c,d:e", "BEGIN:VEVENT"])
def test_hostile_names_stay_text(vault: Vault, words: str) -> None:
    vault.add({"People/A.md": f"---\nname: {json.dumps(words)}\nbirthday: 1990-01-01\n---\n"})
    (person,) = people(vault.session().moment)

    ((_day, summary),) = exported(vault).values()

    assert summary == f"Birthday: {person.name}"


def test_its_conduct() -> None:
    check_conduct(vaultkit_calendar, NOTES, name="calendar")
