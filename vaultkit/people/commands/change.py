"""The commands of people that change what stands there: set, unset, done."""

from collections.abc import Sequence
from typing import Annotated

import typer

from vaultkit.api import Change, Moment, UsageError, session
from vaultkit.people.commands.completion import complete_property, complete_task, complete_value
from vaultkit.people.commands.options import AsJson, DryRun, PersonName

# ruff: noqa: PLC0415 -- every start of the program imports this module: what one command needs is imported by it alone

PropertyName = Annotated[
    str,
    typer.Argument(
        metavar="PROPERTY",
        help="A property of the note, in any spelling.",
        autocompletion=complete_property,
        show_default=False,
    ),
]


def set_value(  # noqa: PLR0913 -- one argument for each option of the command
    ctx: typer.Context,
    person: PersonName,
    name: PropertyName,
    value: Annotated[
        str | None,
        typer.Argument(
            metavar="[VALUE]",
            help="What it says from now on; a DATE where it takes one.",
            autocompletion=complete_value,
            show_default=False,
        ),
    ] = None,
    *,
    add: Annotated[
        list[str] | None,
        typer.Option(
            "--add", metavar="VALUE", help="Put this into the list. May be given several times.", show_default=False
        ),
    ] = None,
    remove: Annotated[
        list[str] | None,
        typer.Option(
            "--remove",
            metavar="VALUE",
            help="Take this out of the list. May be given several times.",
            show_default=False,
        ),
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Change one property of a person, or make it, and nothing else."""
    from vaultkit.people.commands.find import find_person
    from vaultkit.people.commands.plan_change import Wish, lost_items, near_property, plan_set
    from vaultkit.people.views.words import shown

    if (value is None) is not bool(add or remove):
        raise UsageError("give a VALUE, or items of a list with --add and --remove")
    run = session(ctx)
    wish = Wish(name, value, tuple(add or ()), tuple(remove or ()))
    near: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    is_said = False

    def plan(moment: Moment) -> Sequence[Change]:
        nonlocal near, lost, is_said
        found = find_person(moment, person)
        near, lost = near_property(moment, found, name), lost_items(moment, found, wish)
        edit = plan_set(moment, found, wish)
        is_said = edit.start == edit.end and not edit.replacement
        return [] if is_said else [edit]

    run.out.report(run.write(plan, label="set", dry_run=dry_run), as_json=as_json)
    if is_said:
        run.out.tell(f"nothing to write: {name} says so already")
    if lost and not dry_run:
        run.out.tell(f"{name} says no longer: {shown(', '.join(lost))}; --add keeps what a list says")
    if near:
        run.out.tell(f"{name!r} has no meaning here and stands as it was typed; did you mean {', '.join(near)}?")


def unset(
    ctx: typer.Context, person: PersonName, name: PropertyName, *, dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Take one property of a person away, and nothing else."""
    from vaultkit.people.commands.find import find_person
    from vaultkit.people.commands.plan_change import plan_unset

    run = session(ctx)

    def plan(moment: Moment) -> Sequence[Change]:
        return [plan_unset(moment, find_person(moment, person), name)]

    run.out.report(run.write(plan, label="unset", dry_run=dry_run), as_json=as_json)
    if not dry_run:
        run.out.tell(f"{name} was taken away")


def done(
    ctx: typer.Context,
    person: PersonName,
    text: Annotated[
        str,
        typer.Argument(metavar="TEXT", help="Words of the task.", autocompletion=complete_task, show_default=False),
    ],
    *,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Tick an open task of a person, and write the day in the format that its line uses."""
    from vaultkit.people.commands.find import find_person
    from vaultkit.people.commands.plan_done import plan_done

    run = session(ctx)

    def plan(moment: Moment) -> Sequence[Change]:
        return [plan_done(moment, find_person(moment, person), text)]

    run.out.report(run.write(plan, label="done", dry_run=dry_run), as_json=as_json)
