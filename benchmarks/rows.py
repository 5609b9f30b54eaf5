"""The rows of the table: each measures one thing that vaultkit does, and what it is measured against."""

import subprocess
import sys
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import generated_vault
import watching
from floors import EMPTY_PROGRAM, contents, least, naive, walk
from generated_vault import TODAY, Truth
from measure import Row, Work, compared, medians, program, seconds
from peers import Peers

from vaultkit.people import people
from vaultkit.plugins.host import Host
from vaultkit.session.session import Session, open_session
from vaultkit.text import fast_body, fast_front_matter
from vaultkit.text.frontmatter import closing_line
from vaultkit.text.lines import decode, split_lines

_FEW = 1000
"""Notes of the vault that is measured against obsidiantools, which takes 30 ms for each."""
_KILO = 1024
_SHOWN = "People"


@cache
def host() -> Host:
    """Return the plugins, found once: the rows of whole programs count that."""
    return Host.load(built_in_only=True)


def cold(root: Path) -> Session:
    """Read every note and what the plugins read out of it, and keep both; nothing was kept before."""
    session = open_session(root, host(), TODAY, use_cache=False)
    assert all(said is not None for read in session.moment.facts.values() for said in read.values())
    return session


def warm(root: Path) -> Session:
    """Open the vault as a command does; nothing has changed since the last one."""
    return open_session(root, host(), TODAY)


def check(root: Path, truth: Truth) -> None:
    """Compare what is read with what is true of the vault; a fast answer that is wrong is worth nothing."""
    session = cold(root)
    links = [link for note in session.moment.index.notes.values() for link in note.links if link.style == "wikilink"]
    found = people(session.moment)
    assert (len(session.moment.index.notes), len(found), len(links)) == (truth.notes, truth.people, truth.links)
    assert not any(link.target == "not a link" for link in links)
    assert sum(len(each.interactions) for each in found) >= truth.interactions - 3 * truth.notes


def reading(root: Path, rounds: int, peers: Peers | None) -> Iterator[Row]:
    """Yield what a cold index takes."""
    ours, floor = medians([partial(cold, root), partial(least, root)], rounds)
    yield compared("cold index", ours, floor, "walk + read + YAML in C", "at most 1.0, then 0.8")
    ours, other = medians([partial(cold, root), partial(naive, root)], min(rounds, 3))
    yield compared("cold index", ours, other, "python-frontmatter + markdown-it-py", "at most 0.07")
    if peers and peers.node:
        ours, other = medians([partial(cold, root), partial(peers.node_loop, root)], rounds)
        yield compared("cold index", ours, other, "gray-matter + markdown-it, Node.js")


def against_obsidiantools(folder: Path, peers: Peers, notes: int = _FEW) -> Iterator[Row]:
    """Yield what a cold index takes against obsidiantools, which is slow: one round."""
    root = folder / "few"
    generated_vault.write(root, notes)
    (ours,) = medians([partial(cold, root)], 3)
    other = peers.obsidiantools(root)
    name = f"cold index of {notes:,} notes"
    yield compared(name, ours, other, "obsidiantools, connect", "at most 0.01")


def starting(root: Path, rounds: int, peers: Peers | None) -> Iterator[Row]:
    """Yield what commands take when nothing has changed."""
    warm(root)
    ours, floor = medians([partial(warm, root), partial(walk, root)], rounds)
    yield compared("warm start", ours, floor, "scandir + stat", "at most 2.0, then 1.5")
    slug = min(path.stem for path in (root / _SHOWN).iterdir())
    empty = program("-c", EMPTY_PROGRAM)
    for words in (("due",), ("show", slug), ("status",), ("dashboard", "--print")):
        own = program(*watching.command(root, str(TODAY))[1:], *words)
        seconds(own)
        sides: list[Work] = [own, empty]
        if peers and peers.python and words == ("due",):
            sides.append(program(*peers.khard(), python=str(peers.python)))
        ours, floor, *others = medians(sides, rounds)
        wanted = "at most 2.0, then 1.3" if words[0] in {"due", "show"} else ""
        yield compared(f"`vaultkit {words[0]}`, the process", ours, floor, "an empty typer program", wanted)
        for other in others:
            yield compared("`vaultkit due`, the process", ours, other, "khard list, one card")


def changing(root: Path, truth: Truth, rounds: int, edits: int) -> Iterator[Row]:
    """Yield what changes take: every note at once, and one while a watcher runs."""
    session = warm(root)
    notes = [root / path for path in session.moment.index.notes][:20_000]

    def storm() -> float:
        for note in notes:
            note.write_bytes(note.read_bytes() + b"\nMore.\n")
        return seconds(session.refresh)

    ours, other = medians([storm, partial(cold, root)], rounds)
    name = f"{len(notes):,} files changed at once"
    yield compared(name, ours, other, "cold index", "at most 2.0")
    if truth.due and edits:
        note = root / "People" / f"{truth.due[0]}.md"
        yield from watching.rows(watching.latencies(root, note, watching.command(root, str(TODAY)), edits))


def holding(root: Path) -> Iterator[Row]:
    """Yield what the index takes in memory, and the share of notes that are not plain."""
    warm(root)
    script = Path(__file__).with_name("memory.py")
    ended = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, str(script), str(root), str(TODAY)], check=True, capture_output=True, text=True
    )
    kilobytes = float(ended.stdout) / _KILO
    yield Row(
        "memory of the index, a note", f"{kilobytes:.1f} KB", "5 KB (wanted)", kilobytes / 5, "at most 1, then 0.5"
    )
    texts = [split_lines(decode(data).text) for data in contents(root)]
    bodies = sum(fast_body.read_fast(lines, closing_line(lines) + 1) is None for lines in texts)
    heads = sum(closing_line(lines) > 0 and fast_front_matter.read_fast(lines) is None for lines in texts)
    yield Row("notes whose body the clear reader reads", f"{bodies:,}", f"{len(texts):,} (all)", bodies / len(texts))
    yield Row("notes whose front matter it reads", f"{heads:,}", f"{len(texts):,} (all)", heads / len(texts))


def growing(folder: Path, root: Path, notes: int, rounds: int, factor: int = 5) -> Iterator[Row]:
    """Yield how much longer everything takes with five times as many notes."""
    larger = folder / "larger"
    generated_vault.write(larger, notes * factor)
    wanted = f"at most {factor * 1.1:g}"
    works = {"cold index": cold, "warm start": warm}
    for name, work in works.items():
        work(larger)
        much, little = medians([partial(work, larger), partial(work, root)], rounds)
        yield compared(f"{name} of {notes * factor:,} notes", much, little, f"of {notes:,}", wanted)
    for word in ("due", "status"):
        sides = [program(*watching.command(each, str(TODAY))[1:], word) for each in (larger, root)]
        much, little = medians(sides, rounds)
        yield compared(f"`vaultkit {word}` with {notes * factor:,} notes", much, little, f"with {notes:,}", wanted)
