"""Links that lead nowhere, and links that could lead to several files."""

from collections.abc import Iterator

from vaultkit.model.index import Index
from vaultkit.model.problem import Problem, ProblemKind, Severity

LINK_AMBIGUOUS = ProblemKind(
    "link-ambiguous",
    Severity.HINT,
    "A link could lead to several files; as in Obsidian it leads to the one with the shortest path.",
    "[[Minutes]]\n(and there are Club/Minutes.md and Work/Minutes.md)",
    "Write the link with its folder.",
)
LINK_UNRESOLVED = ProblemKind(
    "link-unresolved",
    Severity.HINT,
    "A link leads to no file of the vault; shown by `check --links` alone, for many such links are meant for later.",
    "[[A note that is still to write]]",
    "Make the note, or correct the link.",
)


def ambiguous_links(index: Index) -> Iterator[Problem]:
    """Yield a hint for each link that several files answer to."""
    for note in index.notes.values():
        for link in note.links:
            choices = index.choices(link.target, note.path)
            if len(choices) > 1:
                at = note.at(link.line, link.column)
                yield LINK_AMBIGUOUS.at(at, f"{link.source} could be {' or '.join(sorted(choices))}")


def unresolved_links(index: Index) -> Iterator[Problem]:
    """Yield a hint for each link that leads nowhere."""
    for note in index.notes.values():
        for link in note.links:
            if index.resolve(link.target, note.path) is None:
                yield LINK_UNRESOLVED.at(note.at(link.line, link.column), f"{link.source} leads nowhere")
