"""Measures vaultkit on a generated vault, side by side with the least that the same work costs, and with its peers.

``python benchmarks/run.py`` takes a small vault, ``--notes 10000 --growth`` makes the table of the manual. Every row is
a median of rounds in which both sides take turns, and a ratio: machines differ, ratios hardly.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import generated_vault
import rows
from measure import Row
from peers import Peers, installed

RESULTS = Path(__file__).with_name("results.json")
PEERS = Path(tempfile.gettempdir()) / "vaultkit-peers"
_QUICK = 50


def table(folder: Path, chosen: argparse.Namespace, peers: Peers | None) -> Iterator[Row]:
    """Yield all rows, as they are measured."""
    root = folder / "vault"
    truth = generated_vault.write(root, chosen.notes)
    rows.check(root, truth)
    yield from rows.reading(root, chosen.rounds, peers)
    if peers and peers.python:
        yield from rows.against_obsidiantools(folder, peers, min(chosen.notes, 1000))
    yield from rows.starting(root, chosen.rounds, peers)
    if chosen.growth:
        yield from rows.growing(folder, root, chosen.notes, chosen.rounds)
    yield from rows.holding(root)
    yield from rows.changing(root, truth, chosen.rounds, chosen.edits)


def arguments(words: list[str]) -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--edits", type=int, default=30, help="edits that the watcher answers to")
    parser.add_argument("--growth", action="store_true", help="measure a vault of five times the size, too")
    parser.add_argument(
        "--no-peers", action="store_true", help="install nothing, and leave out the rows against others"
    )
    parser.add_argument("--peers", type=Path, default=PEERS, help="where the others are installed")
    parser.add_argument("--quick", action="store_true", help="try every row once on a few notes, without the others")
    parser.add_argument("--write-docs", action="store_true", help="put the table into docs/benchmarks.md")
    chosen = parser.parse_args(words)
    if chosen.quick:
        chosen.notes, chosen.rounds, chosen.edits, chosen.no_peers = _QUICK, 1, 2, True
    return chosen


def main(words: list[str]) -> None:
    """Make the vault, measure, print, and write the table where that is wanted."""
    chosen = arguments(words)
    peers = None if chosen.no_peers else installed(chosen.peers)
    version = sys.version.partition(" ")[0]
    about = f"{chosen.notes:,} notes, median of {chosen.rounds} rounds, Python {version} on {platform.system()}"
    print(about)
    measured = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VAULTKIT_STATE_DIR"] = os.environ["VAULTKIT_CACHE_DIR"] = f"{folder}/state"
        for row in table(Path(folder), chosen, peers):
            measured.append(row.cells)
            name, ours, against, ratio, wanted = row.cells
            print(f"{name:<50} {ours:>13}  {against:<52} {ratio:>8}  {wanted}", flush=True)
    if chosen.write_docs:
        RESULTS.write_text(json.dumps({"about": about, "rows": measured}, indent=2) + "\n", "utf-8")
        print(f"{RESULTS} is written; `python docs/generate.py` puts it into the manual")


if __name__ == "__main__":
    main(sys.argv[1:])
