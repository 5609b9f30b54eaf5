"""``vaultkit plugins``: what is loaded, from where, and what each brings."""

import typer

from vaultkit.cli.check import document as problem_document
from vaultkit.cli.options import AsJson, invocation
from vaultkit.model.visible import visible
from vaultkit.output import Output
from vaultkit.plugins.report import PluginReport, report


def plugins(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """List the plugins that are loaded, disabled or broken, and what each brings.

    Needs no vault; inside one, its settings say which are disabled.
    """
    run = invocation(ctx)
    found = report(run.host, run.disabled)
    if as_json:
        run.out.json({"schema_version": 1, "plugins": [_document(each) for each in found]})
        return
    for each in found:
        _tell(run.out, each)


def _contributions(each: PluginReport) -> dict[str, tuple[str, ...]]:
    """Return what a plugin brings, by the words for it."""
    return {
        "blocks": each.blocks,
        "commands": each.commands,
        "settings": each.settings,
        "properties": each.properties,
        "hooks": each.hooks,
    }


def _document(each: PluginReport) -> dict[str, object]:
    """Return a plugin as JSON shows it."""
    return {
        "name": each.plugin.name,
        "state": each.state,
        "built_in": each.plugin.built_in,
        "distribution": each.plugin.distribution,
        "version": each.plugin.version,
        "module": each.plugin.module,
        **{kind: list(names) for kind, names in _contributions(each).items()},
        "problems": [problem_document(problem) for problem in each.problems],
    }


def _tell(out: Output, each: PluginReport) -> None:
    """Print a plugin: its state and origin, then what it brings, and what is wrong with it."""
    origin = f"{each.plugin.distribution} {each.plugin.version}".strip() or each.plugin.module
    out.heading(visible(f"{each.plugin.name}: {each.state}, from {origin}"))
    for kind, names in _contributions(each).items():
        if names:
            out.wrap(visible(", ".join(names)), indent=2, label=f"{kind:<12}")
    for problem in each.problems:
        out.wrap(str(problem), indent=2)
