"""Takes the README's picture: the example vault's dashboard, rendered as Obsidian shows it, by headless Chromium.

``python docs/picture.py`` writes docs/dashboard.png. ``--dark`` shows the other colours, ``--html FILE`` keeps the page
that was taken, ``--width`` and ``--height`` say how much of it is seen.
"""

import argparse
import html
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from vaultkit.api import open_vault
from vaultkit.disk.packaged import example_vault
from vaultkit.session.demo import EXAMPLE_DAY

DOCS = Path(__file__).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


def wikilink(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the signature is markdown-it's
    """Show ``[[path|shown]]`` as a link."""
    if not state.src.startswith("[[", state.pos):
        return False
    end = state.src.find("]]", state.pos)
    if end < 0:
        return False
    if not silent:
        path, _, shown = state.src[state.pos + 2 : end].partition("|")
        state.push("link_open", "a", 1).attrs = {"href": "#"}
        state.push("text", "", 0).content = shown or path
        state.push("link_close", "a", -1)
    state.pos = end + 2
    return True


def callouts(tokens: list[Token]) -> list[Token]:
    """Return the tokens with quotations that begin with ``[!kind]`` as callouts: a title, and what it holds."""
    shown: list[Token] = []
    in_callout = False
    for token in tokens:
        opens = len(shown) > 1 and shown[-2].type == "blockquote_open" and shown[-1].type == "paragraph_open"
        if token.type == "inline" and opens and token.content.startswith("[!"):
            shown.pop()
            head, _, rest = token.content.partition("\n")
            kind, _, title = head[2:].partition("]")
            folded = " folded" if title.startswith("-") else ""
            shown[-1].attrs = {"class": f"callout {html.escape(kind.lower())}{folded}"}
            shown.append(paragraph(title.lstrip("+-").strip() or kind.capitalize(), "title"))
            shown += [paragraph(rest)] if rest else []
            in_callout = True
        elif in_callout and token.type == "paragraph_close":
            in_callout = False
        else:
            shown.append(token)
    return shown


def paragraph(text: str, style: str = "") -> Token:
    """Return a paragraph of markdown as one token."""
    return Token("html_block", "", 0, content=f'<p class="{style}">{MARKDOWN.renderInline(text)}</p>\n')


def make_markdown() -> MarkdownIt:
    """Return a renderer for what stands in a dashboard: CommonMark, tables, wikilinks."""
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")
    markdown.inline.ruler.before("link", "wikilink", wikilink)
    return markdown


MARKDOWN = make_markdown()


def page(text: str, title: str, *, dark: bool = False) -> str:
    """Return a note as a page of HTML, less its front matter; with the title that Obsidian puts above it."""
    if text.startswith("---\n"):
        text = text[4:].partition("\n---\n")[2]
    tokens = callouts(MARKDOWN.parse(text))
    body = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    style = (DOCS / "picture.css").read_text("utf-8")
    heading = "" if "<h1>" in body else f"<h1>{html.escape(title)}</h1>"
    theme = "dark" if dark else "light"
    return (
        f'<!doctype html><html class="{theme}"><meta charset="utf-8"><style>{style}</style>'
        f"<main>{heading}{body}</main></html>"
    )


def dashboard() -> str:
    """Return the example vault's dashboard as it is on the vault's day."""
    return open_vault(example_vault(), today=EXAMPLE_DAY).dashboard_text()


def take(source: Path, picture: Path, width: int, height: int) -> None:
    """Take a picture of a page; SystemExit where there is no browser or it takes none."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        sys.exit(f"no browser found; looked for {', '.join(BROWSERS)}")
    with tempfile.TemporaryDirectory() as profile:
        size = (f"--window-size={width},{height}", "--force-device-scale-factor=2")
        place = (f"--user-data-dir={profile}", f"--screenshot={picture.absolute()}", source.absolute().as_uri())
        subprocess.run([browser, *FLAGS, *size, *place], check=True, capture_output=True, timeout=120)  # noqa: S603 - the browser that was found
    if not picture.exists():
        sys.exit("the browser took no picture")


def main(arguments: list[str]) -> None:
    """Render the note and take the picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("note", nargs="?", type=Path, help="another note than the example vault's dashboard")
    parser.add_argument("--out", type=Path, default=DOCS / "dashboard.png")
    parser.add_argument("--html", type=Path, help="keep the page here")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--width", type=int, default=900)
    parser.add_argument("--height", type=int, default=1480)
    chosen = parser.parse_args(arguments)
    text = chosen.note.read_text("utf-8") if chosen.note else dashboard()
    with tempfile.TemporaryDirectory() as folder:
        source = chosen.html or Path(folder) / "page.html"
        source.write_text(page(text, chosen.note.stem if chosen.note else "Dashboard", dark=chosen.dark), "utf-8")
        take(source, chosen.out, chosen.width, chosen.height)
    print(chosen.out)


if __name__ == "__main__":
    main(sys.argv[1:])
