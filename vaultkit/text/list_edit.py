"""Plans the change of single items of a list in a front matter, and of lines that go: comments stay where they are."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vaultkit.errors import RefusedEditError
from vaultkit.text.front_matter_text import Change, FrontMatterText
from vaultkit.text.yaml_scalars import Where, write_scalar
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


def changes(front: FrontMatterText, entry: Entry, turn: Turn) -> list[Change]:
    """Return the changes of the text that turn a list; a block list of which nothing is left is written ``[]``."""
    part = entry.value
    styles = {item.style for item in part.items if item.kind == "scalar" and item.start != item.end}
    style = styles.pop() if len(styles) == 1 else ""
    made = _block(front, entry, turn, style) if part.style == "-" else _flow(front, part, turn, style)
    return sorted(made, key=lambda change: change[:2])


def written(front: FrontMatterText, text: str, style: str, where: Where) -> str:
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


def _block(front: FrontMatterText, entry: Entry, turn: Turn, style: str) -> list[Change]:
    part = entry.value
    colon = entry.colon or 0
    if len(turn.dropped) == len(part.items) and not turn.added:
        return [(colon, colon, " []"), *dropped(front, (part.start, part.end), part.texts)]
    made: list[Change] = []
    for place, text in turn.replaced.items():
        item = part.items[place]
        new = written(front, text, item.style or style, "item")
        refuse_comment(front, item.start, item.end, item.texts)
        made.append((item.start, item.end, new if item.end > item.start else f" {new}"))
    for place in turn.dropped:
        item = part.items[place]
        made += dropped(front, (part.dashes[place], max(part.dashes[place] + 1, item.end)), item.texts)
    before, gap = bullet(front, part)
    lines = "".join(f"{before}-{gap}{written(front, text, style, 'item')}\n" for text in turn.added)
    is_inside = turn.at < len(part.items)
    at = front.line_start(part.dashes[turn.at]) if is_inside else front.next_line(part.end)
    return [*made, (at, at, lines)] if lines else made


def _flow(front: FrontMatterText, part: Part, turn: Turn, style: str) -> list[Change]:
    made: list[Change] = []
    items, text = part.items, front.text
    new = [written(front, each, style, "flow") for each in turn.added]
    if not items:
        return [(part.start + 1, part.start + 1, ", ".join(new))]
    for place, each in turn.replaced.items():
        item = items[place]
        refuse_comment(front, item.start, item.end, item.texts)
        made.append((item.start, item.end, written(front, each, item.style or style, "flow")))
    kept = [place for place in range(len(items)) if place not in turn.dropped]
    between = text[items[0].end : items[1].start] if len(items) > 1 else ", "
    separator = between if _SEPARATOR.fullmatch(between) else ", "
    last = kept[-1] if kept else None
    inner = [place for place in turn.dropped if last is not None and place < last]
    made += [(items[place].start, items[place + 1].start, "") for place in inner]
    if last is None:
        end = items[-1].end
        trailing = _SEPARATOR.match(text, end)
        end = trailing.end() if trailing and not new else end
        made.append((items[0].start, end, separator.join(new)))
    else:
        if last < len(items) - 1:
            made.append((items[last].end, items[-1].end, ""))
        if new and turn.at <= last:
            made.append((items[turn.at].start, items[turn.at].start, "".join(each + separator for each in new)))
        elif new:
            made.append((items[last].end, items[last].end, "".join(separator + each for each in new)))
    for start, end, _ in made:
        refuse_comment(front, start, end, part.texts)
    return made


def dropped(front: FrontMatterText, span: Span, texts: Sequence[Span]) -> list[Change]:
    """Return the changes that take lines out, from the line on which a span begins to that on which it ends.

    A comment on one of them stays, as a line of its own.
    """
    made: list[Change] = []
    at, last = front.line_start(span[0]), span[1]
    begun = at
    pad = front.text[at : span[0]]
    while at < last or at == begun:
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
