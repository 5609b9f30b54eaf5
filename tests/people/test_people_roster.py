"""The roster: slugs, names that several share, the order of everything, and its speed."""

import sys
from datetime import date
from textwrap import dedent

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_vault import facts, moment, person, settings, told

from vaultkit.api import Index, Moment, Settings, parse
from vaultkit.people.reading.names import slug_of
from vaultkit.people.reading.problems import person_problems
from vaultkit.people.reading.records import Entry, NoteRecord
from vaultkit.people.reading.roster import owner, people


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Ada Lovelace", "ada-lovelace"),
        ("Élísabet Jónsdóttir", "elisabet-jonsdottir"),
        ("Liam O’Reilly", "liam-o-reilly"),
        ("  Dr. Smith_Jones ", "dr-smith-jones"),
        ("Straße", "strasse"),
        ("İpek", "ipek"),
        ("伟 李", "伟-李"),
        ("한글", "한글"),
        ("Мария Й", "мария-и"),
        ("ＡＤＡ", "ada"),
        ("राज कुमार", "राज-कुमार"),
        ("かわばた", "かわばた"),
        ("สมชาย ใจดี", "สมชาย-ใจดี"),
        ("מִרְיָם", "מרים"),
        ("Ngô Thị", "ngo-thi"),
        ("Ann 2", "ann-2"),
        ("!!!", ""),
    ],
)
def test_slugs(name: str, slug: str) -> None:
    assert slug_of(name) == slug
    assert slug_of(slug) == slug


def found(notes: dict[str, str]) -> list[tuple[str, str]]:
    told = person_problems(moment({path: dedent(text) for path, text in notes.items()}))
    return [(str(one.location), one.code) for one in told]


ALIAS = "---\naliases: [Countess]\n---\n"


def test_names_that_several_share() -> None:
    assert found({"People/Ada.md": ALIAS, "People/Bob.md": "---\naka: countess\n---\n"}) == [
        ("People/Ada.md:2:11", "name-ambiguous"),
        ("People/Bob.md:2:6", "name-ambiguous"),
    ]
    assert found({"People/Ada.md": "", "People/Bob.md": "---\naliases: ada\n---\n"}) == [
        ("People/Ada.md:1:1", "name-ambiguous"),
        ("People/Bob.md:2:10", "name-ambiguous"),
    ]


def test_slugs_that_several_share() -> None:
    assert found({"People/Ada.md": "", "People/Old/Ada.md": "", "People/Bob.md": "---\nname: Adá\n---\n"}) == [
        ("People/Ada.md:1:1", "slug-ambiguous"),
        ("People/Bob.md:2:7", "slug-ambiguous"),
        ("People/Old/Ada.md:1:1", "slug-ambiguous"),
    ]
    assert found({"People/!.md": "", "People/!!.md": ""}) == [], "no slug is no shared slug"


def test_links_by_alias_are_told_wherever_they_stand() -> None:
    notes = {
        "People/Ada.md": ALIAS,
        "Notes/Talk.md": "A talk with [[Countess]] and [[Ada]] and [[Nobody]].",
        "templates/Talk.md": "[[Countess]]",
    }
    (problem,) = person_problems(moment(notes))
    assert (str(problem.location), problem.code) == ("Notes/Talk.md:1:13", "link-alias")
    assert "`[[People/Ada|Countess]]`" in (problem.hint or "")
    assert found(notes | {"Countess.md": ""}) == []


def test_a_link_that_could_be_several_is_told() -> None:
    codes = found({"People/Ada.md": ALIAS, "People/Bob.md": ALIAS, "Talk.md": "[[Countess]]"})
    assert ("Talk.md:1:1", "name-ambiguous") in codes


def test_a_problem_of_one_line_is_told_once() -> None:
    notes = {"People/Ada.md": "", "People/Bob.md": "", "2026-12-24.md": "- gift [[Ada]] and [[Bob]]: x\n"}
    assert found(notes) == [("2026-12-24.md:1:1", "date-future"), ("2026-12-24.md:1:1", "value-direction")]


