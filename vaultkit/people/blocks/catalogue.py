"""The kinds of block that people has (docs/format.md), each with its options."""

from dataclasses import replace

from vaultkit.api import BlockKind, BlockOption
from vaultkit.people.blocks import chart, days, problems, standing, todo, verdict
from vaultkit.people.blocks.parts import MOST, OF_PEOPLE, TAG, TIER

_AHEAD = BlockOption("within", "number", 0, "days to look ahead")
_BIRTHDAYS_AHEAD = BlockOption(
    "within", "number", None, "days to look ahead; without it `birthday_window` of the settings"
)
_FEW = replace(MOST, default=5)

KINDS = (
    BlockKind(
        "people.summary",
        "How many people of each status there are, and whom to think of today.",
        standing.summary,
        (TAG, TIER, _FEW),
    ),
    BlockKind(
        "people.due",
        "The next steps that are due, each with its reason and something to say.",
        todo.due,
        (_AHEAD, *OF_PEOPLE),
    ),
    BlockKind("people.promises", "The open promises, those with a day first.", todo.promises, OF_PEOPLE),
    BlockKind("people.fading", "Who is fading, and who is quieter than usual.", todo.fading, OF_PEOPLE),
    BlockKind(
        "people.connections",
        "The connections: last contact, the rhythm of the last twelve months, what comes next.",
        standing.connections,
        OF_PEOPLE,
    ),
    BlockKind(
        "people.growing",
        "The contacts under way: which of the three criteria stand, and which is missing.",
        standing.growing,
        OF_PEOPLE,
    ),
    BlockKind(
        "people.contacts",
        "The contacts in a folded callout, each with what is missing.",
        standing.contacts,
        OF_PEOPLE,
    ),
    BlockKind("people.all", "Everybody in one table, connections first.", standing.everyone, OF_PEOPLE),
    BlockKind(
        "people.birthdays",
        "The birthdays of the coming weeks.",
        days.birthdays,
        (_BIRTHDAYS_AHEAD, *OF_PEOPLE),
    ),
    BlockKind("people.week", "What happened in the last days, newest first.", days.week, OF_PEOPLE),
    BlockKind("people.problems", "What is to be mended in people's notes.", problems.problems, OF_PEOPLE),
    BlockKind("people.chart", "The people as a Mermaid chart.", chart.chart, OF_PEOPLE),
    BlockKind(
        "person.verdict",
        "For a person's own note: what they are, why, and what comes next.",
        verdict.verdict,
    ),
)
"""All of them, in the order of the manual."""
