"""The markdown parser: markdown-it-py's CommonMark and tables, plus the rules of Obsidian, less what reads nothing."""

import re
from collections.abc import Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import heading, lheading, paragraph
from markdown_it.rules_inline import backtick, html_inline
from markdown_it.token import Token

from vaultkit.text import block_rules, budget, inline_rules
from vaultkit.text.budget import Budget

MAX_NESTING = 100
"""Quotations and lists within one another; markdown-it drops what lies deeper."""

MAX_BRACKETS = 20
"""Brackets within one another in one text; what lies deeper is no link."""

_ODD_BLANKS = re.compile("[\x00\r\x0b\x0c\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_TRANSLATION = {
    ord(blank): inline_rules.ODD_BLANK
    for blank in "\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"
    + "".join(map(chr, range(0x2000, 0x200B)))
} | {0: "\ufffd", ord("\r"): inline_rules.ODD_BLANK}


_FIRST_BYTES = frozenset(chr(blank).encode()[:1] for blank in _TRANSLATION)
"""What an odd blank begins with in UTF-8. To look for each byte takes less than one look for all the blanks."""


class _Parser(MarkdownIt):
    """The parser, with the destinations of links as they stand in the file."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - markdown-it's name
        """Leave the destination as it was typed."""
        return url

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - markdown-it's name and signature
        """Take any destination: nothing is rendered here."""
        return True


@cache
def _block_parser() -> _Parser:
    """Return the parser of lines into blocks, made once."""
    parser = _Parser("commonmark", {"maxNesting": MAX_NESTING, "html": True})
    ruler = parser.block.ruler
    ruler.enable("table")
    # A definition would swallow footnotes such as "[^1]: [[Ada]]"; Obsidian has no links by reference either.
    ruler.disable("reference")
    ruler.at("paragraph", block_rules.recorded(paragraph))
    ruler.at("lheading", block_rules.recorded(lheading))
    ruler.at("heading", block_rules.recorded(heading), {"alt": ["paragraph", "reference", "blockquote"]})
    ruler.at("table", block_rules.recorded(block_rules.measured_table), {"alt": ["paragraph", "reference"]})
    ruler.at("blockquote", block_rules.measured_blockquote, {"alt": block_rules.INTERRUPTS})
    ruler.before("code", "step", budget.block_step, {"alt": block_rules.INTERRUPTS})
    ruler.before("fence", "comment", block_rules.comment, {"alt": block_rules.INTERRUPTS})
    ruler.before("fence", "math", block_rules.math, {"alt": block_rules.INTERRUPTS})
    return parser


@cache
def _inline_parser() -> _Parser:
    """Return the parser of what stands in one block, made once."""
    parser = _Parser("commonmark", {"maxNesting": MAX_BRACKETS, "html": True})
    ruler = parser.inline.ruler
    # Emphasis and entities change no place of what is read here.
    ruler.disable(["emphasis", "entity"])
    parser.inline.ruler2.disable(["balance_pairs", "emphasis", "fragments_join"])
    ruler.at("backticks", inline_rules.placed(backtick))
    ruler.at("link", inline_rules.placed(inline_rules.link))
    ruler.at("image", inline_rules.placed(inline_rules.image))
    ruler.at("html_inline", inline_rules.placed(html_inline))
    ruler.before("text", "step", budget.inline_step)
    ruler.before("link", "comment", inline_rules.comment)
    ruler.before("link", "math", inline_rules.math)
    ruler.before("link", "wikilink", inline_rules.wikilink)
    ruler.before("link", "tag", inline_rules.tag)
    return parser


def has_odd_blanks(text: str) -> bool:
    """Return whether ``neutral`` would change a text."""
    raw = text.encode("utf-8", errors="surrogatepass")
    return any(first in raw for first in _FIRST_BYTES) and _ODD_BLANKS.search(text) is not None


def neutral(line: str) -> str:
    """Return a line as markdown-it is to see it: of the same length, with no blanks that only Python takes for some."""
    return line.translate(_TRANSLATION) if _ODD_BLANKS.search(line) else line


def block_tokens(lines: Sequence[str], allowed: Budget) -> list[Token]:
    """Return the block tokens of neutral lines; ``map`` counts lines from 0, inline tokens have no children yet.

    Raises ``TooComplexError`` when the work allowed is used up.
    """
    parser = _block_parser()
    tokens: list[Token] = []
    parser.block.parse("\n".join(lines), parser, {"budget": allowed}, tokens)
    return tokens


def inline_tokens(content: str, allowed: Budget) -> list[Token]:
    """Return the inline tokens of one text; ``meta["span"]`` of those that matter are offsets in it.

    Raises ``TooComplexError`` when the work allowed is used up.
    """
    parser = _inline_parser()
    tokens: list[Token] = []
    parser.inline.parse(content, parser, {"budget": allowed}, tokens)
    return tokens
