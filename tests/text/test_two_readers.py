"""The fast reader and the clear one read every note the same: samples, and texts made of what markdown and YAML know.

Each rule of the fast reader was once broken to see these tests fail: a paragraph that goes on below a marker it cannot
end, an item that takes in the line below it, tags in links, a comma in quotes, a key that stands twice.
"""

import os
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading_pieces import BLANKS, ENDS, NOTE, STARTS, VALUES, WORDS
from reading_room import NOTES, VARIANTS, name_of

from vaultkit.model.note import Note
from vaultkit.text import fast_body, fast_front_matter
from vaultkit.text.frontmatter import closing_line
from vaultkit.text.lines import decode, split_lines
from vaultkit.text.parse import parse

FEW = settings(max_examples=300)
MANY = settings(
    max_examples=int(os.environ.get("READING_EXAMPLES", "10000")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

CASES = (
    "text\n2. no item\n",
    "text\n-\n",
    "text\n    - no item\n",
    "100. a\n    - b\n",
    "-\n  [x] below an empty item\n",
    "-\n\n  no part of it\n",
    "-\n- a\n  -\n  b\n",
    "- a\n  # heading in an item\n",
    "- a\n\tb\n\t- c\n\t\td\nlazy\n",
    "- a\n\n      code [[no]]\n",
    "a | b\n---|---\n",
    "a\n===\n",
    "|a\n---\n",
    "a\n\n---\n\nb\n---\n",
    "# a #\n## b#\n### #\n#### [[c]] #d ##\n",
    "- [a `b\n\tc`](u)\n",
    "[[Ada #no]] #yes\n",
    "[[a`b]] `\nx `[[no]]` y\n",
    "[[Ada]]!\n",
    "```\n    ```\n[[no]]\n",
    "````\n```\n[[no]]\n````\n[[Ada]]\n",
    "~~~ `a\n[[no]]\n~~~\n``` a`\n[[Ada]]\n",
    "$$\n\n[[no]]\n$$\n",
    "%%\n\n[[no]]\n",
    "> - [[Ada]]\n",
    "- a\n- # b\n- c\n-   d\n- e\n",
    "- a\n- - -\n- b\n",
    "- a\n- b\n\n  of b\n",
    "- a\n- 12.\n- b\n",
    "- [x] a\n- [ ] b\n- [ ]  c\n- [ ]\n- d #e\n",
    "- [[] #a [[Ada]]\n- b #c `#no` [[Bo]]\n- d [[Ada #no]] #e\n",
    "text\n12.\n~\n",
    "# a\n```\n[[no]]\n ````\n---\n",
    "".join(f"{'  ' * depth}- {depth}\n" for depth in range(14)),
    "a $x [[no]]$ b\n",
    "a %%x [[no]]%% b\n",
    "```py\n[[no]]\n```\n",
    "---\na: b\u2028c\nd: e\x07\n---\n",
    "> a\n[[lazy]]\n",
    "# a|b\n|-|-|\n",
    "> ```\n> [[no]]\n\n[[Ada]]\n",
    "> %%\n> [[no]]\n\n[[Ada]]\n",
    "> # a\n> - [ ] b [[Ada]]\n>\n> c #d\n\n[[Bo]]\n",
    "| a | b |\n|---|---|\n| [[Ada]] | #c |\n\n[[Bo]]\n",
    "- a\n\n> b\n",
    "- a\n\n  > b\n",
    "> a\n\n    > b\n\n> c\n>\n",
    "<!-- c -->\n[[Ada]]\n<!-- c\n[[no]] -->\n",
    "a\n<div>\n[[Ada]]\n",
    "12345678901. a\n123456789. b\n",
    "- a\n-     code\n",
    "- [ ] \n- [x]\n- [ ]x\n- [[Ada]]\n- [-] #a\n",
    "---\na:\n- b\n  - c\n---\n",
    "---\na: \" [[Ada|her]] \"\nb: ['[[Bo]]', \"x [[Cy]]\"]\nc:\n- '[[Di]]'\n---\n",
    "---\na:\n  - \"[[Ada]]\"\n  -\n  - b\nc: ['[[Bo]]', d]\n---\n",
    "---\na: 1\na: 2\n---\n",
    "---\na: b: c\n---\n",
    "---\na: b\n- c\n---\n",
    "---\na: [b, c: d]\n---\n",
    '---\na: "\\n"\n---\n',
    "---\na: b\ufffd\n---\n",
    "---\na: b #c\nd#: e\n---\n",
)
"""What each rule of the fast reader is there for: without it, one of these is read differently."""
PLAIN = [path.read_bytes().decode("utf-8", errors="replace") for path in NOTES]


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Return a real note with a few characters taken out, put in or doubled, or two real notes in one."""
    random = Random(draw(st.integers(0, 2**32)))  # noqa: S311 - the same notes every time
    text = random.choice(PLAIN)[:4000]
    if random.random() < 0.3:
        other = random.choice(PLAIN)[:4000]
        text = text[: random.randint(0, len(text))] + other[random.randint(0, len(other)) :]
    for _ in range(random.randint(0, 6)):
        at = random.randint(0, len(text))
        end = at + random.choice((0, 1, 1, 2, 5, 40))
        piece = random.choice((*WORDS, *STARTS, *ENDS, *BLANKS, *VALUES, text[at:end] * 2, ""))
        text = text[:at] + piece + text[end:]
    return text


def both(data: bytes, *, template: bool = False) -> tuple[Note, Note]:
    """Return a note as both readers read it."""
    fast = parse("A.md", data, template=template)
    return fast, parse("A.md", data, template=template, fast=False)


def check(text: str) -> None:
    """Compare the two readings of a text."""
    fast, clear = both(text.encode("utf-8", errors="surrogatepass"))
    assert fast == clear


@pytest.mark.parametrize("text", CASES)
def test_what_a_rule_is_for_reads_the_same(text: str) -> None:
    check(text)
    check(f"text\n\n{text}[[Ada]]\n")


@pytest.mark.parametrize("path", NOTES, ids=name_of)
def test_every_sample_reads_the_same_in_every_variant(path: Path) -> None:
    for save in VARIANTS.values():
        fast, clear = both(save(path.read_bytes()), template=True)
        assert fast == clear


def test_most_samples_are_plain() -> None:
    """Else the tests above would compare the clear reader with itself."""
    texts = [split_lines(decode(path.read_bytes()).text) for path in NOTES]
    headed = [lines for lines in texts if closing_line(lines)]

    assert sum(fast_body.read_fast(lines, closing_line(lines) + 1) is not None for lines in texts) > len(texts) / 2
    assert sum(fast_front_matter.read_fast(lines) is not None for lines in headed) > len(headed) / 2


@FEW
@given(NOTE)
def test_notes_of_markdown_and_yaml_read_the_same(text: str) -> None:
    check(text)


@FEW
@given(mutated())
def test_real_notes_with_a_few_changes_read_the_same(text: str) -> None:
    check(text)


@FEW
@given(st.text())
def test_any_text_reads_the_same(text: str) -> None:
    check(text)


@pytest.mark.slow
@MANY
@given(NOTE)
def test_many_notes_of_markdown_and_yaml_read_the_same(text: str) -> None:
    check(text)


@pytest.mark.slow
@MANY
@given(mutated())
def test_many_real_notes_with_a_few_changes_read_the_same(text: str) -> None:
    check(text)
