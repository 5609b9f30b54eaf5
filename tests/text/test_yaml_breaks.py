"""What YAML takes for line breaks inside values, and Obsidian for letters."""

import pytest

from vaultkit.text.parse import parse


@pytest.mark.parametrize("letter", ["\r", "\x85", "\u2028", "\u2029", "\uf885", "\U0010ffff"])
def test_a_break_of_yaml_s_own_is_a_letter_and_moves_no_line(letter: str) -> None:
    note = parse("a.md", f'---\naka: "x{letter}y"\nmore: [1]\n---\n'.encode())

    aka, more = note.properties

    assert (aka.value.text, aka.line) == (f"x{letter}y", 2)
    assert (more.value.items[0].data, more.line) == (1, 3)
