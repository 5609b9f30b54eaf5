"""Wikilinks counted a second time, from markdown-it's own tokens and by none of the rules of the package."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from reading_room import NOTES, name_of

from vaultkit.text.parse import parse

MARKDOWN = MarkdownIt("commonmark").enable("table").disable(["reference", "text_join"])
FRONT = re.compile(r"\A---[ \t]*\n(.*?\n)?---[ \t]*(\n|\Z)", re.DOTALL)
GENERATED = re.compile(r"^<!-- vaultkit:begin .*?^<!-- vaultkit:end [^\n]*", re.MULTILINE | re.DOTALL)
OTHERS = re.compile(r"^%% begin .*?^%% end [^\n]*", re.MULTILINE | re.DOTALL | re.IGNORECASE)
MATH = re.compile(r"\$\$.*?\$\$|\$(?![\s$])[^$\n]*(?<![\s$])\$(?!\d)", re.DOTALL)
WIKILINK = re.compile(r"\[\[([^\[\]\n]*)\]\]")
HIDDEN = "\0"


def typed(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield a text nearly as it was typed, without code, HTML and escaped characters."""
    for token in tokens:
        match token.type:
            case "text":
                yield token.content
            case "text_special":
                yield HIDDEN if token.markup.startswith("\\") and token.content != "|" else token.markup
            case "softbreak" | "hardbreak":
                yield "\n"
            case "code_inline" | "html_inline":
                yield HIDDEN
            case "link_open":
                yield token.markup or "["
            case "link_close":
                yield token.markup or "](x)"
            case "image":
                yield f"![{''.join(typed(token.children or ()))}](x)"
            case _:
                yield token.markup


def texts(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the texts of a note that stand in no comment which goes over lines."""
    hidden = False
    for token in tokens:
        if token.type != "inline":
            continue
        shown = []
        for line in "".join(typed(token.children or ())).split("\n"):
            if hidden and "%%" in line:
                hidden = False
                shown.append(line.split("%%", 1)[1])
            elif not hidden and line.startswith("%%") and line.count("%%") == 1:
                hidden = True
            elif not hidden:
                shown.append(line)
        yield "\n".join(shown)


def second_count(text: str) -> list[str]:
    """Return the targets of a note's wikilinks."""
    text = FRONT.sub("", text.replace("\r\n", "\n").removeprefix("\ufeff"))
    found = []
    for shown in texts(MARKDOWN.parse(OTHERS.sub("", GENERATED.sub("", text)))):
        plain = MATH.sub(HIDDEN, re.sub(r"%%.*?%%", HIDDEN, shown, flags=re.DOTALL))
        found += [link.split("|")[0].split("#")[0].strip("\\ ") for link in WIKILINK.findall(plain) if link.strip()]
    return found


@pytest.mark.parametrize("path", NOTES, ids=name_of)
def test_both_counts_agree(path: Path) -> None:
    data = path.read_bytes()
    note = parse("a.md", data)

    assert [link.target for link in note.links if link.style == "wikilink"] == second_count(data.decode("utf-8"))


def test_there_is_something_to_count() -> None:
    assert sum(len(second_count(path.read_text("utf-8"))) for path in NOTES) > 500
