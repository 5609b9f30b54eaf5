"""Edits change one span, keep every other byte, and read back as the old note and one item more."""

from collections import Counter
from hashlib import sha256
from typing import Literal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from vaultkit.errors import RefusedEditError
from vaultkit.model.edit import Edit, Source
from vaultkit.model.note import Item, Note
from vaultkit.text.parse import parse
from vaultkit.text.splice import append_section, append_to_section, insert_item, read_after, replace_lines

NEW = "2026-11-22 call: the new job [[Acme]] #work"
Where = Literal["before", "after"]


def source(text: str | bytes) -> Source:
    data = text if isinstance(text, bytes) else text.encode()
    return Source("n.md", data, sha256(data).hexdigest())


def read(text: str | bytes) -> Note:
    return parse("n.md", source(text).data)


def item(note: Note, words: str) -> Item:
    [found] = [each for each in note.items if each.text == words]
    return found


INSERTED: list[tuple[str, str, Where, str]] = [
    ("- a\n- b\n", "a", "before", "- {}\n- a\n- b\n"),
    ("- a\n- b\n", "a", "after", "- a\n- {}\n- b\n"),
    ("- a\n- b", "b", "after", "- a\n- b\n- {}"),
    ("- a\n- b", "b", "before", "- a\n- {}\n- b"),
    ("- a\r\n- b\r\n", "b", "after", "- a\r\n- b\r\n- {}\r\n"),
    ("text\n\n- a\r\n- b\n", "a", "after", "text\n\n- a\r\n- {}\r\n- b\n"),
    ("- a\r\n- b", "b", "after", "- a\r\n- b\r\n- {}"),
    ("\ufeff- a\n", "a", "before", "\ufeff- {}\n- a\n"),
    ("* a\n  go on\n  - in\n    deep\n\nend\n", "a go on", "after", "* a\n  go on\n  - in\n    deep\n* {}\n\nend\n"),
    ("- a\n\n  second\n\n- b\n", "a", "after", "- a\n\n  second\n- {}\n\n- b\n"),
    ("- a\n\t- in\n", "in", "after", "- a\n\t- in\n\t- {}\n"),
    ("- a\n  - in\n- b\n", "in", "before", "- a\n  - {}\n  - in\n- b\n"),
    ("  - a\n", "a", "after", "  - a\n  - {}\n"),
    ("-   a\n", "a", "after", "-   a\n-   {}\n"),
    ("-\ta\n", "a", "after", "-\ta\n-\t{}\n"),
    ("+ a\n", "a", "before", "+ {}\n+ a\n"),
    ("1) a\n2) b\n", "b", "after", "1) a\n2) b\n3) {}\n"),
    ("1. a\n1. b\n", "b", "after", "1. a\n1. b\n1. {}\n"),
    ("1. a\n2. b\n", "a", "before", "1. {}\n1. a\n2. b\n"),
    ("9. a\n", "a", "after", "9. a\n10. {}\n"),
    ("999999999. a\n", "a", "after", "999999999. a\n999999999. {}\n"),
    ("> - a\n> - b\n", "b", "after", "> - a\n> - b\n> - {}\n"),
    ("> [!log]- x\n> - a\n>   more\n>\n> end\n", "a more", "after", "> [!log]- x\n> - a\n>   more\n> - {}\n>\n> end\n"),
    ("- > - a\n", "a", "after", "- > - a\n  > - {}\n"),
    ("- - a\n  - b\n", "a", "after", "- - a\n  - {}\n  - b\n"),
    ("- [x] a\n", "a", "after", "- [x] a\n- {}\n"),
    ("- a\n## next\n", "a", "after", "- a\n- {}\n## next\n"),
    ("- a\n```\ncode\n```\n", "a", "after", "- a\n- {}\n```\ncode\n```\n"),
    ("- a\n***\n", "a", "after", "- a\n- {}\n***\n"),
    ("- a\n---\n", "a", "after", "- a\n- {}\n---\n"),
    ("- a\n<div>x</div>\n", "a", "after", "- a\n- {}\n<div>x</div>\n"),
    ("- a\n  ```\n  code\n  ```\nlazy\n", "a", "after", "- a\n  ```\n  code\n  ```\n- {}\n\nlazy\n"),
    (
        "> - a\n>   ```\n>   code\n>   ```\n> lazy\n",
        "a",
        "after",
        "> - a\n>   ```\n>   code\n>   ```\n> - {}\n>\n> lazy\n",
    ),
    ("- a\nlazy\n", "a lazy", "after", "- a\nlazy\n- {}\n"),
    ("- a  \n\n\n\n", "a", "after", "- a  \n- {}\n\n\n\n"),
    ("a\x00b\n\n- a\n", "a", "after", "a\x00b\n\n- a\n- {}\n"),
    ("---\non: x\n---\n- a\n", "a", "before", "---\non: x\n---\n- {}\n- a\n"),
]


