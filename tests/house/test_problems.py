"""Every kind of problem: a code of its own, words for the manual, and an example that really has it."""

import os
import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import reference

from vaultkit.model.problem import ProblemKind
from vaultkit.testing import make_vault, open_with

TODAY = date(2026, 11, 22)
KINDS = reference.problem_kinds()
OTHERS = {
    "Me.md": "---\ninterests: [compilers]\n---\n",
    "People/Ada Lovelace.md": "---\naliases: [Countess]\n---\n",
    "People/Bob Kahn.md": "",
    "Club/Minutes.md": "",
    "Work/Minutes.md": "",
}
"""What lies beside the example: examples may name these."""


def in_a_note(folder: Path, kind: ProblemKind) -> None:
    """Put the example into a person's note."""
    make_vault(folder, OTHERS | {"People/Example.md": as_bytes(kind.example)})


def as_bytes(example: str) -> bytes:
    r"""Return what an example stands for: ``\x07`` and ``\r`` in it are what Python means by them."""
    raw = example.encode() + b"\n"
    return re.sub(rb"\\x([0-9a-f]{2})", lambda found: bytes([int(found[1], 16)]), raw).replace(b"\\r", b"\r")


def of_no_bytes(folder: Path, _kind: ProblemKind) -> None:
    """Make an empty note."""
    make_vault(folder, OTHERS | {"People/Example.md": b""})


def with_long_properties(folder: Path, _kind: ProblemKind) -> None:
    """Make a note whose front matter is longer than is read."""
    make_vault(folder, OTHERS | {"People/Example.md": f"---\nbio: {'long ' * 16_384}\n---\n"})


def of_three_mebibytes(folder: Path, _kind: ProblemKind) -> None:
    """Make a note that is larger than is read."""
    make_vault(folder, OTHERS | {"People/Example.md": "word\n" * 600_000})


def of_nothing_but_brackets(folder: Path, _kind: ProblemKind) -> None:
    """Make a note that keeps a reader of markdown busy."""
    make_vault(folder, OTHERS | {"People/Example.md": "[[" * 100_000 + "\n"})


def in_the_settings(folder: Path, kind: ProblemKind) -> None:
    """Put the example into the settings."""
    make_vault(folder, OTHERS | {"vaultkit.toml": kind.example + "\n"})


def as_a_file(folder: Path, kind: ProblemKind) -> None:
    """Make a file of the example's name."""
    make_vault(folder, OTHERS | {kind.example: "left\n"})


def as_a_link(folder: Path, kind: ProblemKind) -> None:
    """Make a symbolic link of the example's names."""
    if sys.platform == "win32":
        pytest.skip("links need a right that few have")
    name, target = kind.example.split(" -> ")
    make_vault(folder, {"People/Bob Kahn.md": ""})
    outside = folder.parent / "outside.md"
    outside.write_text("", "utf-8")
    (folder / name).symlink_to(outside if target.startswith("/") else target)


def in_obsidian(folder: Path, kind: ProblemKind) -> None:
    """Put the example into Obsidian's own settings."""
    make_vault(folder, OTHERS | {".obsidian/app.json": f"{{{kind.example}}}"})


def as_a_folder_of_settings(folder: Path, _kind: ProblemKind) -> None:
    """Make a folder where the settings should be a file."""
    make_vault(folder, OTHERS)
    (folder / "vaultkit.toml").unlink()
    (folder / "vaultkit.toml").mkdir()


def as_an_odd_name(folder: Path, _kind: ProblemKind) -> None:
    """Make a file whose name is no UTF-8."""
    if sys.platform != "linux":
        pytest.skip("such names exist on Linux alone")
    make_vault(folder, OTHERS)
    Path(os.fsdecode(os.fsencode(folder) + b"/People/Andr\xe9.md")).write_text("", "utf-8")


BUILDERS: dict[str, Callable[[Path, ProblemKind], None]] = {
    "front-matter-long": with_long_properties,
    "leftover-file": as_a_file,
    "name-undecodable": as_an_odd_name,
    "note-empty": of_no_bytes,
    "note-too-complex": of_nothing_but_brackets,
    "note-long": of_three_mebibytes,
    "obsidian-unreadable": in_obsidian,
    "settings-obsidian-filter": in_obsidian,
    "settings-unreadable": as_a_folder_of_settings,
    "symlink-broken": as_a_link,
    "symlink-folder": as_a_link,
    "symlink-outside": as_a_link,
}
ELSEWHERE = {
    "block-claimed": "needs a second plugin",
    "block-refused": "needs a plugin that renders a marker",
    "file-unreadable": "needs a file that even the administrator may not read",
    "folder-unreadable": "needs a folder that even the administrator may not list",
    "plugin-claim": "needs a plugin that claims another's name",
    "line-lost": "needs an editor that saves over a line that was written, and a watcher that sees it",
    "plugin-failed": "needs a plugin that raises",
}
"""Kinds whose example is a situation, no text; the rooms' own tests make it."""


def builder(kind: ProblemKind) -> Callable[[Path, ProblemKind], None]:
    """Return how the example of a kind is put into a vault."""
    usual = in_the_settings if kind.code.startswith("settings-") else in_a_note
    return BUILDERS.get(kind.code, usual)


SHOWN = [pytest.param(kind, id=kind.code) for kind in KINDS if kind.code not in ELSEWHERE]


@pytest.mark.parametrize("kind", SHOWN)
def test_the_example_has_the_problem(tmp_path: Path, kind: ProblemKind) -> None:
    folder = tmp_path / "vault"
    folder.mkdir()
    builder(kind)(folder, kind)
    found = [problem for problem in open_with(folder, TODAY).problems(links=True) if problem.code == kind.code]
    assert found
    assert {problem.severity for problem in found} == {kind.severity}
    assert all(problem.hint for problem in found)


def test_codes_are_unique() -> None:
    codes = [kind.code for kind in KINDS]
    assert sorted(set(codes)) == codes


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_the_words_are_sentences(kind: ProblemKind) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", kind.code)
    for sentence in (kind.meaning, kind.cure):
        assert re.match(r"[A-Z`]", sentence), sentence
        assert sentence.endswith("."), sentence
    assert kind.example.strip()


def test_what_is_shown_elsewhere_exists() -> None:
    assert {kind.code for kind in KINDS} >= ELSEWHERE.keys() | BUILDERS.keys()
