"""Fills templates in the syntax of Obsidian's own Templates plugin; no code in them is ever run."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from vaultkit.text.moment_format import format_moment

Given = str | Sequence[str]

_PLACEHOLDER = re.compile(r"\{\{[ \t]*([A-Za-z_][\w-]*)[ \t]*(?::([^{}\n]*))?\}\}")
_FRONT_MATTER = re.compile(r"(\ufeff?---[ \t]*\r?\n)(.*?\n)?(?=---[ \t]*\r?(?:\n|\Z))", re.DOTALL)
_ENTRY = re.compile(r"(?P<lead>[ \t]*(?:- +)*(?:(?P<key>[^\s:#\"'\[{-][^:#\"'\n]*):(?:[ \t]+|$))?)(?P<value>.*)")
_BREAKS = re.compile(r"(?:\s|[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffc\U00010000-\U0010ffff])+")
"""Blanks, and what YAML or our reader allows in no text; U+FFFD stands for bytes that were lost."""
_EMPTY = re.compile(r"([^\s:#\"'\[{-][^:#\"'\n]*):[ \t]*(?:\[[ \t]*\])?[ \t]*")
# Plain text that some reader of YAML takes for something else than the text: null, the truth values of old, numbers
# that are written in another way than they would be printed, times.
_MISTAKEN = re.compile(
    r"~|null|yes|no|on|off|y|n|[-+]?(?:0[0-9xob][\w.]*|[\d_]*_[\d_.]*|\d[\d.]*e[-+]?\d+|\.\w+|\d+\.\d*0|\d+(?::\d+)+|\d+\.)"
    r"|\+\d[\d.]*|\d{4}-\d{2}-\d{2}[tT ].*|[-+]?\.?(?:inf|nan)",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[\w(](?:[\w .;()/'$%^*+=&|~@!?<>-]|:(?=[\w/])|,)*")
_FLOW_MARKS = ",[]{}"


def _one_line(value: Given) -> str:
    """Return a value on one line; the items of a list are parted by commas."""
    text = value if isinstance(value, str) else ", ".join(value)
    return _BREAKS.sub(" ", text).strip()


def _quoted(text: str) -> str:
    """Return a text between double quotes, escaped as YAML has it."""
    inner = "".join(
        f"\\{char}" if char in '"\\' else char if char.isprintable() else f"\\U{ord(char):08x}" for char in text
    )
    return f'"{inner}"'


def scalar(text: str, *, flow: bool = False) -> str:
    """Return a YAML scalar that reads back as exactly this text, on one line; plain where that is safe.

    ``flow`` says that it stands between brackets or braces.
    """
    line = _one_line(text)
    safe = _PLAIN.fullmatch(line) and not _MISTAKEN.fullmatch(line)
    if safe and not (flow and any(mark in line for mark in _FLOW_MARKS)):
        return line
    return _quoted(line)


def _is_item(line: str) -> bool:
    """Return whether a line of front matter is an item of the property above it."""
    return line.lstrip().startswith("- ")


@dataclass(frozen=True, slots=True)
class _Filler:
    """The values for one template."""

    values: Mapping[str, Given]
    day: date
    time: str

    def given(self, match: re.Match[str]) -> Given | None:
        """Return what a placeholder stands for; None if nobody knows it, so that it stays as it is."""
        name, pattern = match[1], match[2]
        if name in {"date", "time"} and name not in self.values:
            usual = "YYYY-MM-DD" if name == "date" else "HH:mm"
            return format_moment((pattern or "").strip() or usual, self.day, self.time)
        return None if pattern is not None else self.values.get(name)

    def prose(self, text: str) -> str:
        """Fill the body: each value is one line."""

        def put(match: re.Match[str]) -> str:
            value = self.given(match)
            return match[0] if value is None else _one_line(value)

        return _PLACEHOLDER.sub(put, text)

    def front_matter(self, lines: Sequence[str]) -> list[str]:
        """Fill the lines of front matter, placeholders and properties that the template leaves empty."""
        placed = {match[1] for line in lines for match in _PLACEHOLDER.finditer(line)}
        result: list[str] = []
        at = 0
        while at < len(lines):
            line = lines[at]
            items = list(takewhile(_is_item, lines[at + 1 :]))
            match = _EMPTY.fullmatch(line)
            key = match[1].strip() if match else ""
            value = "" if key in placed else self.values.get(key, "")
            if match and value and not items:
                result.extend(_written(f"{match[1]}:", value))
            elif match and value:
                indent = items[-1][: len(items[-1]) - len(items[-1].lstrip())]
                there = {item.lstrip(" -").strip("\"' ").casefold() for item in items}
                wanted = (value,) if isinstance(value, str) else value
                result.extend([line, *(new for item in items for new in self.entry(item))])
                result.extend(f"{indent}- {scalar(item)}" for item in wanted if item.casefold() not in there)
                at += len(items)
            else:
                result.extend(self.entry(line))
            at += 1
        return result

    def entry(self, line: str) -> list[str]:
        """Fill one line of front matter so that it stays the YAML that the template means."""
        match = _ENTRY.fullmatch(line)
        if match is None or line.lstrip().startswith("#"):
            return [self.prose(line)]
        lead, value = match["lead"], match["value"]
        whole = _PLACEHOLDER.fullmatch(value.strip().strip("\"'"))
        if whole and (given := self.given(whole)) is not None:
            return _written(lead, given)
        if value[:1] in {'"', "'", "[", "{"}:
            return [lead + self.flow(value)]
        filled = self.prose(value)
        return [lead + (scalar(filled) if filled != value else value)]

    def flow(self, text: str) -> str:
        """Fill a quoted scalar or a list between brackets: values take the quotes that they stand in."""
        result = ""
        at = 0
        quote = ""
        while at < len(text):
            match = _PLACEHOLDER.match(text, at)
            given = self.given(match) if match else None
            if match and given is not None:
                result += _within(given, quote)
                at = match.end()
                continue
            char = text[at]
            if quote == '"' and char == "\\":
                char = text[at : at + 2]
            elif char == quote:
                quote = ""
            elif not quote and char in {'"', "'"} and (not at or text[at - 1] in " ,[{:"):
                quote = char
            result += char
            at += len(char)
        return result


def _within(given: Given, quote: str) -> str:
    """Return a value as it is written inside quotes, or inside brackets where no quote is open."""
    if quote == '"':
        return _quoted(_one_line(given))[1:-1]
    if quote == "'":
        return _one_line(given).replace("'", "''")
    items = (given,) if isinstance(given, str) else given
    return ", ".join(scalar(item, flow=True) for item in items)


def _written(lead: str, given: Given) -> list[str]:
    """Return the lines for a property or list item whose value is all given."""
    if isinstance(given, str):
        start = f"{lead.rstrip()} " if lead.strip() else lead
        return [(start + scalar(given)) if given.strip() else lead.rstrip()]
    if lead.rstrip().endswith("-"):
        return [lead + scalar(item) for item in given]
    if not given:
        return [f"{lead.rstrip()} []"]
    indent = lead[: len(lead) - len(lead.lstrip())]
    return [lead.rstrip(), *(f"{indent}  - {scalar(item)}" for item in given)]


def fill(template: str, values: Mapping[str, Given], day: date, time: str = "00:00") -> str:
    """Return a template with its placeholders filled.

    Known are Obsidian's ``{{date}}``, ``{{date:FORMAT}}``, ``{{time}}``, ``{{time:FORMAT}}`` (Moment's tokens) and
    every key of ``values``, ``title`` among them; others stay as they are, and so does the code of other template
    plugins. In the body each value is one line. In front matter it becomes a YAML scalar, or a list where it is no
    single text; and a property that the template leaves empty takes the value of its name, a list its further items,
    so that one template serves vaultkit and Obsidian's plugin, which knows no placeholders of ours.
    """
    filler = _Filler(values, day, time)
    front = _FRONT_MATTER.match(template)
    if front is None or front[2] is None:
        return filler.prose(template)
    ending = "\r\n" if front[1].endswith("\r\n") else "\n"
    lines = front[2].replace("\r\n", "\n").removesuffix("\n").split("\n")
    filled = "".join(line + ending for line in filler.front_matter(lines))
    return front[1] + filled + filler.prose(template[front.end() :])
