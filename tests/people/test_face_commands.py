"""The commands of people, run as somebody types them: exact words, exit codes, bytes on the disk, completion."""

import json
import os
import shlex
from pathlib import Path

import pytest
from face_vault import NOTES, TODAY
from jsonschema import Draft202012Validator

from vaultkit.testing import Run, make_vault, run

TRANSCRIPT = Path(__file__).parent / "snapshots" / "commands.txt"
SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
COMMANDS = """
status
status --status fading
status --tag work
status ada zoe
status ada
status ann
status nobody
status --status friend
due
due --within 100 --exit-code
due --all
show ada
show old
who chess
who quantum gravity
timeline
timeline ada --since '4 weeks ago'
timeline --since may
log ada 'coffee: she starts in May'
log ada '-> intro: to the club' --with bob --on friday
log ada '<- the draft' --kind email --dry-run
log wei 'nobody of that name'
log 王伟 '2026-11-21 walk: x'
log ada 'call: x' --on tomorrow
log ada 'call: x' --kind shouting
log ada '' --kind call
log ada --dryrun
log ada lunch with Bob
log ada lunch --wiht bob
add 'Grace Hopper' --met 2026-11-01 --at 'the navy' --tag navy --interest compilers --cadence 2w
add 'ada lovelace'
add 'a/b'
add Linus --cadence soon
add Linus --met tomorrow
timeline --since yesterday
""".strip().splitlines()


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "vault", NOTES)


def vaultkit(vault: Path, *arguments: str) -> Run:
    return run(*arguments, vault=vault, today=TODAY)


def test_what_is_said(vault: Path) -> None:
    """Run with RECORD_SNAPSHOTS=1 to record it again, and read the difference."""
    parts = []
    for command in COMMANDS:
        ended = vaultkit(vault, *shlex.split(command))
        errors = "".join(f"! {line}\n" for line in ended.stderr.splitlines())
        code = f"exit {ended.exit_code}\n" if ended.exit_code else ""
        parts.append(f"$ vaultkit {command}\n{ended.stdout}{errors}{code}")
    said = "\n".join(parts)
    if os.environ.get("RECORD_SNAPSHOTS"):
        TRANSCRIPT.write_text(said, encoding="utf-8")
    assert TRANSCRIPT.read_text(encoding="utf-8") == said


@pytest.mark.parametrize(
    ("schema", "command"),
    [
        ("status", "status --json"),
        ("status", "status ada --json"),
        ("status", "status --status fading --json"),
        ("due", "due --json"),
        ("due", "due --all --json"),
        ("due", "due --within 3000 --json"),
        ("show", "show ada --json"),
        ("show", "show old --json"),
        ("show", "show people/ann --json"),
        ("who", "who chess --json"),
        ("who", "who nothing-at-all --json"),
        ("timeline", "timeline --json"),
        ("timeline", "timeline zoe --json"),
        ("written", "log ada 'call: x' --json"),
        ("written", "log ada 'call: x' --with bob --dry-run --json"),
        ("written", "add 'Grace Hopper' --json"),
        ("written", "add 'Grace Hopper' --dry-run --json"),
    ],
)
def test_every_document_is_what_its_schema_says(vault: Path, schema: str, command: str) -> None:
    ended = vaultkit(vault, *shlex.split(command))
    assert ended.exit_code == 0, ended.stderr
    Draft202012Validator(json.loads((SCHEMAS / f"{schema}.json").read_text("utf-8"))).validate(json.loads(ended.stdout))


def test_log_adds_one_line_and_no_other_byte(vault: Path) -> None:
    path = vault / "People" / "Ada Lovelace.md"
    before = path.read_bytes().split(b"\n")
    ended = vaultkit(vault, "log", "ada", "-> help: with the move")
    after = path.read_bytes().split(b"\n")
    line = "- 2026-11-22 -> help: with the move"
    place = after.index(line.encode())
    assert after[:place] + after[place + 1 :] == before
    assert ended.stdout == f"People/Ada Lovelace.md:{place + 1}: {line}\n"


@pytest.mark.parametrize("text", ["-> x", "<- x", "->x", "->h", "-h", "--", "-5 degrees", "-", "->help: a chat"])
def test_a_text_may_begin_with_an_arrow_or_a_dash(vault: Path, text: str) -> None:
    ended = vaultkit(vault, "log", "ada", "--json", *(["--"] if text == "--" else []), text)
    if text in {"-", "--"}:
        assert ended.exit_code in {0, 2}
        return
    assert ended.exit_code == 0, ended.stderr
    (written,) = json.loads(ended.stdout)["written"]
    assert written["text"].split(" ", 2)[2].replace(" ", "") == text.replace(" ", "")


