"""set, unset and done as somebody types them: exact bytes on the disk, exact words, exit codes, completion."""

import json
from pathlib import Path

import pytest
from face_vault import ADA, NOTES, TODAY
from jsonschema import Draft202012Validator

from vaultkit.api import NoteChangedError, Value
from vaultkit.people.commands.entry import says_something
from vaultkit.people.commands.find import find_person
from vaultkit.people.commands.plan_change import Wish, plan_set
from vaultkit.people.commands.plan_done import plan_done
from vaultkit.people.reading.properties import kind_of, standing_for
from vaultkit.people.reading.values import UnreadableError, a_cadence
from vaultkit.people.settings import PeopleSettings
from vaultkit.testing import Run, make_vault, open_with, run

ADA_PATH = "People/Ada Lovelace.md"
MORE = {
    "People/Cleo.md": "---\nprm-cadence: 30 # a month\nEmails: [a@x.org]\ncircle: book club\nrhythm: 3\n---\n",
    "People/Dan.md": "no front matter\r\n",
    "People/Eve.md": "---\ntags: friend, chess\nbday: 1990-04-17\nkids:\n  - Ann\n---\n"
    "- [ ] a [due:: 2026-12-01]\n- [ ] b\n",
    "People/Fay.md": "---\nname: @fay\n---\n",
    "People/Gus.md": "---\nkids: [[Ann, Bo], Cy]\n---\n",
    "People/Ivy.md": "---\nbirthday: in spring\nbday: soon\ntrust: yes\n---\n",
    "Daily/2026-11-20.md": "- [ ] ask [[Bob Kahn]] about the *lease* ^b1\n- [ ] call [[Bob Kahn]] back 🔁 every week\n",
    "vaultkit.toml": '[people.properties]\nrhythm = "cadence"\n',
}
SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "written.json"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "vault", {**NOTES, **MORE})


def vaultkit(vault: Path, *arguments: str) -> Run:
    return run(*arguments, vault=vault, today=TODAY)


def lines(vault: Path, path: str) -> list[str]:
    return (vault / path).read_bytes().decode().split("\n")


CHANGED = [
    ("ada", ["trust", "mutual"], "favourite_tea: assam", "favourite_tea: assam\ntrust: mutual"),
    ("ada", ["Birthday", "12-10"], "birthday: 1990-12-10", "birthday: 12-10"),
    ("ada", ["cadence", "every 2 weeks"], "cadence: 30", "cadence: every 2 weeks"),
    ("ada", ["company", "[[Bell Labs]]"], 'company: "[[Acme]]"', 'company: "[[Bell Labs]]"'),
    ("ada", ["interests", "go, lisp"], "interests: [compilers, chess]", "interests: [go, lisp]"),
    ("ada", ["interests", "[[a, b]]"], "interests: [compilers, chess]", "interests: ['[[a, b]]']"),
    ("ada", ["interests", "--add", "go", "--add", "chess"], "[compilers, chess]", "[compilers, chess, go]"),
    ("ada", ["interests", "--remove", "CHESS", "--add", "go"], "[compilers, chess]", "[compilers, go]"),
    ("ada", ["tags", "--add", "#club"], "tags: [person, work/maths]", "tags: [person, work/maths, club]"),
    ("ada", ["follow_up", "in 3 weeks"], "favourite_tea: assam", "favourite_tea: assam\nfollow_up: 2026-12-13"),
    ("ada", ["met_on", "[[2026-01-02]]"], "assam", 'assam\nmet_on: "[[2026-01-02]]"'),
    ("ada", ["last_contacted", "friday"], "assam", "assam\nlast_contacted: 2026-11-20"),
    ("ada", ["deceased", "yesterday"], "assam", "assam\ndeceased: 2026-11-21"),
    ("ada", ["estranged", "true"], "assam", "assam\nestranged: true"),
    ("ada", ["deceased", "1852"], "assam", "assam\ndeceased: 1852"),
    ("ada", ["goals", "a, b"], "assam", 'assam\ngoals: ["a, b"]'),
    ("ada", ["email", "a@x.org"], "assam", "assam\nemail: a@x.org"),
    ("ada", ["bday", "12-10"], "birthday: 1990-12-10", "birthday: 12-10"),
    ("ada", ["favourite tea", "NO: tea"], "favourite_tea: assam", "favourite_tea: 'NO: tea'"),
    ("cleo", ["cadence", "2w"], "prm-cadence: 30 # a month", "prm-cadence: 2w # a month"),
    ("cleo", ["email", "--add", "b@x.org"], "Emails: [a@x.org]", "Emails: [a@x.org, b@x.org]"),
    ("cleo", ["email", "--remove", "a@x.org"], "Emails: [a@x.org]", "Emails: []"),
    ("cleo", ["circle", "reading"], "circle: book club", "circle: reading"),
    ("cleo", ["tier", "inner"], "rhythm: 3", "rhythm: 3\ntier: inner"),
    ("dan", ["circle", "close"], "no front matter", "---\r\ntier: close\r\n---\r\nno front matter"),
    ("dan", ["rhythm", "30"], "no front matter", "---\r\ncadence: 30\r\n---\r\nno front matter"),
    ("eve", ["tags", "--add", "go"], "tags: friend, chess", "tags:\n  - friend\n  - chess\n  - go"),
    ("eve", ["tags", "--remove", "chess"], "tags: friend, chess", "tags: friend"),
    ("eve", ["tags", "x"], "tags: friend, chess", "tags: x"),
    ("eve", ["kids", "--add", "Bo"], "  - Ann", "  - Ann\n  - Bo"),
    ("eve", ["kids", "--remove", "ann"], "kids:\n  - Ann", "kids: []"),
]


