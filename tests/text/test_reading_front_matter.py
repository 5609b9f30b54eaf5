"""Front matter as Obsidian reads it: each property with its text, meaning and place, each fault with its line."""

from collections.abc import Callable

import pytest
from reading_room import VARIANTS, Case, cases

from vaultkit.model.note import Note
from vaultkit.model.value import Property, Value
from vaultkit.text.parse import MAX_BYTES, parse

CASES = cases("front-matter.md")
NUL_THERE = ["3:5 nul-character", "3:5 front-matter-character"]
BYTE_THERE = ["2:7 not-utf-8", "2:7 front-matter-character"]
UTF_16 = ["1:1 not-utf-8", "1:4 nul-character"]
FILES: list[tuple[str, bytes, list[str], list[str], bool]] = [
    ("a blank line before it is none", b"\n---\na: b\n---\n", [], [], True),
    ("a blank before it is none", b" ---\na: b\n---\n", [], [], True),
    ("a brace before it is none", b"{a: b}\n---\n", [], [], True),
    ("blanks behind the lines", b"--- \na: b\n---\t \nx", ["a 2"], [], True),
    ("four hyphens are none", b"----\na: b\n----\n", [], [], True),
    ("the file may end with it", b"---\na: b\n---", ["a 2"], [], True),
    ("the first closing line counts", b"---\na: b\n---\nc: d\n---\n", ["a 2"], [], True),
    ("CRLF", b"---\r\na: b\r\nc: [d]\r\n---\r\nx", ["a 2", "c 3"], [], True),
    ("mixed line endings", b"---\r\na: b\nc: [d]\r\n---\nx", ["a 2", "c 3"], [], True),
    ("a byte order mark", b"\xef\xbb\xbf---\na: [b]\n---\n", ["a 2"], [], True),
    ("two byte order marks", b"\xef\xbb\xbf\xef\xbb\xbf---\na: b\n---\n", [], [], True),
    ("only carriage returns", b"---\ra: b\r---\rx", [], ["1:4 lone-cr"], True),
    ("a lone carriage return in a value", b"---\na: b\rc\n---\n", ["a 2"], ["2:5 lone-cr"], True),
    ("a lone carriage return in the body", b"---\na: b\n---\nx\ry", ["a 2"], ["4:2 lone-cr"], True),
    (
        "NUL in a property",
        b"---\na: b\nc: x\x00y\n---\n",
        [],
        NUL_THERE,
        False,
    ),
    ("NUL in the body", b"---\na: b\n---\nx\x00", ["a 2"], ["4:2 nul-character"], True),
    (
        "invalid UTF-8 in a property",
        b"---\na: caf\xe9\n---\nx",
        [],
        BYTE_THERE,
        False,
    ),
    ("invalid UTF-8 in the body", b"---\na: b\n---\n\nna\xefve", ["a 2"], ["5:3 not-utf-8"], True),
    ("a character cut off at the end", b"---\na: b\n---\n\xc3", ["a 2"], ["4:1 not-utf-8"], True),
    (
        "UTF-16",
        b"\xff\xfe-\x00-\x00-\x00\n\x00a\x00:\x00 \x00b\x00\n\x00",
        [],
        UTF_16,
        True,
    ),
    ("no bytes", b"", [], ["1:1 note-empty"], True),
    ("only a byte order mark", b"\xef\xbb\xbf", [], [], True),
    ("never closed", b"---\na: b\n\n# Ada\n", [], ["1:1 front-matter-unclosed"], False),
    ("a line of hyphens and a heading is a rule", b"---\n# Ada\n---x\n", [], [], True),
    ("a lone line of hyphens", b"---", [], [], True),
    ("a list that is never closed is text", b"---\n- a\n- b\n", [], [], True),
]

BREAKING = ("yaml-syntax", "front-matter-shape", "front-matter-character")
DEEP = {
    "brackets": "[" * 30_000,
    "brackets in a value": "a: " + "[" * 30_000,
    "braces": "a: " + "{" * 30_000,
    "indentation": "\n".join(" " * depth + f"k{depth}:" for depth in range(300)),
    "hyphens": "- " * 20_000,
    "question marks": "? " * 20_000,
}
TWENTY_ONE = "a: " + "[" * 21 + "]" * 21


def words_of(value: Value) -> str:
    place = f"{value.line}:{value.column}"
    if value.kind == "scalar":
        return f"{value.text!r} {value.data!r} {place}"
    if value.kind == "list":
        return f"[{', '.join(map(words_of, value.items))}] {place}"
    return f"{{{', '.join(map(words_of_property, value.entries))}}} {place}"


def words_of_property(found: Property) -> str:
    return f"{found.name} {found.line}:{found.column} = {words_of(found.value)}"


def problems_of(note: Note) -> list[str]:
    return [f"{problem.location.line}:{problem.location.column} {problem.code}" for problem in note.problems]


