"""``vaultkit service``: the watcher run by the system, from each login on."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from vaultkit.cli.options import AsJson, invocation
from vaultkit.cli.watch import status_document, status_lines
from vaultkit.disk.refusal import writing
from vaultkit.errors import ServiceError
from vaultkit.model.visible import visible

if TYPE_CHECKING:
    from vaultkit.session.service import Installed, Offer

commands = typer.Typer(help="Let the system run the watcher, from each login on.", no_args_is_help=True)

Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]


@commands.command()
def install(
    ctx: typer.Context,
    *,
    poll: Annotated[
        bool, typer.Option("--poll", help="Let it look for changes on a timer; for network folders.")
    ] = False,
    only_print: Annotated[bool, typer.Option("--print", help="Print what would be installed, and stop.")] = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Show the service that would watch this vault, and after a yes install and start it."""
    from vaultkit.session import service  # noqa: PLC0415 - brings subprocess, which no other command needs

    run = invocation(ctx)
    offered = service.offer(run.root, poll=poll)
    if only_print and not as_json:
        run.out.say(offered.text)
        return
    if not only_print:
        try:
            service.check(offered)
        except ServiceError as error:
            raise ServiceError(f"{error}; nothing was written. --print shows what to install by hand") from error
    if not as_json:
        run.out.tell(f"{visible(str(offered.place))}, for {offered.manager.title}:\n")
        run.out.tell("\n".join(f"    {visible(line)}" for line in offered.text.split("\n")) + "\n")
    for note in offered.notes:
        run.out.tell(note)
    goes_on = not only_print and _is_confirmed("Install and start it?", yes=yes, asks=not as_json)
    if goes_on:
        service.install(offered)
    if as_json:
        run.out.json(_document(offered, done=goes_on))
    elif goes_on:
        run.out.say(f"Installed and started: {offered.name}")
    else:
        run.out.tell("Nothing was installed; `vaultkit service install --yes` does it.")


@commands.command()
def uninstall(
    ctx: typer.Context,
    *,
    only_print: Annotated[bool, typer.Option("--print", help="Print which file would be removed, and stop.")] = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Stop the service that watches this vault, and remove what `install` wrote, nothing else."""
    from vaultkit.session import service  # noqa: PLC0415 - as above

    run = invocation(ctx)
    found = service.installed(run.root)
    place = visible(str(found.place))
    goes_on = False
    if found.is_installed and not only_print:
        goes_on = _is_confirmed(f"Stop the service and remove {place}?", yes=yes, asks=not as_json)
    if goes_on:
        service.uninstall(run.root)
    if as_json:
        run.out.json({"schema_version": 1, "name": found.name, "path": str(found.place), "done": goes_on})
    elif not found.is_installed:
        run.out.say("No service is installed for this vault.")
    elif goes_on:
        run.out.say(f"Stopped, and removed {place}")
    elif only_print:
        run.out.say(place)
    else:
        run.out.tell("Nothing was removed; `vaultkit service uninstall --yes` does it.")


@commands.command()
def status(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """Say whether the service is installed, enabled and running, and what the watcher does."""
    from vaultkit.disk.log import log_place  # noqa: PLC0415 - as above
    from vaultkit.session import service  # noqa: PLC0415 - as above

    run = invocation(ctx)
    found = service.installed(run.root)
    with writing("the vault's state"):
        log = log_place(run.root)
    if as_json:
        state = found.state
        document = {
            "schema_version": 1,
            "name": found.name,
            "manager": found.title,
            "path": str(found.place),
            "installed": found.is_installed,
            "changed_by_hand": found.is_changed,
            "enabled": state.enabled,
            "running": state.running,
            "state": state.word,
            "trouble": found.trouble,
            "log": str(log),
            "watch": status_document(run),
        }
        run.out.json(document)
        return
    for line in _lines(found):
        run.out.say(line)
    run.out.say(f"log:       {visible(str(log))}{'' if log.exists() else ', not begun'}")
    for number, line in enumerate(status_lines(run)):
        run.out.say(f"{'           ' if number else 'watcher:   '}{line}")


def _lines(found: "Installed") -> list[str]:
    """Return what there is of a service, a line for each question."""
    place = visible(str(found.place))
    installed = f"{place}{', changed by hand' if found.is_changed else ''}" if found.is_installed else "no"
    lines = [f"service:   {found.name}, of {found.title}", f"installed: {installed}"]
    if found.trouble:
        return [*lines, f"unknown:   whether it runs; {visible(found.trouble)}"]
    word = f" ({found.state.word})" if found.state.word else ""
    return [
        *lines,
        f"enabled:   {_yes_or_no(found.state.enabled)}",
        f"running:   {_yes_or_no(found.state.running)}{word}",
    ]


def _yes_or_no(answer: bool | None) -> str:  # noqa: FBT001 - the one thing that it is asked
    return "unknown" if answer is None else "yes" if answer else "no"


def _is_confirmed(question: str, *, yes: bool, asks: bool) -> bool:
    """Return whether to go on: without a person at the terminal only if that was said before."""
    return yes or (asks and sys.stdin.isatty() and typer.confirm(question, err=True))


def _document(offered: "Offer", *, done: bool) -> dict[str, object]:
    return {
        "schema_version": 1,
        "name": offered.name,
        "manager": offered.manager.title,
        "path": str(offered.place),
        "text": offered.text,
        "notes": list(offered.notes),
        "done": done,
    }
