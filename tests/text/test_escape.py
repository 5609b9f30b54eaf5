"""Text from notes is shown as text, wherever the output of ``as_text`` stands."""

import re
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from vaultkit.text.escape import REPLACEMENT, as_text, link
from vaultkit.text.parse import parse
from vaultkit.text.regions import find_markers

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

HOSTILE = (
    "</td>",
    "]]",
    "a | b",
    "`code` and ``more``",
    "-->",
    "<!-- vaultkit:end people.due -->",
    "<!-- vaultkit:begin people.due -->",
    "- [ ] a task",
    "[ ] a task",
    "<% tp.file.title %>",
    "{{title}}",
    "`$= dv.current()`",
    "`= this.x`",
    "%% hidden %%",
    "$x$ and $$y$$",
    "![x](http://example.org/a.png)",
    "![[embed.png]]",
    "<https://example.org>",
    "https://example.org/a_b_c",
    "#tag",
    "a #tag",
    "(#tag)",
    "[[x]]",
    "[[x|y]]",
    "[x](y.md)",
    "[x]: http://example.org",
    "[^1]",
    "^[note]",
    "text ^block",
    "==x==",
    "~~x~~",
    "~x~",
    "*x* **y**",
    "_x_ __y__",
    "# heading",
    "heading #",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "12) item",
    "> quote",
    "> [!note]- folded",
    "---",
    "- - -",
    "===",
    "=",
    "***",
    "~~~",
    "```",
    "| a | b |",
    "| --- | --- |",
    ":--",
    "a\nb",
    "a\r\n\r\n# b",
    "a\u2028b\u2029c\x85d",
    "    code",
    "\tcode",
    "&amp; &#35; &copy;",
    "\\",
    "a\\|b",
    "\\[[x]]",
    "trailing \\",
    "[due:: 2026-12-01]",
    "(key:: value)",
    "<script>alert(1)</script>",
    "<!DOCTYPE x>",
    "<?php ?>",
    "<",
    "a<",
    "dataviewjs",
    "\x00\x07\x1b",
    "a\u202eb\u2066c",
    "\ud800",
    "%",
    "%%",
    "<%%>",
    "a --> b ->",
    "$5 and $6",
    "::",
    "a::b",
    ">",
    "-",
    "+",
    "1.",
)
PIECES = (*HOSTILE, "a", "B", " ", "\u00a0", "1", ".", "-", "_", "é", "中", "\u0301", "!", "=", "<", ">", "%", "{", "|")
texts = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=6).map("".join))


def shown(text: str) -> str:
    """The text as a reader sees it: blanks and breaks are one blank, what cannot be shown is replaced."""
    legible = "".join(
        REPLACEMENT
        if (unicodedata.category(char) in {"Cc", "Cs"} and not char.isspace())
        or char in "\u202a\u202b\u202c\u202d\u202e"
        or "\u2066" <= char <= "\u2069"
        or char == "\ufeff"
        else char
        for char in text
    )
    return " ".join(legible.split())


def inline(markdown: str) -> list[Token]:
    return [child for token in MARKDOWN.parse(markdown) for child in token.children or []]


def blocks(markdown: str) -> list[str]:
    return [token.type for token in MARKDOWN.parse(markdown)]


PLACES = {
    "item": ("- before {}\n- after\n", False),
    "start of item": ("- {}\n- after\n", False),
    "callout": ("> [!note] title\n> {}\n> after\n", False),
    "paragraph": ("before\n{}\nafter\n", False),
    "cell": ("| a | b |\n| --- | --- |\n| {} | x |\n", True),
    "tight cell": ("|a|b|\n|---|---|\n|{}|x|\n", True),
    "heading": ("## {}\n\nafter\n", False),
}


@pytest.mark.parametrize("place", PLACES)
@given(text=texts)
@example("\u00a0")
@example("-- -")
def test_rendered_anywhere_it_is_the_text_and_nothing_else(place: str, text: str) -> None:
    frame, table = PLACES[place]
    escaped = as_text(text, table=table)
    markdown = frame.format(escaped)
    plain = frame.format("x" if shown(text) else "")
    kinds = {child.type for child in inline(markdown)}
    assert kinds <= {"text", "softbreak"}, (markdown, kinds)
    assert blocks(markdown) == blocks(plain)
    wanted = " ".join(child.content for child in inline(frame.format("\ue000" if shown(text) else "")))
    seen = " ".join(child.content for child in inline(markdown))
    assert " ".join(seen.split()) == " ".join(wanted.replace("\ue000", shown(text)).split())


def notes(text: str) -> Iterator[str]:
    for frame, table in PLACES.values():
        yield "top\n\n" + frame.format(as_text(text, table=table))


