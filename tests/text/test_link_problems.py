"""Links that could lead to several files, and those that lead nowhere."""

from vaultkit.model.index import Index
from vaultkit.text.link_problems import ambiguous_links, unresolved_links
from vaultkit.text.parse import parse


def index_of(**notes: str) -> Index:
    return Index.of([parse(f"{path.replace('__', '/')}.md", text.encode()) for path, text in notes.items()])


def test_a_link_that_only_the_length_of_a_path_decides_is_ambiguous() -> None:
    index = index_of(Start="see [[Minutes]]", Club__Minutes="", Work__Minutes="")

    (found,) = ambiguous_links(index)

    assert str(found.location) == "Start.md:1:5"
    assert found.message == "[[Minutes]] could be Club/Minutes.md or Work/Minutes.md"


def test_a_path_or_the_own_folder_leaves_nothing_open() -> None:
    index = index_of(Club__Start="[[Minutes]] [[Work/Minutes]] [[#Here]]", Club__Minutes="", Work__Minutes="")

    assert list(ambiguous_links(index)) == []
    assert index.resolve("Minutes", "Club/Start.md") == "Club/Minutes.md"


def test_every_link_that_leads_nowhere_has_its_place() -> None:
    index = index_of(Start="x\n- [[Nobody]] and [[Start]] and [gone](Gone.md)\n")

    assert [str(found.location) for found in unresolved_links(index)] == ["Start.md:2:3", "Start.md:2:32"]
