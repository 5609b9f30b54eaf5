"""Blocks are rewritten where their bytes differ, and nothing else of a note ever changes."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from hashlib import sha256

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from vaultkit.dashboard import block_problems, plan, plan_blocks
from vaultkit.errors import BlockFailedError
from vaultkit.model.block import BlockKind, BlockOption, Place
from vaultkit.model.edit import Edit, Source
from vaultkit.model.index import Index
from vaultkit.model.moment import Moment
from vaultkit.model.settings import PluginSettings, Settings
from vaultkit.text.escape import as_text
from vaultkit.text.parse import parse

TODAY = date(2026, 11, 22)


def moment(notes: Mapping[str, str | bytes], settings: Settings | None = None) -> Moment:
    data = {path: text if isinstance(text, bytes) else text.encode() for path, text in notes.items()}
    index = Index.of(parse(path, text) for path, text in data.items())

    def read(path: str) -> Source:
        return Source(path, data[path], sha256(data[path]).hexdigest())

    return Moment(index, TODAY, settings or Settings(), {}, read)


def says(text: str, name: str = "test.block", options: Sequence[BlockOption] = ()) -> dict[str, BlockKind]:
    return {name: BlockKind(name, "says what it is told to", lambda _moment, _place: text, tuple(options))}


def applied(data: str | bytes, edits: Sequence[Edit]) -> str:
    result = data if isinstance(data, bytes) else data.encode()
    for edit in sorted(edits, key=lambda edit: -edit.start):
        result = edit.applied(result)
    return result.decode()


def block(inside: str = "", name: str = "test.block", options: str = "", end: str = "\n") -> str:
    begin = f"<!-- vaultkit:begin {name}{options} -->{end}"
    return f"{begin}{inside}<!-- vaultkit:end {name} -->{end}"


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        (block(), "one\ntwo", block("one\ntwo\n")),
        (block("old\n"), "new", block("new\n")),
        (block("old\n"), "", block()),
        (block("old\n") + "end", "a", block("a\n") + "end"),
        (f"\ufeffx  \n\n{block('old')}", "a", None),
        (f"\ufeffx  \n\n{block()}\x00", "a", f"\ufeffx  \n\n{block(chr(97) + chr(10))}\x00"),
        (block("old\r\n", end="\r\n"), "a\nb", block("a\r\nb\r\n", end="\r\n")),
        (block().removesuffix("\n"), "a", block("a\n").removesuffix("\n")),
        (block("one\n") + block("two\n"), "a", block("a\n") + block("a\n")),
        (
            f"---\na: b\n---\n- x\n\n{block()}\n- [ ] y [[z]]\n",
            "- p",
            f"---\na: b\n---\n- x\n\n{block('- p' + chr(10))}\n- [ ] y [[z]]\n",
        ),
        (f"- item\n{block()}- item\n", "# H\n\n- x", f"- item\n{block('# H' + chr(10) * 2 + '- x' + chr(10))}- item\n"),
        (block("```\n"), "a", block("a\n")),
    ],
)
def test_a_block_holds_what_was_rendered_and_the_rest_stays(before: str, text: str, after: str | None) -> None:
    edits = plan_blocks(moment({"n.md": before}), says(text))
    assert applied(before, edits) == (before if after is None else after)
    assert plan_blocks(moment({"n.md": applied(before, edits)}), says(text)) == ()


def test_each_block_is_one_edit_and_right_ones_have_none() -> None:
    note = block("same\n") + "\n" + block("old\n") + "\n" + block("older\n")
    edits = plan_blocks(moment({"n.md": note, "m.md": block("same\n"), "o.md": "no block"}), says("same"))
    assert [edit.path for edit in edits] == ["n.md", "n.md"]
    assert [note[edit.start : edit.end] for edit in edits] == ["old\n", "older\n"]


@pytest.mark.parametrize(
    "note",
    [
        "<!-- vaultkit:begin test.block -->\nx\n",
        "<!-- vaultkit:end test.block -->\nx\n",
        block() + "\n<!-- vaultkit:begin test.block -->\n",
        block(block()),
        block(block("x\n", name="test.other")),
    ],
)
def test_a_note_with_damaged_markers_is_left_alone(note: str) -> None:
    here = moment({"n.md": note})
    assert plan_blocks(here, says("new")) == ()
    assert "marker-damaged" in [problem.code for problem in here.index.notes["n.md"].problems]


def test_markers_in_code_are_no_block() -> None:
    assert plan_blocks(moment({"n.md": f"```\n{block()}```\n"}), says("new")) == ()


def test_a_template_keeps_its_blocks_empty() -> None:
    settings = Settings(template_folders=("Templates",))
    here = moment({"templates/n.md": block("x\n"), "templates.md": block("x\n")}, settings)
    assert [edit.path for edit in plan_blocks(here, says("new"))] == ["templates.md"]
    assert block_problems(moment({"templates/n.md": block(name="a.b")}, settings), {}) == ()


@pytest.mark.parametrize(
    "text",
    [
        "<!-- vaultkit:end test.block -->",
        "x\n<!-- vaultkit:begin people.due -->\ny",
        "  <!--vaultkit:end test.block-->",
        "x <!-- vaultkit:end test.block --> y",
        "<!--\nvaultkit:end test.block -->",
        "a\rb",
        "a\0b",
        "\ud800",
        "```\nx",
        "~~~~\nx\n~~~",
        "<!-- x",
        "%% x",
        "%%",
        "<pre>\n",
        "<script>",
        "<div>",
        "$$",
        "- x\n\n$$\ny",
        "ok\n\n> q\n\n```\n",
    ],
)
def test_a_text_that_would_break_the_note_is_never_written(text: str) -> None:
    note = block("old\n") + "\n" + block(name="test.good")
    done = plan(moment({"n.md": note}), says(text) | says("good", "test.good"))
    assert applied(note, done.edits) == block("old\n") + "\n" + block("good\n", name="test.good")
    assert [(problem.code, problem.location.line) for problem in done.problems] == [("block-refused", 1)]


@pytest.mark.parametrize(
    "text",
    [
        "```\nx\n```",
        "> ```\n> x",
        "- ```\n  x",
        "- %%\n  x",
        "> $$\n> x",
        "<div>x</div>\n",
        "<div>\n\n",
        "<!-- x -->",
        "$$\nx\n$$",
        "%%\nx\n%%",
        "$$ x $$ $$",
        "    ```",
        "a `b",
        "50 %% more",
    ],
)
def test_what_ends_with_the_text_or_with_what_is_around_it_is_written(text: str) -> None:
    note = f"a\n\n{block()}- b\n"
    done = plan(moment({"n.md": note}), says(text))
    assert (applied(note, done.edits), done.problems) == (f"a\n\n{block(text + chr(10))}- b\n", ())


def test_a_text_is_looked_at_where_it_stands() -> None:
    inside = block().replace("<!--", "  <!--")
    assert plan(moment({"n.md": f"{inside}"}), says("  ```")).edits == ()
    [problem] = plan(moment({"n.md": f"- item\n{inside}"}), says("x\n  ```")).problems
    assert problem.message == "the text for test.block leaves a code fence open, from its line 2"
    [problem] = plan(moment({"n.md": f"- item\n{inside}"}), says("x\n\n- ```")).problems
    assert problem.message.endswith("from its line 3"), "the end marker is indented as the item's text is"
    [problem] = plan(moment({"n.md": f"- item\n{inside}"}), says("  $$")).problems
    assert "math" in problem.message


def test_what_the_user_left_open_is_not_held_against_a_text() -> None:
    for before in ("$$\n", "costs $$\n", "<div>\n", "<details>\n\n"):
        note = before + block("old\n")
        assert plan(moment({"n.md": note}), says("```\nx\n```")).problems == ()


def test_a_text_of_a_size_that_only_programs_write_is_still_written() -> None:
    rows = "\n".join(f"| [[People/Ada {number}\\|Ada]] | 2026-11-22 | call | x | y | z |" for number in range(5_000))
    table = f"| a | b | c | d | e | f |\n| --- | --- | --- | --- | --- | --- |\n{rows}\n\n```mermaid\npie\n```"
    done = plan(moment({"n.md": block()}), says(table))
    assert (len(done.edits), done.problems) == (1, ())


def test_a_text_that_takes_too_long_to_check_is_refused() -> None:
    done = plan(moment({"n.md": block()}), says("<b>\n\n" + "|" * 2_000 + "\n" + "|-" * 2_000 + "|\n" + "|\n" * 5_000))
    assert done.edits == ()
    assert "too complex" in done.problems[0].message


def test_a_block_that_could_not_be_rendered_is_left_as_it_is() -> None:
    def fails(_moment: Moment, _place: Place) -> str:
        raise BlockFailedError("test.bad")

    note = block("old\n", name="test.bad") + block(name="test.block")
    kinds = {"test.bad": BlockKind("test.bad", "fails", fails)} | says("new")
    done = plan(moment({"n.md": note}), kinds)
    assert applied(note, done.edits) == block("old\n", name="test.bad") + block("new\n")
    assert done.problems == ()


def test_nothing_is_written_where_the_rest_would_read_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    # The reader lets nothing out of a block: only one that does can show what happens then.
    monkeypatch.setattr("vaultkit.dashboard.parse", lambda path, _data: parse(path, b"[[other]]\n"))
    done = plan(moment({"n.md": block("old\n")}), says("new"))
    assert done.edits == ()
    assert [(problem.code, problem.location.line) for problem in done.problems] == [("block-refused", 1)]


LIMIT = BlockOption("limit", "number", 50, "how many")
TAG = BlockOption("tag", "text", None, "whom")


def tells() -> tuple[dict[str, BlockKind], list[Place]]:
    """A kind of block that keeps the places that it was rendered for."""
    places: list[Place] = []

    def render(_moment: Moment, place: Place) -> str:
        places.append(place)
        return ""

    return {"test.block": BlockKind("test.block", "tells", render, (LIMIT, TAG))}, places


@pytest.mark.parametrize(
    ("options", "given"),
    [
        ("", {"limit": 50, "tag": None}),
        (" limit=0", {"limit": 0, "tag": None}),
        (' tag="close friends" limit=7', {"limit": 7, "tag": "close friends"}),
    ],
)
def test_a_place_has_the_options_of_its_marker_and_the_defaults(options: str, given: Mapping[str, object]) -> None:
    kinds, places = tells()
    plan_blocks(moment({"a/n.md": f"# H\n\n{block(options=options)}"}), kinds)
    assert places == [Place("a/n.md", 3, dict(given))]  # type: ignore[arg-type] # any options compare


@pytest.mark.parametrize(
    ("name", "options", "code", "words", "hint"),
    [
        ("test.blok", "", "block-unknown", '"test.blok"', '"test.block"'),
        ("people.due", "", "block-unknown", '"people.due"', "Correct the name"),
        ("test.block", " limt=3", "block-option", '"limt"', '"limit"'),
        ("test.block", " limit=many", "block-option", "whole number", "Correct the option"),
        ("test.block", " limit=-1", "block-option", "whole number", "Correct the option"),
        ("test.block", " limit=1.5", "block-option", "whole number", "Correct the option"),
        ("test.block", " limit", "block-option", "whole number", "Correct the option"),
        ("test.block", " limit=٣", "block-option", "whole number", "Correct the option"),
        ("test.block", " limit=99999999999999999999", "block-option", "whole number", "Correct the option"),
        ("test.block", " tag=", "block-option", "text", "Correct the option"),
    ],
)
def test_what_a_marker_asks_in_vain_is_a_problem_and_stays(
    name: str, options: str, code: str, words: str, hint: str
) -> None:
    note = f"# H\n\n{block('mine' + chr(10), name=name, options=options)}"
    here = moment({"n.md": note})
    kinds, places = tells()
    assert plan_blocks(here, kinds) == ()
    assert places == []
    [problem] = block_problems(here, kinds)
    assert (problem.code, str(problem.location)) == (code, "n.md:3:1")
    assert words in problem.message
    assert hint in (problem.hint or "")


def test_nothing_is_rendered_to_find_problems() -> None:
    kinds, places = tells()
    assert block_problems(moment({"n.md": block()}), kinds) == ()
    assert places == []


OUTSIDE = (
    "text",
    "",
    "- item",
    "# H",
    "> quote",
    "[[Link]] #tag",
    "- [ ] task",
    "| a |",
    "| - |",
    "    code",
    "<b>x</b>",
    "<!-- c -->",
)
INSIDE = (
    "",
    "- x",
    "# H",
    "> [!note]- t",
    "> - y",
    "| a |",
    "| --- |",
    "[[Link]]",
    "- [ ] z",
    "```",
    "~~~",
    "<div>",
    "%%",
    "$$",
    "-->",
)


@example(around=[[], []], old=[], new=["- x", "$$", "", "$$"], end="\n")
@given(
    around=st.lists(st.lists(st.sampled_from(OUTSIDE), max_size=3), min_size=2, max_size=4),
    old=st.lists(st.sampled_from(INSIDE), max_size=3),
    new=st.lists(st.sampled_from(INSIDE), max_size=4),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_whatever_is_rendered_the_rest_is_the_same_and_the_second_time_nothing_is_written(
    around: list[list[str]], old: list[str], new: list[str], end: str
) -> None:
    def note(inside: list[str]) -> str:
        outside = ["".join(line + end for line in lines) for lines in around]
        return block("".join(line + end for line in inside), end=end).join(outside)

    kinds = says("\n".join(new))
    done = plan(moment({"n.md": note(old)}), kinds)
    written = applied(note(old), done.edits)
    # What a comment or math holds, CommonMark takes for markdown.
    closed, hidden = is_closed("\n".join(new)), "%%" in new or "$$" in new
    if done.problems:
        assert {problem.code for problem in done.problems} == {"block-refused"}
        assert not closed or hidden
        return
    # One empty line and no line at all are the same rendered text.
    assert written == note([] if new == [""] else new)
    assert plan(moment({"n.md": written}), kinds).edits == ()
    assert closed or old == new or hidden


MARKDOWN = MarkdownIt("commonmark").enable("table")


def is_closed(text: str) -> bool:
    """Whether another reader finds the end marker that follows a text, and no half of a comment or of math."""
    tokens = MARKDOWN.parse(f"{text}\n<!-- end -->\n")
    shown = "\n".join(token.content for token in tokens if token.type == "inline")
    ends = any(token.type == "html_block" and token.content == "<!-- end -->\n" for token in tokens)
    return ends and all(shown.count(mark) % 2 == 0 for mark in ("%%", "$$"))


@given(value=st.text(), make=st.sampled_from([lambda text: f"- {text}", lambda text: f"> {text}", lambda text: text]))
def test_no_value_shown_as_text_forges_a_marker_or_is_refused(value: str, make: Callable[[str], str]) -> None:
    done = plan(moment({"n.md": block()}), says(make(as_text(value))))
    assert done.problems == ()


def test_the_blocks_of_a_plugin_that_runs_elsewhere_are_no_problem_and_left_alone() -> None:
    notes = {"n.md": block("theirs\n", "weather.today") + block("", "weathers.all") + block("", "test.blok")}
    elsewhere = Settings(plugins=PluginSettings(elsewhere=("weather",)))

    found = block_problems(moment(notes, elsewhere), says("ours"))

    assert [(each.location.line, each.code) for each in found] == [(4, "block-unknown"), (6, "block-unknown")]
    assert len(block_problems(moment(notes), says("ours"))) == 3
    assert plan_blocks(moment(notes, elsewhere), says("ours")) == ()
