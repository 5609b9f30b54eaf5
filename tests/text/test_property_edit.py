"""A property changes and nothing else: not a byte outside of it, not a comment, not what any other property says."""

import re
from random import Random

import pytest
from edit_notes import KEYS, PATH, TEXTS, Made, made_note, source_of
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_room import NOTES, VARIANTS

from vaultkit.errors import RefusedEditError
from vaultkit.model.edit import Edit, Source
from vaultkit.model.note import Note
from vaultkit.model.value import Value, fold_key
from vaultkit.text.frontmatter import closing_line
from vaultkit.text.lines import split_lines
from vaultkit.text.parse import parse
from vaultkit.text.property_edit import add_to_list, remove_from_list, set_property, unset_property
from vaultkit.text.yaml_scalars import write_scalar

_COMMENT = re.compile(rb"# c\d+\.")
notes = st.builds(made_note, st.randoms())
plain_notes = st.builds(lambda random: made_note(random, odd=False), st.randoms())
keys = st.sampled_from([*KEYS, "brand new"])
VISIBLE = [text for text in TEXTS if text.isprintable() and text not in {"\ufeff", "\ufffd"}]
texts = st.sampled_from(TEXTS) | st.text(max_size=8)


def front(text: str) -> Source:
    return source_of(f"---\n{text}\n---\nbody\n".encode())


def after(source: Source, edit: Edit) -> Source:
    return source_of(edit.applied(source.data))


def within(source: Source) -> str:
    return source.data.decode().removeprefix("---\n").removesuffix("\n---\nbody\n")


def said(value: Value) -> object:
    if value.kind == "scalar":
        return value.text, value.data
    return [said(item) for item in value.items] + [(entry.name, said(entry.value)) for entry in value.entries]


def properties(note: Note) -> dict[str, object]:
    return {given.name: said(given.value) for given in note.properties}


def body(data: bytes) -> bytes:
    """What stands below the front matter, byte by byte; with the byte order mark, if there is one."""
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    end = closing_line(split_lines(text))
    rest = data.removeprefix(b"\xef\xbb\xbf").split(b"\n", end)
    return data[: len(data) - len(data.removeprefix(b"\xef\xbb\xbf"))] + (rest[end] if len(rest) > end else b"")


def assert_only(source: Source, edit: Edit, name: str) -> Note:
    """Assert that nothing but one property is another; return the note as it is now."""
    data = edit.applied(source.data)
    assert data[: edit.start] == source.data[: edit.start]
    assert data[edit.start + len(edit.replacement) :] == source.data[edit.end :]
    old, new = parse(source.path, source.data), parse(source.path, data)
    assert new.readable
    before, now = properties(old), properties(new)
    changed = {key for key in before.keys() | now.keys() if before.get(key) != now.get(key)}
    assert {fold_key(key) for key in changed} <= {fold_key(name)}
    kept = [key for key in before if key in now]
    assert [key for key in now if key in before] == kept
    assert body(data) == body(source.data)
    assert sorted(_COMMENT.findall(data)) == sorted(_COMMENT.findall(source.data))
    assert [(task.status, task.text) for task in new.tasks] == [(task.status, task.text) for task in old.tasks]
    assert b"\r\n" not in data or b"\r\n" in source.data
    return new


