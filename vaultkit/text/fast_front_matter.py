"""Plain front matter, line by line: what ``frontmatter.read_front_matter`` says of it, in a fraction of the time.

The clear reader defines what front matter means; this one answers only where it surely says the same, and a test holds
the two to be equal. These go to the clear reader:

- lines other than ``key: value``, ``key: [a, b]``, ``key:``, and ``- value`` below a ``key:``;
- keys other than words, and keys that stand twice;
- comments, blank lines, tabs, and characters that do not print;
- values over several lines, maps, lists in lists, tags, anchors and aliases, escapes in quotes.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from vaultkit.model.note import Link
from vaultkit.model.value import Property, Value
from vaultkit.text.frontmatter import MAX_CHARACTERS, FrontMatter, links_in
from vaultkit.text.yaml_values import core_value

_LONGEST = 500
"""Characters of a line; YAML ends a key at 1,024."""
_FIRST = r"""[^\s\-?:,\[\]{}#&*!|>'"%@`]"""
_PLAIN = rf"(?:{_FIRST}|-(?=[^\s,\[\]{{}}]))(?:[^\s:#]|:(?=\S)|(?<=\S)\#|\ (?!\#))*"
"""A scalar without quotes: no ``: `` and no `` #`` in it, and nothing first that would mean something."""
_QUOTED = r""""[^"\\]*"|'[^']*'"""
_SCALAR = rf"(?:(?P<plain>{_PLAIN})|(?P<quoted>{_QUOTED}))"
_ENTRY = re.compile(
    rf"""(?P<key>\w[\w\ -]*):(?:\ +(?:{_SCALAR}|\[(?P<list>(?:[^\[\]"']|{_QUOTED})*)\]))?\ *""", re.VERBOSE
)
_ITEM = re.compile(rf"(?P<dash>\ *-)(?:\ +{_SCALAR})?\ *", re.VERBOSE)
_PART = re.compile(
    rf"\ *(?:(?P<plain>{_FIRST}[^:\#,\[\]{{}}]*)|(?P<quoted>{_QUOTED})\ *)(?P<more>,|\Z)",
    re.VERBOSE,
)
_UNREADABLE = "\ufffd"
_value, _property = Value, Property


def read_fast(lines: Sequence[str]) -> FrontMatter | None:
    """Return what the head of a note says whose first line is ``---``; None where that is not surely plain."""
    found: dict[str, Property] = {}
    name, length = "", 0
    items: list[Value] = []
    dash = ""
    for number, line in enumerate(lines[1:], 2):
        if line == "---":
            _end_list(found, name, dash, items)
            return FrontMatter(number, tuple(found.values()), tuple(_links(found.values(), lines[:number])))
        length += len(line) + 1
        if len(line) > _LONGEST or length > MAX_CHARACTERS or not line.isprintable() or _UNREADABLE in line:
            return None
        item = _ITEM.fullmatch(line) if line.startswith((" ", "-")) else None
        if item:
            if not name or (items and item["dash"] != dash):
                return None
            dash = item["dash"]
            items.append(_scalar(item, number) or _value("scalar", number, item.end("dash") + 1))
            continue
        _end_list(found, name, dash, items)
        entry = _ENTRY.fullmatch(line)
        value = _said(entry, number) if entry else None
        key = entry["key"].rstrip(" ") if entry else ""
        if entry is None or value is None or key in found:
            return None
        found[key] = _property(key, value, number, 1)
        name, items = key if entry.lastgroup == "key" else "", []
    return None


def _said(entry: re.Match[str], number: int) -> Value | None:
    """Return what stands behind a key: a scalar, nothing, or a list in brackets; None where that is not plain."""
    if entry["list"] is not None:
        return _list(entry, number)
    return _scalar(entry, number) or _value("scalar", number, entry.end("key") + 2)


def _list(entry: re.Match[str], number: int) -> Value | None:
    """Return a list in brackets, or None where one of its items is not plain."""
    at, end = entry.span("list")
    value_column, is_open = at, bool(entry["list"].strip(" "))
    items: list[Value] = []
    while is_open:
        part = _PART.match(entry.string, at, end)
        item = _scalar(part, number) if part else None
        if part is None or item is None:
            return None
        items.append(item)
        at, is_open = part.end(), part["more"] == ","
    return _value("list", number, value_column, items=tuple(items))


def _scalar(match: re.Match[str], number: int) -> Value | None:
    """Return the scalar that was matched, or None where there is none."""
    plain, quoted = match["plain"], match["quoted"]
    if plain is not None:
        text = plain.rstrip(" ")
        return _value("scalar", number, match.start("plain") + 1, text, core_value(text))
    if quoted is not None:
        return _value("scalar", number, match.start("quoted") + 1, quoted[1:-1], quoted[1:-1])
    return None


def _end_list(found: dict[str, Property], name: str, dash: str, items: Sequence[Value]) -> None:
    """Give the key above a list its items."""
    if items:
        above = found[name]
        value = _value("list", items[0].line, len(dash), items=tuple(items))
        found[name] = _property(name, value, above.line, 1)


def _links(properties: Iterable[Property], lines: Sequence[str]) -> Iterator[Link]:
    """Yield the links of properties; most have none."""
    for each in properties:
        if "[[" in lines[each.line - 1] or any("[[" in item.text for item in each.value.items):
            yield from links_in(each.value, lines)
