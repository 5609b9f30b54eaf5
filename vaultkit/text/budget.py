"""How much work a note may be: what would take markdown-it longer than about a second is given up before."""

from dataclasses import dataclass

from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

STEPS = 50_000
"""Steps for one note: a note of ordinary text takes about one for every 10 bytes."""


class TooComplexError(Exception):
    """The work allowed for a note is used up; never leaves this room."""


@dataclass(slots=True)
class Budget:
    """The steps that are left for one note. A step is one position at which markdown-it tries its rules."""

    left: int = STEPS

    def require(self, steps: int) -> None:
        """Raise ``TooComplexError`` at once where so many steps are not left."""
        if steps > self.left:
            raise TooComplexError

    def spend(self, steps: int = 1) -> None:
        """Take steps off; raises ``TooComplexError`` when none are left."""
        self.left -= steps
        if self.left < 0:
            raise TooComplexError


def spend(state: StateBlock | StateInline, steps: int = 1) -> None:
    """Take steps off the budget that the parser was started with."""
    budget = state.env["budget"]
    if isinstance(budget, Budget):
        budget.spend(steps)


def block_step(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001, FBT001 - markdown-it's protocol
    """Count a line at which block rules are tried; as a rule it never matches."""
    spend(state)
    return False


def inline_step(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001 - markdown-it's protocol
    """Count a position at which inline rules are tried; as a rule it never matches."""
    spend(state)
    return False
