"""Twenty thousand hostile values through every block and table: each comes back as text."""

import json
import os
import random
import re
from collections.abc import Iterator, Sequence
from itertools import cycle

import pytest
from face_vault import TODAY, moment_of, render
from markdown_it import MarkdownIt
from markdown_it.token import Token
from test_face_hostile import VALUES

from vaultkit.api import Moment, as_text, link_to, parse
from vaultkit.people.blocks.catalogue import KINDS

VALUES_IN_ALL = 20_000 if os.environ.get("VAULTKIT_HEAVY") != "full" else 100_000
A_FEW = 300
PARTS = 4
BATCH = 200
PEOPLE = 50

PIECES = (
    *VALUES, "a", "word", " ", "  ", "é", "李", "👩‍💻", "1", "2026-11-22", "(", ")", "!", '"', "'", "&amp;",
    "&#124;", "&", "<", ">", "<a href=x>", "</details>", "<!--", "--", "%", "{", "}", "=", "~", "^", ":",
    "::", ";", "@", "@ada", "#", "##", "|", "||", "\\|", "\\\\", "```", "~~~", "$$", "\t", "\x00", "\x07",
    "\x1b[2J", "\x7f", "\x9b", "\u2029", "\u2066", "\ufeff", "[!note]", "[ ]", "[x]", "🔁", "📅 2026-01-01",
    "===", "***", "___", "+", "-", "- ", "1)", "mailto:x@y", "www.x.y",
)  # fmt: skip
TEXT = ("company", "role", "relationship", "how_met", "tier", "cadence", "trust", "introduced_by")
LISTS = ("aliases", "interests", "goals", "shared", "email")
SKELETON = {"html_block", "html_inline", "image", "hr", "heading_open", "code_block", "s_open", "math_inline"}
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def values(count: int) -> list[str]:
    """Return that many hostile values, each once and always the same: pieces in a row, among them all of them alone."""
    chance = random.Random(20261122)  # noqa: S311 -- no secret
    found = dict.fromkeys(PIECES)
    while len(found) < count:
        found["".join(chance.choice(PIECES) for _ in range(chance.randint(1, 6)))] = None
    return list(found)[:count]


def on_one_line(value: str) -> str:
    """Return what is seen of a value: breaks and blanks are one blank, what cannot be seen is a sign that says so."""
    blanks = re.sub(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029 ]+", " ", value)
    return re.sub(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff]", "\ufffd", blanks).strip()


def texts(tokens: Sequence[Token], opening: str) -> Iterator[str]:
    """Yield the text of every part that such a token opens; anything that is no text stands in it by its type."""
    inside = False
    for token in tokens:
        inside |= token.type == opening
        if token.type == "inline" and inside:
            children = token.children or []
            yield "".join(child.content if child.type == "text" else f"({child.type})" for child in children)
            inside = False


@pytest.mark.parametrize("count", [A_FEW, pytest.param(VALUES_IN_ALL, marks=pytest.mark.slow)])
def test_a_value_comes_back_from_a_table_a_list_and_a_line(count: int) -> None:
    """Fails without any one of the escapes in ``text/escape.py``: the value that holds it is no text any more."""
    everyone = [value for value in values(count) if on_one_line(value)]
    for start in range(0, len(everyone), BATCH):
        some = everyone[start : start + BATCH]
        wanted = [on_one_line(value) for value in some]
        rows = "\n".join(f"| {as_text(value, table=True)} | {number} |" for number, value in enumerate(some))
        table = f"| a | b |\n| --- | --- |\n{rows}\n"
        tokens = MARKDOWN.parse(table)
        assert [token.type for token in tokens].count("td_open") == 2 * len(some)
        assert [text for text in texts(tokens, "td_open")][::2] == wanted  # noqa: C416 -- a list has steps
        listed = "\n".join(f"- {as_text(value)}" for value in some)
        assert list(texts(MARKDOWN.parse(listed), "list_item_open")) == wanted
        lines = "\n\n".join(as_text(value) for value in some)
        assert list(texts(MARKDOWN.parse(lines), "paragraph_open")) == wanted
        for part in (table, listed, lines):
            note = parse("a.md", f"before\n\n{part}\n\nafter\n".encode())
            assert not any((note.links, note.tags, note.tasks, note.markers, note.headings, note.problems))
            assert [note.lines[0].text, note.lines[-1].text] == ["before", "after"]