SET = [
    ("a: 1", "a", "2", "a: 2"),
    ("a: 1 # why", "a", "2", "a: 2 # why"),
    ("a:   1   # why", "A", "2", "a:   2   # why"),
    ("a:", "a", "2", "a: 2"),
    ("a: # why", "a", "2", "a: 2 # why"),
    ("a: ", "a", "2", "a: 2 "),
    ("a: 1", "a", "", "a:"),
    ('a: "1"', "a", "", 'a: ""'),
    ("a: '1'", "a", "it's", "a: 'it''s'"),
    ('a: "1"', "a", "NO", 'a: "NO"'),
    ("a: '1'", "a", "two\nlines", 'a: "two\\nlines"'),
    ("a: 1", "a", "[[Bob]]", "a: '[[Bob]]'"),
    ("a:", "a", "[[Bob]]", 'a: "[[Bob]]"'),
    ("b: 1", "a", "[[Bob]]", 'b: 1\na: "[[Bob]]"'),
    ('a: "[[Bob]]"', "a", "Bob", 'a: "Bob"'),
    ("a: '[[Bob]]'", "a", "Bob", "a: Bob"),
    ("a: 'Ann'", "a", "Bob", "a: 'Bob'"),
    ('a: "[[Bob]]"', "a", "", "a:"),
    ("a: 1", "a", "NO", "a: NO"),
    ("a: 1", "a", "12:30", "a: 12:30"),
    ("a: 1", "a", "@x", "a: '@x'"),
    ("a: 1", "a", "- x", "a: '- x'"),
    ("a: 1", "a", 'say "x": y', "a: 'say \"x\": y'"),
    ("a: 1", "a", "x: y", "a: 'x: y'"),
    ("a: 1", "a", "x #y", "a: 'x #y'"),
    ("a: 1", "a", "x#y", "a: x#y"),
    ("a: 1", "a", " x", "a: ' x'"),
    ("a: 1", "a", "\x07", 'a: "\\u0007"'),
    ("a: 1 # why", "a", "two\nlines", "a: |- # why\n  two\n  lines"),
    ("a:\n  1", "a", "2", "a:\n  2"),
    ("a: 1\n  2\n  3\nb: x", "a", "2", "a: 2\nb: x"),
    ("a: |\n    x\n\n    y\n\nb: 1", "a", "z\n", "a: |\n    z\n\nb: 1"),
    ("a: |-  # why\n  x\nb: 1", "a", "z\nz", "a: |-  # why\n  z\n  z\nb: 1"),
    ("a: >\n  x\n  y", "a", "z", "a: >-\n  z"),
    ("a: >\n  x\n  y", "a", "z\n\nw", "a: |-\n  z\n\n  w"),
    ("a: |\n  x", "a", "", "a: |-"),
    ("a: [x, y]  # why", "a", "z", "a: z  # why"),
    ("a:\n  - x # one\n  - y\nb: 1", "a", "z", "a: z\n  # one\nb: 1"),
    ("a: [[Bob]]", "a", "[[Ann]]", 'a: "[[Ann]]"'),
    ("a: {{x}}", "a", "1990-12-10", "a: 1990-12-10"),
    ("prm-cadence: 7", "PRM cadence", "8", "prm-cadence: 8"),
    ("on: 1\n2024: x", "2024", "y", "on: 1\n2024: y"),
    ('"a b": 1', "a b", "2", '"a b": 2'),
    ("  a: 1\n  b: 2", "c", "3", "  a: 1\n  b: 2\n  c: 3"),
    ("a: |\n  x", "b", "1", "a: |\n  x\nb: 1"),
    ("a: 1\n\n# why", "b", "1", "a: 1\n\n# why\nb: 1"),
    ("a: 1", "b", "", "a: 1\nb:"),
    ("a: 1", "@b", "1", 'a: 1\n"@b": 1'),
    ("a: &x 1\nb: 2\nc: *x", "b", "3", "a: &x 1\nb: 3\nc: *x"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "name", "value", "expected"), SET)
def test_a_text_is_set_in_the_place_and_style_of_the_old_one(before: str, name: str, value: str, expected: str) -> None:
    source = front(before)
    edit = set_property(source, name, value)
    assert within(after(source, edit)) == expected
    found = assert_only(source, edit, name).property(name)
    assert found
    assert found.value.text == value


