"""The blocks of people: what each says of a small vault, when there is nothing to say, and how they are cut."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from face_vault import NOTES, TODAY, moment_of, render

from vaultkit.people.blocks.catalogue import KINDS
from vaultkit.people.settings import PeopleSettings, Rules

SNAPSHOTS = Path(__file__).parent / "snapshots"
NAMES = [kind.name for kind in KINDS]
MANY = {
    f"People/P{number:03}.md": (
        f"---\ntags: [work]\ntier: close\n---\n## Log\n- 2026-10-{number % 28 + 1:02} call: x\n"
    )
    for number in range(120)
}


def block(name: str) -> str:
    path = "People/Ada Lovelace.md" if name.startswith("person.") else "Dashboard.md"
    return render(name, moment_of(), path)


@pytest.mark.parametrize("name", NAMES)
def test_a_block_says_what_it_said(name: str) -> None:
    """Run with RECORD_SNAPSHOTS=1 to record them again, and read the difference."""
    recorded = SNAPSHOTS / f"{name}.md"
    said = block(name)
    if os.environ.get("RECORD_SNAPSHOTS"):
        recorded.parent.mkdir(exist_ok=True)
        recorded.write_text(f"{said}\n", encoding="utf-8")
    assert recorded.read_text(encoding="utf-8") == f"{said}\n"


@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_notes_changes_no_byte(name: str) -> None:
    path = "People/Ada Lovelace.md" if name.startswith("person.") else "Dashboard.md"
    backwards = moment_of(dict(reversed(list(NOTES.items()))))
    assert render(name, backwards, path) == block(name)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in {"people.week", "people.birthdays"}])
def test_a_day_that_passes_without_news_changes_no_byte(name: str) -> None:
    path = "People/Ada Lovelace.md" if name.startswith("person.") else "Dashboard.md"
    assert render(name, moment_of(today=TODAY + timedelta(days=1)), path) == block(name)


MISFIT = "Nobody here has that tag or tier"
EMPTY = {
    "people.summary": "No people yet.",
    "people.due": "Nobody is waiting to hear from you.",
    "people.promises": "No promise is open.",
    "people.fading": "Nobody is fading.",
    "people.connections": "No connections yet.",
    "people.growing": "Nobody is halfway between a contact and a connection.",
    "people.contacts": "No contacts besides.",
    "people.all": "No people yet.",
    "people.birthdays": "No birthday in the coming weeks.",
    "people.week": "Nothing on record since 2026-11-16.",
    "people.problems": "Nothing to mend in people's notes.",
    "people.chart": "No people yet.",
    "person.verdict": "This note is nobody's, so there is no verdict.",
}


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_block_says_one_calm_sentence(name: str) -> None:
    assert render(name, moment_of({})) == EMPTY[name]


@pytest.mark.parametrize("name", [name for name in NAMES if name not in {"person.verdict", "people.due"}])
def test_tag_and_tier_choose_people(name: str) -> None:
    assert render(name, moment_of(), tag="nobody-has-it") == EMPTY[name].replace("No people yet", MISFIT)
    assert render(name, moment_of(), tier="nobody-has-it") == EMPTY[name].replace("No people yet", MISFIT)


def test_a_tag_finds_those_below_it_whatever_its_case() -> None:
    assert "Ada" in render("people.all", moment_of(), tag="#WORK")
    assert "Bob" not in render("people.all", moment_of(), tag="work")
    assert "Ada" not in render("people.all", moment_of(), tier="Casual")
    assert "Bob" in render("people.all", moment_of(), tier="Casual")


def test_due_looks_ahead_as_far_as_it_is_told() -> None:
    notes = {
        "People/Ada.md": "---\ncadence: 30\ntrust: true\n---\n## Log\n- 2026-11-01 call: x\n- 2026-11-02 call: y\n"
    }
    assert render("people.due", moment_of(notes)) == "Nobody is waiting to hear from you."
    assert render("people.due", moment_of(notes), within=5) == "Nothing is due until 2026-11-27."
    assert "get in touch by 2026-12-02" in render("people.due", moment_of(notes), within=10)
    assert render("people.due", moment_of({}), within=10_000_000) == "Nothing is due."


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("people.all", "`vaultkit status`"),
        ("people.contacts", "`vaultkit status --status contact`"),
        ("people.due", "`vaultkit due --within 60`"),
        ("people.chart", "`vaultkit status`"),
    ],
)
def test_long_lists_are_cut_with_a_count_and_the_command_that_shows_the_rest(name: str, command: str) -> None:
    options: dict[str, str | int] = {"within": 60} if name == "people.due" else {}
    said = render(name, moment_of(MANY), **options)
    assert said.endswith(f"… and 70 more: {command}")
    assert sum("P0" in line or "P1" in line for line in said.splitlines()) == 50
    assert "… and 118 more" in render(name, moment_of(MANY), limit=2, **options)
    assert "…" not in render(name, moment_of(MANY), limit=120, **options)


def test_the_command_takes_the_tag_along_if_a_shell_can() -> None:
    said = render("people.all", moment_of(MANY), tag="work", limit=1)
    assert said.endswith("… and 119 more: `vaultkit status --tag work`")
    odd = {f"People/{name}.md": '---\ntags: ["a`b"]\n---\n' for name in "AB"}
    hostile = render("people.all", moment_of(odd), tag="a`b", limit=1)
    assert hostile.endswith("… and 1 more: `limit=2` in this block's marker shows them")


@pytest.mark.parametrize("options", [{"tier": "close"}, {"tier": "close", "tag": "work"}])
@pytest.mark.parametrize("name", ["people.all", "people.contacts", "people.chart", "people.summary", "people.due"])
def test_what_no_command_filters_so_is_shown_by_the_option(name: str, options: dict[str, str]) -> None:
    within = {"within": 60} if name == "people.due" else {}
    moment = moment_of(MANY, TODAY + timedelta(days=90)) if name == "people.summary" else moment_of(MANY)
    said = render(name, moment, limit=1, **options, **within)
    assert said.endswith("… and 119 more: `limit=120` in this block's marker shows them")


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("people.due", "---\ntags: [work]\ncadence: 7\n---\n"),
        ("people.week", "---\ntags: [work]\n---\n## Log\n- 2026-11-21 call: x\n"),
        ("people.problems", "---\ntags: [work]\ncadence: soon\n---\n"),
    ],
)
def test_a_command_that_takes_no_tag_is_not_named_where_there_is_one(name: str, note: str) -> None:
    notes = {f"People/{person}.md": note.replace("call: x", f"call: {person}") for person in "ABC"}
    said = render(name, moment_of(notes), tag="work", limit=1)
    assert said.endswith("… and 2 more: `limit=3` in this block's marker shows them")
    assert "more: `vaultkit" in render(name, moment_of(notes), limit=1)


@pytest.mark.parametrize("name", ["people.all", "people.summary", "people.chart"])
def test_a_filter_that_leaves_nobody_says_so(name: str) -> None:
    assert render(name, moment_of(), tier="zzz") == f"{MISFIT}."
    assert render(name, moment_of(), tag="zzz") == f"{MISFIT}."
    assert render(name, moment_of({}), tag="zzz") == "No people yet."


def test_the_newest_contact_comes_first() -> None:
    said = render("people.contacts", moment_of(MANY), limit=1)
    assert "P027" in said


def test_promises_and_birthdays_name_the_option_that_shows_the_rest() -> None:
    assert render("people.promises", moment_of(), limit=1).endswith(
        "… and 1 more: `limit=2` in this block's marker shows them"
    )
    assert render("people.birthdays", moment_of(), limit=1).endswith(
        "… and 1 more: `limit=2` in this block's marker shows them"
    )


@pytest.mark.parametrize(
    "property_", ["paused: true", "snoozed_until: 2027-01-01", "deceased: true", "estranged: true"]
)
@pytest.mark.parametrize("name", ["people.due", "people.promises", "people.fading", "people.growing"])
def test_whom_one_lets_be_is_in_no_list_of_things_to_do(name: str, property_: str) -> None:
    people = ("Ada Lovelace", "Bob Kahn", "Zoe Åström")
    notes = {path: text.replace("---\n", f"---\n{property_}\n", 1) for path, text in NOTES.items() if "Me" not in path}
    said = render(name, moment_of(notes))
    assert not any(person in said for person in people)


def test_the_deceased_are_remembered_only_if_settings_ask() -> None:
    assert "Old Friend" not in render("people.birthdays", moment_of())
    said = render("people.birthdays", moment_of(people=PeopleSettings(remember=True)))
    assert "- 2026-11-25: [[People/Old Friend|Old Friend]], in remembrance" in said


def test_the_deceased_are_no_contacts_and_keep_their_page() -> None:
    assert "Old Friend" not in render("people.contacts", moment_of())
    assert "Old Friend]] | contact | 2023-01-05 | 2023-01-05 | deceased |" in render("people.all", moment_of())
    assert "Contact since" in render("person.verdict", moment_of(), "People/Old Friend.md")


def test_trust_that_was_denied_is_not_asked_for() -> None:
    notes = {"People/A.md": "---\ntrust: no\nshared: [chess]\n---\n", "People/B.md": "---\nshared: [chess]\n---\n"}
    said = render("people.growing", moment_of(notes))
    assert "|A]]" not in said
    assert "|B]]" in said


def test_how_to_say_trust_is_told_where_nothing_else_is_missing() -> None:
    log = "## Log\n" + "".join(f"- 2026-11-{day} -> email: x\n" for day in (10, 12)) + "- 2026-11-14 call: x\n"
    notes = {"People/A.md": f"---\nshared: [chess]\n---\n{log}", "People/B.md": log}
    first, second, _, how = render("people.growing", moment_of(notes)).split("\n")
    assert first == (
        "- [[People/A|A]]: communication and common ground stand; missing: trust; "
        "if it is there, write `trust: mutual` in the note"
    )
    assert second == "- [[People/B|B]]: communication stands; missing: common ground, trust"
    assert how.startswith("Communication asks for")


def test_the_summary_counts_as_fading_whom_the_list_of_the_fading_names() -> None:
    gone = ("deceased: true", "estranged: true")
    aside = ("paused: true", "snoozed_until: 2027-01-01", "cadence: 30")
    log = "## Log\n" + "".join(f"- 2024-0{month}-05 met: x\n" for month in (1, 2, 3))
    notes = {
        f"People/P{number}.md": f"---\n{said}\nshared: [chess]\ntrust: yes\n---\n{log}"
        for number, said in enumerate((*gone, *aside))
    }
    assert render("people.summary", moment_of(notes)).startswith("3 people: 3 fading.")
    assert render("people.fading", moment_of(notes)).split("\n") == [
        "- [[People/P2|P2]]: paused, last contact 2024-03-05; you share chess",
        "- [[People/P3|P3]]: snoozed until 2027-01-01, last contact 2024-03-05; you share chess",
        "- [[People/P4|P4]]: last contact 2024-03-05; you share chess",
    ]


def test_the_week_has_seven_days_today_among_them_and_keeps_the_arrows() -> None:
    log = "".join(f"- 2026-11-{day} -> gift: on the {day}th\n" for day in (15, 16, 22))
    assert render("people.week", moment_of({"People/A.md": f"## Log\n{log}"})).split("\n") == [
        "- 2026-11-22: [[People/A|A]] — -> gift: on the 22th",
        "- 2026-11-16: [[People/A|A]] — -> gift: on the 16th",
    ]
    today = render(
        "people.week", moment_of({"People/A.md": f"## Log\n{log}"}, people=PeopleSettings(rules=Rules(week=0)))
    )
    assert today == "- 2026-11-22: [[People/A|A]] — -> gift: on the 22th"


def test_what_stands_in_the_properties_is_quoted_as_it_is() -> None:
    notes = {"People/A.md": "---\ntrust: yes\n---\n```vaultkit\n```\n"}
    assert "    - “trust: yes”" in render("person.verdict", moment_of(notes), "People/A.md")


def test_the_week_is_as_long_as_the_settings_say() -> None:
    rules = PeopleSettings(rules=Rules(week=30))
    assert "she starts at Acme" not in render("people.week", moment_of())
    assert "she starts at Acme in May" in render("people.week", moment_of(people=rules))
    assert render("people.week", moment_of({}, people=PeopleSettings(rules=Rules(week=10**9)))) == (
        "Nothing on record since 0001-01-01."
    )


def test_somebody_quieter_than_usual_is_told_beside_the_fading() -> None:
    days = [TODAY - timedelta(days=50 + 10 * number) for number in range(8)]
    note = "---\ninterests: [chess]\ntrust: mutual\n---\n## Log\n" + "".join(f"- {day} call: x\n" for day in days)
    said = render("people.fading", moment_of({"Me.md": NOTES["Me.md"], "People/A.md": note}))
    assert said == f"- [[People/A|A]]: quieter than usual, last contact {days[0]}; usually every 10 days"


def test_what_the_log_tells_of_a_day_is_not_told_again_from_the_daily_note() -> None:
    notes = {
        "People/A.md": "## Log\n- 2026-11-20 call: the job\n",
        "People/B.md": "",
        "Daily/2026-11-20.md": "- [[A]] called\n- lunch with [[A]] and [[B]]\n",
        "Daily/2026-11-19.md": "- [[A]] wrote\n",
    }
    assert render("people.week", moment_of(notes)).split("\n") == [
        "- 2026-11-20: [[People/A|A]] — call: the job",
        "- 2026-11-20: [[People/A|A]], [[People/B|B]] — lunch with A and B",
        "- 2026-11-19: [[People/A|A]] — A wrote",
    ]
