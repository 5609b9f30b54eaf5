"""Globs in the manner of .gitignore."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.text.globs import is_glob, matches


@pytest.mark.parametrize(
    ("globs", "path", "named"),
    [
        ((), "a.md", False),
        (("Archive/",), "Archive/a.md", True),
        (("Archive/",), "x/Archive/y/a.md", True),
        (("/Archive/",), "x/Archive/a.md", False),
        (("*.draft.md",), "x/a.draft.md", True),
        (("People/*.md",), "People/a.md", True),
        (("People/*.md",), "People/x/a.md", False),
        (("People/**",), "People/x/a.md", True),
        (("*.md", "!keep.md"), "keep.md", False),
        (("*.md", "!keep.md"), "other.md", True),
        (("Größe/",), "Gro\u0308ße/a.md", True),
        (("re:^draft",), "Drafts/a.md", True),
        (("re:^draft",), "x/Drafts/a.md", False),
        (("re:(",), "(.md", False),
        (("!",), "!", False),
        (("[", "a.md"), "a.md", True),
        (("", "# comment"), "# comment", False),
    ],
)
def test_what_they_name(globs: tuple[str, ...], path: str, named: bool) -> None:  # noqa: FBT001 - a case of the table
    assert matches(globs, path) is named


@given(globs=st.lists(st.text(max_size=8), max_size=3), path=st.text(max_size=12))
def test_nothing_raises(globs: list[str], path: str) -> None:
    assert matches(globs, path) in {True, False}


def test_an_entry_that_cannot_be_read_is_known() -> None:
    assert is_glob("Archive/")
    assert not is_glob("!")
    assert not is_glob("re:(")
