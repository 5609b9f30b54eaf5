"""What the tests of reading share: the samples, the fixtures and the four ways to save one text."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from vaultkit.disk import packaged

TESTS = Path(__file__).parents[1]
SAMPLES = TESTS / "samples"
FIXTURES = TESTS / "fixtures"
EXAMPLE = packaged.example_vault()
VAULTS = sorted(folder.name for folder in SAMPLES.iterdir() if folder.is_dir())
NOTES = sorted([*SAMPLES.rglob("*.md"), *EXAMPLE.rglob("*.md")])

_CASE = re.compile(
    r"^## (?P<title>[^\n]+)\n+(?:vault: (?P<vault>[^\n]*)\n+)?(?:shows: (?P<shows>[^\n]*)\n+)?"
    r"````md(?: (?P<path>[^\n]*))?\n(?P<text>.*?)````\n+```text\n(?P<expected>.*?)```",
    re.MULTILINE | re.DOTALL,
)

VARIANTS: Mapping[str, Callable[[bytes], bytes]] = {
    "as is": lambda data: data,
    "CRLF": lambda data: data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
    "BOM": lambda data: data if data.startswith(b"\xef\xbb\xbf") else b"\xef\xbb\xbf" + data,
    "no final newline": lambda data: data.removesuffix(b"\n").removesuffix(b"\r"),
}


@dataclass(frozen=True)
class Case:
    """One case of a fixture: a note's text, the files around it, and what must be read from it."""

    title: str
    path: str
    text: str
    files: tuple[str, ...]
    shows: tuple[str, ...]
    expected: tuple[str, ...]


def cases(name: str) -> list[Case]:
    """Return the cases of a fixture; every heading of the second level must be one."""
    text = (FIXTURES / name).read_bytes().decode("utf-8")
    found = [
        Case(
            case["title"],
            case["path"] or "Start.md",
            case["text"],
            tuple(filter(None, (case["vault"] or "").split(" | "))),
            tuple(filter(None, (case["shows"] or "").split(", "))),
            tuple(case["expected"].splitlines()),
        )
        for case in _CASE.finditer(text)
    ]
    titles = re.findall(r"^## (.+)$", re.sub(r"^````.*?^````", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    assert [case.title for case in found] == titles
    return found


def name_of(path: Path) -> str:
    """Return a note's path from the samples, or from the example vault, which lies elsewhere in a wheel."""
    root = SAMPLES if path.is_relative_to(SAMPLES) else EXAMPLE.parent
    return path.relative_to(root).as_posix()
