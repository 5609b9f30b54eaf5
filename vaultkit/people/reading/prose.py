"""A note's prose by line: which link, tag and item stands where, so that each is found without a search."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import chain

from vaultkit.api import Item, Line, Link, Note, fold_path

_AROUND_TITLE = " \t#*_:~=`"


@lru_cache(maxsize=1024)  # most notes have the same few headings
def fold_title(title: str) -> str:
    """Return the form in which headings are compared: case, emphasis and a colon at the end do not matter."""
    return fold_path(title.strip(_AROUND_TITLE))


class Prose:
    """The lines, items, links and tags of a note by line number, each table made when it is first asked for."""

    def __init__(self, note: Note) -> None:
        """Tell of that note; links in its front matter are left out."""
        self._note = note

    @cached_property
    def lines(self) -> dict[int, Line]:
        """The lines of prose."""
        return {line.number: line for line in self._note.lines}

    @cached_property
    def items(self) -> dict[int, Item]:
        """The items, by the line on which each begins; of several there the innermost."""
        return {item.line: item for item in self._note.items}

    @cached_property
    def children(self) -> dict[int, list[Item]]:
        """The items within each item, by its line."""
        found: dict[int, list[Item]] = {}
        for item in self._note.items:
            if item.parent is not None:
                found.setdefault(item.parent, []).append(item)
        return found

    @cached_property
    def links(self) -> dict[int, list[Link]]:
        """The links of each line."""
        found: dict[int, list[Link]] = {}
        for link in self._note.links:
            if link.style != "property":
                found.setdefault(link.line, []).append(link)
        return found

    @cached_property
    def targets(self) -> dict[int, tuple[str, ...]]:
        """What the links of each line lead to, each once; what is embedded is not named."""
        return {
            line: tuple(dict.fromkeys(link.target for link in links if link.target and not link.embed))
            for line, links in self.links.items()
        }

    @cached_property
    def topics(self) -> dict[int, tuple[str, ...]]:
        """The tags of each line, each once."""
        found: dict[int, tuple[str, ...]] = {}
        for line, _, name in self._note.tags:
            topic = name.casefold()
            found[line] = tuple(dict.fromkeys((*found[line], topic))) if line in found else (topic,)
        return found

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
    return frozenset(chain.from_iterable(range(first, last + 1) for first, last in sections(note, titles)))


def of_lines(names: Mapping[int, tuple[str, ...]], first: int, last: int) -> tuple[str, ...]:
    """Return the topics or targets of some lines, each once."""
    if first == last:
        return names.get(first, ())
    return tuple(dict.fromkeys(chain.from_iterable(names.get(line, ()) for line in range(first, last + 1))))
