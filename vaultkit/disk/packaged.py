"""The files that are shipped: in the wheel beside the code, in a checkout at its top."""

from pathlib import Path

_CODE = Path(__file__).resolve().parent.parent


def is_installed() -> bool:
    """Return whether the code is that of a wheel, which nobody edits; in a checkout it changes all the time."""
    return (_CODE / "_packaged").is_dir()


def templates() -> Path:
    """Return the folder of the templates."""
    return _shipped("templates")


def example_vault() -> Path:
    """Return the folder of the example vault."""
    return _shipped("example-vault")


def _shipped(name: str) -> Path:
    """Return a shipped folder; the wheel's comes first, as beside an installed package lie other people's folders."""
    in_wheel = _CODE / "_packaged" / name
    return in_wheel if in_wheel.is_dir() else _CODE.parent / name
