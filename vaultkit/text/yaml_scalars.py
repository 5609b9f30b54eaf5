"""How a text is written in YAML so that it reads back as that text: plain where it can be, quoted where it must."""

import json
import re
from collections.abc import Iterator
from typing import Literal

from vaultkit.model.value import Value
from vaultkit.text.yaml_values import read_mapping

Where = Literal["value", "item", "flow"]
"""Behind a key, as an item of a block list, or between the brackets of a flow list."""

_ESCAPED = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffd-\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_FRAMES = {"value": "k: {}\n", "item": "k:\n- {}\n", "flow": "k: [{}]\n"}


def write_scalar(text: str, style: str = "", where: Where = "value", indent: str = "  ") -> str | None:
    r"""Return YAML that reads as ``text``, its lines joined by ``\n``; None where there is none.

    ``style`` is that of the old value, which is kept where it can be: quotes stay quotes, a block scalar stays one
    with its lines behind ``indent``. Else the text is plain if it reads back as it is, and quoted if not.
    """
    if _SURROGATE.search(text):
        return None
    for written in _candidates(text, style, where, indent):
        found = _read_back(written, where)
        if found is not None and found.kind == "scalar" and found.text == text:
            return written
    return None


def write_key(name: str) -> str | None:
    """Return a property's name as it stands before its colon; None where it cannot be one."""
    for written in () if _SURROGATE.search(name) else (name, _double(name)):
        found = read_mapping(f"{written}: x\n", "", 1)
        if not found.problems and [each.name for each in found.properties or ()] == [name]:
            return written
    return None


def _candidates(text: str, style: str, where: Where, indent: str) -> Iterator[str]:
    """Yield the ways to write a text, the best one first; not all of them read back as it."""
    several = "\n" in text
    if _ESCAPED.search(text):
        yield _double(text)
    if where == "value" and (style in {"|", ">"} or (several and not style)):
        yield _block(text, ">" if style == ">" and "\n" not in text.rstrip("\n") else "|", indent)
    if style == '"':
        yield _double(text)
    if style == "'" and not several:
        yield _single(text)
    if not several and (text or where == "value"):
        yield text
    if '"' in text or "\\" in text:
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


def _read_back(written: str, where: Where) -> Value | None:
    """Return the one value that is read where the text stands, None if it is not one or has a problem."""
    found = read_mapping(_FRAMES[where].replace("{}", written), "", 1)
    if found.problems or found.properties is None or len(found.properties) != 1:
        return None
    value = found.properties[0].value
    if where == "value":
        return value
    return value.items[0] if value.kind == "list" and len(value.items) == 1 else None
