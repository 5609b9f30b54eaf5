"""The commands of people that read: status, due, show, who, timeline."""

from typing import Annotated

import typer

from vaultkit.api import session
from vaultkit.people.commands.completion import complete_status
from vaultkit.people.commands.options import AsJson, MaybePerson, OfTag, People, PersonName

# ruff: noqa: PLC0415 -- every start of the program imports this module: what one command needs is imported by it alone

DUE_EXIT_CODE = 10
"""What ``due --exit-code`` ends with when somebody is due."""

_LAST = 5
"""Interactions that ``show`` tells, the newest ones."""


def status(
    ctx: typer.Context,
    person: People = None,
    *,
    wanted: Annotated[
        str | None,
        typer.Option(
            "--status",
            help="Only people of this status: connection, fading or contact.",
            autocompletion=complete_status,
            show_default=False,
        ),
    ] = None,
    tag: OfTag = None,
    as_json: AsJson = False,
) -> None:
    """Show who stands where; with one person, why, with the lines that it stands on."""
    from vaultkit.people.commands.find import find_person
    from vaultkit.people.views import documents, pages
    from vaultkit.people.views import known as standing

    run = session(ctx)
    moment, out = run.moment, run.out
    only = standing.read_status(wanted) if wanted is not None else None
    named = {one.path: one for one in (find_person(moment, name) for name in person or ())}
    chosen = [standing.of(moment, named[path]) for path in sorted(named)] if named else standing.everybody(moment)
    found = [
        one
        for one in chosen
        if (only is None or one.verdict.status is only) and (tag is None or standing.has_tag(one.person, tag))
    ]
    if as_json:
        out.json(documents.status_document(found, moment.today))
    elif len(named) == 1 and found:
        pages.print_reasoning(out, found[0], moment.today)
    elif found:
        pages.print_table(out, standing.by_status(found), moment.today)
    else:
        out.tell("Nobody." if chosen else "No people yet; `vaultkit add NAME` makes a first note.")


def due(
    ctx: typer.Context,
    *,
    within: Annotated[int, typer.Option(metavar="DAYS", min=0, max=36525, help="Look ahead that many days.")] = 0,
    everything: Annotated[bool, typer.Option("--all", help="Every next step, whenever it is due.")] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="End with code 10 when somebody is due.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the next steps in order, each with its reason and something to say."""
    from vaultkit.people.rules.steps import steps
    from vaultkit.people.views import pages

    run = session(ctx)
    moment, out = run.moment, run.out
    found = steps(moment, within, all_=everything)
    if as_json:
        from vaultkit.people.views import documents

        out.json(documents.due_document(found, moment.today))
    elif found:
        pages.print_steps(out, found, moment.today)
    else:
        out.tell("Nobody is waiting to hear from you.")
    if exit_code and found:
        raise typer.Exit(DUE_EXIT_CODE)


def show(ctx: typer.Context, person: PersonName, *, as_json: AsJson = False) -> None:
    """Show one page about a person, to read before you meet."""
    from vaultkit.people.commands.find import find_person
    from vaultkit.people.reading.roster import some
    from vaultkit.people.settings import PeopleSettings
    from vaultkit.people.views import known as standing
    from vaultkit.people.views import pages
    from vaultkit.people.views.timeline import named_with, timeline_with

    run = session(ctx)
    moment, out = run.moment, run.out
    one = standing.of(moment, find_person(moment, person))
    events = timeline_with(one.person, some(moment, named_with(one.person)), moment.today)[: -_LAST - 1 : -1]
    if as_json:
        from vaultkit.people.views import documents

        out.json(documents.show_document(one, one.rhythm(moment.today), events, moment.today))
    else:
        pages.print_page(out, one, events, moment.settings.section(PeopleSettings), moment.today)


def who(
    ctx: typer.Context,
    topic: Annotated[list[str], typer.Argument(metavar="TOPIC...", help="Words to look for.", show_default=False)],
    *,
    as_json: AsJson = False,
) -> None:
    """Show who could help, advise or introduce you, each with the lines that matched."""
    from vaultkit.people.rules.who import FIELDS
    from vaultkit.people.rules.who import who as who_knows
    from vaultkit.people.views import documents, pages
    from vaultkit.people.views.words import shown

    run = session(ctx)
    moment, out = run.moment, run.out
    found = who_knows(moment, topic)
    if as_json:
        out.json(documents.who_document(topic, found, moment.today))
    elif found:
        pages.print_matches(out, found, moment.today)
    else:
        places = f"{', '.join(FIELDS[:-1])} or {FIELDS[-1]}"
        out.tell(f"Nobody's {places} speak of {shown(' '.join(topic))!r}.")


def timeline(
    ctx: typer.Context,
    person: MaybePerson = None,
    *,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only from this day on.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what happened, in order, across people."""
    from vaultkit.people.commands.dates import read_date
    from vaultkit.people.commands.find import find_person
    from vaultkit.people.reading.roster import people, some
    from vaultkit.people.views import documents, pages
    from vaultkit.people.views.timeline import named_with, timeline_with
    from vaultkit.people.views.timeline import timeline as events_of

    run = session(ctx)
    moment, out = run.moment, run.out
    first = read_date(since, moment.today) if since is not None else None
    if person is None:
        events = events_of(people(moment), moment.today, first)
    else:
        found = find_person(moment, person)
        events = timeline_with(found, some(moment, named_with(found)), moment.today, first)
    if as_json:
        out.json(documents.timeline_document(events))
    elif events:
        pages.print_timeline(out, events)
    else:
        out.tell("Nothing on record.")
