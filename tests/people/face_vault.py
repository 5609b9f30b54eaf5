"""A small vault in memory for the tests of people's blocks, documents and commands."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from reading_vault import facts

from vaultkit.api import Index, Moment, Place, Settings, Source, parse
from vaultkit.people.blocks.catalogue import KINDS
from vaultkit.people.settings import PeopleSettings

TODAY = date(2026, 11, 22)

ADA = """\
---
aliases: [Countess]
tags: [person, work/maths]
interests: [compilers, chess]
cadence: 30
birthday: 1990-12-10
company: "[[Acme]]"
role: Analyst
phone: 0047 12 30
favourite_tea: assam
---
Met through [[Charles Babbage]].

- [ ] send her the paper 📅 2026-11-20
- [ ] ask about the garden

## Interactions
- 2026-11-02 coffee: she starts at [[Acme]] in May #compilers
- 2026-09-20 -> intro: introduced her to [[Bob Kahn]] (with [[People/Bob Kahn|Bob Kahn]])
- 2026-09-01 <- advice: read the second draft #compilers
- 2026-05-03 call: long talk
"""
BOB = """\
---
tags: [person]
tier: casual
goals: [open a bookshop]
introduced_by: "[[Ada Lovelace]]"
---
## Interactions
- 2026-09-20 -> intro: introduced her to [[Bob Kahn]] (with [[People/Ada Lovelace|Ada Lovelace]])
- 2026-10-30 <- email: thanks for the help
- 2026-11-19 call: the bookshop
"""
ZOE = """\
---
aliases: [Zoë]
interests: [chess]
cadence: 14
trust: mutual
---
## Log
- 2025-01-05 met: at the club
- 2025-02-05 met: at the club
- 2025-03-05 met: at the club
"""
WEI = """\
---
birthday: --11-30
---
- 2026-11-20 email: the first word
"""
GONE = """\
---
deceased: 2024-02-02
interests: [chess]
birthday: 1950-11-25
---
## Log
- 2023-01-05 met: at the club
"""
NOTES: Mapping[str, str] = {
    "Me.md": "---\ninterests: [chess, compilers]\n---\n",
    "People/Ada Lovelace.md": ADA,
    "People/Bob Kahn.md": BOB,
    "People/Zoe Åström.md": ZOE,
    "People/王伟.md": WEI,
    "People/Old Friend.md": GONE,
    "People/Ann Lee.md": "---\naliases: [Annie]\n---\n",
    "Work/Ann Lee.md": "---\ntype: person\ncadence: soon\n---\n",
    "Daily/2026-11-21.md": "- lunch with [[Ada Lovelace]] and [[Bob Kahn]]: the exhibition\n",
}


def moment_of(notes: Mapping[str, str] = NOTES, today: date = TODAY, people: PeopleSettings | None = None) -> Moment:
    """Return the moment of these notes on a day, put together without a disk; known ones are kept."""
    if people is None:
        return _kept(tuple(notes.items()), today)
    return _made(notes, today, people)


@cache
def _kept(notes: tuple[tuple[str, str], ...], today: date) -> Moment:
    return _made(dict(notes), today, PeopleSettings())


def _made(notes: Mapping[str, str], today: date, people: PeopleSettings) -> Moment:
    settings = Settings(sections={PeopleSettings: people})
    index = Index.of(parse(path, text.encode()) for path, text in notes.items())
    told = {path: said for path, note in index.notes.items() if (said := facts(note, settings)) is not None}

    def read(path: str) -> Source:
        return Source(path, notes[path].encode(), index.notes[path].digest)

    return Moment(index, today, settings, {"people": told}, read)


def render(name: str, moment: Moment, path: str = "Dashboard.md", /, **options: str | int) -> str:
    """Return what a block says, its other options at their defaults."""
    kind = next(kind for kind in KINDS if kind.name == name)
    defaults = {option.name: option.default for option in kind.options}
    return kind.render(moment, Place(path, 1, defaults | options))
