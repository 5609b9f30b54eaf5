"""What markdown is made of, its words left out: two texts that differ in words alone have the same structure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from vaultkit.text.parse import parse

Structure = Counter[str]

_WORDS = frozenset({"text", "text_special", "softbreak", "link_open", "link_close"})
"""What is no construct; links to notes are counted as Obsidian reads them."""


def structure(text: str) -> Structure:
    """Return how often each construct of CommonMark with tables, and of Obsidian, stands in a text.

    Links to notes count without where they lead, HTML with all of it. Pure.
    """
    found: Counter[str] = Counter(_constructs(_parser().parse(text)))
    note = parse("text.md", text.encode())
    found.update(f"{'embed' if link.embed else 'link'} in Obsidian" for link in note.links)
    found.update(f"tag #{tag.name}" for tag in note.tags)
    found.update(f"task [{task.status}]" for task in note.tasks)
    found.update(f"problem {problem.code}" for problem in note.problems)
    found["lines that Obsidian shows"] = len(note.lines)
    return found


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _constructs(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in {"html_inline", "html_block"}:
            yield f"{token.type} {token.content.strip()}"
        elif token.type == "link_open" and "://" in str(token.attrs.get("href", "")):
            yield "link to the web"
        elif token.type not in _WORDS:
            yield token.type
        yield from _constructs(token.children or ())
