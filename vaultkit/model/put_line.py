"""A line that a command has put into a note, and what stood around it, so that its loss can be told from an edit."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PutLine:
    """A line, the last of ``lines``, put into a note; before it blank lines and a heading, if it needed them.

    ``before`` are marks of the note's lines as they were, four bytes each, and ``at`` says how many of these stand
    before it. ``again`` counts how often it had been put back before.
    """

    path: str
    at: int
    lines: tuple[str, ...]
    before: bytes
    again: int = 0

    @property
    def line(self) -> str:
        """The line itself."""
        return self.lines[-1]
