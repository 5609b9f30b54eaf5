"""A merge leads no footnote and no link to what the other note says under the same name."""

import pytest
from face_vault import moment_of

from vaultkit.api import RefusedEditError
from vaultkit.people.commands.find import find_person
from vaultkit.people.commands.plan_merge import plan_merge

ADA = "People/Ada.md"
BOB = "People/Bob.md"


def merge(ada: str, bob: str, other: str) -> None:
    moment = moment_of({ADA: ada, BOB: bob, "n.md": other})
    plan_merge(moment, find_person(moment, BOB), find_person(moment, ADA))


@pytest.mark.parametrize(
    ("ada", "bob", "other", "words"),
    [
        pytest.param(
            "a[^1]\n\n[^1]: one\n", "b[^1]\n\n[^1]: two\n", "", r"Bob\.md:3: .*\[\^1\] says .*Ada\.md:3", id="notes"
        ),
        pytest.param(
            "[x][R]\n\n[R]: http://a\n", "[x][r]\n\n[r]: http://b\n", "", r"Bob\.md:3: .*\[r\]", id="addresses"
        ),
        pytest.param("## H\na\n", "## H\nb\n", "\n[[Bob#h]]\n", r"n\.md:2: .*both notes have h", id="a heading"),
        pytest.param("## H\n", "## G\n### H *x*\n### H\n", "![[Bob#G#H]]", r"n\.md:1: ", id="a heading below another"),
        pytest.param("## H\n", "## H\n[here](#h)\n", "", r"Bob\.md:2: ", id="its own heading"),
        pytest.param("a ^x\n", "- b ^x\n", "[b](People/Bob.md#^x)", r"n\.md:1: .*\^x", id="a block"),
        pytest.param("- a ^x\n", "## Log\n- 2026-01-01 b ^x\n", "[[Ada#^x]]", r"n\.md:1: ", id="a block that stays"),
    ],
)
def test_what_would_lead_to_the_other_note_is_refused(ada: str, bob: str, other: str, words: str) -> None:
    """Without the check the first of two footnotes, headings or blocks stands for both, and nobody is told."""
    with pytest.raises(RefusedEditError, match=words):
        merge(ada, bob, other)


@pytest.mark.parametrize(
    ("ada", "bob", "other"),
    [
        pytest.param("a[^1]\n\n[^1]: one\n", "b[^1]\n\n[^1]: one\n", "", id="both say the same"),
        pytest.param("a[^1]\n\n[^1]: one\n", "b[^2]\n\n[^2]: two\n\n```\n[^1]: code\n```\n", "", id="other labels"),
        pytest.param("## H ^x\n", "## H ^y\n", "[[Bob]] [[Cy#H]] [[Bob#I]] [[Bob#^y]] [[Ada#H]]", id="other links"),
        pytest.param("## Log\n- 2026-01-01 a\n", "## Log\n- 2026-01-02 b\n", "[[Bob#Log]]", id="one log of two"),
    ],
)
def test_what_leads_where_it_led_is_merged(ada: str, bob: str, other: str) -> None:
    merge(ada, bob, other)
