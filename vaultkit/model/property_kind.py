"""The properties that a plugin owns, for the manual and for completion."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PropertyKind:
    """A property by its canonical name.

    ``type`` is words for the manual ("date", "list of text"), ``also`` the other spellings that are read,
    ``values`` what completion offers where the choices are few.
    """

    name: str
    type: str
    meaning: str
    also: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
