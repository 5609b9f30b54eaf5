"""``undo``: the last command's write is taken back, byte for byte, or not at all."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from vaultkit.disk import locks
from vaultkit.disk.state import state_folder
from vaultkit.testing import Run, make_vault, open_with
from vaultkit.testing import run as run_vaultkit

TODAY = date(2026, 11, 22)
SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
REGISTRY: Registry[Any] = Registry().with_resources(
    (place.name, Resource.from_contents(json.loads(place.read_text("utf-8")))) for place in SCHEMAS.glob("*.json")
)
ADA = b"\xef\xbb\xbf---\r\ncadence: 30\r\n---\r\n# Ada\r\n\r\n## Log\r\n- 2026-11-01 call: x\r\n- 2026-11-02 \xff y"
BLOCK = "<!-- vaultkit:begin {0} -->\n<!-- vaultkit:end {0} -->\n"
NOTES: dict[str, str | bytes] = {
    "People/Ada.md": ADA,
    "People/Bob.md": f"# Bob\n\n{BLOCK.format('person.verdict')}\n## Log\n- 2026-11-01 call: x\n",
    "Dashboard.md": BLOCK.format("people.all"),
}


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = make_vault(tmp_path / "vault", NOTES)
    run_vaultkit("dashboard", vault=folder, today=TODAY)
    return folder


def files(root: Path) -> dict[str, bytes]:
    return {str(place.relative_to(root)): place.read_bytes() for place in sorted(root.rglob("*")) if place.is_file()}


def run(vault: Path, *words: str) -> Run:
    return run_vaultkit(*words, vault=vault, today=TODAY)


def entries(vault: Path) -> list[dict[str, Any]]:
    document = json.loads(run(vault, "undo", "--list", "--json").stdout)
    schema = json.loads((SCHEMAS / "undo.json").read_text("utf-8"))
    Draft202012Validator(schema, registry=REGISTRY).validate(document)
    found: list[dict[str, Any]] = document["entries"]
    return found


def test_log_and_undo_give_the_old_bytes(vault: Path) -> None:
    before = files(vault)
    assert run(vault, "log", "ada", "coffee").exit_code == 0
    assert files(vault) != before
    done = run(vault, "undo")
    assert (done.exit_code, done.stdout) == (0, "People/Ada.md\n")
    assert done.stderr.startswith("took back `log` of ")
    assert files(vault) == before


def test_a_note_with_a_block_gets_its_old_bytes_too(vault: Path) -> None:
    """Fails without walking back over the rewrite of the block that came after the line."""
    before = files(vault)
    run(vault, "log", "bob", "coffee")
    assert files(vault)["People/Bob.md"].count(b"2026-11-22") > 1
    assert run(vault, "undo").exit_code == 0
    assert files(vault) == before


def test_a_write_to_several_notes_is_taken_back_as_one(vault: Path) -> None:
    before = files(vault)
    run(vault, "log", "ada", "lunch", "--with", "bob")
    assert [entry["paths"] for entry in entries(vault)] == [["People/Ada.md", "People/Bob.md"]]
    assert run(vault, "undo").stdout == "People/Ada.md\nPeople/Bob.md\n"
    assert files(vault) == before


def test_the_next_undo_takes_back_the_command_before(vault: Path) -> None:
    states = [files(vault)]
    for words in (("log", "bob", "one"), ("log", "bob", "two"), ("log", "ada", "three", "--with", "bob")):
        run(vault, *words)
        states.append(files(vault))
    for state in reversed(states[:-1]):
        assert run(vault, "undo").exit_code == 0
        assert files(vault) == state
    nothing = run(vault, "undo")
    assert (nothing.exit_code, nothing.stdout) == (2, "")
    assert "no command to take back" in nothing.stderr
    assert [entry["undone"] for entry in entries(vault)] == [True, True, True]
    run(vault, "log", "ada", "four")
    assert [entry["undone"] for entry in entries(vault)] == [False, True, True, True]
    assert run(vault, "undo").exit_code == 0
    assert files(vault) == states[0]


def test_what_another_process_wrote_is_taken_back(vault: Path) -> None:
    before = files(vault)
    program = [sys.executable, "-m", "vaultkit", "--vault", str(vault), "--today", TODAY.isoformat()]
    subprocess.run([*program, "log", "ada", "coffee"], check=True, capture_output=True)
    assert files(vault) != before
    subprocess.run([*program, "undo"], check=True, capture_output=True)
    assert files(vault) == before


def test_a_dry_run_shows_the_diff_and_writes_nothing(vault: Path) -> None:
    run(vault, "log", "bob", "coffee")
    before = files(vault)
    shown = run(vault, "undo", "--dry-run")
    assert "\n-- 2026-11-22 coffee\n" in shown.stdout
    assert "would take back `log`" in shown.stderr
    document = json.loads(run(vault, "undo", "--dry-run", "--json").stdout)
    assert document["written"] == []
    assert document["diff"] == shown.stdout
    assert files(vault) == before
    assert [entry["undoable"] for entry in entries(vault)] == [True]


def test_the_document_names_what_has_its_old_bytes(vault: Path) -> None:
    run(vault, "log", "ada", "coffee")
    document = json.loads(run(vault, "undo", "--json").stdout)
    assert document == {"schema_version": 1, "written": [{"path": "People/Ada.md", "line": 8, "text": ""}]}


def changed(vault: Path) -> None:
    (vault / "People/Ada.md").write_bytes(ADA)


def gone(vault: Path) -> None:
    (vault / "People/Ada.md").rename(vault / "People/Other.md")


def led_out(vault: Path) -> None:
    (vault / "People").rename(vault.parent / "elsewhere")
    (vault / "People").symlink_to(vault.parent / "elsewhere")


def a_folder(vault: Path) -> None:
    (vault / "People/Ada.md").unlink()
    (vault / "People/Ada.md").mkdir()


@pytest.mark.parametrize(
    ("move_on", "why"),
    [
        (changed, "People/Ada.md has changed since"),
        (gone, "People/Ada.md is gone"),
        (led_out, "People/Ada.md leads out of the vault now"),
        (a_folder, "People/Ada.md cannot be read: "),
    ],
)
def test_a_note_that_has_moved_on_keeps_all_as_it_is(vault: Path, move_on: Callable[[Path], None], why: str) -> None:
    """Fails without the digest: what somebody wrote since would be lost."""
    run(vault, "log", "ada", "lunch", "--with", "bob")
    move_on(vault)
    before = files(vault)
    refused = run(vault, "undo")
    assert (refused.exit_code, refused.stdout) == (5, "")
    assert why in refused.stderr
    assert "nothing was taken back" in refused.stderr
    assert files(vault) == before
    (entry,) = entries(vault)
    assert entry["undoable"] is False
    assert entry["why_not"].startswith(why)


def test_a_later_command_on_the_same_note_is_named(vault: Path) -> None:
    run(vault, "log", "bob", "one")
    run(vault, "log", "bob", "two")
    before = files(vault)
    later, earlier = entries(vault)
    assert earlier["why_not"] == (
        f"People/Bob.md was changed by `log` since, which must be taken back first (undo {later['id'][:8]})"
    )
    refused = run(vault, "undo", earlier["id"][:8])
    assert refused.exit_code == 5
    assert files(vault) == before


def test_an_earlier_command_on_another_note_is_taken_back_by_its_id(vault: Path) -> None:
    before = files(vault)
    run(vault, "log", "ada", "one")
    ada = files(vault)["People/Ada.md"]
    run(vault, "log", "bob", "two")
    wanted = entries(vault)[1]["id"]
    assert run(vault, "undo", wanted[:10]).exit_code == 0
    assert files(vault)["People/Ada.md"] == before["People/Ada.md"] != ada
    again = run(vault, "undo", wanted)
    assert (again.exit_code, "was taken back already" in again.stderr) == (2, True)
    assert run(vault, "undo").exit_code == 0
    assert files(vault) == before


@pytest.mark.parametrize("wanted", ["nothing", "", "0f0f0f0f"])
def test_an_id_that_is_none(vault: Path, wanted: str) -> None:
    run(vault, "log", "ada", "one")
    refused = run(vault, "undo", wanted)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == f"vaultkit: no command has the id {wanted!r}; `vaultkit undo --list` shows them\n"


def test_a_list_is_not_an_undo(vault: Path) -> None:
    run(vault, "log", "ada", "one")
    before = files(vault)
    assert run(vault, "undo", "--list", "--dry-run").exit_code == 2
    assert run(vault, "undo", "--list").exit_code == 0
    assert files(vault) == before


def test_what_add_made_goes_to_the_trash(vault: Path) -> None:
    before = files(vault)
    run(vault, "add", "Zed")
    new = files(vault)["People/Zed.md"]
    assert run(vault, "undo").stdout == ".trash/Zed.md\n"
    assert files(vault) == before | {".trash/Zed.md": new}
    run(vault, "add", "Zed")
    assert run(vault, "undo").stdout == ".trash/Zed 1.md\n"


def test_what_was_written_into_a_new_note_keeps_it(vault: Path) -> None:
    run(vault, "add", "Zed")
    with (vault / "People/Zed.md").open("ab") as file:
        file.write(b"theirs")
    before = files(vault)
    assert run(vault, "undo").exit_code == 5
    assert files(vault) == before


def test_rewrites_of_blocks_are_no_commands(vault: Path) -> None:
    assert entries(vault) == []
    assert "no command has written" in run(vault, "undo", "--list").stderr


def test_the_list_is_a_table_of_the_last_commands(vault: Path) -> None:
    for number in range(22):
        run(vault, "log", "ada", f"line {number}")
    lines = run(vault, "undo", "--list").stdout.splitlines()
    assert lines[0].split() == ["ID", "TIME", "COMMAND", "FILES", "STATE"]
    assert len(lines) == 21
    assert lines[1].endswith("log      People/Ada.md  can be taken back")


def test_the_list_names_the_only_file_once(vault: Path) -> None:
    run(vault, "log", "ada", "one")
    run(vault, "log", "ada", "two")
    last, before = entries(vault)
    line = run(vault, "undo", "--list").stdout.splitlines()[2]
    assert line.count("People/Ada.md") == 1
    assert line.endswith(f"was changed by `log` since, which must be taken back first (undo {last['id'][:8]})")
    assert before["why_not"].startswith("People/Ada.md was changed")


def test_the_list_names_some_of_many_files(vault: Path) -> None:
    for name in ("Cy", "Di"):
        run(vault, "add", name)
    run(vault, "log", "ada", "lunch", "--with", "bob", "--with", "cy")
    run(vault, "log", "ada", "dinner", "--with", "bob", "--with", "cy", "--with", "di")
    _header, most, all_of_them, *_ = run(vault, "undo", "--list").stdout.splitlines()
    assert " People/Ada.md, People/Bob.md and 2 more " in most
    assert " People/Ada.md, People/Bob.md, People/Cy.md " in all_of_them


def test_whatever_is_trashed_or_moved_comes_back_and_leaves_nothing(vault: Path) -> None:
    """Fails without the folders in the journal: an empty ``.trash`` stays behind."""
    from vaultkit.api import Create, Edit, Move, Trash  # noqa: PLC0415 -- what a plugin would write

    before = files(vault)
    session = open_with(vault, TODAY)
    ada, bob = (session.vault.read(f"People/{name}.md") for name in ("Ada", "Bob"))
    session.write(
        lambda _: [
            Edit(ada.path, ada.digest, 3, 3, b"x"),
            Trash(ada.path, ada.digest),
            Move(bob.path, bob.digest, "Old/People/Bob.md"),
            Create("People/Ada.md", b"# Another\n"),
        ],
        label="rearrange",
    )
    assert {".trash/Ada.md", "Old/People/Bob.md"} < files(vault).keys()
    assert run(vault, "undo").exit_code == 0
    assert files(vault) == before | {".trash/Ada 1.md": b"# Another\n"}
    assert not (vault / "Old").exists()


def test_names_that_were_handed_on_come_back_in_turn(vault: Path) -> None:
    """Fails where the moves are undone in the order in which they were made: the names are still taken."""
    from vaultkit.api import Move  # noqa: PLC0415 -- as above

    before = files(vault)
    session = open_with(vault, TODAY)
    ada, bob = (session.vault.read(f"People/{name}.md") for name in ("Ada", "Bob"))
    moves = [Move(bob.path, bob.digest, "People/Cy.md"), Move(ada.path, ada.digest, "People/Bob.md")]
    session.write(lambda _: moves, label="hand on")
    assert {"People/Bob.md", "People/Cy.md"} < files(vault).keys()
    assert run(vault, "undo").exit_code == 0
    assert files(vault) == before


def test_a_move_into_the_trash_that_is_taken_back_leaves_no_folder(vault: Path) -> None:
    from vaultkit.api import Trash  # noqa: PLC0415 -- as above

    before = files(vault)
    session = open_with(vault, TODAY)
    ada = session.vault.read("People/Ada.md")
    session.write(lambda _: [Trash(ada.path, ada.digest)], label="merge")
    assert (vault / ".trash").exists()
    assert run(vault, "undo").stdout == "People/Ada.md\n"
    assert files(vault) == before
    assert not (vault / ".trash").exists()


def test_a_name_that_was_given_away_since_stays_with_whom_has_it(vault: Path) -> None:
    from vaultkit.api import Move  # noqa: PLC0415 -- as above

    session = open_with(vault, TODAY)
    ada = session.vault.read("People/Ada.md")
    session.write(lambda _: [Move(ada.path, ada.digest, "People/Ada L.md")], label="rename")
    (vault / "People/ada.md").write_bytes(b"theirs")
    before = files(vault)
    refused = run(vault, "undo")
    assert refused.exit_code == 5
    assert "People/ada.md has a name that was given away since" in refused.stderr
    assert {path: data for path, data in files(vault).items() if path in before} == before


def test_a_busy_vault_is_left_alone(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(vault, "log", "ada", "one")
    before = files(vault)
    monkeypatch.setattr(locks.writer, "__kwdefaults__", {"wait": 0.05})
    holder = Path(__file__).parents[1] / "disk" / "disk_holder.py"
    with subprocess.Popen(
        [sys.executable, holder, vault, "writer"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert run(vault, "undo").exit_code == 6
        process.communicate()
    assert files(vault) == before


def test_what_somebody_wrote_inside_a_block_is_kept_in_the_journal(vault: Path) -> None:
    """Fails if the bytes that are replaced are not written down: the page on safety shows how to get at them."""
    place = vault / "Dashboard.md"
    place.write_bytes(place.read_bytes().replace(b"| [[People/Ada", b"my own words\n| [[People/Ada", 1))
    run(vault, "dashboard")
    assert b"my own words" not in place.read_bytes()
    page = (Path(__file__).parents[2] / "docs" / "safety.md").read_text("utf-8")
    program = page.partition("python3 - <<'END'\n")[2].partition("END\n")[0]
    shown = subprocess.run(
        [sys.executable, "-c", program], cwd=state_folder(vault), capture_output=True, text=True, check=True
    )
    assert "my own words" in shown.stdout
    assert "Dashboard.md" in shown.stdout
    assert entries(vault) == []


def test_who_takes_back_the_beginning_is_told_that_the_vault_is_gone(tmp_path: Path) -> None:
    """Fails where every command after it says that there is no vault, and none has said why."""
    (tmp_path / "A.md").write_text("hi\n", "utf-8")
    assert run(tmp_path, "init", "--yes").exit_code == 0
    told = "this folder is no vault any more: `vaultkit init` makes it one again; what went is in `.trash`"
    assert told not in run(tmp_path, "undo", "--dry-run").stderr
    assert told in run(tmp_path, "undo").stderr
