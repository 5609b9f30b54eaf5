"""Makes a vault of any size: people with logs, daily notes that link to them, long project notes full of false links.

``python benchmarks/generated_vault.py FOLDER --notes 10000`` writes it; the same numbers give the same bytes.
"""

import argparse
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

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
TIERS = ("inner", "close", "casual", "warm", "outer")
TRACKED, NAMED, PROMISED = 0.01, 0.1, 0.2
"""Shares: of people with a tier, of log lines that name another person, of people with an open task."""


def notes(count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yield path and text of every note: 60 % people, 30 % daily notes, 10 % projects."""
    random = Random(seed)  # noqa: S311 - the same notes every time
    people = [f"{random.choice(FIRST)} {random.choice(LAST)} {number}" for number in range(count * 6 // 10)]
    for name in people:
        yield f"People/{name}.md", person(random, name, people)
    days = count * 3 // 10
    for number in range(days):
        day = TODAY - timedelta(days=number)
        yield f"Daily/{day:%Y}/{day}.md", daily(random, people)
    for number in range(count - len(people) - days):
        yield f"Projects/Project {number}.md", project(random, people)


def sentence(random: Random) -> str:
    """Return some words."""
    return " ".join(random.choices(WORDS, k=random.randint(4, 14)))


def person(random: Random, name: str, people: list[str]) -> str:
    """Return a person's note: 12 properties, 0 to 60 interactions, some prose."""
    first, last, number = name.split()
    days = sorted((TODAY - timedelta(days=random.randint(0, 1500)) for _ in range(random.randint(0, 60))), reverse=True)
    topics = random.sample(TOPICS, 2)
    lines = [
        "---",
        f"aliases: [{first}{number}]",
        "tags: [person]",
        f"interests: [{', '.join(topics)}]",
        f"goals: [{random.choice(TOPICS)}]",
        f"tier: {random.choice(TIERS)}" if random.random() < TRACKED else "tier:",
        f'company: "[[{last} Works]]"',
        "role: printer",
        f"birthday: {random.randint(1, 12):02}-{random.randint(1, 28):02}",
        f"email: {first.lower()}{number}@example.org",
        "phone: +47 91 12 23 34",
        "location: Bergen",
        f"met_on: {days[-1] if days else TODAY}",
        "---",
        "",
        sentence(random),
        "",
        f"Introduced by [[{random.choice(people)}]].",
        "",
        "## Interactions",
        "",
    ]
    for day in days:
        more = f" with [[{random.choice(people)}]]" if random.random() < NAMED else ""
        lines.append(f"- {day} {random.choice(KINDS)}: {sentence(random)}{more} #{random.choice(topics)}")
    if random.random() < PROMISED:
        lines += ["", f"- [ ] {sentence(random)} 📅 {TODAY + timedelta(days=random.randint(1, 60))}"]
    return "\n".join(lines) + "\n"


def daily(random: Random, people: list[str]) -> str:
    """Return a daily note with a few lines about people."""
    lines = ["# Today", "", sentence(random), "", "## Log", ""]
    lines += [f"- {random.choice(KINDS[:2])} [[{random.choice(people)}]]: {sentence(random)}" for _ in range(3)]
    lines += [f"- {sentence(random)}" for _ in range(4)]
    return "\n".join(lines) + "\n"


def project(random: Random, people: list[str]) -> str:
    """Return a long note whose code holds links that are none."""
    lines = ["---", "type: project", "---", ""]
    for number in range(12):
        lines += [f"## Part {number}", "", *(sentence(random) for _ in range(4)), ""]
        lines += [f"See [[{random.choice(people)}]] and `[[not a link]]`.", ""]
        lines += ["```python", f"links = [['[[{random.choice(people)}]]']]", "- 2026-01-01 call: no log", "```", ""]
    return "\n".join(lines) + "\n"


def write(folder: Path, count: int, seed: int = 1) -> None:
    """Write the vault into a folder that is new or empty."""
    folder.mkdir(parents=True, exist_ok=True)
    assert not any(folder.iterdir()), f"{folder} is not empty"
    (folder / "vaultkit.toml").write_text('[daily]\nfolder = "Daily"\nformat = "YYYY/YYYY-MM-DD"\n', "utf-8")
    for path, text in notes(count, seed):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--notes", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    write(chosen.folder, chosen.notes, chosen.seed)
    print(f"{chosen.notes} notes in {chosen.folder}")
