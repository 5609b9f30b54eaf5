"""What can be said of a note that is too complex for markdown-it: headings, lines and wikilinks, line by line."""

import re
from collections.abc import Sequence
from itertools import islice

from vaultkit.model.note import Line, Link
from vaultkit.text.inline_rules import WIKILINK
from vaultkit.text.links import Spot, wikilink
from vaultkit.text.markdown import Body, with_ends

_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})([^`]*)")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(\S.*)")
_CODE = re.compile(r"`[^`]*`")
_LONGEST = 10_000
_MOST = 50_000


def read_plain(lines: Sequence[str], first: int = 1) -> Body:
    """Return the headings, lines of text and wikilinks from line ``first`` on, with nothing out of fences and code.

    Each line is looked at once and by itself; only the first 50,000 that are not blank count, and of each the first
    10,000 characters.
    """
    headings: list[tuple[int, int, str]] = []
    prose: list[Line] = []
    links: list[Link] = []
    fence = ""
    written = ((number, line) for number, line in enumerate(lines[first - 1 :], first) if line and not line.isspace())
    for number, whole in islice(written, _MOST):
        line = whole[:_LONGEST]
        mark = _FENCE.fullmatch(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) and not mark[2].strip() else fence
            continue
        if mark:
            fence = mark[1]
            continue
        heading = _HEADING.fullmatch(line)
        if heading:
            headings.append((number, len(heading[1]), heading[2].rstrip()))
        text = line.strip()
        quoted = text.startswith(">")
        if text:
            prose.append(Line(number, line.index(text) + 1, text, "heading" if heading else "text", quoted=quoted))
        without_code = _CODE.sub(lambda code: " " * len(code[0]), line)
        links += [
            wikilink(found[0], Spot(number, found.start() + 1, quoted))
            for found in WIKILINK.finditer(without_code)
            if found[1].strip()
        ]
    return Body(with_ends(headings, len(lines)), lines=tuple(prose), links=tuple(links))