@pytest.mark.parametrize(("person", "arguments", "old", "new"), CHANGED)
def test_set_changes_one_property_and_no_other_byte(
    vault: Path, person: str, arguments: list[str], old: str, new: str
) -> None:
    path = {"ada": ADA_PATH, "cleo": "People/Cleo.md", "dan": "People/Dan.md", "eve": "People/Eve.md"}[person]
    before = (vault / path).read_bytes().decode()
    assert before.count(old) == 1
    dry = vaultkit(vault, "set", person, *arguments, "--dry-run")
    assert (vault / path).read_bytes().decode() == before
    assert dry.stdout.startswith(f"--- a/{path}")
    ended = vaultkit(vault, "set", person, *arguments)
    assert ended.exit_code == 0, ended.stderr
    assert (vault / path).read_bytes().decode() == before.replace(old, new)
    again = vaultkit(vault, "set", person, *arguments)
    if "--remove" not in arguments:
        assert (again.exit_code, again.stdout) == (0, "")
        assert "says so already" in again.stderr


@pytest.mark.parametrize(
    ("person", "arguments", "lost"),
    [
        ("ada", ["interests", "music"], "compilers, chess"),
        ("ada", ["interests", "Chess"], "compilers"),
        ("ada", ["interests", "--add", "music"], ""),
        ("ada", ["goals", "a"], ""),
        ("ada", ["cadence", "14"], ""),
        ("eve", ["tags", "chess"], "friend"),
        ("eve", ["tags", "#friend, chess, go"], ""),
        ("eve", ["kids", "Bo"], "Ann"),
    ],
)
def test_set_says_what_a_list_has_lost(vault: Path, person: str, arguments: list[str], lost: str) -> None:
    """Fails without the look at the list before: three interests became one in silence."""
    assert "no longer" not in vaultkit(vault, "set", person, *arguments, "--dry-run").stderr
    ended = vaultkit(vault, "set", person, *arguments)
    assert ended.exit_code == 0, ended.stderr
    told = f"{arguments[0]} says no longer: {lost}; --add keeps what a list says\n" if lost else ""
    assert ended.stderr == told


