"""The rows of the table: each measures one thing that vaultkit does, and what it is measured against."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

import generated_vault
import watching
from floors import EMPTY_PROGRAM, contents, least, naive, walk
from generated_vault import TODAY
from measure import Row, Work, compared, medians, program, seconds, shown
from measured_vault import COMMANDS, MeasuredVault
from peers import Peers

from vaultkit.people import people
from vaultkit.plugins.host import Host
from vaultkit.session.session import Session, open_session
from vaultkit.text import fast_body, fast_front_matter
from vaultkit.text.frontmatter import closing_line
from vaultkit.text.lines import decode, split_lines

_FEW = 1000
"""Notes of the vault that is measured against obsidiantools, which takes 30 ms for each."""
_MORE = 5
"""Times as many rounds has what takes milliseconds and has a limit."""
_KILO = 1024
_FLOOR = "an empty typer program"
_WARM = "warm start"
_WORK = "one edit while a watcher runs: its work"


@cache
def host() -> Host:
    """Return the plugins, found once: the rows of whole programs count that."""
    return Host.load(built_in_only=True)


def cold(root: Path) -> Session:
    """Read every note and what the plugins read out of it, and keep both; nothing was kept before."""
    session = open_session(root, host(), TODAY, use_cache=False)
    assert sum(1 for read in session.moment.facts.values() for _ in read.values()), "no note tells of anybody"
    return session


def warm(root: Path) -> Session:
    """Open the vault as a command does; nothing has changed since the last one."""
    return open_session(root, host(), TODAY)


def check(vault: MeasuredVault) -> None:
    """Compare what is read, anew and from what was kept, with what is true of the vault."""
    states = set()
    for opened in (cold, warm):
        moment = opened(vault.root).moment
        links = [link.target for note in moment.index.notes.values() for link in note.links if link.style == "wikilink"]
        assert (len(people(moment)), len(links)) == (vault.truth.people, vault.truth.links)
        assert "not a link" not in links
        states.add(moment.index.state)
        del moment  # two of the larger vault at once would be much
    assert len(states) == 1


def reading(vault: MeasuredVault, rounds: int, peers: Peers | None) -> Iterator[Row]:
    """Yield what a cold index takes."""
    check(vault)
    ours = partial(cold, vault.root)
    took, floor = medians([ours, partial(least, vault.root)], rounds)
    yield compared("cold index", took, floor, "walk + read + YAML in C", "at most 1.0, then 0.8")
    took, other = medians([ours, partial(naive, vault.root)], rounds)
    yield compared("cold index", took, other, "python-frontmatter + markdown-it-py", "at most 0.07")
    if peers and peers.node:
        took, other = medians([ours, partial(peers.node_loop, vault.root)], rounds)
        yield compared("cold index", took, other, "gray-matter + markdown-it, Node.js")


def against_obsidiantools(folder: Path, peers: Peers, rounds: int, notes: int = _FEW) -> Iterator[Row]:
    """Yield what a cold index of few notes takes against obsidiantools, which is slow."""
    root = folder / "few"
    generated_vault.write(root, notes)
    ours, other = medians([partial(cold, root), partial(peers.obsidiantools, root)], rounds)
    name = f"cold index of {notes:,} notes"
    yield compared(name, ours, other, "obsidiantools, connect", "at most 0.01")


def starting(vault: MeasuredVault, rounds: int, peers: Peers | None) -> Iterator[Row]:
    """Yield what commands take, from the start of their process to its end, where all is kept of the run before."""
    warm(vault.root)
    took, floor = medians([partial(warm, vault.root), partial(walk, vault.root)], rounds * _MORE)
    yield compared(_WARM, took, floor, "scandir + stat", "at most 2.0, then 1.5")
    empty = program("-c", EMPTY_PROGRAM)
    for name, (command, wanted) in COMMANDS.items():
        sides: list[Work] = [command(vault), empty]
        if peers and peers.python and name == "`vaultkit due`":
            sides.append(program(*peers.khard(), python=str(peers.python)))
        took, floor, *others = medians(sides, rounds * _MORE if wanted else rounds)
        yield compared(name, took, floor, _FLOOR, wanted)
        for other in others:
            yield compared(name, took, other, "khard list, one card")


def working(vault: MeasuredVault, edits: int) -> Iterator[Row]:
    """Yield what the processor works in a watcher for one edit."""
    (took,) = medians([watching.work(vault, host())], edits)
    limit = watching.WORK
    name = f"{_WORK}, median of {edits}"
    yield Row(name, shown(took), f"{shown(limit)} (wanted)", took / limit, "at most 1")


def storm(vault: MeasuredVault, rounds: int) -> Iterator[Row]:
    """Yield what it takes when every note changes at once."""
    session = warm(vault.root)
    notes = [vault.root / path for path in session.moment.index.notes][:20_000]

    def change() -> float:
        for note in notes:
            note.write_bytes(note.read_bytes() + b"\nMore.\n")
        return seconds(session.refresh)

    took, other = medians([change, partial(cold, vault.root)], rounds)
    assert session.moment.index.state == cold(vault.root).moment.index.state
    yield compared(f"{len(notes):,} files changed at once", took, other, "cold index", "at most 2.0")


def waiting(vault: MeasuredVault, edits: int) -> Iterator[Row]:
    """Yield how long it is from an edit to the dashboard, with a watcher running."""
    yield from watching.rows(watching.latencies(vault, edits))


def memory(vault: MeasuredVault, *, is_cold: bool) -> float:
    """Return the bytes that the index takes once every note was looked at, all read anew or all kept of before."""
    with tempfile.TemporaryDirectory() as folder:
        surroundings = os.environ | ({"VAULTKIT_CACHE_DIR": folder} if is_cold else {})
        script = Path(__file__).with_name("memory.py")
        ended = subprocess.run(  # noqa: S603 - our own script
            [sys.executable, str(script), str(vault.root), str(TODAY)],
            check=True,
            capture_output=True,
            text=True,
            env=surroundings,
        )
    return float(ended.stdout)


def holding(vault: MeasuredVault) -> Iterator[Row]:
    """Yield what the index takes in memory, and the share of notes that are not plain."""
    warm(vault.root)
    for word in ("cold", "warm"):
        kilobytes = memory(vault, is_cold=word == "cold") / _KILO
        name = f"memory of the index, a note, {word}"
        yield Row(name, f"{kilobytes:.1f} KB", "5 KB (wanted)", kilobytes / 5, "at most 1, then 0.5")
    texts = [split_lines(decode(data).text) for data in contents(vault.root)]
    bodies = sum(fast_body.read_fast(lines, closing_line(lines) + 1) is None for lines in texts)
    heads = sum(closing_line(lines) > 0 and fast_front_matter.read_fast(lines) is None for lines in texts)
    yield Row("notes whose body the clear reader reads", f"{bodies:,}", f"{len(texts):,} (all)", bodies / len(texts))
    yield Row("notes whose front matter it reads", f"{heads:,}", f"{len(texts):,} (all)", heads / len(texts))


def growing(much: MeasuredVault, little: MeasuredVault, rounds: int, edits: int) -> Iterator[Row]:
    """Yield how much longer everything takes with more notes."""
    factor = much.truth.notes / little.truth.notes
    notes, fewer, wanted = f"{much.truth.notes:,} notes", f"{little.truth.notes:,}", f"at most {factor * 1.1:g}"
    both = (much, little)
    makers: dict[str, Callable[[MeasuredVault], Work]] = {
        "cold index": lambda vault: partial(cold, vault.root),
        _WARM: lambda vault: partial(warm, vault.root),
        **{name: command for name, (command, _) in COMMANDS.items()},
        _WORK: lambda vault: watching.work(vault, host()),
    }
    for name, make in makers.items():
        times = {_WARM: rounds * _MORE, _WORK: edits}.get(name, rounds)
        took, other = medians([make(vault) for vault in both], times)
        yield compared(f"{name}, {notes}", took, other, f"{fewer} notes", wanted)
    for vault in both:
        warm(vault.root)  # what the edits before left to be read is read now
    # The cold one would take minutes, for every allocation is counted.
    bytes_much, bytes_little = (memory(vault, is_cold=False) * vault.truth.notes for vault in both)
    against = f"{bytes_little / _KILO**2:,.1f} MB ({fewer} notes)"
    yield Row(
        f"memory of the index, warm, {notes}",
        f"{bytes_much / _KILO**2:,.1f} MB",
        against,
        bytes_much / bytes_little,
        wanted,
    )
