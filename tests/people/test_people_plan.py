"""Where a line goes in a log, and what somebody new begins with."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_vault import facts, moment, person, settings

from vaultkit.api import Moment, NameTakenError, NoteChangedError, RefusedEditError, Source, UnsafeNameError, parse
from vaultkit.disk import packaged
from vaultkit.people.commands.plan import plan_add, plan_log
from vaultkit.people.reading.roster import people

LINE = "2026-11-22 call: new"
TEMPLATE = (packaged.templates() / "person.md").read_text("utf-8")


def logged(text: str, line: str = LINE, **said: Any) -> str:  # noqa: ANN401 - any key of [people]
    now = moment({"People/Ada.md": text}, settings(**said))
    (ada,) = people(now)
    return plan_log(now, ada, line).applied(text.encode()).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("", "## Interactions\n\n- NEW\n", id="empty note"),
        pytest.param("Text.\n", "Text.\n\n## Interactions\n\n- NEW\n", id="no log"),
        pytest.param("# Log\n", "# Log\n\n- NEW\n", id="empty log"),
        pytest.param("## Log\n\n## Notes\n", "## Log\n\n- NEW\n\n## Notes\n", id="empty log before another section"),
        pytest.param("## Log\n- 2026-01-01 x\n", "## Log\n- 2026-01-01 x\n- NEW\n", id="one line: last"),
        pytest.param(
            "## Log\n- 2025-01-01 x\n- 2026-01-01 y\n",
            "## Log\n- 2025-01-01 x\n- 2026-01-01 y\n- NEW\n",
            id="newest last",
        ),
        pytest.param(
            "## Log\n- 2026-01-01 y\n- 2025-01-01 x\n",
            "## Log\n- NEW\n- 2026-01-01 y\n- 2025-01-01 x\n",
            id="newest first",
        ),
        pytest.param(
            "## Log\n* 2026-01-01 y\n  - below\n\nText.\n",
            "## Log\n* 2026-01-01 y\n  - below\n* NEW\n\nText.\n",
            id="bullet",
        ),
        pytest.param(
            "## Log\n- 2026-01-01 x\n- [ ] 2026-12-01 call\n",
            "## Log\n- 2026-01-01 x\n- NEW\n- [ ] 2026-12-01 call\n",
            id="tasks",
        ),
        pytest.param("## Log\r\n- 2026-01-01 x\r\n", "## Log\r\n- 2026-01-01 x\r\n- NEW\r\n", id="CRLF"),
        pytest.param("## Log\n- 2026-01-01 x", "## Log\n- 2026-01-01 x\n- NEW", id="no final newline"),
        pytest.param("\ufeff## Log\n- 2026-01-01 x\n", "\ufeff## Log\n- 2026-01-01 x\n- NEW\n", id="BOM"),
        pytest.param(
            "---\na: [\n---\n## Log\n- 2026-01-01 x\n", "---\na: [\n---\n## Log\n- 2026-01-01 x\n- NEW\n", id="broken"
        ),
        pytest.param(
            "## Log\n### 2026\n- 2026-01-01 x\n### 2025\n- 2025-02-01 x\n",
            "## Log\n### 2026\n- NEW\n- 2026-01-01 x\n### 2025\n- 2025-02-01 x\n",
            id="the lists of other years tell the end",
        ),
        pytest.param(
            "## Log\n### 2025\n- 2025-02-01 x\n### 2026\n- 2026-01-01 x\n",
            "## Log\n### 2025\n- 2025-02-01 x\n### 2026\n- 2026-01-01 x\n- NEW\n",
            id="the list of the newest year",
        ),
        pytest.param(
            "## Log\n- 2025-01-01 x\n## History\n- 2026-01-01 y\n",
            "## Log\n- 2025-01-01 x\n## History\n- 2026-01-01 y\n- NEW\n",
            id="the log with the newest date",
        ),
        pytest.param(
            "## Log\n### 2026-01-01\nText.\n### 2025-01-01\nText.\n",
            "## Log\n\n- NEW\n\n### 2026-01-01\nText.\n### 2025-01-01\nText.\n",
            id="dated headings: a list before them",
        ),
        pytest.param("## Log\n- no date\n", "## Log\n- no date\n- NEW\n", id="a list without dates"),
        pytest.param(
            "## Log\n### 2026-01-01\nText.\n### Ideas\n- a boat\n",
            "## Log\n\n- NEW\n\n### 2026-01-01\nText.\n### Ideas\n- a boat\n",
            id="a list below another heading is not the log's",
        ),
    ],
)
def test_where_a_line_goes(before: str, after: str) -> None:
    assert logged(before) == after.replace("NEW", LINE)


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("begin", [["08-01", "09-01", "10-01", "11-01"], ["08-01", "11-01"]])
def test_back_dated_lines_never_turn_the_order_round(begin: list[str], newest_first: bool) -> None:  # noqa: FBT001 -- a table
    text = "## Log\n" + "".join(f"- 2026-{day} x\n" for day in sorted(begin, reverse=newest_first))
    added = ["07-15", "07-14", "09-15", "06-01", "07-15", "11-22"]
    for day in added:
        text = logged(text, f"2026-{day} x")
    days = [line[len("- 2026-") :][:5] for line in text.splitlines()[1:]]
    assert days == sorted([*begin, *added], reverse=newest_first)


@pytest.mark.parametrize(
    ("days", "first"),
    [
        ("08-01 09-01 10-01 07-15", False),
        ("08-01 11-01 07-15", False),
        ("07-15 10-01 09-01 08-01", True),
        ("10-01 09-01 11-01 08-01 11-02", False),
    ],
)
def test_lines_out_of_order_do_not_matter(days: str, first: bool) -> None:  # noqa: FBT001 -- a table
    text = "## Log\n" + "".join(f"- 2026-{day} x\n" for day in days.split())
    assert logged(text).splitlines()[1 if first else -1] == f"- {LINE}"


def test_the_heading_of_a_new_log_is_the_settings() -> None:
    assert logged("", log_headings=("Kontakt",)).startswith("## Kontakt\n")
    assert logged("", log_headings=("Log", "Interactions")).startswith("## Log\n")


def test_a_line_is_one_line() -> None:
    assert logged("", line="2026-11-22 call: a\nb") == "## Interactions\n\n- 2026-11-22 call: a b\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("## Log\n- 2026-01-01 x\n", "call: no date"),
        ("## Log\n- 2026-01-01 x\n", "2026-02-30 call: impossible"),
        ("Text.\n```\ncode without an end\n", LINE),
    ],
)
def test_what_would_not_be_read_back_is_refused(text: str, line: str) -> None:
    with pytest.raises(RefusedEditError, match=r"People/Ada\.md:\d"):
        logged(text, line)


def test_a_note_that_changed_is_refused() -> None:
    now = moment({"People/Ada.md": "old"})
    changed = Moment(now.index, now.today, now.settings, now.facts, lambda path: Source(path, b"new", "0"))
    with pytest.raises(NoteChangedError):
        plan_log(changed, people(now)[0], LINE)


@given(
    st.lists(
        st.sampled_from(["- 2026-01-01 x", "* 2025-01-01 y", "- no", "  - in", "", "text", "### 2026", "## Log"]),
        max_size=9,
    ),
    st.sampled_from(["\n", "\r\n"]),
)
def test_logging_adds_one_interaction_and_keeps_every_byte(lines: list[str], newline: str) -> None:
    text = newline.join(["## Interactions", *lines])
    before = person({"People/Ada.md": text}).interactions
    now = moment({"People/Ada.md": text})
    edit = plan_log(now, people(now)[0], LINE)
    assert edit.start == edit.end
    after = person({"People/Ada.md": edit.applied(text.encode())}).interactions
    assert sorted(one.quote for one in after) == sorted([LINE, *(one.quote for one in before)])


def test_somebody_new() -> None:
    now = moment({"People/Bob.md": ""})
    made = plan_add(
        now,
        "  Ada   Lovelace ",
        template=TEMPLATE,
        met=date(2026, 11, 2),
        at="the fair: hall 3",
        tags=("#maths",),
        interests=("chess",),
        cadence="30",
    )
    assert made.path == "People/Ada Lovelace.md"
    ada = person({made.path: made.data}, made.path)
    assert (ada.name, ada.met_on, ada.how_met) == ("Ada Lovelace", date(2026, 11, 2), "the fair: hall 3")
    assert (ada.tags, [one.text for one in ada.interests], ada.cadence) == (("person", "maths"), ["chess"], 30)
    assert facts(parse(made.path, made.data), now.settings)


def test_a_template_of_ones_own() -> None:
    made = plan_add(moment({}), "Ada", template="# {{title}}\nMet: {{how_met}}, {{date}}\n", at="here")
    assert made.data.decode() == "# Ada\nMet: here, 2026-11-22\n"


@pytest.mark.parametrize("name", ["Ada", "ada", "Countess", "ÁDA", "Me", "Ada King", "ada-king"])
def test_names_that_exist(name: str) -> None:
    notes = {
        "People/Ada.md": "---\naliases: [Countess]\n---\n",
        "Me.md": "",
        "People/Queen.md": "---\nname: Ada King\n---\n",
    }
    with pytest.raises(NameTakenError):
        plan_add(moment(notes), name, template=TEMPLATE)


def test_files_that_exist() -> None:
    with pytest.raises(NameTakenError):
        plan_add(moment({"people/ADA.md": "---\nname: Bob\n---\n"}), "Ada", template=TEMPLATE)


@pytest.mark.parametrize("name", ["", "../Ada", "a/b", "CON", "x" * 300, "Ada|Bob", "[[Ada]]", "People"])
def test_names_that_cannot_be(name: str) -> None:
    with pytest.raises(UnsafeNameError):
        plan_add(moment({}), name, template=TEMPLATE)


def test_the_first_people_folder_that_is_there() -> None:
    given = settings(folders=("People", "Contacts", "A/B"))
    assert plan_add(moment({"contacts/Bob.md": ""}, given), "Ada", template=TEMPLATE).path == "contacts/Ada.md"
    assert plan_add(moment({"a/b/c/Bob.md": ""}, given), "Ada", template=TEMPLATE).path == "a/b/Ada.md"
    assert plan_add(moment({"Contacts.md": ""}, given), "Ada", template=TEMPLATE).path == "People/Ada.md"


def test_the_first_people_folder() -> None:
    assert plan_add(moment({}, settings(folders=("A/B/", "C"))), "Ada", template=TEMPLATE).path == "A/B/Ada.md"
    assert plan_add(moment({}, settings(folders=(".",))), "Ada", template=TEMPLATE).path == "Ada.md"
    assert plan_add(moment({}, settings(folders=())), "Ada", template=TEMPLATE).path == "Ada.md"
    with pytest.raises(UnsafeNameError, match="no person"):
        plan_add(moment({}, settings(folders=())), "Ada", template="")
