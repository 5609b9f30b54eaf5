"""The core's own commands: check, index, dashboard, init, demo, and the program alone."""

import json
import re
import shlex
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from vaultkit import __version__
from vaultkit.model.location import Location
from vaultkit.model.problem import Problem, Severity
from vaultkit.testing import make_vault, run
from vaultkit.vault import Vault

TODAY = date(2026, 11, 22)
DASHBOARD = "<!-- vaultkit:begin people.summary -->\n<!-- vaultkit:end people.summary -->\n"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    notes = {
        "People/Ada.md": "# Ada\n\n## Interactions\n\n- 2026-11-01 call: [[Bob]] and [[Nobody]]\n",
        "People/Bob.md": "# Bob\n",
        "Daily/2026-11-02.md": "- lunch with [[Ada]]\n",
    }
    return make_vault(tmp_path / "vault", notes)


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_index_counts(vault: Path) -> None:
    found = json.loads(run("index", "--json", vault=vault, today=TODAY).stdout)

    assert list(found)[:5] == ["schema_version", "notes", "people", "interactions", "wikilinks"]
    assert (found["notes"], found["people"], found["interactions"]) == (3, 2, 2)
    assert (found["wikilinks"], found["unresolved_wikilinks"]) == (3, 1)


@pytest.mark.cache
def test_index_tells_what_the_cache_saved(vault: Path) -> None:
    old = (TODAY - timedelta(days=100)).toordinal()
    for path in vault.rglob("*.md"):
        import os  # noqa: PLC0415 - only this test turns back the time of files

        os.utime(path, (old * 1000, old * 1000))
    run("index", vault=vault, today=TODAY)

    again = json.loads(run("index", "--json", vault=vault, today=TODAY).stdout)
    rebuilt = json.loads(run("index", "--rebuild", "--json", vault=vault, today=TODAY).stdout)

    assert (again["from_cache"], rebuilt["from_cache"]) == (3, 0)
    assert {**again, "from_cache": 0, "seconds": 0} == {**rebuilt, "from_cache": 0, "seconds": 0}


def test_index_in_words(vault: Path) -> None:
    found = run("index", vault=vault, today=TODAY)

    assert re.search(r"^ +3  notes$", found.stdout, re.MULTILINE)
    assert "from the cache" in found.stderr


def test_check_prints_places_and_fails_on_errors(vault: Path) -> None:
    (vault / "People/Cy.md").write_text("---\ntags: [a\n---\n", encoding="utf-8")

    found = run("check", vault=vault, today=TODAY)

    assert found.exit_code == 1
    assert re.search(r"^People/Cy\.md:\d+:\d+: error: .+ \[[a-z-]+\]$", found.stdout, re.MULTILINE)
    assert "4 notes, 1 error" in found.stderr


def test_check_fails_on_warnings_only_when_strict(vault: Path) -> None:
    (vault / "People/Cy.md").write_text("---\nbirthday: soon\n---\n", encoding="utf-8")

    assert run("check", vault=vault, today=TODAY).exit_code == 0
    assert run("check", "--strict", vault=vault, today=TODAY).exit_code == 1


def test_dashboard_is_made_once_and_then_left_alone(vault: Path) -> None:
    first = run("dashboard", vault=vault, today=TODAY)
    made = contents(vault)
    second = run("dashboard", vault=vault, today=TODAY)

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout == "Dashboard.md\n"
    assert b"[[People/Ada|Ada]]" in made["Dashboard.md"]
    assert second.stdout == ""
    assert "up to date" in second.stderr
    assert contents(vault) == made


def test_dashboard_print_and_check_write_nothing(vault: Path) -> None:
    before = contents(vault)

    printed = run("dashboard", "--print", vault=vault, today=TODAY)
    dry = run("dashboard", "--dry-run", vault=vault, today=TODAY)

    assert "[[People/Ada|Ada]]" in printed.stdout
    assert "+++ b/Dashboard.md" in dry.stdout
    assert contents(vault) == before
    run("dashboard", vault=vault, today=TODAY)
    assert run("dashboard", "--print", vault=vault, today=TODAY).stdout == printed.stdout
    assert (vault / "Dashboard.md").read_text("utf-8") == printed.stdout


