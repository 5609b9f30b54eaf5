"""A plugin's own values as facts, and back."""

from dataclasses import dataclass
from datetime import date

import msgspec
import pytest

from vaultkit.model.edit import Source
from vaultkit.model.index import Index
from vaultkit.model.moment import Json, Moment
from vaultkit.model.settings import Settings
from vaultkit.plugins.answers import plain_data
from vaultkit.plugins.facts import facts_as, to_json


@dataclass(frozen=True, slots=True)
class Todo:
    due: date | None
    words: tuple[str, ...] = ()


TODOS = [Todo(date(2026, 11, 22), ("a", "b")), Todo(None)]


def moment(said: Json) -> Moment:
    return Moment(Index(), date(2026, 11, 22), Settings(), {"tasks": {"a.md": said}}, unread)


def unread(path: str) -> Source:
    raise AssertionError(path)


def test_values_come_back_as_they_were() -> None:
    plain = to_json(TODOS)

    assert plain == [{"due": "2026-11-22", "words": ["a", "b"]}, {"due": None, "words": []}]
    assert plain_data(plain) == plain
    assert facts_as(moment(plain), "tasks", list[Todo]) == {"a.md": TODOS}


def test_a_plugin_that_said_nothing_has_no_facts() -> None:
    assert facts_as(moment(None), "other", Todo) == {}


def test_another_shape_is_told() -> None:
    with pytest.raises(msgspec.ValidationError):
        facts_as(moment({"due": "soon"}), "tasks", Todo)


def test_what_json_cannot_hold_is_refused() -> None:
    with pytest.raises(TypeError):
        to_json(object())
