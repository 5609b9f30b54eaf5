"""The package of a new plugin, made from the one that is shipped as a template."""

import re
from collections.abc import Collection
from pathlib import Path

from vaultkit import __version__
from vaultkit.disk import packaged
from vaultkit.disk.new_folder import make_folder, refuse_taken
from vaultkit.disk.report import diff, written
from vaultkit.errors import NoVaultError, UsageError
from vaultkit.model.edit import Create
from vaultkit.output import Outcome
from vaultkit.vault import find_root

LONGEST = 40
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_SAMPLE = "sprout"
"""The template's own name."""


def new_plugin(name: str, folder: Path, taken: Collection[str], *, dry_run: bool = False) -> Outcome:
    """Make the package ``vaultkit-NAME`` in a new folder of ``folder``; return what was written.

    ``taken`` are the words that a plugin cannot be called. Raises UsageError for a name that is none, or where the
    folder lies in a vault, from which no code is run; NameTakenError where the folder exists.
    """
    _refuse(name, taken)
    _refuse_vault(folder)
    target = folder / f"vaultkit-{name}"
    refuse_taken(target)
    files = package(name)
    changes = [Create(f"{target.name}/{path}", data) for path, data in files.items()]
    if dry_run:
        return Outcome(diff=diff(changes, _unread), dry_run=True)
    make_folder(target, files)
    return Outcome(written(changes, _unread))


def package(name: str) -> dict[str, bytes]:
    """Return the files of a new plugin's package by their paths: the template, with this name."""
    template = packaged.templates() / "plugin"
    sources = sorted(path for path in template.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    found = {path.relative_to(template).as_posix(): path.read_text("utf-8") for path in sources}
    return {_named(path, name): _named(text, name).encode() for path, text in found.items()}


def _named(text: str, name: str) -> str:
    """Return a path or text of the template with the plugin's name in it."""
    identifier = name.replace("-", "_")
    for before in ("vaultkit_", "test_"):
        text = text.replace(f"{before}{_SAMPLE}", f"{before}{identifier}")
    return text.replace("vaultkit>=0", f"vaultkit>={__version__}").replace(_SAMPLE, name)


def _refuse(name: str, taken: Collection[str]) -> None:
    """Raise UsageError for what cannot be a plugin's name."""
    if not _NAME.fullmatch(name) or len(name) > LONGEST:
        raise UsageError(
            f"{name!r} cannot be a plugin's name: small letters a to z, digits, and single hyphens between them, "
            f"beginning with a letter, at most {LONGEST}"
        )
    if name in taken:
        raise UsageError(f"{name!r} cannot be a plugin's name: vaultkit or a plugin that is installed has it already")


def _refuse_vault(folder: Path) -> None:
    """Raise UsageError where a folder lies in a vault."""
    try:
        root = find_root(folder)
    except NoVaultError:
        return
    raise UsageError(f"this folder lies in the vault {root}, and code does not belong into a vault; go to another one")


def _unread(path: str) -> bytes:
    """Stand for the bytes of a file that is there: a new package has none."""
    raise AssertionError(path)
