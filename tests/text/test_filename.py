"""Which names can be a note's file name everywhere."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vaultkit.errors import UnsafeNameError
from vaultkit.text.filename import MOST_BYTES, check_file_name, safe_file_name


@pytest.mark.parametrize(
    "name",
    [
        "Ada Lovelace",
        "José María Ñúñez",
        "李小龍",
        "Владимир",
        "محمد",
        "علی\u200cرضا",
        "क्\u200dष",
        "Dr. Smith",
        "O'Brien, Pat",
        "👩\u200d💻 Kim",
        "connie",
        "Con Edison",
        "com10",
        "a" * MOST_BYTES,
        "R&D (Berlin) – 100% + more = fun!",
    ],
)
def test_names_of_people_are_fine(name: str) -> None:
    check_file_name(name)
    assert safe_file_name(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        ".",
        "..",
        "../x",
        "/etc/passwd",
        "a/b",
        "a\\b",
        "CON",
        "con",
        "nul.txt",
        "Aux.",
        "COM1",
        "lpt9.notes",
        "com¹",
        "CONIN$",
        "a:b",
        "a*b",
        "a?b",
        'a"b',
        "a<b",
        "a>b",
        "a|b",
        "a#b",
        "a^b",
        "[a]",
        ".hidden",
        "Ada.md",
        "Ada.MD",
        "end.",
        "end ",
        " start",
        "\u00a0start",
        "a\x00b",
        "a\nb",
        "a\x7fb",
        "a\u2028b",
        "a\u202eb",
        "a\u2066b",
        "a\u200bb",
        "a\u200eb",
        "\ufeffa",
        "a\u200db",
        "\u200d",
        "\ud800",
        "a" * (MOST_BYTES + 1),
        "é" * 101,
    ],
)
def test_names_that_some_system_or_link_cannot_bear_are_refused(name: str) -> None:
    with pytest.raises(UnsafeNameError):
        check_file_name(name)
    check_file_name(safe_file_name(name))


@given(name=st.text(max_size=300))
@example("\u200d" * 300)
@example("con" + "." * 300)
@example("a.md.md.")
@example("a" * 197 + ".mdb")
@example("0 \x1b 0")
@example("e\u0301" * 200)
def test_the_nearest_safe_name_is_safe_and_stays(name: str) -> None:
    safe = safe_file_name(name)
    check_file_name(safe)
    assert safe_file_name(safe) == safe


@given(name=st.text(max_size=70))
def test_an_accepted_name_makes_a_file_in_its_folder(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    try:
        check_file_name(name)
    except UnsafeNameError:
        return
    folder: Path = tmp_path_factory.mktemp("names")
    (folder / f"{name}.md").write_bytes(b"")
    assert [path.name for path in folder.iterdir()] == [f"{name}.md"]


def test_what_is_left_of_a_name_is_kept() -> None:
    assert safe_file_name("AC/DC") == "AC-DC"
    assert safe_file_name('Robert "Bob" Kahn') == "Robert 'Bob' Kahn"
    assert safe_file_name(" a\n b. ") == "a b"
    assert safe_file_name("con") == "_con"
    assert safe_file_name("../") == "Unnamed" or not safe_file_name("../").startswith(".")
