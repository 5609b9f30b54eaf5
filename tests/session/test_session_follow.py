"""Following goes on, whatever stops a single batch."""

import gc
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from vaultkit.disk.watcher import Batch, Way
from vaultkit.model.block import BlockKind
from vaultkit.model.edit import Edit
from vaultkit.model.moment import Moment
from vaultkit.model.note import Note
from vaultkit.plugins.hookspecs import hookimpl
from vaultkit.plugins.host import Host
from vaultkit.session.follow import Clock, Follower, Report
from vaultkit.session.session import Session, open_session
from vaultkit.testing import make_vault, open_with

TODAY = date(2026, 11, 22)
ADA = "---\ntrust: mutual\n---\n\n## Interactions\n\n- 2026-10-01 call: hello\n"
DASHBOARD = "<!-- vaultkit:begin people.summary -->\n<!-- vaultkit:end people.summary -->\n"


class Time:
    """A clock that stands until somebody waits."""

    def __init__(self, now: datetime = datetime(2026, 11, 22, 12, tzinfo=UTC)) -> None:
        """Begin at a time of day."""
        self.began = now
        self.passed = 0.0
        self.day: date | None = TODAY

    def clock(self) -> Clock:
        def now() -> datetime:
            return self.began + timedelta(seconds=self.passed)

        return Clock(now, lambda: self.passed, lambda: self.day or now().date())


class Given:
    """Batches as a test gives them, each after something has happened; time passes where it is waited for."""

    def __init__(self, time: Time, *steps: Callable[[], Batch | None]) -> None:
        """Do a step, then give its batch; for None let the time pass that is waited for."""
        self.way = Way.EVENTS
        self.waited: list[float] = []
        self._time = time
        self._steps = list(steps)

    def wait(self, seconds: float) -> Batch | None:
        self.waited.append(seconds)
        if not self._steps:
            return None
        batch = self._steps.pop(0)()
        self._time.passed += seconds if batch is None else 10.0
        return Batch() if batch is None else batch


@pytest.fixture
def root(tmp_path: Path) -> Path:
    notes = {f"People/{number}.md": ADA for number in range(12)}
    folder = make_vault(tmp_path / "vault", notes | {"Dashboard.md": DASHBOARD})
    for place in folder.rglob("*.md"):
        os.utime(place, (1, 1))
    return folder


def reports(session: Session, between: Callable[[int], None], batches: int) -> list[Report]:
    """Follow so many sweeps, before each of which something happens; return what each came to."""

    def step(number: int) -> Callable[[], Batch]:
        def give() -> Batch:
            between(number)
            return Batch(sweep=True)

        return give

    time = Time()
    follower = Follower(session, Given(time, *map(step, range(batches))), time.clock())
    return list(follower.reports())


