"""Names within two notes that footnotes and links lead to, and that the note of both would have twice."""

import re
from collections.abc import Mapping

from vaultkit.api import Moment, Note, RefusedEditError
from vaultkit.people.commands.merged_check import Merged

_DEFINITION = re.compile(r"\[(\^?[^\[\]]+)\]:\s*(.*)")
"""``[^1]: a footnote`` and ``[label]: an address``."""
_BLOCK = re.compile(r"(?:\A|\s)(\^[A-Za-z0-9-]+)\s*\Z")


def check_anchors(merged: Merged, moment: Moment) -> None:
    """Raise ``RefusedEditError`` where a name in one note would lead to what the other says under the same name.

    These are footnotes and addresses that both define, each in its own words, with the line of the one that goes;
    and links of the vault to a heading or a block that both have, with the line of the link. Of two headings the one
    of the note that stays comes first; of two blocks that is not sure.
    """
    into, person = merged.into, merged.person
    own = _definitions(into)
    for label, (text, line) in _definitions(person).items():
        if label in own and own[label][0] != text:
            there = f"{into.path}:{own[label][1]}"
            raise RefusedEditError(person.path, line, f"[{label}] says something else in {there}; change one of them")
    shared = _anchors(into) & _anchors(person, merged)
    if not shared:
        return
    for path, note in moment.index.notes.items():
        for link in note.links:
            anchor = _anchor(link.heading or "")
            if anchor not in shared:
                continue
            led = moment.index.resolve(link.target, path)
            if led == person.path or (led == into.path and anchor.startswith("^")):
                both = f"both notes have {link.heading}"
                raise RefusedEditError(
                    path, link.line, f"{link.source} would lead elsewhere: {both}; change one of them"
                )


def _definitions(note: Note) -> Mapping[str, tuple[str, int]]:
    """Return what a note defines: the text and the line by the label, of several the first."""
    found: dict[str, tuple[str, int]] = {}
    for line in note.lines:
        match = _DEFINITION.match(line.text.strip()) if line.kind == "text" else None
        if match:
            found.setdefault(match[1].casefold(), (match[2], line.number))
    return found


def _anchors(note: Note, merged: Merged | None = None) -> frozenset[str]:
    """Return the headings and block ids of a note, as links name them; without headings that a merge leaves out."""
    dropped = merged.taken.dropped if merged else set()
    titles = {_anchor(heading.title) for heading in note.headings if heading.line not in dropped}
    blocks = {match[1].casefold() for line in note.lines if (match := _BLOCK.search(line.text))}
    return frozenset((titles | blocks) - {""})


def _anchor(heading: str) -> str:
    """Return a heading as it is compared: its last part, and of that the letters and digits; of a block its id."""
    last = heading.rpartition("#")[2].strip().casefold()
    return last if last.startswith("^") else " ".join(re.findall(r"\w+", last))
