"""What ``init`` proposes, what ``index`` counts, what bare ``vaultkit`` and the watcher say."""

import json
import tomllib
from pathlib import Path

from face_vault import NOTES, TODAY, moment_of

from vaultkit.api import Proposal, open_vault
from vaultkit.people.reading.survey import survey
from vaultkit.people.settings import PeopleSettings
from vaultkit.people.views.summary import changed, counts, summary
from vaultkit.testing import make_vault


def proposals(notes: dict[str, str]) -> dict[str, Proposal]:
    return {proposal.key: proposal for proposal in survey(moment_of(notes)).proposals}


def test_each_rule_is_told_with_a_count_and_three_names() -> None:
    notes = {f"People/P{number}.md": "" for number in range(5)}
    notes |= {"A.md": "---\ntags: [Person]\n---\n", "B.md": "---\ntype: contact\n---\n"}
    notes |= {"C.md": '---\ncategories: ["[[People]]"]\n---\n'}
    assert proposals(notes) == {
        "folders": Proposal("people", "folders", '["People"]', 5, ("P0", "P1", "P2"), recommended=False),
        "tags": Proposal("people", "tags", '["person", "people"]', 1, ("A",), recommended=False),
        "types": Proposal("people", "types", '["person", "contact"]', 1, ("B",), recommended=False),
        "categories": Proposal("people", "categories", '["People"]', 1, ("C",), recommended=False),
    }


def test_people_who_live_elsewhere_are_proposed() -> None:
    notes = {
        "02 Contacts/Ada.md": "",
        "02 Contacts/Work/Bob.md": "",
        "Team/CRM/Zoe.md": "",
        "人/王伟.md": "",
        "Contacts list.md": "",
        "D.md": "---\ntags: [contact]\n---\n",
        "E.md": '---\ncategories: "[[Contacts]]"\n---\n',
    }
    found = proposals(notes)
    assert found["folders"].value == '["02 Contacts", "Team/CRM", "人"]'
    assert found["folders"].count == 4
    assert found["folders"].recommended
    assert found["tags"].value == '["person", "people", "contact"]'
    assert found["categories"].value == '["People", "contacts"]'
    assert "types" not in found


def test_a_default_folder_that_is_there_stays_in_the_proposal() -> None:
    notes = {"People/notes/People.canvas.md": "---\ntype: none\n---\n", "Contacts/Ada.md": ""}
    assert proposals(notes)["folders"].value == '["People", "Contacts"]'


def test_headings_under_which_several_people_have_dated_lists_are_proposed() -> None:
    dated = "- 2026-01-02 coffee: x\n"
    notes = {
        "Contacts/Ada.md": f"## Catch-ups:\n{dated}## Career\n{dated}",
        "Contacts/Bob.md": f"## catch-ups\n{dated}### 2025\n{dated}## Log\n{dated}",
        "People/Zoe.md": f"## Gespräche\n{dated}## 2025\n{dated}",
        "People/Ann.md": f"## Gespräche\n{dated}## 2025\n{dated}## Tasks\n- [ ] 2026-01-02 x\n",
        "Other.md": f"## Career\n{dated}",
    }
    found = proposals(notes)["log_headings"]
    assert found == Proposal("people", "log_headings", '["Catch-ups", "Gespräche"]', 4, ("Ada", "Ann", "Bob"))
    assert "log_headings" not in proposals({"People/Ada.md": f"## Catch-ups\n{dated}"})


def test_the_value_is_toml_whatever_the_folder_is_called() -> None:
    (found,) = proposals({'a"b\\c/Contacts/Ada.md': ""}).values()
    assert tomllib.loads(f"folders = {found.value}") == {"folders": ['a"b\\c/Contacts']}


def test_templates_and_a_folders_own_note_are_nobody() -> None:
    assert proposals({"templates/person.md": "---\ntags: [person]\n---\n", "People/People.md": ""}) == {}


def test_a_note_of_the_owners_is_proposed_where_there_is_none() -> None:
    assert survey(moment_of({"People/Ada.md": ""})).creates == (("Me.md", "me.md"),)
    assert survey(moment_of(NOTES)).creates == ()
    assert survey(moment_of({"I.md": "---\ntype: me\n---\n"})).creates == ()


