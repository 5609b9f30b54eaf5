"""The commands of people that write: log, add."""

from collections.abc import Sequence
from typing import Annotated, Literal

import typer

from vaultkit.api import Change, Moment, UsageError, Value, link_to, session
from vaultkit.people.commands.completion import complete_kind, complete_person, complete_tag
from vaultkit.people.commands.options import AsJson, DryRun, PersonName

# ruff: noqa: PLC0415 -- every start of the program imports this module: what one command needs is imported by it alone

_OPTIONS = ("--with", "--on", "--kind", "--from", "--dry-run", "--json")
_NEAR = 75
"""The likeness, of 100, from which a text alone is taken for a mistyped option: unknown ones are the text."""


def _nearest_option(text: str) -> str | None:
    """Return the option of ``log`` for which a text without a blank was surely meant, or None."""
    if not text.startswith("--") or " " in text:
        return None
    from rapidfuzz import fuzz, process

    found = process.extractOne(text, _OPTIONS, scorer=fuzz.ratio, score_cutoff=_NEAR)
    return found[0] if found else None


def log(  # noqa: PLR0913 -- one argument for each option of the command
    ctx: typer.Context,
    person: PersonName,
    text: Annotated[
        str,
        typer.Argument(
            metavar="TEXT",
            help="What happened, in quotes, as after the date in a log: 'coffee: …', '<- email: …'; "
            "further people with --with.",
            show_default=False,
        ),
    ],
    *,
    others: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="PERSON",
            help="Somebody else it happened with. May be given several times.",
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
        typer.Option(
            "--kind",
            metavar="KIND",
            help="What it was. May be given several times.",
            autocompletion=complete_kind,
            show_default=False,
        ),
    ] = None,
    sender: Annotated[
        Literal["me", "them"] | None, typer.Option("--from", help="Who reached out or gave.", show_default=False)
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Append one line to the log of each person."""
    from vaultkit.people.commands.dates import read_past_date
    from vaultkit.people.commands.entry import SENDERS, Typed, doubt, log_line
    from vaultkit.people.commands.find import find_person, is_name_of_somebody
    from vaultkit.people.commands.plan import plan_log
    from vaultkit.people.settings import PeopleSettings
    from vaultkit.people.views.timeline import together

    for word in (text, *ctx.args):
        near = _nearest_option(word)
        if near is not None:
            raise UsageError(f"there is no option {word}; did you mean {near}?")
    run = session(ctx)
    if is_name_of_somebody(run.moment, text):
        raise UsageError(f"{text!r} is a person, not what happened; further people are named with --with")
    if ctx.args:
        raise UsageError(f'what happened is one text, in quotes: "{" ".join((text, *ctx.args))}"')
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

    run.out.report(run.write(plan, label="log", dry_run=dry_run, verified=True), as_json=as_json)
    settings = run.moment.settings.section(PeopleSettings)
    doubtful = doubt(log_line(typed, settings, run.today), settings)
    if doubtful:
        run.out.tell(doubtful)


def add(  # noqa: PLR0913 -- as above
    ctx: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The name, as the note will be called.", show_default=False)
    ],
    *,
    met: Annotated[
        str | None, typer.Option("--met", metavar="DATE", help="The day you met.", show_default=False)
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="TEXT", help="Where, or how, you met.", show_default=False)
    ] = None,
    tag: Annotated[
        list[str] | None,
        typer.Option(
            "--tag",
            metavar="TAG",
            help="A tag. May be given several times.",
            autocompletion=complete_tag,
            show_default=False,
        ),
    ] = None,
    interest: Annotated[
        list[str] | None,
        typer.Option(
            "--interest",
            metavar="TEXT",
            help="Something they care about. May be given several times.",
            show_default=False,
        ),
    ] = None,
    cadence: Annotated[
        str | None,
        typer.Option(
            "--cadence", metavar="C", help="How often to be in touch: days, 2w, 3m, monthly, …", show_default=False
        ),
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Make the note of somebody new from the template."""
    from vaultkit.people.commands.dates import read_past_date
    from vaultkit.people.commands.plan import plan_add

    run = session(ctx)
    day = read_past_date(met, run.today) if met is not None else None
    if cadence is not None:
        _refuse_no_cadence(cadence)
    template = run.template("person.md")

    def plan(moment: Moment) -> Sequence[Change]:
        return [
            plan_add(
                moment,
                name,
                template=template,
                met=day,
                at=at,
                tags=tag or (),
                interests=interest or (),
                cadence=cadence,
            )
        ]

    run.out.report(run.write(plan, label="add", dry_run=dry_run), as_json=as_json)


def _refuse_no_cadence(text: str) -> None:
    from vaultkit.people.reading.values import UnreadableError, a_cadence

    try:
        a_cadence(Value("scalar", 1, 1, text, text))
    except UnreadableError as unreadable:
        raise UsageError(f"a cadence is {unreadable}, not {text!r}") from None
