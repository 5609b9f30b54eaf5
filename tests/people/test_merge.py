"""``vaultkit merge``: two notes in one, byte by byte, and taken back."""

import json
from pathlib import Path

import pytest
from face_vault import NOTES, TODAY, moment_of
from relink_vaults import after

from vaultkit.api import RefusedEditError
from vaultkit.people.commands.find import find_person
from vaultkit.people.commands.merged_properties import Prefer
from vaultkit.people.commands.plan_merge import plan_merge
from vaultkit.testing import Run, make_vault, run

ADA = "People/Ada.md"
BOB = "People/Bob.md"


def vaultkit(vault: Path, *arguments: str) -> Run:
    return run(*arguments, vault=vault, today=TODAY)


def files(vault: Path) -> dict[str, bytes]:
    return {each.relative_to(vault).as_posix(): each.read_bytes() for each in vault.rglob("*") if each.is_file()}


def merged(ada: str, bob: str, prefer: Prefer | None = None) -> str:
    """Return Ada's note after Bob's went into it."""
    notes = {ADA: ada, BOB: bob}
    moment = moment_of(notes)
    plan = plan_merge(moment, find_person(moment, BOB), find_person(moment, ADA), prefer=prefer)
    return after({path: text.encode() for path, text in notes.items()}, plan)[ADA].decode()


FRONT = "---\naliases: [Bob]\n---\n"


@pytest.mark.parametrize(
    ("ada", "bob", "both"),
    [
        pytest.param("", "", "", id="empty notes"),
        pytest.param("", "---\naliases: [B]\n---\n", "", id="an alias"),
        pytest.param(
            "## Log\n- 2026-01-01 a\n- 2026-03-01 c\n",
            "## Log\n- 2026-02-01 b\n- 2026-04-01 d\n",
            "## Log\n- 2026-01-01 a\n- 2026-02-01 b\n- 2026-03-01 c\n- 2026-04-01 d\n",
            id="newest last",
        ),
        pytest.param(
            "## Log\n- 2026-03-01 c\n- 2026-01-01 a\n",
            "## Log\n- 2026-02-01 b\n- 2026-02-01 bb\n- 2026-04-01 d\n",
            "## Log\n- 2026-04-01 d\n- 2026-03-01 c\n- 2026-02-01 bb\n- 2026-02-01 b\n- 2026-01-01 a\n",
            id="newest first: the other one is turned round",
        ),
        pytest.param(
            "## Log\n* 2026-01-01 a\n  * below\n\ntext\n",
            "## Log\n- 2026-02-01 b\n  more\n  - below\n    - deeper\n",
            "## Log\n* 2026-01-01 a\n  * below\n* 2026-02-01 b\n  more\n  - below\n    - deeper\n\ntext\n",
            id="continuation lines and nested items go with their item",
        ),
        pytest.param(
            "## Log\n1. 2026-01-01 a\n2. 2026-03-01 c\n",
            "## Log\n- 2026-02-01 b\n  more\n- 2026-02-02 bb\n",
            "## Log\n1. 2026-01-01 a\n2. 2026-02-01 b\n   more\n3. 2026-02-02 bb\n2. 2026-03-01 c\n",
            id="numbers, and an indent that fits them",
        ),
        pytest.param(
            "## Log\n- 2026-01-01 a\n\n- 2026-03-01 c\n",
            "## Log\n1. 2026-02-01 b\n\n   more\n",
            "## Log\n- 2026-01-01 a\n\n- 2026-02-01 b\n\n  more\n\n- 2026-03-01 c\n",
            id="a list with blank lines",
        ),
        pytest.param(
            "## Log\n### 2026\n- 2026-03-01 c\n### 2025\n- 2025-03-01 a\n",
            "## Log\n- 2025-04-01 b\n- 2026-04-01 d\n",
            "## Log\n### 2026\n- 2026-04-01 d\n- 2026-03-01 c\n### 2025\n- 2025-04-01 b\n- 2025-03-01 a\n",
            id="lists by year",
        ),
        pytest.param(
            "Text.\n",
            "## History\n\n* 2026-02-01 b\n",
            "Text.\n\n## Interactions\n\n* 2026-02-01 b\n",
            id="no log yet",
        ),
        pytest.param(
            "## Log\n\n## Notes\nx\n",
            "## Log\n- 2026-02-01 b\n",
            "## Log\n\n- 2026-02-01 b\n\n## Notes\nx\n",
            id="an empty log",
        ),
        pytest.param(
            "# Log\n- 2026-01-01 a\n",
            "Text.\n\n## Log\n- 2026-02-01 b\n- undated\n\n## Notes\n- [ ] a task 📅 2026-12-01\n",
            "# Log\n- 2026-01-01 a\n- 2026-02-01 b\n\n# Merged from Bob\n\nText.\n\n## Log\n\n- undated\n\n## Notes\n"
            "- [ ] a task 📅 2026-12-01\n",
            id="everything else below a heading that is not the log's",
        ),
        pytest.param(
            "Text.\n",
            "---\n---\n# Bob\n\n### 2026-02-01\ntext\n\n## Log\n### 2026-01-01\nwords\n",
            "Text.\n\n## Merged from Bob\n\n# Bob\n\n### 2026-02-01\ntext\n\n## Log\n### 2026-01-01\nwords\n",
            id="days that are headings stay whole",
        ),
        pytest.param(
            "<!-- vaultkit:begin person.x -->\nA\n<!-- vaultkit:end person.x -->\n",
            "<!-- vaultkit:begin person.x -->\nB\n<!-- vaultkit:end person.x -->\n"
            "<!-- vaultkit:begin person.y -->\nB\n<!-- vaultkit:end person.y -->\n",
            "<!-- vaultkit:begin person.x -->\nA\n<!-- vaultkit:end person.x -->\n\n## Merged from Bob\n\n"
            "<!-- vaultkit:begin person.y -->\nB\n<!-- vaultkit:end person.y -->\n",
            id="blocks are not doubled",
        ),
        pytest.param("a\r\n", "b\n\nc\n", "a\r\n\r\n## Merged from Bob\r\n\r\nb\r\n\r\nc\r\n", id="CRLF"),
        pytest.param("a", "b\n", "a\n\n## Merged from Bob\n\nb", id="no final newline"),
        pytest.param(
            "a\n",
            "~~~\n[[Ada]]\n\n\n- 2026-01-01 x\n~~~\n%% hidden [[Bob]] %%\n",
            "a\n\n## Merged from Bob\n\n~~~\n[[Ada]]\n\n\n- 2026-01-01 x\n~~~\n%% hidden [[Ada]] %%\n",
            id="code and comments",
        ),
    ],
)
def test_the_text_of_both(ada: str, bob: str, both: str) -> None:
    newline = "\r\n" if "\r\n" in ada else "\n"
    front = FRONT.replace("\n", newline)
    said = "aliases: [Bob, B]" if "aliases: [B]" in bob else "aliases: [Bob]"
    assert merged(front + ada, bob) == front.replace("aliases: [Bob]", said) + both


