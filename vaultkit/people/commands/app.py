"""The commands of people, as one app; the plugin host puts them at the top level."""

from vaultkit.api import LateApp, LateCommand

_HERE = "vaultkit.people.commands"

app = LateApp(
    {
        "status": LateCommand(f"{_HERE}.read:status"),
        "due": LateCommand(f"{_HERE}.read:due"),
        "show": LateCommand(f"{_HERE}.read:show"),
        "who": LateCommand(f"{_HERE}.read:who"),
        "timeline": LateCommand(f"{_HERE}.read:timeline"),
        # An arrow at the beginning of a text looks like options: `log` takes unknown ones as text, and has no short
        # ones, not even `-h`, that could be mistaken for a letter of the text. More words than one text are told of by
        # the command itself, for only it knows that quotes are missing.
        "log": LateCommand(
            f"{_HERE}.write:log",
            {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": ["--help"]},
        ),
        "add": LateCommand(f"{_HERE}.write:add"),
        "rename": LateCommand(f"{_HERE}.rename:rename"),
        "merge": LateCommand(f"{_HERE}.rename:merge"),
        "set": LateCommand(f"{_HERE}.change:set_value"),
        "unset": LateCommand(f"{_HERE}.change:unset"),
        "done": LateCommand(f"{_HERE}.change:done"),
    },
    help="Who is in the vault, what was logged with them, and what to do next.",
)
