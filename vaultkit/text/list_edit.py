"""Plans the change of single items of a list in a front matter, and of lines that go: comments stay where they are."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vaultkit.errors import RefusedEditError
from vaultkit.model.value import Property
from vaultkit.text.front_matter_text import Change, FrontMatterText
from vaultkit.text.yaml_scalars import NEW, Style, Where, write_scalar
from vaultkit.text.yaml_spans import Entry, Part, Span

_SEPARATOR = re.compile(r"\s*,\s*")
_GAP = re.compile(r" {1,4}")


@dataclass(frozen=True, slots=True)
class Turn:
    """What happens to the items of a list, by place: some get another text, some go, new ones come before ``at``."""

    at: int
    replaced: Mapping[int, str] = field(default_factory=dict)
    dropped: frozenset[int] = frozenset()
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Written:
    """A turn with its texts as they are written: ``new`` those that take another's place, ``added`` the others."""

    turn: Turn
    new: Mapping[int, str]
    added: Sequence[str]


def turned(old: Sequence[str | None], new: Sequence[str]) -> Turn:
    """Return what makes one list of texts the other; items that both begin or end with are not touched."""
    shorter = min(len(old), len(new))
    head = next((place for place in range(shorter) if old[place] != new[place]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
    olds, news = range(head, len(old) - tail), new[head : len(new) - tail]
    both = min(len(olds), len(news))
    return Turn(
        head + both, dict(zip(olds[:both], news[:both], strict=True)), frozenset(olds[both:]), tuple(news[both:])
    )


def changes(front: FrontMatterText, found: tuple[Entry, Property], turn: Turn) -> list[Change]:
    """Return the changes of the text that turn a list; a block list of which nothing is left is written ``[]``."""
    entry, given = found
    where: Where = "item" if entry.value.style == "-" else "flow"
    texts = [item.text for item in given.value.items]
    styles = [Style.of(item.style, text, where) for item, text in zip(entry.value.items, texts, strict=True)]
    new = {place: written(front, text, styles[place], where) for place, text in turn.replaced.items()}
    added = [written(front, text, _usual(entry.value, styles), where) for text in turn.added]
    make = _block if entry.value.style == "-" else _flow
    return sorted(make(front, entry, _Written(turn, new, added)), key=lambda change: change[:2])


def _usual(part: Part, styles: Sequence[Style]) -> Style:
    """Return the style of a new item: the others' quotes, and none unless all have them without need."""
    quotes = {item.style for item in part.items if item.kind == "scalar"}
    if len(quotes) != 1 or not quotes <= {"'", '"'}:
        return NEW
    [quote] = quotes
    return Style(quote if all(style.empty for style in styles) else "", quote, quote)


def written(front: FrontMatterText, text: str, style: Style, where: Where) -> str:
    """Return an item as it is written."""
    found = write_scalar(text, style, where)
    if found is None:
        raise RefusedEditError(front.source.path, 1, "a list cannot hold this text")
    return found


def bullet(front: FrontMatterText, part: Part) -> tuple[str, str]:
    """Return what stands before and behind the hyphens of a block list."""
    first = part.dashes[0]
    gap = front.text[first + 1 : part.items[0].start]
    return front.text[front.line_start(first) : first], gap if _GAP.fullmatch(gap) else " "


def _block(front: FrontMatterText, entry: Entry, made: _Written) -> list[Change]:
    part, turn = entry.value, made.turn
    colon = entry.colon or 0
    if len(turn.dropped) == len(part.items) and not made.added:
        return [(colon, colon, " []"), *dropped(front, (part.start, part.end), part.texts)]
    changed: list[Change] = []
    for place, text in made.new.items():
        item = part.items[place]
        refuse_comment(front, item.start, item.end, item.texts)
        changed.append((item.start, item.end, text if item.end > item.start else f" {text}"))
    for place in turn.dropped:
        item = part.items[place]
        changed += dropped(front, (part.dashes[place], max(part.dashes[place] + 1, item.end)), item.texts)
    before, gap = bullet(front, part)
    is_inside = turn.at < len(part.items)
    at = front.line_start(part.dashes[turn.at]) if is_inside else front.next_line(part.end)
    return [*changed, *((at, at, f"{before}-{gap}{text}\n") for text in made.added)]


def _flow(front: FrontMatterText, entry: Entry, made: _Written) -> list[Change]:
    part, turn, new = entry.value, made.turn, made.added
    items = part.items
    if not items:
        return [(part.start + 1, part.start + 1, ", ".join(new))]
    between = front.text[items[0].end : items[1].start] if len(items) > 1 else ", "
    separator = between if _SEPARATOR.fullmatch(between) else ", "
    changed = [(items[place].start, items[place].end, text) for place, text in made.new.items()]
    last = max((place for place in range(len(items)) if place not in turn.dropped), default=None)
    if last is None:
        trailing = _SEPARATOR.match(front.text, items[-1].end)
        end = trailing.end() if trailing and not new else items[-1].end
        changed.append((items[0].start, end, separator.join(new)))
    else:
        changed += [(items[place].start, items[place + 1].start, "") for place in turn.dropped if place < last]
        if turn.at <= last:
            changed += [(items[turn.at].start, items[turn.at].start, text + separator) for text in new]
        else:
            changed += [(items[last].end, items[last].end, separator + text) for text in new]
        if last < len(items) - 1:
            changed.append((items[last].end, items[-1].end, ""))
    for start, end, _ in changed:
        refuse_comment(front, start, end, part.texts)
    return changed


def dropped(front: FrontMatterText, span: Span, texts: Sequence[Span]) -> list[Change]:
    """Return the changes that take lines out, from the line on which a span begins to that on which it ends.

    A comment on one of them stays, as a line of its own.
    """
    made: list[Change] = []
    at, last = front.line_start(span[0]), span[1]
    pad = front.text[at : span[0]]
    while at <= last:
        after = front.next_line(at)
        comment = _comment(front.text, at, after, texts)
        before = front.text[at:comment] if comment is not None else ""
        if comment is None:
            made.append((at, after, ""))
        elif before.strip():
            made.append((at, comment, pad))
        at = after
    return _joined(made)


def _joined(changes: Sequence[Change]) -> list[Change]:
    """Return changes with those in one that take out what touches."""
    made: list[Change] = []
    for start, end, text in changes:
        if made and made[-1][1] == start and not made[-1][2]:
            made[-1] = (made[-1][0], end, text)
        else:
            made.append((start, end, text))
    return made


def refuse_comment(front: FrontMatterText, start: int, end: int, texts: Sequence[Span] = ()) -> None:
    """Raise ``RefusedEditError`` where a comment stands between two places, which would be lost."""
    comment = _comment(front.text, start, end, texts)
    if comment is not None:
        raise RefusedEditError(front.source.path, front.line(comment), "a comment stands within the value")


def _comment(text: str, start: int, end: int, texts: Sequence[Span]) -> int | None:
    """Return where a comment begins between two places, outside of the texts of values."""
    at = text.find("#", start, end)
    while at >= 0 and any(first <= at < last for first, last in texts):
        at = text.find("#", at + 1, end)
    return at if at >= 0 else None