REFUSED = [
    ("ada", ["trust", "maybe"], 2, "trust should be mutual, yes or no, not maybe"),
    ("ada", ["cadence", "sometimes"], 2, "cadence should be days, 2w"),
    ("ada", ["cadence", "0"], 2, "cadence should be days"),
    ("ada", ["birthday", "in spring"], 2, "birthday should be a date such as 1990-04-17, or 04-17"),
    ("ivy", ["birthday", "in spring"], 2, "birthday should be a date such as 1990-04-17, or 04-17"),
    ("ada", ["birthday", "1990-02-30"], 2, "is no day of any calendar"),
    ("ada", ["paused", "perhaps"], 2, "paused should be true or false"),
    ("ada", ["tier", "golden"], 2, "'golden' is no tier; there are inner"),
    ("ada", ["follow_up", "soon"], 2, "'soon' is no date"),
    ("ada", ["deceased", "perhaps"], 2, "or true or false"),
    ("ada", ["last_contacted", "tomorrow"], 2, "is still to come"),
    ("ada", ["met_on", "2126-01-01"], 2, "is still to come"),
    ("ada", ["deceased", "2126-01-01"], 2, "is still to come"),
    ("ada", ["trust", ""], 2, "`vaultkit unset`"),
    ("ada", ["trust", " \u200b"], 2, "`vaultkit unset`"),
    ("ada", ["trust"], 2, "give a VALUE"),
    ("ada", ["trust", "yes", "--add", "no"], 2, "give a VALUE"),
    ("ada", ["cadence", "--add", "3"], 2, "cadence is no list"),
    ("ada", ["interests", "--remove", "golf"], 2, "'golf' is not in interests, which holds compilers, chess"),
    ("ada", ["goals", "--remove", "golf"], 2, "'golf' is not in goals"),
    ("gus", ["kids", "--remove", "Ann"], 1, "People/Gus.md:2: not written: 'Ann' stands in a list within the list"),
    ("gus", ["trust", "x" * 70_000], 1, "People/Gus.md:3: not written: with this the front matter has 70"),
    ("gus", ["kids", "--add", "x" * 70_000], 1, "People/Gus.md:2: not written: with this the front matter has 70"),
    ("ada", ["a\nb", "x"], 1, "cannot be the name"),
    ("Work/Ann Lee", ["type", "thing"], 2, "would be no person's note"),
    ("fay", ["trust", "yes"], 1, "People/Fay.md:2: not written: the front matter is no YAML"),
    ("fay", ["aliases", "--remove", "x"], 1, "People/Fay.md:2: not written: the front matter is no YAML"),
    ("nobody", ["trust", "yes"], 4, "nobody is called"),
]


@pytest.mark.parametrize(("person", "arguments", "code", "words"), REFUSED)
def test_what_a_reader_would_report_is_refused(
    vault: Path, person: str, arguments: list[str], code: int, words: str
) -> None:
    before = {path: path.read_bytes() for path in vault.rglob("*.md")}
    ended = vaultkit(vault, "set", person, *arguments)
    assert (ended.exit_code, ended.stdout) == (code, "")
    assert words in ended.stderr
    assert {path: path.read_bytes() for path in vault.rglob("*.md")} == before


def test_two_spellings_that_would_contradict_each_other_are_refused(vault: Path) -> None:
    (vault / "People" / "Eve.md").write_text("---\nbday: 1990-04-17\nbirthday: 1990-04-17\n---\n")
    ended = vaultkit(vault, "set", "eve", "birthday", "1990-04-18")
    assert ended.exit_code == 2
    assert "bday says something else than birthday" in ended.stderr


def test_a_mistyped_property_is_written_and_hinted_at(vault: Path) -> None:
    ended = vaultkit(vault, "set", "ada", "cadense", "3")
    assert ended.exit_code == 0
    assert ended.stderr == "'cadense' has no meaning here and stands as it was typed; did you mean cadence?\n"
    assert vaultkit(vault, "set", "ada", "cadense", "4").stderr == ""
    assert vaultkit(vault, "set", "ada", "zzz", "4").stderr == ""


@pytest.mark.parametrize(
    "command", [["set", "ada", "trust", "yes"], ["unset", "ada", "trust"], ["done", "ada", "paper"]]
)
@pytest.mark.parametrize("option", [[], ["--dry-run"]])
def test_every_document_is_what_its_schema_says(vault: Path, command: list[str], option: list[str]) -> None:
    vaultkit(vault, "set", "ada", "trust", "mutual")
    ended = vaultkit(vault, *command, "--json", *option)
    assert ended.exit_code == 0, ended.stderr
    Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(json.loads(ended.stdout))


