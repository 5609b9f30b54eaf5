"""Lines that commands write are looked after: what an editor saves over is put back, or told."""

import os
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from vaultkit.disk.written_lines import JournalTail, LostLine, keep_lost_lines, lost_lines
from vaultkit.errors import NoteChangedError
from vaultkit.model.edit import Edit
from vaultkit.model.moment import Moment
from vaultkit.plugins.host import Host
from vaultkit.session.lines import Lines, Looked
from vaultkit.session.session import Session, open_session
from vaultkit.testing import make_vault

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ADA = "People/Ada.md"
OLD = "# Ada\n\n## Interactions\n\n- 2026-10-01 call: begun\n"
ONE = "- 2026-11-22 call: the new job\n"
TWO = "- 2026-11-22 coffee: chess in the park\n"


class Vault:
    """A vault with a watcher's eye on its lines, and a time that passes when the test says so."""

    def __init__(self, root: Path) -> None:
        """Begin at noon, with a note that is long done."""
        self.root = root
        self.passed = 0.0
        self.place = root / ADA
        self.save(OLD)
        self.passed = 100.0
        self.watching = self.session()
        self.lines = Lines(self.watching, self.now, lambda: self.passed)

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.passed)

    def session(self) -> Session:
        return open_session(self.root, Host.load(built_in_only=True), TODAY, now=self.now)

    def save(self, text: str) -> None:
        """Save the note as an editor does, at the time that it is now."""
        self.place.parent.mkdir(exist_ok=True)
        self.place.write_text(text, "utf-8")
        os.utime(self.place, (self.now().timestamp(), self.now().timestamp()))

    def log(self, line: str, *, verified: bool = True) -> None:
        """Append a line as a command in another process does."""

        def plan(moment: Moment) -> Sequence[Edit]:
            source = moment.read(ADA)
            return [Edit(ADA, source.digest, len(source.data), len(source.data), line.encode())]

        self.session().write(plan, label="log", verified=verified)
        self.touch()

    def touch(self) -> None:
        os.utime(self.place, (self.now().timestamp(), self.now().timestamp()))

    def look(self, after: float = 0.0) -> Looked:
        """Look as a watcher does, after so many seconds."""
        self.passed += after
        self.watching.refresh()
        found = self.lines.look()
        if found.put_back:
            self.touch()
        return found

    @property
    def text(self) -> str:
        return self.place.read_text("utf-8")

    @property
    def told(self) -> list[str]:
        return [each.message for each in self.session().problems() if each.code == "line-lost"]


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(make_vault(tmp_path / "vault", {}))


def test_a_line_that_was_wiped_out_is_put_back_when_the_note_is_quiet(vault: Vault) -> None:
    """Without it an editor that holds an old buffer takes the line away for good, and nobody is told."""
    vault.log(ONE)
    assert vault.look(1) == Looked()
    vault.save(OLD.replace("begun", "begun"))
    assert vault.look(1) == Looked()
    assert vault.lines.at is not None
    assert vault.look(3) == Looked((ADA,))
    assert vault.text == OLD + ONE
    assert vault.look(100) == Looked()
    assert vault.told == []


def test_it_is_put_back_where_the_watcher_never_saw_it_stand(vault: Vault) -> None:
    vault.log(ONE)
    vault.log(TWO)
    vault.save(OLD)
    assert vault.look(4) == Looked((ADA, ADA))
    assert vault.text == OLD + ONE + TWO


def test_a_watcher_that_is_started_afterwards_puts_it_back_too(vault: Vault) -> None:
    vault.log(ONE)
    vault.save(OLD)
    vault.passed += 30
    vault.lines = Lines(vault.watching, vault.now, lambda: vault.passed)
    assert vault.look() == Looked((ADA,))


def test_it_is_put_back_once(vault: Vault) -> None:
    """Without the count somebody who deletes a line has to do it for ever."""
    vault.log(ONE)
    vault.save(OLD)
    assert vault.look(4).put_back
    vault.look(5)
    vault.save(OLD)
    assert vault.look(4) == Looked((), (ADA,))
    assert vault.text == OLD
    assert vault.told == [f"a line that was written is gone: {ONE.strip()}"]
    vault.save(OLD + ONE.replace("job", "jobs"))
    assert vault.told == []


def test_a_save_that_was_begun_before_does_not_count(vault: Vault) -> None:
    """Without it two editors that hold old buffers wipe out for good what the first one had wiped out."""
    vault.log(ONE)
    for _ in range(3):
        vault.passed += 1
        vault.save(OLD)
        assert vault.look(4) == Looked((ADA,))
    assert vault.text == OLD + ONE


