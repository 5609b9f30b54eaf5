"""What is another's stays another's: a plugin that claims it is one problem at its own line, and the rest works."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
import typer

from vaultkit.api import BlockKind, Moment, Problem, PropertyKind, hookimpl
from vaultkit.plugins.host import Host, Plugin
from vaultkit.testing import make_vault, open_with
from vaultkit.testing.vaults import run_host

TODAY = date(2026, 11, 22)


def plugin(name: str) -> Plugin:
    return Plugin(name, "1.0", f"vaultkit-{name}", f"vaultkit_{name}", built_in=False)


def line_of(words: str) -> int:
    """Return the line of this file that holds these words for the first time."""
    return next(n for n, line in enumerate(Path(__file__).read_text("utf-8").split("\n"), 1) if words in line)


class Claims:
    """Brings what others have already, and a command and a block of its own."""

    @hookimpl  # the claim of a command
    def commands(self) -> typer.Typer:
        app = typer.Typer()
        app.command("mine")(lambda: None)
        return app

    @hookimpl  # the claim of a block
    def blocks(self) -> Sequence[BlockKind]:
        return [BlockKind(name, "mine", lambda _moment, _place: "Claimed.") for name in ("people.summary", "a.own")]

    @hookimpl  # the claim of a count
    def counts(self, moment: Moment) -> Mapping[str, int]:
        return {"people": 1000, "notes": len(moment.index.notes) + 1000, "seconds": 1000, "claims": 1}

    @hookimpl  # the claim of a property
    def properties(self) -> Sequence[PropertyKind]:
        return [PropertyKind("Birthday", "date", "mine"), PropertyKind("claimed", "text", "mine")]


def host_with(name: str) -> Host:
    host = Host.load(built_in_only=True)
    host.add(plugin(name), Claims())
    return host


def claims(problems: Sequence[Problem]) -> list[tuple[str, int, str]]:
    return [(each.code, each.location.line, each.message) for each in problems if each.location.path == __file__]


@pytest.mark.parametrize("name", ["check", "log", "plugins"])
def test_a_command_of_the_program_stays_the_program_s(tmp_path: Path, name: str) -> None:
    """Without the check the plugin's group takes the place of the command: `check` then lists no problems."""
    host = host_with(name)
    vault = make_vault(tmp_path / "vault", {"a.md": "---\n- no map\n---\n"})

    taken = run_host(host, name, "--help", vault=vault)

    assert (taken.exit_code, "mine" in taken.stdout) == (0, False)
    assert claims(host.failures) == [
        (
            "plugin-claim",
            line_of("# the claim of a command"),
            f"plugin {name}, commands: '{name}' is vaultkit's already",
        )
    ]
    assert [kind.name for _plugin, kinds in host.ask("blocks", list) for kind in kinds][-1] == "a.own"


def test_a_plugin_s_own_name_brings_its_commands() -> None:
    assert "mine" in run_host(host_with("claims"), "claims", "--help").stdout


def test_the_built_in_block_is_used_whatever_the_plugins_names(tmp_path: Path) -> None:
    """Seen to fail when implementations were asked by name alone: `aaa` came before `people`."""
    block = "<!-- vaultkit:begin people.summary -->\n<!-- vaultkit:end people.summary -->\n"
    vault = make_vault(tmp_path / "vault", {"Mine.md": block})
    session = open_with(vault, TODAY, {"aaa": Claims()})

    session.update_dashboard(create=False)

    assert "Claimed." not in (vault / "Mine.md").read_text("utf-8")
    assert ("block-claimed", line_of("# the claim of a block"), "people.summary is brought twice") in claims(
        session.problems()
    )


def test_a_count_of_another_s_is_left_out(tmp_path: Path) -> None:
    host = host_with("claims")
    vault = make_vault(tmp_path / "vault", {"People/Ada.md": ""})

    counts = json.loads(run_host(host, "index", "--json", vault=vault, today=TODAY).stdout)

    assert (counts["notes"], counts["people"], counts["claims"]) == (1, 1, 1)
    assert counts["seconds"] < 1000
    line = line_of("# the claim of a count")
    assert [message for code, at, message in claims(host.failures) if (code, at) == ("plugin-claim", line)] == [
        "plugin claims, counts: 'people' is another plugin's already",
        "plugin claims, counts: 'notes' is vaultkit's already",
        "plugin claims, counts: 'seconds' is vaultkit's already",
    ]


def test_a_property_of_another_s_stays_with_it(tmp_path: Path) -> None:
    session = open_with(make_vault(tmp_path / "vault", {}), TODAY, {"claims": Claims()})

    found = claims(session.problems())

    line = line_of("# the claim of a property")
    assert ("plugin-claim", line, "plugin claims, properties: 'Birthday' is people's already") in found
    owners = {kind.name: whose.name for whose, kind in session.host.properties()}
    assert (owners["birthday"], owners["claimed"], "Birthday" in owners) == ("people", "claims", False)


@pytest.mark.parametrize("name", ["disabled", "", "two words", "--strict", "a.b", "a/b", "é", "x\ny"])
def test_a_name_that_is_none_leaves_the_plugin_out(name: str) -> None:
    """`disabled` is a key of `[plugins]`; seen to fail without the check: the section then took the key's place."""
    host = host_with(name)

    assert list(host.plugins) == ["people"]
    assert [each.name for each in host.broken] == [name]
    assert "cannot be called so" in host.failures[0].message
