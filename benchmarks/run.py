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
import time
from collections.abc import Iterator
from pathlib import Path

import rows
from measure import Row
from measured_vault import MeasuredVault
from peers import Peers, installed

RESULTS = Path(__file__).with_name("results.json")
PEERS = Path(tempfile.gettempdir()) / "vaultkit-peers"
_QUICK = 50
_FACTOR = 5
"""How many times as many notes the larger vault has."""


def table(folder: Path, chosen: argparse.Namespace, peers: Peers | None) -> Iterator[Row]:
    """Yield all rows, as they are measured."""
    vault = MeasuredVault.made(folder / "vault", chosen.notes)
    yield from rows.reading(vault, chosen.rounds, peers)
    if peers and peers.python:
        yield from rows.against_obsidiantools(folder, peers, chosen.rounds, min(chosen.notes, 1000))
    yield from rows.starting(vault, chosen.rounds, peers)
    yield from rows.holding(vault)
    yield from rows.working(vault, chosen.edits)
    yield from rows.waiting(vault, chosen.edits)
    if chosen.growth:
        larger = MeasuredVault.made(folder / "larger", chosen.notes * _FACTOR)
        yield from rows.growing(larger, vault, chosen.rounds, chosen.edits)
    yield from rows.storm(vault, chosen.rounds)


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
        chosen.notes, chosen.rounds, chosen.edits, chosen.no_peers, chosen.growth = _QUICK, 1, 2, True, True
    return chosen


def main(words: list[str]) -> None:
    """Make the vault, measure, print, and write the table where that is wanted."""
    chosen = arguments(words)
    peers = None if chosen.no_peers else installed(chosen.peers)
    version = sys.version.partition(" ")[0]
    about = f"{chosen.notes:,} notes, median of {chosen.rounds} rounds, Python {version} on {platform.system()}"
    print(about)
    measured: list[tuple[str, ...]] = []
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VAULTKIT_STATE_DIR"] = os.environ["VAULTKIT_CACHE_DIR"] = f"{folder}/state"
        for row in table(Path(folder), chosen, peers):
            measured.append(row.cells)
            name, ours, against, ratio, wanted = row.cells
            print(f"{name:<60} {ours:>13}  {against:<52} {ratio:>8}  {wanted}", flush=True)
    print(f"{len(measured)} rows in {(time.monotonic() - began) / 60:.0f} minutes")
    if chosen.write_docs:
        RESULTS.write_text(json.dumps({"about": about, "rows": measured}, indent=2) + "\n", "utf-8")
        print(f"{RESULTS} is written; `python docs/generate.py` puts it into the manual")


if __name__ == "__main__":
    main(sys.argv[1:])
