"""The books of a vault: what is being read, and who recommended it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import typer

from vaultkit.api import (
    BlockKind,
    Json,
    Moment,
    Note,
    Place,
    Problem,
    ProblemKind,
    Settings,
    Severity,
    as_text,
    hookimpl,
    link_to,
    session,
    setting,
)


@dataclass(frozen=True, slots=True)
class BookSettings:
    """``[plugins.books]`` of the settings."""

    type: str = setting("book", "`type` of the notes that are books")
    reading: str = setting("reading", "`status` of a book that is being read")


NO_STATUS = ProblemKind(
    "book-status",
    Severity.HINT,
    "A book's note does not say whether it is being read.",
    "---\ntype: book\n---",
    "Give it a `status`.",
)


@hookimpl
def settings() -> type:
    """Own a section of the settings."""
    return BookSettings


@hookimpl
def facts(note: Note, settings: Settings) -> Json:
    """Keep of each book what the block and the command need: its status."""
    own = settings.section(BookSettings)
    kind, status = note.property("type"), note.property("status")
    if kind is None or kind.value.text != own.type:
        return None
    return {"status": status.value.text if status else "", "line": kind.line}


def books(moment: Moment) -> Mapping[str, Json]:
    """Return what ``facts`` said of every book, by path."""
    return moment.facts.get("books", {})


def being_read(moment: Moment) -> list[str]:
    """Return the paths of the books that are being read, in order."""
    wanted = moment.settings.section(BookSettings).reading
    return sorted(path for path, book in books(moment).items() if isinstance(book, dict) and book["status"] == wanted)


@hookimpl
def problems(moment: Moment) -> Iterable[Problem]:
    """Hint at books without a status."""
    for path, book in books(moment).items():
        if isinstance(book, dict) and not book["status"]:
            yield NO_STATUS.at(moment.index.notes[path].at(), f"{path} has no status")


def render(moment: Moment, place: Place) -> str:
    """List the books that are being read; what comes out of a note is escaped."""
    found = being_read(moment)[: place.number("limit")]
    lines = [f"- {link_to(path, moment.index.notes[path].name)}" for path in found]
    return "\n".join(lines) or as_text("Nothing is being read.")


@hookimpl
def blocks() -> Sequence[BlockKind]:
    """Bring the block ``books.reading``."""
    return [BlockKind("books.reading", "the books that are being read", render)]


app = typer.Typer(help="The books of the vault.")


@app.callback()
def root() -> None:
    """Make a group of it, also while there is one command alone."""


@app.command()
def reading(ctx: typer.Context) -> None:
    """List the books that are being read."""
    opened = session(ctx)
    for path in being_read(opened.moment):
        opened.out.say(opened.moment.index.notes[path].name)


@hookimpl
def commands() -> typer.Typer:
    """Bring ``vaultkit books reading``."""
    return app


@hookimpl
def counts(moment: Moment) -> Mapping[str, int]:
    """Count the books for ``vaultkit index``."""
    return {"books": len(books(moment))}