def test_the_survey_counts_by_the_vaults_own_settings(tmp_path: Path) -> None:
    person = "---\ntype: person\n---\n"
    notes = {
        ".obsidian/templates.json": json.dumps({"folder": "Vorlagen"}),
        ".obsidian/app.json": json.dumps({"userIgnoreFilters": ["Archive/"]}),
        "vaultkit.toml": '[vault]\nme = "Myself"\n[people]\nfolders = ["Contacts"]\nexclude = ["Contacts/Lists/**"]\n'
        'log_headings = ["Calls"]\n',
        "Vorlagen/person.md": person,
        "Archive/z.md": person,
        "Myself.md": person,
        "e.md": person,
        "Contacts/Ada.md": "## Calls\n- 2026-01-02 x\n## Notes\n- 2026-01-02 x\n",
        "Contacts/Bob.md": "## Calls\n- 2026-01-02 x\n## Notes\n- 2026-01-02 x\n",
        "Contacts/Lists/all.md": "",
        "People/Zoe.md": "",
    }
    moment = open_vault(make_vault(tmp_path, notes), today=TODAY).moment
    found = survey(moment)
    assert found.words == "3 taken for people, by folder and type"
    assert counts(moment)["people"] == 3
    assert found.creates == ()
    told = {proposal.key: (proposal.value, proposal.count, proposal.names) for proposal in found.proposals}
    assert told == {
        "folders": ('["Contacts", "People"]', 3, ("Ada", "Bob", "Zoe")),
        "types": ('["person", "contact"]', 1, ("e",)),
        "log_headings": ('["Calls", "Notes"]', 2, ("Ada", "Bob")),
    }


def test_each_line_is_counted_once_up_to_today() -> None:
    notes = {
        "People/A.md": "## Log\n- 2026-11-02 call: x\n- 2026-11-30 call: x\n",
        "People/B.md": "---\nlast_contacted: 2026-11-01\n---\n",
        "Daily/2026-11-20.md": "- lunch with [[A]] and [[B]]\n",
    }
    assert counts(moment_of(notes)) == {"people": 2, "interactions": 2}


def test_the_summary_says_who_is_due() -> None:
    assert summary(moment_of()) == [
        "Zoe Åström: get in touch by 2025-03-19 (613 days ago)",
        "Ada Lovelace: follow up by 2026-11-20 (2 days ago)",
        "`vaultkit due` says why, and what to say.",
    ]
    assert summary(moment_of({"People/A.md": ""})) == ["Nobody is waiting to hear from you today."]
    assert summary(moment_of({})) == ["No people yet; `vaultkit add NAME` makes a first note."]


def test_a_birthday_today_is_told_first() -> None:
    notes = {
        "People/A.md": "---\nbirthday: 1990-11-22\ncadence: 9\n---\n",
        "People/B.md": "---\nbirthday: 11-22\n---\n",
        "People/C.md": "---\nbirthday: 1940-11-22\ndeceased: true\n---\n",
        "People/D.md": "---\nbirthday: 11-22\nestranged: true\n---\n",
        "People/E.md": "---\nbirthday: 11-23\n---\n",
    }
    told = ["A: birthday today, turns 36", "B: birthday today"]
    assert list(summary(moment_of(notes)))[:3] == [*told, "A: get in touch by 2026-11-22 (today)"]
    remembering = moment_of(notes, people=PeopleSettings(remember=True))
    assert list(summary(remembering))[2] == "C: birthday today, in remembrance"
    assert summary(moment_of({"People/B.md": notes["People/B.md"]})) == ["B: birthday today"]


def test_a_long_summary_is_cut() -> None:
    notes = {f"People/P{number:02}.md": "---\ncadence: 7\n---\n" for number in range(15)}
    lines = summary(moment_of(notes))
    assert len(lines) == 12
    assert lines[10] == "… and 5 more"


def test_the_watcher_tells_whose_status_a_change_made_another() -> None:
    before = moment_of({"People/A.md": "## Log\n- 2026-11-02 call: x\n", "People/B.md": "", "People/C.md": ""})
    log = "".join(f"- 2026-{month:02}-02 <- help: x #chess\n- 2026-{month:02}-03 help: x #chess\n" for month in (9, 10))
    after = moment_of({"People/A.md": f"## Log\n{log}", "People/B.md": "", "People/D.md": ""})
    assert changed(before, after) == [
        "A: contact -> connection",
        "C: no longer among the people",
        "D: new, contact",
    ]
    assert changed(before, before) == []


def test_who_was_moved_is_neither_gone_nor_new() -> None:
    """Fails where a folder that is renamed is told as everybody in it lost and found."""
    before = moment_of({"People/A.md": "", "People/ada lovelace.md": "", "People/C.md": ""})
    log = "".join(f"- 2026-{month:02}-02 <- help: x #chess\n- 2026-{month:02}-03 help: x #chess\n" for month in (9, 10))
    moved = {"People/Friends/A.md": "", "People/Ada Lovelace.md": "", "People/Friends/C.md": f"## Log\n{log}"}
    assert changed(before, moment_of(moved)) == ["C: no longer among the people", "C: new, connection"]
