"""What is typed to ``log`` becomes one line of a log, written in the grammar that reads it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from unicodedata import category

from vaultkit.api import UsageError
from vaultkit.people.commands.dates import refuse_future
from vaultkit.people.interaction import ARROWS, Direction
from vaultkit.people.kinds import KINDS, fold_word, kind_words
from vaultkit.people.reading.grammar import ParsedLine, read_line
from vaultkit.people.settings import PeopleSettings
from vaultkit.people.views.words import shown

SENDERS: Mapping[str, Direction] = {"me": Direction.OUT, "them": Direction.IN}
"""What ``--from`` takes."""

_DATE = re.compile(
    r"[*_]{0,3}(?:\[\[[^\[\]]{1,500}\]\]|[0-9]{4}-[0-9]{2}-[0-9]{2})[*_]{0,3}\s*"
    r"(?:(?:-{1,3}(?!>)|[–—:·])\s*)?"  # noqa: RUF001 -- the separators that people type
)
_TIME = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: ?[ap]m)?(?![\w:])\s*", re.IGNORECASE)
_HEAD = re.compile(
    r"\s*(?:(?:-{1,3}(?!>)|[–—:·：])(?=\s))?\s*(?:(?:-{1,3}(?!>)|[–—:·：])?\s*(?:->|→|<-|←)\s*)?"  # noqa: RUF001 -- as above
)
_WORDS = re.compile(r"[,，、&+:：]")  # noqa: RUF001 -- the commas and colons of other scripts
_ARROW_FIRST = re.compile(r"(->|→|<-|←)")
_WORD_BEFORE_COLON = re.compile(r"([^\W\d][\w-]*)[:：](?=\s|$)")  # noqa: RUF001 -- the full-width colon
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs by their category, that are blanks to the eye."""
# What would open a comment, in HTML and in Obsidian, and hide the rest of the note.
_COMMENT = re.compile(r"(?<!\\)(?:<(?=!--)|%(?=%)|(?<=%)%)")


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed: the text, and what the options say besides."""

    text: str
    on: date | None = None
    kinds: Sequence[str] = ()
    sender: Direction | None = None


def log_line(typed: Typed, settings: PeopleSettings, today: date) -> str:
    """Return the line, less its bullet: ``DATE [ARROW ][KIND: ]TEXT`` (docs/commands.md, ``log``).

    A text that begins with a date sets the day; its arrow and kinds are merged with those of the options; breaks
    and control characters become blanks.

    Raises:
        UsageError: there is nothing to log, a kind that is none, a day that is still to come, or the text and an
            option say different things.
    """
    words, with_words = kind_words(settings.kinds), settings.with_words
    text = shown(typed.text)
    dated = read_line(text, kinds=words, with_words=with_words, dated=True)
    day = refuse_future(_day(typed, dated) or today, today)
    rest = _DATE.sub("", text, count=1).strip() if dated else text
    read = read_line(rest, kinds=words, with_words=with_words, dated=False)
    if read is None or not (says_something(read.text) or read.kinds or typed.kinds):
        raise UsageError("there is nothing to log; say what happened, such as 'coffee: the new job'")
    sender = typed.sender or read.arrow
    if sender is not read.arrow and read.arrow is not None:
        raise UsageError("the arrow in the text and --from say different things")
    added = _added(typed.kinds, read.kinds, words)
    line = _line(day, sender, rest, read, list(added.values()))
    again = read_line(line, kinds=words, with_words=with_words, dated=True)
    if again is None or again.arrow is not sender or {*read.kinds, *added} - {*again.kinds}:
        raise UsageError("a log would read this as something else than is meant; say it more simply")
    return line


def says_something(text: str) -> bool:
    """Return whether a text has a character that is seen: blanks, joiners and marks of direction are not."""
    return any(category(letter) not in _UNSEEN and letter not in _FILLERS for letter in text)


def doubt(line: str, settings: PeopleSettings) -> str | None:
    """Return what stands in a line as mere text though a kind or an arrow may be meant; None where nothing does."""
    words = kind_words(settings.kinds)
    read = read_line(line, kinds=words, with_words=settings.with_words, dated=True)
    if read is None:
        return None
    if read.kinds and (arrow := _ARROW_FIRST.match(read.text)):
        kind = read.written.removesuffix(":")
        return f"the arrow after {kind!r} is text; it is read before the kind, as in '{arrow[1]} {kind}: …'"
    word = None if read.kinds else _WORD_BEFORE_COLON.match(read.text)
    if word is None:
        return None
    return f"{word[1]!r} is no kind and stands as text; {_known_kinds()}"


def _known_kinds() -> str:
    return f"there are {', '.join(kind.name for kind in KINDS)}, and your own in [people.kinds]"


def _day(typed: Typed, dated: ParsedLine | None) -> date | None:
    if dated is None:
        return typed.on
    if dated.day is None:
        raise UsageError(f"{dated.impossible} is a day that no calendar has")
    if typed.on is not None and typed.on != dated.day:
        raise UsageError(f"the text begins with {dated.day}, but --on says {typed.on}")
    return dated.day


def _line(day: date, sender: Direction | None, rest: str, read: ParsedLine, added: Sequence[str]) -> str:
    """Return the line with its parts in their order; kinds stand as they were typed, those of options after them."""
    time = _TIME.match(rest)
    begin = time.end() if time else 0
    found = _HEAD.match(rest, begin)
    head = rest[found.end() if found else begin : read.start]
    text = rest[read.start :]
    if added:
        if "[" in head:
            raise UsageError("name the kinds in the text or with --kind, not in both, where a link stands between them")
        typed = [word.strip(" *_") for word in _WORDS.split(head) if word.strip(" *_")] if read.kinds else []
        head, text = f"{', '.join([*typed, *added])}: ", text.lstrip()
    body = _COMMENT.sub(r"\\\g<0>", f"{head}{text}")
    return f"{day} {rest[:begin]}{ARROWS[sender] if sender else ''}{body}".rstrip()


def _added(options: Sequence[str], already: Sequence[str], words: Mapping[str, str]) -> dict[str, str]:
    """Return the kinds of the options that are not said already, each with the word that was typed for it."""
    added: dict[str, str] = {}
    for option in options:
        kind = words.get(fold_word(option))
        if kind is None:
            raise UsageError(f"{option!r} is no kind; {_known_kinds()}")
        if kind not in already:
            added.setdefault(kind, fold_word(option))
    return added
