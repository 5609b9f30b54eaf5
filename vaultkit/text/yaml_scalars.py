"""How a text is written in YAML so that it reads back as that text: plain where it can be, quoted where it must."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from vaultkit.text.yaml_values import read_mapping

Where = Literal["value", "item", "flow"]
"""Behind a key, as an item of a block list, or between the brackets of a flow list."""

_ESCAPED = re.compile(r"[\r\x7f-\x9f\u2028\u2029\ufeff\ufffd-\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_FRAMES = {"value": "k: {}\n", "item": "k:\n- {}\n", "flow": "k: [{}]\n"}


@dataclass(frozen=True, slots=True)
class Style:
    """How a value likes to be written: ``keep`` is its quote or block sign, empty where it is plain if it can be.

    ``forced`` are the quotes of a plain one that cannot be plain, ``empty`` those of an empty text behind a key.
    """

    keep: str = ""
    forced: str = '"'
    empty: str = ""

    @classmethod
    def of(cls, written: str, text: str, where: Where = "value") -> "Style":
        """Return the style of a value from its quote or sign and what it says.

        Quotes that were not needed are somebody's taste, and stay. Where a plain text gives way to one that needs
        quotes they are single ones, and single quotes that are needed give way to a plain text: so that a value set
        back is what it was, to the byte. Obsidian's own double quotes always stay.
        """
        if written in {"|", ">"}:
            return cls(written)
        if not written:
            return cls(forced="'" if text else '"')
        needless = bool(text or where == "value") and _reads_as(text, text, where)
        if written == "'":
            return cls(written if needless else "", written, written if needless else "")
        return cls(written, written, written if needless else "")


NEW = Style()
"""The style of a value that is new: as Obsidian writes it."""


def write_scalar(text: str, style: Style = NEW, where: Where = "value", indent: str = "  ") -> str | None:
    r"""Return YAML that reads as ``text``, its lines joined by ``\n``; None where there is none.

    The lines of a block scalar stand behind ``indent``.
    """
    if _SURROGATE.search(text):
        return None
    ways = _candidates(text, style, where, indent)
    return next((written for written in ways if _reads_as(written, text, where)), None)


def write_key(name: str) -> str | None:
    """Return a property's name as it stands before its colon; None where it cannot be one."""
    for written in (name, _double(name)) if name.isprintable() else ():
        found = read_mapping(f"{written}: x\n", "", 1)
        if not found.problems and [each.name for each in found.properties or ()] == [name]:
            return written
    return None


def _candidates(text: str, style: Style, where: Where, indent: str) -> Iterator[str]:
    """Yield the ways to write a text, the best one first; not all of them read back as it."""
    several, keep = "\n" in text, style.keep
    if _ESCAPED.search(text):
        yield _double(text)
    if where == "value" and (keep in {"|", ">"} or (several and not keep)):
        yield _block(text, ">" if keep == ">" and "\n" not in text.rstrip("\n") else "|", indent)
    if not text and where == "value":
        keep = style.empty
    if keep == '"':
        yield _double(text)
    if keep == "'" and not several:
        yield _single(text)
    if not several and (text or where == "value"):
        yield text
    if not several and (style.forced == "'" or '"' in text or "\\" in text):
        yield _single(text)
    yield _double(text)
    yield json.dumps(text)


def _block(text: str, style: str, indent: str) -> str:
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    chomping = "-" if ends == 0 else "" if ends == 1 else "+"
    lines = [indent + line if line else "" for line in body.split("\n")]
    return "\n".join([style + chomping, *lines, *[""] * (ends - 1)])


def _single(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _double(text: str) -> str:
    """Return a text in double quotes; JSON's escapes are YAML's, and what no front matter may hold is escaped too."""
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def _reads_as(written: str, text: str, where: Where) -> bool:
    """Return whether what is written is one value, has no problem and reads as a text."""
    found = read_mapping(_FRAMES[where].replace("{}", written), "", 1)
    if found.problems or found.properties is None or len(found.properties) != 1:
        return False
    value = found.properties[0].value
    if where != "value":
        if value.kind != "list" or len(value.items) != 1:
            return False
        [value] = value.items
    return value.kind == "scalar" and value.text == text
