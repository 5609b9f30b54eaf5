"""Block rules of Obsidian that CommonMark lacks, and a wrapper that notes where each line of text begins."""

import re
from collections.abc import Callable
from itertools import takewhile

from markdown_it.rules_block import StateBlock, blockquote, table

from vaultkit.text.budget import spend

BlockRule = Callable[[StateBlock, int, int, bool], bool]

_DELIMITER = re.compile(r"[ \t>|:-]*-[ \t>|:-]*")

INTERRUPTS = ["paragraph", "reference", "blockquote", "list"]
"""What these rules may interrupt: the same as a fence."""


def recorded(rule: BlockRule) -> BlockRule:
    """Return the rule, which then also notes where text begins.

    ``meta["at"]`` of each inline token and table row holds the offset, in the whole text, of the first character
    that is no blank, quotation mark or list marker, one for each of its lines.
    """

    def wrapped(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's protocol
        before = len(state.tokens)
        if not rule(state, start, end, silent):
            return False
        if not silent:
            for token in state.tokens[before:]:
                if token.map and token.type in {"inline", "tr_open"}:
                    spend(state)
                    token.meta["at"] = [state.bMarks[line] + state.tShift[line] for line in range(*token.map)]
        return True

    return wrapped


def measured_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's protocol
    """Read a table, and count its cells as work beforehand: markdown-it fills up every row that is too short."""
    cells = state.src.count("|", state.bMarks[start], state.eMarks[start])
    if cells and start + 1 < end and _DELIMITER.fullmatch(state.src, state.bMarks[start + 1], state.eMarks[start + 1]):
        last = next((line for line in range(start + 2, end) if state.isEmpty(line)), end)
        spend(state, (last - start) * cells)
    return table(state, start, end, silent)


def measured_blockquote(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's protocol
    """Read a quotation, and count its lines as work beforehand: each level of quotation goes through all of them."""
    if not silent:
        marked = (state.src.startswith(">", state.bMarks[line] + state.tShift[line]) for line in range(start, end))
        spend(state, sum(1 for _ in takewhile(bool, marked)))
    return blockquote(state, start, end, silent)


def comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's protocol
    """Read a comment ``%%`` that goes over lines: up to the next ``%%``, else to the end of its container.

    As for a fence, blank lines and any other markup in it mean nothing. One that closes in its own line is
    left to the inline rule.
    """
    if not _begins(state, start, "%%"):
        return False
    if not silent:
        close = _find_close(state, start, end, "%%")
        _finish(state, "comment", start, close)
    return True


def math(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's protocol
    """Read display math ``$$`` that goes over lines; without a second ``$$`` in its container it is text."""
    if not _begins(state, start, "$$"):
        return False
    close = _find_close(state, start, end, "$$")
    if close[1] is None:
        return False
    if not silent:
        _finish(state, "math", start, close)
    return True


def _begins(state: StateBlock, line: int, mark: str) -> bool:
    """Whether a line begins with a mark that the same line does not close."""
    pos = state.bMarks[line] + state.tShift[line]
    if not state.src.startswith(mark, pos, state.eMarks[line]) or state.is_code_block(line):
        return False
    return state.src.find(mark, pos + 2, state.eMarks[line]) < 0


def _find_close(state: StateBlock, start: int, end: int, mark: str) -> tuple[int, int | None]:
    """Return the line and the offset of the closing mark; without one, the container's end and None."""
    for line in range(start + 1, end):
        if not state.isEmpty(line) and state.sCount[line] < state.blkIndent:
            return line, None
        found = state.src.find(mark, state.bMarks[line], state.eMarks[line])
        if found >= 0:
            return line, found
    return end, None


def _finish(state: StateBlock, name: str, start: int, close: tuple[int, int | None]) -> None:
    """Push the token and go on behind the closing mark: what follows it in its line is text again."""
    line, found = close
    state.line = line if found is None else line + 1
    token = state.push(name, "", 0)
    token.map = [start, state.line]
    if found is None:
        token.meta["unclosed"] = True
        return
    rest = state.src[found + 2 : state.eMarks[line]]
    if rest.strip():
        state.line = line
        state.bMarks[line] = found + 2
        state.tShift[line] = len(rest) - len(rest.lstrip())
        state.sCount[line] = state.blkIndent
