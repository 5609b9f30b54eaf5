"""Small vaults full of links, to be renamed and merged in: names with dots, twins, every form of link."""

from datetime import date
from urllib.parse import quote

from hypothesis import strategies as st

from vaultkit.model.edit import Edit, Move, Source, Trash
from vaultkit.model.index import Index, fold_path
from vaultkit.model.moment import Moment
from vaultkit.model.settings import Settings
from vaultkit.text.parse import parse
from vaultkit.text.rename import Renaming

TODAY = date(2026, 11, 22)
FOLDERS = ("", "People/", "Work/", "Work/People/", "Übung/")
NAMES = (
    "Ada",
    "Ada L",
    "ada king",
    "Dr. Smith",
    "O'Brien",
    "Åsa",
    "A\u030asa",
    "王伟",
    "@Bob",
    "100% (x)",
    "Tom & Co",
    "a, b",
)
FORMS = (
    "[[{bare}]]",
    "[[{path}]]",
    "[[{bare}|shown]]",
    "[[{bare}#H]]",
    "[[{path}.md]]",
    "![[{bare}]]",
    "[x](<{path}.md>)",
    "[x]({quoted}.md#h)",
    "[x](./{quoted_bare}.md)",
    "[[#H]]",
    "[[Nick]]",
    "[[../{path}]]",
)
LINES = (
    "{0} and {1}",
    "- 2026-01-02 call: {0} (with {1})",
    "> {0}",
    "`{0}` {1}",
    "%% {0} %% {1}",
    "<!-- {0} -->",
    "%%\n{0}\n\n{1}\n%%",
    "~~~\n{0}\n~~~",
    "    {0}",
    "$$\n{0}\n$$",
    "# {0}",
    "- [ ] {0}\n  - {1}",
    "text #tag",
    "",
    "| a |\n|---|\n| {cell} |",
    "%% Begin tool %%\n{0}\n%% End tool %%",
)
FRONT = (
    'a: "{wiki}"',
    "b: '{wiki}'",
    "c: {wiki}",
    'd:\n  - "{wiki}"\n  - x',
    'e: ["{wiki}", {wiki}]',
    "f: |\n  {wiki}",
)


@st.composite
def links(draw: st.DrawFn, paths: tuple[str, ...], *, wiki: bool = False) -> str:
    """Return a link to one of the notes, in one of its forms."""
    path = draw(st.sampled_from(paths)).removesuffix(".md")
    bare = path.rpartition("/")[2]
    form: str = draw(st.sampled_from(FORMS[:5] if wiki else FORMS))
    if draw(st.integers(0, 9)) == 0:
        bare = bare.swapcase()
    return form.format(path=path, bare=bare, quoted=quote(path), quoted_bare=quote(bare))


@st.composite
def notes(draw: st.DrawFn, paths: tuple[str, ...]) -> bytes:
    """Return a note that links to some of the notes from all over."""
    parts: list[str] = []
    front = draw(st.lists(st.sampled_from(FRONT), max_size=3, unique=True))
    if front:
        values = [each.replace("{wiki}", _yaml(draw(links(paths, wiki=True)), each)) for each in front]
        parts += ["---", *values, "---"]
    for line in draw(st.lists(st.sampled_from(LINES), max_size=6)):
        one, other = draw(links(paths)), draw(links(paths))
        parts += [line.format(one, other, cell=one.replace("|", "\\|")), *draw(st.sampled_from(([""], [])))]
    ending = draw(st.sampled_from(("\n", "\n", "\r\n")))
    text = ending.join("\n".join(parts).split("\n")) + draw(st.sampled_from((ending, "")))
    return draw(st.sampled_from((b"", b"", b"\xef\xbb\xbf"))) + text.encode()


def _yaml(link: str, form: str) -> str:
    """Return a link as it may stand in the front matter."""
    return link.replace("'", "''") if form.startswith("b") else link


@st.composite
def vaults(draw: st.DrawFn) -> dict[str, bytes]:
    """Return a vault of a few notes, by path; no two have paths that are the same but for case and Unicode form."""
    wanted = draw(st.lists(st.tuples(st.sampled_from(FOLDERS), st.sampled_from(NAMES)), min_size=2, max_size=6))
    paths = tuple({fold_path(f"{folder}{name}.md"): f"{folder}{name}.md" for folder, name in wanted}.values())
    return {path: draw(notes(paths)) for path in paths}


def moment_of(files: dict[str, bytes]) -> Moment:
    """Return the moment of a vault without a disk."""
    index = Index.of(parse(path, data) for path, data in files.items())
    sources = {path: Source(path, data, index.notes[path].digest) for path, data in files.items()}
    return Moment(index, TODAY, Settings(), {}, sources.__getitem__)


def after(files: dict[str, bytes], renaming: Renaming) -> dict[str, bytes]:
    """Return the vault after changes, made by hand; what goes to the trash is gone."""
    result = dict(files)
    edits = [change for change in renaming.changes if isinstance(change, Edit)]
    for edit in sorted(edits, key=lambda each: (each.path, each.start), reverse=True):
        result[edit.path] = edit.applied(result[edit.path])
    for change in renaming.changes:
        if isinstance(change, Move):
            result[change.target] = result.pop(change.path)
        elif isinstance(change, Trash):
            del result[change.path]
    return result
