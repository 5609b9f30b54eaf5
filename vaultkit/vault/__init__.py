"""A vault: a folder of notes and its current index, written through one gateway."""

from vaultkit.vault.following import Following, ReadFacts
from vaultkit.vault.opened import Vault, find_root

__all__ = ["Following", "ReadFacts", "Vault", "find_root"]
