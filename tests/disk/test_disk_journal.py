"""The journal: what was written, in bytes enough to take it back."""

import os
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.disk import gateway, journal
from vaultkit.disk.journal import FileRecord, Journal, Span
from vaultkit.disk.read import digest
from vaultkit.disk.state import state_folder
from vaultkit.errors import CannotWriteError, NoteChangedError
from vaultkit.model.edit import Change, Create, Edit, Move

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
OLD = b"one\r\ntwo\xff"


@pytest.fixture
def kept(tmp_path: Path) -> Journal:
    return Journal(state_folder(tmp_path) / "journal.jsonl")


def test_an_entry_says_who_wrote_what(tmp_path: Path, kept: Journal) -> None:
    (tmp_path / "a.md").write_bytes(OLD)
    (tmp_path / "b.md").write_bytes(b"b")
    changes: list[Change] = [
        Edit("a.md", digest(OLD), 0, 3, b"1"),
        Edit("a.md", digest(OLD), 5, 5, b"x"),
        Move("b.md", digest(b"b"), "Old/b.md"),
        Create("c.md", b"c"),
    ]
    gateway.apply(tmp_path, changes, journal=kept.entry("log", NOON))
    gateway.apply(tmp_path, [Create("d.md", b"d")], journal=kept.entry("dashboard", None, blocks=True))
    log, blocks = kept.entries()
    assert (log.label, log.time, log.blocks, log.state) == ("log", NOON, False, "done")
    after = digest(b"1\r\nxtwo\xff")
    assert log.files == (
        FileRecord("a.md", digest(OLD), after, (Span(0, b"one", b"1"), Span(5, b"", b"x"))),
        FileRecord("b.md", digest(b"b"), digest(b"b"), (), "Old/b.md", ("Old",)),
        FileRecord("c.md", None, digest(b"c")),
    )
    assert (blocks.label, blocks.time, blocks.blocks) == ("dashboard", None, True)
    assert not kept.unfinished()


def test_the_inverse_of_an_entry_gives_the_old_bytes_back(tmp_path: Path, kept: Journal) -> None:
    (tmp_path / "a.md").write_bytes(OLD)
    gateway.apply(tmp_path, [Edit("a.md", digest(OLD), 1, 4, b"longer")], journal=kept.entry("log", NOON))
    gateway.apply(tmp_path, kept.entries()[0].files[0].inverse(), journal=kept.entry("undo", NOON))
    assert (tmp_path / "a.md").read_bytes() == OLD


@given(st.binary(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9), st.binary(max_size=9))))
def test_spans_always_lead_back(data: bytes, asked: list[tuple[int, int, bytes]]) -> None:
    spans: list[Span] = []
    after, reached = b"", 0
    for start, length, new in sorted(asked):
        if reached <= start <= len(data):
            spans.append(Span(start, data[start : start + length], new))
            after += data[reached:start] + new
            reached = min(start + length, len(data))
    after += data[reached:]
    assert FileRecord("a.md", "", "", tuple(spans)).before_bytes(after) == data


