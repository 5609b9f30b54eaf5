"""The plugin in a vault of its own."""

import json

import vaultkit_sprout

from vaultkit.testing import Vault, check_conduct

NOTES = """
    Garden/Bean.md
        ---
        type: sprout
        ---
    Garden/Stone.md
        ---
        type: stone
        ---
    Overview.md
        <!-- vaultkit:begin sprout.list -->
        <!-- vaultkit:end sprout.list -->
"""


def test_the_block_lists_the_notes_of_the_type(vault: Vault) -> None:
    vault.add(NOTES)

    assert vault.run("dashboard").exit_code == 0

    assert "\n- [[Garden/Bean|Bean]]\n<!--" in vault.read("Overview.md")


def test_the_plugin_is_installed(vault: Vault) -> None:
    plugins = json.loads(vault.run("plugins", "--json").stdout)["plugins"]

    assert {"sprout": "loaded"}.items() <= {plugin["name"]: plugin["state"] for plugin in plugins}.items()


def test_its_conduct() -> None:
    check_conduct(vaultkit_sprout, NOTES, name="sprout")
