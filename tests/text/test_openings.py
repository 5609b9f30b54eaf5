"""What may be open where a line stands: the quick look misses nothing that the whole one finds."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vaultkit.text.openings import may_open, openings

MARKER = "<!-- vaultkit:end test.block -->"
PIECES = (
    *("", "a", "- a", "1. a", "> a", "- - a", "> - a", "-", "# a", "---", "| a |", "| - |", "| a | b |"),
    *("    a", "\ta", "  - \ta", "-     a", "- \t\ta", ">     a", "`a`", "``a``", "`", "$a$", "$", "%", "~~a~~", "a\\"),
    *("[^1]: a", "[a]: b", "*a", "**", "a  ", "\xa0a", "\x0b", "==="),
)
OPEN = ("```", "~~~", "<div>", "<!-- a", "%%", "$$")


@pytest.mark.parametrize("text", OPEN)
def test_what_opens_is_seen(text: str) -> None:
    [found] = openings([text, MARKER, "x $$"])
    assert found.hides(2)
    assert may_open(text)


@example(above=["- a", ""], text=["    a"], indent=3)
@example(above=["- a", ""], text=["  -     a", ""], indent=3)
@given(
    above=st.lists(st.sampled_from((*PIECES, *OPEN)), max_size=3),
    text=st.lists(st.sampled_from((*PIECES, *OPEN)) | st.text("-> \t`1.#a|", max_size=8), min_size=1, max_size=5),
    indent=st.integers(0, 3),
)
def test_a_text_without_marks_leaves_nothing_open(above: list[str], text: list[str], indent: int) -> None:
    """Fails where ``may_open`` passes over one of the marks: a block would be written that hides its own end."""
    words = "\n".join(text)
    if may_open(words):
        return
    first, last = len(above) + 1, len(above) + len(words.split("\n"))
    lines = [*above, *words.split("\n"), " " * indent + MARKER, "x $$"]
    assert not [each for each in openings(lines) if first <= each.line <= last and each.hides(last + 1)]
