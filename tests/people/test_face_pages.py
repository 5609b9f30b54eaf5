"""What the terminal shows: nothing wider than it is, nothing that steers it, the important thing first."""

import io
import re
from collections.abc import Callable

import pytest
from face_vault import NOTES, TODAY, moment_of
from rich.cells import cell_len

from vaultkit.api import Moment, Output
from vaultkit.people.reading.roster import people
from vaultkit.people.rules.judge import verdicts
from vaultkit.people.rules.steps import steps
from vaultkit.people.rules.who import who
from vaultkit.people.settings import PeopleSettings
from vaultkit.people.views import known, pages
from vaultkit.people.views.timeline import timeline, timeline_with

STYLE = re.compile(r"\x1b\[[012]m")
"""What Output itself sends: dim, bold, and back."""


class Terminal(io.StringIO):
    """A stream that a person reads."""

    def isatty(self) -> bool:
        return True


def reasoning(out: Output, moment: Moment) -> None:
    for one in known.everybody(moment):
        pages.print_reasoning(out, one, TODAY)


def page(out: Output, moment: Moment) -> None:
    for one in known.everybody(moment):
        pages.print_page(out, one, timeline_with(one.person, people(moment), TODAY), PeopleSettings(), TODAY)


PAGES: dict[str, Callable[[Output, Moment], None]] = {
    "table": lambda out, moment: pages.print_table(out, known.by_status(known.everybody(moment)), TODAY),
    "steps": lambda out, moment: pages.print_steps(out, steps(moment, all_=True), TODAY),
    "reasoning": reasoning,
    "page": page,
    "matches": lambda out, moment: pages.print_matches(out, who(moment, "chess"), TODAY),
    "timeline": lambda out, moment: pages.print_timeline(out, timeline(people(moment), TODAY)),
}


def shown(name: str, moment: Moment, stream: io.StringIO) -> str:
    PAGES[name](Output(stream, io.StringIO()), moment)
    return stream.getvalue()


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("name", PAGES)
def test_no_line_is_wider_than_the_terminal(name: str, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    long = "- 2026-11-03 call: " + "森田直子 and the rest of it, " * 12 + "\n"
    notes = {path: text.replace("## Interactions\n", f"## Interactions\n{long}") for path, text in NOTES.items()}
    lines = STYLE.sub("", shown(name, moment_of(notes), Terminal())).split("\n")
    assert max(map(cell_len, lines)) <= columns
    assert max(map(cell_len, lines)) > columns // 3


@pytest.mark.parametrize("name", PAGES)
def test_a_note_cannot_steer_the_terminal(name: str) -> None:
    steering = "\u001b[31mred\u001b]0;title\u0007\u202egnihton"
    quoted = '"\\u001b[31mred\\u001b]0;title\\u0007\\u202egnihton"'
    head = f"name: {quoted}\naliases: [{quoted}]\ninterests: [chess, {quoted}]\nhow_met: {quoted}\nown: {quoted}"
    body = f"- [ ] {steering} 📅 2026-11-20\n\n## Log\n- 2026-11-02 <- help: {steering}\n"
    notes = {
        "Me.md": "---\ninterests: [chess]\n---\n",
        "People/A.md": f"---\n{head}\ncadence: 9\n---\n{body}",
    }
    for stream in (io.StringIO(), Terminal()):
        said = shown(name, moment_of(notes), stream)
        assert "red" in said
        assert "\u001b" not in STYLE.sub("", said)
        assert "\u001b[31m" not in said
        assert "\u0007" not in said
        assert "\u202e" not in said


@pytest.mark.parametrize("name", PAGES)
def test_a_pipe_gets_plain_text(name: str) -> None:
    assert "\u001b" not in shown(name, moment_of(), io.StringIO())


def test_one_person_is_judged_as_in_company() -> None:
    moment = moment_of()
    for person in people(moment):
        assert known.of(moment, person).verdict == verdicts(moment)[person.path]


def test_nothing_is_missing_of_the_dead() -> None:
    (old,) = (one for one in known.everybody(moment_of()) if one.person.deceased)
    stream = io.StringIO()
    pages.print_reasoning(Output(stream), old, TODAY)
    pages.print_page(Output(stream), old, (), PeopleSettings(), TODAY)
    assert "Missing" not in stream.getvalue()
    assert "Next" not in stream.getvalue()