def test_a_line_is_put_back_once_though_nothing_could_be_read_afterwards(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without letting the line go whose place was taken, both would be wanted, and the line would stand there twice."""
    vault.log(ONE)
    vault.save(OLD)
    vault.look(1)
    looks: list[str] = []
    fates = Lines._fates  # noqa: SLF001 - the second look is the one after the write

    def failing(self: Lines, path: str) -> object:
        looks.append(path)
        if len(looks) == 2:
            raise NoteChangedError(path)
        return fates(self, path)

    monkeypatch.setattr(Lines, "_fates", failing)
    assert vault.look(4) == Looked((ADA,))
    for _ in range(3):
        vault.look(4)
    assert vault.text == OLD + ONE


def test_lines_that_have_long_stood_are_not_what_became_of_one_that_waits(vault: Vault) -> None:
    """Without keeping them in mind a line that waits for minutes is dropped, for another one looks like it."""
    vault.log(ONE)
    vault.save(OLD)
    for number in range(60):
        vault.log(ONE.replace("job", f"job {number}"))
        assert vault.look(2) == Looked()
    assert vault.look(4) == Looked((ADA,))
    assert ONE in vault.text
    vault.look(100)
    assert not vault.lines._lines  # noqa: SLF001 - that nothing is kept for ever shows nowhere else


def test_who_deletes_a_line_later_has_read_it(vault: Vault) -> None:
    """Without the minute no line could ever be deleted by hand."""
    vault.log(ONE)
    vault.look(1)
    vault.passed += 60
    vault.save(OLD)
    assert vault.look(10) == Looked()
    assert (vault.text, vault.told) == (OLD, [])


def test_what_somebody_rewrote_is_left_and_told(vault: Vault) -> None:
    vault.log(ONE)
    vault.save("# Ada\n\nAll new.\n")
    assert vault.look(4) == Looked((), (ADA,))
    assert vault.told


def test_a_word_that_was_mended_is_no_loss(vault: Vault) -> None:
    vault.log(ONE)
    vault.save(OLD + ONE.replace("job", "jobs"))
    assert vault.look(4) == Looked()
    assert vault.told == []


def test_what_undo_takes_back_stays_away(vault: Vault) -> None:
    """Without it the watcher would put back what the user has just taken back."""
    vault.log(ONE)
    vault.look(1)
    vault.session().undo()
    vault.touch()
    assert vault.look(4) == Looked()
    assert vault.text == OLD


def test_what_undo_takes_back_among_lines_like_it_stays_away(vault: Vault) -> None:
    """Fails where it is told by the bytes that go: with the day of the next line among them, they are no line."""
    first = OLD.replace("- 2026-10-01", "- 2026-11-01")
    vault.save(first)

    def plan(moment: Moment) -> Sequence[Edit]:
        at = first.index("- 2026")
        return [Edit(ADA, moment.read(ADA).digest, at, at, ONE.encode())]

    vault.session().write(plan, label="log", verified=True)
    vault.touch()
    assert vault.look(1) == Looked()
    vault.session().undo()
    vault.touch()
    assert vault.look(4) == Looked()
    assert vault.text == first


def test_what_another_command_takes_out_stays_away(vault: Vault) -> None:
    vault.log(ONE)

    def plan(moment: Moment) -> Sequence[Edit]:
        source = moment.read(ADA)
        return [Edit(ADA, source.digest, len(OLD), len(source.data), b"")]

    vault.session().write(plan, label="merge")
    vault.touch()
    assert vault.look(4) == Looked()
    assert vault.text == OLD


def test_lines_that_nobody_asked_to_look_after_are_left(vault: Vault) -> None:
    vault.log(ONE, verified=False)
    vault.save(OLD)
    assert vault.look(4) == Looked()


def test_a_note_that_is_gone_takes_its_lines_along(vault: Vault) -> None:
    vault.log(ONE)
    vault.place.unlink()
    for _ in range(3):
        assert vault.look(40) == Looked()
    assert vault.lines.at is None


def test_lost_lines_are_forgotten_after_a_month(vault: Vault) -> None:
    keep_lost_lines(vault.root, [LostLine(ADA, ONE.strip(), NOON - timedelta(days=days)) for days in (31, 30)])
    assert len(vault.told) == 1
    keep_lost_lines(vault.root, [LostLine("People/Gone.md", ONE.strip(), NOON)])
    assert vault.told == []
    (vault.root / ADA).write_bytes(b"")
    assert len(lost_lines(vault.root)) == 1


def test_nobody_s_words_are_kept_for_longer_than_they_are_told(vault: Vault) -> None:
    """Fails if what the state folder holds of lost lines only grows."""
    keep_lost_lines(vault.root, [LostLine(ADA, TWO.strip(), NOON - timedelta(days=days)) for days in (31, 30)])
    vault.log(ONE)
    vault.save(OLD)
    assert vault.look(4) == Looked((ADA,))
    vault.look(5)
    vault.save(OLD)
    assert vault.look(4) == Looked((), (ADA,))
    assert [each.text for each in lost_lines(vault.root)] == [TWO.strip(), ONE.strip()]


def test_the_tail_of_the_journal_is_read_once(vault: Vault) -> None:
    tail = JournalTail(vault.root)
    assert tail.read() == ()
    vault.log(ONE)
    assert [entry.label for entry in tail.read()] == ["log"]
    assert tail.read() == ()
    vault.log(TWO)
    assert [len(entry.lines) for entry in tail.read()] == [1]


def test_a_journal_that_was_written_anew_gives_nothing_twice(vault: Vault) -> None:
    """Without a look at where it left off, what is written after a trimming would be missed."""
    tail = JournalTail(vault.root)
    vault.log(ONE)
    vault.log(TWO)
    assert len(tail.read()) == 2
    [place] = Path(os.environ["VAULTKIT_STATE_DIR"]).rglob("journal.jsonl")
    lines = place.read_bytes().split(b"\n")
    place.write_bytes(b"\n".join([b'{"torn', *lines[2:]]))
    assert tail.read() == ()
    vault.log("- 2026-11-22 mail: three\n")
    assert len(tail.read()) == 1


def test_a_write_that_has_not_ended_is_waited_for(vault: Vault) -> None:
    tail = JournalTail(vault.root)
    vault.log(ONE)
    [place] = Path(os.environ["VAULTKIT_STATE_DIR"]).rglob("journal.jsonl")
    whole = place.read_bytes()
    planned = whole.split(b"\n")[0] + b"\n"
    place.write_bytes(planned)
    assert (tail.read(), tail.is_waiting) == ((), True)
    place.write_bytes(whole)
    assert (len(tail.read()), tail.is_waiting) == (1, False)