@pytest.mark.parametrize(("before", "beside", "where", "after"), INSERTED)
def test_an_item_is_put_beside_another_in_its_style(before: str, beside: str, where: Where, after: str) -> None:
    edit = insert_item(source(before), item(read(before), beside), where, NEW)
    assert edit.applied(source(before).data).decode() == after.format(NEW)
    assert edit.start == edit.end


def test_bytes_that_are_no_text_stay() -> None:
    data = b"caf\xe9\r\n\xff\xfe\n- a\x00\x80\n- b\n"
    note = parse("n.md", data)
    edit = insert_item(source(data), note.items[0], "after", "x")
    assert edit.applied(data) == b"caf\xe9\r\n\xff\xfe\n- a\x00\x80\n- x\n- b\n"


@pytest.mark.parametrize(
    "text",
    [
        "- nested",
        "%% hidden",
        "<!-- hidden",
        "# heading",
        "```",
        "> quote",
        "",
        "<!-- vaultkit:begin people.due -->",
    ],
)
def test_a_text_that_would_not_read_as_an_item_is_refused(text: str) -> None:
    before = "- a\n\npara %% `x` --> end\n"
    with pytest.raises(RefusedEditError, match=r"^n\.md:\d+: not written: "):
        insert_item(source(before), item(read(before), "a"), "after", text)


def test_line_breaks_in_the_text_become_blanks() -> None:
    edit = insert_item(source("- a\n"), read("- a\n").items[0], "after", "x\ny\u2028z\r\n")
    assert edit.replacement == b"- x y z\n"


def test_an_item_that_shares_its_line_takes_nothing_before_it() -> None:
    with pytest.raises(RefusedEditError, match="another item"):
        insert_item(source("- - a\n"), item(read("- - a\n"), "a"), "before", NEW)


@pytest.mark.parametrize("below", ["  ```\n  code\n  ```\n", "  text\n", "      code\n"])
def test_an_item_that_would_take_in_what_stands_below_is_refused(below: str) -> None:
    before = f"-\n\n{below}"
    with pytest.raises(RefusedEditError):
        insert_item(source(before), read(before).items[0], "after", NEW)


def test_an_item_that_is_not_there_is_refused() -> None:
    with pytest.raises(RefusedEditError, match=r"n\.md:1: "):
        insert_item(source("text\n"), read("- a\n").items[0], "after", NEW)


