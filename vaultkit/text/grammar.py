"""The markdown parser: markdown-it-py's CommonMark and tables, plus the rules of Obsidian, less what reads nothing."""

import re
from collections.abc import Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import heading, lheading, paragraph, table
from markdown_it.rules_inline import backtick, html_inline, image, link
from markdown_it.token import Token

from vaultkit.text import block_rules, inline_rules

MAX_NESTING = 100
"""Quotations and lists within one another; markdown-it drops what lies deeper."""

_ODD_BLANKS = re.compile("[\x00\t\n\r\x0b\x0c\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_TRANSLATION = {
    ord(blank): inline_rules.ODD_BLANK
    for blank in "\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"
    + "".join(map(chr, range(0x2000, 0x200B)))
} | {0: "\ufffd", ord("\r"): inline_rules.ODD_BLANK}


class _Parser(MarkdownIt):
    """The parser, with the destinations of links as they stand in the file."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - markdown-it's name
        """Leave the destination as it was typed."""
        return url

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - markdown-it's name and signature
        """Take any destination: nothing is rendered here."""
        return True


@cache
def _parser() -> _Parser:
    """Return the parser, made once."""
    parser = _Parser("commonmark", {"maxNesting": MAX_NESTING, "html": True})
    parser.block.ruler.enable("table")
    # A definition would swallow footnotes such as "[^1]: [[Ada]]"; Obsidian has no links by reference either.
    parser.block.ruler.disable("reference")
    for name, rule in {"paragraph": paragraph, "heading": heading, "lheading": lheading, "table": table}.items():
        alternatives = {"table": ["paragraph", "reference"], "heading": ["paragraph", "reference", "blockquote"]}
        parser.block.ruler.at(name, block_rules.recorded(rule), {"alt": alternatives.get(name, [])})
    parser.block.ruler.before("fence", "comment", block_rules.comment, {"alt": block_rules.INTERRUPTS})
    parser.block.ruler.before("fence", "math", block_rules.math, {"alt": block_rules.INTERRUPTS})
    # Emphasis and entities change no place of what is read here.
    parser.inline.ruler.disable(["emphasis", "entity"])
    parser.inline.ruler2.disable(["balance_pairs", "emphasis", "fragments_join"])
    for name, inline_rule in {"backticks": backtick, "link": link, "image": image, "html_inline": html_inline}.items():
        parser.inline.ruler.at(name, inline_rules.placed(inline_rule))
    for name in ("comment", "math", "wikilink", "tag"):
        parser.inline.ruler.before("link", name, getattr(inline_rules, name))
    return parser


def neutral(line: str) -> str:
    """Return a line as markdown-it is to see it: of the same length, with no blanks that only Python takes for some."""
    return line.translate(_TRANSLATION) if _ODD_BLANKS.search(line) else line


def block_tokens(lines: Sequence[str]) -> list[Token]:
    """Return the block tokens of neutral lines; ``map`` counts lines from 0, inline tokens have no children yet."""
    parser = _parser()
    tokens: list[Token] = []
    parser.block.parse("\n".join(lines), parser, {}, tokens)
    return tokens


def inline_tokens(content: str) -> list[Token]:
    """Return the inline tokens of one text; ``meta["span"]`` of those that matter are offsets in it."""
    parser = _parser()
    tokens: list[Token] = []
    parser.inline.parse(content, parser, {}, tokens)
    return tokens
