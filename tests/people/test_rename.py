"""``vaultkit rename`` as somebody types it, on real files, and taken back."""

import json
from pathlib import Path

import pytest
from face_vault import NOTES, TODAY, moment_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vaultkit.api import Move, RefusedEditError, UsageError, check_file_name, fold_path
from vaultkit.people.commands import rename as command
from vaultkit.people.commands.find import find_person
from vaultkit.people.commands.plan_rename import plan_new_name
from vaultkit.session.session import Session
from vaultkit.testing import Run, make_vault, run

INTRO = "2026-09-20 -> intro: introduced her to [[Bob Kahn]] (with [[People/Ada King|Ada Lovelace]])"


def vaultkit(vault: Path, *arguments: str) -> Run:
    return run(*arguments, vault=vault, today=TODAY)


def files(vault: Path) -> dict[str, bytes]:
    return {each.relative_to(vault).as_posix(): each.read_bytes() for each in vault.rglob("*") if each.is_file()}


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "vault", NOTES)


def test_the_note_its_links_and_its_names_follow(vault: Path) -> None:
    ended = vaultkit(vault, "rename", "ada", "Ada King")
    assert ended.exit_code == 0
    assert ended.stdout.splitlines() == [
        "Daily/2026-11-21.md:1: - lunch with [[Ada King]] and [[Bob Kahn]]: the exhibition",
        'People/Bob Kahn.md:5: introduced_by: "[[Ada King]]"',
        f"People/Bob Kahn.md:8: - {INTRO}",
        "People/Ada King.md:2: aliases: [Countess, Ada Lovelace]",
        "People/Ada King.md",
    ]
    assert not (vault / "People/Ada Lovelace.md").exists()
    assert vaultkit(vault, "show", "ada lovelace").stdout == vaultkit(vault, "show", "ada king").stdout


def test_a_rename_is_taken_back_to_the_byte(vault: Path) -> None:
    before = files(vault)
    assert vaultkit(vault, "rename", "ada", "Ada King").exit_code == 0
    assert files(vault) != before
    assert vaultkit(vault, "undo").exit_code == 0
    assert files(vault) == before


def test_a_dry_run_shows_the_move_and_writes_nothing(vault: Path) -> None:
    before = files(vault)
    shown = vaultkit(vault, "rename", "ada", "Ada King", "--dry-run").stdout
    assert "rename from People/Ada Lovelace.md\nrename to People/Ada King.md" in shown
    assert "+- lunch with [[Ada King]] and [[Bob Kahn]]: the exhibition" in shown
    assert files(vault) == before


def test_json_names_the_lines_at_the_new_path(vault: Path) -> None:
    document = json.loads(vaultkit(vault, "rename", "ada", "Ada King", "--json").stdout)
    assert {line["path"] for line in document["written"]} == {
        "Daily/2026-11-21.md",
        "People/Bob Kahn.md",
        "People/Ada King.md",
    }


def test_blocks_follow_too(vault: Path) -> None:
    block = "<!-- vaultkit:begin people.all -->\n<!-- vaultkit:end people.all -->\n"
    (vault / "Dashboard.md").write_text(f"[[Ada Lovelace]]\n\n{block}", "utf-8")
    vaultkit(vault, "dashboard")
    before = files(vault)
    vaultkit(vault, "rename", "ada", "Ada King")
    text = (vault / "Dashboard.md").read_text("utf-8")
    assert text.startswith("[[Ada King]]\n")
    assert "Ada Lovelace" not in text
    assert vaultkit(vault, "undo").exit_code == 0
    assert files(vault) == before


@pytest.mark.parametrize(
    ("text", "path", "new", "made", "expected"),
    [
        pytest.param("x\n", "@Ada.md", "Eve", "@Eve.md", "---\naliases:\n  - Ada\n---\nx\n", id="the @ stays"),
        pytest.param("x\n", "@Ada.md", "@Eve", "@Eve.md", "---\naliases:\n  - Ada\n---\nx\n", id="typed with the @"),
        pytest.param(
            "x\n", "Ada.md", "AC/DC", "AC-DC.md", "---\nname: AC/DC\naliases:\n  - Ada\n---\nx\n", id="no file name"
        ),
        pytest.param(
            "---\nname: Ada L\n---\n# Ada L\n",
            "Ada.md",
            "Eve",
            "Eve.md",
            "---\nname: Eve\naliases:\n  - Ada L\n  - Ada\n---\n# Ada L\n",
            id="the property follows, the heading is yours",
        ),
        pytest.param(
            "---\naliases: Ada, Countess\n---\n",
            "Ada.md",
            "Eve",
            "Eve.md",
            "---\naliases: Ada, Countess\n---\n",
            id="an alias already",
        ),
        pytest.param("x\n", "Ada.md", "ADA", "ADA.md", "x\n", id="letter case alone"),
        pytest.param(
            "---\naliases: [Eve]\n---\n", "Ada.md", "Eve", "Eve.md", "---\naliases: [Eve, Ada]\n---\n", id="own alias"
        ),
    ],
)
def test_what_the_note_says_of_names(  # noqa: PLR0913, PLR0917 -- one for each column
    tmp_path: Path, text: str, path: str, new: str, made: str, expected: str
) -> None:
    vault = make_vault(tmp_path, {f"People/{path}": text})
    ended = vaultkit(vault, "rename", "Ada", new)
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert {each.name: each.read_text("utf-8") for each in (vault / "People").iterdir()} == {made: expected}


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("Bob Kahn", "'Bob Kahn' exists already: People/Bob Kahn.md"),
        ("bob-kahn", "'bob-kahn' exists already: People/Bob Kahn.md"),
        ("Annie", "'Annie' exists already: People/Ann Lee.md"),
        ("Me", "'Me' exists already: Me.md"),
        ("Ada Lovelace", "People/Ada Lovelace.md is called 'Ada Lovelace' already"),
        ("../../x", "'../../x' cannot be a file name"),
        ("/etc/passwd", "'/etc/passwd' cannot be a file name"),
        ("a\x00b", "cannot be a file name"),
        ("Ida.md", "'Ida.md' cannot be a file name: it ends in .md"),
        (" ", "cannot be a file name"),
        ("People", "would be no person's note by the settings"),
    ],
)
def test_names_that_are_refused(vault: Path, new: str, words: str) -> None:
    """Without the check of the note's role the person would vanish by being renamed to the folder's name."""
    before = files(vault)
    ended = vaultkit(vault, "rename", "ada", new)
    assert (ended.exit_code, words in ended.stderr) == (2, True), ended.stderr
    assert files(vault) == before