def test_dashboard_check_names_stale_blocks(vault: Path) -> None:
    (vault / "Mine.md").write_text(f"# Mine\n\n{DASHBOARD}", encoding="utf-8")

    stale = run("dashboard", "--check", vault=vault, today=TODAY)
    as_json = run("dashboard", "--check", "--json", vault=vault, today=TODAY)
    run("dashboard", vault=vault, today=TODAY)
    fresh = run("dashboard", "--check", vault=vault, today=TODAY)

    assert (stale.exit_code, stale.stdout) == (1, "Mine.md:3: the block people.summary is stale\n")
    assert json.loads(as_json.stdout)["stale"] == [{"path": "Mine.md", "line": 3, "block": "people.summary"}]
    assert (fresh.exit_code, fresh.stdout) == (0, "")


def test_another_machine_may_be_the_only_writer(vault: Path) -> None:
    (vault / "vaultkit.toml").write_text('[vault]\nwriter = "elsewhere"\n', encoding="utf-8")
    (vault / "Mine.md").write_text(DASHBOARD, encoding="utf-8")
    before = contents(vault)

    found = run("dashboard", vault=vault, today=TODAY)

    assert (found.exit_code, contents(vault)) == (0, before)
    assert "elsewhere" in found.stderr


def test_two_questions_at_once_are_a_usage_error(vault: Path) -> None:
    assert run("dashboard", "--check", "--print", vault=vault).exit_code == 2


def test_demo_lives_on_any_day_and_needs_no_vault(tmp_path: Path) -> None:
    day = date(2031, 3, 1)

    found = run("demo", tmp_path / "new", today=day)

    assert found.exit_code == 0
    assert found.stdout.startswith((tmp_path / "new/Dashboard.md").read_text("utf-8"))
    assert str(tmp_path / "new") in found.stdout
    assert run("check", vault=tmp_path / "new", today=day).stdout == ""


def test_what_demo_and_init_propose_can_be_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where the words are merely put behind each other: a blank in the path makes two of it."""
    proposal = run("demo", tmp_path / "my demo").stdout.splitlines()[-1]
    assert shlex.split(proposal) == ["vaultkit", "--vault", str(tmp_path / "my demo"), "due"]
    done = run("init", tmp_path / "my vault", "--yes").stdout.splitlines()[-1]
    assert shlex.split(done.partition(": ")[2]) == ["vaultkit", "--vault", str(tmp_path / "my vault"), "status"]

    monkeypatch.setattr(sys, "argv", [".venv/bin/vaultkit"])
    monkeypatch.setenv("PATH", str(tmp_path))
    proposal = run("demo", tmp_path / "another").stdout.splitlines()[-1]
    assert shlex.split(proposal)[0] == ".venv/bin/vaultkit"


def test_init_names_three_of_many(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v", {f"People/{name}.md": "" for name in ("A", "B", "C")})
    assert "(3 notes: A, B, C)" in run("init", vault).stdout
    (vault / "People/D.md").write_bytes(b"")
    assert "(4 notes: A, B, C, …)" in run("init", vault).stdout


def test_demo_refuses_a_folder_that_holds_anything(tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text("mine", encoding="utf-8")

    found = run("demo", tmp_path)

    assert found.exit_code == 2
    assert contents(tmp_path) == {"mine.md": b"mine"}


def test_demo_says_where_no_folder_can_be(tmp_path: Path) -> None:
    """Fails where the system's refusal goes its way: the reader is told of a bug."""
    (tmp_path / "file").write_bytes(b"x")
    found = run("demo", tmp_path / "file" / "new")
    assert found.exit_code == 1
    assert "file/new could not be written: Not a directory" in found.stderr


def test_init_writes_nothing_unasked(vault: Path) -> None:
    before = contents(vault)

    asked = run("init", vault)
    as_json = json.loads(run("init", vault, "--json").stdout)
    run("init", vault, "--dry-run")

    assert "3 notes" in asked.stdout
    assert contents(vault) == before
    assert as_json["written"] == []
    assert "Dashboard.md" in as_json["creates"]


def test_init_adds_what_is_missing_and_overwrites_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    (folder / "Contacts").mkdir(parents=True)
    for name in ("Ada", "Bob", "Cy"):
        (folder / f"Contacts/{name}.md").write_text(f"# {name}\n", encoding="utf-8")
    (folder / "Me.md").write_text("mine", encoding="utf-8")

    done = run("init", folder, "--yes", today=TODAY)
    again = run("init", folder, "--yes", today=TODAY)

    assert done.exit_code == 0
    assert (folder / "Me.md").read_text("utf-8") == "mine"
    assert (folder / "vaultkit.toml").exists()
    assert "nothing to add" in again.stdout
    assert json.loads(run("index", "--json", vault=folder).stdout)["people"] == 3
    assert run("check", "--strict", vault=folder, today=TODAY).exit_code == 0


