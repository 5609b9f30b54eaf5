"""The one span between two versions of a file."""

from hypothesis import given
from hypothesis import strategies as st

from vaultkit.model.edit import Edit, Source

TEXT = st.text("ab\n", max_size=12).map(str.encode)


@given(TEXT, TEXT)
def test_the_span_between_two_versions_makes_one_the_other(one: bytes, other: bytes) -> None:
    """Fails where what both begin with is counted a second time at their ends: ``aa`` cannot become ``aaa``."""
    edit = Edit.between(Source.of("a.md", one), other)
    assert edit.applied(one) == other
    old, new = one[edit.start : edit.end], edit.replacement
    assert old[:1] != new[:1] or not old or not new
    assert old[-1:] != new[-1:] or not old or not new
