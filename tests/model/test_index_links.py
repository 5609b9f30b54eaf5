"""Links by the rules of the format: what is one, where it stands, and where it leads."""

import pytest
from reading_room import VARIANTS, Case, cases

from vaultkit.model.index import Index
from vaultkit.text.parse import parse

CASES = cases("links.md")


def found_links(case: Case, data: bytes) -> list[str]:
    note = parse(case.path, data)
    notes = [parse(path, b"") for path in case.files if path.endswith(".md")]
    index = Index.of([note, *notes], [path for path in case.files if not path.endswith(".md")])
    return [
        f"{link.line}:{link.column} {link.source} -> {index.resolve(link.target, note.path) or 'nothing'}"
        + (f" # {link.heading}" if link.heading is not None else "")
        for link in note.links
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_links_are_found_and_resolved_as_the_format_says(case: Case) -> None:
    for save in VARIANTS.values():
        assert found_links(case, save(case.text.encode())) == list(case.expected)