def test_unset_takes_a_property_away(vault: Path) -> None:
    before = (vault / ADA_PATH).read_bytes()
    assert vaultkit(vault, "set", "ada", "trust", "mutual").exit_code == 0
    ended = vaultkit(vault, "unset", "ada", "Trust")
    assert (ended.exit_code, ended.stdout, ended.stderr) == (0, "", "Trust was taken away\n")
    assert (vault / ADA_PATH).read_bytes() == before
    gone = vaultkit(vault, "unset", "ada", "trust")
    assert (gone.exit_code, gone.stderr) == (2, f"vaultkit: {ADA_PATH} has no property 'trust'\n")
    assert "did you mean cadence?" in vaultkit(vault, "unset", "ada", "cadenc").stderr


def test_unset_finds_other_spellings_and_leaves_comments(vault: Path) -> None:
    assert vaultkit(vault, "unset", "cleo", "cadence").exit_code == 0
    assert lines(vault, "People/Cleo.md")[:3] == ["---", "# a month", "Emails: [a@x.org]"]
    assert vaultkit(vault, "unset", "cleo", "tier").exit_code == 2, "a circle that is no tier is another's"
    assert vaultkit(vault, "unset", "cleo", "circle").exit_code == 0
    assert vaultkit(vault, "unset", "fay", "name").exit_code == 1
    assert vaultkit(vault, "unset", "Work/Ann Lee", "type").exit_code == 2


def test_set_and_unset_give_the_same_note_where_there_was_no_front_matter(vault: Path) -> None:
    assert vaultkit(vault, "set", "dan", "trust", "yes").exit_code == 0
    assert vaultkit(vault, "unset", "dan", "trust").exit_code == 0
    assert (vault / "People" / "Dan.md").read_bytes() == b"no front matter\r\n"


DONE = [
    (
        "ada",
        "paper",
        ADA_PATH,
        "- [ ] send her the paper 📅 2026-11-20",
        "- [x] send her the paper 📅 2026-11-20 ✅ {}",
    ),
    ("ada", "Ask about the GARDEN", ADA_PATH, "- [ ] ask about the garden", "- [x] ask about the garden ✅ {}"),
    ("eve", "a", "People/Eve.md", "- [ ] a [due:: 2026-12-01]", "- [x] a [due:: 2026-12-01] [completion:: {}]"),
    ("eve", "b", "People/Eve.md", "- [ ] b", "- [x] b [completion:: {}]"),
    (
        "bob",
        "ask bob kahn about",
        "Daily/2026-11-20.md",
        "- [ ] ask [[Bob Kahn]] about the *lease* ^b1",
        "- [x] ask [[Bob Kahn]] about the *lease* ✅ {} ^b1",
    ),
]


@pytest.mark.parametrize(("person", "text", "path", "old", "new"), DONE)
def test_done_ticks_the_task_that_a_text_finds(  # noqa: PLR0913, PLR0917 -- the columns of a table
    vault: Path, person: str, text: str, path: str, old: str, new: str
) -> None:
    before = lines(vault, path)
    new = new.format(TODAY)
    ended = vaultkit(vault, "done", person, text)
    assert ended.exit_code == 0, ended.stderr
    assert ended.stdout == f"{path}:{before.index(old) + 1}: {new}\n"
    assert lines(vault, path) == [new if line == old else line for line in before]
    assert vaultkit(vault, "done", person, text).exit_code == 4


@pytest.mark.parametrize(
    ("person", "text", "code", "words"),
    [
        ("ada", "e", 4, f"'e' can be several:\n  send her the paper ({ADA_PATH}:15)\n  ask about the garden"),
        ("ada", "papre to her", 4, f"says 'papre to her'; there are:\n  send her the paper ({ADA_PATH}:15)\n"),
        ("ada", "zzz", 4, "ask about the garden"),
        ("ada", "", 4, "no open task of Ada Lovelace says ''"),
        ("ada", "follow", 4, "`vaultkit unset ada-lovelace follow_up` takes it away"),
        ("zoe", "x", 4, "Zoe Åström has no open task"),
        ("bob", "back", 1, "Daily/2026-11-20.md:2: not written: the task recurs"),
        ("nobody", "x", 4, "nobody is called"),
    ],
)
def test_a_text_that_finds_no_task_or_several_is_told(
    vault: Path, person: str, text: str, code: int, words: str
) -> None:
    (vault / ADA_PATH).write_text(ADA.replace("phone:", "follow_up: 2026-12-01\nphone:"))
    ended = vaultkit(vault, "done", person, text)
    assert (ended.exit_code, ended.stdout) == (code, "")
    assert words in ended.stderr