def test_log_has_no_short_options() -> None:
    from typer.main import get_group  # noqa: PLC0415 -- beside its only use

    from vaultkit.people.commands.app import app  # noqa: PLC0415 -- the same

    log = get_group(app).commands["log"]
    options = [name for parameter in log.params for name in parameter.opts if name.startswith("-")]
    assert options
    assert all(name.startswith("--") for name in options)
    assert log.context_settings["help_option_names"] == ["--help"]


def test_help_says_which_options_may_be_given_several_times() -> None:
    from typer.main import get_group  # noqa: PLC0415 -- beside its only use

    from vaultkit.people.commands.app import app  # noqa: PLC0415 -- the same

    options = [option for command in get_group(app).commands.values() for option in command.params]
    several = [option for option in options if getattr(option, "multiple", False)]
    assert {option.opts[0] for option in several} >= {"--with", "--kind", "--tag", "--interest", "--add", "--remove"}
    assert all("May be given several times." in str(getattr(option, "help", "")) for option in several)


@pytest.mark.parametrize(
    "text",
    ["a\nb", "a\r\n- [ ] b", "<!-- vaultkit:begin people.all -->", "%%", "<!--", "```", "- [ ] x", "# x", "---",
     "[[", "| a |"],
)  # fmt: skip
def test_whatever_is_typed_becomes_one_line_or_nothing(vault: Path, text: str) -> None:
    path = vault / "People" / "Ada Lovelace.md"
    before = path.read_bytes().split(b"\n")
    ended = vaultkit(vault, "log", "ada", text)
    after = path.read_bytes().split(b"\n")
    if ended.exit_code:
        assert after == before
        return
    assert len(after) == len(before) + 1
    assert [line for line in after if line not in before] == [line for line in after if b"2026-11-22" in line]
    assert (
        vaultkit(vault, "check", "--json").stdout
        == vaultkit(make_vault(vault.parent / "b", NOTES), "check", "--json").stdout
    )


def test_with_several_people_each_log_names_the_others(vault: Path) -> None:
    ended = vaultkit(vault, "log", "ada", "lunch: pears", "--with", "bob", "--with", "zoe", "--with", "Ada Lovelace")
    assert ended.exit_code == 0, ended.stderr
    ada, bob, zoe = (f"[[People/{name}|{name}]]" for name in ("Ada Lovelace", "Bob Kahn", "Zoe Åström"))
    for name, others in (
        ("Ada Lovelace", f"{bob}, {zoe}"),
        ("Bob Kahn", f"{ada}, {zoe}"),
        ("Zoe Åström", f"{ada}, {bob}"),
    ):
        text = (vault / "People" / f"{name}.md").read_text("utf-8")
        assert text.count(f"- 2026-11-22 lunch: pears (with {others})") == 1
    told = json.loads(vaultkit(vault, "timeline", "--since", "today", "--json").stdout)["interactions"]
    assert [(event["people"], event["text"]) for event in told] == [
        (["Ada Lovelace", "Bob Kahn", "Zoe Åström"], "pears")
    ]


@pytest.mark.parametrize("text", ["bob-kahn", "Bob Kahn", "zoe astrom"])
def test_a_second_person_is_no_text(vault: Path, text: str) -> None:
    ended = vaultkit(vault, "log", "ada", text)
    assert ended.exit_code == 2
    assert "further people are named with --with" in ended.stderr
    assert vaultkit(vault, "log", "ada", f"{text} came by").exit_code == 0


def test_due_with_all_lists_every_step_of_everybody(vault: Path) -> None:
    def steps(*options: str) -> dict[str, object]:
        told = json.loads(vaultkit(vault, "due", *options, "--json").stdout)["steps"]
        return {step.pop("path"): {key: step[key] for key in step if key not in {"name", "slug"}} for step in told}

    people = json.loads(vaultkit(vault, "status", "--json").stdout)["people"]
    assert steps("--all") == {one["path"]: one["next_step"] for one in people if one["next_step"]}
    for within in ("7", "100"):
        assert steps("--within", within).items() <= steps("--all", "--within", within).items()


