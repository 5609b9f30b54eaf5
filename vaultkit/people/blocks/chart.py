"""The block that draws the people as a chart, for readers of Mermaid; no page needs it to be understood."""

import re

from vaultkit.api import Moment, Place
from vaultkit.people.blocks.parts import command, cut, listed_as, listing, nobody
from vaultkit.people.verdict import Status
from vaultkit.people.views.known import Known
from vaultkit.people.views.lists import PRESENT

_LINKED = re.compile(r"(?:\[\[)?(?P<target>[^\[\]|#]+)(?:[#|][^\[\]]*)?(?:\]\])?")
_LINE = {Status.CONNECTION: "===", Status.FADING: "-.-", Status.CONTACT: "---"}


def chart(moment: Moment, place: Place) -> str:
    """Render a Mermaid chart: a thick line to connections, a dotted one to who is fading, arrows for introductions."""
    found = listed_as(moment, place, PRESENT)
    if not found:
        return nobody(moment, place)
    shown, left_out = cut(found, place, command(place, "status", len(found)))
    ids = {one.person.path: f"p{number}" for number, one in enumerate(shown, start=1)}
    lines = ["```mermaid", "flowchart LR", '    me(("me"))']
    lines += [_person(one, ids[one.person.path]) for one in shown]
    lines += [line for one in shown for line in _introduction(moment, one, ids)]
    return listing([*lines, "```"], left_out)


def _person(one: Known, own_id: str) -> str:
    return f'    me {_LINE[one.verdict.status]} {own_id}["{_label(one.person.name)}"]'


def _introduction(moment: Moment, one: Known, ids: dict[str, str]) -> list[str]:
    named = _LINKED.fullmatch((one.person.introduced_by or "").strip())
    path = moment.index.resolve(named["target"].strip(), one.person.path) if named else None
    if path is None or path not in ids or path == one.person.path:
        return []
    return [f"    {ids[path]} -->|introduced| {ids[one.person.path]}"]


def _label(name: str) -> str:
    """Return a name in which every character but letters, digits and blanks is a character code of Mermaid's."""
    return "".join(letter if letter.isalnum() or letter == " " else f"#{ord(letter)};" for letter in name)
