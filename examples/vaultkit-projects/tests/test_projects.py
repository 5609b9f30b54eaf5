"""Projects in a vault of their own: what is stale, who is in them, what is wrong, and a review that is written."""

import json

import pytest
import vaultkit_projects
from vaultkit_projects.projects import stale

from vaultkit.api import Moment
from vaultkit.testing import Vault, check_conduct

NOTES = """
    Projects/The Press.md
        ---
        type: project
        status: active
        people: ["[[Ada Lovelace]]"]
        ---
        # The press

        With [[Bob Kahn]] and [[The Garden]], since [[2026-09-01]].

        ## Reviews

        - 2026-09-01 cast the type
        - 2026-10-01 found a room
    Projects/The Garden.md
        ---
        type: Project
        status: waiting
        next_review: 2026-01-01
        ---
        For [[Ada Lovelace]].
    Projects/The Book.md
        ---
        type: project
        next_review: 2026-11-20
        ---
    Projects/The Odd One.md
        ---
        type: project
        status: actve
        next_review: soon
        ---
    People/Ada Lovelace.md
        # Ada
    People/Bob Kahn.md
        # Bob
    Daily/2026-09-01.md
        - call with [[Ada Lovelace]]
    Overview.md
        <!-- vaultkit:begin projects.stale -->
        <!-- vaultkit:end projects.stale -->

        <!-- vaultkit:begin projects.people -->
        <!-- vaultkit:end projects.people -->

        <!-- vaultkit:begin projects.stale limit=1 status=active -->
        <!-- vaultkit:end projects.stale -->
"""


@pytest.fixture
def home(vault: Vault) -> Vault:
    """Return a vault with projects and people."""
    return vault.add(NOTES)


def test_the_blocks(home: Vault) -> None:
    assert home.run("dashboard").exit_code == 0

    table, people, one = (part.partition(" -->\n")[2] for part in home.read("Overview.md").split("begin ")[1:])

    assert table.startswith(
        "| project | since | last review | people |\n"
        "| --- | --- | --- | --- |\n"
        "| [[Projects/The Press\\|The Press]] | 2026-10-31 | 2026-10-01 "
        "| [[People/Ada Lovelace\\|Ada Lovelace]], [[People/Bob Kahn\\|Bob Kahn]] |\n"
        "| [[Projects/The Book\\|The Book]] | 2026-11-20 | never |  |\n"
        "<!--"
    )
    assert people.startswith(
        "- [[People/Ada Lovelace|Ada Lovelace]]: 1 project\n- [[People/Bob Kahn|Bob Kahn]]: 1 project\n<!--"
    )
    assert "\n\n1 more; `vaultkit projects list --stale` shows them.\n" in one
    assert home.run("dashboard", "--check").exit_code == 0


def test_nothing_to_look_at_is_said(vault: Vault) -> None:
    vault.add({"a.md": "<!-- vaultkit:begin projects.stale -->\n<!-- vaultkit:end projects.stale -->\n"}).run(
        "dashboard"
    )
    assert "Every project has been looked at." in vault.read("a.md")


def test_the_list(home: Vault) -> None:
    listed = json.loads(home.run("projects", "list", "--json").stdout)["projects"]

    assert [(each["name"], each["status"], each["due"], len(each["people"])) for each in listed] == [
        ("The Book", "active", "2026-11-20", 0),
        ("The Garden", "waiting", None, 1),
        ("The Odd One", "actve", None, 0),
        ("The Press", "active", "2026-10-31", 2),
    ]
    assert home.run("projects", "list", "--stale").stdout.split("\n")[1].startswith("The Press")


def test_a_review_is_one_line_and_moves_the_day(home: Vault) -> None:
    before = home.read("Projects/The Press.md")
    assert (
        "+- 2026-11-22 paid the rent\n"
        in home.run("projects", "review", "the press", "paid the rent", "--dry-run").stdout
    )
    assert home.read("Projects/The Press.md") == before

    result = home.run("projects", "review", "the pr", "paid the rent", "--json")

    written = json.loads(result.stdout)["written"]
    assert [(line["path"], line["text"]) for line in written] == [
        ("Projects/The Press.md", "- 2026-11-22 paid the rent")
    ]
    assert home.read("Projects/The Press.md") == before + "- 2026-11-22 paid the rent\n"
    assert [each.name for each in stale(home.session().moment)] == ["The Book"]


@pytest.mark.parametrize("name", ["The Book", "The Garden"])
def test_the_section_is_made_where_there_is_none(home: Vault, name: str) -> None:
    assert home.run("projects", "review", name, "begun").exit_code == 0
    assert home.read(f"Projects/{name}.md").endswith("\n## Reviews\n\n- 2026-11-22 begun\n")


@pytest.mark.parametrize(("name", "text", "code"), [("The", "x", 4), ("Nobody", "x", 4), ("The Press", "  ", 2)])
def test_what_cannot_be_meant_is_refused(home: Vault, name: str, text: str, code: int) -> None:
    result = home.run("projects", "review", name, text)
    assert (result.exit_code, result.stdout) == (code, "")
    assert "Traceback" not in result.stderr


def test_problems_stand_at_their_lines(home: Vault) -> None:
    found = json.loads(home.run("check", "--json").stdout)["problems"]

    assert [(each["path"], each["line"], each["column"], each["code"]) for each in found] == [
        ("Projects/The Odd One.md", 3, 9, "project-status"),
        ("Projects/The Odd One.md", 4, 14, "project-review"),
    ]


def test_the_settings_say_what_a_project_is(home: Vault) -> None:
    home.add({"vaultkit.toml": '[plugins.projects]\nactive = ["waiting"]\nreview_every = 7\nheading = "Log"\n'})
    assert [each.name for each in stale(home.session().moment)] == ["The Garden"]
    home.run("projects", "review", "The Press", "anew")
    assert home.read("Projects/The Press.md").endswith("\n## Log\n\n- 2026-11-22 anew\n")


def test_counts_and_summary(home: Vault) -> None:
    assert json.loads(home.run("index", "--json").stdout)["projects"] == 4
    assert "2 to look at: The Press, The Book\n" in home.run().stdout


def test_a_change_of_status_is_told(home: Vault) -> None:
    before: Moment = home.session().moment
    home.add({"Projects/The Garden.md": "---\ntype: project\nstatus: done\n---\n"})
    assert vaultkit_projects.changed(before, home.session().moment) == ["The Garden: waiting -> done"]


def test_its_conduct() -> None:
    check_conduct(vaultkit_projects, NOTES, name="projects")