def test_a_file_of_that_name_keeps_it_and_links_to_it_stay(tmp_path: Path) -> None:
    vault = make_vault(tmp_path, {"People/Ada.md": "---\nname: Ada L\n---\n[[ada]]\n", "n.md": "[[ada]]\n"})
    assert vaultkit(vault, "rename", "Ada L", "Ada").exit_code == 0
    assert (vault / "People/Ada.md").read_text() == "---\nname: Ada\naliases:\n  - Ada L\n---\n[[ada]]\n"
    assert (vault / "n.md").read_text() == "[[ada]]\n"


def test_broken_front_matter_is_refused_with_its_line(tmp_path: Path) -> None:
    vault = make_vault(tmp_path, {"People/Ada.md": "---\na: [\n---\n"})
    ended = vaultkit(vault, "rename", "Ada", "Eve")
    assert ended.exit_code == 1
    assert "People/Ada.md:" in ended.stderr


HOSTILE = (
    "../",
    "/",
    "\\",
    "C:",
    "CON",
    "nul.md",
    "\x00",
    "\u202e",
    "~",
    ".trash/",
    "a" * 300,
    "\ud800",
    "|",
    "]]",
    "%2e%2e",
    " ",
    ".",
    "é",
)


@given(st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=8)), max_size=5).map("".join))
@settings(max_examples=500, suppress_health_check=[HealthCheck.too_slow])
def test_no_name_leads_out_of_the_folder_or_over_a_file(name: str) -> None:
    """Without the check of the file's name even an empty one would be taken."""
    moment = moment_of(NOTES)
    try:
        plan = plan_new_name(moment, find_person(moment, "ada"), name)
    except (UsageError, RefusedEditError):
        return
    [move] = [change for change in plan.changes if isinstance(change, Move)]
    folder, _, file = move.target.rpartition("/")
    check_file_name(file.removesuffix(".md"))
    assert (folder, file.endswith(".md")) == ("People", True)
    assert fold_path(move.target) not in {fold_path(path) for path in NOTES if path != move.path}


def many(tmp_path: Path) -> Path:
    notes = {f"n{number}.md": "[[Ada]] [[Ada]]\n" for number in range(command.MANY + 1)}
    return make_vault(tmp_path, {"People/Ada.md": "", **notes})


def test_many_notes_are_not_changed_without_a_yes(tmp_path: Path) -> None:
    vault = many(tmp_path)
    before = files(vault)
    ended = vaultkit(vault, "rename", "Ada", "Eve")
    assert ended.exit_code == 2
    assert "22 links in 11 notes will change; look at them with --dry-run, or confirm with --yes" in ended.stderr
    assert files(vault) == before
    assert vaultkit(vault, "rename", "Ada", "Eve", "--dry-run").exit_code == 0
    assert vaultkit(vault, "rename", "Ada", "Eve", "--yes").exit_code == 0
    assert (vault / "n1.md").read_text() == "[[Eve]] [[Eve]]\n"


@pytest.mark.parametrize("answer", [True, False])
def test_on_a_terminal_many_notes_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, answer: bool
) -> None:
    vault = many(tmp_path)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.confirm", lambda *_words, **_options: answer)
    ended = vaultkit(vault, "rename", "Ada", "Eve")
    assert "22 links in 11 notes will change." in ended.stderr
    assert ("Nothing was written." in ended.stderr) is not answer
    assert (vault / "People/Eve.md").exists() is answer


def test_what_is_left_is_told(tmp_path: Path) -> None:
    long = "x" * (2 * 1024 * 1024) + "[[Ada]]"
    vault = make_vault(tmp_path, {"People/Ada.md": "", "n.md": "[[Eve]]\n", "Long.md": f"[[Ada]] {long}"})
    ended = vaultkit(vault, "rename", "Ada", "Eve")
    assert "1 link of that name led nowhere before, and to this note now" in ended.stderr
    assert "Long.md could not be read whole" in ended.stderr


def test_a_note_that_changes_meanwhile_is_planned_again(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the second look the command would end with exit 5 on the first change underneath."""
    note = vault / "Daily/2026-11-21.md"
    before = vars(Session)["moment"].fget
    seen: list[object] = []

    def late(self: Session) -> object:
        moment = before(self)
        if not seen:
            seen.append(moment)
            note.write_text("- call [[Ada Lovelace]] at noon\n")
        return moment

    monkeypatch.setattr(Session, "moment", property(late))
    assert vaultkit(vault, "rename", "ada", "Ada King").exit_code == 0
    assert note.read_text() == "- call [[Ada King]] at noon\n"
