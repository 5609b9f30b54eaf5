"""Makes a vault of any size: people with logs, daily notes that link to them, long project notes full of false links.

``python benchmarks/generated_vault.py FOLDER --notes 10000`` writes it, and beside it ``FOLDER.json``, what is true of
it. The same numbers give the same bytes, on every machine and with every Python.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

T = TypeVar("T")

TODAY = date(2026, 11, 22)
NAMES = """
    Ada Bo Chidi Dora Emre Fatima Grażyna Hiro Ines João Kofi Léa Mei Nils Olga Priya Quinn Rosa Sven Tomás
    Abe Brandt Castro Diallo Eriksen Farah García Hahn Ito Jansen Kowalska Lund Mehta Novák Okoye Park Rossi
"""
FIRST, LAST = (line.split() for line in NAMES.strip().split("\n"))
PROSE = """
    the garden path leads past an old press where we talked about type and paper until the light went
"""
WORDS = PROSE.split()
KINDS = ("coffee", "call", "<- email", "-> email", "message", "-> help", "<- advice", "lunch", "video", "like")
TOPICS = ("compilers", "gardening", "music", "printing", "chess", "sailing", "bread", "maps")
MOST_INTERACTIONS = 60
NAMED, PROMISED = 0.1, 0.2
"""Shares: of log lines that name another person, of people with an open task."""
DUE_EACH = 120
"""One of so many people is due: 50 of the 6,000 in 10,000 notes. Nobody else has a cadence."""
CALM = 60
"""Days before today in which nothing is logged, so that nobody is a new acquaintance whom one owes a word."""
_PARTS = 12


@dataclass
class Truth:
    """What holds of a vault: how much of each there is in it, and who is due on its day.

    ``interactions`` are those of logs and of daily notes, ``links`` the wikilinks of all bodies, ``false_links`` what
    looks like one and stands in code.
    """

    today: str = TODAY.isoformat()
    notes: int = 0
    people: int = 0
    interactions: int = 0
    links: int = 0
    false_links: int = 0
    due: list[str] = field(default_factory=list)


class Chance:
    """Numbers by chance, the same each time; of Python's generator only ``random`` is promised never to change."""

    def __init__(self, seed: int) -> None:
        """Begin anew."""
        self._next = Random(seed).random  # noqa: S311 - the same notes every time

    def below(self, most: int) -> int:
        """Return a whole number from 0 up to, without, ``most``."""
        return int(self._next() * most)

    def among(self, choices: Sequence[T]) -> T:
        """Return one of the choices."""
        return choices[self.below(len(choices))]

    def happens(self, share: float) -> bool:
        """Return whether something happens that does so in this share of all cases."""
        return self._next() < share

    def sentence(self) -> str:
        """Return some words."""
        return " ".join(self.among(WORDS) for _ in range(4 + self.below(11)))


@dataclass
class _Person:
    """A person before their note is written; ``is_known`` says that others may link to them."""

    name: str
    days: list[date]
    is_due: bool

    @property
    def is_known(self) -> bool:
        return bool(self.days) and not self.is_due