@pytest.mark.parametrize(
    ("ada", "bob", "both"),
    [
        pytest.param("a: 1\n", "b: 2 # why\nc:\n  - x\n", "a: 1\nb: 2 # why\nc:\n  - x\n", id="as it is typed"),
        pytest.param("tags: [x]\n", "tags: [X, y]\n", "tags: [x, y]\n", id="a list without doubles"),
        pytest.param("tags: x, y\n", "tags: [z]\n", "tags: [x, y, z]\n", id="a list with commas"),
        pytest.param("company: Acme\n", 'company: "[[Bee]]"\n', 'company: [Acme, "[[Bee]]"]\n', id="one or many"),
        pytest.param("birthday: 1990-01-02\n", 'birthday: "1990-01-02"\n', "birthday: 1990-01-02\n", id="the same"),
        pytest.param("role:\n", "role: Poet\n", "role: Poet\n", id="an empty one"),
        pytest.param("role: Poet\n", "role:\n", "role: Poet\n", id="an empty one of the other"),
        pytest.param("a: 1\n", "m:\n  n: [1, 2]\n", "a: 1\nm:\n  n: [1, 2]\n", id="a map"),
        pytest.param("a: 1\n", "name: Bobby\n", "a: 1\n", id="a name becomes an alias"),
        pytest.param("x: [1]\n", "x: 2\n", "x: [1, 2]\n", id="an unknown list"),
    ],
)
def test_the_properties_of_both(ada: str, bob: str, both: str) -> None:
    aliases = "aliases: [Bob, Bobby]\n"
    text = merged(f"---\n{aliases}{ada}---\n", f"---\n{bob}---\n")
    assert text == f"---\n{aliases}{both}---\n" or text == f"---\n{aliases}{_block(both)}---\n"


def _block(text: str) -> str:
    """Return the same with a list written item by item."""
    key, _, items = text.partition(": [")
    lines = "".join(f"  - {item}\n" for item in items.removesuffix("]\n").split(", "))
    return f"{key}:\n{lines}"


def test_a_note_without_front_matter_gets_one() -> None:
    assert merged("text\n", "---\nb: 2\n---\n") == "---\nb: 2\naliases:\n  - Bob\n---\ntext\n"


def test_a_comment_on_a_property_that_both_have_is_kept() -> None:
    """Without it the comment would be lost with the line that says nothing new."""
    text = merged("---\naliases: [Bob]\na: 1\n---\n", "---\n# hint\na: 1 # since May\n---\n")
    assert text == ("---\naliases: [Bob]\na: 1\n---\n## Merged from Bob\n\n```yaml\n# hint\na: 1 # since May\n```\n")


CONFLICT = ("---\naliases: [Bob]\nbirthday: 1990-01-02\n---\n", "---\nbday: 1991-03-04 # she said\n---\n")

KEPT = "\n## Merged from Bob\n\n```yaml\n"


