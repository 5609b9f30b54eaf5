"""What the user sees."""

import errno
import io
import json
import re

import pytest

from vaultkit.errors import OutputLostError
from vaultkit.model.edit import Written
from vaultkit.output import Outcome, Output


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def plain() -> tuple[Output, io.StringIO, io.StringIO]:
    stdout, stderr = io.StringIO(), io.StringIO()
    return Output(stdout, stderr), stdout, stderr


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERM", "xterm-256color")


def test_a_piped_table_is_aligned_by_what_the_letters_take_up() -> None:
    out, stdout, _ = plain()

    out.table(["name", "status"], [["伟 李", "contact"], ["Ada", "connection"]])

    assert stdout.getvalue() == "name   status\n伟 李  contact\nAda    connection\n"


def test_an_empty_table_prints_nothing() -> None:
    out, stdout, _ = plain()

    out.table(["name"], [])

    assert stdout.getvalue() == ""


@pytest.mark.usefixtures("narrow")
def test_a_table_on_a_terminal_keeps_within_its_width_and_reads_no_markup() -> None:
    stdout = Terminal()

    Output(stdout).table(["name", "why"], [["Ada [red]", "a long reason that has to be broken somewhere soon"]])

    lines = re.sub(r"\x1b\[\d+m", "", stdout.getvalue()).split("\n")
    assert all(len(line) <= 40 for line in lines)
    assert "Ada [red]" in stdout.getvalue()
    assert len(lines) > 3


@pytest.mark.usefixtures("narrow")
def test_a_wide_column_in_the_middle_takes_no_other_column_away() -> None:
    """Fails where only the last column may be wrapped: the first and the last are cut off to nothing."""
    stdout = Terminal()

    Output(stdout).table(["ID", "FILES", "STATE"], [["c2a1d283", "People/A.md, " * 9, "can be taken back"]])

    lines = re.sub(r"\x1b\[\d+m", "", stdout.getvalue()).split("\n")
    assert all(len(line) <= 40 for line in lines)
    assert lines[0].split() == ["ID", "FILES", "STATE"]
    assert lines[1].startswith("c2a1d283  People/A.md,")
    assert sum(line.count("People/A.md,") for line in lines) == 9
    assert re.search(r"  can be( taken)? *$", lines[1])


def test_piped_words_carry_no_colour_and_are_not_broken() -> None:
    out, stdout, _ = plain()

    out.heading("Reach out")
    out.wrap("word " * 60, indent=2)
    out.styled("quiet", "dim")

    heading, wrapped, quiet, _ = stdout.getvalue().split("\n")
    assert (heading, quiet) == ("Reach out", "quiet")
    assert wrapped == "  " + "word " * 60


@pytest.mark.usefixtures("narrow")
def test_words_on_a_terminal_are_broken_and_indented() -> None:
    stdout = Terminal()

    Output(stdout).wrap("word " * 20, indent=2)

    lines = stdout.getvalue().rstrip("\n").split("\n")
    assert len(lines) > 1
    assert all(line.startswith("  word") and len(line) <= 40 for line in lines)


@pytest.mark.usefixtures("narrow")
def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR")
    coloured, bare = Terminal(), Terminal()
    Output(coloured).styled("x", "red")
    monkeypatch.setenv("NO_COLOR", "1")
    Output(bare).styled("x", "red")

    assert "\x1b[31m" in coloured.getvalue()
    assert "\x1b[31m" not in bare.getvalue()


def test_json_keeps_the_order_of_keys_and_every_script() -> None:
    out, stdout, _ = plain()

    out.json({"schema_version": 1, "b": "é", "a": None})

    assert list(json.loads(stdout.getvalue())) == ["schema_version", "b", "a"]
    assert "é" in stdout.getvalue()


def test_a_stream_of_json_is_one_document_a_line() -> None:
    out, stdout, _ = plain()

    out.json_line({"a": 1})
    out.json_line({"a": 2})

    assert [json.loads(line)["a"] for line in stdout.getvalue().split("\n") if line] == [1, 2]


def test_what_a_stream_cannot_show_is_escaped() -> None:
    buffer = io.BytesIO()

    stream = io.TextIOWrapper(buffer, encoding="ascii", newline="\n", write_through=True)
    Output(stream).say("Zoë \udcff")

    assert buffer.getvalue() == b"Zo\\xeb \\udcff\n"


WRITTEN = Outcome((Written("People/Ada.md", 31, "- 2026-11-22 call: news"),))
DRY = Outcome(diff="--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new\n", dry_run=True)


def test_a_report_says_what_was_written_and_where() -> None:
    out, stdout, _ = plain()

    out.report(WRITTEN)

    assert stdout.getvalue() == "People/Ada.md:31: - 2026-11-22 call: news\n"


def test_a_report_as_json() -> None:
    out, stdout, _ = plain()

    out.report(WRITTEN, as_json=True)

    assert json.loads(stdout.getvalue()) == {
        "schema_version": 1,
        "written": [{"path": "People/Ada.md", "line": 31, "text": "- 2026-11-22 call: news"}],
    }


def test_a_dry_run_shows_the_diff() -> None:
    out, stdout, _ = plain()

    out.report(DRY)

    assert stdout.getvalue() == DRY.diff


def test_a_dry_run_as_json_carries_the_diff() -> None:
    out, stdout, _ = plain()

    out.report(DRY, as_json=True)

    assert json.loads(stdout.getvalue()) == {"schema_version": 1, "written": [], "diff": DRY.diff}


def test_progress_is_for_terminals_alone() -> None:
    out, stdout, stderr = plain()

    with out.progress("Reading") as show:
        show(1, 2)

    assert (stdout.getvalue(), stderr.getvalue()) == ("", "")


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize(("slow", "shown"), [(True, True), (False, False)])
def test_a_bar_shows_only_on_long_work(slow: bool, shown: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001 - parametrized
    monkeypatch.setattr("vaultkit.output.SECONDS_BEFORE_PROGRESS", -1.0 if slow else 3600.0)
    stderr = Terminal()

    with Output(io.StringIO(), stderr).progress("Reading") as show:
        show(1, 2)
        show(2, 2)

    assert ("Reading" in stderr.getvalue()) == shown


def test_json_stays_json_where_the_stream_lacks_letters() -> None:
    buffer = io.BytesIO()
    stream = io.TextIOWrapper(buffer, encoding="latin-1", newline="\n", write_through=True)

    Output(stream).json({"name": "Zoë 直子 \udcff"})

    assert json.loads(buffer.getvalue())["name"] == "Zoë 直子 \udcff"


def test_a_name_forges_no_line() -> None:
    out, stdout, _ = plain()

    out.report(Outcome((Written("a\nb\u202e.md", 1, "x\r"),)))

    assert stdout.getvalue() == "a\\nb\\u202e.md:1: x\\r\n"


class Full(io.StringIO):
    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_what_cannot_be_printed_is_an_error_of_its_own() -> None:
    with pytest.raises(OutputLostError, match="No space left"):
        Output(Full()).say("words")


def test_raw_data_is_printed_byte_for_byte() -> None:
    bytes_ = io.BytesIO()
    stdout = io.TextIOWrapper(bytes_, "ascii", newline="\r\n")
    Output(stdout).raw(b"a\r\n\xc3\xa9\xff\n")
    assert bytes_.getvalue() == b"a\r\n\xc3\xa9\xff\n"


def test_raw_data_goes_to_a_stream_of_text_as_text() -> None:
    text = io.StringIO()
    Output(text).raw("a\r\né".encode())
    assert text.getvalue() == "a\r\né"
