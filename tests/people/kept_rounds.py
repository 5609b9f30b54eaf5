"""Rounds of edits by chance in a small vault, and every command whose answer may be kept."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from hypothesis import strategies as st

from vaultkit.model.block import Place
from vaultkit.model.moment import Moment
from vaultkit.people.blocks.catalogue import KINDS
from vaultkit.people.commands.find import find_person
from vaultkit.people.reading.problems import person_problems
from vaultkit.people.reading.roster import lines, people, some
from vaultkit.people.rules.birthdays import coming_birthdays
from vaultkit.people.rules.judge import verdicts
from vaultkit.people.rules.steps import steps
from vaultkit.people.rules.who import who
from vaultkit.people.settings import PeopleSettings
from vaultkit.people.views import documents
from vaultkit.people.views import known as standing
from vaultkit.people.views.particulars import particulars
from vaultkit.people.views.summary import counts, summary
from vaultkit.people.views.timeline import named_with, timeline, timeline_with
from vaultkit.plugins.host import Host
from vaultkit.session.session import Session, open_session

TODAY = date(2026, 11, 22)
HOST = Host.load(built_in_only=True)

NAMES = ("Ada", "Bob", "Zoë")
PATHS = tuple(f"People/{name}.md" for name in NAMES)
KINDS_SAID = ("call", "-> email", "<- email", "-> help", "<- advice", "note", "like", "met")

STRANGERS = ("Countess.md", "Ada.md", "Notes/Bob.md", "Countess", "People/Old/Zoë.md", "2026-11-21.md")
"""Files that links would lead to instead of to people, or that link to people."""
STRANGE = ("", "[[Countess]] and [[Ada]]", "---\ntype: person\n---\n")
day_words = (st.integers(-9, 9) | st.integers(-45, 500)).map(lambda ago: str(TODAY - timedelta(days=ago)))
log_lines = st.builds(
    "- {} {}: {}".format,
    day_words,
    st.sampled_from(KINDS_SAID),
    st.sampled_from(["the garden #chess", "with [[Bob]] #rust", "a [[Countess]]", "nothing"]),
)
PROPERTIES = (
    "interests: [chess]",
    "interests: [rust, bread]",
    "goals: [open a bookshop]",
    "goals: [chess club]",
    "cadence: 7",
    "cadence: 60",
    "tier: close",
    "tags: [friend/old]",
    "trust: mutual",
    "trust: no",
    "paused: true",
    "deceased: true",
    "aliases: [Countess]",
    "ignore_mentions: true",
    "shared: [the choir]",
    "birthday: --11-30",
    "company: [[Acme]]",
    "favourite_tea: assam",
    "name: Bob",
)
dated = st.builds("{}: {}".format, st.sampled_from(["follow_up", "snoozed_until", "last_contacted"]), day_words)
properties = st.lists(st.sampled_from(PROPERTIES) | dated, max_size=5, unique_by=lambda line: line.partition(":")[0])
tasks = st.builds("- [{}] write to her 📅 {}".format, st.sampled_from([" ", "x"]), day_words)
persons = st.builds(
    lambda said, log, to_do: "\n".join(["---", *said, "---", *to_do, "", "## Log", *log, ""]),
    properties,
    st.lists(log_lines, max_size=6),
    st.lists(tasks, max_size=1),
)
daily = st.lists(
    st.sampled_from(["- lunch with [[Ada]]", "- [[Countess]] called", "- [ ] ask [[Bob]]", "talk with [[Zoë]] #rust"]),
    max_size=3,
).map("\n".join)
owners = st.builds("---\ninterests: [{}]\ngoals: [{}]\n---\n".format, *[st.sampled_from(["chess", "rust", ""])] * 2)
SETTINGS = (
    "",
    "[people.tiers]\nclose = 3\n",
    "[people]\ncadence = 30\n",
    "[people]\nmentions = false\n",
    '[vault]\nme = "Bob"\n',
)

edits = st.one_of(
    st.tuples(st.sampled_from(PATHS), persons),
    st.tuples(st.sampled_from(PATHS), persons),
    st.tuples(st.sampled_from(["2026-11-20.md", "Daily/2026-10-01.md"]), daily),
    st.tuples(st.just("Me.md"), owners),
    st.tuples(st.just("vaultkit.toml"), st.sampled_from(SETTINGS)),
    st.tuples(st.sampled_from([*PATHS, *STRANGERS, "Acme.md", "2026-11-20.md"]), st.none()),
    st.tuples(st.sampled_from(STRANGERS), st.sampled_from(STRANGE)),
)
Told = list[tuple[list[tuple[str, str | None]], int]]
"""Rounds: what is written, and how many days later it is then."""
rounds = st.lists(
    st.tuples(st.lists(edits, max_size=2), st.sampled_from([0, 0, 1, 2, 5]) | st.integers(-30, 200)),
    min_size=2,
    max_size=4,
)


@dataclass
class Writer:
    """Writes notes whose times say when they were changed, long ago."""

    root: Path
    clock: int = 1_000_000

    def write(self, path: str, text: str | None) -> None:
        place = self.root / path
        self.clock += 10
        if text is None:
            place.unlink(missing_ok=True)
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
        os.utime(place, (self.clock, self.clock))


def due(moment: Moment) -> object:
    return [documents.due_document(steps(moment, ahead), moment.today) for ahead in (0, 3, 40)]


def all_steps(moment: Moment) -> object:
    return documents.due_document(steps(moment, all_=True), moment.today)


def show(moment: Moment) -> object:
    pages = []
    for line in lines(moment):
        one = standing.of(moment, find_person(moment, line.path))
        events = timeline_with(one.person, some(moment, named_with(one.person)), moment.today)
        told = particulars(one.person, moment.settings.section(PeopleSettings), moment.today)
        pages.append((documents.show_document(one, one.rhythm(moment.today), events, moment.today), told))
    return pages


def status(moment: Moment) -> object:
    return documents.status_document(standing.everybody(moment), moment.today), dict(verdicts(moment))


def roster(moment: Moment) -> object:
    return [(line.slug, line.name, line.tags, line.aliases) for line in lines(moment)], people(moment)


def rest(moment: Moment) -> object:
    return (
        summary(moment),
        counts(moment),
        coming_birthdays(moment),
        documents.who_document(["chess"], who(moment, "chess"), moment.today),
        documents.timeline_document(timeline(people(moment), moment.today)),
        person_problems(moment),
    )


OPTIONS: tuple[dict[str, str | int], ...] = ({}, {"tag": "friend"}, {"tier": "close", "within": 40}, {"limit": 1})


def blocks(moment: Moment) -> object:
    return [
        kind.render(moment, Place(path, 1, {each.name: chosen.get(each.name, each.default) for each in kind.options}))
        for kind in KINDS
        for path in ("Dashboard.md", PATHS[0])
        for chosen in OPTIONS
    ]


COMMANDS: tuple[Callable[[Moment], object], ...] = (due, show, all_steps, status, roster, rest, blocks)


def opened(root: Path, today: date) -> Session:
    return open_session(root, HOST, today)


W = TypeVar("W", bound=Writer)


@contextmanager
def cached_vault(kind: Callable[[Path], W]) -> Iterator[tuple[W, Path]]:
    """Make a vault of everybody with a cache of its own; give its writer, and a place where no cache can be."""
    with TemporaryDirectory() as folder:
        root, nowhere = Path(folder) / "vault", Path(folder) / "file"
        root.mkdir()
        nowhere.write_bytes(b"")
        writer = kind(root)
        writer.write("vaultkit.toml", "")
        for path in PATHS:
            writer.write(path, "---\ncadence: 30\n---\n- 2026-10-01 call: hello\n")
        with cache_at(Path(folder) / "cache"):
            yield writer, nowhere


@contextmanager
def cache_at(place: Path) -> Iterator[None]:
    before = os.environ["VAULTKIT_CACHE_DIR"]
    os.environ["VAULTKIT_CACHE_DIR"] = str(place)
    try:
        yield
    finally:
        os.environ["VAULTKIT_CACHE_DIR"] = before


def plain(answer: object) -> str:
    return json.dumps(answer, default=repr, indent=1)
