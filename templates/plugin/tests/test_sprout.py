"""The plugin in a vault of its own."""

import json

import vaultkit_sprout

from vaultkit.testing import Vault, block, check_conduct

NOTES = """
    Garden/Bean.md
        ---
        type: sprout
        ---
    Garden/Stone.md
        ---
        type: stone
        ---
"""


def test_the_block_lists_the_notes_of_the_type(vault: Vault) -> None:
    vault.add(NOTES).add({"Overview.md": block("sprout.list")})

    assert vault.run("dashboard").exit_code == 0

    assert vault.read("Overview.md") == block("sprout.list", "- [[Garden/Bean|Bean]]")


def test_the_plugin_is_installed(vault: Vault) -> None:
    plugins = json.loads(vault.run("plugins", "--json").stdout)["plugins"]

    assert {"sprout": "loaded"}.items() <= {plugin["name"]: plugin["state"] for plugin in plugins}.items()


def test_its_conduct() -> None:
    check_conduct(vaultkit_sprout, NOTES, name="sprout")