def test_a_write_that_failed_is_marked_so(tmp_path: Path, kept: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails without the mark: the next writer would look for what a killed process left."""
    (tmp_path / "a.md").write_bytes(OLD)
    real = Journal.plan

    def planning(self: Journal, entry: journal.Entry) -> None:
        real(self, entry)
        (tmp_path / "a.md").write_bytes(b"theirs")

    monkeypatch.setattr(Journal, "plan", planning)
    with pytest.raises(NoteChangedError):
        gateway.apply(tmp_path, [Edit("a.md", digest(OLD), 0, 0, b"x")], journal=kept.entry("log", NOON))
    assert kept.unfinished() == ()
    assert [entry.state for entry in kept.entries()] == ["failed"]
    assert (tmp_path / "a.md").read_bytes() == b"theirs"


def test_what_a_crash_left_half_done_is_taken_back_with_its_folders(tmp_path: Path, kept: Journal) -> None:
    """Fails without ``recover``: the one file that was made stays."""
    (tmp_path / "N").mkdir()
    (tmp_path / "N/a.md").write_bytes(b"a")
    made = FileRecord("N/a.md", None, digest(b"a"), folders=("N",))
    kept.plan(journal.Entry("1", "add", NOON, (made, FileRecord("b.md", None, digest(b"b")))))
    gateway.recover(tmp_path, kept)
    assert [entry.state for entry in kept.entries()] == ["failed"]
    assert list(tmp_path.iterdir()) == []


def test_a_torn_line_is_left_out_and_does_not_spoil_the_next(tmp_path: Path, kept: Journal) -> None:
    """Fails where a line is begun without a look at the end of the last one: both are lost."""
    place = state_folder(tmp_path) / "journal.jsonl"
    gateway.apply(tmp_path, [Create("a.md", b"a")], journal=kept.entry("one", NOON))
    with place.open("ab") as file:
        file.write(b'{"id":"torn","label":"x","files":[{"pa')
    gateway.apply(tmp_path, [Create("b.md", b"b")], journal=kept.entry("two", NOON))
    assert [entry.label for entry in kept.entries()] == ["one", "two"]


def test_only_its_owner_can_read_it(tmp_path: Path, kept: Journal) -> None:
    gateway.apply(tmp_path, [Create("a.md", b"a")], journal=kept.entry("one", NOON))
    folder = state_folder(tmp_path)
    assert stat.S_IMODE((folder / "journal.jsonl").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_long_journal_forgets_its_oldest_entries(
    tmp_path: Path, kept: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails without the trim by size: all twenty are kept."""
    monkeypatch.setattr(journal, "_MOST", 3000)
    for number in range(20):
        gateway.apply(tmp_path, [Create(f"{number}.md", b"a")], journal=kept.entry(str(number), NOON))
    labels = [entry.label for entry in kept.entries()]
    assert labels == [str(number) for number in range(20 - len(labels), 20)]
    assert 1 < len(labels) < 19
    assert {entry.state for entry in kept.entries()} == {"done"}


def entries_of(days: list[int], *, blocks: bool = False, size: int = 400) -> list[journal.Entry]:
    """Return entries of so many days before noon, each as big as one that is real."""
    made = FileRecord("a.md", None, digest(b""), (Span(0, b"", b"x" * size),))
    return [
        journal.Entry(f"{number:08}-{day}", "log", NOON - timedelta(days=day), (made,), blocks, "done")
        for number, day in enumerate(days)
    ]


def write_down(kept: Journal, entries: list[journal.Entry]) -> list[int]:
    """Fill a journal, let one more entry in, and return how old those are that are left."""
    for entry in entries:
        kept.plan(replace(entry, time=None))
    place = kept._place  # noqa: SLF001 -- an old journal is one that was written long ago
    lines = [msgspec.json.encode(entry) for entry in entries]
    place.write_bytes(b"\n".join(lines) + b"\n")
    kept.plan(replace(entries_of([0])[0], id="last"))
    return [int(entry.id.split("-")[1]) for entry in kept.entries() if entry.id != "last"]


def test_what_is_older_than_30_days_goes_if_200_commands_came_after(kept: Journal) -> None:
    """Fails without the trim by age: all 300 are kept for good."""
    assert write_down(kept, entries_of([40] * 50 + [35] * 150 + [3] * 100)) == [35] * 100 + [3] * 100


def test_what_is_younger_stays_however_many_there_are(kept: Journal) -> None:
    """Fails if the number alone counts: a busy day would forget yesterday."""
    assert write_down(kept, entries_of([31] * 10 + [30] * 250 + [3] * 50)) == [30] * 250 + [3] * 50


def test_few_commands_stay_for_years(kept: Journal) -> None:
    """Fails if the age alone counts: who writes once a week could take back little."""
    assert write_down(kept, entries_of([900] * 100 + [800] * 90)) == [900] * 100 + [800] * 90


def test_rewrites_of_blocks_do_not_count_as_commands(kept: Journal) -> None:
    """Fails if they do: a watcher would push out what people typed."""
    days = write_down(kept, [*entries_of([50] * 190), *entries_of([40] * 300, blocks=True)])
    assert days == [50] * 190 + [40] * 300


def test_rewrites_of_big_blocks_push_out_no_command(kept: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails with one room for both: the oldest would go, and they are what people typed."""
    monkeypatch.setattr(journal, "_MOST", 200_000)
    days = write_down(kept, [*entries_of([5] * 20), *entries_of([3] * 100, blocks=True, size=4000)])
    assert days.count(5) == 20
    assert 0 < days.count(3) < 100


def test_the_age_is_looked_at_once_a_day(kept: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    write_down(kept, entries_of([900] * 100 + [800] * 150))
    looks: list[datetime | None] = []

    def looking(_entries: object, now: datetime | None) -> int:
        looks.append(now)
        return 0

    monkeypatch.setattr(journal, "_first_kept", looking)
    for hours in (1, 23, 25):
        kept.plan(replace(entries_of([0])[0], id=str(hours), time=NOON + timedelta(hours=hours)))
    assert looks == [NOON + timedelta(hours=25)]


def test_a_journal_that_others_could_read_is_closed_to_them(tmp_path: Path, kept: Journal) -> None:
    """Fails if only what is made is made private."""
    gateway.apply(tmp_path, [Create("a.md", b"a")], journal=kept.entry("one", NOON))
    folder = state_folder(tmp_path)
    folder.chmod(0o755)
    (folder / "journal.jsonl").chmod(0o644)
    gateway.apply(tmp_path, [Create("b.md", b"b")], journal=kept.entry("two", NOON))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "journal.jsonl").stat().st_mode) == 0o600


def test_the_file_is_json_lines(tmp_path: Path, kept: Journal) -> None:
    gateway.apply(tmp_path, [Create("a.md", b"a")], journal=kept.entry("one", NOON))
    lines = (state_folder(tmp_path) / "journal.jsonl").read_bytes().splitlines()
    entry, mark = map(msgspec.json.decode, lines)
    assert entry.keys() >= {"id", "label", "time", "files", "blocks", "state", "undoes", "leaves"}
    assert mark.keys() == {"id", "state"}


def test_a_move_that_was_killed_between_its_two_names_is_taken_back(tmp_path: Path, kept: Journal) -> None:
    """Fails if the new name alone is looked at: the note is there twice, and as a hard link no more to be written."""
    (tmp_path / "a.md").write_bytes(b"a")
    (tmp_path / ".trash").mkdir()
    (tmp_path / ".trash/a.md").hardlink_to(tmp_path / "a.md")
    moved = FileRecord("a.md", digest(b"a"), digest(b"a"), (), ".trash/a.md", (".trash",))
    kept.plan(journal.Entry("1", "merge", NOON, (moved,)))
    gateway.recover(tmp_path, kept)
    assert [entry.state for entry in kept.entries()] == ["failed"]
    assert (tmp_path / "a.md").stat().st_nlink == 1
    assert not (tmp_path / ".trash").exists()


def test_a_move_that_was_killed_before_its_other_half_is_taken_back(tmp_path: Path, kept: Journal) -> None:
    """Fails without the folders in the record of a move: an empty ``.trash`` stays."""
    (tmp_path / ".trash").mkdir()
    (tmp_path / ".trash/a.md").write_bytes(b"a")
    moved = FileRecord("a.md", digest(b"a"), digest(b"a"), (), ".trash/a.md", (".trash",))
    kept.plan(journal.Entry("1", "merge", NOON, (moved, FileRecord("b.md", None, digest(b"b")))))
    gateway.recover(tmp_path, kept)
    assert [entry.state for entry in kept.entries()] == ["failed"]
    assert (tmp_path / "a.md").read_bytes() == b"a"
    assert not (tmp_path / ".trash").exists()


def test_a_name_that_is_held_for_a_killed_write_is_free_again(tmp_path: Path, kept: Journal) -> None:
    """Where there are no hard links an empty file holds the name; fails if it is taken for somebody's note."""
    (tmp_path / "a.md").write_bytes(b"a")
    (tmp_path / "moved.md").write_bytes(b"")
    (tmp_path / "new.md").write_bytes(b"")
    moved = FileRecord("a.md", digest(b"a"), digest(b"a"), (), "moved.md")
    kept.plan(journal.Entry("1", "rename", NOON, (moved, FileRecord("new.md", None, digest(b"b")))))
    gateway.recover(tmp_path, kept)
    assert [place.name for place in tmp_path.iterdir()] == ["a.md"]


def test_a_line_that_cannot_be_written_whole_is_not_written(
    tmp_path: Path, kept: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails without the cut: half a line stays for good, with the words of a note in it."""
    gateway.apply(tmp_path, [Create("a.md", b"a")], journal=kept.entry("one", NOON))
    place = state_folder(tmp_path) / "journal.jsonl"
    before = place.read_bytes()

    def half(handle: int, data: bytes) -> None:
        os.write(handle, data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(journal, "write_all", half)
    with pytest.raises(CannotWriteError, match="the journal could not be written: No space"):
        gateway.apply(tmp_path, [Create("b.md", b"b")], journal=kept.entry("two", NOON))
    assert place.read_bytes() == before
    assert not (tmp_path / "b.md").exists()
