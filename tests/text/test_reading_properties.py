"""What holds for any text: it is read, every place is true, and the way it was saved means nothing."""

import os
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading_room import NOTES, VARIANTS

from vaultkit.model.note import Note
from vaultkit.text.parse import parse

FEW = settings(max_examples=300)
EXAMPLES = int(os.environ.get("READING_EXAMPLES", "20000"))
MANY = settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

PIECES = [
    *(
        "---\n",
        "- ",
        "* ",
        "1. ",
        "2) ",
        "+ ",
        "  ",
        "    ",
        "\t",
        "\n",
        "\n\n",
        "> ",
        ">",
        "# ",
        "## ",
        "===\n",
        "***\n",
    ),
    *(
        "[[",
        "]]",
        "[[Ada]]",
        "![[a|b]]",
        "[[Ada#h|x]]",
        "[x](Ada%20L.md)",
        "[a](<b c>)",
        "![](x.png)",
        "[",
        "]",
        "(",
        ")",
    ),
    *("`", "```", "~~~", "````", "%%", "%%c%%", "<!--", "-->", "<!-- c -->", "<div>", "</div>", "<b>", "$", "$$", "\\"),
    *(
        "#tag",
        "#a/b",
        "#",
        "[ ] ",
        "[x] ",
        "[!note]",
        "|",
        "|---|---|\n",
        "| a | b |\n",
        "\\|",
        "a: 1\n",
        "tags: [x]\n",
    ),
    *(
        'met: "[[Ada]]"\n',
        "k: [[Bob]]\n",
        "{",
        "}",
        "{{x}}",
        "&a ",
        "*a",
        "'",
        '"',
        ": ",
        "@",
        "!",
        "📅 2026-12-01",
        "^id",
    ),
    *(
        "\r",
        "\r\n",
        "\0",
        "\x0c",
        "\x0b",
        "\x85",
        "\xa0",
        "\u2028",
        "\u3000",
        "\ufeff",
        "\ue000",
        "é",
        "e\u0301",
        "😀",
        "word",
    ),
    *("%% Begin X %%\n", "%% End X %%\n", "<!-- vaultkit:begin people.due -->\n", "<!-- vaultkit:end people.due -->\n"),
]
ANY_TEXT = st.one_of(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.text(max_size=200))
HEADED = st.builds("---\n{}\n---\n{}".format, ANY_TEXT, ANY_TEXT)
ANY_BYTES = st.one_of(
    st.lists(st.one_of(st.sampled_from(PIECES).map(str.encode), st.binary(max_size=4)), max_size=40).map(b"".join),
    st.one_of(ANY_TEXT, HEADED).map(lambda text: text.encode("utf-8", "surrogatepass")),
)

NAMES = st.sampled_from(["Ada", "Ada Lovelace", "b/Dr. Smith", "Zoë", "李 伟", "Smith, John", "A]b"])
LINKS = st.one_of(
    st.builds("[[{}]]".format, NAMES),
    st.builds("![[{}#Log|her]]".format, NAMES),
    st.builds("[she](<{}.md>)".format, NAMES),
    st.just("[he](Ada%20Lovelace.md#x)"),
)
WORDS = st.lists(
    st.one_of(
        st.sampled_from(
            ["met", "her", "😀", "é", "#tag", "#a/b", "`code [[x]]`", "%%no%%", "$x$", "**so**", "a_b", "5 | 6"]
        ),
        LINKS,
    ),
    min_size=1,
    max_size=6,
).map(" ".join)
BOXES = st.sampled_from(["", "", "[ ] ", "[x] ", "[-] "])
DAYS = st.sampled_from(["", "2026-03-01 call: ", "[[2026-03-01]] ", "📅 2026-12-01 ", "[due:: 2026-12-01] "])
ITEMS = st.builds(
    "{}{}{} {}{}{}".format,
    st.sampled_from(["", "", "  ", "    ", "\t", "> ", "> - "]),
    st.sampled_from(["-", "*", "1.", "2)"]),
    st.just(""),
    BOXES,
    DAYS,
    WORDS,
)
BLOCKS = st.one_of(
    WORDS,
    ITEMS,
    st.lists(ITEMS, min_size=2, max_size=5).map("\n".join),
    st.builds("{} {}".format, st.sampled_from(["#", "##", "###"]), WORDS),
    st.builds("{}\n---".format, WORDS),
    st.builds("> [!note] {}\n> {}".format, WORDS, WORDS),
    st.builds("| a | b |\n|---|---|\n| {} | x |".format, NAMES.map("[[{}\\|y]]".format)),
    st.builds(
        "{}\n{}\n{}".format, st.sampled_from(["```", "~~~ py", "- ```"]), WORDS, st.sampled_from(["```", "~~~", "x"])
    ),
    st.builds("%%\n{}\n%%".format, WORDS),
    st.builds("<!-- {}\n\n{} -->".format, WORDS, WORDS),
    st.builds("<!-- vaultkit:begin people.due -->\n{}\n<!-- vaultkit:end people.due -->".format, WORDS),
    st.just("---"),
    st.just("    code [[x]]"),
)
FRONTS = st.lists(
    st.sampled_from(
        [
            *("tags: [person, x]", "aliases:\n  - Ada\n  -", 'met: "[[Ada]]"', "met: [[Ada]]", "birthday: 1990-04-17"),
            *(
                "phone: +4791122333",
                "text: |\n  a\n\n  b",
                "fold: >\n  a\n  b",
                "# a comment",
                "é: 'x'",
                "broken: @",
                "dup: 1",
            ),
        ]
    ),
    max_size=4,
).map(lambda lines: "\n".join(["---", *lines, "---", ""]) if lines else "")
NOTE_TEXTS = st.builds(
    lambda front, blocks, gaps: (front + "".join(map("".join, zip(blocks, gaps, strict=False)))).rstrip("\n") + "\n",
    FRONTS,
    st.lists(BLOCKS, min_size=1, max_size=8),
    st.lists(st.sampled_from(["\n", "\n\n", "\n\n\n"]), min_size=8, max_size=8),
)


