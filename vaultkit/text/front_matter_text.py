"""The front matter of a file as text, and how changes to it become one edit of the file's bytes."""

from collections.abc import Sequence
from dataclasses import dataclass

from vaultkit.model.edit import Edit, Source
from vaultkit.text.frontmatter import closing_line
from vaultkit.text.lines import Lines

Change = tuple[int, int, str]
"""From one character of the front matter's text up to another, and what stands there instead; lines end in LF."""


@dataclass(frozen=True, slots=True)
class FrontMatterText:
    """What stands between the fences, each line ended by LF; ``end`` is the line of the second fence, 0 without one.

    Line n of the text is line n + 1 of the file.
    """

    source: Source
    lines: Lines
    text: str
    end: int

    @classmethod
    def of(cls, source: Source) -> "FrontMatterText":
        """Return the front matter of a file that reads as UTF-8 up to its end."""
        lines = Lines.of(source.data)
        fences = [lines.text(number) for number in range(1, len(lines) + 1)]
        end = closing_line(fences)
        return cls(source, lines, "".join(f"{line}\n" for line in fences[1 : max(end - 1, 1)]), end)

    def line(self, place: int) -> int:
        """Return the file's line on which a character of the text stands."""
        return self.text.count("\n", 0, place) + 2

    def line_start(self, place: int) -> int:
        """Return where the line of a character begins in the text."""
        return self.text.rfind("\n", 0, place) + 1

    def next_line(self, place: int) -> int:
        """Return where the line after that of a character begins in the text."""
        return self.text.find("\n", place) + 1 or len(self.text)

    def byte(self, place: int) -> int:
        """Return where a character of the text stands in the file."""
        before = self.text[self.line_start(place) : place]
        return self.lines.start(self.line(place)) + len(before.encode())

    def edit(self, changes: Sequence[Change]) -> Edit:
        """Return the edit that makes the changes, which stand in order and do not overlap.

        Line endings are those of the line on which a change begins, or of the one before where it begins a line.
        """
        if not changes:
            return nothing(self.source)
        data, parts = self.source.data, []
        at = first = self.byte(changes[0][0])
        for start, end, text in changes:
            begin = self.byte(start)
            number = self.line(start) - (start == self.line_start(start))
            ending = self.lines.ending(number) or self.lines.newline
            parts += [data[at:begin], text.encode().replace(b"\n", ending)]
            at = self.byte(end)
        return Edit(self.source.path, self.source.digest, first, at, b"".join(parts))


def nothing(source: Source) -> Edit:
    """Return the edit that changes nothing."""
    return Edit(source.path, source.digest, 0, 0, b"")
