"""For tests of plugins: a vault in a folder, a fixed day, a run of the command line, a check of a plugin's conduct.

With ``pytest_plugins = ["vaultkit.testing.fixtures"]`` in ``conftest.py`` there are fixtures for the same.
"""

from vaultkit.testing.conduct import breaches, check_conduct
from vaultkit.testing.hostile import HOSTILE
from vaultkit.testing.vaults import DAY, Run, Vault, block, make_vault, notes_from, open_with, run

__all__ = [
    "DAY",
    "HOSTILE",
    "Run",
    "Vault",
    "block",
    "breaches",
    "check_conduct",
    "make_vault",
    "notes_from",
    "open_with",
    "run",
]
