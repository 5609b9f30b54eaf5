"""Shows text from notes as text: nothing in it is markup, for Obsidian and for CommonMark with tables."""

import re
import unicodedata
from urllib.parse import quote

REPLACEMENT = "\ufffd"
"""What stands for a character that must not be written: it is seen that something was there."""

_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029 ]+")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")

_MARKLESS = frozenset({"Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp"})
_BLANK_SIGNS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and a sign of Unicode that are drawn as nothing."""

# Each alternative is one construct of Obsidian, of CommonMark, or of a plugin that many have.
_MARKUP = re.compile(
    r"""
      [\\`*\[\]<$~^]            # escapes, code, emphasis, links, HTML and Templater, math, struck-out text, block ids
    | (?<![^\W_])_ | _(?![^\W_])  # emphasis; inside a word an underscore is none
    | (?<!\w)\#                 # tags, headings and what closes them; C# is none
    | (?<==)= | =(?==)          # highlights
    | (?<=[%<])% | %(?=%)       # comments; the tag of a template
    | (?<={){ | {(?={)          # placeholders
    | (?<=<)!                   # comments and markers
    | (?<=--)> | (?<=%)>        # their ends
    | (?<=:):                   # fields of Dataview
    | &(?=\#|[A-Za-z][A-Za-z0-9]*;)  # character references
    """,
    re.VERBOSE,
)
# What means something only where a line begins: quotes, lists, rules, underlines of headings, rows of a table.
_START = re.compile(r"(?P<digits>\d{1,9})(?=[.)](?:\s|$))|(?=[-+](?:\s|$)|-[- ]*$|[>=]|[|:][-:| ]*$)")


def _one_line(text: str) -> str:
    """Return the text on one line: breaks and runs of blanks are one blank, unseen characters are shown."""
    return _UNSEEN.sub(REPLACEMENT, _BREAKS.sub(" ", text)).strip()


def _is_seen(text: str) -> bool:
    """Return whether a text has a letter or sign that leaves a mark where it stands."""
    return any(char not in _BLANK_SIGNS and unicodedata.category(char) not in _MARKLESS for char in text)


def _inline(line: str, *, table: bool) -> str:
    """Return one line with a backslash before whatever is markup in the middle of a line."""
    escaped = _MARKUP.sub(r"\\\g<0>", line)
    if not table:
        return escaped
    # A backslash at a cell's end would take the pipe that ends the cell for text.
    ended = f"{escaped[:-2]}&#92;" if escaped.endswith("\\") else escaped
    return ended.replace("|", r"\|")


def as_text(text: str, *, table: bool = False) -> str:
    r"""Return markdown on one line that shows ``text`` literally, wherever it stands in a note.

    A backslash stands before what would be markup, and only there: names stay readable as plain text.
    ``table`` says that it stands in a table's cell, where a pipe is written ``\|``. Control characters, and those
    that turn the direction of what follows, become U+FFFD. Addresses of the web stay as they are.
    """
    line = _one_line(text)
    start = _START.match(line)
    if start is None:
        return _inline(line, table=table)
    digits = start["digits"] or ""
    rest = line[len(digits) :]
    escaped = _inline(rest, table=table)
    return digits + (escaped if escaped.startswith("\\") else f"\\{escaped}")


def link(path: str, shown: str, *, table: bool = False) -> str:
    r"""Return a link to a note, with shown text: ``[[People/Ada Lovelace|Ada Lovelace]]``.

    ``path`` is relative to the root, with or without ``.md``; ``table`` escapes the pipe. What a wikilink cannot
    hold (brackets, ``#``, markup in the name) is written as a markdown link, which Obsidian reads as well. Where
    neither ``shown`` nor the file's name has anything to see, U+FFFD is shown.
    """
    target = path.removesuffix(".md")
    names = (_one_line(shown), _one_line(target.rsplit("/", 1)[-1]))
    words = next(filter(_is_seen, names), REPLACEMENT)
    plain = all("|" not in part and _inline(part, table=table) == part for part in (target, words))
    if plain and target == _one_line(target) and "#" not in target:
        pipe = r"\|" if table else "|"
        return f"[[{target}{pipe}{words}]]"
    address = quote(f"{target}.md", safe="/", errors="surrogateescape")
    return f"[{_inline(words, table=table)}]({address})"
