"""The parts that all blocks of people share: who is chosen, links, lists that are cut, tables."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from vaultkit.api import BlockOption, Moment, Place, as_text, link_to
from vaultkit.people.person import Person
from vaultkit.people.reading.ranked import Group
from vaultkit.people.rules.steps import steps
from vaultkit.people.rules.wording import plain
from vaultkit.people.verdict import Step
from vaultkit.people.views.known import Known, known
from vaultkit.people.views.lists import EVERYBODY, is_chosen, lists

T = TypeVar("T")

LIMIT = 50
TAG = BlockOption("tag", "text", None, "only people with this tag, or one below it")
TIER = BlockOption("tier", "text", None, "only people of this tier")
MOST = BlockOption("limit", "number", LIMIT, "how many are named; what is left out is counted")
OF_PEOPLE = (TAG, TIER, MOST)

_SHELL_SAFE = re.compile(r"[\w/-]+")


def listed_as(moment: Moment, place: Place, name: str) -> Group[Known]:
    """Return one of ``views.lists``, of the people that a block's ``tag=`` and ``tier=`` leave."""
    return lists(moment, *filters(place)).get(name, Group())


def filters(place: Place) -> tuple[str | None, str | None]:
    """Return the tag and the tier that a block names, None for those that it does not."""
    return place.word("tag"), place.word("tier")


def waiting(moment: Moment, place: Place, within: int = 0) -> Sequence[tuple[Person, Step]]:
    """Return the next steps that are due within some days, of the people that a block's ``tag=`` and ``tier=`` leave.

    Everybody may be due: nobody is looked at where nothing is to be filtered.
    """
    found = steps(moment, within)
    if not is_filtered(place):
        return found
    tag, tier = filters(place)
    return [(person, step) for person, step in found if is_chosen(person, tag, tier)]


def is_filtered(place: Place) -> bool:
    """Whether a block names some people only, by ``tag=`` or ``tier=``."""
    return filters(place) != (None, None)


def nobody(moment: Moment, place: Place) -> str:
    """Return what a block says that has nobody to name: that its filter fits nobody, or that there are none."""
    is_misfit = is_filtered(place) and known(moment) and not listed_as(moment, place, EVERYBODY)
    return "Nobody here has that tag or tier." if is_misfit else "No people yet."


def command(place: Place, words: str, count: int) -> str:
    """Return the command that shows what a block leaves out; its option ``limit=`` where no command filters so."""
    if not is_filtered(place):
        return f"`vaultkit {words}`"
    tag = (place.word("tag") or "").removeprefix("#")
    if place.word("tier") is None and words.startswith("status") and _SHELL_SAFE.fullmatch(tag):
        return f"`vaultkit {words} --tag {tag}`"
    return more_by_option(place, count)


def cut(things: Sequence[T], place: Place, rest: str, unit: str = "more") -> tuple[Sequence[T], str]:
    """Return as many as ``limit=`` allows, and the line that says what is left out (empty if nothing is)."""
    limit = place.number("limit")
    most = LIMIT if limit is None else limit
    left = len(things) - most
    return things[:most], f"… and {left} {unit}: {rest}" if left > 0 else ""


def listing(lines: Iterable[str], left_out: str) -> str:
    """Return a list with the line about what is left out below it."""
    return "\n\n".join(filter(None, ["\n".join(lines), left_out]))


def table(header: Sequence[str], rows: Iterable[Sequence[str]], left_out: str) -> str:
    """Return a table; its cells are markdown already, with pipes escaped."""
    lines = [_row(header), _row(["---"] * len(header)), *map(_row, rows)]
    return listing(lines, left_out)


def person_link(person: Person, *, table: bool = False) -> str:
    """Return the link to a person, shown by name."""
    return link_to(person.path, person.name, table=table)


def quoted(text: str) -> str:
    """Return words of a note as text on one line, its links as what they show."""
    return as_text(plain(text))


def day_text(day: date | None) -> str:
    """Return a day as blocks write it; a dash for none."""
    return day.isoformat() if day else "—"


def more_by_option(place: Place, count: int) -> str:
    """Return where the rest is, for lists that no command shows: in the block's own option."""
    return f"`limit={count}` in this block's marker shows them" if place.number("limit") != 0 else "see `limit=`"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
