"""Which names can be a note's file name on every system, and in every link."""

import re
import unicodedata
from collections.abc import Iterator

from vaultkit.errors import UnsafeNameError

MOST_BYTES = 200
"""Systems allow 255 bytes; the rest is for the extension, temporary names and the marks of sync tools."""

_FORBIDDEN = re.compile(r'[/\\:*?"<>|]')
_BREAKS_LINKS = re.compile(r"[#^\[\]]")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])", re.IGNORECASE)
_JOINERS = re.compile("(?<=[^\x00-\xa0])[\u200c\u200d](?=[^\x00-\xa0])")
"""Names in Persian, in Indian scripts and in emoji need these between their characters."""


def _is_unseen(char: str) -> bool:
    """Return whether a character cannot be seen, or turns the direction of those after it."""
    category = unicodedata.category(char)
    return category in {"Cc", "Cs", "Zl", "Zp"} or (category == "Cf" and not "\U000e0020" <= char <= "\U000e007f")


def _without_joiners(name: str) -> str:
    """Return the name less the joiners that its script asks for."""
    return _JOINERS.sub("", name)


def _objections(name: str) -> Iterator[str]:
    """Say what is in the way of a name, in words that follow "cannot be a file name:"."""
    if not name.strip():
        yield "it is empty"
    if any(_is_unseen(char) for char in _without_joiners(name)):
        yield "it holds a character that cannot be seen"
    if found := _FORBIDDEN.search(name):
        yield f"{found[0]} is not allowed on every system"
    if found := _BREAKS_LINKS.search(name):
        yield f"{found[0]} would break links to it"
    if name != name.strip():
        yield "it begins or ends with a blank"
    if name != name.strip("."):
        yield "it begins or ends with a dot"
    if name.casefold().endswith(".md"):
        yield "it ends in .md, which is the file's and no part of the name; links would not find it"
    if _is_reserved(name):
        yield "Windows keeps this name for itself"
    if len(unicodedata.normalize("NFC", name).encode(errors="surrogateescape")) > MOST_BYTES:
        yield f"it is longer than {MOST_BYTES} bytes"


def _is_reserved(name: str) -> bool:
    """Return whether Windows takes the name for a device, whatever its extension."""
    return _RESERVED.fullmatch(name.partition(".")[0].rstrip()) is not None


def check_file_name(name: str) -> None:
    """Raise ``UnsafeNameError`` unless ``name``, without its extension, can be a file on every system.

    Letters of every script are fine. Refused are the names and characters that Windows, macOS or Linux refuse,
    those that break a wikilink, and those that hide or lead out of the folder.
    """
    for objection in _objections(name):
        raise UnsafeNameError(name, objection)


def _shortened(name: str) -> str:
    """Return as many whole characters, with their marks, as fit."""
    while len(name.encode()) > MOST_BYTES:
        name = name[:-1]
        while name and unicodedata.combining(name[-1]):
            name = name[:-1]
    return name


def safe_file_name(name: str) -> str:
    """Return the nearest name that ``check_file_name`` accepts: ``AC/DC`` becomes ``AC-DC``.

    A name of which nothing is left becomes ``Unnamed``.
    """
    spaced = re.sub(r"\s+", " ", unicodedata.normalize("NFC", name))
    kept = {found.start() for found in _JOINERS.finditer(spaced)}
    seen = "".join(char for place, char in enumerate(spaced) if place in kept or not _is_unseen(char))
    written = " ".join(_BREAKS_LINKS.sub("-", _FORBIDDEN.sub("-", seen.replace('"', "'"))).split())
    trimmed = _shortened(written.strip(". \u200c\u200d")).strip(". \u200c\u200d") or "Unnamed"
    usable = f"_{trimmed}" if _is_reserved(trimmed) else trimmed
    return "Unnamed" if any(_objections(usable)) else usable
