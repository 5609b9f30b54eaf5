"""The commands of people that change links everywhere: rename, merge."""

import contextlib
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from vaultkit.api import Moment, NoteChangedError, Session, UsageError, session
from vaultkit.people.commands.completion import complete_person
from vaultkit.people.commands.options import AsJson, DryRun, PersonName

if TYPE_CHECKING:
    from vaultkit.api import Renaming

# ruff: noqa: PLC0415 -- every start of the program imports this module: what one command needs is imported by it alone

MANY = 10
"""Notes that may be changed without a question."""
_ATTEMPTS = 4
"""How often is planned again before a note that never stays the same is named."""

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask, however many notes change.")]


def rename(  # noqa: PLR0913 -- one argument for each option of the command
    ctx: typer.Context,
    person: PersonName,
    name: Annotated[str, typer.Argument(metavar="NEW-NAME", help="The new name.", show_default=False)],
    *,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Give a person another name, and every link to their note too."""
    from vaultkit.people.commands.find import find_person
    from vaultkit.people.commands.plan_rename import plan_new_name

    run = session(ctx)

    def plan(moment: Moment) -> "Renaming":
        return plan_new_name(moment, find_person(moment, person), name)

    _write(run, plan, "rename", yes=yes, dry_run=dry_run, as_json=as_json)


def merge(  # noqa: PLR0913 -- as above
    ctx: typer.Context,
    person: PersonName,
    into: Annotated[
        str,
        typer.Argument(
            metavar="INTO",
            help="Who they turned out to be: their note stays, and takes all of PERSON's in.",
            autocompletion=complete_person,
            show_default=False,
        ),
    ],
    *,
    prefer: Annotated[
        Literal["into", "person"] | None,
        typer.Option("--prefer", help="Whose value stays where the two say different things.", show_default=False),
    ] = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Join two notes of one person: PERSON's goes to `.trash`, and all that it says to INTO's."""
    from vaultkit.people.commands.find import find_person
    from vaultkit.people.commands.plan_merge import plan_merge

    run = session(ctx)

    def plan(moment: Moment) -> "Renaming":
        return plan_merge(moment, find_person(moment, person), find_person(moment, into), prefer=prefer)

    _write(run, plan, "merge", yes=yes, dry_run=dry_run, as_json=as_json)


def _write(  # noqa: PLR0913 -- what both commands have in common
    run: Session, plan: "Callable[[Moment], Renaming]", label: str, *, yes: bool, dry_run: bool, as_json: bool
) -> None:
    """Say what is to change, ask where it is much, write it, and say what was left."""
    planned = _planned(run, plan)
    if not (dry_run or yes or _is_agreed(run, planned, as_json=as_json)):
        run.out.tell("Nothing was written.")
        return
    # The same moment is not planned twice; after a change underneath there is another.
    outcome = run.write(lambda moment: moment.derived(plan).changes, label=label, dry_run=dry_run)
    run.out.report(outcome, as_json=as_json)
    if planned.found:
        run.out.tell(f"{_count(planned.found, 'link')} of that name led nowhere before, and to this note now")
    for path in planned.unread:
        run.out.tell(f"{path} could not be read whole: links in it may still have the old name")


def _planned(run: Session, plan: "Callable[[Moment], Renaming]") -> "Renaming":
    """Return what would be written, planned again where a note changed meanwhile."""
    for _ in range(_ATTEMPTS):
        with contextlib.suppress(NoteChangedError):
            return run.moment.derived(plan)
        run.refresh()
    return run.moment.derived(plan)


def _is_agreed(run: Session, planned: "Renaming", *, as_json: bool) -> bool:
    """Return whether so many notes may be changed; raise ``UsageError`` where nobody can be asked."""
    if len(planned.notes) <= MANY:
        return True
    words = f"{_count(planned.links, 'link')} in {_count(len(planned.notes), 'note')} will change"
    if as_json or not sys.stdin.isatty():
        raise UsageError(f"{words}; look at them with --dry-run, or confirm with --yes")
    run.out.tell(f"{words}.")
    return typer.confirm("Go on?", err=True)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
