"""How Sphinx renders the manual as a site: ``python -m sphinx -W -b html docs site``."""

import re
from importlib import metadata

from sphinx.application import Sphinx

project = "vaultkit"
release = metadata.version("vaultkit")
extensions = ["myst_parser"]  # reads markdown as it stands, so that the pages are an Obsidian vault as well
exclude_patterns = ["schemas", "__pycache__", ".obsidian"]
myst_heading_anchors = 4  # links to headings, named as GitHub and Obsidian name them
html_theme = "furo"
html_title = f"vaultkit {release}"
highlight_language = "text"
suppress_warnings = ["myst.header"]  # a page of problems begins its entries one level deeper


def add_contents(_app: Sphinx, name: str, source: list[str]) -> None:
    """Give the start page, which links to every other, the same list as the contents beside each page."""
    if name == "index":
        pages = dict.fromkeys(re.findall(r"\]\((\w+)\.md", source[0]))
        source[0] += "\n```{toctree}\n:hidden:\n\n" + "\n".join(pages) + "\n```\n"


def setup(app: Sphinx) -> None:
    """Tell Sphinx to ask ``add_contents`` of every page; a page that the start page forgets fails the build."""
    app.connect("source-read", add_contents)
