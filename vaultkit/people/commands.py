"""The commands of people, as one app; the plugin host puts them at the top level."""

import typer

from vaultkit.people import commands_read, commands_write

app = typer.Typer(help="Who is in the vault, what was logged with them, and what to do next.")

app.command()(commands_read.status)
app.command()(commands_read.due)
app.command()(commands_read.show)
app.command()(commands_read.who)
app.command()(commands_read.timeline)
# An arrow at the beginning of a text looks like options: `log` takes unknown ones as text, and has no short ones, not
# even `-h`, that could be mistaken for a letter of the text.
app.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})(commands_write.log)
app.command()(commands_write.add)
