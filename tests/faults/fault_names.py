"""Names that mean harm, and a folder in which harm can be seen."""

import unicodedata
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

BASES = (
    "", " ", ".", "..", "...", "../x", "../../x", "../outside/Secret", "../outside/new", "/etc/passwd",
    "/var/x", "~/x", "~", "$HOME", "a/b", "a//b", "./a", "a/./b", "a/../../x", "a\\b", "..\\x", "C:\\x", "C:x",
    "\\\\server\\share", "CON", "con", "NUL", "aux", "COM1", "lpt9", "CONIN$", "nul.txt", "con.md", "a:b",
    "a*b", "a?b", 'a"b', "a<b", "a>b", "a|b", "a\u0000b", "\u0000", "a\nb", "a\rb", "a\tb", "a\u001bb",
    "a\u007fb", "a\u0085b", "\u202egnp.exe", "a\u200bb", "\u200b", "\ufeffa", "a\u2028b", "\udc80", "a\udcffb",
    "#a", "a#b", "a^b", "a[b", "a]b", "[[a]]", "![[a]]", "[a](b)", "-a", "--help", "--yes", "-", "a.", ".a",
    "a ", " a", "a" * 300, "é" * 150, "𝔘" * 80, "Ada", "ada", "ADA", "Ada.md", "ada.MD", "People/Ada", "Zoë",
    "Zoë", "ZOË", "zoe", "Straße", "STRASSE", "Dangling", "Leads", "Out", "Out/x", "Out/Secret", "Link",
    "Folder", "Folder/x", ".trash", ".trash/x", ".obsidian", ".obsidian/app", ".git/config", "vaultkit",
    "vaultkit.toml", "Dashboard", "Dashboard.md", "templates/person", "..%2fx", "%2e%2e/x", "。。/x", "．．/x",
    "‥/x", "a∕b", "a／b", "{{title}}", "{{../x}}", "<% x %>", "`x`", "$(x)", ";x", "&x", "%x%", "a%00b", "null",
    "true", "0", "1e3", "2026-11-22", "---", "- x", ": x", "*x", "&x y", "!x", "@x", "'x", '"x', "x: y",
    "x #y", "İ", "ß", "ſ", "ﬁ", "Ａda", "ᅠ", "👩\u200d💻", "🏴\U000e0067",
)  # fmt: skip
BEFORE = ("", "../", "/", "./", "Out/", "Folder/", "\u202e", " ", "~/", ".")
AFTER = ("", "/", ".md", "/../../x", " ", ".", "\0", "/x", "\\", "\n")

OUTSIDE = {"outside/Secret.md": b"secret\n", "outside/Ada.md": b"another\n", "x.md": b"x\n", "x": b"x\n"}
INSIDE = {
    "vaultkit.toml": b"",
    "People/Ada.md": b"# Ada\n\n## Log\n- 2026-11-01 call: x\n",
    "People/Zo\u00eb.md": b"# Zoe\n[[Ada]]\n",
    "People/Straße.md": b"# S\n",
    "Dashboard.md": b"mine\n",
    ".obsidian/app.json": b"{}",
    ".trash/Old.md": b"old\n",
    "Notes/Of.md": b"[[Ada]] and [Ada](People/Ada.md)\n",
}
LINKS = {
    "People/Out": "../../outside",
    "People/Leads.md": "../../outside/Secret.md",
    "People/Dangling.md": "nowhere.md",
    "Folder": "../outside",
    "People/Link.md": "Ada.md",
}


def names() -> Iterator[str]:
    """Yield hostile names without end: the bases, their other forms, and what can stand around them."""
    yield from BASES
    for form in ("NFD", "NFKC"):
        yield from (unicodedata.normalize(form, base) for base in BASES)
    for before in BEFORE:
        for after in AFTER:
            for base in BASES[:40] if before or after else ():
                yield f"{before}{base}{after}"


def hostile(count: int) -> list[str]:
    """Return that many of them, each once."""
    return list(islice(dict.fromkeys(names()), count))


def lay_out(folder: Path) -> Path:
    """Make a vault, with files beside it that must not be touched and links that lead to them; return the vault."""
    for root, files in ((folder, OUTSIDE), (folder / "vault", INSIDE)):
        for path, data in files.items():
            place = root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
    for path, target in LINKS.items():
        (folder / "vault" / path).symlink_to(target)
    (folder / "work").mkdir()
    return folder / "vault"


def everything(folder: Path) -> Mapping[str, bytes | str]:
    """Return what lies there: the bytes of files, where links lead, and that folders are folders."""
    found: dict[str, bytes | str] = {}
    for place in sorted(folder.rglob("*")):
        path = str(place.relative_to(folder))
        if place.is_symlink():
            found[path] = str(place.readlink())
        else:
            found[path] = place.read_bytes() if place.is_file() else "folder"
    return found
