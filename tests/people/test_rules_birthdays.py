"""Birthdays: with and without a year, the leap day, the turn of the year, and who is remembered."""

from dataclasses import replace
from datetime import date

import pytest
from rules_builders import TODAY, knowing, moment, person

from vaultkit.people.person import Birthday
from vaultkit.people.rules.birthdays import ComingBirthday, birthdays, coming_birthdays, next_birthday
from vaultkit.people.settings import PeopleSettings


@pytest.mark.parametrize(
    ("birthday", "today", "comes"),
    [
        (Birthday(11, 22), TODAY, date(2026, 11, 22)),
        (Birthday(11, 23), TODAY, date(2026, 11, 23)),
        (Birthday(11, 21), TODAY, date(2027, 11, 21)),
        (Birthday(1, 1), TODAY, date(2027, 1, 1)),
        (Birthday(2, 29), TODAY, date(2027, 2, 28)),
        (Birthday(2, 29), date(2027, 2, 28), date(2027, 2, 28)),
        (Birthday(2, 29), date(2027, 3, 1), date(2028, 2, 29)),
        (Birthday(2, 29), date(2028, 2, 28), date(2028, 2, 29)),
        (Birthday(2, 29), date(2028, 2, 29), date(2028, 2, 29)),
        (Birthday(2, 29), date(2028, 3, 1), date(2029, 2, 28)),
        (Birthday(2, 28), date(2028, 2, 29), date(2029, 2, 28)),
        (Birthday(2, 30), TODAY, None),
        (Birthday(13, 1), TODAY, None),
        (Birthday(12, 31), date(9999, 12, 31), date(9999, 12, 31)),
        (Birthday(1, 1), date(9999, 12, 31), None),
    ],
)
def test_the_next_birthday(birthday: Birthday, today: date, comes: date | None) -> None:
    assert next_birthday(birthday, today) == comes


def test_the_age_is_told_where_the_year_is_known() -> None:
    years = {"Ada": 1990, "Bob": None, "Carl": 2026, "Dora": 2027}
    people = [person(name=name, birthday=Birthday(12, 1, year)) for name, year in years.items()]
    assert [found.age for found in birthdays(people, PeopleSettings(), TODAY)] == [36, None, 0, None]


def test_only_the_coming_weeks_count() -> None:
    people = [
        person(name="D", birthday=Birthday(12, 21)),
        person(name="C", birthday=Birthday(12, 20)),
        person(name="B", birthday=Birthday(12, 1)),
        person(name="A", birthday=Birthday(12, 1)),
        person(name="Y", birthday=Birthday(11, 21)),
        person(name="Z"),
    ]
    assert [found.person.name for found in birthdays(people, PeopleSettings(), TODAY)] == ["A", "B", "C"]
    assert [found.person.name for found in birthdays(people, PeopleSettings(), TODAY, 29)] == ["A", "B", "C", "D"]
    assert birthdays(people, PeopleSettings(), TODAY, 0) == ()


def test_the_deceased_are_remembered_only_if_settings_ask() -> None:
    who = person(birthday=Birthday(12, 1, 1950), deceased=True)
    assert birthdays([who], PeopleSettings(), TODAY) == ()
    remember = replace(PeopleSettings(), remember=True)
    assert birthdays([who], remember, TODAY) == (ComingBirthday(who, date(2026, 12, 1), None, remembrance=True),)


def test_the_estranged_are_left_out_and_the_paused_are_not() -> None:
    remember = replace(PeopleSettings(), remember=True)
    assert birthdays([person(birthday=Birthday(12, 1), estranged=True)], remember, TODAY) == ()
    assert len(birthdays([person(birthday=Birthday(12, 1), paused=True)], remember, TODAY)) == 1


def test_the_birthdays_of_a_moment() -> None:
    who = person(birthday=Birthday(12, 1))
    now = knowing(moment(), [who])
    assert [found.person for found in coming_birthdays(now)] == [who]
    assert coming_birthdays(now, 3) == ()