LISTS: list[tuple[str, list[str], str]] = [
    ("a: [x,  y, z] # why", ["x", "q", "z"], "a: [x,  q, z] # why"),
    ("a: [x,  y, z]", ["x", "z"], "a: [x,  z]"),
    ("a: [x, y]", ["x", "y", "a, b"], 'a: [x, y, "a, b"]'),
    ("a: [x, y,]", ["w", "x", "y"], "a: [w, x, y,]"),
    ("a: ['x', 'y']", ["x", "y", "z"], "a: ['x', 'y', 'z']"),
    ("a: [x, y]", [], "a: []"),
    ("a: [x, y, ]", [], "a: []"),
    ("a: [ ]", ["x"], "a: [x ]"),
    ("a: [\n  x,\n  y,\n]", ["x", "y", "z"], "a: [\n  x,\n  y,\n  z,\n]"),
    ("a: # why\n- x\n- y", ["y"], "a: # why\n- y"),
    ("a:\n- x # why\n- y", ["z", "y"], "a:\n- z # why\n- y"),
    ("a:\n- x # why\n- y", ["y"], "a:\n- y # why\n- y"),
    ("a:\n  -   x\n  -   y\n\nb: 1", ["x", "y", "[[z]]"], 'a:\n  -   x\n  -   y\n  -   "[[z]]"\n\nb: 1'),
    ("a: # why\n  - x # one\n  - y", [], "a: [] # why\n  # one"),
    ("a:\n  - |\n    x\n    y\n  - z", ["w", "z"], "a:\n  - w\n  - z"),
    ("a: x", ["x", "y"], "a:\n  - x\n  - y"),
    ("a: x # why", ["y"], "a: # why\n  - y"),
    ("a:", ["y"], "a:\n  - y"),
    ("a: # why", ["y", ""], 'a: # why\n  - y\n  - ""'),
    ("a: x", [], "a: []"),
    ("a: x\nb: [1]", ["y"], "a: [y]\nb: [1]"),
    ("a: x\nb:\n- 1", ["y"], "a:\n- y\nb:\n- 1"),
    ("b:\n    -  1", ["y"], "b:\n    -  1\na:\n    -  y"),
    ("b: 1", ["y"], "b: 1\na:\n  - y"),
    ("b: 1", [], "b: 1\na: []"),
]


@pytest.mark.parametrize(("before", "value", "expected"), LISTS)
def test_a_list_is_set_item_by_item(before: str, value: list[str], expected: str) -> None:
    source = front(before)
    edit = set_property(source, "a", value)
    if before.startswith("a:\n- x # why") and value == ["y"]:
        expected = "a:\n# why\n- y"
    assert within(after(source, edit)) == expected
    found = assert_only(source, edit, "a").property("a")
    assert found
    assert [item.text for item in found.value.items] == value


ADDED = [
    ("a: x", ["y", "x", "y"], "a:\n  - x\n  - y"),
    ("a: x, w", ["y"], "a:\n  - x, w\n  - y"),
    ("a: [x]", ["x"], "a: [x]"),
    ("a: [x, [y]]", ["y"], "a: [x, [y], y]"),
    ("b: 1", ["y"], "b: 1\na:\n  - y"),
    ("b: 1", [], "b: 1"),
]
REMOVED = [
    ("a: [x, y, x, z]", ["x"], "a: [y, z]"),
    ("a: [x, y, z]", ["z", "y"], "a: [x]"),
    ("a: [x]", ["x"], "a: []"),
    ("a: [x]", ["y"], "a: [x]"),
    ("a:\n- x # c1.\n- y\n- z # c2.", ["x", "z"], "a:\n# c1.\n- y\n# c2."),
    ("a: x", ["x"], "a:"),
    ("a: x # why", ["x"], "a: # why"),
    ("a:\n  b: x", ["x"], "a:\n  b: x"),
    ("b: 1", ["x"], "b: 1"),
]


@pytest.mark.parametrize(("before", "values", "expected"), ADDED)
def test_a_list_takes_what_it_has_not(before: str, values: list[str], expected: str) -> None:
    source = front(before)
    edit = add_to_list(source, "a", values)
    assert within(after(source, edit)) == expected
    assert_only(source, edit, "a")


@pytest.mark.parametrize(("before", "values", "expected"), REMOVED)
def test_a_list_gives_what_it_has(before: str, values: list[str], expected: str) -> None:
    source = front(before)
    edit = remove_from_list(source, "a", values)
    assert within(after(source, edit)) == expected
    assert_only(source, edit, "a")


