"""The files that make a folder a vault: its settings, and Obsidian's own."""

from pathlib import Path

from vaultkit.disk.obsidian import OBSIDIAN_FILES
from vaultkit.disk.paths import is_file, is_folder
from vaultkit.disk.read import read_if_there
from vaultkit.disk.refusal import reason
from vaultkit.model.location import Location
from vaultkit.model.problem import Problem, ProblemKind, Severity

SETTINGS = "vaultkit.toml"
SETTINGS_FILES = frozenset({SETTINGS, *OBSIDIAN_FILES})
"""Files that are no notes and yet change what notes mean."""

SETTINGS_UNREADABLE = ProblemKind(
    "settings-unreadable",
    Severity.ERROR,
    "`vaultkit.toml` is there and cannot be read; until it can, blocks are left alone.",
    "vaultkit.toml (permission denied)",
    "Give yourself the right to read it; it must be a file, and lie in the vault.",
)


def has_marker(folder: Path) -> bool:
    """Return whether a folder says of itself that it is a vault. Raises OSError where the system does not tell."""
    return is_file(folder / SETTINGS) or is_folder(folder / ".obsidian")


def settings_text(root: Path) -> tuple[str, tuple[Problem, ...]]:
    """Return what ``vaultkit.toml`` holds, and why it cannot be read; a file that is absent is an empty one."""
    try:
        return (read_if_there(root, SETTINGS) or b"").decode("utf-8", "replace"), ()
    except OSError as error:
        problem = SETTINGS_UNREADABLE.at(Location(SETTINGS), f"the file cannot be read: {reason(error)}")
        return "", (problem,)