SECTIONS = [
    ("", "## Log\n\n- {}\n"),
    ("\ufeff", "\ufeff## Log\n\n- {}\n"),
    ("x", "x\n\n## Log\n\n- {}"),
    ("x\n", "x\n\n## Log\n\n- {}\n"),
    ("x  \n\n", "x  \n\n## Log\n\n- {}\n"),
    ("x\r\n\r\n\r\n", "x\r\n\r\n\r\n## Log\r\n\r\n- {}\r\n"),
    ("---\na: b\n---", "---\na: b\n---\n\n## Log\n\n- {}"),
    ("---\na: b\n---\n", "---\na: b\n---\n\n## Log\n\n- {}\n"),
    ("* a\n* b\n\n- c\n", "* a\n* b\n\n- c\n\n## Log\n\n* {}\n"),
    ("- a\n  - b", "- a\n  - b\n\n## Log\n\n- {}"),
    ("> quote", "> quote\n\n## Log\n\n- {}"),
    ("```\ncode\n```\n", "```\ncode\n```\n\n## Log\n\n- {}\n"),
    ("| a |\n| --- |\n", "| a |\n| --- |\n\n## Log\n\n- {}\n"),
    ("<div>\n", "<div>\n\n## Log\n\n- {}\n"),
    ("[a]: http://x\n", "[a]: http://x\n\n## Log\n\n- {}\n"),
]


@pytest.mark.parametrize(("before", "after"), SECTIONS)
def test_a_section_is_put_at_the_end(before: str, after: str) -> None:
    edit = append_section(source(before), "Log", NEW)
    assert edit.applied(source(before).data).decode() == after.format(NEW)
    assert edit.start == edit.end == len(before.encode())


@pytest.mark.parametrize(
    ("before", "line", "words"),
    [
        ("x\n```\ncode\n", 2, "a code fence begins here"),
        ("x\n~~~\n", 2, "a code fence begins here"),
        ("```\nx\n```\n\n````\n```\n", 5, "a code fence begins here"),
        ("---\na: b\n---\n```\n", 4, "a code fence begins here"),
        ("<!-- comment\n\nx\n", 1, "a comment begins here"),
        ("x\n\n%% comment\n\ny\n", 3, "a comment begins here"),
        ("x\n<!-- vaultkit:begin people.due -->\n", 2, "people.due is never closed"),
        ("x\n\n<script>\n", 3, "HTML begins here"),
    ],
)
def test_a_note_that_ends_within_something_open_takes_no_section(before: str, line: int, words: str) -> None:
    with pytest.raises(RefusedEditError, match=rf"^n\.md:{line}: not written: {words}"):
        append_section(source(before), "Log", NEW)


def test_a_note_that_is_not_read_whole_is_refused_for_that() -> None:
    with pytest.raises(RefusedEditError, match="the note is too large"):
        append_section(source("x" * (2 * 1024 * 1024 + 1)), "Log", NEW)
    with pytest.raises(RefusedEditError, match="the note would be too large"):
        append_section(source("x\n" * 1024 * 10 + "y " * (1014 * 1024 - 5)), "Log", "z" * 30_000)
    with pytest.raises(RefusedEditError, match="the note is too complex"):
        append_section(source("[[" * 100_000 + "\n"), "Log", NEW)
    with pytest.raises(RefusedEditError, match="the note would be too complex"):
        append_section(source("x\n"), "Log", "[[" * 100_000)


def test_a_note_is_read_once_for_the_caller_who_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    before = source("- a\n- b\n")
    note = read(before.data)
    seen: list[bytes] = []

    def counting(path: str, data: bytes) -> Note:
        seen.append(data)
        return parse(path, data)

    monkeypatch.setattr("vaultkit.text.splice.parse", counting)
    edit = insert_item(before, note.items[0], "after", "once", note=note)
    after = read_after(before, edit)
    assert seen == [edit.applied(before.data)]
    assert after == parse("n.md", seen[0])
    insert_item(before, note.items[0], "after", "twice", note=read("- a\n"))
    assert len(seen) == 3, "a note that is another one is of no use"


def test_the_level_of_a_section() -> None:
    assert append_section(source(""), "Log", "x", level=3).replacement == b"### Log\n\n- x\n"


