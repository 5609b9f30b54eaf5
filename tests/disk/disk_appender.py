"""A program that appends lines to a note through the vault: ``python disk_appender.py VAULT NOTE NAME COUNT``."""

import sys
from pathlib import Path

from vaultkit.errors import BusyError, NoteChangedError
from vaultkit.model.edit import Edit
from vaultkit.vault import Vault


def append(vault: Vault, path: str, line: bytes) -> None:
    """Append a line, planned again for as long as somebody else is faster."""
    while True:
        try:
            source = vault.read(path)
            end = len(source.data)
            vault.apply([Edit(path, source.digest, end, end, line)], label="append")
        except (BusyError, NoteChangedError):
            vault.refresh([path])
        else:
            return


def main() -> None:
    """Append that many lines."""
    root, path, name, count = sys.argv[1:]
    vault = Vault.open(Path(root), {})
    for number in range(int(count)):
        append(vault, path, f"- {name} {number}\n".encode())


if __name__ == "__main__":
    main()
