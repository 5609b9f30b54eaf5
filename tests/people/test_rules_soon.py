"""The days on which somebody's step may come: none is due that they rule out, whatever the log says."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from rules_builders import ME, TODAY
from test_rules_properties import people

from vaultkit.people.person import Person
from vaultkit.people.rules.case import Case
from vaultkit.people.rules.judgement import verdict_of
from vaultkit.people.rules.network import Network, Viewpoint
from vaultkit.people.rules.soon import soon
from vaultkit.people.rules.step import next_step
from vaultkit.people.settings import PeopleSettings


@given(people(), st.integers(-400, 400), st.integers(0, 60))
def test_whoever_has_a_step_may_have_one(who: Person, later: int, within: int) -> None:
    """Without any one of the four days somebody is found whose step would be left out."""
    settings, today = PeopleSettings(), TODAY + timedelta(days=later)
    by = today + timedelta(days=within)
    case = Case.of(who, Viewpoint(ME, Network.of([], today), settings, today))
    step = next_step(case, verdict_of(case), within)
    if step is not None and step.due <= by:
        assert soon(who, settings).may_be(today, by)
