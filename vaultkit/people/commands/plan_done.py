"""Plans the tick of a promise: the open task of a person that a text finds."""

from collections.abc import Sequence

from vaultkit.api import AmbiguousError, Edit, Moment, NotFoundError, VaultkitError, tick_task
from vaultkit.people.commands.plan_change import current
from vaultkit.people.compare import fold_entry
from vaultkit.people.person import Loop, Person
from vaultkit.people.reading.values import plain
from vaultkit.people.views.words import shown

_MOST_CHOICES = 12
_MOST_NEAREST = 3
_NEAR_ENOUGH = 60
"""Of 100: a few words of a sentence are enough to offer it."""


class NoSuchTaskError(NotFoundError):
    """Nobody promised such a thing, or it is done already."""

    def __init__(self, wanted: str, name: str, choices: Sequence[str]) -> None:
        """Offer the tasks that are open, if there are any."""
        there = "\n".join(["; there are:", *(f"  {choice}" for choice in choices)])
        said = f"no open task of {name} says {wanted!r}{there}" if choices else f"{name} has no open task"
        VaultkitError.__init__(self, said)


class NoTaskError(NotFoundError):
    """What was meant is the ``follow_up`` of a note."""

    def __init__(self, loop: Loop, slug: str) -> None:
        """Say what takes it away."""
        name = loop.text.split(":", 1)[0]
        VaultkitError.__init__(
            self, f"{loop.text!r} is a property, not a task; `vaultkit unset {slug} {name}` takes it away"
        )


def plan_done(moment: Moment, person: Person, text: str) -> Edit:
    """Return the edit that ticks the open task of a person that a text finds, wherever it stands.

    The very text wins, then the only one that holds it; case, accents and brackets of links do not matter.

    Raises:
        AmbiguousError: several tasks hold it.
        NoSuchTaskError: none does; those that look most like it are offered.
        NoTaskError: it finds nothing but the ``follow_up`` of the note.
        NoteChangedError, RefusedEditError: as for ``plan_set``.
    """
    loop = _find_task(person, text)
    source, note = current(moment, loop.location.path)
    return tick_task(source, loop.location.line, moment.today, note=note)


def _find_task(person: Person, text: str) -> Loop:
    still_open = [loop for loop in person.loops if not loop.kept]
    said = [(loop, _folded(loop)) for loop in still_open]
    key = fold_entry(text)
    exact = [loop for loop, words in said if key in words]
    found = exact or [loop for loop, words in said if key and any(key in each for each in words)]
    if len(found) == 1:
        return found[0]
    if found:
        raise AmbiguousError(text, _choices(found))
    follow_up = person.follow_up
    if follow_up and key and (key in fold_entry(follow_up.text) or fold_entry(follow_up.text) in key):
        raise NoTaskError(follow_up, person.slug)
    raise NoSuchTaskError(text, person.name, _choices(_nearest_tasks(still_open, key)))


def _folded(loop: Loop) -> tuple[str, str]:
    """Return a task's text as it is compared: as it is typed, and as it is seen."""
    return fold_entry(loop.text), fold_entry(plain(loop.text))


def _nearest_tasks(loops: Sequence[Loop], key: str) -> Sequence[Loop]:
    """Return the tasks that look most like a text, best first; all of them where none does."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 -- only needed when nothing is found

    texts = [_folded(loop)[1] for loop in loops]
    likely = process.extract(key, texts, scorer=fuzz.WRatio, limit=_MOST_NEAREST, score_cutoff=_NEAR_ENOUGH)
    return [loops[place] for _, _, place in likely] or loops


def _choices(loops: Sequence[Loop]) -> list[str]:
    lines = [f"{shown(loop.text)} ({loop.location.path}:{loop.location.line})" for loop in loops]
    left = len(lines) - _MOST_CHOICES
    return [*lines[:_MOST_CHOICES], f"… and {left} more"] if left > 0 else lines
