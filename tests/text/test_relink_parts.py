"""The parts of a rename one by one: a target's spellings, links in comments, what must stay, edits by lines."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from relink_vaults import TODAY, moment_of

from vaultkit.model.edit import Source
from vaultkit.model.index import Index
from vaultkit.model.moment import Moment
from vaultkit.model.note import Note
from vaultkit.model.settings import Settings
from vaultkit.text.comments import links_in_comments
from vaultkit.text.hunks import edits_between
from vaultkit.text.parse import parse
from vaultkit.text.relink import Relinking
from vaultkit.text.respell import forms, respelled
from vaultkit.text.same_but_links import is_same_but_links


def source_of(data: bytes) -> Source:
    return Source("n.md", data, sha256(data).hexdigest())


def spelled(text: str, target: str) -> str | None:
    """Return the first link of a text with another target."""
    link = parse("n.md", text.encode()).links[0]
    change = respelled(link, target)
    return None if change is None else link.source[: change.start] + change.text + link.source[change.end :]


@pytest.mark.parametrize(
    ("link", "target", "expected"),
    [
        ("[[Ada]]", "x#y", None),
        ("[[Ada]]", "x|y", None),
        ("[[Ada]]", "[x", None),
        ("[[Ada]]", "x]", None),
        ("[[Ada]]", "x]y", "[[x]y]]"),
        ("[[Ada#a#b|c|d]]", "x", "[[x#a#b|c|d]]"),
        ("[a](Ada.md)", "x#y", "[a](x%23y)"),
        ("[a](Ada\\ L.md)", "x", None),
        ("[a](A\\(d.md#h)", "x", "[a](x#h)"),
        ("[a](A&amp;B.md)", "A&amp;C", "[a](A%26amp;C)"),
        ("[a](<A&amp;B>)", "x <y>", "[a](<x %3Cy%3E>)"),
        ("[a](Ada.md '](Ada.md)')", "x", "[a](x '](Ada.md)')"),
        ("[](Ada.md)", "100%", "[](100%25)"),
        ("[a](./Ada.md)", "https:x", None),
    ],
)
def test_a_target_is_spelled_as_its_link_can_hold_it(link: str, target: str, expected: str | None) -> None:
    if parse("n.md", link.encode()).links:
        assert spelled(link, target) == expected
    else:
        assert expected is None


@pytest.mark.parametrize(
    ("typed", "path", "source", "first"),
    [
        ("Ada", "a/b/X.md", "n.md", ["X", "b/X", "a/b/X", "a/b/X.md"]),
        ("p/Ada.md", "a/b/X.md", "n.md", ["b/X.md", "a/b/X.md", "a/b/X.md"]),
        ("q/r/s/Ada", "X.md", "n.md", ["X", "X.md"]),
        ("/p/Ada", "a/X.md", "n.md", ["/a/X", "a/X.md"]),
        ("../p/Ada", "a/X.md", "b/n.md", ["../p/X", "../a/X", "a/X", "a/X.md"]),
        ("./Ada", "b/X.md", "b/n.md", ["./X", "./X", "X", "b/X", "b/X.md"]),
    ],
)
def test_the_forms_of_a_target_begin_with_the_one_most_alike(
    typed: str, path: str, source: str, first: list[str]
) -> None:
    assert list(forms(typed, path, source)) == first


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("%% [[A]] [x](B.md) %%", ["[[A]]", "[x](B.md)"]),
        ("%% no link %% [[A]]", []),
        ("<!-- vaultkit:begin x.y -->\n<!-- [[A]] -->\n<!-- vaultkit:end x.y -->", []),
        ("%% Begin t %%\n%% [[A]] %%\n%% End t %%", []),
        ("%%\n[a\nb](A.md)\n%%", []),
        ("<!-- <!-- [[A]] -->", ["[[A]]"]),
        ("---\nexcalidraw-plugin: parsed\n---\n%% [[A]] %%\n# Drawing\n%% [[B]] %%", ["[[A]]"]),
        ("%% [[A]] %%\n\n" + "[" * 60_000, []),
        ("~~~\n%% [[A]] %%\n~~~\n%% x %%", []),
    ],
)
def test_links_in_comments(text: str, found: list[str]) -> None:
    data = text.encode()
    assert [link.source for link in links_in_comments(parse("n.md", data), data)] == found


@given(st.text(alphabet="%<!->[]()ab`~#|\n \t", max_size=80))
def test_links_in_comments_stand_where_they_are_said_to(text: str) -> None:
    lines = text.split("\n")
    for link in links_in_comments(parse("n.md", text.encode()), text.encode()):
        assert lines[link.line - 1].startswith(link.source, link.column - 1)


OLD = "---\na: \"[[A]]\"\nb: [1, '[[A]]']\nc: {d: x}\n---\n# H\n\n- [ ] [[A]] #t\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('a: "[[A]]"', "a: x"),
        ('a: "[[A]]"', 'e: "[[A]]"'),
        ("[1, '[[A]]']", "[2, '[[A]]']"),
        ("[1, '[[A]]']", "['[[A]]', 1]"),
        ("[1, '[[A]]']", "['[[A]]']"),
        ("b: [1, '[[A]]']", "b: 1"),
        ("{d: x}", "{d: y}"),
        ("{d: x}", "{e: x}"),
        ("# H", "## H"),
        ("- [ ]", "- [x]"),
        ("- [ ]", "* [ ]"),
        ("#t", "#u"),
        ("[[A]] #t", "[[A|x]] #t"),
        ("[[A]] #t", "![[A]] #t"),
        ("\n- [", "\ntext\n- ["),
    ],
)
def test_what_changes_besides_links_is_found(old: str, new: str) -> None:
    before = parse("n.md", OLD.encode())
    assert is_same_but_links(before, before, {})
    assert not is_same_but_links(before, parse("n.md", OLD.replace(old, new).encode()), {})


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_edits_make_one_of_the_other(old: bytes, new: bytes) -> None:
    data = old
    for edit in reversed(edits_between(source_of(old), new)):
        data = edit.applied(data)
    assert data == new


def test_only_the_lines_that_differ_are_edited() -> None:
    old = b"".join(b"%d\n" % number for number in range(10_000))
    [edit] = edits_between(source_of(old), old.replace(b"\n5000\n", b"\nx\n"))
    assert (edit.start, edit.replacement) == (old.index(b"5000\n"), b"x\n")
    ends = edits_between(source_of(old), b"a\n" + old + b"b\n")
    assert [edit.replacement[:2] for edit in ends] == [b"a\n"]


def test_a_note_that_cannot_be_read_is_named() -> None:
    readable = moment_of({"A.md": b"", "n.md": b"[[A]]\n"})
    index = Index.of([*readable.index.notes.values(), Note("closed.md", "", 0)])
    moment = Moment(index, TODAY, Settings(), {}, readable.read)
    links = Relinking(moment, {"A.md": "B.md"}).vault()
    assert (links.links, links.unread) == (1, ("closed.md",))
