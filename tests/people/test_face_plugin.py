"""The plugin as the host sees it, and the names that people promises to others."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from face_vault import NOTES, TODAY, moment_of, render

import vaultkit.people
from vaultkit.api import Output, open_vault
from vaultkit.people import plugin
from vaultkit.people.blocks.catalogue import KINDS
from vaultkit.people.reading.properties import PROPERTIES
from vaultkit.people.rules.who import who
from vaultkit.people.settings import PeopleSettings
from vaultkit.people.views import known, pages
from vaultkit.people.views.particulars import set_aside
from vaultkit.testing import make_vault


@pytest.mark.parametrize("name", vaultkit.people.__all__)
def test_every_promised_name_is_there(name: str) -> None:
    assert getattr(vaultkit.people, name).__doc__


def test_no_other_name_is() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = vaultkit.people.nothing


def test_what_the_plugin_brings(tmp_path: Path) -> None:
    moment = open_vault(make_vault(tmp_path, NOTES), today=TODAY).moment
    assert plugin.blocks() == KINDS
    assert plugin.properties() == PROPERTIES
    assert plugin.settings() is PeopleSettings
    assert plugin.counts(moment) == {"people": 7, "interactions": 12}
    assert plugin.summary(moment)[0].startswith("Zoe Åström: get in touch")
    assert plugin.survey(moment).proposals
    assert plugin.changed(moment, moment) == []
    assert {problem.code for problem in plugin.problems(moment)} >= {"cadence-invalid"}
    reading, writing = {"status", "due", "show", "who", "timeline"}, {"log", "add", "set", "unset", "done"}
    assert set(plugin.commands().late) == reading | writing | {"rename", "merge"}


def test_a_block_names_its_options_once() -> None:
    for kind in KINDS:
        names = [option.name for option in kind.options]
        assert len(set(names)) == len(names)
        assert kind.meaning.endswith(".")
        if kind.name.startswith("people."):
            assert {"tag", "tier", "limit"} <= set(names)


@pytest.mark.parametrize(
    ("property_", "words"),
    [
        ("paused: true", "paused"),
        ("estranged: true", "estranged"),
        ("deceased: 2020", "deceased"),
        ("snoozed_until: 2027-01-01", "snoozed until 2027-01-01"),
        ("snoozed_until: 2026-11-22", ""),
    ],
)
def test_why_somebody_is_in_no_list_of_things_to_do(property_: str, words: str) -> None:
    (one,) = known.everybody(moment_of({"People/A.md": f"---\n{property_}\n---\n"}))
    assert set_aside(one, TODAY) == words


def test_a_calm_day_is_said_to_be_one() -> None:
    said = render("people.summary", moment_of({"People/A.md": ""}))
    assert said == "1 person: 1 contact.\n\nNobody is waiting to hear from you."


def test_a_step_that_is_to_come_is_told_with_its_day() -> None:
    day = TODAY - timedelta(days=3)
    moment = moment_of({"People/A.md": f"---\ncadence: 30\ninterests: [tides]\n---\n## Log\n- {day} note: x\n"})
    stream = io.StringIO()
    pages.print_matches(Output(stream), who(moment, "tides"), TODAY)
    assert stream.getvalue().startswith("A: contact, no contact yet\n")
