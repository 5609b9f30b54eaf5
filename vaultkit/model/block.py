"""Blocks: the parts of notes that are generated (docs/format.md, "Blocks")."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from vaultkit.model.moment import Moment

OptionValue = str | int | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands, and what its marker asks for; options that it leaves out have their default."""

    path: str
    line: int
    options: Mapping[str, OptionValue] = field(default_factory=dict)

    def number(self, name: str) -> int | None:
        """Return an option that is a number, or None where there is none."""
        value = self.options.get(name)
        return value if isinstance(value, int) else None

    def word(self, name: str) -> str | None:
        """Return an option that is text, or None where there is none."""
        value = self.options.get(name)
        return value if isinstance(value, str) else None


@dataclass(frozen=True, slots=True)
class BlockOption:
    """An option that a marker may hold, as ``name=value``; a number is whole and at least 0."""

    name: str
    kind: Literal["number", "text"]
    default: OptionValue
    meaning: str


@dataclass(frozen=True, slots=True)
class BlockKind:
    """A kind of block: ``render`` gives the markdown between the markers.

    It is a pure function of what it is given; the text ends without a line feed and holds no marker.
    """

    name: str
    meaning: str
    render: "Callable[[Moment, Place], str]"
    options: tuple[BlockOption, ...] = ()
