"""The books of a vault: what is being read, and what you thought of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from vaultkit.api import (
    BlockKind,
    BlockOption,
    Edit,
    Json,
    Moment,
    Note,
    NotFoundError,
    Place,
    Problem,
    ProblemKind,
    Settings,
    Severity,
    append_item,
    as_text,
    facts_as,
    hookimpl,
    link_to,
    session,
    setting,
    to_json,
)


@dataclass(frozen=True, slots=True)
class BookSettings:
    """The section ``[plugins.books]``."""

    type: str = setting("book", "`type` of the notes that are books")
    reading: str = setting("reading", "`status` of a book that is being read")
    heading: str = setting("Notes", "the heading under which `books note` writes")


@hookimpl
def settings() -> type:
    """Own a section of the settings."""
    return BookSettings


@dataclass(frozen=True, slots=True)
class Book:
    """What the plugin keeps of a book's note."""

    status: str
    author: str


@hookimpl
def facts(note: Note, settings: Settings) -> Json:
    """Keep of each book what the blocks and commands need; of other notes nothing."""
    if text_of(note, "type") != settings.section(BookSettings).type:
        return None
    return to_json(Book(text_of(note, "status"), text_of(note, "author")))


def text_of(note: Note, name: str) -> str:
    """Return the text of a property; no text where it is absent, or a list."""
    found = note.property(name)
    return found.value.text if found else ""


def books(moment: Moment) -> Mapping[str, Book]:
    """Return what ``facts`` said of every book, by path; templates are no books."""
    found = facts_as(moment, "books", Book)
    return {path: book for path, book in found.items() if not moment.settings.is_template(path)}


def being_read(moment: Moment) -> list[str]:
    """Return the paths of the books that are being read, in order."""
    wanted = moment.settings.section(BookSettings).reading
    return sorted(path for path, book in books(moment).items() if book.status == wanted)


def render(moment: Moment, place: Place) -> str:
    """List the books that are being read; what comes out of a note is escaped."""
    lines = []
    for path in being_read(moment)[: place.number("limit")]:
        author = books(moment)[path].author
        link = link_to(path, moment.index.notes[path].name)
        lines.append(f"- {link} by {as_text(author)}" if author else f"- {link}")
    return "\n".join(lines) or "Nothing is being read."


@hookimpl
def blocks() -> Sequence[BlockKind]:
    """Bring the block ``books.reading``."""
    limit = BlockOption("limit", "number", 10, "at most so many")
    return [BlockKind("books.reading", "the books that are being read", render, (limit,))]


NO_STATUS = ProblemKind(
    "book-status",
    Severity.HINT,
    "A book's note does not say whether it is being read.",
    "---\ntype: book\n---",
    "Give it a `status`.",
)


@hookimpl
def problems(moment: Moment) -> Iterable[Problem]:
    """Hint at books without a status, at the line of their type."""
    for path, book in books(moment).items():
        if not book.status:
            note = moment.index.notes[path]
            kind = note.property("type")
            yield NO_STATUS.at(note.at(kind.line if kind else 1), "the book has no status")


@hookimpl
def counts(moment: Moment) -> Mapping[str, int]:
    """Count the books for ``vaultkit index``."""
    return {"books": len(books(moment))}


app = typer.Typer(help="The books of the vault.")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@hookimpl
def commands() -> typer.Typer:
    """Bring ``vaultkit books …``."""
    return app


@app.command()
def reading(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """List the books that are being read."""
    run = session(ctx)
    names = [run.moment.index.notes[path].name for path in being_read(run.moment)]
    if as_json:
        run.out.json({"schema_version": 1, "reading": names})
        return
    for name in names:
        run.out.say(name)


@app.command()
def note(
    ctx: typer.Context,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="The book's name.", show_default=False)],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What you thought.", show_default=False)],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the changes as a diff and write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add a dated line to the notes on a book."""
    run = session(ctx)
    line = f"{run.today} {text}"
    outcome = run.write(lambda moment: [plan(moment, title, line)], label="books note", dry_run=dry_run)
    run.out.report(outcome, as_json=as_json)


def plan(moment: Moment, title: str, line: str) -> Edit:
    """Return the edit that adds a line to a book's section of notes, which is made where there is none."""
    path = next((path for path in books(moment) if moment.index.notes[path].name == title), None)
    if path is None:
        raise NotFoundError(title, nothing="no book is called")
    heading = moment.settings.section(BookSettings).heading
    return append_item(moment.read(path), heading, line, note=moment.index.notes[path])
