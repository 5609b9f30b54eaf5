"""Over generated people: two notes in one have lost nothing, or nothing is planned."""

import os
import re
from collections import Counter
from collections.abc import Sequence

import pytest
from face_vault import moment_of
from hypothesis import event, given, settings
from hypothesis import strategies as st
from relink_vaults import after

from vaultkit.api import Moment, RefusedEditError
from vaultkit.people.commands.find import find_person
from vaultkit.people.commands.merged_properties import Prefer
from vaultkit.people.commands.plan_merge import plan_merge

MANY = int(os.environ.get("VAULTKIT_TEST_MERGES", "500"))
ADA, BOB = "People/Ada.md", "People/Work/Dr. Bob.md"
_BULLET = re.compile(r"\A\s*(?:[-*+]|\d+[.)])\s+")

PROPERTIES = (
    "aliases: [A, B]",
    "aliases: Bobby, Rob",
    "aliases:\n  - Bobby",
    "nickname: Robbie",
    "tags: person",
    "tags: [x, y]",
    "birthday: 1990-01-02",
    "bday: 1991-01-02",
    'company: "[[Acme]]"',
    "company: [Bee, Cee]",
    "name: Robert",
    "custom: one",
    "custom: [one, two]",
    "custom:\n  deep: [1, 2]",
    "note: |\n  several\n  lines",
    'boss: "[[Ada]]"',
    "friend: [[Dr. Bob]]",
    "empty:",
    "# a comment",
    "role: Poet # since 2020",
    "last_contacted: 2026-02-02",
)
DAYS = ("2026-01-01", "2026-02-03", "2026-02-03", "2025-12-31", "2024-05-06")
ITEMS = (
    "- {0} call: words [[Ada]]",
    "* {0} -> intro: [[Dr. Bob]] #tag",
    "- {0} — lunch\n  more\n  - below\n    - deeper",
    "1. {0} coffee\n\n   later",
    "+ [[{0}]] met",
    "- [x] {0} sent it ✅ 2026-02-02",
    "- undated",
    "- around\n  - {0} inside",
    "### {0}\nwords",
    "### 2025",
    "a paragraph",
    "\t- {0} indented",
    "",
)
PARTS = (
    "# Title",
    "words about [[Ada]] and [[Dr. Bob|him]]",
    "a day on [[2026-01-24]]",
    "- [ ] send it 📅 2026-12-01\n- other",
    "~~~\n- 2026-01-01 code\n\n\n[[Ada]]\n~~~",
    "%% hidden [[Dr. Bob]] %%",
    "%%\nhidden\n\n- 2026-01-01 x\n%%",
    "| a | b |\n|---|---|\n| [[Ada\\|x]] | c |",
    "> quoted\n> - 2026-01-01 x",
    "---",
    "<!-- vaultkit:begin person.verdict -->\nold\n<!-- vaultkit:end person.verdict -->",
    "    indented code",
    "#tag",
    "",
)


@st.composite
def people_notes(draw: st.DrawFn) -> str:
    """Return a person's note of parts that people write."""
    parts: list[str] = []
    properties = draw(st.lists(st.sampled_from(PROPERTIES), max_size=5, unique_by=lambda line: line.partition(":")[0]))
    if properties:
        parts += ["---", *properties, "---"]
    body = draw(st.lists(st.sampled_from(PARTS), max_size=4))
    for _ in range(draw(st.sampled_from((0, 1, 1, 1, 2)))):
        items = draw(st.lists(st.tuples(st.sampled_from(ITEMS), st.sampled_from(DAYS)), max_size=6))
        title = draw(st.sampled_from(("## Interactions", "## Log", "# History", "### Timeline")))
        body.insert(draw(st.integers(0, len(body))), "\n".join([title, *(item.format(day) for item, day in items)]))
    parts += [piece for part in body for piece in (part, *draw(st.sampled_from(([], [""]))))]
    ending = draw(st.sampled_from(("\n", "\n", "\r\n")))
    text = "\n".join(parts) + draw(st.sampled_from(("\n", "", "\n\n")))
    return text.replace("\n", ending)


def told(moment: Moment, *paths: str) -> Counter[object]:
    """Return what notes tell of days, links with the name of either of the two as one."""
    found = (line for path in paths for line in find_person(moment, path).interactions if line.origin != "property")
    return Counter((line.day, line.kinds, line.arrow, _one(line.quote), line.topics) for line in found)


def _one(text: str) -> str:
    return text.replace("[[Dr. Bob", "[[Ada")


def bare_lines(text: str) -> Counter[str]:
    """Return the lines of a note less indent and bullet, each with the links to both as one."""
    lines = (_one(_BULLET.sub("", line, count=1).strip()) for line in text.splitlines())
    return Counter(line for line in lines if line)


def check_merge(ada: str, bob: str, prefer: Prefer) -> None:
    notes = {ADA: ada, BOB: bob}
    moment = moment_of(notes)
    try:
        plan = plan_merge(moment, find_person(moment, BOB), find_person(moment, ADA), prefer=prefer)
    except RefusedEditError as refused:
        event(re.sub(r".*not written: ", "refused: ", str(refused))[:60])
        return
    event("merged")
    result = {path: data.decode() for path, data in after({p: t.encode() for p, t in notes.items()}, plan).items()}
    assert result.keys() == {ADA}
    both = moment_of(result)
    assert told(both, ADA) == told(moment, ADA, BOB)
    gone = bare_lines(_body(ada)) + bare_lines(_body(bob)) - bare_lines(result[ADA])
    assert all(line.startswith(("#", "<!-- vaultkit:", "old")) for line in gone), gone
    for text in _texts(moment, ADA, BOB):
        assert text in result[ADA].replace("''", "'"), text
    person = find_person(both, "Ada") if "Robert" not in ada else find_person(both, ADA)
    assert {"Dr. Bob", *find_person(moment, BOB).aliases} <= {person.name, *person.aliases} | {"Ada"}


def _body(text: str) -> str:
    match = re.match(r"---\r?\n.*?\n---\r?(?:\n|$)", text, re.DOTALL)
    return text[match.end() :] if match else text


def _texts(moment: Moment, *paths: str) -> Sequence[str]:
    """Return what the properties say, less links, word by word."""
    values = (given.value for path in paths for given in moment.index.notes[path].properties)
    scalars = [scalar.text for value in values for scalar in value.scalars() if "[[" not in scalar.text]
    return [word.strip(",") for text in scalars for word in text.split()]


@given(people_notes(), people_notes(), st.sampled_from(("into", "person")))
@settings(max_examples=60)
def test_nothing_is_lost(ada: str, bob: str, prefer: Prefer) -> None:
    check_merge(ada, bob, prefer)


@pytest.mark.slow
@given(people_notes(), people_notes(), st.sampled_from(("into", "person")))
@settings(max_examples=MANY)
def test_nothing_is_lost_of_many(ada: str, bob: str, prefer: Prefer) -> None:
    check_merge(ada, bob, prefer)
