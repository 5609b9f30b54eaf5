"""What is open where a line stands: a fence, a comment, math or HTML that begins above and reaches over it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vaultkit.text import grammar
from vaultkit.text.budget import STEPS, Budget
from vaultkit.text.frontmatter import closing_line

_WORDS = {
    "fence": "a code fence",
    "code_block": "indented code",
    "comment": "a comment",
    "math": "math",
    "html_block": "HTML",
}
"""The tokens in which no line is markdown, in words."""
_MARKS = ("```", "~~~", "<", "%%", "$$")
"""What they begin with, but for indented code: that ends with the first line that is not indented."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Something in which no line is markdown: its first and last line, and what it is."""

    line: int
    end: int
    what: str

    def hides(self, line: int) -> bool:
        """Return whether a line stands within, below the first one."""
        return self.line < line <= self.end


def may_open(text: str) -> bool:
    """Return whether anything may begin in a text that a line below it, indented by at most 3 blanks, could be in."""
    return any(mark in text for mark in _MARKS)


def openings(lines: Sequence[str]) -> Iterator[Opening]:
    """Yield everything in a note's lines in which no line is markdown, in order; nothing of the lines is left out.

    Raises ``TooComplexError`` where that would take too long.
    """
    front = closing_line(lines)
    seen = [""] * front + [grammar.neutral(line) for line in lines[front:]]
    # Only blocks are told apart here, no text is read: a character is less work than a step.
    for token in grammar.block_tokens(seen, Budget(STEPS + sum(map(len, seen)))):
        if token.map and token.type in _WORDS:
            is_comment = token.type == "html_block" and token.content.lstrip().startswith("<!--")
            yield Opening(token.map[0] + 1, token.map[1], _WORDS["comment" if is_comment else token.type])
