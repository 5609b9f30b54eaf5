"""Meetings of a calendar file as interactions: matched by email, previewed, and never twice."""

import json
from pathlib import Path

import pytest

from vaultkit.testing import Run, Vault

NOTES = {
    "People/Ada Lovelace.md": (
        "---\nemail: Ada@Example.org\n---\n# Ada\n\n## Interactions\n\n- 2026-10-01 call: before\n"
    ),
    "People/Bob Kahn.md": "---\nemail: [bob@example.org, bob@work.example]\n---\n",
    "People/Twin One.md": "---\nemail: twin@example.org\n---\n",
    "People/Twin Two.md": "---\nemail: twin@example.org\n---\n",
}
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n"
TAIL = "END:VCALENDAR\r\n"


def event(uid: str, start: str, summary: str, *mails: str, more: str = "") -> str:
    """Return a meeting as calendar programs write it."""
    people = "".join(f"ATTENDEE;CN=X;PARTSTAT=ACCEPTED:mailto:{mail}\r\n" for mail in mails)
    return f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART{start}\r\nSUMMARY:{summary}\r\n{people}{more}END:VEVENT\r\n"


EVENTS = [
    event("1", ":20261110T100000Z", "Letterpress\\, the plan", "ada@example.org", "BOB@work.example", "me@example.org"),
    event("2", ";VALUE=DATE:20261112", "Fair", "bob@example.org"),
    event("3", ":20261201T100000Z", "Still to come", "ada@example.org"),
    event("4", ":20261113T100000Z", "Called off", "ada@example.org", more="STATUS:CANCELLED\r\n"),
    event("5", ":20261114T100000Z", "With strangers", "nobody@example.org"),
    event("6", ":20261115T100000Z", "Twins", "twin@example.org"),
    event("7", ":20261116T100000Z", "Alone"),
]


@pytest.fixture
def home(vault: Vault) -> Vault:
    """Return a vault with people who have addresses."""
    return vault.add(NOTES)


def imported(vault: Vault, *events: str, options: tuple[str, ...] = ()) -> Run:
    """Import these events from a file."""
    file = vault.folder.parent / "meetings.ics"
    file.write_text(HEAD + "".join(events) + TAIL, "utf-8", newline="")
    return vault.run("calendar", "import", file, *options)


def added(vault: Vault) -> list[str]:
    """Return the lines of all logs, those that were there before left out."""
    lines = [line for path in NOTES for line in vault.read(path).split("\n") if line.startswith("- ")]
    return [line for line in lines if "before" not in line]


def test_meetings_become_lines_of_those_who_were_there(home: Vault) -> None:
    result = imported(home, *EVENTS)

    assert result.exit_code == 0, result.stderr
    assert added(home) == [
        "- 2026-11-10 met: Letterpress, the plan (with [[People/Bob Kahn|Bob Kahn]])",
        "- 2026-11-10 met: Letterpress, the plan (with [[People/Ada Lovelace|Ada Lovelace]])",
        "- 2026-11-12 met: Fair",
    ]
    assert "4 meetings, 2 with people of the vault, 3 lines that are new\n" in result.stderr
    assert "twin@example.org is the email of several people" in result.stderr
    assert home.run("check", "--strict").exit_code == 0
    events = json.loads(home.run("timeline", "--json").stdout)["interactions"]
    assert [(each["date"], each["people"]) for each in events if each["text"].startswith("Letter")] == [
        ("2026-11-10", ["Ada Lovelace", "Bob Kahn"])
    ]


def test_a_second_run_adds_nothing(home: Vault) -> None:
    """Seen to fail without the look into the logs: each run doubled every line."""
    imported(home, *EVENTS)
    before = {path: home.read(path) for path in NOTES}

    again = imported(home, *EVENTS, options=("--json",))

    assert json.loads(again.stdout)["written"] == []
    assert {path: home.read(path) for path in NOTES} == before


def test_a_line_that_was_given_another_kind_is_the_same_meeting(home: Vault) -> None:
    imported(home, *EVENTS)
    ada = home.read("People/Ada Lovelace.md").replace(" met: Letterpress", " coffee: Letterpress")
    home.add({"People/Ada Lovelace.md": ada})

    imported(home, *EVENTS)

    assert home.read("People/Ada Lovelace.md") == ada