def test_conflicts_are_shown_and_nothing_is_written(tmp_path: Path) -> None:
    vault = make_vault(tmp_path, dict(zip((ADA, BOB), CONFLICT, strict=True)))
    before = files(vault)
    ended = vaultkit(vault, "merge", BOB, ADA)
    assert ended.exit_code == 2
    assert "  birthday: 1990-01-02 (People/Ada.md:3), 1991-03-04 (People/Bob.md:2)" in ended.stderr
    assert files(vault) == before


@pytest.mark.parametrize(
    ("prefer", "both"),
    [
        (
            "into",
            f"---\naliases: [Bob]\nbirthday: 1990-01-02\n---{KEPT}bday: 1991-03-04 # she said\n```\n",
        ),
        (
            "person",
            f"---\naliases: [Bob]\nbirthday: 1991-03-04\n---{KEPT}birthday: 1990-01-02\n```\n",
        ),
    ],
)
def test_the_value_that_goes_is_kept_in_the_text(prefer: Prefer, both: str) -> None:
    assert merged(*CONFLICT, prefer) == both


def test_a_map_gives_way_to_nothing() -> None:
    with pytest.raises(RefusedEditError, match=r"People/Bob\.md:2: not written: x holds"):
        merged("---\nx: 1\n---\n", "---\nx: {y: 2}\n---\n", "person")


def test_links_to_both_lead_to_one(tmp_path: Path) -> None:
    vault = make_vault(
        tmp_path,
        {
            ADA: "[[Bob]] and [[Bobby]]\n",
            "Old/Bob.md": "---\ntags: [person]\naliases: [Bobby]\n---\n[[Ada]] [[#H]] [x](./Cy.md)\n",
            "Old/Cy.md": "[[Bob|he]] [x](./Bob.md) `[[Bob]]`\n",
            "People/Cy.md": "",
            "n.md": "- [[Bobby]] [[Old/Bob#H]]\n",
        },
    )
    before = files(vault)
    assert vaultkit(vault, "merge", "Old/Bob.md", ADA).exit_code == 0
    after = files(vault)
    assert after["n.md"] == b"- [[Bobby]] [[People/Ada#H]]\n"
    assert after["Old/Cy.md"] == b"[[Ada|he]] [x](../People/Ada.md) `[[Bob]]`\n"
    assert after[ADA].endswith(
        b"---\n[[Ada]] and [[Bobby]]\n\n## Merged from Bob\n\n[[Ada]] [[#H]] [x](../Old/Cy.md)\n"
    )
    assert vaultkit(vault, "undo").exit_code == 0
    assert files(vault) == before


@pytest.mark.parametrize(
    ("ada", "bob", "words"),
    [
        pytest.param("---\na: [\n---\n", "x", "People/Ada.md:3: ", id="broken front matter"),
        pytest.param("x", "---\na: [\n---\n", "People/Bob.md:3: ", id="the other's"),
        pytest.param("x", "---\na: 1\na: 2\n---\n", "People/Bob.md:3: ", id="a property twice"),
        pytest.param("x", "---\n{a: 1, b: 2}\n---\n", "People/Bob.md:2: ", id="properties on one line"),
        pytest.param("x\n\n%% open\n", "text\n", "People/Ada.md:3: not written: this %% is never closed", id="comment"),
        pytest.param("x\n\n```\nopen\n", "text\n", "People/Ada.md:4: not written: ", id="an open fence"),
        pytest.param("x", "[" * 60_000, "People/Bob.md:1: not written: the note is too complex", id="too complex"),
        pytest.param("x", "<!-- vaultkit:begin a.b -->\n", "People/Bob.md:1: not written: a.b is never", id="damage"),
    ],
)
def test_what_cannot_be_joined_safely_is_refused(ada: str, bob: str, words: str) -> None:
    """Without the second reading the text below an open comment or fence would be hidden for good."""
    with pytest.raises(RefusedEditError) as refused:
        merged(ada, bob)
    assert words in str(refused.value)


def test_nobody_is_merged_into_themselves(tmp_path: Path) -> None:
    ended = vaultkit(make_vault(tmp_path, {ADA: ""}), "merge", "Ada", ADA)
    assert (ended.exit_code, "are the same note: People/Ada.md" in ended.stderr) == (2, True)


def test_the_whole_small_vault(tmp_path: Path) -> None:
    vault = make_vault(tmp_path, NOTES)
    before = files(vault)
    shown = vaultkit(vault, "merge", "bob", "ada", "--dry-run").stdout
    assert "rename from People/Bob Kahn.md\nrename to .trash/Bob Kahn.md" in shown
    document = json.loads(vaultkit(vault, "merge", "bob", "ada", "--json").stdout)
    assert {line["path"] for line in document["written"]} == {
        "Daily/2026-11-21.md",
        "People/Ada Lovelace.md",
        ".trash/Bob Kahn.md",
    }
    assert "Bob Kahn" in vaultkit(vault, "show", "bob").stdout
    assert vaultkit(vault, "undo").exit_code == 0
    assert files(vault) == before