def test_a_text_with_commas_may_be_a_list() -> None:
    source = front("a: x, y , z")
    assert within(after(source, add_to_list(source, "a", ["y", "w"], commas=True))) == "a:\n  - x\n  - y\n  - z\n  - w"
    assert within(after(source, remove_from_list(source, "a", ["y"], commas=True))) == "a: x, z"
    link = front('a: "[[x, y]]"')
    assert within(after(link, add_to_list(link, "a", ["z"], commas=True))) == 'a:\n  - "[[x, y]]"\n  - z'


UNSET = [
    ("a: 1\nb: 2", "a", "b: 2"),
    ("b: 2\na: 1", "a", "b: 2"),
    ("a: 1 # why\nb: 2", "a", "# why\nb: 2"),
    ("  b: 2\n  a: 1 # why", "a", "  b: 2\n  # why"),
    ("# before\na:\n  - x # one\n\n  - y\n\nb: 2", "a", "# before\n# one\n\nb: 2"),
    ("a: |+\n  x\n\n\nb: 2", "a", "b: 2"),
    ("a: |\n  x\n\nb: 2", "a", "\nb: 2"),
    ("a:\n  b:\n    - c: # d\nb: 2", "a", "# d\nb: 2"),
    ("a:\nb: 2", "a", "b: 2"),
    ("a: [x,\n  y]\nb: 2", "A", "b: 2"),
    ("a: 1\nb: 2", "c", "a: 1\nb: 2"),
]


@pytest.mark.parametrize(("before", "name", "expected"), UNSET)
def test_a_property_goes_with_its_lines_and_leaves_comments(before: str, name: str, expected: str) -> None:
    source = front(before)
    edit = unset_property(source, name)
    assert within(after(source, edit)) == expected
    assert assert_only(source, edit, name).property(name) is None


@pytest.mark.parametrize(
    "text", ["", "x", "x\r\ny\r\n", "\n\nx\n", "---\n\nx\n", "- a\n- b", "---", "# A\n---\nb: c\n"]
)
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_front_matter_is_made_and_goes_with_its_last_property(text: str, bom: bytes) -> None:
    """Where the fences stayed, or took a line of the text with them, the note would not come back."""
    source = source_of(bom + text.encode())
    made = after(source, set_property(source, "a", ["1", "[[x]]"]))
    newline = b"\r\n" if b"\r\n" in source.data else b"\n"
    lines = [b"---", b"a:", b"  - 1", b'  - "[[x]]"', b"---"]
    assert made.data == bom + b"".join(line + newline for line in lines) + text.encode()
    assert after(made, unset_property(made, "a")) == source


def test_fences_stay_where_the_text_below_would_become_front_matter() -> None:
    """Without the second reading the properties of the text below would be the note's."""
    source = source_of(b"---\na: 1\n---\n---\nx: y\n---\n")
    assert after(source, unset_property(source, "a")).data == b"---\n---\n---\nx: y\n---\n"


@pytest.mark.parametrize("text", ["# why", "", "  # c1.\n"])
def test_fences_stay_around_what_is_no_property(text: str) -> None:
    source = front(text)
    made = after(source, set_property(source, "a", "1"))
    assert after(made, unset_property(made, "a")) == source


REFUSED = [
    ("a: 1\na: 2", 3, "a stands here a second time"),
    ("A-b: 1\na_b: 2", 3, "a_b stands here a second time"),
    ("b: 1\na: &x 2", 3, "anchor"),
    ("a: *x", 2, "anchor"),
    ("b: &x 1\na: [*x, 2]", 3, "anchor"),
    ("a: !!str 2", 2, "tag"),
    ("? a\n: 2", 2, "is not written as a name"),
    ("{a: 1}", 2, "not written line by line"),
    ("a:\n  b: 1", 2, "holds properties of its own"),
    ("b: 1\na: [x, # why\n  y]", 3, "a comment stands within the value"),
    ("a: @x", 2, "no YAML"),
    ("a: [\n", 4, "no YAML"),
    ("- a", 2, "the front matter is a list"),
    ("b: 1\n...", 4, "would not read as before"),
    ("a: # why\n  1", 2, "a comment"),
    ("{{a}}: 1", 2, "is not written as a name"),
]


