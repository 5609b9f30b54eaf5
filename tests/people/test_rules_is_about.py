"""Two entries are about the same thing if they are alike, or one holds all words of the other."""

import pytest

from vaultkit.people.rules.network import is_about


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("sourdough", "Sourdough", True),
        ("open-water swimming", "swimming", True),
        ("learn Portuguese", "portuguese", True),
        ("sourdough", "cartography", False),
        ("a stall of her own", "a workshop with north light", False),
        ("board games", "garden games", False),
        ("a", "a stall of her own", False),
        ("", "", False),
    ],
)
def test_what_is_about_the_same(one: str, other: str, *, same: bool) -> None:
    assert is_about(one, other) is same
    assert is_about(other, one) is same
