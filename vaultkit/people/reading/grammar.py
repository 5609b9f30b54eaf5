"""The grammar of a dated line: ``DATE [TIME] [SEPARATOR] [ARROW] [KIND{, KIND}:] TEXT`` (docs/format.md, "The log")."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache

import msgspec

from vaultkit.people.interaction import Direction
from vaultkit.people.kinds import fold_word

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")
_PLAIN = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) (?:(->|<-) )?([A-Za-z]+(?:, ?[A-Za-z]+)*): ")
_BARE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?=T[0-9]|_|\W|$)")
_WIKILINK = re.compile(r"\[\[([^\[\]|#\n]{1,500})(?:#[^\[\]|\n]{0,500})?(?:\|[^\[\]\n]{0,500})?\]\]")
_MARKDOWN_LINK = re.compile(r"\[[^\[\]\n]{0,500}\]\((?:<([^<>\n]{1,500})>|([^()<>\s]{1,500}))\)")
_LINK = re.compile(r"\[\[[^\[\]\n]{0,1000}\]\]|\[[^\[\]\n]{0,500}\]\((?:<[^<>\n]{0,500}>|[^()<>\s]{0,500})\)")
_BLANKS = re.compile(r"\s*")
_EMPHASIS = re.compile(r"\*{1,3}|_{1,3}")
_CLOCK = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: ?[ap]m)?"
_SPAN = rf"{_CLOCK}(?:\s?[-–—]\s?{_CLOCK})?(?![\w:]*\w)"  # noqa: RUF001 - the dashes that people type
_TIME_AFTER_DATE = re.compile(rf"(?:\s+|T){_SPAN}", re.IGNORECASE)
_TIME_FIRST = re.compile(_SPAN, re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*(?:-{1,3}(?!>)|[–—:·：])")  # noqa: RUF001 - the separators that people type
_ARROW = re.compile(r"\s*(->|→|<-|←)")
_ARROWS = {"->": Direction.OUT, "→": Direction.OUT, "<-": Direction.IN, "←": Direction.IN}
_COLON = re.compile(r"[:：]")  # noqa: RUF001 - the full-width colon of Chinese and Japanese
_LIST = re.compile(r"[,，、&+]")  # noqa: RUF001 - the commas of other scripts
_FIRST_WORD = re.compile(r"\s*[*_]{0,3}([^\s:,*_]{1,60})[*_]{0,3}\s+")
_LINKED = "\ufffc"
"""What a link's characters become where only the words around it matter."""
_LINKS = re.compile(f"{_LINKED}(?:[^{_LINKED}]*{_LINKED})*")
_LONGEST_HEAD = 300
_AROUND = " *_\t"
"""What may stand around a kind without belonging to it."""


class ParsedLine(msgspec.Struct, frozen=True):
    """A line as the grammar reads it.

    ``day`` is None where the line has no date to read, or one that no calendar has (``impossible`` is then its text).
    ``kinds`` are first names, each once. ``head`` is where the kinds begin in the line, after date, time, separator and
    arrow, and ``start`` where the text does. ``written`` are the kinds as they were typed, with the colon if one
    follows, without the links among them.
    """

    day: date | None
    kinds: tuple[str, ...]
    arrow: Direction | None
    text: str
    start: int
    impossible: str | None = None
    head: int = 0
    written: str = ""


def read_line(
    text: str,
    *,
    kinds: Mapping[str, str],
    with_words: Sequence[str],
    dated: bool,
    day_of: Callable[[str], date | None] | None = None,
) -> ParsedLine | None:
    """Read one line, without its bullet; never raises.

    ``dated`` says that the line begins with its own date (a log); without a date there it is None. Else the line
    belongs to a day already: a line of a dated note, or what somebody types after the date.
    ``kinds`` is what ``kind_words`` gives. ``day_of`` names the day of a link's target where it is not plain ISO.
    """
    return (dated and read_plain(text, kinds)) or _read_any(text, kinds, tuple(with_words), dated=dated, day_of=day_of)


def read_plain(text: str, kinds: Mapping[str, str]) -> ParsedLine | None:
    """Read the plainest of dated lines, which most are, as ``read_line`` would; None for every other.

    There for speed alone: a test holds the two to be equal.
    """
    found = _PLAIN.match(text)
    if found is None:
        return None
    iso, arrow, words = found.groups()
    known: tuple[str, ...] = (kinds.get(words.lower(), ""),)
    if "," in words:
        known = tuple(dict.fromkeys(kinds.get(word.strip().lower(), "") for word in words.split(",")))
    day = _day(iso)
    if day is None or "" in known:
        return None
    start = found.end() - 1
    return ParsedLine(day, known, _ARROWS.get(arrow), text[start:].strip(), start, None, found.start(3), f"{words}:")


