"""Every form of a link, before and after the note it leads to was renamed."""

import pytest
from reading_room import VARIANTS, Case, cases
from relink_vaults import after, moment_of

from vaultkit.errors import NameTakenError, NoteChangedError, RefusedEditError
from vaultkit.text.relink import Relinking
from vaultkit.text.rename import plan_rename

OLD = "People/Ada.md"


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("case", cases("relink.md"), ids=lambda case: case.title)
def test_links_follow_the_note(case: Case, variant: str) -> None:
    change = VARIANTS[variant]
    new = case.shows[0]
    old = next((path for path in case.files if path.rpartition("/")[0] == new.rpartition("/")[0]), OLD)
    notes = dict.fromkeys((OLD, *case.files), b"x\n") | {case.path: change(case.text.encode())}
    renamed = after(notes, plan_rename(moment_of(notes), old, new))
    expected = change(("\n".join(case.expected) + "\n").encode())
    assert renamed[case.path].decode() == expected.decode()
    assert renamed.keys() - notes.keys() <= {new}


def renamed(text: str | bytes, new: str = "People/Ada King.md", **others: str) -> str:
    data = text.encode() if isinstance(text, str) else text
    notes = {OLD: b"x\n", "Start.md": data} | {path: said.encode() for path, said in others.items()}
    return after(notes, plan_rename(moment_of(notes), OLD, new))["Start.md"].decode()


@pytest.mark.parametrize(
    ("text", "new", "line"),
    [
        pytest.param("a\n[[Ada]]\n", "People/C#.md", 2, id="a wikilink cannot hold the sign of a heading"),
        pytest.param("a\n[[Ada]]\n", "People/a|b.md", 2, id="nor a pipe"),
        pytest.param("a\n%% [[Ada]] %%\n", "People/100%% sure.md", 2, id="the name would end the comment"),
        pytest.param(
            "a\n%% c [[Ada]]\n", "People/100%% sure.md", 2, id="the name would be a comment with what is before"
        ),
        pytest.param("a\n%% `x [[Ada]] %%\n", "People/a`b.md", 2, id="the name would close code in the comment"),
        pytest.param("a\n$5 [[Ada]]\n", "People/A$.md", 2, id="the name would close math"),
        pytest.param(b"a\nCaf\xe9 [[Ada]]\n", "People/B.md", 2, id="bytes that are no UTF-8 in the line"),
        pytest.param("a\n> [x](\n> Ada.md)\n", "People/B.md", 2, id="a destination on a line of its own"),
    ],
)
def test_what_cannot_be_written_safely_is_refused_with_its_line(text: str | bytes, new: str, line: int) -> None:
    """Without the second reading the link would be lost, or take other text with it; nothing would say so."""
    with pytest.raises(RefusedEditError, match=rf"Start\.md:{line}: not written"):
        renamed(text, new)


def test_bytes_that_are_no_text_are_kept_in_other_lines() -> None:
    notes = {OLD: b"x", "Start.md": b"Caf\xe9\n[[Ada]] \n"}
    assert after(notes, plan_rename(moment_of(notes), OLD, "People/B.md"))["Start.md"] == b"Caf\xe9\n[[B]] \n"


def test_the_note_itself_is_moved_and_its_own_links_follow() -> None:
    notes = {OLD: b"---\nup: '[[Ada]]'\n---\n[[#H]] [[Ada|me]] [[Bob]]\n", "People/Bob.md": b"[[Ada]]\n"}
    plan = plan_rename(moment_of(notes), OLD, "People/B.md")
    assert after(notes, plan) == {
        "People/B.md": b"---\nup: '[[B]]'\n---\n[[#H]] [[B|me]] [[Bob]]\n",
        "People/Bob.md": b"[[B]]\n",
    }
    assert (set(plan.notes), plan.links, plan.found, plan.unread) == ({OLD, "People/Bob.md"}, 3, 0, ())


def test_a_note_in_another_folder_keeps_its_own_links() -> None:
    notes = {OLD: b"[[Bob]] [x](./Bob.md)\n", "People/Bob.md": b"", "A/Bob.md": b""}
    moved = after(notes, plan_rename(moment_of(notes), OLD, "Archive/Ada.md"))
    assert moved["Archive/Ada.md"] == b"[[People/Bob]] [x](../People/Bob.md)\n"


def test_links_of_the_new_name_that_led_nowhere_are_counted() -> None:
    notes = {OLD: b"", "Start.md": b"[[B]] [[B|x]] [[C]]\n"}
    assert plan_rename(moment_of(notes), OLD, "People/B.md").found == 2


def test_a_name_of_another_file_is_taken_whatever_its_case() -> None:
    notes = {OLD: b"", "People/Bob.md": b""}
    with pytest.raises(NameTakenError):
        plan_rename(moment_of(notes), OLD, "people/BOB.md")


def test_a_note_that_is_not_there_has_changed() -> None:
    with pytest.raises(NoteChangedError):
        plan_rename(moment_of({"a.md": b""}), OLD, "People/B.md")


def test_a_note_too_long_to_be_read_is_told_of_only_if_it_may_hold_links() -> None:
    """Without it a link in a note of which only the head is read would be left behind in silence."""
    long = b"x" * (2 * 1024 * 1024)
    notes = {OLD: b"", "Long.md": long + b" [[Ada]]", "Other.md": long + b" [[Bob]]"}
    plan = plan_rename(moment_of(notes), OLD, "People/B.md")
    assert plan.unread == ("Long.md",)
    assert plan.links == 0


def test_a_link_in_the_properties_of_a_note_too_long_to_edit_is_refused() -> None:
    notes = {OLD: b"", "Long.md": b'---\na: "[[Ada]]"\n---\n' + b"x" * (2 * 1024 * 1024)}
    with pytest.raises(RefusedEditError, match=r"Long\.md:2: .*2 MiB"):
        plan_rename(moment_of(notes), OLD, "People/B.md")


def test_a_note_too_complex_to_be_read_has_its_wikilinks_renamed_and_is_told_of() -> None:
    deep = "[" * 60_000
    notes = {OLD: b"", "Deep.md": f"[[Ada]]\n\n{deep}\n".encode()}
    plan = plan_rename(moment_of(notes), OLD, "People/B.md")
    assert after(notes, plan)["Deep.md"].startswith(b"[[B]]\n")
    assert plan.unread == ("Deep.md",)


def test_a_link_that_would_lead_elsewhere_stops_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails without the look at every link of the vault as it will be: whatever is planned wrong is written."""
    monkeypatch.setattr(Relinking, "new_target", lambda *_: None)
    with pytest.raises(RefusedEditError, match=r"Start\.md:1: .*\[\[Ada\]\] would lead elsewhere"):
        plan_rename(moment_of({OLD: b"", "Start.md": b"[[Ada]]\n"}), OLD, "People/B.md")
