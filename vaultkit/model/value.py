"""What front matter says: properties and their values, each with its place."""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

Scalar = str | int | float | bool | None

_SEPARATORS = re.compile(r"[-_\s]+")


@lru_cache(maxsize=1024)  # a vault has few names, each in a thousand notes
def fold_key(name: str) -> str:
    """Return the form in which property names are compared: case-folded; ``-``, ``_``, blanks alike."""
    return _SEPARATORS.sub("_", name.strip()).casefold()


class Value(NamedTuple):
    """One YAML value.

    A scalar has ``text``, what was typed (quotes and escapes resolved, so that ``0123`` and ``NO`` stay
    what they are), and ``data``, its meaning in the YAML 1.2 core schema. A list has ``items``, a map
    has ``entries``. ``line`` and ``column`` count from 1 in the file.
    """

    kind: Literal["scalar", "list", "map"]
    line: int
    column: int
    text: str = ""
    data: Scalar = None
    items: tuple["Value", ...] = ()
    entries: tuple["Property", ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said: null, blank text, or a list of nothing."""
        if self.kind == "scalar":
            return self.data is None or not self.text.strip()
        return not self.entries and all(item.is_empty for item in self.items)

    def scalars(self) -> tuple["Value", ...]:
        """Return the scalars that say something: of a list its items, of a scalar itself.

        Nested lists are read through; maps are left out.
        """
        if self.kind == "scalar":
            return () if self.is_empty else (self,)
        found: list[Value] = []
        for item in self.items:
            found += item.scalars()
        return tuple(found)


class Property(NamedTuple):
    """One key of the front matter with its value; ``line`` and ``column`` are the key's."""

    name: str
    value: Value
    line: int
    column: int

    @property
    def key(self) -> str:
        """The name in the form in which names are compared."""
        return fold_key(self.name)
