"""The links in a note's comments, which are no links to any reader, but are meant to lead somewhere all the same."""

import re
from collections.abc import Iterator, Sequence

from vaultkit.model.note import Link, Note
from vaultkit.text import regions
from vaultkit.text.frontmatter import closing_line
from vaultkit.text.lines import decode, split_lines
from vaultkit.text.markdown import Comment, read_body

_MARK = re.compile(r"%%|<!--|-->")
_BEFORE = " \t>"


def links_in_comments(note: Note, data: bytes) -> tuple[Link, ...]:
    """Return the links in the comments of a note, in their order; ``data`` are its bytes.

    Comments are ``%% … %%`` and ``<!-- … -->`` of the body, read as markdown themselves, so that code in them stays
    code. Those of generated regions do not count, nor does a link that goes over two lines. Of a note that is too
    complex to be read whole there are none.
    """
    if not (b"%%" in data or data.count(b"<!--") > data.count(b"<!-- vaultkit:")) or not _may_link(data):
        return ()
    lines = split_lines(decode(data).text)
    first = closing_line(lines) + 1
    visible = list(lines)
    own, _ = regions.markers_in(lines, first)
    spans = [(marker.line, marker.end) for marker in own]
    for begin, end in [*spans, *regions.foreign_regions(lines, first)]:
        visible[begin - 1 : end] = [""] * (end - begin + 1)
    drawn = regions.drawing(visible, first) if note.property("excalidraw-plugin") else None
    if drawn is not None:
        visible[drawn - 1 :] = [""] * (len(visible) - drawn + 1)
    try:
        comments = read_body(visible, first).comments
        return tuple(link for comment in comments for link in _links(comment, visible))
    except Exception:  # noqa: BLE001 - as in the reading of notes: whatever a note holds, no command ends with it
        return ()


def _may_link(data: bytes) -> bool:
    """Return whether bytes hold what begins or ends a link."""
    return b"[[" in data or b"](" in data


def _links(comment: Comment, lines: Sequence[str]) -> Iterator[Link]:
    """Yield the links of one comment, with their places in the note."""
    texts: list[str] = []
    columns: list[int] = []
    for line, start, end in comment:
        text = _MARK.sub(lambda mark: " " * len(mark[0]), lines[line - 1][start:end])
        bare = text.lstrip(_BEFORE)
        texts.append(bare)
        columns.append(start + len(text) - len(bare))
    if not any("[" in text for text in texts):
        return
    for link in read_body(texts).links:
        if "\n" not in link.source:
            place = link.line - 1
            yield link._replace(line=comment[place][0], column=link.column + columns[place])