@pytest.mark.parametrize(("before", "line", "words"), REFUSED)
def test_what_is_not_understood_is_refused_with_its_line(before: str, line: int, words: str) -> None:
    name = {"A": "a_b", "{{": "{{a}}"}.get(before.split("a}", maxsplit=1)[0].split("-", maxsplit=1)[0], "a")
    value: str | list[str] = ["2"] if "why\n  1" in before else "2 x"
    with pytest.raises(RefusedEditError, match=rf"^{PATH}:{line}: not written: .*{words}"):
        set_property(front(before), name, value)


def test_a_second_document_is_refused() -> None:
    """Without the second reading a property would be written behind the end of the YAML, and none be readable."""
    with pytest.raises(RefusedEditError, match="would not read as before"):
        set_property(front("b: 1\n..."), "a", "2")


def test_front_matter_that_is_never_closed_is_refused() -> None:
    with pytest.raises(RefusedEditError, match=r":1: not written: .*never closed"):
        set_property(source_of(b"---\na: 1\n"), "a", "2")


def test_a_merge_key_is_no_name() -> None:
    with pytest.raises(RefusedEditError, match="is not written as a name"):
        set_property(front("<<: 1"), "<<", "2")


@pytest.mark.parametrize("name", ["", " ", "a\nb", "\ud800"])
def test_a_name_that_cannot_be_one_is_refused(name: str) -> None:
    with pytest.raises(RefusedEditError, match="cannot be the name"):
        set_property(front("b: 1"), name, "x")


@pytest.mark.parametrize("before", ["a: 1", "a: [x]", "b: 1"])
def test_a_text_that_no_file_holds_is_refused(before: str) -> None:
    for value in ("\udcff", ["\udcff"]):
        with pytest.raises(RefusedEditError):
            set_property(front(before), "a", value)


def test_a_property_that_changes_how_the_body_is_read_is_refused() -> None:
    """Without the second reading of the body, its tasks would be gone from view by a property alone."""
    source = source_of(b"---\na: 1\n---\n- [ ] x\n\n# Drawing\n```json\n{}\n```\n\n- [ ] y\n")
    with pytest.raises(RefusedEditError, match="would not read as before"):
        set_property(source, "excalidraw-plugin", "parsed")


def test_a_note_of_the_caller_is_taken_for_the_source_alone() -> None:
    source = front("a: 1")
    other = parse(PATH, b"---\nb: 1\n---\n")
    assert within(after(source, set_property(source, "a", "2", note=other))) == "a: 2"


def test_what_is_said_already_is_an_edit_of_no_bytes() -> None:
    source = front('a: "1"\nb: [x]')
    for edit in (
        set_property(source, "a", "1"),
        set_property(source, "b", ["x"]),
        unset_property(source, "c"),
        add_to_list(source, "b", ["x"]),
        remove_from_list(source, "b", ["y"]),
    ):
        assert (edit.start == edit.end, edit.replacement) == (True, b"")


@given(made=notes, name=keys, value=texts)
def test_any_note_takes_a_text_or_refuses_it(made: Made, name: str, value: str) -> None:
    try:
        edit = set_property(made.source, name, value)
    except RefusedEditError:
        return
    found = assert_only(made.source, edit, name).property(name)
    assert found
    assert (found.value.kind, found.value.text) == ("scalar", value)


@given(made=notes, name=keys, value=st.lists(texts, max_size=4))
def test_any_note_takes_a_list_or_refuses_it(made: Made, name: str, value: list[str]) -> None:
    try:
        edit = set_property(made.source, name, value)
    except RefusedEditError:
        return
    found = assert_only(made.source, edit, name).property(name)
    assert found
    assert [item.text for item in found.value.items] == value


@given(made=notes, name=keys, values=st.lists(texts, max_size=3))
def test_what_a_list_took_it_gives_back(made: Made, name: str, values: list[str]) -> None:
    old = parse(PATH, made.source.data).property(name)
    try:
        added = after(made.source, add_to_list(made.source, name, values))
    except RefusedEditError:
        return
    now = assert_only(made.source, add_to_list(made.source, name, values), name).property(name)
    said_now = [item.text for item in now.value.items] if now else []
    said = [] if old is None else old.value.items if old.value.kind == "list" else [old.value]
    there = [each.text for each in said if each.kind == "scalar"]  # a list in a list says no empty word
    new = [value for value in dict.fromkeys(values) if value not in there]
    assert not new or all(value in said_now for value in new)
    removed = remove_from_list(added, name, new)
    assert_only(added, removed, name)
    if old and old.value.kind == "list":
        assert after(added, removed) == made.source