def wrong_places(note: Note, data: bytes) -> Iterator[object]:
    """Yield each part of a note that does not stand where it says."""
    lines = source_lines(data)
    yield from wrong_marks(note, lines)
    yield from wrong_items(note, lines)
    yield from wrong_lines(note, lines)
    for found in note.properties:
        if found.name.isalpha() and found.name not in lines[found.line - 1][found.column - 1 :]:
            yield found
    for problem in note.problems:
        if lines and not 1 <= problem.location.line <= len(lines):
            yield problem


def wrong_marks(note: Note, lines: Sequence[str]) -> Iterator[object]:
    for link in note.links:
        if not lines[link.line - 1][link.column - 1 :].startswith(link.source.split("\n")[0]):
            yield link
    for tag in note.tags:
        if (
            not lines[tag.line - 1][tag.column - 1 :].startswith("#")
            or tag.name not in lines[tag.line - 1][tag.column :]
        ):
            yield tag
    for marker in note.markers:
        if "vaultkit:begin" not in lines[marker.line - 1] or "vaultkit:end" not in lines[marker.end - 1]:
            yield marker


def wrong_items(note: Note, lines: Sequence[str]) -> Iterator[object]:
    for item in note.items:
        if not lines[item.line - 1].startswith(item.marker, item.column - 1) or not item.line <= item.end <= len(lines):
            yield item
    for task in note.tasks:
        if f"[{task.status}]" not in lines[task.line - 1][task.column - 1 :]:
            yield task


def wrong_lines(note: Note, lines: Sequence[str]) -> Iterator[object]:
    """Yield lines of prose whose letters stand elsewhere (those of comments are blank), and headings without theirs."""
    for line in note.lines:
        source = lines[line.number - 1][line.column - 1 :]
        if len(line.text) > len(source) or any(a not in {" ", b} for a, b in zip(line.text, source, strict=False)):
            yield line
    starts = {line.number: line for line in note.lines if line.kind == "heading"}
    for heading in note.headings:
        if heading.line in starts and not heading.title.startswith(starts[heading.line].text.strip()):
            yield heading
        if not heading.line <= heading.end <= len(lines):
            yield heading


def source_lines(data: bytes) -> Sequence[str]:
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    pieces = text.split("\n")
    return [piece.removesuffix("\r") for piece in pieces[:-1]] + ([pieces[-1]] if pieces[-1] else [])


def saying(note: Note) -> object:
    """Return all that a note says, whatever its bytes."""
    prose = note.headings, note.items, note.lines, note.links, note.tags, note.tasks, note.markers
    return note.properties, note.readable, prose, note.problems


def check_any(data: bytes) -> None:
    note = parse("a.md", data)
    assert list(wrong_places(note, data)) == []
    # A fault of ours would be caught as well, and hidden behind this code: so short a text never has it.
    assert all(problem.code != "note-too-complex" for problem in note.problems)


def check_variants(text: str) -> None:
    notes = {name: parse("a.md", save(text.encode())) for name, save in VARIANTS.items()}
    for name, note in notes.items():
        assert saying(note) == saying(notes["as is"]), name
    assert list(wrong_places(notes["CRLF"], VARIANTS["CRLF"](text.encode()))) == []


@FEW
@given(ANY_BYTES)
def test_any_bytes_are_read_and_every_place_is_true(data: bytes) -> None:
    check_any(data)


@FEW
@given(NOTE_TEXTS)
def test_a_note_says_the_same_however_it_is_saved(text: str) -> None:
    check_variants(text)


@pytest.mark.slow
@MANY
@given(ANY_BYTES)
def test_any_of_many_bytes_are_read(data: bytes) -> None:
    """20,000 texts; 100,000 with ``READING_EXAMPLES=100000 python -m pytest -m slow tests/text``."""
    check_any(data)


@pytest.mark.slow
@settings(MANY, max_examples=EXAMPLES // len(VARIANTS))
@given(NOTE_TEXTS)
def test_many_notes_say_the_same_however_they_are_saved(text: str) -> None:
    """5,000 notes, each saved in four ways: 20,000 texts, or as many as ``READING_EXAMPLES`` says."""
    check_variants(text)


def test_every_sample_says_the_same_however_it_is_saved() -> None:
    for path in NOTES:
        text = path.read_bytes().decode().replace("\r\n", "\n")
        check_variants(text.rstrip("\n") + "\n")
