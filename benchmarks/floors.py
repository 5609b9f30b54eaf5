"""The least that the same work could cost, and what one would write first: what the rows are measured against."""

import os
from pathlib import Path

import frontmatter
import yaml
from markdown_it import MarkdownIt

EMPTY_PROGRAM = "import typer\napp = typer.Typer()\n@app.command()\ndef main() -> None: ...\napp()"
"""A typer program that does nothing."""


def walk(root: Path) -> list[str]:
    """Look at every note: scandir and stat, dot-folders left out."""
    found, folders = [], [str(root)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif entry.name.endswith(".md"):
                    entry.stat()
                    found.append(entry.path)
    return found


def contents(root: Path) -> list[bytes]:
    """Walk, and read every note."""
    found = []
    for path in walk(root):
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - as fast as it goes
            found.append(file.read())
    return found


def least(root: Path) -> None:
    """Walk, read, and parse every front matter with PyYAML's loader in C."""
    for data in contents(root):
        if data.startswith(b"---\n"):
            yaml.load(data[4 : data.index(b"\n---", 4)], Loader=yaml.CSafeLoader)


def naive(root: Path) -> None:
    """Read every note as one would at first: python-frontmatter, then all of markdown-it-py."""
    markdown = MarkdownIt("commonmark").enable("table")
    for path in walk(root):
        markdown.parse(frontmatter.load(path).content)
