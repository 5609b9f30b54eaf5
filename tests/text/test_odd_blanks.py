"""What the fast reader asks of a whole text at once is true."""

from hypothesis import given
from hypothesis import strategies as st

from vaultkit.text import grammar


@given(
    st.text(
        alphabet=st.one_of(
            st.sampled_from("a \t\n\r\x00\x0b\x1c\x1f\x85\xa0\u2003\u2028\u3000\ue000é"), st.characters()
        )
    )
)
def test_odd_blanks_are_those_that_the_clear_reader_replaces(text: str) -> None:
    assert grammar.has_odd_blanks(text) == (grammar.neutral(text) != text)
