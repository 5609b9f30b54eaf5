"""The commands of people that write: log, add."""

from collections.abc import Sequence
from typing import Annotated, Literal

import typer

from vaultkit.api import Change, Moment, link_to, session
from vaultkit.people.commands_options import AsJson, DryRun, PersonName
from vaultkit.people.completion import complete_kind, complete_person
from vaultkit.people.dates import read_past_date
from vaultkit.people.entry import SENDERS, Typed, log_line
from vaultkit.people.find import find_person
from vaultkit.people.plan import plan_log
from vaultkit.people.settings import PeopleSettings
from vaultkit.people.timeline import together


def log(  # noqa: PLR0913 -- one argument for each option of the command
    ctx: typer.Context,
    person: PersonName,
    text: Annotated[
        str,
        typer.Argument(
            metavar="TEXT",
            help="What happened, as after the date in a log: 'coffee: …', '<- email: …'.",
            show_default=False,
        ),
    ],
    *,
    others: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="PERSON",
            help="Somebody else it happened with.",
            autocompletion=complete_person,
            show_default=False,
        ),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The day it happened; today without it.", show_default=False),
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", metavar="KIND", help="What it was.", autocompletion=complete_kind, show_default=False),
    ] = None,
    sender: Annotated[
        Literal["me", "them"] | None, typer.Option("--from", help="Who reached out or gave.", show_default=False)
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Append one line to the log of each person."""
    run = session(ctx)
    day = read_past_date(on, run.today) if on is not None else None
    typed = Typed(text, day, tuple(kind or ()), SENDERS[sender] if sender else None)

    def plan(moment: Moment) -> Sequence[Change]:
        found = {one.path: one for one in (find_person(moment, name) for name in (person, *(others or ())))}
        line = log_line(typed, moment.settings.section(PeopleSettings), moment.today)
        links = {path: link_to(path, one.name) for path, one in sorted(found.items())}
        return [
            plan_log(moment, one, together(line, [link for other, link in links.items() if other != path]))
            for path, one in found.items()
        ]

    run.out.report(run.write(plan, label="log", dry_run=dry_run), as_json=as_json)
