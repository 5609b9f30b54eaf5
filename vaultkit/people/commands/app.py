"""The commands of people, as one app; the plugin host puts them at the top level."""

import typer

from vaultkit.people.commands import change, read, rename, write

app = typer.Typer(help="Who is in the vault, what was logged with them, and what to do next.")

app.command()(read.status)
app.command()(read.due)
app.command()(read.show)
app.command()(read.who)
app.command()(read.timeline)
# An arrow at the beginning of a text looks like options: `log` takes unknown ones as text, and has no short ones, not
# even `-h`, that could be mistaken for a letter of the text.
app.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})(write.log)
app.command()(write.add)
app.command()(rename.rename)
app.command()(rename.merge)
app.command("set")(change.set_value)
app.command()(change.unset)
app.command()(change.done)
