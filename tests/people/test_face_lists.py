"""The lists from which blocks choose are what one would choose from everybody, in the order in which one would sort."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

import pytest
from face_vault import TODAY, moment_of, render

from vaultkit.api import BlockKind
from vaultkit.people.blocks.catalogue import KINDS
from vaultkit.people.reading.problems import person_problems
from vaultkit.people.verdict import Status
from vaultkit.people.views import lists
from vaultkit.people.views.known import Known, by_status, everybody, has_tag, newest_first

FACETS = (
    *("", "", "", "trust: mutual", "trust: no", "paused: true", "deceased: true", "estranged: true"),
    *("snoozed_until: 2027-01-01", "birthday: --11-30", "birthday: --06-30", "interests: [chess]", "cadence: 20"),
    *("tags: [work/old]", "tags: [home]", "tier: close", "tier: inner"),
)
TASKS = ("", "", "- [ ] ask about it\n", "- [ ] write 📅 2026-12-01\n- [ ] bring it 📅 2026-12-24\n")
SAID = (
    *("call: the garden #chess", "<- email: x #chess", "-> email: y", "-> help: z"),
    *("<- advice: w", "note: n", "gift: g"),
)


def person(chance: Random) -> str:
    """Return somebody's note."""
    chosen = {line.partition(":")[0]: line for line in chance.sample(FACETS, 4)}
    first, gap = chance.choice([3, 9, 40, 200]), chance.choice([2, 15, 30, 60, 100])
    days = [TODAY - timedelta(first + gap * number) for number in range(chance.choice([0, 1, 4, 8]))]
    log = "".join(f"- {day} {chance.choice(SAID)}\n" for day in days)
    ahead = "- 2027-02-01 call: yet to come\n" if chance.random() < 0.1 else ""
    return "\n".join(["---", *filter(None, chosen.values()), "---", chance.choice(TASKS), "## Log", log + ahead])


NOTES = {f"People/P{number}.md": person(Random(number)) for number in range(200)}  # noqa: S311 - the same every time
PEOPLE = everybody(moment_of(NOTES))
FILTERS: tuple[tuple[str | None, str | None], ...] = ((None, None), ("work", None), (None, "Close"), ("#home", "inner"))


def left(tag: str | None, tier: str | None) -> list[Known]:
    """Return those whom a filter leaves, the last contact leading."""
    known = (one for one in PEOPLE if tag is None or has_tag(one.person, tag))
    return newest_first(one for one in known if tier is None or (one.person.tier or "").lower() == tier.lower())


def names(known: Iterable[Known]) -> list[str]:
    return [one.person.name for one in known]


@pytest.mark.parametrize(("tag", "tier"), FILTERS)
def test_lists_are_those_of_everybody(tag: str | None, tier: str | None) -> None:
    some = left(tag, tier)
    growing = [one for one in some if one.verdict.status is Status.CONTACT and one.verdict.criteria_met]
    growing = [one for one in growing if one.person.trust is not False and not one.is_resting(TODAY)]
    drifting = [one for one in some if one.verdict.drifting and one.verdict.status is not Status.FADING]
    wanted: dict[str, list[Known]] = {
        lists.EVERYBODY: by_status(some),
        lists.PRESENT: by_status(one for one in some if not one.is_gone),
        lists.GROWING: sorted(growing, key=lambda one: -one.verdict.criteria_met),
        lists.QUIET: [one for one in drifting if not one.is_resting(TODAY)],
        **{status: [one for one in some if one.verdict.status is status and not one.is_gone] for status in Status},
    }
    found = lists.lists(moment_of(NOTES), tag, tier)
    assert {name: names(found.get(name, ())) for name in wanted} == {name: names(each) for name, each in wanted.items()}
    if tag is tier is None:
        assert all(wanted.values()), "the notes try every list"


@pytest.mark.parametrize(("tag", "tier"), FILTERS)
def test_promises_are_those_of_everybody(tag: str | None, tier: str | None) -> None:
    wanted = [(one, loop) for one in left(tag, tier) if not one.is_resting(TODAY) for loop in one.open_loops]
    wanted.sort(key=lambda pair: (pair[1].due is None, pair[1].due or date.max))
    assert list(lists.promises(moment_of(NOTES), tag, tier)) == wanted
    assert wanted


def test_a_week_is_told_of_everybody() -> None:
    said = render("people.week", moment_of(NOTES), limit=1000)
    week = {TODAY - timedelta(ago) for ago in range(7)}
    lately = {one.person.name for one in PEOPLE for line in one.person.interactions if line.day in week}
    assert len(lately) > 5
    assert {line.partition("|")[2].partition("]]")[0] for line in said.splitlines()} == lately


@pytest.mark.parametrize("kind", [each for each in KINDS if each.options], ids=lambda kind: kind.name)
def test_a_filter_leaves_others_unnamed(kind: BlockKind) -> None:
    """Fails where a block names somebody whom its ``tag=`` leaves out."""
    said = render(kind.name, moment_of(NOTES), tag="home", limit=1000, within=90)
    others = {one.person.name for one in PEOPLE if not has_tag(one.person, "home")}
    assert not {word for word in others if f"|{word}]]" in said or f'"{word}"' in said}


def test_what_is_yet_to_come_is_told_of_everybody() -> None:
    """Fails where only those are looked at whose lines say not who gave."""
    told = {one.location.path for one in person_problems(moment_of(NOTES)) if one.code == "date-future"}
    assert told == {path for path, text in NOTES.items() if "yet to come" in text}
    assert told