def _read_any(
    text: str,
    kinds: Mapping[str, str],
    with_words: tuple[str, ...],
    *,
    dated: bool,
    day_of: Callable[[str], date | None] | None,
) -> ParsedLine | None:
    cursor = _Cursor(text)
    day: date | None = None
    impossible: str | None = None
    if dated:
        cursor.open_emphasis()
        found = cursor.take_date(day_of)
        if found is None:
            return None
        day, impossible = found
        cursor.skip(_TIME_AFTER_DATE)
    else:
        cursor.take_first_time()
    cursor.skip(_SEPARATOR)
    arrow = cursor.take_arrow()
    cursor.skip(_BLANKS)
    head = cursor.at
    said = _before_colon(cursor, kinds, with_words) or _before_with(cursor, kinds, with_words)
    named, written, start = said or ((), "", cursor.at)
    return ParsedLine(day, named, arrow, text[start:].strip(), start, impossible, head, written)


def begins_with_day(text: str) -> bool:
    """Return whether a line begins with a plain ISO date, bold or not."""
    found = _BARE.match(text.lstrip(_AROUND))
    return found is not None and _day(found.group(1)) is not None


def iso_day(name: str) -> date | None:
    """Return the day that a name begins with, or None: no such text, or no such day."""
    found = _ISO.match(name)
    return _day(found.group()) if found else None


class _Cursor:
    """Goes through the parts of a line before its kinds, past the emphasis around any of them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = len(text) - len(text.lstrip())
        self.emphasis = ""

    def open_emphasis(self) -> None:
        found = _EMPHASIS.match(self.text, self.at)
        if found:
            self.emphasis = found.group()
            self.at = found.end()

    def close_emphasis(self) -> None:
        if self.emphasis and self.text.startswith(self.emphasis, self.at):
            self.at += len(self.emphasis)
            self.emphasis = ""

    def take_date(self, day_of: Callable[[str], date | None] | None) -> tuple[date | None, str | None] | None:
        """Return the day, or the text of an impossible one; None where there is no date."""
        bare = _BARE.match(self.text, self.at)
        link = None if bare else _WIKILINK.match(self.text, self.at) or _MARKDOWN_LINK.match(self.text, self.at)
        found = bare or link
        if found is None:
            return None
        target = next(part for part in found.groups() if part)
        name = target.rsplit("/", 1)[-1].strip()
        day = iso_day(name) or (day_of(target) if link and day_of else None)
        if day is None and not _ISO.match(name):
            return None
        self.at = found.end()
        self.close_emphasis()
        return (day, None) if day else (None, name[:10])

    def take_first_time(self) -> None:
        """Go past a time at the very beginning; emphasis there that holds none belongs to the text."""
        begin = self.at
        self.open_emphasis()
        if _TIME_FIRST.match(self.text, self.at):
            self.skip(_TIME_FIRST)
        else:
            self.at, self.emphasis = begin, ""

    def take_arrow(self) -> Direction | None:
        found = _ARROW.match(self.text, self.at)
        if found is None:
            return None
        self.skip(_ARROW)
        return _ARROWS[found.group(1)]

    def skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        self.close_emphasis()


def _day(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


_Kinds = tuple[tuple[str, ...], str, int]
"""The kinds that a line names, the same as they were typed, and where its text begins."""


def _before_colon(cursor: _Cursor, kinds: Mapping[str, str], with_words: tuple[str, ...]) -> _Kinds | None:
    """Read ``KIND{, KIND}:``; links may stand among the words, but a word that is no kind makes all of it text."""
    head = cursor.text[cursor.at : cursor.at + _LONGEST_HEAD]
    if not _COLON.search(head):
        return None
    masked = _LINK.sub(lambda link: _LINKED * len(link.group()), head)
    colon = _COLON.search(masked)
    if colon is None:
        return None
    words = _without_links(masked[: colon.start()], with_words)
    named = [kinds.get(fold_word(word.strip(_AROUND))) for word in _LIST.split(words)]
    known = tuple(dict.fromkeys(name for name in named if name is not None))
    if not known or None in named:
        return None
    cursor.at += colon.end()
    # ``**call:** text``: the emphasis that began before the colon ends after it.
    closing = _EMPHASIS.match(cursor.text, cursor.at)
    if closing and (closing.group() == cursor.emphasis or words.count(closing.group()) % 2):
        cursor.at = closing.end()
    return known, f"{words.strip(_AROUND)}:", cursor.at


def _without_links(head: str, with_words: tuple[str, ...]) -> str:
    """Return a line's head without its links, the words between them, and the word for "with" before them."""
    if _LINKED not in head:
        return head
    words = _LINKS.sub(" ", head).strip()
    before = _with_pattern(with_words, "$").search(words)
    return words[: before.start()] if before else words


def _before_with(cursor: _Cursor, kinds: Mapping[str, str], with_words: tuple[str, ...]) -> _Kinds | None:
    """Read a kind that is the first word, before a word for "with"; the text begins with that word."""
    first = _FIRST_WORD.match(cursor.text, cursor.at)
    if first is None or not _with_pattern(with_words, r"(?!\w)").match(cursor.text, first.end()):
        return None
    known = kinds.get(fold_word(first.group(1)))
    return ((known,), first.group(1), first.end()) if known else None


@lru_cache(maxsize=16)
def _with_pattern(with_words: tuple[str, ...], after: str) -> re.Pattern[str]:
    words = "|".join(re.escape(word.strip()) for word in with_words if word.strip())
    return re.compile(rf"(?<!\w)(?:{words or '(?!)'}){after}", re.IGNORECASE)