def test_alone_outside_a_vault_it_says_how_to_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    found = run()

    assert found.exit_code == 3
    assert "vaultkit demo" in found.stdout


def test_alone_in_a_vault_it_says_what_is_due(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (vault / "People/Cy.md").write_text("---\nfollow_up: 2026-11-20\n---\n", encoding="utf-8")
    monkeypatch.chdir(vault / "Daily")

    found = run(today=TODAY)

    assert found.exit_code == 0
    assert "Cy" in found.stdout


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ((), 0, "the settings cannot be read whole, and defaults stand in"),
        (("status",), 0, "the settings cannot be read whole, and defaults stand in"),
        (("show", "ann"), 4, "the settings cannot be read whole, and defaults stand in"),
        (("log", "bob", "coffee"), 0, "the settings cannot be read whole, and defaults stand in"),
        (("dashboard",), 1, "blocks are left alone until the settings can be read"),
    ],
)
def test_settings_that_cannot_be_read_are_told_once(
    tmp_path: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    """Fails without the line: people whom the settings would have found are gone, and nothing says why."""
    settings = '[people]\nfolders = ["Friends"]\n[watch]\n[watch]\n'
    vault = make_vault(tmp_path / "v", {"vaultkit.toml": settings, "Friends/Ann.md": "", "People/Bob.md": ""})

    found = run(*words, vault=vault, today=TODAY)

    assert found.exit_code == code
    assert found.stderr.count("vaultkit.toml:4:7: error: Cannot declare [watch] twice") == 1
    assert told in found.stderr
    check = run("check", vault=vault, today=TODAY)
    assert "cannot be read whole" not in check.stderr


def test_a_vault_that_is_no_folder(tmp_path: Path) -> None:
    found = run("index", vault=tmp_path / "nowhere")

    assert found.exit_code == 3
    assert found.stderr == (
        f"vaultkit: {tmp_path / 'nowhere'} is no folder; "
        "`vaultkit init FOLDER` makes a vault, --vault names one that is there\n"
    )


def test_a_wrong_day_is_a_usage_error(vault: Path) -> None:
    found = run("--today", "soon", "index", vault=vault)

    assert found.exit_code == 2
    assert "soon" in found.stderr


def test_the_version_is_the_package_s() -> None:
    assert run("--version").stdout == f"vaultkit {__version__}\n"


def test_the_installed_program_answers(vault: Path) -> None:
    program = Path(sys.executable).with_name("vaultkit")

    done = subprocess.run([program, f"--vault={vault}", "index", "--json"], capture_output=True, check=True)

    assert json.loads(done.stdout)["notes"] == 3


def test_a_closed_pipe_is_no_traceback(vault: Path) -> None:
    command = [sys.executable, "-m", "vaultkit", f"--vault={vault}", "dashboard", "--print"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        words = process.stderr.read()
    assert b"Traceback" not in words


BUG = """
from vaultkit.plugins.hookspecs import hookimpl
import typer

app = typer.Typer()

@app.command()
def crash():
    raise RuntimeError("secret words of a note")

@app.command()
def other():
    pass

@hookimpl
def commands():
    return app
"""


def test_a_bug_is_one_line_without_the_note_s_words(tmp_path: Path) -> None:
    (tmp_path / "crashing.py").write_text(BUG, encoding="utf-8")
    info = tmp_path / "crashing-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: crashing\nVersion: 1\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[vaultkit.plugins]\ncrashing = crashing\n", encoding="utf-8")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from vaultkit.__main__ import main; main()"

    done = subprocess.run(
        [sys.executable, "-c", code, "crashing", "crash"], capture_output=True, text=True, check=False
    )
    without = subprocess.run([sys.executable, "-c", code, "--no-plugins", "crashing"], capture_output=True, check=False)

    assert done.returncode == 1
    assert "RuntimeError" in done.stderr
    assert "secret" not in done.stderr
    assert done.stderr.count("\n") == 1
    assert without.returncode == 2


@pytest.mark.cache
def test_the_first_command_says_what_was_taken_for_what(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    (vault / ".obsidian").mkdir(parents=True)
    (vault / "Ada.md").write_text("---\ntags: [person]\n---\n", encoding="utf-8")

    first, second = (run("index", vault=vault, today=TODAY) for _ in range(2))

    assert "1 note; 1 taken for a person, by tag; `vaultkit init`" in first.stderr
    assert "taken for" not in second.stderr


def test_broken_settings_leave_every_block_alone(vault: Path) -> None:
    run("dashboard", vault=vault, today=TODAY)
    (vault / "vaultkit.toml").write_text('[people\nfolders = ["Friends"]\n', encoding="utf-8")
    before = contents(vault)

    found = [run("dashboard", *options, vault=vault, today=TODAY) for options in ([], ["--check"])]
    run("log", "ada", "call: news", vault=vault, today=TODAY)

    assert [each.exit_code for each in found] == [1, 1]
    assert all("vaultkit.toml:1" in each.stderr for each in found)
    assert contents(vault)["Dashboard.md"] == before["Dashboard.md"]


def test_damaged_markers_are_told_by_whoever_would_rewrite_the_block(vault: Path) -> None:
    run("dashboard", vault=vault, today=TODAY)
    (vault / "Mine.md").write_text("<!-- vaultkit:begin people.due -->\nlost its end\n", encoding="utf-8")
    before = (vault / "Mine.md").read_bytes()

    done = run("dashboard", vault=vault, today=TODAY)
    checked = run("dashboard", "--check", vault=vault, today=TODAY)
    logged = run("log", "ada", "call: news", vault=vault, today=TODAY)

    assert (done.exit_code, checked.exit_code, logged.exit_code) == (1, 1, 0)
    assert all("Mine.md:1:1: error" in found.stderr for found in (done, checked, logged))
    assert (vault / "Mine.md").read_bytes() == before


def test_a_dashboard_that_is_rewritten_names_its_blocks(vault: Path) -> None:
    (vault / "Mine.md").write_text(f"# Mine\n\n{DASHBOARD}", encoding="utf-8")
    run("dashboard", vault=vault, today=TODAY)
    (vault / "People/Cy.md").write_text("# Cy\n", encoding="utf-8")

    found = run("dashboard", vault=vault, today=TODAY)

    assert "Mine.md:3: people.summary" in found.stdout


@pytest.mark.parametrize("there", ["Templates/Person.md", "templates/Person.md", "Vorlagen/Mensch.md"])
def test_init_uses_the_template_folder_that_is_there(tmp_path: Path, there: str) -> None:
    folder = tmp_path / "notes"
    (folder / there).parent.mkdir(parents=True)
    (folder / there).write_text("mine", encoding="utf-8")
    (folder / ".obsidian").mkdir()
    name = there.split("/", maxsplit=1)[0]
    (folder / ".obsidian/templates.json").write_text(json.dumps({"folder": name}), encoding="utf-8")

    done = run("init", folder, "--yes", today=TODAY)

    assert done.exit_code == 0
    assert (folder / there).read_text("utf-8") == "mine"
    assert (folder / name / "daily.md").exists()
    assert len([path for path in folder.iterdir() if path.is_dir()]) == 2


def test_init_never_makes_a_vault_inside_another(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = run("init", vault / "Daily", "--yes")
    monkeypatch.chdir(vault / "Daily")
    inside = run("init", "--yes", today=TODAY)

    assert refused.exit_code == 2
    assert inside.exit_code == 0
    assert (vault / "Me.md").exists()
    assert [path.name for path in (vault / "Daily").iterdir()] == ["2026-11-02.md"]


def test_a_write_that_is_done_is_reported_though_a_block_cannot_be_rewritten(vault: Path) -> None:
    run("dashboard", vault=vault, today=TODAY)
    (vault / "Dashboard.md").chmod(0o444)

    logged = run("log", "bob", "call: news", vault=vault, today=TODAY)

    assert logged.exit_code == 0
    assert "People/Bob.md:5: - 2026-11-22 call: news\n" in logged.stdout
    assert "Dashboard.md" in logged.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("target", [">/dev/full", ">&-"])
def test_output_that_is_lost_is_no_bug(vault: Path, target: str) -> None:
    command = f'"{sys.executable}" -m vaultkit --vault="{vault}" --today={TODAY} log ada "call: news" {target}'

    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)

    assert done.returncode == (1 if "full" in target else 0)
    assert "bug" not in done.stderr
    assert (vault / "People/Ada.md").read_text("utf-8").count("call: news") == 1


def test_a_folder_that_cannot_be_read_leaves_every_block_alone(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (vault / "Mine.md").write_text(DASHBOARD, encoding="utf-8")
    before = contents(vault)
    missing = Problem(Location("People"), "folder-unreadable", Severity.ERROR, "the folder cannot be read")
    monkeypatch.setattr(Vault, "why_incomplete", missing)  # no administrator is kept out of a folder

    found = run("dashboard", vault=vault, today=TODAY)

    assert found.exit_code == 1
    assert "folder-unreadable" in found.stderr
    assert contents(vault) == before
