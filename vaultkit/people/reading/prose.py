"""A note's prose by line: which link, tag and item stands where, so that each is found without a search."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from vaultkit.api import Item, Line, Link, Note, fold_path

_AROUND_TITLE = " \t#*_:~=`"


@lru_cache(maxsize=1024)  # most notes have the same few headings
def fold_title(title: str) -> str:
    """Return the form in which headings are compared: case, emphasis and a colon at the end do not matter."""
    return fold_path(title.strip(_AROUND_TITLE))


@dataclass(frozen=True, slots=True)
class Prose:
    """The lines, items, links and tags of a note by line number."""

    note: Note
    lines: dict[int, Line]
    items: dict[int, Item]
    links: dict[int, list[Link]]
    tags: dict[int, list[str]]
    children: dict[int, list[Item]]

    @classmethod
    def of(cls, note: Note) -> "Prose":
        """Return the prose of a note; links in its front matter are left out."""
        links: dict[int, list[Link]] = {}
        for link in note.links:
            if link.style != "property":
                links.setdefault(link.line, []).append(link)
        tags: dict[int, list[str]] = {}
        for tag in note.tags:
            tags.setdefault(tag.line, []).append(tag.name.casefold())
        children: dict[int, list[Item]] = {}
        for item in note.items:
            if item.parent is not None:
                children.setdefault(item.parent, []).append(item)
        lines = {line.number: line for line in note.lines}
        return cls(note, lines, {item.line: item for item in note.items}, links, tags, children)

    def topics(self, first: int, last: int) -> tuple[str, ...]:
        """Return the tags of some lines, each once."""
        if first == last or not self.tags:
            tags = self.tags.get(first, ())
            return tuple(dict.fromkeys(tags) if len(tags) > 1 else tags)
        return tuple(dict.fromkeys(tag for line in range(first, last + 1) for tag in self.tags.get(line, ())))

    def targets(self, first: int, last: int) -> tuple[str, ...]:
        """Return the targets of the links of some lines, each once; what is embedded is not named."""
        found: Iterable[Link] = self.links.get(first, ())
        if first != last:
            found = (link for line in range(first, last + 1) for link in self.links.get(line, ()))
        elif not found:
            return ()
        return tuple(dict.fromkeys(link.target for link in found if link.target and not link.embed))

    def item_around(self, number: int) -> Item | None:
        """Return the innermost item around a line, or None."""
        line = self.lines.get(number)
        if line is None:
            return None
        return self.items.get(number) or (self.items.get(line.item) if line.item is not None else None)

    def item_of(self, number: int) -> Item | None:
        """Return the item in whose own first paragraph a line stands, or None."""
        item = self.item_around(number)
        return item if item and number <= self.last_own_line(item) else None

    def last_own_line(self, item: Item) -> int:
        """Return the last line of an item's own first paragraph."""
        last = item.line
        while (
            last < item.end
            and (below := self.lines.get(last + 1))
            and below.kind == "text"
            and below.item == item.line
            and below.text.strip()
        ):
            last += 1
        return last


def sections(note: Note, titles: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield the first and last line of each section under one of the headings, the heading's line included."""
    wanted = _folded(tuple(titles))
    covered = 0
    for heading in note.headings:
        if heading.line > covered and fold_title(heading.title) in wanted:
            covered = heading.end
            yield heading.line, heading.end


@lru_cache(maxsize=16)
def _folded(titles: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold_title(title) for title in titles)


def lines_under(note: Note, titles: Iterable[str]) -> frozenset[int]:
    """Return the numbers of all lines in sections under one of the headings."""
    return frozenset(line for first, last in sections(note, titles) for line in range(first, last + 1))