def test_status_tells_why_somebody_is_left_alone_and_who_began(tmp_path: Path) -> None:
    log = "## Log\n- 2026-11-02 call: x\n- 2026-11-03 <- email: x\n- 2026-11-04 note: x\n- 2026-11-05 note: y\n"
    notes = {
        "People/A.md": f"---\npaused: true\ntrust: yes\n---\n{log}",
        "People/B.md": "---\nsnoozed_until: 2027-01-01\n---\n",
    }
    vault = make_vault(tmp_path / "aside", notes)
    said = vaultkit(vault, "status", "a").stdout
    assert said.startswith("A: contact since 2026-11-02, paused\n")
    assert "4 interactions: 1 begun by them, 1 begun by both, 2 that say nothing of who began." in said
    assert "People/A.md:3: trust: yes\n" in said
    assert vaultkit(vault, "show", "b").stdout.startswith("B: contact, snoozed until 2027-01-01\n")
    assert "0 interactions." in vaultkit(vault, "status", "b").stdout


def test_the_evidence_in_json_is_whole(tmp_path: Path) -> None:
    log = "".join(f"- 2026-11-{day:02} call: x\n" for day in range(1, 7))
    vault = make_vault(tmp_path / "whole", {"People/A.md": f"## Log\n{log}"})
    told = json.loads(vaultkit(vault, "status", "a", "--json").stdout)["people"][0]["criteria"]["communication"]
    assert [line["line"] for line in told["evidence"]] == [7, 6, 5, 4, 3, 2]
    assert "    and 3 more\n" in vaultkit(vault, "status", "a").stdout


def test_the_birthdays_of_the_dead_come_where_they_are_remembered(vault: Path) -> None:
    assert "next on" not in vaultkit(vault, "show", "old").stdout
    (vault / "vaultkit.toml").write_text("[people]\nremember = true\n", encoding="utf-8")
    assert "1950-11-25 (next on 2026-11-25)" in vaultkit(vault, "show", "old").stdout


def test_nobody_is_written_to_if_one_of_several_is_unknown(vault: Path) -> None:
    ended = vaultkit(vault, "log", "ada", "lunch: pears", "--with", "nobody-there")
    assert ended.exit_code == 4
    assert "pears" not in (vault / "People" / "Ada Lovelace.md").read_text("utf-8")


def test_dry_runs_write_nothing(vault: Path) -> None:
    before = {path: path.read_bytes() for path in vault.rglob("*") if path.is_file()}
    assert "+- 2026-11-22 x" in vaultkit(vault, "log", "ada", "x", "--dry-run").stdout
    assert vaultkit(vault, "add", "Grace", "--dry-run").exit_code == 0
    assert {path: path.read_bytes() for path in vault.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("status",), 0),
        (("due", "--exit-code"), 10),
        (("due", "--within", "-1"), 2),
        (("show", "nobody"), 4),
        (("show", "ann lee"), 4),
        (("timeline", "--since", "12"), 2),
        (("log", "ada", "x", "--from", "us"), 2),
        (("add", "CON"), 2),
        (("add", "Countess"), 2),
        (("who",), 2),
    ],
)
def test_exit_codes(vault: Path, arguments: tuple[str, ...], code: int) -> None:
    assert vaultkit(vault, *arguments).exit_code == code


def test_due_ends_calmly_where_nobody_is(tmp_path: Path) -> None:
    empty = make_vault(tmp_path / "empty", {})
    ended = vaultkit(empty, "due", "--exit-code")
    assert (ended.exit_code, ended.stdout, ended.stderr) == (0, "", "Nobody is waiting to hear from you.\n")
    assert vaultkit(empty, "status").stderr == "No people yet; `vaultkit add NAME` makes a first note.\n"
    assert vaultkit(empty, "timeline").stderr == "Nothing on record.\n"


@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("show a", ["ada-lovelace", "ann-lee"]),
        ("log ada x --with zo", ["zoe-astrom"]),
        ("log 王", ["王伟"]),
        ("log ada x --kind co", ["coffee", "comment", "collab", "confide", "connect"]),
        ("status --tag w", ["work/maths"]),
        ("status --status f", ["fading"]),
        ("timeline zzz", []),
    ],
)
def test_completion(vault: Path, monkeypatch: pytest.MonkeyPatch, line: str, offers: list[str]) -> None:
    assert completed(vault, line, monkeypatch) == offers


def test_completion_is_silent_where_nothing_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert completed(tmp_path / "nowhere", "show a", monkeypatch) == []
    assert completed(tmp_path / "nowhere", "log ada x --kind ph", monkeypatch) == ["phone"]


def completed(vault: Path, line: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    words = f"vaultkit --vault {vault} {line}"
    monkeypatch.setenv("_VAULTKIT_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
    ended = run()
    assert ended.stderr == ""
    return ended.stdout.split()
