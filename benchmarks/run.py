"""Measures vaultkit on a generated vault, side by side with the least that the same work could cost.

``python benchmarks/run.py`` takes a small vault, ``--notes 10000`` a large one. Every row is a
median of several rounds in which both sides take turns, and a ratio: machines differ, ratios hardly.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import frontmatter
import generated_vault
import yaml
from markdown_it import MarkdownIt

from vaultkit.plugins.host import Host
from vaultkit.vault import Vault

EMPTY_PROGRAM = "import typer\napp = typer.Typer()\n@app.command()\ndef main() -> None: ...\napp()"


def walk(root: Path) -> list[Path]:
    """Look at every note: scandir and stat, dot-folders left out."""
    found, folders = [], [str(root)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif entry.name.endswith(".md"):
                    entry.stat()
                    found.append(Path(entry.path))
    return found


def looked_at(root: Path) -> None:
    """Look at every note, for comparison."""
    walk(root)


def least(root: Path) -> None:
    """Walk, read, and parse every front matter with PyYAML's loader in C."""
    for path in walk(root):
        data = path.read_bytes()
        if data.startswith(b"---\n"):
            yaml.load(data[4 : data.index(b"\n---", 4)], Loader=yaml.CSafeLoader)


def naive(root: Path) -> None:
    """Read every note as one would at first: python-frontmatter, then all of markdown-it-py."""
    markdown = MarkdownIt("commonmark").enable("table")
    for path in walk(root):
        markdown.parse(frontmatter.load(str(path)).content)


def opened(root: Path, *, use_cache: bool) -> None:
    """Open the vault as a command does, with the facts of every plugin."""
    host = Host.load(built_in_only=True)
    vault = Vault.open(root, host.sections(), use_cache=use_cache)
    if use_cache:
        vault.save_cache()


def program(*arguments: str) -> Callable[[], None]:
    """Return a run of a whole Python program."""

    def run() -> None:
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - as written below

    return run


def seconds(work: Callable[[], None]) -> float:
    """Return how long it took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def compare(name: str, work: Callable[[], None], against: Callable[[], None], rounds: int) -> None:
    """Print both medians and their ratio."""
    pairs = [(seconds(work), seconds(against)) for _ in range(rounds)]
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"{name:<58} {ours * 1000:>9.1f} ms {theirs * 1000:>9.1f} ms {ours / theirs:>7.2f}")


def main() -> None:
    """Make the vault and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "vault"
        os.environ["VAULTKIT_STATE_DIR"] = os.environ["VAULTKIT_CACHE_DIR"] = f"{folder}/state"
        generated_vault.write(root, chosen.notes)
        print(f"{chosen.notes} notes, median of {chosen.rounds} rounds, Python {sys.version.partition(' ')[0]}")
        print(f"{'':<58} {'ours':>12} {'against':>12} {'ratio':>7}")
        measure(root, chosen.rounds)


def measure(root: Path, rounds: int) -> None:
    """Compare every row."""
    compare(
        "cold index, against walk + read + YAML in C",
        lambda: opened(root, use_cache=False),
        lambda: least(root),
        rounds,
    )
    compare("cold index, against a naive loop", lambda: opened(root, use_cache=False), lambda: naive(root), 1)
    opened(root, use_cache=True)
    compare("warm start, against scandir + stat", lambda: opened(root, use_cache=True), lambda: looked_at(root), rounds)
    slug = next(iter(sorted(path.stem for path in (root / "People").iterdir())))
    before = ("-m", "vaultkit", "--vault", str(root), "--today", str(generated_vault.TODAY))
    for words in (("due",), ("show", slug), ("status",), ("dashboard", "--print")):
        name = f"vaultkit {words[0]}, the process, against an empty typer program"
        compare(name, program(*before, *words), program("-c", EMPTY_PROGRAM), rounds)


if __name__ == "__main__":
    main()
