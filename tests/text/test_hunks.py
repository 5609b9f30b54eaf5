"""Two versions of a file as edits: each run of lines that differ, in reasonable time."""

from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from vaultkit.disk import report
from vaultkit.model.edit import Source
from vaultkit.text.hunks import edits_between

LINES = st.lists(st.sampled_from(["a", "b", "", "c d"]), max_size=8).map("\n".join).map(str.encode)


@given(LINES, LINES)
def test_the_edits_make_one_version_the_other(one: bytes, other: bytes) -> None:
    data = one
    for edit in reversed(edits_between(Source.of("a.md", one), other)):
        assert data[edit.start : edit.end] == one[edit.start : edit.end]
        data = edit.applied(data)
    assert data == other


def test_two_long_logs_with_blank_lines_become_one_in_no_time() -> None:
    """Fails where every blank line is compared with every other: 900 lines of a log take a minute, not a second."""
    own = [f"- 2020 call: own {number}\n\n" for number in range(900)]
    both = [line for number, line in enumerate(own) for line in (line, f"- 2020 call: other {number}\n\n")]
    source = Source.of("a.md", "".join(own).encode())
    began = process_time()
    edits = edits_between(source, "".join(both).encode())
    lines = report.written(edits, lambda _: source.data)
    assert process_time() - began < 10
    assert len(edits) == 900
    assert [line.text for line in lines] == [f"- 2020 call: other {number}" for number in range(900)]