def notes(count: int, seed: int = 1, truth: Truth | None = None) -> Iterator[tuple[str, str]]:
    """Yield path and text of every note: 60 % people, 30 % daily notes, 10 % projects; ``truth`` keeps count."""
    truth = Truth() if truth is None else truth
    chance = Chance(seed)
    people = [_somebody(chance, number) for number in range(count * 6 // 10)]
    known = [each.name for each in people if each.is_known] or ["Nobody"]
    days = count * 3 // 10
    truth.notes, truth.people = count, len(people)
    truth.due = sorted(each.name for each in people if each.is_due)
    for each in people:
        yield f"People/{each.name}.md", person(chance, each, known, truth)
    for number in range(days):
        day = TODAY - timedelta(days=number)
        yield f"Daily/{day.year}/{day}.md", daily(chance, known, truth)
    for number in range(count - len(people) - days):
        yield f"Projects/Project {number}.md", project(chance, known, truth)


def _somebody(chance: Chance, number: int) -> _Person:
    """Return a person with the days on which something happened; those who are due have been silent for long."""
    name = f"{chance.among(FIRST)} {chance.among(LAST)} {number}"
    is_due = number % DUE_EACH == DUE_EACH // 10
    span, last = (900, 200) if is_due else (1500, CALM)
    amount = chance.below(MOST_INTERACTIONS + 1)
    days = [TODAY - timedelta(days=last + chance.below(span)) for _ in range(amount + is_due)]
    return _Person(name, sorted(days, reverse=True), is_due)


def person(chance: Chance, who: _Person, known: Sequence[str], truth: Truth) -> str:
    """Return a person's note, its 12 properties written as Obsidian writes them."""
    first, last, number = who.name.split()
    born = date(1950, 1, 1) + timedelta(days=chance.below(20_000))
    topic = chance.below(len(TOPICS))
    lines = [
        "---",
        *("aliases:", f"  - {first}{number}"),
        *("tags:", "  - person"),
        *("interests:", f"  - {TOPICS[topic]}", f"  - {TOPICS[topic - 3]}"),
        *("goals:", f"  - {chance.among(TOPICS)}"),
        "tier: close" if who.is_due else "tier:",
        f'company: "[[{last} Works]]"',
        "role: printer",
        f"birthday: {born}",
        *("email:", f"  - {first.lower()}{number}@example.org"),
        "phone: +47 91 12 23 34",
        "location: Bergen",
        f"met_on: {who.days[-1] if who.days else TODAY - timedelta(days=2000)}",
        "---",
        "",
        chance.sentence(),
        "",
        f"Introduced by [[{chance.among(known)}]].",
        "",
        "## Interactions",
        "",
    ]
    truth.links += 1
    truth.interactions += len(who.days)
    for day in who.days:
        named = chance.happens(NAMED)
        truth.links += named
        more = f" with [[{chance.among(known)}]]" if named else ""
        kind = "call" if who.is_due else chance.among(KINDS)
        lines.append(f"- {day} {kind}: {chance.sentence()}{more} #{chance.among(TOPICS)}")
    if chance.happens(PROMISED):
        lines += ["", f"- [ ] {chance.sentence()} 📅 {TODAY + timedelta(days=1 + chance.below(60))}"]
    return "\n".join(lines) + "\n"


def daily(chance: Chance, known: Sequence[str], truth: Truth) -> str:
    """Return a daily note with a few lines about people."""
    lines = ["# Today", "", chance.sentence(), "", "## Log", ""]
    lines += [f"- {chance.among(KINDS[:2])} [[{chance.among(known)}]]: {chance.sentence()}" for _ in range(3)]
    lines += [f"- {chance.sentence()}" for _ in range(4)]
    truth.links += 3
    truth.interactions += 3
    return "\n".join(lines) + "\n"


def project(chance: Chance, known: Sequence[str], truth: Truth) -> str:
    """Return a long note whose code holds links that are none."""
    lines = ["---", "type: project", "---", ""]
    for number in range(_PARTS):
        lines += [f"## Part {number}", "", *(chance.sentence() for _ in range(4)), ""]
        lines += [f"See [[{chance.among(known)}]] and `[[not a link]]`.", ""]
        lines += ["```python", f"links = [['[[{chance.among(known)}]]']]", "- 2026-01-01 call: no log", "```", ""]
    truth.links += _PARTS
    truth.false_links += 2 * _PARTS
    return "\n".join(lines) + "\n"


def write(folder: Path, count: int, seed: int = 1) -> Truth:
    """Write the vault into a folder that is new or empty, and what is true of it beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    assert not any(folder.iterdir()), f"{folder} is not empty"
    truth = Truth()
    (folder / "vaultkit.toml").write_text(
        '[daily]\nfolder = "Daily"\nformat = "YYYY/YYYY-MM-DD"\n', "utf-8", newline="\n"
    )
    for path, text in notes(count, seed, truth):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8", newline="\n")
    manifest = json.dumps(asdict(truth), indent=2, ensure_ascii=False)
    folder.with_name(f"{folder.name}.json").write_text(f"{manifest}\n", "utf-8", newline="\n")
    return truth


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--notes", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    made = write(chosen.folder, chosen.notes, chosen.seed)
    print(f"{made.notes} notes in {chosen.folder}, {made.people} people, {len(made.due)} of them due on {made.today}")
