"""Notes made at random for the tests of edits: front matter in every style, bodies of every kind, four ways to save."""

from dataclasses import dataclass
from hashlib import sha256
from random import Random

from vaultkit.model.edit import Source

PATH = "People/Ada.md"
KEYS = ("name", "aliases", "prm-cadence", "Tags", "on", "2024", "trust", "follow up", "note", "job_title", "Ünï", "x")
PLAIN = (
    "Ada",
    "30",
    "NO",
    "12:30",
    "2026-11-22",
    "+47 912",
    "0123",
    "a b",
    "true",
    "null",
    "é#1x",
    "http://x.y/z",
    "~",
)
TEXTS = (
    *PLAIN, "", " ", "a: b", "a #b", "#tag", "[[Bob Kahn]]", "[[Bob|B]], x", "- a", "-", "@ada", "`x`", "%%", "{{x}}",
    "{", "*a", "&a", "!a", "|", ">", "? a", "'", '"', "it's", 'say "x"', "back\\slash", "a, b", "]", "}", "two\nlines",
    "ends\n", "\n", " lead", "trail ", "tab\t", "\x07", "\x85", "\u2028x", "\ufeff", "🙂", "---", "...", "<%x%>",
    "key:", "a\r", "--- a", "%a", "=", "<<", "\ufffd",
)  # fmt: skip
"""What is written: all that YAML, markdown or a template could take for something else."""
BODIES = (
    "", "text", "# Ada\n\n- [ ] send it 📅 2026-12-01\n- [ ] ask [due:: 2026-12-01] ^id\n- [ ] call  \n  more\n",
    "---\n\nx\n", "---\na: b\n---\n", "> - [ ] in a quote\n> - b\n\n1. [ ] one\n2. two\n", "%% hidden\n", "```\ncode\n",
    "## Interactions\n\n- 2026-11-02 call: [[Bob]] #x\n\n## Next\n\n- a\n  - [x] done ✅ 2026-01-01\n",
    "<!-- vaultkit:begin people.due -->\nx\n<!-- vaultkit:end people.due -->\n\n* [ ] after\n", "\n\n- a\n- b",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """A property as it was made: its key, its kind, and whether its value can come back to the byte."""

    key: str
    kind: str
    comes_back: bool


@dataclass(frozen=True)
class Made:
    """A note, and what it was made of."""

    source: Source
    entries: tuple[Entry, ...]
    has_front_matter: bool


def source_of(data: bytes, path: str = PATH) -> Source:
    """Return bytes as they would have been read."""
    return Source(path, data, sha256(data).hexdigest())


def made_note(random: Random, *, odd: bool = True) -> Made:
    """Return a note; without ``odd`` it holds nothing that an edit may refuse."""
    entries: list[Entry] = []
    lines: list[str] = []
    comments = iter(range(1000))
    for key in random.sample(KEYS, random.randrange(7)):
        if odd and random.random() < 0.15:
            lines.append(random.choice([f"# c{next(comments)}.", ""]))
        entry, text = _entry(random, key, f" # c{next(comments)}." if odd and random.random() < 0.25 else "", odd=odd)
        entries.append(entry)
        lines += text.split("\n")
    has_front_matter = bool(lines) or random.random() < 0.3
    body = random.choice(BODIES if odd else BODIES[:3])
    text = "".join(f"{line}\n" for line in ("---", *lines, "---")) + body if has_front_matter else body
    data = text.encode()
    if random.random() < 0.3:
        data = data.replace(b"\n", b"\r\n")
    if random.random() < 0.2:
        data = data.removesuffix(b"\n").removesuffix(b"\r")
    if random.random() < 0.2:
        data = b"\xef\xbb\xbf" + data
    return Made(source_of(data), tuple(entries), has_front_matter)


def _entry(random: Random, key: str, comment: str, *, odd: bool) -> tuple[Entry, str]:
    """Return a property in some style, and its lines."""
    one, two, three = random.choice(PLAIN), random.choice(PLAIN[:8]), random.choice(PLAIN[:8])
    dash = random.choice(["- ", "  - ", "    -   "])
    listed = f"{key}:{comment}\n{dash}{one}\n{dash}{two}"
    styles = {
        "plain": (f"{key}: {one}{comment}", True),
        "wide": (f"{key}:   {one}  {comment}", True),
        "single": (f"{key}: 'it''s {one}'{comment}", True),
        "double": (f'{key}: "a\\nb: {one}"{comment}', True),
        "empty": (f"{key}:{comment}", True),
        "blank": (f"{key}: {comment}", True),
        "literal": (f"{key}: |-{comment}\n    {one}\n\n    more", True),
        "literal clipped": (f"{key}: |{comment}\n  {one}\n  {two}", True),
        "flow": (f"{key}: [{one}, {two}, {three}]{comment}", True),
        "flow quoted": (f"{key}: [\"{one}\",'{two}']{comment}", True),
        "flow empty": (f"{key}: []{comment}", True),
        "block": (listed, True),
        "block quoted": (f'{key}:\n{dash}"{one}"\n{dash}"{two}"', True),
    }
    if odd:
        styles |= {
            "below": (f"{key}:\n  {one}", True),
            "lines": (f"{key}: {one}\n  and {two}{comment}", False),
            "quoted lines": (f'{key}: "{one}\n\n  {two}"{comment}', False),
            "kept": (f"{key}: |+\n  {one}\n\n", False),
            "folded": (f"{key}: >-{comment}\n  {one}\n  {two}", False),
            "indented": (f"{key}: |2\n    {one}\n  x", False),
            "flow lines": (f"{key}: [\n  {one},{comment}\n  {two},\n]", False),
            "flow gaps": (f"{key}: [ {one} ,{two},  [a, b] , ]", False),
            "block gaps": (
                f"{key}:\n{dash}{one}{comment}\n\n{dash}'{two}'\n{dash.rstrip()}\n{dash}a\n{dash}  b",
                False,
            ),
            "block deep": (f"{key}:\n  - - a\n    - b{comment}\n  - k: {one}\n    l: {two}\n  - {three}", False),
            "map": (f"{key}:{comment}\n  a: {one}\n  b:\n    - {two}", False),
            "flow map": (f"{key}: {{a: {two}, b: [c]}}{comment}", False),
            "link": (f"{key}: [[Bob Kahn]]{comment}", False),
            "template": (f"{key}: {{{{x}}}}{comment}", False),
            "anchor": (f"{key}: &a {two}{comment}", False),
            "tag": (f"{key}: !!str {two}", False),
            "tab": (f"{key}:\t{one}\t{comment}", False),
            "explicit": (f"? {key}\n: {two}", False),
            "twice": (f"{key}: {one}\n{key}: {two}", False),
        }
    kind = random.choice(sorted(styles))
    text, comes_back = styles[kind]
    return Entry(key, kind, comes_back), text