@pytest.mark.parametrize("save", VARIANTS.values(), ids=VARIANTS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_properties_and_problems(case: Case, save: Callable[[bytes], bytes]) -> None:
    note = parse("a.md", save(case.text.encode()))

    found = [words_of_property(found) for found in note.properties] + [f"problem {at}" for at in problems_of(note)]

    assert found == list(case.expected)
    assert [link.target for link in note.links][-1] == "Ada"
    assert note.readable != any(line.endswith(BREAKING) for line in case.expected)


@pytest.mark.parametrize(("title", "data", "names", "problems", "readable"), FILES, ids=[row[0] for row in FILES])
def test_whole_files(title: str, data: bytes, names: list[str], problems: list[str], readable: bool) -> None:  # noqa: FBT001 - a row of the table
    note = parse("a.md", data)

    assert [f"{found.name} {found.line}" for found in note.properties] == names, title
    assert problems_of(note) == problems
    assert note.readable is readable


@pytest.mark.parametrize("yaml", DEEP.values(), ids=DEEP)
def test_what_is_nested_too_deep_is_refused_before_it_takes_long(yaml: str) -> None:
    note = parse("a.md", f"---\n{yaml}\n---\n- [[Ada]]\n".encode())

    assert [problem.code for problem in note.problems] == ["yaml-depth"]
    assert not note.readable
    assert [link.line for link in note.links] == [yaml.count("\n") + 4]


def test_twenty_lists_in_one_another_are_read() -> None:
    assert problems_of(parse("a.md", f"---\n{TWENTY_ONE}\n---\n".encode())) == ["2:23 yaml-depth"]
    assert problems_of(parse("a.md", f"---\n{TWENTY_ONE[:3] + TWENTY_ONE[5:-2]}\n---\n".encode())) == []


@pytest.mark.parametrize("value", ["[{}]", "{{<<: [{}]}}"], ids=["aliases", "merges"])
def test_bombs_stay_small(value: str) -> None:
    levels = range(1, 30)
    lines = [f"x{level}: &x{level} " + value.format(", ".join([f"*x{level - 1}"] * 9)) for level in levels]
    lines.insert(0, "x: &x0 {k: v}")

    note = parse("a.md", "\n".join(["---", *lines, "---"]).encode())

    assert len(note.properties) == len(lines)
    assert {problem.code for problem in note.problems} == {"yaml-alias"}


def test_front_matter_beyond_64_kib_is_not_read() -> None:
    assert problems_of(parse("a.md", b"---\na: " + b"x" * 66_000 + b"\n---\n")) == ["1:1 front-matter-long"]
    assert problems_of(parse("a.md", b"---\na: " + b"x" * 64_000 + b"\n---\n")) == []


def test_of_a_file_over_2_mib_only_the_properties_are_read() -> None:
    head = b"---\na: b\n---\n- [[Ada]] #tag\n"
    whole = parse("a.md", head + b"x\n" * MAX_BYTES)
    begun = parse("a.md", head, size=100 * 1024 * 1024)
    full = parse("a.md", head + b"x" * (MAX_BYTES - len(head)))

    for note in whole, begun:
        assert [found.name for found in note.properties] == ["a"]
        assert problems_of(note) == ["1:1 note-long"]
        assert (note.links, note.lines, note.tags) == ((), (), ())
    assert (begun.size, len(full.links), problems_of(full)) == (100 * 1024 * 1024, 1, [])


@pytest.mark.parametrize("yaml", ["x: {{a}} b", "x: {{a}}", "<%* code %>", "{{x}}", 'x: {{a}}\ny: "'])
def test_template_syntax_is_quiet_in_templates_alone(yaml: str) -> None:
    data = f"---\n{yaml}\n---\n".encode()

    assert problems_of(parse("a.md", data)) != []
    assert problems_of(parse("a.md", data, template=True)) == []


def test_a_template_without_its_syntax_keeps_its_problems() -> None:
    assert problems_of(parse("a.md", b"---\nx: @a\n---\n", template=True)) == ["2:4 yaml-syntax"]


def test_a_link_in_quotes_stands_where_it_was_typed() -> None:
    (link,) = parse("a.md", b"---\nmet: '[[Ada]]'\n---\n").links

    assert (link.line, link.column, link.source, link.style) == (2, 7, "[[Ada]]", "property")


@pytest.mark.parametrize("typed", ["'[[O''Neil]]'", '"[[O\\x27Neil]]"', "'[[O''Neil\n  ]]'"])
def test_a_link_that_yaml_spells_in_another_way_is_one(typed: str) -> None:
    note = parse("a.md", f"---\nmet: {typed}\n---\n".encode())

    assert [link.target for link in note.links] == ["O'Neil"]


def test_what_is_never_closed_is_told_where_it_begins() -> None:
    assert problems_of(parse("a.md", b"---\na: [1\nb: 2\n---\n")) == ["2:4 yaml-syntax"]
