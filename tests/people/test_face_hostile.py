"""Whatever a note says, it is shown as text: nothing in it breaks out of a block."""

import json
import re
from collections.abc import Sequence

import pytest
from face_vault import TODAY, moment_of, render
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from vaultkit.api import Moment, Note, parse
from vaultkit.people.blocks.catalogue import KINDS

VALUES = (
    "</td></tr></table>", "]]", "[[", "[[Me]]", "[[Nobody|x]]", "a|b", "| a | b |", "`code`", "``` mermaid", "-->",
    "<!-- vaultkit:end people.all -->", "<!-- vaultkit:begin people.all -->", "<!--", "- [ ] a task", "<% tp.file %>",
    "{{title}}", "%% comment %%", "%%", "$x$", "$$", "#tag", "![](http://example.org/x.png)", "<img src=x onerror=y>",
    "\\", "*bold*", "_x_", "~~gone~~", "==marked==", "key:: value", "[key:: value]", "^block", "> quote", "# heading",
    "---", "===", "&lt;b&gt;", "`= dv.pages()`", "```dataviewjs", "\u202eabc", "a\nb", "1. item", "+ item",
    "[x](javascript:y)", "[^1]", "[ref]: http://x", "http://example.org/<b>", "\u2028- x", "::: x", '"]', "me === p1",
)  # fmt: skip
TEXT_PROPERTIES = ("name", "company", "role", "relationship", "how_met", "introduced_by", "tier", "cadence", "trust")
LIST_PROPERTIES = ("aliases", "interests", "goals", "shared", "email", "location")


def hostile_vault(value: str) -> Moment:
    """Return a vault in which a value stands in every property, and in every place of a line that is quoted."""
    quoted = json.dumps(value)
    front = [f"{name}: {quoted}" for name in TEXT_PROPERTIES]
    front += [f"{name}: [{quoted}]" for name in LIST_PROPERTIES]
    inline = " ".join(value.split())
    log = (
        f"- 2026-11-20 call: {inline} #maths\n- 2026-11-10 <- email: {inline} #maths\n- 2026-10-02 -> intro: {inline}\n"
    )
    loops = f"- [ ] {inline} 📅 2026-11-20\n- [ ] and {inline}\n"
    head = "\n".join(front)
    notes = {
        "Me.md": f"---\ninterests: [{quoted}]\n---\n",
        "People/One.md": f"---\n{head}\nbirthday: 11-24\n---\n{loops}\n## Log\n{log}",
        "People/Two.md": f"---\nname: {quoted}\ncadence: 30\ngoals: [{quoted}]\n---\n## Log\n- 2025-01-01 {inline}\n",
        "People/Three.md": f"---\nname: {quoted}\ntrust: mutual\nshared: [{quoted}]\ntier: close\n---\n## Log\n{log}",
        "Daily/2026-11-21.md": f"- with [[One]], [[Two]]: {inline}\n",
    }
    return moment_of(notes, TODAY)


def read(said: str) -> Note:
    return parse("Dashboard.md", f"before\n\n{said}\n\nafter\n".encode())


def assert_nothing_breaks_out(name: str, moment: Moment) -> None:
    said = render(name, moment, "People/One.md", **({"within": 400} if name == "people.due" else {}))
    note = read(said)
    assert [line.text for line in note.lines][:: max(len(note.lines) - 1, 1)] == ["before", "after"]
    assert not note.tags
    assert not note.tasks
    assert not note.markers
    assert not note.problems
    assert not note.headings
    for link in note.links:
        assert not link.embed
        assert moment.index.resolve(link.target, "Dashboard.md") in moment.index.notes
    tokens = MarkdownIt("commonmark").enable("table").parse(said)
    kinds = {token.type for token in (*tokens, *(child for token in tokens for child in token.children or ()))}
    assert not kinds & {"html_block", "html_inline", "image", "em_open", "hr", "heading_open", "code_block"}
    assert "fence" not in kinds or name == "people.chart"
    assert_is_one_table(tokens)


def assert_is_one_table(tokens: Sequence[Token]) -> None:
    rows: list[int] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append(0)
        elif token.type in {"td_open", "th_open"}:
            rows[-1] += 1
    assert len(set(rows)) <= 1


@pytest.mark.parametrize("value", VALUES)
def test_a_hostile_value_stays_text(value: str) -> None:
    moment = hostile_vault(value)
    for kind in KINDS:
        assert_nothing_breaks_out(kind.name, moment)


@settings(max_examples=60)
@given(st.lists(st.sampled_from(VALUES), min_size=1, max_size=3).map(" ".join))
def test_hostile_values_together_stay_text(value: str) -> None:
    moment = hostile_vault(value)
    for name in ("people.all", "people.week", "person.verdict", "people.due"):
        assert_nothing_breaks_out(name, moment)


@settings(max_examples=60)
@given(st.text(min_size=1, max_size=20))
def test_any_text_stays_text(value: str) -> None:
    moment = hostile_vault(value)
    for name in ("people.all", "people.contacts", "person.verdict", "people.chart"):
        assert_nothing_breaks_out(name, moment)


EDGE = re.compile(r'    (?:me|p\d+) (?:===|-\.-|---|-->\|introduced\|) p\d+(?:\["(?:\w| |#\d+;)*"\])?')


@pytest.mark.parametrize("value", VALUES)
def test_a_name_cannot_change_the_chart(value: str) -> None:
    lines = render("people.chart", hostile_vault(value)).split("\n")
    assert lines[:3] == ["```mermaid", "flowchart LR", '    me(("me"))']
    assert lines[-1] == "```"
    assert all(EDGE.fullmatch(line) for line in lines[3:-1])
