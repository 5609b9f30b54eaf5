"""All hooks, typed and documented: the whole of what a plugin can take part in.

A plugin is a module or object named in the entry point group ``vaultkit.plugins``; it implements any of these
with ``vaultkit.api.hookimpl``, taking those of the arguments that it needs, by their names. Every implementation is
called on its own: one that raises, or answers with another type, becomes a Problem at its own line, and the others go
on. None is the answer of who has nothing to say. Hooks get values, never the vault.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import pluggy

if TYPE_CHECKING:
    import typer

    from vaultkit.model.block import BlockKind
    from vaultkit.model.moment import Json, Moment
    from vaultkit.model.note import Note
    from vaultkit.model.problem import Problem
    from vaultkit.model.property_kind import PropertyKind
    from vaultkit.model.settings import Settings
    from vaultkit.model.survey import Survey

hookspec = pluggy.HookspecMarker("vaultkit")
hookimpl = pluggy.HookimplMarker("vaultkit")


class HookSpecs(Protocol):
    """The hooks by name."""

    @hookspec
    def facts(self, note: "Note", settings: "Settings") -> "Json":
        """Return what the plugin reads out of one note, or None where it reads nothing.

        Called: with each note when the plugin's facts are first asked for on a moment; not again as long as the note,
        the settings, and the plugin's version are the same, in later runs either.
        Pure: yes, and plain data: what JSON holds, or a value that ``to_json`` can make into that. It is kept by path,
        digest of the note, digest of the settings, and the plugin's name and version, and read back, made into plain
        data, as ``moment.facts[plugin][path]``.

        Example:
            @hookimpl
            def facts(note: Note, settings: Settings) -> Json:
                pages = note.property("pages")
                return {"pages": pages.value.text} if pages else None
        """

    @hookspec
    def problems(self, moment: "Moment") -> "Iterable[Problem]":
        """Return what is wrong with the notes in the plugin's eyes, each thing at its line.

        Called: by ``check``, by ``index``, which counts them, and for the block of problems; with all notes.
        Pure: yes. Declare a ``ProblemKind`` at the module's top for each code, and make problems by its ``at``.

        Example:
            ODD = ProblemKind("book-pages", Severity.HINT, "A book of no pages.", "pages: 0", "Count them again.")

            @hookimpl
            def problems(moment: Moment) -> Iterable[Problem]:
                for note in moment.index.notes.values():
                    pages = note.property("pages")
                    if pages and pages.value.data == 0:
                        yield ODD.at(note.at(pages.line), "a book of no pages")
        """

    @hookspec
    def blocks(self) -> "Sequence[BlockKind]":
        """Return the kinds of block that the plugin renders; begin their names with the plugin's and a dot.

        Called: once a command that renders or checks blocks; each kind's ``render(moment, place)`` then for every
        place where the block stands.
        Pure: yes, and so is ``render``: the same notes on the same day give the same bytes. It returns markdown
        without a last line feed and without markers, with all that comes out of notes through ``as_text`` or
        ``link_to``.

        Example:
            def render(moment: Moment, place: Place) -> str:
                return f"{len(moment.index.notes)} notes."

            @hookimpl
            def blocks() -> Sequence[BlockKind]:
                return [BlockKind("books.count", "how many notes there are", render)]
        """

    @hookspec
    def commands(self) -> "typer.Typer":
        """Return the plugin's commands; they stand under the plugin's name, as ``vaultkit books reading``.

        Called: at the start of every run, so import what a command needs inside it, or answer with a
        ``vaultkit.api.LateApp``, which names the commands' modules without importing them. A command is given the open
        session by ``vaultkit.api.session(ctx)``.
        Pure: yes; the commands themselves read and write as they like, through the session.

        Example:
            app = typer.Typer(help="The books of the vault.")

            @app.command()
            def reading(ctx: typer.Context) -> None:
                "List the books that are being read."
                opened = session(ctx)
                opened.out.say(f"{len(opened.moment.index.notes)} notes")

            @hookimpl
            def commands() -> typer.Typer:
                return app
        """

    @hookspec
    def counts(self, moment: "Moment") -> Mapping[str, int]:
        """Return counts for ``index``, by the key that they have in its JSON.

        Called: by ``index``, with all notes.
        Pure: yes.

        Example:
            @hookimpl
            def counts(moment: Moment) -> Mapping[str, int]:
                return {"books": sum(note.property("pages") is not None for note in moment.index.notes.values())}
        """

    @hookspec
    def survey(self, moment: "Moment") -> "Survey":
        """Return what ``init`` should propose for the vault: settings with counts, notes to make, and a few words.

        Called: by ``init``, and at the first command in a vault without settings, which prints the words.
        Pure: yes.

        Example:
            @hookimpl
            def survey(moment: Moment) -> Survey:
                return Survey(words=f"{len(moment.index.notes)} possible books")
        """

    @hookspec
    def summary(self, moment: "Moment") -> Sequence[str]:
        """Return the lines that ``vaultkit`` prints when it is called without a command.

        Called: by that, with all notes.
        Pure: yes. A line holds no line feed.

        Example:
            @hookimpl
            def summary(moment: Moment) -> Sequence[str]:
                return ["no book is being read"]
        """

    @hookspec
    def properties(self) -> "Sequence[PropertyKind]":
        """Return the properties that the plugin gives a meaning, for completion and for ``vaultkit plugins``.

        Called: where properties are listed or completed, and by ``check``, which tells of one that two plugins claim.
        Pure: yes.

        Example:
            @hookimpl
            def properties() -> Sequence[PropertyKind]:
                return [PropertyKind("pages", "number", "how long the book is", also=("length",))]
        """

    @hookspec
    def settings(self) -> type:
        """Return the plugin's section of settings: a frozen dataclass made with ``vaultkit.api.setting``.

        The built-in plugin's section stands at the top (``[people]``), that of others in ``[plugins.NAME]``. Read it
        with ``moment.settings.section(BookSettings)``.

        Called: when a vault is opened. A key of the wrong type is a problem, and the default holds.
        Pure: yes.

        Example:
            @dataclass(frozen=True, slots=True)
            class BookSettings:
                type: str = setting("book", "`type` of the notes that are books")

            @hookimpl
            def settings() -> type:
                return BookSettings
        """

    @hookspec
    def changed(self, before: "Moment", after: "Moment") -> Sequence[str]:
        """Return words for what a batch of changes did: "Ada: contact -> connection".

        Called: by ``watch`` after each batch of changes, with the notes as they were and as they are.
        Pure: yes. Each answer is printed on the batch's line, and holds no line feed.

        Example:
            @hookimpl
            def changed(before: Moment, after: Moment) -> Sequence[str]:
                new = len(after.index.notes) - len(before.index.notes)
                return [f"{new} more notes"] if new > 0 else []
        """
