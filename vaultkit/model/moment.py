"""A moment: all that a plugin is given to work on, the notes as they are on one day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar, cast

from vaultkit.model.edit import Source
from vaultkit.model.index import Index
from vaultkit.model.settings import Settings

T = TypeVar("T")

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """The index, the day, the settings, and what the plugins read out of each note.

    ``facts`` maps a plugin's name to what its ``facts`` hook said of each note, by path; notes of which it
    said None are left out. ``read`` gives the bytes of a note of this index, for the planning of edits;
    it raises ``NoteChangedError`` where the file is no longer the one that was indexed.
    """

    index: Index
    today: date
    settings: Settings
    facts: Mapping[str, Mapping[str, Json]]
    read: Callable[[str], Source]
    _derived: dict[Callable[["Moment"], object], object] = field(default_factory=dict, repr=False)

    def derived(self, make: "Callable[[Moment], T]") -> T:
        """Return ``make(self)``, worked out once for this moment however often it is asked for."""
        if make not in self._derived:
            self._derived[make] = make(self)
        return cast("T", self._derived[make])
