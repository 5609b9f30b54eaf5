"""Values that were made fast are the values themselves; and what the fast reader asks of a whole text is true."""

from dataclasses import FrozenInstanceError, fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.model.note import Item, Line, Link, Tag
from vaultkit.model.value import Property, Value
from vaultkit.text import grammar
from vaultkit.text.making import maker

KINDS = (Item, Line, Link, Tag, Value, Property)


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_that_was_made_fast_is_like_any_other(kind: type) -> None:
    given_values = [field.name for field in fields(kind)]

    made, usual = maker(kind)(*given_values), kind(*given_values)

    assert type(made) is kind
    assert made == usual
    assert (hash(made), repr(made)) == (hash(usual), repr(usual))
    with pytest.raises(FrozenInstanceError):
        setattr(made, given_values[0], "")


def test_what_is_left_out_has_its_default() -> None:
    assert maker(Item)(1, 1, 1, "-", "a") == Item(1, 1, 1, "-", "a")
    assert maker(Value)("list", 1, 1) == Value("list", 1, 1)


@given(
    st.text(
        alphabet=st.one_of(
            st.sampled_from("a \t\n\r\x00\x0b\x1c\x1f\x85\xa0\u2003\u2028\u3000\ue000é"), st.characters()
        )
    )
)
def test_odd_blanks_are_those_that_the_clear_reader_replaces(text: str) -> None:
    assert grammar.has_odd_blanks(text) == (grammar.neutral(text) != text)
