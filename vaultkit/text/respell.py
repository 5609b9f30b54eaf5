"""Spells a link's target anew in the link's own style: what stands around the target is kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from posixpath import relpath
from typing import Literal
from urllib.parse import quote

from markdown_it.helpers import parseLinkDestination

from vaultkit.model.note import Link
from vaultkit.text.links import Spot, markdown_link, wikilink

Quotes = Literal["", "'", '"']
"""What a link in a property stands in."""

_NOT_IN_WIKILINKS = re.compile(r"[#|\n\r]|\[\[|\]\]|\A\[|[\[\]\\]\Z")
_DESTINATION = re.compile(r"\]\(")
_TITLE = re.compile(r"(?:[ \t\n]+[\"'(].*)?[ \t\n]*", re.DOTALL)
_ENCODED_LETTER = re.compile(r"%[89A-Fa-f][0-9A-Fa-f]")
_ENTITY = re.compile(r"&(?=[#A-Za-z])")
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!*+,;=:@'&/")
"""What a destination holds as it is."""
_NOT_IN_ANGLES = frozenset("%<>#\\|$`\n\r")


@dataclass(frozen=True, slots=True)
class Respelling:
    """What replaces the characters ``start`` to ``end`` of a link's source."""

    start: int
    end: int
    text: str


def forms(typed: str, path: str, source: str) -> Iterator[str]:
    """Yield the targets by which a link of the note ``source`` may name the file ``path``, the most alike first.

    A bare name stays one, else a path of as many folders as were ``typed``, then of more; what began with ``./`` or
    ``../`` is relative to the note's folder again. ``.md`` stands where it stood. The last ones are the whole path.
    """
    whole = path if typed.casefold().endswith(".md") else path.removesuffix(".md")
    if typed.startswith(("./", "../")):
        yield f"{typed.rpartition('/')[0]}/{PurePosixPath(whole).name}"
        nearer = relpath(whole, str(PurePosixPath(source).parent))
        yield nearer if nearer.startswith("../") else f"./{nearer}"
        typed = typed.lstrip("./")
    root = "/" if typed.startswith("/") else ""
    parts = whole.split("/")
    for count in range(min(len(typed.strip("/").split("/")), len(parts)), len(parts) + 1):
        yield root + "/".join(parts[-count:])
    yield path


def respelled(link: Link, target: str, quotes: Quotes = "") -> Respelling | None:
    """Return what makes a link lead to ``target``, its heading and shown text kept; None where it cannot hold that.

    ``quotes`` are those around a link of a property.
    """
    if link.style == "markdown":
        return _in_destination(link, target)
    return _in_brackets(link, target, quotes)


def _in_brackets(link: Link, target: str, quotes: Quotes) -> Respelling | None:
    """Return the new target of ``[[target#heading|shown]]``."""
    if _NOT_IN_WIKILINKS.search(target):
        return None
    begin = 2 + link.embed
    raw = re.split(r"\\?\||#", link.source[begin:-2], maxsplit=1)[0]
    found = Respelling(begin + len(raw) - len(raw.lstrip()), begin + len(raw.rstrip()), _escaped(target, quotes))
    if link.style == "property":
        return found
    return found if _says(wikilink(_applied(link, found), Spot(1, 1)), link, target) else None


def _escaped(target: str, quotes: Quotes) -> str:
    """Return a target as it is typed within YAML's quotes."""
    if quotes == "'":
        return target.replace("'", "''")
    return target.replace("\\", "\\\\").replace('"', '\\"') if quotes else target


def _in_destination(link: Link, target: str) -> Respelling | None:
    """Return the new target of ``[shown](target#heading "title")``."""
    for bracket in reversed([found.end() for found in _DESTINATION.finditer(link.source)]):
        found = _respelled_destination(link, bracket, target)
        if found is not None:
            return found
    return None


def _respelled_destination(link: Link, begin: int, target: str) -> Respelling | None:
    """Return the new target of the destination that begins behind a bracket, None if it is not the link's own."""
    source = link.source
    begin += len(source[begin:]) - len(source[begin:].lstrip(" \t\n"))
    old = parseLinkDestination(source, begin, len(source) - 1)
    if not old.ok or not _TITLE.fullmatch(source, old.pos, len(source) - 1):
        return None
    own = markdown_link(source, Spot(1, 1), destination=old.str, shown=link.shown or "")
    if own is None or not _says(own, link, link.target):
        return None
    angled = source[begin] == "<"
    raw = source[begin + 1 : old.pos - 1] if angled else source[begin : old.pos]
    start = begin + angled
    if "\\" in raw or "&" in raw:
        # An escape may stand for the very sign that begins the heading: target and heading are typed anew.
        heading = "" if link.heading is None else f"#{quote(link.heading)}"
        found = Respelling(start, start + len(raw), _encoded(target, raw, angled=angled) + heading)
    else:
        old_target = raw.partition("#")[0]
        found = Respelling(start, start + len(old_target), _encoded(target, old_target, angled=angled))
    written = _applied(link, found)
    again = parseLinkDestination(written, begin, len(written) - 1)
    new = markdown_link(written, Spot(1, 1), destination=again.str, shown=link.shown or "") if again.ok else None
    return found if new is not None and _says(new, link, target) else None


def _encoded(target: str, raw: str, *, angled: bool) -> str:
    """Return a target as a destination holds it, percent-encoded as far as the old one was, and as is needed."""
    if angled and "%" not in raw:
        typed = "".join(quote(letter) if letter in _NOT_IN_ANGLES else letter for letter in target)
    else:
        every = _ENCODED_LETTER.search(raw) is not None
        typed = "".join(
            letter
            if letter in _PLAIN or (letter > "\x7f" and not every and letter.isprintable() and not letter.isspace())
            else quote(letter)
            for letter in target
        )
    return _ENTITY.sub("%26", typed)


def _applied(link: Link, change: Respelling) -> str:
    """Return a link's source with the change made."""
    return link.source[: change.start] + change.text + link.source[change.end :]


def _says(new: Link, old: Link, target: str) -> bool:
    """Return whether a link leads to a target and is the old one otherwise."""
    return (new.target, new.heading, new.shown, new.embed) == (target, old.heading, old.shown, old.embed)
