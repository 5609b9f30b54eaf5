"""The kinds of an interaction: their names, what each says, and in which direction (docs/relationship.md)."""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from vaultkit.people.interaction import Act, Direction, Family, Interaction


class Kind(NamedTuple):
    """A kind of interaction by its first name.

    ``direction`` is what it has without an arrow. ``settled`` says that no arrow changes it: both were there, or
    nobody was.
    """

    name: str
    family: Family
    direction: Direction | None
    aliases: tuple[str, ...] = ()
    settled: bool = False


KINDS: tuple[Kind, ...] = (
    Kind(
        "met",
        Family.TALK,
        Direction.BOTH,
        ("meet", "meeting", "coffee", "lunch", "dinner", "visit", "event"),
        settled=True,
    ),
    Kind("call", Family.TALK, Direction.BOTH, ("phone",), settled=True),
    Kind("video", Family.TALK, Direction.BOTH, settled=True),
    Kind("message", Family.TALK, Direction.BOTH, ("chat", "text", "dm", "sms")),
    Kind("email", Family.TALK, Direction.BOTH, ("mail",)),
    Kind("letter", Family.TALK, Direction.BOTH),
    Kind("comment", Family.ENGAGE, Direction.OUT, ("reply",)),
    Kind("share", Family.ENGAGE, Direction.OUT, ("sent",)),
    Kind("invite", Family.ENGAGE, Direction.OUT),
    Kind("help", Family.VALUE, Direction.OUT, ("favor", "favour")),
    Kind("intro", Family.VALUE, Direction.OUT, ("introduction",)),
    Kind("advice", Family.VALUE, Direction.OUT, ("feedback",)),
    Kind("referral", Family.VALUE, Direction.OUT, ("recommendation",)),
    Kind("gift", Family.VALUE, Direction.OUT),
    Kind("collab", Family.VALUE, Direction.BOTH, settled=True),
    Kind("confide", Family.TRUST, Direction.BOTH),
    Kind("connect", Family.PASSIVE, None, ("card", "follow")),
    Kind("like", Family.PASSIVE, None),
    Kind("view", Family.PASSIVE, None),
    Kind("note", Family.REMARK, None, settled=True),
)
"""The kinds that a line may name, in the order of the manual's table."""

TALK = Kind("talk", Family.TALK, Direction.BOTH)
"""A line of a log that names no kind: it is talk, and counts. The word itself is no kind that a line may name."""

MENTION = Kind("mention", Family.MENTION, None)
"""A link in a dated note on a line that names no kind, or a day that a property names. No word of a line either."""

_BY_NAME: Mapping[str, Kind] = {kind.name: kind for kind in (*KINDS, TALK, MENTION)}
_BUILT_IN: Mapping[str, str] = {word: kind.name for kind in KINDS for word in (kind.name, *kind.aliases)}


def fold_word(word: str) -> str:
    """Return the form in which the words for kinds are compared: NFC, case-folded."""
    return unicodedata.normalize("NFC", word).casefold().strip()


def kind_words(own: Mapping[str, str]) -> Mapping[str, str]:
    """Return every word for a kind with the kind's first name; ``own`` are the words of ``[people.kinds]``.

    A word of one's own may stand for any kind or alias; one that stands for neither is left out (``unknown_kinds``).
    """
    return _kind_words(tuple(own.items()))


def unknown_kinds(own: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the words of ``[people.kinds]`` that stand for no kind, each with what it should have stood for."""
    return tuple((word, meant) for word, meant in own.items() if fold_word(meant) not in _BUILT_IN)


def acts(kinds: Iterable[str], arrow: Direction | None, without: Kind) -> tuple[Act, ...]:
    """Return what a line says was done: an act for each of its kinds, or one of ``without`` if it names none.

    The arrow sets the direction of every kind but the settled ones; without one the table does.
    """
    return _acts(tuple(kinds), arrow, without)


def named_kinds(interaction: Interaction) -> tuple[str, ...]:
    """Return the kinds that the line itself names: ``talk`` and ``mention``, which stand for none, are left out."""
    return tuple(name for name in interaction.kinds if name in _BUILT_IN)


@lru_cache(maxsize=512)
def _acts(kinds: tuple[str, ...], arrow: Direction | None, without: Kind) -> tuple[Act, ...]:
    named = tuple(_BY_NAME[name] for name in kinds) or (without,)
    return tuple(
        Act(kind.name, kind.family, kind.direction if kind.settled or arrow is None else arrow) for kind in named
    )


@lru_cache(maxsize=8)
def _kind_words(own: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    added = {fold_word(word): _BUILT_IN.get(fold_word(meant)) for word, meant in own}
    return {**_BUILT_IN, **{word: name for word, name in added.items() if name is not None}}
