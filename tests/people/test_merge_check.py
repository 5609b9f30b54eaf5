"""Whatever a merge would lose is found before anything is written: the result is counted against both notes."""

import pytest
from face_vault import moment_of
from reading_vault import settings

from vaultkit.api import RefusedEditError, Relinking, parse
from vaultkit.people.commands.find import find_person
from vaultkit.people.commands.merged_check import Merged, check
from vaultkit.people.commands.merged_text import Taken
from vaultkit.people.commands.note_lines import NoteLines
from vaultkit.people.commands.plan_merge import plan_merge

INTO = "---\naliases: [Countess]\nrole: Poet\n---\nInto.\n\n## Log\n- 2026-01-01 call: a\n"
PERSON = (
    "---\nrole: Baker\ncustom: [x, y]\n---\n"
    "Text [[Cy]] #tag.\n\n- [ ] task\n\n~~~\ncode\n~~~\n\n%% hidden %%\n\n## Log\n- 2026-02-01 -> email: b\n"
)
BOTH = (
    "---\naliases: [Countess, Bob]\nrole: Poet\ncustom: [x, y]\n---\n"
    "Into.\n\n## Log\n- 2026-01-01 call: a\n- 2026-02-01 -> email: b\n\n## Merged from Bob\n\n"
    "```yaml\nrole: Baker\n```\n\nText [[Cy]] #tag.\n\n- [ ] task\n\n~~~\ncode\n~~~\n\n%% hidden %%\n"
)
LOG = 15
LAST = 8


def checked(both: str) -> None:
    into, person, result = INTO.encode(), PERSON.encode(), both.encode()
    merged = Merged(
        into=parse("People/Ada.md", into),
        person=parse("People/Bob.md", person),
        both=parse("People/Ada.md", result),
        into_lines=NoteLines.of(into),
        person_lines=NoteLines.of(person),
        both_lines=NoteLines.of(result),
        taken=Taken(moved={LOG + 1}, dropped={PERSON.splitlines().index("## Log") + 1}),
        left=(b"role: Baker",),
    )
    check(merged, ["Bob"], settings())


def test_nothing_lost_is_nothing_refused() -> None:
    checked(BOTH)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        pytest.param("- 2026-02-01 -> email: b\n", "", "Ada.md:8: .*the log of both", id="a line of the log"),
        pytest.param("-> email", "email", "the log of both", id="its direction"),
        pytest.param("email: b\n", "email: b\n- 2026-02-01 -> email: b\n", "the log of both", id="a line twice"),
        pytest.param("[[Cy]]", "[[Di]]", "the links of both", id="a link"),
        pytest.param("#tag", "tag", "the tags of both", id="a tag"),
        pytest.param("- [ ] task", "- [x] task", "the tasks of both", id="a task"),
        pytest.param("Text ", "", "a line would not be read", id="words"),
        pytest.param("Into.", "Onto.", "a line would not be read", id="words of the note that stays"),
        pytest.param("## Merged", "More.\n\nAnd more.\n\n## Merged", "that neither note says", id="words of nobody"),
        pytest.param("code\n", "", "Bob.md:10: .*the line would be lost", id="code"),
        pytest.param("%% hidden %%", "", "Bob.md:13: .*the line would be lost", id="a comment"),
        pytest.param("custom: [x, y]\n", "custom: [x]\n", "Bob.md:3: .*property custom", id="a value"),
        pytest.param("role: Poet\n", "", "Ada.md:3: .*property role", id="a value of the note that stays"),
        pytest.param(", Bob]", "]", "the names would not be", id="the name"),
        pytest.param("custom:", "name: Eve\ncustom:", "the names would not be", id="another name"),
        pytest.param("custom: [x, y]\n", "custom: [x, y]\nb: [\n", "front matter is no YAML", id="front matter"),
    ],
)
def test_what_would_be_lost_is_refused(old: str, new: str, words: str) -> None:
    """Each case is written without a word by a merge that does not count."""
    assert BOTH.count(old) == 1
    with pytest.raises(RefusedEditError, match=words):
        checked(BOTH.replace(old, new))


def test_lines_of_the_note_that_stays_keep_their_order() -> None:
    turned = BOTH.replace("Into.\n\n## Log\n", "## Log\n\nInto.\n\n")
    with pytest.raises(RefusedEditError, match=r"a line would be lost|the log of both"):
        checked(turned)


def test_a_link_of_either_note_that_would_lead_elsewhere_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails without the look at the links of both: one that was spelled wrong leads nowhere once the note is gone."""
    moment = moment_of({"People/Ada.md": "with [[Bob]]\n", "People/Bob.md": "words\n"})
    monkeypatch.setattr(Relinking, "new_target", lambda *_: None)
    with pytest.raises(RefusedEditError, match=r"Ada\.md:1: .*\[\[Bob\]\] would lead elsewhere"):
        plan_merge(moment, find_person(moment, "Bob"), find_person(moment, "Ada"))