def test_many_tasks_are_not_all_told(vault: Path) -> None:
    (vault / "People" / "Dan.md").write_text("".join(f"- [ ] thing {n}\n" for n in range(20)))
    assert "… and 8 more" in vaultkit(vault, "done", "dan", "thing").stderr


def test_a_note_that_is_not_the_indexed_one_is_planned_again(vault: Path) -> None:
    """Without the digest a line that has moved would be ticked in the place where it was."""
    session = open_with(vault, TODAY)
    moment = session.moment
    ada = find_person(moment, "ada")
    (vault / ADA_PATH).write_bytes(b"moved\n" + (vault / ADA_PATH).read_bytes())
    with pytest.raises(NoteChangedError):
        plan_set(moment, ada, Wish("trust", "yes"))
    with pytest.raises(NoteChangedError):
        plan_done(moment, ada, "paper")


def test_what_was_typed_counts_before_what_counts() -> None:
    from vaultkit.api import parse  # noqa: PLC0415 -- beside its only use

    settings = PeopleSettings()
    note = parse("a.md", b"---\nfrequency: 7\ncadence:\ncircle: x\nprm-tier: inner\nEMAIL[HOME]: a\n---\n")
    assert [each.name for each in standing_for(note, "keep in touch", settings)] == ["frequency", "cadence"]
    assert [each.name for each in standing_for(note, "tier", settings)] == ["prm-tier"]
    assert [each.name for each in standing_for(note, "circle", settings)] == ["circle", "prm-tier"]
    assert [each.name for each in standing_for(note, "email", settings)] == ["EMAIL[HOME]"]
    assert kind_of("nonsense", settings) is None


def completed(vault: Path, monkeypatch: pytest.MonkeyPatch, line: str) -> str:
    monkeypatch.setenv("_VAULTKIT_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(line.split()) - (0 if line.endswith(" ") else 1)))
    monkeypatch.chdir(vault)
    return run().stdout


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("vaultkit set ad", ["ada-lovelace"]),
        ("vaultkit set ada-lovelace tr", ["trust"]),
        ("vaultkit set ada-lovelace trust ", ["mutual", "yes", "no"]),
        ("vaultkit set ada-lovelace tier c", ["close", "casual"]),
        ("vaultkit set ada-lovelace zzz ", []),
        ("vaultkit unset ada-lovelace birth", ["birthday"]),
        ("vaultkit done ada-lovelace se", ["send her the paper"]),
        ("vaultkit done nobody-at-all se", []),
    ],
)
def test_completion(vault: Path, monkeypatch: pytest.MonkeyPatch, line: str, offered: list[str]) -> None:
    assert [word for word in completed(vault, monkeypatch, line).splitlines() if word] == offered


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("every 2 weeks", 14),
        ("2 weeks", 14),
        ("every month", 30),
        ("Every day", 1),
        ("every 3m", 90),
        ("every year", 365),
    ],
)
def test_a_cadence_may_be_a_phrase(text: str, days: int) -> None:
    assert a_cadence(Value("scalar", 1, 1, text, text)) == days


@pytest.mark.parametrize("text", ["every", "every 2", "month", "every other week", "weeks", "every 0 weeks"])
def test_a_phrase_that_is_no_cadence(text: str) -> None:
    if text == "every 2":
        assert a_cadence(Value("scalar", 1, 1, text, text)) == 2
        return
    with pytest.raises(UnreadableError):
        a_cadence(Value("scalar", 1, 1, text, text))


@pytest.mark.parametrize("text", ["\u200b", "\u200d\u2060", "\ufeff \u00a0", "\u3164", "\u2800", "\u202e"])
def test_a_text_that_nobody_sees_is_no_text(vault: Path, text: str) -> None:
    before = (vault / ADA_PATH).read_bytes()
    ended = vaultkit(vault, "log", "ada", text)
    assert ended.exit_code == 2
    assert "there is nothing to log" in ended.stderr
    assert (vault / ADA_PATH).read_bytes() == before
    assert not says_something(text)
    assert says_something(f"{text}x")
