"""The links and tags of one paragraph, heading or cell, and the parts of it that are no prose, each with its place."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from vaultkit.model.note import Link, Tag
from vaultkit.text import grammar
from vaultkit.text.budget import Budget
from vaultkit.text.links import Spot, markdown_link, wikilink
from vaultkit.text.places import Cell, Cutting, Place

_ANY_MARK = re.compile(r"[\[`#<$]|%%")


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of a line, from one column up to another (counted from 0), that is no prose.

    A ``comment`` is not even shown; code and math belong to the text around them, but mean nothing.
    """

    start: int
    end: int
    comment: bool


@dataclass(slots=True)
class Marks:
    """What was found in one text; ``gaps`` by line, in order."""

    links: list[Link] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    gaps: dict[int, list[Gap]] = field(default_factory=dict)


def read_marks(content: str, places: Cutting | Cell, lines: Sequence[str], *, quoted: bool, allowed: Budget) -> Marks:
    """Return what stands in a text that markdown-it cut out of the lines of a file."""
    marks = Marks()
    if not _ANY_MARK.search(content):
        return marks
    tokens = grammar.inline_tokens(content, allowed)
    for index, token in enumerate(tokens):
        if "span" not in token.meta:
            continue
        start, end = token.meta["span"]
        begin, after = places.place(start), places.place(end)
        spot = Spot(begin[0], begin[1] + 1, quoted)
        match token.type:
            case "wikilink":
                marks.links.append(wikilink(_between(lines, begin, after), spot))
            case "link_open" | "image":
                link = markdown_link(
                    _between(lines, begin, after),
                    spot,
                    destination=str(token.attrs["href" if token.type == "link_open" else "src"]),
                    shown=token.content if token.type == "image" else _shown(tokens[index + 1 :]),
                )
                if link:
                    marks.links.append(link)
            case "tag":
                marks.tags.append(Tag(spot.line, spot.column, _between(lines, begin, after)[1:].strip("/")))
            case "html_inline" if not token.content.startswith("<!--"):
                continue
            case _:
                comment = token.type in {"comment", "html_inline"}
                for line, gap in _gaps(lines, begin, after, comment=comment):
                    marks.gaps.setdefault(line, []).append(gap)
    return marks


def prose(line: str, start: int, gaps: Sequence[Gap]) -> tuple[str, bool]:
    """Return what a line says from a column on, less comments, and whether it is more than code, math and comment."""
    text = _blanked(line, start, (gap for gap in gaps if gap.comment)).rstrip()
    return text, bool(_blanked(line, start, gaps).strip())


def _blanked(text: str, start: int, gaps: Iterable[Gap]) -> str:
    """Return a line from a column on, with blanks in place of gaps."""
    parts = []
    for gap in gaps:
        begin = max(start, gap.start)
        parts += [text[start:begin], " " * (min(gap.end, len(text)) - begin)]
        start = gap.end
    return "".join([*parts, text[start:]])


def _between(lines: Sequence[str], start: Place, end: Place) -> str:
    """Return what stands in the file from one place up to another."""
    if start[0] == end[0]:
        return lines[start[0] - 1][start[1] : end[1]]
    whole = lines[start[0] : end[0] - 1]
    return "\n".join([lines[start[0] - 1][start[1] :], *whole, lines[end[0] - 1][: end[1]]])


def _shown(tokens: Iterable[Token]) -> str:
    """Return the text of a markdown link: what stands before the token that closes it."""
    parts = []
    for token in tokens:
        if token.type == "link_close":
            break
        parts.append(" " if token.type == "softbreak" else token.content)
    return "".join(parts)


def _gaps(lines: Sequence[str], start: Place, end: Place, *, comment: bool) -> Iterator[tuple[int, Gap]]:
    """Yield the gaps that a span leaves, one in each of its lines."""
    for line in range(start[0], end[0] + 1):
        first = start[1] if line == start[0] else 0
        last = end[1] if line == end[0] else len(lines[line - 1])
        yield line, Gap(first, last, comment)