@given(text=texts)
def test_our_own_reader_finds_nothing_in_it(text: str) -> None:
    for note in notes(text):
        read = parse("note.md", note.encode(errors="replace"))
        assert (read.links, read.tags, read.tasks, read.markers) == ((), (), (), ())
        assert find_markers(note) == ((), ())
        assert [heading.title for heading in read.headings] == ([] if "## " not in note else [read.headings[0].title])


@given(text=texts)
def test_plugins_that_search_the_source_find_none_of_their_marks(text: str) -> None:
    escaped = as_text(text)
    assert "\n" not in escaped
    for mark in ("<%", "%%", "{{", "<!--", "-->", "[[", "==", "~~", "::"):
        assert mark not in escaped
    assert not re.search(r"(?<!\\)(?:\\\\)*`", escaped)
    assert not re.search(r"(?<!\\)(?:\\\\)*\$", escaped)


@pytest.mark.parametrize(
    "name",
    [
        "Ada Lovelace",
        "O'Brien & Sons",
        "Dr. Smith (London)",
        "snake_case",
        "C#",
        "José María",
        "李小龍",
        "5 > 3, 2 + 2 = 4",
        "a -> b",
        "50%",
        "R&D, Q&A!",
        "https://example.org/a?b=c&d=e",
        "2026-11-22",
        "she said: yes; then no…",
        'a "quoted" word',
        "André 😀 👩‍💻",
        "علی\u200cرضا",
        "10:30",
        "me@example.org",
        "a - b",
    ],
)
def test_ordinary_text_stays_as_it_is(name: str) -> None:
    assert as_text(name) == name


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("a | b", r"a \| b"),
        ("|", r"\|"),
        ("\\|", r"\\\|"),
        ("- a|b", r"\- a\|b"),
    ],
)
def test_a_pipe_is_escaped_in_a_table(text: str, markdown: str) -> None:
    assert as_text(text, table=True) == markdown


@pytest.mark.parametrize(
    ("path", "words", "table", "markdown"),
    [
        ("People/Ada Lovelace.md", "Ada Lovelace", False, "[[People/Ada Lovelace|Ada Lovelace]]"),
        ("People/Ada Lovelace", "Ada", False, "[[People/Ada Lovelace|Ada]]"),
        ("People/Ada Lovelace.md", "Ada", True, r"[[People/Ada Lovelace\|Ada]]"),
        ("People/Ada Lovelace.md", " ", False, "[[People/Ada Lovelace|Ada Lovelace]]"),
        ("People/C#.md", "C#", False, "[C#](People/C%23.md)"),
        ("People/A [x].md", "A", False, "[A](People/A%20%5Bx%5D.md)"),
        ("People/Ada.md", "a]] b", False, r"[a\]\] b](People/Ada.md)"),
        ("People/Ada.md", "a|b", True, r"[a\|b](People/Ada.md)"),
        ("People/snake_case.md", "snake_case", False, "[[People/snake_case|snake_case]]"),
    ],
)
def test_a_link_names_the_path_and_shows_the_name(path: str, words: str, table: bool, markdown: str) -> None:  # noqa: FBT001 - a case of the table
    assert link(path, words, table=table) == markdown


@pytest.mark.parametrize("name", ["\n\n", "\t", "\u2028", "\u200b", "\u3164\ufe0f", "\u2800", "a\n\nb", "|\r\n|"])
@pytest.mark.parametrize("words", ["", " ", "\n", "\u2060"])
def test_a_name_of_blanks_breaks_no_table_and_something_is_shown(name: str, words: str) -> None:
    written = link(f"P/{name}.md", words, table=True)
    assert len(written.splitlines()) == 1
    note = parse("note.md", f"| a | b |\n| --- | --- |\n| {written} | c |\n".encode())
    [found] = note.links
    assert found.target.removesuffix(".md") == f"P/{name}"
    assert [line.kind for line in note.lines] == ["row", "row"]
    assert found.shown in {"\ufffd", "a b", "| |", r"\| \|"}


names = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"], exclude_characters="/"), min_size=1)


@given(name=names, words=texts, table=st.booleans())
def test_a_link_is_one_link_to_that_path(name: str, words: str, table: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    written = link(f"P/{name}.md", words, table=table)
    frame = "| a |\n| --- |\n| {} |\n" if table else "- {}\n"
    read = parse("note.md", frame.format(written).encode(errors="replace"))
    [found] = read.links
    assert found.target.removesuffix(".md") == f"P/{name}".removesuffix(".md")
    assert (read.tags, read.tasks) == ((), ())