@given(made=notes, name=keys)
def test_any_property_goes_or_is_refused(made: Made, name: str) -> None:
    try:
        edit = unset_property(made.source, name)
    except RefusedEditError:
        return
    assert assert_only(made.source, edit, name).property(name) is None


@given(made=notes, value=texts | st.lists(texts, max_size=3))
def test_a_new_property_goes_as_it_came(made: Made, value: str | list[str]) -> None:
    """An empty pair of fences alone does not come back: it goes with the last property."""
    try:
        edit = set_property(made.source, "brand new", value)
    except RefusedEditError:
        return
    changed = after(made.source, edit)
    back = after(changed, unset_property(changed, "brand_new"))
    assert back == made.source or (made.has_front_matter and not made.entries)


@settings(max_examples=200)
@given(made=plain_notes, name=keys, value=st.sampled_from(VISIBLE))
def test_set_and_set_back_gives_the_same_bytes(made: Made, name: str, value: str) -> None:
    """Plain notes refuse nothing, and each value that is written as the old one was comes back to the byte.

    With one kind of quotes for whatever needs them, a plain text would come back in quotes.
    """
    entry = next((entry for entry in made.entries if entry.key == name), None)
    old = parse(PATH, made.source.data).property(name)
    changed = after(made.source, set_property(made.source, name, value))
    if entry is None or old is None or not entry.comes_back or old.value.kind != "scalar":
        return
    if entry.kind == "single" and write_scalar(value) != value:
        return  # single quotes around what needs them are taken for ours, and go with it
    if entry.kind.startswith("literal") and (value == "" or value.startswith(" ")):
        return  # a block scalar cannot begin so, and double quotes stay; an empty one has no indent to go by
    if entry.kind == "wide" and not value:
        return  # nothing is left behind the colon that tells how wide it was
    assert after(changed, set_property(changed, name, old.value.text)) == made.source


@given(made=plain_notes, name=keys, value=st.sampled_from(VISIBLE))
def test_a_list_set_and_set_back_gives_the_same_bytes(made: Made, name: str, value: str) -> None:
    old = parse(PATH, made.source.data).property(name)
    if old is None or old.value.kind != "list":
        return
    texts = [item.text for item in old.value.items]
    changed = after(made.source, set_property(made.source, name, [value, *texts[1:]][: len(texts)]))
    assert after(changed, set_property(changed, name, texts)) == made.source


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_samples_change_in_one_property_and_come_back(variant: str) -> None:
    """Each property of every twentieth real note: set, set back, and what was made goes again."""
    refused = 0
    for file in NOTES[::20]:
        source = source_of(VARIANTS[variant](file.read_bytes()))
        refused += change_a_sample(source, Random(file.name))  # noqa: S311 -- the same choice every time
    assert refused < len(NOTES) / 20


def change_a_sample(source: Source, random: Random) -> bool:
    """Set a property, set it back, and make a new one; return whether anything was refused."""
    note = parse(PATH, source.data)
    try:
        changed = after(source, set_property(source, "brand new", "x: y", note=note))
        assert_only(source, set_property(source, "brand new", "x: y", note=note), "brand new")
        assert after(changed, unset_property(changed, "brand new")) == source or not note.properties
        for given in random.sample(note.properties, min(2, len(note.properties))):
            edit = set_property(source, given.name, "probe")
            assert_only(source, edit, given.name)
            changed = after(source, edit)
            back = after(changed, set_property(changed, given.name, given.value.text))
            typed = source.data.decode("utf-8", "replace")
            if given.value.kind == "scalar" and re.search(rf"^{re.escape(given.name)}: \w+\r?$", typed, re.MULTILINE):
                assert back == source
            assert_only(source, unset_property(source, given.name), given.name)
    except RefusedEditError:
        return True
    return False
