"""How entries and words of notes are compared: case, accents, ``#`` and the kind of gap do not matter."""

import re
import unicodedata

_GAPS = re.compile(r"[-_\s]+")
_WORDS = re.compile(r"\w+")


def fold_entry(text: str) -> str:
    """Return the form in which interests, goals and topics are compared (docs/relationship.md, "common ground")."""
    return _GAPS.sub(" ", _bare(text).replace("#", " ")).strip()


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text, folded like entries."""
    return tuple(_WORDS.findall(fold_entry(text)))


def _bare(text: str) -> str:
    if text.isascii():
        return text.lower()
    # Case-folding can bring forth new marks, so they are taken off after it.
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))
