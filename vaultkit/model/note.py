"""A note as it was read: its properties and its prose, each part with its line."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from vaultkit.model.location import Location
from vaultkit.model.memory import Versioned
from vaultkit.model.problem import Problem
from vaultkit.model.value import Property, fold_key

# Of these a note has dozens, and a vault a million: a named tuple is made, kept and read back in a third of the time.


class Heading(NamedTuple):
    """A heading with the last line of its section (the line before the next heading that is not deeper)."""

    line: int
    end: int
    level: int
    title: str


class Item(NamedTuple):
    """A list item.

    ``line`` is where its marker stands, ``end`` its last line, nested items included. ``marker`` is
    ``-``, ``*``, ``+``, ``1.`` or ``1)``; ``column`` is the marker's. ``status`` is the character of its
    task box (``" "`` is open, ``"x"`` done), None without a box. ``parent`` is the line of the item
    around it. ``text`` is its own first paragraph, less the box, lines joined by a blank.
    """

    line: int
    end: int
    column: int
    marker: str
    text: str
    status: str | None = None
    parent: int | None = None
    quoted: bool = False


class Line(NamedTuple):
    """One physical line of prose: not of code, comments, math, front matter or generated regions.

    ``text`` is the source less quotation marks, list marker, task box or heading marks; ``column`` is
    where it begins in the file. ``item`` is the line of the innermost list item around it.
    ``quoted`` says that it stands in a quotation or a callout.
    """

    number: int
    column: int
    text: str
    kind: Literal["text", "item", "heading", "row"] = "text"
    item: int | None = None
    quoted: bool = False


class Link(NamedTuple):
    """A link to another file of the vault; addresses of the web are none.

    ``target`` is the path or name as it is looked up (percent-decoded in markdown links, without heading,
    empty for a link to the note itself), ``heading`` what follows the first ``#``, ``source`` the
    link's own text in the file.
    """

    line: int
    column: int
    target: str
    source: str
    style: Literal["wikilink", "markdown", "property"] = "wikilink"
    heading: str | None = None
    shown: str | None = None
    embed: bool = False
    quoted: bool = False


class Tag(NamedTuple):
    """A ``#tag`` of the body, without the ``#``."""

    line: int
    column: int
    name: str


class Task(NamedTuple):
    """A list item with a box (docs/format.md, "Tasks"); ``due`` and ``done`` are its dates, if it says them."""

    line: int
    column: int
    status: str
    text: str
    due: date | None = None
    done: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still to do: the box is empty."""
        return self.status == " "

    @property
    def is_kept(self) -> bool:
        """Whether it was done: the box holds an ``x``; any other character is neither."""
        return self.status == "x"


class Marker(NamedTuple):
    """A pair of block markers: lines ``line`` to ``end``, the markers' own included."""

    name: str
    options: tuple[tuple[str, str], ...]
    line: int
    end: int


@dataclass(frozen=True, slots=True)
class Note(Versioned):
    """One markdown file of the vault, read whole; ``digest`` is the SHA-256 of its bytes in hexadecimal.

    ``path`` is relative to the root, with ``/``; ``size`` is in bytes. ``readable`` is False where the
    front matter is broken: the body still counts, but no property may be edited. ``claims`` are then the plain
    ``key: value`` lines that it begins with, which tell what the note is and nothing else.
    """

    path: str
    digest: str
    size: int
    properties: tuple[Property, ...] = ()
    headings: tuple[Heading, ...] = ()
    items: tuple[Item, ...] = ()
    lines: tuple[Line, ...] = ()
    links: tuple[Link, ...] = ()
    tags: tuple[Tag, ...] = ()
    tasks: tuple[Task, ...] = ()
    markers: tuple[Marker, ...] = ()
    problems: tuple[Problem, ...] = ()
    readable: bool = True
    claims: tuple[Property, ...] = ()

    @property
    def name(self) -> str:
        """The file's name without ``.md``."""
        return self.path.rpartition("/")[2].removesuffix(".md")

    @property
    def folder(self) -> str:
        """The folder's path; empty for the root."""
        return self.path.rpartition("/")[0]

    @property
    def is_notable(self) -> bool:
        """Whether it holds block markers or problems, those of damaged markers among them."""
        return bool(self.markers or self.problems)

    def property(self, name: str) -> Property | None:
        """Return the property of that name, compared as ``fold_key`` says, or None."""
        key = fold_key(name)
        return next((found for found in self.properties if found.key == key), None)

    def at(self, line: int = 1, column: int = 1) -> Location:
        """Return a place in this note."""
        return Location(self.path, line, column)
