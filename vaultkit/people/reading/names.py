"""The names of people: slugs, and whom a link means."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from vaultkit.api import fold_path

_GAPS = re.compile(r"[\W_]+")
_ABOVE_OR_BELOW = 200
"""From this combining class on marks stand above, below or beside a letter, whatever the letter."""
_POINTS = range(10, 37)
"""Combining classes of Hebrew points and Arabic vowels, which most people do not write."""


def slug_of(name: str) -> str:
    """Return a name as one types it: case-folded, marks stripped, other than letters and digits made ``-``.

    Every script keeps its letters; a name of nothing else has an empty slug.
    """
    if name.isascii():
        return _GAPS.sub("-", name.casefold()).strip("-")
    # Case-folding can bring forth new marks. What is left is put together again: Hangul by syllable, kana voiced.
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    bare = unicodedata.normalize("NFC", "".join(letter for letter in spread if not _is_accent(letter)))
    return "-".join("".join(letter if _is_written(letter) else " " for letter in bare).split())


def _is_accent(letter: str) -> bool:
    """Return whether a mark may be left out: accents, Hebrew points, Arabic vowels; not what makes another letter."""
    place = unicodedata.combining(letter)
    return place >= _ABOVE_OR_BELOW or place in _POINTS


def _is_written(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter).startswith("M")


@dataclass(frozen=True, slots=True)
class Named:
    """Finds the person that a link means: by the file it leads to, else by a name or alias that only one has.

    ``names`` are those of everybody by path, the name first.
    """

    resolve: Callable[[str, str], str | None]
    names: Mapping[str, tuple[str, ...]]
    by_name: Mapping[str, tuple[str, ...]]
    _known: dict[tuple[str, str], str | None] = field(default_factory=dict)

    @classmethod
    def of(cls, resolve: Callable[[str, str], str | None], everybody: Mapping[str, tuple[str, ...]]) -> "Named":
        """Return the finder for people by path, each with the names that they answer to.

        ``resolve`` says which file a link leads to.
        """
        by_name: dict[str, list[str]] = {}
        for path, names in everybody.items():
            for name in dict.fromkeys(fold_path(name) for name in names):
                by_name.setdefault(name, []).append(path)
        return cls(resolve, everybody, {name: tuple(paths) for name, paths in by_name.items()})

    def person(self, target: str, source: str) -> str | None:
        """Return the path of the person whom a link of the note ``source`` means, or None."""
        key = (target, source.rpartition("/")[0])
        if key not in self._known:
            found = self.resolve(target, source)
            self._known[key] = (found if found in self.names else None) if found else self.by_alias(target)
        return self._known[key]

    def by_alias(self, target: str) -> str | None:
        """Return the path of the only person of that name or alias, or None."""
        found = self.by_name.get(fold_path(target.strip().removeprefix("@")), ())
        return found[0] if len(found) == 1 else None

    def people(self, targets: Sequence[str], source: str) -> tuple[str, ...]:
        """Return the people whom the links of one line mean, each once."""
        if not targets:
            return ()
        found = (self.person(target, source) for target in targets)
        return tuple(dict.fromkeys(path for path in found if path))
