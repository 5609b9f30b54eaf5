"""What a link says: target, heading, shown text (docs/format.md, "Links")."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from vaultkit.model.note import Link

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
WHOLE_WIKILINK = re.compile(r"\[\[(?:[^\[\]\n]|\[(?!\[)|\](?!\]))+\]\]")
"""A text that is one wikilink and nothing else, as properties hold them."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a link stands: line and column, and whether that is in a quotation."""

    line: int
    column: int
    quoted: bool = False


def wikilink(source: str, spot: Spot, *, in_property: bool = False) -> Link:
    r"""Return the link that ``[[target#heading|shown]]`` or ``![[…]]`` says.

    The pipe may be written ``\|``, as tables need it; the heading begins at the first ``#``.
    """
    embed = source.startswith("!")
    path, pipe, shown = source[2 + embed : -2].partition("|")
    target, sharp, heading = path.removesuffix("\\").partition("#")
    return Link(
        spot.line,
        spot.column,
        _trimmed(target),
        source,
        "property" if in_property else "wikilink",
        heading=_trimmed(heading) if sharp else None,
        shown=shown.strip() if pipe else None,
        embed=embed,
        quoted=spot.quoted,
    )


def markdown_link(source: str, spot: Spot, *, destination: str, shown: str) -> Link | None:
    """Return the link that ``[shown](destination)`` or ``![…](…)`` says; None where it leads out of the vault.

    ``destination`` is what stands between the brackets, ``<…>`` and backslash escapes resolved; it is
    percent-decoded here, after the heading was cut off.
    """
    if not destination.strip() or _SCHEME.match(destination) or destination.startswith("//"):
        return None
    target, sharp, heading = destination.partition("#")
    return Link(
        spot.line,
        spot.column,
        _trimmed(_decoded(target)),
        source,
        "markdown",
        heading=_trimmed(_decoded(heading)) if sharp else None,
        shown=shown,
        embed=source.startswith("!"),
        quoted=spot.quoted,
    )


def _trimmed(name: str) -> str:
    """Return a name as Obsidian looks it up: no blanks around it, no-break spaces as spaces."""
    return name.replace("\xa0", " ").strip()


def _decoded(part: str) -> str:
    """Return a percent-decoded part of a destination; what is no UTF-8 then stays as it was typed."""
    try:
        return unquote(part, errors="strict")
    except UnicodeDecodeError:
        return part
