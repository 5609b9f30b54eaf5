"""The check of a plugin's conduct: a sound plugin passes, and each breach is named."""

import itertools
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
import typer

from vaultkit.api import (
    BlockKind,
    Json,
    Location,
    Moment,
    Note,
    Place,
    Problem,
    ProblemKind,
    Severity,
    as_text,
    hookimpl,
    link_to,
)
from vaultkit.people import plugin as people
from vaultkit.testing import breaches, check_conduct

NOTES = """
    Books/Middlemarch.md
        ---
        type: book
        author: George Eliot
        ---
        - a long one
    Reading.md
        # Reading
"""
ODD = ProblemKind("book-odd", Severity.HINT, "An odd book.", "type: book", "Read it.")
COUNTER = itertools.count()


def books(moment: Moment) -> list[Note]:
    return [note for note in moment.index.notes.values() if note.folder == "Books"]


def shown(write: Callable[[Note], str]) -> Sequence[BlockKind]:
    """Return a block that writes each book in a way of its own."""

    def render(moment: Moment, _place: Place) -> str:
        return "\n".join(f"- {write(note)}" for note in books(moment))

    return [BlockKind("sound.all", "all", render)]


def author(note: Note) -> str:
    found = note.property("author")
    return found.value.text if found else ""


class Sound:
    """Does what a plugin may do."""

    @hookimpl
    def facts(self, note: Note) -> Json:
        return {"author": author(note)} if author(note) else None

    @hookimpl
    def problems(self, moment: Moment) -> Iterable[Problem]:
        for note in books(moment):
            yield ODD.at(note.at(3, 1), "odd")

    @hookimpl
    def blocks(self) -> Sequence[BlockKind]:
        return shown(lambda note: f"{link_to(note.path, note.name)} by {as_text(author(note))}")

    @hookimpl
    def counts(self, moment: Moment) -> Mapping[str, int]:
        return {"books": len(books(moment))}

    @hookimpl
    def changed(self, before: Moment, after: Moment) -> Sequence[str]:
        return [f"{len(books(after)) - len(books(before))} more"]


def test_a_sound_plugin_passes() -> None:
    check_conduct(Sound(), NOTES, name="sound")
    assert breaches(Sound(), NOTES, name="sound") == []


def test_a_breach_fails_the_test() -> None:
    class Raising(Sound):
        @hookimpl
        def counts(self, moment: Moment) -> Mapping[str, int]:
            raise RuntimeError(moment)

    with pytest.raises(AssertionError, match="plugin sound, counts: RuntimeError"):
        check_conduct(Raising(), NOTES, name="sound")


def one(hook: str, answer: Callable[..., object]) -> object:
    """Return a sound plugin with one hook that is not."""
    bad = Sound()
    setattr(bad, hook, hookimpl(answer))
    return bad


def at(path: str, line: int, column: int = 1) -> Callable[[], list[Problem]]:
    return lambda: [ODD.at(Location(path, line, column), "odd")]


def reads_itself(moment: Moment, _place: Place) -> str:
    return f"{sum(note.size for note in moment.index.notes.values())} bytes"


BAD: Mapping[str, tuple[object, str]] = {
    "a wrong type": (one("counts", lambda: ["books"]), "the answer cannot be used"),
    "counts that differ": (one("counts", lambda: {"books": next(COUNTER)}), "counts answers differently"),
    "facts that differ": (one("facts", lambda: next(COUNTER)), "are read differently"),
    "facts that are no JSON": (one("facts", lambda: {"days": (1, 2)}), "come back from JSON as something else"),
    "facts with a day": (one("facts", lambda: date(2026, 1, 1)), "come back from JSON as something else"),
    "a problem beyond the note": (one("problems", at("Reading.md", 9)), "but the file has"),
    "a problem beyond the line": (one("problems", at("Reading.md", 1, 99)), "beyond the end of the line"),
    "a problem of no file": (one("problems", at("Nowhere.md", 1)), "no file of the vault"),
    "a line feed in a line": (one("summary", lambda: ["a\nb"]), "a line feed in a line"),
    "a block that differs": (one("blocks", lambda: shown(lambda _: str(next(COUNTER)))), "rendered differently"),
    "a block that raises": (one("blocks", lambda: shown(lambda _: str(1 // 0))), "block sound.all: ZeroDivisionError"),
    "a block with a marker": (
        one("blocks", lambda: shown(lambda _: "<!-- vaultkit:end sound.all -->")),
        "holds a marker",
    ),
    "a block that opens a fence": (one("blocks", lambda: shown(lambda _: "\n```")), "leaves a code fence open"),
    "a block that leads nowhere": (one("blocks", lambda: shown(lambda _: "[[Nowhere]]")), "which leads nowhere"),
    "a block that reads itself": (
        one("blocks", lambda: [BlockKind("sound.size", "size", reads_itself)]),
        "it reads what it wrote",
    ),
    "a name as it is": (
        one("blocks", lambda: shown(lambda note: f"[[{note.path}|{note.name}]]")),
        "Books/Middlemarch.md: its name: ",
    ),
    "a value as it is": (
        one("blocks", lambda: shown(author)),
        "Books/Middlemarch.md:3: author: '%% hidden %%",
    ),
    "a list item as it is": (
        one("blocks", lambda: shown(lambda note: "".join(item.text for item in note.items))),
        "Books/Middlemarch.md:5: ",
    ),
    "a block of another's": (
        one("properties", lambda: [_property("birthday")]),
        "'birthday' is people's already",
    ),
}


def _property(name: str) -> object:
    from vaultkit.api import PropertyKind  # noqa: PLC0415 - for this one plugin

    return PropertyKind(name, "date", "mine")


@pytest.mark.parametrize("breach", BAD)
def test_a_breach_is_named(breach: str) -> None:
    """Each is a plugin with one fault; each was seen to pass while its check was taken out."""
    bad, words = BAD[breach]

    found = breaches(bad, NOTES, name="sound")

    assert any(words in each for each in found), found


def test_a_core_command_s_name_is_a_breach() -> None:
    bad = one("commands", lambda: typer.Typer())  # noqa: PLW0108 - a class is no function

    assert any("'check' is vaultkit's already" in each for each in breaches(bad, NOTES, name="check"))


def test_a_plugin_that_does_not_fit_is_told_at_once() -> None:
    class Misspelt:
        @hookimpl
        def cuonts(self) -> None: ...

    with pytest.raises(AssertionError, match="registration"):
        check_conduct(Misspelt(), NOTES, name="misspelt")


def test_an_import_of_what_is_not_promised_is_a_breach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import vaultkit.api\nfrom vaultkit import testing\nfrom vaultkit.text import parse\nimport vaultkit.disk\n"
    (tmp_path / "vaultkit_nosy.py").write_text(code, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    nosy: ModuleType = __import__("vaultkit_nosy")

    found = breaches(nosy, NOTES)

    assert found == [
        "vaultkit_nosy:3: imports vaultkit.text, which is not promised to stay",
        "vaultkit_nosy:4: imports vaultkit.disk, which is not promised to stay",
    ]
    del sys.modules["vaultkit_nosy"]


@pytest.mark.slow
def test_the_people_plugin_s_own_conduct() -> None:
    from face_vault import NOTES as LARGE  # noqa: PLC0415 - for this test alone

    check_conduct(people, LARGE, name="people")