BEGUN = [
    ("## Log\n", "## Log\n\n- {}\n"),
    ("## Log", "## Log\n\n- {}"),
    ("## Log\n\n", "## Log\n\n- {}\n\n"),
    ("## Log\n## Next\n", "## Log\n\n- {}\n\n## Next\n"),
    ("## Log\n\n\n## Next\n", "## Log\n\n- {}\n\n\n## Next\n"),
    ("## Log\r\ntext\r\n### Sub\r\n- x\r\n", "## Log\r\ntext\r\n\r\n- {}\r\n\r\n### Sub\r\n- x\r\n"),
    ("## Log\n```\ncode\n```\n", "## Log\n```\ncode\n```\n\n- {}\n"),
    ("## Log\n| a |\n| --- |\n\n# B\n", "## Log\n| a |\n| --- |\n\n- {}\n\n# B\n"),
    ("Log\n---\ntext", "Log\n---\ntext\n\n- {}"),
    ("## Log\n***\n## B\n* x\n", "## Log\n***\n\n* {}\n\n## B\n* x\n"),
]


@pytest.mark.parametrize(("before", "after"), BEGUN)
def test_a_list_is_begun_in_a_section(before: str, after: str) -> None:
    edit = append_to_section(source(before), read(before).headings[0], NEW)
    assert edit.applied(source(before).data).decode() == after.format(NEW)


@pytest.mark.parametrize("before", ["## Log\n```\ncode\n", "## Log\n<!-- x\n## B\n"])
def test_a_section_that_ends_within_something_open_is_refused(before: str) -> None:
    with pytest.raises(RefusedEditError):
        append_to_section(source(before), read(before).headings[0], NEW)


LINES = (
    *("", "", "", "para", "lazy text", "- a", "- b", "* c", "1. d", "2) e", "  - f", "\t- g", "    - h", "  more"),
    *("> - q", "> quote", "> [!note] t", ">", "# H", "## Log", "---", "```", "~~~", "    code", "| a |", "| --- |"),
    *(
        "<div>",
        "<!-- c -->",
        "<!--",
        "-->",
        "%% x %%",
        "%%",
        "- [ ] todo",
        "-",
        "- ",
        "[[Link]] #tag",
        "- - x",
        "> > - z",
    ),
    *(
        "===",
        "-   wide",
        "      - far",
        "$$",
        "`",
        "<!-- vaultkit:begin p.x -->",
        "<!-- vaultkit:end p.x -->",
        "\x00",
        "a\rb",
    ),
)
endings = st.sampled_from(["\n", "\r\n"])
notes = st.builds(
    lambda lines, bom, last, tail: (
        (b"\xef\xbb\xbf" if bom else b"")
        + "".join(line + ending for line, ending in lines).encode()
        + (last.encode() + tail if last else tail)
    ),
    st.lists(st.tuples(st.sampled_from(LINES), endings), max_size=12),
    st.booleans(),
    st.sampled_from(LINES),
    st.sampled_from([b"", b"", b"\xff\xfe", b"\n"]),
)
MARKDOWN = MarkdownIt("commonmark").enable("table")


def prose(data: bytes) -> Counter[str]:
    """What another reader of the note finds in it: the kind of each block and its text."""
    text = data.decode(errors="replace").removeprefix("\ufeff")
    return Counter(f"{token.type} {token.content}" for token in MARKDOWN.parse(text) if token.content)


def assert_one_item_more(data: bytes, edit: Edit, words: str) -> None:
    result = edit.applied(data)
    assert edit.start == edit.end
    assert result[: edit.start] + result[edit.start + len(edit.replacement) :] == data
    old, new = parse("n.md", data), parse("n.md", result)
    assert old.properties == new.properties
    texts = Counter(each.text for each in new.items)
    texts.subtract(each.text for each in old.items)
    assert +texts == Counter([words])
    assert not -texts
    assert len(new.lines) - len(old.lines) in {1, 2}
    assert Counter(each.source for each in new.links) - Counter(each.source for each in old.links) == {"[[Acme]]": 1}
    assert [each.options for each in old.markers] == [each.options for each in new.markers]