def test_no_hidden_keys_are_left_in_the_notes(home: Vault) -> None:
    imported(home, *EVENTS)
    assert home.read("People/Ada Lovelace.md") == NOTES["People/Ada Lovelace.md"] + (
        "- 2026-11-10 met: Letterpress, the plan (with [[People/Bob Kahn|Bob Kahn]])\n"
    )


def test_a_dry_run_is_a_preview(home: Vault) -> None:
    result = imported(home, *EVENTS, options=("--dry-run",))

    assert added(home) == []
    assert "+- 2026-11-12 met: Fair\n" in result.stdout
    assert "3 lines that are new" in result.stderr


def test_since_leaves_out_what_was_before(home: Vault) -> None:
    imported(home, *EVENTS, options=("--since", "2026-11-12"))
    assert added(home) == ["- 2026-11-12 met: Fair"]


def test_a_meeting_that_recurs_is_there_on_each_of_its_days(home: Vault) -> None:
    weekly = "RRULE:FREQ=WEEKLY;UNTIL=20261117T235959Z\r\nEXDATE:20261103T100000Z\r\n"
    moved = "RECURRENCE-ID:20261110T100000Z\r\n"
    imported(
        home,
        event("w", ":20261027T100000Z", "Weekly", "ada@example.org", more=weekly),
        event("w", ":20261111T100000Z", "Weekly", "ada@example.org", more=moved),
    )
    assert added(home) == ["- 2026-10-27 met: Weekly", "- 2026-11-11 met: Weekly", "- 2026-11-17 met: Weekly"]


def test_one_that_never_ends_is_read_up_to_today(home: Vault) -> None:
    imported(home, event("d", ";VALUE=DATE:20261120", "Daily", "bob@example.org", more="RRULE:FREQ=DAILY\r\n"))
    assert added(home) == [f"- 2026-11-{day} met: Daily" for day in (20, 21, 22)]


def test_the_day_is_told_in_the_zone_of_the_settings(home: Vault) -> None:
    late = event("z", ":20261110T233000Z", "Late", "ada@example.org")
    home.add({"vaultkit.toml": '[plugins.calendar]\ntimezone = "Europe/Oslo"\nkind = "video"\n'})

    imported(home, late)

    assert added(home) == ["- 2026-11-11 video: Late"]
    home.add({"vaultkit.toml": '[plugins.calendar]\ntimezone = "Nowhere/At all"\n'})
    assert imported(home, late).exit_code == 2


@pytest.mark.parametrize(
    "summary", ["[[Elsewhere]] #tag <!-- x", "call: 2020-01-01 -> x", "`a` | b", "a\\nb\\n- [ ] c", "%% x"]
)
def test_a_hostile_title_stays_text(home: Vault, summary: str) -> None:
    meeting = event("h", ":20261110T100000Z", summary, "ada@example.org")
    result = imported(home, meeting)

    assert result.exit_code == 0, result.stderr
    assert len(added(home)) == 1
    links = json.loads(home.run("index", "--json").stdout)
    assert links["wikilinks"] == 0
    assert (
        imported(home, event("h", ":20261110T100000Z", summary, "ada@example.org"), options=("--json",)).exit_code == 0
    )
    assert len(added(home)) == 1


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", b"BEGIN:VCALENDAR\r\n", b"hello", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n"]
)
def test_a_file_that_is_no_calendar_is_refused_in_one_line(home: Vault, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "odd.ics").write_bytes(data)

    result = home.run("calendar", "import", tmp_path / "odd.ics")

    assert "Traceback" not in result.stderr
    assert added(home) == []
    assert result.exit_code in {0, 2}
    assert result.stderr.count("\n") == 1


def test_a_file_that_is_not_there_is_named(home: Vault, tmp_path: Path) -> None:
    result = home.run("calendar", "import", tmp_path / "missing.ics")
    assert result.exit_code == 1
    assert "missing.ics cannot be read" in result.stderr
    assert home.run("calendar", "import", tmp_path / "missing.ics", "--since", "soon").exit_code == 2
