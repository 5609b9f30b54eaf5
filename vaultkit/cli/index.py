"""``vaultkit index``: what the vault holds, in numbers."""

from collections import Counter
from time import monotonic
from typing import Annotated

import typer

from vaultkit.cli.options import AsJson, invocation
from vaultkit.model.index import Index

_OWN = frozenset({"schema_version", "notes", "wikilinks", "unresolved_wikilinks", "problems", "seconds", "from_cache"})
"""Names that no plugin's count may have."""


def index(
    ctx: typer.Context,
    *,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Read every note again, whatever the cache holds.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Read the vault and print the counts."""
    run = invocation(ctx)
    run.use_cache = not rebuild
    began = monotonic()
    session = run.session
    moment = session.moment
    wikilinks, unresolved = count_wikilinks(moment.index)
    counts: dict[str, object] = {"notes": len(moment.index.notes)}
    for plugin, more in session.host.ask("counts", dict, moment=moment):
        for name, number in more.items():
            if name in counts or name in _OWN:
                session.host.claim(plugin, "counts", name, "vaultkit" if name in _OWN else "another plugin")
            else:
                counts[name] = number
    counts |= {"wikilinks": wikilinks, "unresolved_wikilinks": unresolved, "problems": len(session.problems())}
    seconds = round(monotonic() - began, 3)
    if as_json:
        run.out.json({"schema_version": 1, **counts, "seconds": seconds, "from_cache": session.vault.from_cache})
        return
    for name, number in counts.items():
        run.out.say(f"{number:>8}  {name.replace('_', ' ')}")
    run.out.tell(f"{seconds:.3f} s, {session.vault.from_cache} notes from the cache")


def count_wikilinks(index: Index) -> tuple[int, int]:
    """Return how many wikilinks the bodies of all notes hold, and how many of them lead nowhere."""
    links = ((path, link) for path, note in index.notes.items() for link in note.links if link.style == "wikilink")
    leads_nowhere = Counter(index.resolve(link.target, path) is None for path, link in links)
    return leads_nowhere.total(), leads_nowhere[True]
