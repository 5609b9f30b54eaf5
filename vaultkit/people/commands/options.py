"""The arguments and options that several of people's commands share."""

from typing import Annotated

import typer

from vaultkit.people.commands.completion import complete_person, complete_tag

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Print the changes as a diff and write nothing.")]
PersonName = Annotated[
    str,
    typer.Argument(
        metavar="PERSON",
        help="A slug, name, alias or path, or the beginning of one.",
        autocompletion=complete_person,
        show_default=False,
    ),
]
MaybePerson = Annotated[
    str | None,
    typer.Argument(
        metavar="[PERSON]",
        help="Only this person: a slug, name, alias or path, or the beginning of one.",
        autocompletion=complete_person,
        show_default=False,
    ),
]
People = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PERSON]...",
        help="Only these people; with one, the whole reasoning.",
        autocompletion=complete_person,
        show_default=False,
    ),
]
OfTag = Annotated[
    str | None,
    typer.Option("--tag", help="Only people with this tag.", autocompletion=complete_tag, show_default=False),
]
