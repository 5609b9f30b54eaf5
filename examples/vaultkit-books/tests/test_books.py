"""The plugin in a vault of its own."""

import json

import pytest
import vaultkit_books

from vaultkit.testing import Vault, block, check_conduct

NOTES = """
    Books/Middlemarch.md
        ---
        type: book
        status: reading
        author: George Eliot
        ---
        # Middlemarch

        ## Notes

        - 2026-11-01 slow, and worth it
    Books/Emma.md
        ---
        type: book
        status: read
        ---
    Books/The Odd One.md
        ---
        type: book
        ---
"""


@pytest.fixture
def shelf(vault: Vault) -> Vault:
    """Return a vault with three books."""
    return vault.add(NOTES)


def test_the_block_lists_what_is_being_read(shelf: Vault) -> None:
    shelf.add({"Reading.md": block("books.reading", limit=3)})

    assert shelf.run("dashboard").exit_code == 0

    line = "- [[Books/Middlemarch|Middlemarch]] by George Eliot"
    assert shelf.read("Reading.md") == block("books.reading", line, limit=3)


def test_the_settings_say_what_reading_is(shelf: Vault) -> None:
    shelf.add({"vaultkit.toml": '[plugins.books]\nreading = "read"\n'})
    assert vaultkit_books.being_read(shelf.session().moment) == ["Books/Emma.md"]


def test_a_book_without_a_status_is_a_hint(shelf: Vault) -> None:
    result = shelf.run("check")
    assert result.stdout == "Books/The Odd One.md:2:1: hint: the book has no status [book-status]\n"


def test_the_command_lists_it_too(shelf: Vault) -> None:
    assert shelf.run("books", "reading").stdout == "Middlemarch\n"
    assert json.loads(shelf.run("books", "reading", "--json").stdout)["reading"] == ["Middlemarch"]


def test_a_note_on_a_book_is_one_line(shelf: Vault) -> None:
    before = shelf.read("Books/Middlemarch.md")

    assert shelf.run("books", "note", "Middlemarch", "the end!", "--dry-run").exit_code == 0
    assert shelf.read("Books/Middlemarch.md") == before

    assert shelf.run("books", "note", "Middlemarch", "the end!").exit_code == 0
    assert shelf.read("Books/Middlemarch.md") == before + "- 2026-11-22 the end!\n"


def test_the_section_is_made_where_there_is_none(shelf: Vault) -> None:
    assert shelf.run("books", "note", "Emma", "again").exit_code == 0
    assert shelf.read("Books/Emma.md").endswith("---\n\n## Notes\n\n- 2026-11-22 again\n")


def test_a_book_that_is_not_there_is_told(shelf: Vault) -> None:
    result = shelf.run("books", "note", "Ulysses", "some day")
    assert (result.exit_code, result.stderr) == (4, "vaultkit: no book is called 'Ulysses'\n")


def test_books_are_counted(shelf: Vault) -> None:
    assert json.loads(shelf.run("index", "--json").stdout)["books"] == 3


def test_its_conduct() -> None:
    check_conduct(vaultkit_books, NOTES, name="books")