@given(data=notes, where=st.sampled_from(["before", "after"]), choice=st.integers(min_value=0))
@example(b"- a\n  ```\n  x\n  ```\npara", "after", 0)
def test_any_note_takes_an_item_or_refuses_it(data: bytes, where: Where, choice: int) -> None:
    note = parse("n.md", data)
    if not note.items:
        return
    beside = note.items[choice % len(note.items)]
    try:
        edit = insert_item(source(data), beside, where, NEW)
    except RefusedEditError:
        return
    assert_one_item_more(data, edit, NEW)
    if not any(mark in data for mark in (b"vaultkit:", b"%%", b"$$")):  # these are none of CommonMark's
        assert prose(edit.applied(data)) - prose(data) == {f"inline {NEW}": 1}
        assert not prose(data) - prose(edit.applied(data))


@given(data=notes)
def test_any_note_takes_a_section_or_refuses_it(data: bytes) -> None:
    try:
        edit = append_section(source(data), "Chronicle", NEW)
    except RefusedEditError:
        return
    assert edit.start == len(data)
    assert_one_item_more(data, edit, NEW)
    before, after = parse("n.md", data), parse("n.md", edit.applied(data))
    assert [each.title for each in after.headings] == [*(each.title for each in before.headings), "Chronicle"]


@given(data=notes, choice=st.integers(min_value=0))
def test_any_section_takes_a_list_or_refuses_it(data: bytes, choice: int) -> None:
    note = parse("n.md", data)
    if not note.headings:
        return
    heading = note.headings[choice % len(note.headings)]
    try:
        edit = append_to_section(source(data), heading, NEW)
    except RefusedEditError:
        return
    assert_one_item_more(data, edit, NEW)
    after = parse("n.md", edit.applied(data))
    section = next(each for each in after.headings if each.line == heading.line)
    assert section.line < item(after, NEW).line <= section.end


@settings(max_examples=30)  # each is some twenty edits
@given(
    texts=st.lists(st.text(st.sampled_from("ab:#]>-*_ |\t()"), max_size=12), min_size=1, max_size=5),
    bullet=st.sampled_from("-*+"),
    ending=endings,
)
def test_a_plain_list_refuses_nothing(texts: list[str], bullet: str, ending: str) -> None:
    data = "".join(f"{bullet} 2026-01-01 {text}{ending}" for text in texts)
    for beside in read(data).items:
        wheres: tuple[Where, ...] = ("before", "after")
        for where in wheres:
            edit = insert_item(source(data), beside, where, NEW)
            assert edit.replacement == f"{bullet} {NEW}{ending}".encode()


@pytest.mark.parametrize(
    ("before", "first", "last", "text", "after"),
    [
        ("a\nb\nc\n", 2, 2, "x\ny", "a\nx\ny\nc\n"),
        ("a\r\nb\r\nc\r\n", 2, 2, "x\ny", "a\r\nx\r\ny\r\nc\r\n"),
        ("a\nb\nc\n", 2, 1, "x", "a\nx\nb\nc\n"),
        ("a\nb\nc\n", 2, 3, "", "a\n"),
        ("a\nb", 2, 2, "x", "a\nx"),
        ("a\nb", 3, 2, "x", "a\nb\nx"),
        ("a\nb\n", 3, 2, "x", "a\nb\nx\n"),
        ("a\nb\n", 3, 2, "", "a\nb\n"),
        ("", 1, 0, "x", "x\n"),
        ("\ufeffa\n", 1, 1, "x", "\ufeffx\n"),
        ("a\nb\nc\n", 2, 2, "b", "a\nb\nc\n"),
        ("a\nb\nc\n", 2, 2, "\n", "a\n\n\nc\n"),
    ],
)
def test_lines_are_replaced(before: str, first: int, last: int, text: str, after: str) -> None:
    edit = replace_lines(source(before), first, last, text)
    assert edit.applied(before.encode()).decode() == after


def test_equal_lines_are_replaced_by_the_same_bytes() -> None:
    edit = replace_lines(source("a\r\nb\r\nc\r\n"), 2, 2, "b")
    assert edit.replacement == b"a\r\nb\r\nc\r\n"[edit.start : edit.end]
