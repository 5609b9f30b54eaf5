"""Who is meant by what somebody types."""

import pytest
from face_vault import moment_of

from vaultkit.api import AmbiguousError, Moment, NotFoundError
from vaultkit.people.commands.find import find_person


@pytest.fixture(scope="module")
def moment() -> Moment:
    return moment_of()


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("ada-lovelace", "People/Ada Lovelace.md"),
        ("Ada Lovelace", "People/Ada Lovelace.md"),
        ("ada", "People/Ada Lovelace.md"),
        ("  ADA  lovelace ", "People/Ada Lovelace.md"),
        ("@ada", "People/Ada Lovelace.md"),
        ("countess", "People/Ada Lovelace.md"),
        ("Zoë", "People/Zoe Åström.md"),
        ("zoe astrom", "People/Zoe Åström.md"),
        ("Zoe A\u030astro\u0308m", "People/Zoe Åström.md"),
        ("王", "People/王伟.md"),
        ("Work/Ann Lee.md", "Work/Ann Lee.md"),
        ("people/ann lee", "People/Ann Lee.md"),
        ("People/Bo", "People/Bob Kahn.md"),
        ("annie", "People/Ann Lee.md"),
    ],
)
def test_slug_name_alias_path_or_the_beginning_of_one(moment: Moment, wanted: str, path: str) -> None:
    assert find_person(moment, wanted).path == path


def test_what_is_the_same_comes_before_what_begins_so() -> None:
    notes = {"People/Ann.md": "", "People/Ann Lee.md": "", "People/Annika.md": ""}
    assert find_person(moment_of(notes), "ann").path == "People/Ann.md"


@pytest.mark.parametrize("wanted", ["People/Ann.md", "People/ann.md", "People/Zo\u00eb.md", "People/Zoe\u0308.md"])
def test_paths_that_differ_in_case_or_form_alone_are_told_apart(wanted: str) -> None:
    """Without the look at the very path each of them can be several, and there is nothing else to type."""
    notes = {"People/Ann.md": "", "People/ann.md": "", "People/Zo\u00eb.md": "", "People/Zoe\u0308.md": ""}
    assert find_person(moment_of(notes), wanted).path == wanted


@pytest.mark.parametrize("wanted", ["Anna Müller", "anna muller", "contacts/anna müller", "Contacts/Anna Müller.md"])
def test_a_note_that_is_no_person_is_named(wanted: str) -> None:
    with pytest.raises(NotFoundError) as raised:
        find_person(
            moment_of(
                {"Contacts/Anna Müller.md": "", "People/Anna Muller-Lee.md": ""}
                if "/" in wanted
                else {"Contacts/Anna Müller.md": "", "People/Bob.md": ""}
            ),
            wanted,
        )
    assert str(raised.value) == "Contacts/Anna Müller.md is a note, but no person: see [people] in the settings"
    assert raised.value.exit_code == 4


def test_an_ambiguous_name_is_reported_with_the_choices(moment: Moment) -> None:
    with pytest.raises(AmbiguousError) as raised:
        find_person(moment, "ann-lee")
    assert str(raised.value) == (
        "'ann-lee' can be several:\n  Ann Lee (People/Ann Lee.md)\n  Ann Lee (Work/Ann Lee.md)"
    )


def test_a_beginning_that_many_share_is_cut_short() -> None:
    notes = {f"People/Ann {number:03}.md": "" for number in range(40)}
    with pytest.raises(AmbiguousError) as raised:
        find_person(moment_of(notes), "ann")
    assert str(raised.value).endswith("  Ann 011 (People/Ann 011.md)\n  … and 28 more")


def test_one_person_with_two_fitting_names_is_one(moment: Moment) -> None:
    notes = {"People/Ann.md": "---\naliases: [Anna, Anni]\n---\n"}
    assert find_person(moment_of(notes), "an").path == "People/Ann.md"
    assert find_person(moment, "an" + "nie").path == "People/Ann Lee.md"


@pytest.mark.parametrize(("wanted", "near"), [("Lovelace Ada", "Ada Lovelace"), ("bob khan", "Bob Kahn")])
def test_an_unknown_name_is_answered_with_the_nearest(moment: Moment, wanted: str, near: str) -> None:
    with pytest.raises(NotFoundError, match=f"did you mean {near}"):
        find_person(moment, wanted)


@pytest.mark.parametrize("wanted", ["", "  ", "-", "Me", "Xq", "People/", "[", "Nobody At All"])
def test_nobody_is_found_by_chance(moment: Moment, wanted: str) -> None:
    with pytest.raises((NotFoundError, AmbiguousError)):
        find_person(moment, wanted)


def test_in_an_empty_vault_nobody_is_near() -> None:
    with pytest.raises(NotFoundError) as raised:
        find_person(moment_of({}), "ada")
    assert str(raised.value) == "nobody is called 'ada'; `vaultkit add NAME` makes a note for somebody new"