@pytest.mark.parametrize("step", ["refresh", "moment", "update_dashboard", "save_cache"])
@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied", "/x"), OSError(), OSError(5, "I/O\nerror")])
def test_an_error_of_the_system_is_trouble_of_one_batch(
    root: Path, step: str, error: OSError, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = open_with(root, TODAY)

    def refusing(*_: object, **__: object) -> None:
        raise error

    def between(number: int) -> None:
        if number == 0:
            of: object = session.vault if step == "save_cache" else Session
            replacement: object = property(refusing) if step == "moment" else refusing
            monkeypatch.setattr(of, step, replacement)
            (root / "People/one.md").write_text(ADA)
        else:
            monkeypatch.undo()
            (root / "People/two.md").write_text(ADA)

    _, failed, well = reports(session, between, 2)
    assert failed.trouble
    assert "\n" not in failed.trouble
    assert well.trouble is None
    assert well.rewritten == ("Dashboard.md",)
    assert "14 people" in (root / "Dashboard.md").read_text()


def test_the_first_rewrite_may_fail_as_well(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = open_with(root, TODAY)

    def refusing(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Session, "update_dashboard", refusing)
    first, *_ = reports(session, lambda _number: None, 1)
    assert first.trouble == "Input/output error"


def test_a_folder_of_most_notes_that_is_moved_is_followed(root: Path) -> None:
    session = open_with(root, TODAY)

    def between(number: int) -> None:
        if number == 0:
            (root / "People/Friends").mkdir()
            for place in (root / "People").glob("*.md"):
                place.rename(root / "People/Friends" / place.name)

    _, moved = reports(session, between, 1)
    assert moved.trouble is None
    assert len(moved.notes) == 24


def followed(root: Path, time: Time, *steps: Callable[[], Batch | None]) -> tuple[Follower, Given, list[Report]]:
    """Follow a vault through these steps; return the follower, what was given, and all reports."""
    given = Given(time, *steps)
    follower = Follower(open_with(root, TODAY), given, time.clock(), pid=4711)
    return follower, given, list(follower.reports())


def nothing() -> Batch | None:
    """Let the time pass that is waited for."""
    return None


def edited(root: Path, path: str, text: str, time: Time | None = None) -> Callable[[], Batch]:
    """Return the step in which somebody saves a note; by the test's clock at the time at which the batch comes."""

    def step() -> Batch:
        (root / path).write_text(text, "utf-8")
        if time is not None:
            now = time.clock().now().timestamp() + 10.0
            os.utime(root / path, (now, now))
        return Batch(frozenset({path}))

    return step


def test_what_depends_on_the_day_is_refreshed_at_midnight_once(root: Path) -> None:
    """Without the wait until midnight yesterday's dashboard stands until something changes."""

    class Days:
        @hookimpl
        def blocks(self) -> list[BlockKind]:
            return [BlockKind("days.today", "the day", lambda moment, _place: moment.today.isoformat())]

    (root / "Dashboard.md").write_text(DASHBOARD.replace("people.summary", "days.today"))
    os.utime(root / "Dashboard.md", (1, 1))
    time = Time(datetime(2026, 11, 22, 23, 59, 30, tzinfo=UTC))
    time.day = None
    given = Given(time, nothing, nothing, nothing)
    found = list(Follower(open_with(root, TODAY, {"days": Days()}), given, time.clock()).reports())
    assert given.waited == [30.0, 60.0, 60.0, 60.0]
    assert "2026-11-23" in (root / "Dashboard.md").read_text()
    assert [report.rewritten for report in found] == [("Dashboard.md",), ("Dashboard.md",)]


def test_a_note_under_somebodys_hands_is_left_alone(root: Path) -> None:
    """Without it a block is written into a note between two saves of the editor that has it open."""
    time = Time()
    mine = DASHBOARD + "\nMy own words.\n"
    steps = [edited(root, "People/one.md", ADA), edited(root, "Dashboard.md", mine, time), nothing, nothing]
    _, given, found = followed(root, time, *steps)
    assert [report.rewritten for report in found if report.rewritten] == [("Dashboard.md",)] * 3
    assert given.waited[2] == 3.0
    assert (root / "Dashboard.md").read_text().endswith("\nMy own words.\n")
    assert "13 people" in (root / "Dashboard.md").read_text()


def test_an_edit_by_a_clock_that_is_ahead_is_no_reason_to_wait(root: Path) -> None:
    time = Time()
    os.utime(root / "Dashboard.md", (10**10, 10**10))
    _, _, [first] = followed(root, time)
    assert first.rewritten == ("Dashboard.md",)


def test_a_note_is_rewritten_once_in_two_seconds_under_constant_change(root: Path) -> None:
    """Without the pause a note that is open in an editor is rewritten with each keystroke in another."""
    time = Time()
    rewrites: list[float] = []
    number = 0

    def change() -> Batch:
        nonlocal number
        number += 1
        (root / f"People/new {number}.md").write_text(ADA)
        time.passed -= 9.7
        return Batch(frozenset({f"People/new {number}.md"}))

    given = Given(time, *[change] * 40, nothing)
    follower = Follower(open_with(root, TODAY), given, time.clock())
    for report in follower.reports():
        rewrites += [time.passed] * bool(report.rewritten)
    # The first is that of the start, the three after it come at once.
    assert len(rewrites) > 7
    spans = [later - earlier for earlier, later in zip(rewrites[1:], rewrites[4:], strict=False)]
    assert min(spans) >= 2.0 - 1e-9
    assert rewrites[-1] - rewrites[1] >= 2.0 * (len(rewrites) - 4) - 1e-9
    assert max(later - earlier for earlier, later in pairwise(rewrites[1:])) <= 2.5
    assert "52 people" in (root / "Dashboard.md").read_text()


def test_edits_of_somebody_who_saves_now_and_then_are_answered_at_once(root: Path) -> None:
    """With a pause after each rewrite the second of two edits within two seconds is shown when they are over."""
    time = Time()

    def edits(after: float, number: int) -> Callable[[], Batch]:
        def give() -> Batch:
            batch = edited(root, f"People/new {number}.md", ADA)()
            time.passed += after - 10.0
            return batch

        return give

    steps = [edits(after, number) for number, after in enumerate([0.5, 0.5, 0.5, 5.0, 0.5])]
    _, given, found = followed(root, time, *steps)
    assert [report.rewritten for report in found] == [("Dashboard.md",)] * len(found)
    assert len(found) == 1 + len(steps)
    assert max(given.waited) == 60.0, "nothing was put off"


def test_our_own_rewrite_costs_the_next_change_nothing(root: Path) -> None:
    """Otherwise what was worked out for each note is forgotten with every rewrite, and worked out anew."""
    seen: list[str] = []

    class Kept:
        @hookimpl
        def blocks(self) -> list[BlockKind]:
            return [BlockKind("kept.names", "names", lambda moment, _place: _names(moment))]

    def _names(moment: Moment) -> str:
        notes = moment.index.notes
        return "\n".join(moment.each(name_of, notes[path]) for path in sorted(notes) if path != "Dashboard.md")

    def name_of(note: Note) -> str:
        seen.append(note.path)
        return f"{note.name} {len(note.items)}"

    (root / "Dashboard.md").write_text(DASHBOARD.replace("people.summary", "kept.names"))
    os.utime(root / "Dashboard.md", (1, 1))
    time = Time()
    own = partial(Batch, frozenset({"Dashboard.md"}))
    steps: list[Callable[[], Batch | None]] = []
    for number in range(2):
        steps += [edited(root, "People/0.md", ADA + "- 2026-11-20 call: x\n" * number), own]
    steps.append(edited(root, "People/0.md", ADA + "- 2026-11-21 call: x\n" * 5))
    session = open_with(root, TODAY, {"kept": Kept()})
    found = list(Follower(session, Given(time, *steps), time.clock()).reports())
    assert sum(bool(report.rewritten) for report in found) == 3
    assert len(seen) == 12 + 2


def test_the_search_for_circles_passes_over_what_was_read(root: Path) -> None:
    """Otherwise now and then an edit waits until all that is known of all notes was gone through."""
    time = Time()
    reports = Follower(open_with(root, TODAY), Given(time), time.clock()).reports()
    gc.unfreeze()
    try:
        assert next(reports).rewritten
        assert gc.isenabled()
        assert gc.get_freeze_count()
    finally:
        gc.unfreeze()


def test_a_note_with_a_block_that_is_half_written_keeps_no_other_from_being_rewritten(root: Path) -> None:
    """Without leaving it out the whole plan fails for as long as somebody writes to one such note."""
    (root / "Other.md").write_text(DASHBOARD)
    os.utime(root / "Other.md", (1, 1))
    time = Time()
    session = open_session(root, Host.load(built_in_only=True), TODAY, calm=1000.0)
    (root / "Other.md").write_text(DASHBOARD[:-5])
    session.refresh(["Other.md"])
    assert session.vault.doubtful == {"Other.md"}
    [report] = Follower(session, Given(time), time.clock()).reports()
    assert report.rewritten == ("Dashboard.md",)
    assert report.trouble is None


def test_trouble_is_told_once_and_its_end_as_well(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it a folder that cannot be read is told of at each sweep, all night."""
    time = Time()

    def refusing(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    def breaking() -> Batch:
        monkeypatch.setattr(Session, "refresh", refusing)
        return Batch(sweep=True)

    def mending() -> Batch:
        monkeypatch.undo()
        return Batch(sweep=True)

    follower, given, found = followed(root, time, breaking, nothing, nothing, nothing, mending, nothing)
    assert [(report.trouble, report.notice) for report in found[1:]] == [
        ("Permission denied", None),
        (None, "all is well again"),
    ]
    assert given.waited[1:5] == [2.0, 4.0, 8.0, 16.0]
    assert given.waited[-1] == 60.0
    assert follower.status.error == "Permission denied"


def test_a_bug_is_trouble_of_one_batch(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the net under each batch a mistake of ours ends a year of watching."""
    time = Time()

    def breaking() -> Batch:
        def raising(*_: object, **__: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(Session, "refresh", raising)
        return Batch(sweep=True)

    def mending() -> Batch:
        monkeypatch.undo()
        return edited(root, "People/one.md", ADA)()

    _, _, found = followed(root, time, breaking, mending)
    assert "ZeroDivisionError" in (found[1].trouble or "")
    assert found[-1].rewritten == ("Dashboard.md",)


def test_a_note_over_which_the_reader_stumbles_is_tried_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    time = Time()

    def breaking() -> Batch:
        def raising(*_: object, **__: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr("vaultkit.text.parse.parse", raising)
        return edited(root, "People/0.md", ADA.replace("hello", "good bye"))()

    def mending() -> None:
        monkeypatch.undo()

    follower, given, _ = followed(root, time, breaking, mending)
    assert given.waited[1] == 2.0
    notes = follower._session.vault.index.notes  # noqa: SLF001 - what it knows
    assert any("good bye" in item.text for item in notes["People/0.md"].items)


def test_a_plugin_that_raises_is_told_of_once(root: Path) -> None:
    class Raising:
        @hookimpl
        def changed(self, before: Moment, after: Moment) -> list[str]:
            raise ZeroDivisionError(before, after)

    time = Time()
    session = open_with(root, TODAY, {"raising": Raising()})
    steps = [edited(root, f"People/new {number}.md", ADA) for number in range(3)]
    found = list(Follower(session, Given(time, *steps), time.clock()).reports())
    assert [bool(report.trouble) for report in found] == [False, True, False, False]
    assert "15 people" in (root / "Dashboard.md").read_text()


def test_how_changes_are_learned_of_is_told_when_it_changes(root: Path) -> None:
    time = Time()
    given = Given(time)

    def limited() -> Batch:
        given.way = Way.LIMIT
        return Batch(sweep=True)

    def well() -> Batch:
        given.way = Way.EVENTS
        return Batch(sweep=True)

    given._steps = [limited, limited, well]  # noqa: SLF001 - they need what they are given to
    follower = Follower(open_with(root, TODAY), given, time.clock())
    found = [report.notice for report in follower.reports() if report.notice]
    assert found == [Way.LIMIT.words, Way.EVENTS.words]
    assert "sysctl fs.inotify.max_user_watches" in found[0]


def test_where_another_machine_writes_the_index_is_kept_and_no_block_written(root: Path) -> None:
    """Without it two machines that share a vault write its blocks against each other."""
    (root / "vaultkit.toml").write_text('[vault]\nwriter = "another"\n')
    time = Time()
    follower, _, found = followed(root, time, edited(root, "People/one.md", ADA), lambda: Batch(sweep=True))
    assert not any(report.rewritten or report.trouble for report in found)
    assert [report.notice for report in found if report.notice] == [
        "blocks are rewritten by the machine 'another' alone (`writer` in vaultkit.toml)"
    ]
    assert follower.status.notes == 14
    assert (root / "Dashboard.md").read_text() == DASHBOARD


def of_fifty(folder: Path) -> Path:
    """Make a vault of fifty people and a dashboard, none of them touched of late."""
    root = make_vault(folder / "vault", {f"People/{number}.md": ADA for number in range(50)})
    (root / "Dashboard.md").write_text(DASHBOARD)
    for place in root.rglob("*.md"):
        os.utime(place, (1, 1))
    return root


def test_nothing_is_written_while_most_notes_are_gone(tmp_path: Path) -> None:
    """Without the brake an unmounted share empties the dashboard."""
    root, time = of_fifty(tmp_path), Time()

    def vanish() -> Batch:
        for number in range(40):
            (root / f"People/{number}.md").unlink()
        return Batch(sweep=True)

    follower, _, found = followed(
        root, time, vanish, edited(root, "People/new.md", ADA), nothing, lambda: Batch(sweep=True)
    )
    assert [bool(report.trouble) for report in found][:2] == [False, True]
    assert "50 people" in (root / "Dashboard.md").read_text()
    assert follower.status.braked
    assert follower.status.notes == 51


def test_what_waits_while_most_notes_are_gone_is_not_asked_for_without_a_pause(tmp_path: Path) -> None:
    """Otherwise a note edited just before a share went away keeps the processor busy until it is back."""
    root, time = of_fifty(tmp_path), Time()

    def vanish() -> Batch:
        (root / "People").rename(tmp_path / "away")
        return Batch(sweep=True)

    session = open_session(root, Host.load(built_in_only=True), TODAY, calm=1000.0)
    given = Given(time, edited(root, "Dashboard.md", DASHBOARD + "Mine.\n", time), vanish, nothing, nothing, nothing)
    follower = Follower(session, given, time.clock())
    list(follower.reports())
    assert follower.status.braked
    assert given.waited[1] == 3.0
    assert given.waited[2:] == [2.0, 4.0, 8.0, 16.0]


@pytest.mark.cache
def test_once_it_is_believed_that_notes_are_gone_the_blocks_are_written(tmp_path: Path) -> None:
    """Otherwise the blocks that were left alone at the start stay as they were until a note changes."""
    root = of_fifty(tmp_path)
    open_session(root, Host.load(built_in_only=True), TODAY)
    for number in range(40):
        (root / f"People/{number}.md").unlink()
    session = open_session(root, Host.load(built_in_only=True), TODAY)
    assert len(session.vault.missing) == 40
    session.vault.accept_deletions = True
    time = Time()
    follower = Follower(session, Given(time, lambda: Batch(sweep=True), nothing), time.clock())
    assert [report.rewritten for report in follower.reports() if report.rewritten] == [("Dashboard.md",)]
    assert "10 people" in (root / "Dashboard.md").read_text()


def test_the_status_keeps_count(root: Path) -> None:
    time = Time()
    steps = [edited(root, f"People/new {number}.md", ADA) for number in range(2)]
    follower, _, _ = followed(root, time, *steps)
    status = follower.status
    assert (status.pid, status.notes, status.changes, status.rewritten) == (4711, 15, 2, 3)
    assert status.changed == ("People/new 1.md",)
    assert status.since == time.began
    assert status.changed_at is not None
    assert status.changed_at > time.began
    assert status.error is None


def test_a_line_that_was_wiped_out_is_put_back_and_reported(root: Path) -> None:
    time = Time()
    host = Host.load(built_in_only=True)
    path = "People/0.md"

    def logged() -> Batch:
        session = open_session(root, host, TODAY, now=time.clock().now)
        session.write(
            lambda moment: [insert_line(moment, path, "- 2026-11-20 call: the new job\n")], label="log", verified=True
        )
        return Batch(frozenset({path}))

    follower, _, found = followed(root, time, logged, edited(root, path, ADA, time), nothing)
    assert [report.put_back for report in found if report.put_back] == [(path,)]
    assert follower.status.put_back == 1
    assert (root / path).read_text() == ADA + "- 2026-11-20 call: the new job\n"


def insert_line(moment: Moment, path: str, line: str) -> Edit:
    source = moment.read(path)
    return Edit(path, source.digest, len(source.data), len(source.data), line.encode())
