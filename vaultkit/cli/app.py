"""The command line put together: the core's commands, and those that plugins bring."""

import os
from pathlib import Path
from typing import Annotated

import typer

from vaultkit import __version__
from vaultkit.cli.options import invocation
from vaultkit.errors import NoVaultError, UsageError
from vaultkit.plugins.host import Host
from vaultkit.plugins.late import LateApp, LateCommand
from vaultkit.session.invocation import Invocation

BEGINNING = """\
There is no vault here. Three ways to begin:
  vaultkit demo              look at an invented vault and its dashboard
  vaultkit init FOLDER       begin with a folder of notes, or an empty one
  vaultkit --vault FOLDER    use the vault in that folder"""

CORE_COMMANDS = {
    "demo": LateCommand("vaultkit.cli.demo:demo"),
    "init": LateCommand("vaultkit.cli.init:init"),
    "dashboard": LateCommand("vaultkit.cli.dashboard:dashboard"),
    "watch": LateCommand("vaultkit.cli.watch:watch"),
    "check": LateCommand("vaultkit.cli.check:check"),
    "index": LateCommand("vaultkit.cli.index:index"),
    "undo": LateCommand("vaultkit.cli.undo:undo"),
    "plugins": LateCommand("vaultkit.cli.plugins:plugins"),
    "new-plugin": LateCommand("vaultkit.cli.new_plugin:new_plugin"),
}
CORE_GROUPS = {"service": LateCommand("vaultkit.cli.service:commands")}

TELLING = frozenset({"check", "plugins", "watch"})
"""Commands that tell by themselves what went wrong with plugins."""
JUDGING = frozenset({"check", "dashboard", "watch"})
"""Commands that tell by themselves that the settings cannot be read."""


def build(host: Host) -> typer.Typer:
    """Return the program's command line with the commands of the host's plugins.

    The built-in plugin's commands stand at the top level, those of others under the plugin's name.
    """
    brought = host.ask("commands", lambda answer: answer)
    late = {name: each for plugin, commands in brought if plugin.built_in for name, each in commands.late.items()}
    app = LateApp(
        CORE_COMMANDS | late | CORE_GROUPS,
        help="Keeps the people in a plain-markdown vault from drifting away.",
        pretty_exceptions_enable=False,
        no_args_is_help=False,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    app.callback(invoke_without_command=True)(root)
    for plugin, commands in brought:
        if plugin.name in app.late and not plugin.built_in:
            host.claim(plugin, "commands", plugin.name, "vaultkit")
        elif not plugin.built_in:
            app.add_typer(commands, name=plugin.name)
    return app


def _show_version(asked: bool) -> None:  # noqa: FBT001 - typer hands a flag's value over by position
    if asked:
        typer.echo(f"vaultkit {__version__}")
        raise typer.Exit


def root(
    ctx: typer.Context,
    vault: Annotated[
        Path | None, typer.Option(envvar="VAULTKIT_VAULT", help="The vault's folder.", show_default=False)
    ] = None,
    today: Annotated[
        str | None,
        typer.Option(metavar="DATE", envvar="VAULTKIT_TODAY", help="The day to take for today.", show_default=False),
    ] = None,
    *,
    _no_plugins: Annotated[bool, typer.Option("--no-plugins", help="Start with the built-in plugin alone.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Keep the people in a plain-markdown vault from drifting away."""
    ctx.obj = invocation(ctx).choosing(vault, today)
    ctx.call_on_close(ctx.obj.close)
    if ctx.invoked_subcommand not in TELLING:
        ctx.call_on_close(lambda: _tell_failures(ctx.obj))
    if ctx.invoked_subcommand not in JUDGING:
        ctx.call_on_close(lambda: _tell_broken_settings(ctx.obj))
    if ctx.invoked_subcommand in ctx.obj.host.plugins and ctx.invoked_subcommand in ctx.obj.disabled:
        raise UsageError(f"the plugin {ctx.invoked_subcommand} is disabled (`disabled` in [plugins] of vaultkit.toml)")
    if ctx.invoked_subcommand is None:
        _summarise(ctx.obj)


def _tell_failures(run: Invocation) -> None:
    """Say which plugins failed in this run; ``VAULTKIT_DEBUG=1`` asks for the tracebacks as well."""
    for plugin in run.host.failing:
        for problem in () if plugin.name in run.disabled else run.host.failures_of(plugin):
            run.out.tell(f"vaultkit: {problem}")
            if os.environ.get("VAULTKIT_DEBUG") == "1":
                run.out.tell(run.host.tracebacks.get(problem, "").removesuffix("\n"))


def _tell_broken_settings(run: Invocation) -> None:
    """Say that the settings cannot be read: what was answered by the defaults may be about others."""
    if run.broken_settings:
        run.out.tell(run.broken_settings)


def _summarise(run: Invocation) -> None:
    """Print what is due today; outside a vault, how to begin."""
    try:
        session = run.session
    except NoVaultError:
        run.out.say(BEGINNING)
        raise typer.Exit(NoVaultError.exit_code) from None
    for _plugin, lines in session.host.ask("summary", list, moment=session.moment):
        for line in lines:
            run.out.say(line)