def quoted(value: str) -> str:
    """Return a value as YAML that holds these very characters."""
    return "".join(
        char if char.isprintable() else f"\\U{ord(char):08x}" for char in json.dumps(value, ensure_ascii=False)
    )


def vault_of(some: Sequence[str]) -> tuple[Moment, dict[str, str]]:
    """Return a vault in which each value is somebody's name and is said by somebody else, and the names by path."""
    notes = {"Me.md": f"---\ninterests: [{', '.join(map(quoted, some[:5]))}]\n---\n"}
    names: dict[str, str] = {}
    ahead = cycle((*some[1:], some[0]))
    for number, value in enumerate(some):
        name = f"{value} n{number}n"
        names[f"People/p{number}.md"] = name
        front = [f"name: {quoted(name)}", f"{TEXT[number % len(TEXT)]}: {quoted(next(ahead))}"]
        front += [f"{key}: [{quoted(next(ahead))}, chess]" for key in LISTS[: number % (len(LISTS) + 1)]]
        said = [" ".join(next(ahead).split()) for _ in range(3)]
        log = f"- 2026-11-{20 - number % 9:02} call: {said[0]} t{number}t\n- 2026-11-02 <- email: {said[1]} #chess\n"
        loops = f"- [ ] {said[2]} l{number}l 📅 2026-11-20\n"
        head = "\n".join([*front, f"birthday: 11-{23 + number % 7}"])
        notes[f"People/p{number}.md"] = f"---\n{head}\n---\n{loops}\n## Log\n{log}"
    return moment_of(notes, TODAY), names


@pytest.mark.parametrize(
    ("count", "part"),
    [
        (A_FEW, slice(None)),
        *(pytest.param(VALUES_IN_ALL, slice(n, None, PARTS), marks=pytest.mark.slow) for n in range(PARTS)),
    ],
)
def test_no_value_breaks_out_of_a_block(count: int, part: slice) -> None:
    """Fails where a block shows a value without an escape: its structure is another, or the value is not found."""
    everyone = values(count)[part]
    shown = 0
    for start in range(0, len(everyone), PEOPLE):
        moment, names = vault_of(everyone[start : start + PEOPLE])
        for kind in KINDS:
            said = render(kind.name, moment, "People/p0.md", **({"within": 400} if kind.name == "people.due" else {}))
            note = parse("Dashboard.md", f"before\n\n{said}\n\nafter\n".encode())
            assert not any((note.tags, note.tasks, note.markers, note.headings, note.problems)), kind.name
            assert [note.lines[0].text, note.lines[-1].text] == ["before", "after"], kind.name
            for link in note.links:
                assert moment.index.resolve(link.target, "Dashboard.md") in moment.index.notes, (kind.name, link)
            tokens = MARKDOWN.parse(said)
            inside = [child for token in tokens for child in token.children or ()]
            assert not {token.type for token in (*tokens, *inside)} & SKELETON, kind.name
        table = MARKDOWN.parse(render("people.all", moment))
        cells = list(texts(table, "td_open"))
        assert len(cells) == 5 * len(names)
        cell_of = {found[1]: cell for cell in cells[::5] if (found := re.search(r"(n\d+n)", cell))}
        assert len(cell_of) == len(names)
        shown += len(cell_of)
        for path, name in names.items():
            if "[[" not in name:  # of a link, what it shows is the name
                assert cell_of[name.rpartition(" ")[2]] == _shown(link_to(path, name, table=True))
    assert shown == len(everyone) >= count / PARTS


def _shown(link: str) -> str:
    """Return the text of a cell that holds this and nothing else."""
    return next(texts(MARKDOWN.parse(f"| a |\n| --- |\n| {link} |"), "td_open"))
