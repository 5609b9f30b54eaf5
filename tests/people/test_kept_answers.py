"""A cache never changes an answer: what commands say out of it is what they say without it."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from kept_rounds import COMMANDS, PATHS, TODAY, Told, Writer, cache_at, cached_vault, opened, plain, rounds

from vaultkit.api import Json, Note, Settings, hookimpl
from vaultkit.people import people
from vaultkit.people.rules import judgement
from vaultkit.people.rules.case import Case
from vaultkit.people.rules.judge import verdicts
from vaultkit.people.rules.judgement import verdict_of
from vaultkit.people.verdict import Verdict
from vaultkit.session.session import Session, open_session
from vaultkit.testing.vaults import host_with, make_vault, run


def check(told: Told) -> None:
    """Run every command after each round, in a session of its own and in one that goes on; compare it with no cache."""
    with cached_vault(Writer) as (writer, nowhere):
        lasting = opened(writer.root, TODAY)
        for number, (changes, later) in enumerate(told):
            for path, text in changes:
                writer.write(path, text)
            today = lasting.today = TODAY + timedelta(days=later)
            lasting.vault.accept_deletions = True
            lasting.refresh()
            for command in (*COMMANDS[number % 3 :], *COMMANDS):
                session = opened(writer.root, today)
                kept = plain(command(session.moment))
                session.vault.save_cache()
                with cache_at(nowhere):
                    fresh = plain(command(opened(writer.root, today).moment))
                assert kept == fresh, command.__name__
                assert plain(command(lasting.moment)) == fresh, f"{command.__name__}, in a session that goes on"


def test_after_an_edit_only_those_are_judged_whom_it_is_about(tmp_path: Path) -> None:
    """Without what is carried from moment to moment everybody is put together and judged anew."""
    writer = Writer(tmp_path)
    writer.write("vaultkit.toml", "")
    for path in PATHS:
        writer.write(path, "---\ncadence: 30\ninterests: [chess]\n---\n- 2026-10-01 call: hello\n")
    session = opened(tmp_path, TODAY)
    before = dict(verdicts(session.moment)), people(session.moment)
    writer.write(PATHS[0], "---\ncadence: 30\n---\n- 2026-10-01 call: hello\n- 2026-11-01 call: [[Bob]]\n")
    session.refresh()
    after = dict(verdicts(session.moment)), people(session.moment)
    assert [path for path in PATHS if after[0][path] is not before[0][path]] == [PATHS[0]]
    assert [new.path for new, old in zip(after[1], before[1], strict=True) if new is not old] == [PATHS[0]]


@pytest.mark.cache
def test_what_the_first_dashboard_was_made_of_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where the run that makes the note keeps no verdicts: the next one would judge everybody once more."""
    root = make_vault(tmp_path / "vault", dict.fromkeys(PATHS, "---\ncadence: 30\n---\n- 2026-10-01 call: hello\n"))
    names: list[str] = []

    def noted(case: Case) -> Verdict:
        names.append(case.person.name)
        return verdict_of(case)

    monkeypatch.setattr(judgement, "verdict_of", noted)
    printed = run("dashboard", "--print", vault=root, today=TODAY).stdout
    judged = names.copy()
    run("dashboard", vault=root, today=TODAY)
    assert run("dashboard", "--print", vault=root, today=TODAY).stdout == printed
    assert names == judged
    assert sorted(judged) == [Path(path).stem for path in PATHS]


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(rounds)
def test_answers_out_of_the_cache_are_those_without(told: Told) -> None:
    """Without the state, the settings, a person's digest or ``until`` in what is kept, some answer is an old one."""
    check(told)


@pytest.mark.slow
@settings(max_examples=int(os.environ.get("VAULTKIT_TEST_ROUNDS", "100")), suppress_health_check=list(HealthCheck))
@given(rounds)
def test_answers_out_of_the_cache_are_those_without_at_length(
    told: Told,
) -> None:
    """The same with more rounds; ``VAULTKIT_TEST_ROUNDS`` says how many."""
    check(told)


def test_facts_are_plain_data_wherever_they_come_from(tmp_path: Path) -> None:
    """Fails where what was just read is the plugin's own value, and what was kept is not."""
    root, nowhere = tmp_path / "vault", tmp_path / "file"
    root.mkdir()
    nowhere.write_bytes(b"")
    writer = Writer(root)
    writer.write("vaultkit.toml", "")
    writer.write(PATHS[0], "---\ncadence: 30\n---\n- 2026-10-01 call: hello\n")

    def told(session: Session) -> object:
        said = session.moment.facts["people"]
        assert isinstance(said[PATHS[0]], dict)
        assert dict(said.items()) == {PATHS[0]: said[PATHS[0]]}
        return said[PATHS[0]]

    opened(root, TODAY).vault.save_cache()
    lasting = opened(root, TODAY)
    kept = told(lasting)
    writer.write(PATHS[0], "---\ncadence: 31\n---\n- 2026-10-01 call: hello\n")
    lasting.refresh()
    edited = told(lasting)
    with cache_at(nowhere):
        assert told(opened(root, TODAY)) == edited != kept


def test_a_plugin_that_fails_on_a_note_is_told_of_in_each_run(tmp_path: Path) -> None:
    """Fails where the failure is kept as an answer: in the second run nobody would know of it."""

    class Raising:
        @staticmethod
        @hookimpl
        def facts(note: Note, settings: Settings) -> Json:
            raise ValueError(note.path, settings)

    writer = Writer(tmp_path)
    writer.write("vaultkit.toml", "")
    writer.write(PATHS[0], "")
    for _ in range(2):
        host = host_with({"raising": Raising()})
        session = open_session(tmp_path, host, TODAY)
        assert not dict(session.moment.facts["raising"].items())
        session.vault.save_cache()
        assert [failure.code for failure in host.failures] == ["plugin-failed"]
