"""Finds the person that somebody means by a slug, a name, an alias or a path."""

from collections.abc import Iterable, Sequence

from vaultkit.api import AmbiguousError, Moment, NotFoundError, VaultkitError, fold_path
from vaultkit.people.compare import fold_entry
from vaultkit.people.person import Person
from vaultkit.people.reading.roster import Line, lines, lines_with, some

_MOST_CHOICES = 12
_MOST_NEAREST = 3
_NEAR_ENOUGH = 65
"""Of 100: one letter of three may differ, two of six."""


def find_person(moment: Moment, wanted: str) -> Person:
    """Return the one person who is meant (docs/commands.md, "PERSON").

    A path wins, then a slug, name or alias that is the same, then the only one that begins so; case and accents do
    not matter, but where paths differ in nothing else.

    Raises:
        AmbiguousError: several people answer to it; their paths tell them apart.
        NotAPersonError: a note is called so, but is nobody's.
        NobodyError: nobody does; the nearest names are offered.
    """
    key = fold_entry(wanted.strip().removeprefix("@"))
    everybody = lines(moment) if _may_be_path(wanted) or "/" in key else lines_with(moment, key)
    for found in (
        [person for person in everybody if person.path == wanted.strip()],
        [person for person in everybody if _is_path(person.path, wanted)],
        [person for person in everybody if key in _names(person, key)],
        [person for person in everybody if key and any(name.startswith(key) for name in _names(person, key))],
    ):
        if len(found) == 1:
            return some(moment, {found[0].path})[0]
        if found:
            raise AmbiguousError(wanted, _choices(found))
    other = _note_called(moment, wanted, key)
    if other is not None:
        raise NotAPersonError(other)
    raise NobodyError(wanted, nearest(lines(moment), key))


def is_name_of_somebody(moment: Moment, text: str) -> bool:
    """Return whether a text is, as a whole, the name or the slug of somebody."""
    key = fold_entry(text)
    return any(
        key in person.keys and key in {fold_entry(person.name), fold_entry(person.slug)} for person in lines(moment)
    )


class NotAPersonError(NotFoundError):
    """A note of that name exists, but is no person."""

    def __init__(self, path: str) -> None:
        """Name the note, and where it is set who is a person."""
        VaultkitError.__init__(self, f"{path} is a note, but no person: see [people] in the settings")


class NobodyError(NotFoundError):
    """Nobody is called so."""

    def __init__(self, wanted: str, near: Sequence[str]) -> None:
        """Offer the nearest names; where none is near, say how somebody new gets a note."""
        super().__init__(wanted, near)
        if not near:
            VaultkitError.__init__(self, f"{self}; `vaultkit add NAME` makes a note for somebody new")


def _note_called(moment: Moment, wanted: str, key: str) -> str | None:
    """Return the path of the note of that name or path; of several the shortest."""
    from vaultkit.people.reading.membership import bare_name  # noqa: PLC0415 -- only needed where nobody was found

    asked = fold_path(wanted.strip()).removesuffix(".md")
    found = [
        path
        for path in moment.index.notes
        if asked == fold_path(path).removesuffix(".md")
        or (key and key == fold_entry(bare_name(path.rpartition("/")[2].removesuffix(".md"))))
    ]
    return min(found, key=lambda path: (len(path), path), default=None)


def nearest(everybody: Sequence[Line], key: str) -> tuple[str, ...]:
    """Return up to three names that look most like a folded one, or have a word that does, best first."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 -- only needed when somebody mistyped

    spoken = sorted({(word, person.name) for person in everybody for word in _spoken(person)})
    likely = process.extract(
        key,
        [word for word, _ in spoken],
        scorer=fuzz.token_sort_ratio,
        limit=4 * _MOST_NEAREST,
        score_cutoff=_NEAR_ENOUGH,
    )
    return tuple(dict.fromkeys(spoken[place][1] for _, _, place in likely))[:_MOST_NEAREST]


def _spoken(person: Line) -> set[str]:
    names = {fold_entry(name) for name in (person.name, *person.aliases)}
    return names | {word for name in names for word in name.split()}


def _is_path(path: str, wanted: str) -> bool:
    if not _may_be_path(wanted):
        return False
    asked = wanted.strip()
    return fold_path(path) in {fold_path(asked), f"{fold_path(asked)}.md" if "/" in asked else ""}


def _may_be_path(wanted: str) -> bool:
    return "/" in wanted or wanted.strip().casefold().endswith(".md")


def _names(person: Line, key: str) -> tuple[str, ...]:
    """Return the folded names of a person; the path only where a slash asks for it, since all begin with a folder."""
    return (*person.keys, fold_entry(person.path.removesuffix(".md"))) if "/" in key else person.keys


def _choices(found: Iterable[Line]) -> list[str]:
    shown = [f"{person.name} ({person.path})" for person in sorted(found, key=lambda person: person.path)]
    left = len(shown) - _MOST_CHOICES
    return [*shown[:_MOST_CHOICES], f"… and {left} more"] if left > 0 else shown
