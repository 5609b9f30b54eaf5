"""Notes made to be slow: each is read whole or, with a hint, plainly; none takes the program down."""

import subprocess
import sys

import pytest

from vaultkit.text.parse import parse

COMPLEX = "note-too-complex"
SIZE = 100_000
SECONDS = 20
PROGRAM = "import sys\nfrom vaultkit.text.parse import parse\nparse('a.md', sys.stdin.buffer.read())\n"


def times(part: str, size: int = SIZE) -> str:
    return part * (size // len(part.encode()))


TABLE = "|".join(["", *["a"] * 500, ""]) + "\n" + "|".join(["", *["-"] * 500, ""]) + "\n"
SLOW = {
    "brackets": times("["),
    "brackets two by two": times("[["),
    "wikilinks that never end": times("[[a"),
    "wikilinks with single brackets": "[[" + times("a]"),
    "embeds that never end": times("!["),
    "links in links": times("[a](", SIZE) + "x",
    "links with one destination": times("[") + "](x)",
    "destinations that never end": times("[a](<b"),
    "titles that never end": times('[a](b "'),
    "backticks of every length": "a".join("`" * length for length in range(1, 440)),
    "stars": times("*a **a "),
    "quotations": times(">"),
    "quotations line by line": "\n".join(">" * depth for depth in range(1, 440)),
    "lists in lists": times("- "),
    "lists in lists by indentation": "\n".join(" " * 2 * depth + "- a" for depth in range(300)),
    "lists and quotations": times("> - "),
    "a table of short rows": TABLE + times("|\n"),
    "a table of escaped pipes": "|a|b|\n|-|-|\n" + times("\\|"),
    "table heads": times("|a|\n|-|\n\n"),
    "lines that could be a table's": times("a|b\n"),
    "math that never ends": times("$a"),
    "math blocks that never end": times("$$\n"),
    "comments that never end": times("%%a"),
    "comment blocks": times("%%\n"),
    "html comments that never end": times("<!-- a"),
    "tags that never end": times("<a "),
    "declarations that never end": times("<!A "),
    "instructions that never end": times("<?"),
    "entities": times("&#"),
    "escapes": times("\\["),
    "hash tags": times("#a"),
    "headings": times("# a\n"),
    "setext headings": times("a\n-\n"),
    "fences": times("```\n"),
    "fences in quotations": times("> ```\n"),
    "one long line": times("word "),
    "tags and links in a line": times("[[a]] #b ", 40_000),
    "quotations between blank lines": times("> a\n\n", 10_000),
    "hyphens and blanks": "- " * 20_000 + "x",
    "blanks behind a marker": "-" + times(" ", 40_000) + "x",
    "blank lines": times("\n"),
    "our markers": times("<!-- vaultkit:begin a.b -->\n"),
    "our markers, ended": times("<!-- vaultkit:begin a.b -->\n<!-- vaultkit:end a.b -->\n"),
    "others' markers": times("%% Begin A %%\n"),
    "front matter of lists": "---\na: " + times("[a, ", 60_000) + "\n---\n",
    "front matter of links": "---\na: [" + times('"[[a]]", ', 60_000) + "]\n---\n",
    "front matter of keys": "---\n" + "".join(f"k{n}: v\n" for n in range(5_000)) + "---\n",
    "front matter of escapes": '---\na: "' + times("\\u0041", 60_000) + '"\n---\n',
    "lines of hyphens": times("---\n"),
    "carriage returns": times("\r"),
    "odd blanks": times("\u2028"),
    "tasks with days": times("- [ ] a [due:: 📅 \n"),
    "a task of blanks": "- [ ] [due::" + times(" "),
    "an option of quotes": "<!-- vaultkit:begin a.b " + times('a="') + " -->",
    "a region's marker of blanks": "%% begin" + times(" ") + "x",
    "a marker of blanks": "<!-- vaultkit:begin" + times(" ") + "x",
}
LAST = "\n\n# Last\n\n[[Ada]]\n"


@pytest.mark.parametrize("name", sorted(SLOW))
def test_it_is_read_whole_or_plainly(name: str) -> None:
    data = (SLOW[name] + LAST).encode()

    note = parse("a.md", data)

    assert note.size == len(data)
    if any(problem.code == COMPLEX for problem in note.problems):
        assert note.lines
        assert not note.items


@pytest.mark.parametrize("text", [SLOW["brackets"], SLOW["links with one destination"], SLOW["table heads"]])
def test_of_what_is_too_complex_headings_and_links_are_read(text: str) -> None:
    note = parse("a.md", f"---\na: b\n---\n{text}{LAST}".encode())

    assert [problem.code for problem in note.problems] == [COMPLEX]
    assert [heading.title for heading in note.headings] == ["Last"]
    assert [link.target for link in note.links] == ["Ada"]
    assert [found.name for found in note.properties] == ["a"]


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(SLOW))
def test_it_takes_no_longer_than_a_slow_machine_may(name: str) -> None:
    subprocess.run([sys.executable, "-c", PROGRAM], input=(SLOW[name] + LAST).encode(), timeout=SECONDS, check=True)