def test_what_is_still_to_come_is_kept_for_its_day() -> None:
    notes: dict[str, str | bytes] = {"People/Ada.md": "## Log\n- 2026-12-24 dinner: x\n"}
    assert [told(line)[0] for line in person(notes).interactions] == ["2026-12-24"]
    assert person(notes) == person(notes, today=date(2027, 1, 1))


VAULT = {
    "People/Ada.md": "---\naliases: [Countess]\ninterests: [chess]\n---\n## Log\n- 2026-11-02 call: x\n- 2026-11-02\n",
    "People/Old/Ada.md": "[[2026-01-24]]\n- [ ] call\n",
    "People/Bob.md": "---\nlast_contacted: 2026-11-01\n---\n",
    "2026-11-02.md": "- lunch with [[Ada]] and [[Bob]]\n- [x] call [[Countess]]\n- [ ] mail [[Bob]]\n",
    "Daily/2026-11-02.md": "[[Bob]]",
    "Me.md": "---\ninterests: [chess]\n---\n",
}


@given(st.permutations(sorted(VAULT)))
def test_the_order_of_files_changes_nothing(order: list[str]) -> None:
    straight, shuffled = moment(VAULT), moment({path: VAULT[path] for path in order})
    assert people(straight) == people(shuffled)
    assert owner(straight) == owner(shuffled)
    assert person_problems(straight) == person_problems(shuffled)


@given(st.permutations(["- 2026-11-02 x", "- 2026-10-02 y", "- 2026-09-02 -> gift: z", "- 2026-09-02 call: z"]))
def test_the_order_of_lines_changes_but_places(lines: list[str]) -> None:
    text = "## Log\n" + "\n".join(lines) + "\n"
    days = [line.day for line in person({"People/Ada.md": text}).interactions]
    assert days == sorted(days)
    assert len(days) == len(lines)


@given(st.text(st.sampled_from("#-*[]|:> \n\t\r`%`20261102ada—→<"), max_size=60))
def test_no_note_makes_reading_raise(body: str) -> None:
    text = f"---\naliases: [A]\n---\n## Log\n{body}"
    person_problems(moment({"People/Ada.md": text, "2026-11-02.md": body, "People/Bob.md": body}))


def test_facts_are_plain_data_and_read_back() -> None:
    for path, text in VAULT.items():
        plain = facts(parse(path, text.encode()), Settings())
        stored = msgspec.json.decode(msgspec.json.encode(plain))
        assert stored == plain
        assert msgspec.convert(stored, NoteRecord) == msgspec.convert(plain, NoteRecord)


def test_a_note_of_no_concern_has_no_facts() -> None:
    assert facts(parse("Notes/Compilers.md", b"Rust"), Settings()) is None


def test_of_any_other_note_the_facts_are_where_its_links_lead() -> None:
    assert facts(parse("Notes/Compilers.md", b"[[Ada|A.]], [[ADA]], [[x/Bob#y]]"), Settings()) == {
        "links": ["ada", "x/bob"]
    }


def test_settings_change_who_is_there() -> None:
    assert [one.path for one in people(moment({"Kontakte/Ada.md": ""}, settings(folders=("Kontakte",))))]


def calls_for(number: int) -> int:
    """Return how many calls it takes to put that many people together, each with a log and mentions."""
    day, links = date(2026, 11, 2), ("P7", "P9")
    entry = Entry(day, 9, "2026-11-02 call: x [[P1]]", start=17, targets=("P1",))
    mention = Entry(day, 9, "with [[P7]] and [[P9]]", targets=links)
    told: dict[str, dict[str, object]] = {
        f"People/P{each}.md": {"properties": {"name": f"P{each}"}, "log": [entry] * 5} for each in range(number)
    }
    told |= {f"Daily/{each}.md": {"mentions": [mention] * 5} for each in range(number)}
    index = Index.of([parse(path, b"") for path in told])
    plain = msgspec.json.decode(msgspec.json.encode(told))
    here = Moment(index, date(2026, 11, 22), Settings(), {"people": plain}, pytest.fail)
    counted = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        everybody = people(here)
    finally:
        sys.setprofile(before)
    assert sum(len(one.interactions) for one in everybody) == number * 5 + number * 5 * 2
    return counted


def test_twice_the_people_take_about_twice_the_work() -> None:
    assert calls_for(200) < 2.5 * calls_for(100)
