"""Two sessions on one cache, of which one is behind, and files that go back: no answer is another than a fresh one.

The limits from which on notes are let go of, and changes no longer told one by one, are so low that a small vault is a
large one.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from kept_rounds import COMMANDS, PATHS, TODAY, Writer, cache_at, cached_vault, edits, opened, persons, plain

from vaultkit.session.session import Session

pytestmark = pytest.mark.cache

LIMITS = {
    "vaultkit.model.streamed.SLICE": 2,
    "vaultkit.model.notes.SLICE": 2,
    "vaultkit.model.notes.SINGLES": 2,
    "vaultkit.model.lineage.STEPS": 3,
    "vaultkit.disk.known.SLICE": 2,
    "vaultkit.disk.facts.SINGLES": 2,
    "vaultkit.disk.stored._FEW": 2,
    "vaultkit.disk.cache._AT_ONCE": 2,
    "vaultkit.people.reading.roll._MANY": 2,
    "vaultkit.people.reading.ranked._FEW": 1,
}
OTHER = "---\ncadence: 7\n---\n- 2026-11-01 call: hello there\n"
BACK = object()
"""Stands for the text that the file had before."""

DATED = ("2026-11-20.md", "Daily/2026-10-01.md")
reverts = st.tuples(st.sampled_from([*PATHS, *DATED]), st.just(BACK))
one_note = st.tuples(st.just(PATHS[0]), persons | st.just(BACK))
"""What happens to one note time and again finds more than what happens to many once."""
turns = st.lists(
    st.tuples(
        st.lists(one_note | one_note | edits | reverts, max_size=2),
        st.sampled_from([0, 1]),
        st.sampled_from(["asks", "asks", "hears of the first", "opens again"]),
        st.integers(0, len(COMMANDS) - 1),
        st.booleans(),
    ),
    min_size=2,
    max_size=7,
)
Turns = list[tuple[list[tuple[str, str | object | None]], int, str, int, bool]]


@contextmanager
def low_limits() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in LIMITS.items():
            patch.setattr(name, value)
        yield


@dataclass
class Going(Writer):
    """A writer that can put a file back to what it was before, with the time that it had then, or a new one."""

    before: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    """The texts that each file had, with their times."""

    def change(self, path: str, text: str | object | None, *, in_time: bool) -> None:
        """Write a text, or the one before."""
        place, history = self.root / path, self.before.setdefault(path, [])
        was = (place.read_text("utf-8"), place.stat().st_mtime_ns) if place.exists() else None
        if text is BACK:
            if history:
                self.write(path, history[-1][0])
                if in_time:
                    os.utime(place, ns=(history[-1][1], history[-1][1]))
        else:
            assert text is None or isinstance(text, str)
            self.write(path, text)
        history += [was] if was else []


def answers(session: Session) -> list[str]:
    """Return what every command says."""
    return [plain(command(session.moment)) for command in COMMANDS]


def check(told: Turns) -> None:
    """Let one session ask without having heard of everything, and compare what the other one says with no cache."""
    with low_limits(), cached_vault(Going) as (writer, nowhere):
        sessions = [opened(writer.root, TODAY), opened(writer.root, TODAY)]
        for session in sessions:
            session.vault.accept_deletions = True
        for changes, behind, does, what, is_so in told:
            for path, text in changes:
                writer.change(path, text, in_time=is_so)
            if does == "opens again":
                sessions[behind] = opened(writer.root, TODAY)
                sessions[behind].vault.accept_deletions = True
            if does == "hears of the first" and changes:
                sessions[behind].refresh([changes[0][0]])
            COMMANDS[what](sessions[behind].moment)
            if is_so:
                sessions[behind].vault.save_cache()
            ahead = sessions[1 - behind]
            ahead.refresh()
            lasting = answers(ahead)
            ahead.vault.save_cache()
            with cache_at(nowhere):
                fresh = answers(opened(writer.root, TODAY))
            assert lasting == fresh
            assert answers(opened(writer.root, TODAY)) == fresh


@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(turns)
@example([([(PATHS[0], OTHER)], 0, "asks", 0, False), ([(PATHS[0], BACK)], 1, "asks", 0, False)])
def test_what_another_session_keeps_changes_no_answer(told: Turns) -> None:
    """Fails where a file's new time is noted for another version, or what strayed is taken for what it should be."""
    check(told)


@pytest.mark.slow
@settings(max_examples=int(os.environ.get("VAULTKIT_TEST_ROUNDS", "100")), suppress_health_check=list(HealthCheck))
@given(turns)
def test_what_another_session_keeps_changes_no_answer_at_length(told: Turns) -> None:
    check(told)
