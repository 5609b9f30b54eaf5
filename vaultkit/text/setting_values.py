"""Which values a setting may have: numbers in their bounds, paths inside the vault, sections that can be read."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, get_type_hints

import msgspec

from vaultkit.model.file_names import is_note

MOST = 100_000
"""Days, seconds and counts beyond this are slips of the finger, and lead out of the calendar."""

WORDS: Mapping[object, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: 'text, as in "…"',
    tuple[str, ...]: 'a list of texts, as in ["…", "…"]',
    Mapping[str, int]: "a table of whole numbers",
    Mapping[str, str]: "a table of texts",
}
"""The types that a setting can have, in words."""

# As text: `re` compiles each at its first use, and keeps it.
_ABSOLUTE = r"/|[A-Za-z]:/"
_NO_PATH = r"[\\\x00-\x1f\x7f-\x9f\u2028\u2029]"
_WHOLE_VAULT = {"", ".", "/"}


def objection(value: object, metadata: Mapping[str, Any]) -> str | None:
    """Return why a value of the right type is impossible, in words that follow its key, or None.

    ``metadata`` is the field's, as ``model.settings.setting`` made it.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return _number_objection(value, positive=bool(metadata.get("positive")))
    kind = metadata.get("path")
    texts = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
    return next((said for text in texts if kind and (said := _path_objection(text, kind))), None)


def _number_objection(number: float, *, positive: bool) -> str | None:
    """Return why a number is impossible; NaN is beyond every bound."""
    if not number <= MOST:
        return f"must be a number, and at most {MOST}"
    if positive and number <= 0:
        return "must be more than 0"
    return "must not be negative" if number < 0 else None


def _path_objection(text: str, kind: str) -> str | None:
    """Return why a text is no folder, note or name of this vault."""
    if kind == "folder" and text.strip() in _WHOLE_VAULT:
        return None
    if re.match(_ABSOLUTE, text):
        return "must be a path from the root of the vault, without a slash or drive in front"
    if ("\\" in text or not text.isprintable()) and re.search(_NO_PATH, text):
        return "must be a path whose parts are joined by / and can be seen"
    if any(part.strip().startswith(".") for part in text.split("/")):
        return "must not lead out of the vault or into a dot-folder"
    if kind == "note" and not (is_note(text) and all(part.strip() for part in text.split("/"))):
        return "must be the path of a note, ending in .md"
    return None


def check_section(kind: object) -> None:
    """Raise TypeError unless ``kind`` is a dataclass that can be read as a section of the settings.

    It is made without arguments, its fields are of the types that ``model.settings.setting`` names, and its
    defaults are of these types and can be written as UTF-8. Whatever the dataclass itself raises comes out as well.
    """
    if not (isinstance(kind, type) and is_dataclass(kind)):
        raise TypeError("a section of settings is a dataclass")
    hints = get_type_hints(kind)
    base = kind()
    for each in fields(kind):
        hint, default = hints[each.name], getattr(base, each.name)
        if is_dataclass(hint) and type(default) is hint:
            check_section(hint)
        elif hint not in WORDS or not each.init:
            raise TypeError(f"{each.name} has a type that no setting has")
        else:
            plain = dict(default) if isinstance(default, Mapping) else default
            msgspec.json.encode(msgspec.convert(plain, hint))
