"""What is typed to ``log`` becomes one line of a log, written in the grammar that reads it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from vaultkit.api import UsageError
from vaultkit.people.dates import refuse_future
from vaultkit.people.grammar import ParsedLine, read_line
from vaultkit.people.interaction import Direction
from vaultkit.people.kinds import KINDS, fold_word, kind_words
from vaultkit.people.settings import PeopleSettings
from vaultkit.people.words import shown

SENDERS: Mapping[str, Direction] = {"me": Direction.OUT, "them": Direction.IN}
"""What ``--from`` takes."""

_ARROWS = {Direction.OUT: "-> ", Direction.IN: "<- "}
_DATE = re.compile(
    r"[*_]{0,3}(?:\[\[[^\[\]]{1,500}\]\]|[0-9]{4}-[0-9]{2}-[0-9]{2})[*_]{0,3}\s*"
    r"(?:(?:-{1,3}(?!>)|[–—:·])\s*)?"  # noqa: RUF001 -- the separators that people type
)
_HEAD = re.compile(r"\s*(?:->|→|<-|←)?\s*")
_WORDS = re.compile(r"[,，、&+:：]")  # noqa: RUF001 -- the commas and colons of other scripts
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
    words, with_words = kind_words(settings.kinds), settings.with_
    text = shown(typed.text)
    dated = read_line(text, kinds=words, with_words=with_words, dated=True)
    day = refuse_future(_day(typed, dated) or today, today)
    rest = _DATE.sub("", text, count=1).strip() if dated else text
    read = read_line(rest, kinds=words, with_words=with_words, dated=False)
    if read is None or not (read.text or read.kinds or typed.kinds):
        raise UsageError("there is nothing to log; say what happened, such as 'coffee: the new job'")
    arrow = _arrow(read, typed.sender)
    body = _COMMENT.sub(r"\\\g<0>", _body(rest, read, typed.kinds, words))
    return f"{day} {arrow}{body}".rstrip()


def _day(typed: Typed, dated: ParsedLine | None) -> date | None:
    if dated is None:
        return typed.on
    if dated.day is None:
        raise UsageError(f"{dated.impossible} is a day that no calendar has")
    if typed.on is not None and typed.on != dated.day:
        raise UsageError(f"the text begins with {dated.day}, but --on says {typed.on}")
    return dated.day


def _arrow(read: ParsedLine, sender: Direction | None) -> str:
    if sender is not None and read.arrow is not None and sender is not read.arrow:
        raise UsageError("the arrow in the text and --from say different things")
    said = sender or read.arrow
    return _ARROWS[said] if said else ""


def _body(rest: str, read: ParsedLine, options: Sequence[str], words: Mapping[str, str]) -> str:
    """Return the kinds and the text, as typed where no option adds a kind."""
    begin = _HEAD.match(rest)
    head = rest[begin.end() if begin else 0 : read.start]
    added = _added(options, read.kinds, words)
    if not added:
        return f"{head}{rest[read.start :]}"
    if "[" in head:
        raise UsageError("name the kinds in the text or with --kind, not in both, where a link stands between them")
    typed = [word.strip(" *_") for word in _WORDS.split(head) if word.strip(" *_")] if read.kinds else []
    return f"{', '.join([*typed, *added])}: {read.text}"


def _added(options: Sequence[str], already: Sequence[str], words: Mapping[str, str]) -> list[str]:
    """Return the kinds of the options as they were typed, less those that are said already."""
    said = set(already)
    added = []
    for option in options:
        kind = words.get(fold_word(option))
        if kind is None:
            known = ", ".join(kind.name for kind in KINDS)
            raise UsageError(f"{option!r} is no kind; there are {known}, and your own in [people.kinds]")
        if kind not in said:
            said.add(kind)
            added.append(fold_word(option))
    return added
