"""Who is asked for by name: found in the kept roster without reading everybody's line, and the same as in all of it."""

import contextlib
import os
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from vaultkit.errors import VaultkitError
from vaultkit.people.commands.find import find_person
from vaultkit.people.reading import roster
from vaultkit.people.reading.slices import Held
from vaultkit.plugins.host import Host
from vaultkit.session.session import Session, open_session

TODAY = date(2026, 11, 22)
HOST = Host.load(built_in_only=True)
NOTES = {
    "People/Ada Lovelace.md": "---\naliases: [Countess, A／B]\n---\n",
    "People/Ada Byron.md": "",
    "People/Zoe Åström.md": "---\naka: Zoë\n---\n",
    "People/王伟.md": "",
    "People/###.md": "",
    "People/Old/Ada Lovelace.md": "---\nname: Ada King\n---\n",
    "Notes/Countess.md": "Somebody else",
}
WANTED = (
    *(
        "ada",
        "Ada Lovelace",
        "ada-lovelace",
        "ADA B",
        "countess",
        "zoë",
        "zoe astrom",
        "王",
        "a/b",
        "a／b",
        "@ada-byron",
    ),
    *(
        "People/Old/Ada Lovelace",
        "ada lovelace.md",
        "People/Ada",
        "lovelace",
        "tags",
        "People",
        "###",
        "",
        " ",
        "ad\udce9",
    ),
)


def opened(root: Path) -> Session:
    return open_session(root, HOST, TODAY)


def told(session: Session, wanted: str) -> str:
    try:
        return find_person(session.moment, wanted).path
    except VaultkitError as error:
        return f"{type(error).__name__}: {error}"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """Make a vault whose roster is kept."""
    for path, text in {"vaultkit.toml": "", **NOTES}.items():
        place = tmp_path / "vault" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
        os.utime(place, (1, 1))
    session = opened(tmp_path / "vault")
    assert len(roster.lines(session.moment)) == len(NOTES) - 1
    session.vault.save_cache()
    return tmp_path / "vault"


@pytest.mark.parametrize("wanted", WANTED)
def test_the_same_is_found_as_in_all_lines(vault: Path, wanted: str) -> None:
    """With lines left out by their names alone, or paths looked for in them, some of these find somebody else."""
    whole = opened(vault)
    roster.lines(whole.moment)
    assert told(opened(vault), wanted) == told(whole, wanted)


@pytest.mark.cache
def test_nobody_else_s_line_is_read(vault: Path) -> None:
    """With ``find_person`` or ``stamps`` on all lines they are there."""
    session = opened(vault)
    assert find_person(session.moment, "countess").path == "People/Ada Lovelace.md"
    assert not session.moment.has_derived(roster._lines)  # noqa: SLF001 - what is not to have happened shows there alone
    assert session.moment.memory.carried("people.roster", Held) is None


@pytest.mark.cache
@pytest.mark.parametrize("wanted", ["countess", "ada b"])
@pytest.mark.parametrize("letter", [b"countess", b"zoe"])
def test_a_damaged_roster_is_made_anew(vault: Path, wanted: str, letter: bytes) -> None:
    """Without the checksum a line that is left unread cannot tell that it is damaged, and nobody is found."""
    (place,) = Path(os.environ["VAULTKIT_CACHE_DIR"]).rglob("notes.sqlite3")
    with contextlib.closing(sqlite3.connect(place)) as database, database:
        (blob,) = database.execute("SELECT value FROM kept WHERE key = 'roster'").fetchone()
        assert letter in blob
        damaged = blob.replace(letter, letter[:-1] + b"\xc1")
        database.execute("UPDATE kept SET value = ? WHERE key = 'roster'", (damaged,))
    whole = "People/Ada Lovelace.md" if wanted == "countess" else "People/Ada Byron.md"
    assert told(opened(vault), wanted) == whole


@pytest.mark.parametrize("new", ["", "---\naliases: [Duchess]\n---\n"])
def test_a_changed_note_is_seen(vault: Path, new: str) -> None:
    """Without the state in what is kept the alias of before is found."""
    place = vault / "People" / "Ada Lovelace.md"
    place.write_text(new, "utf-8")
    assert told(opened(vault), "countess").startswith("NotAPersonError: Notes/Countess.md")
    assert told(opened(vault), "duchess").endswith("Ada Lovelace.md") is bool(new)
