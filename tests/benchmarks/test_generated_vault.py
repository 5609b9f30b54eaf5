"""The generated vault: the same bytes everywhere, and a manifest that is true."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import generated_vault
import measure
import pytest
import rows
import run
from measured_vault import MeasuredVault, due

from vaultkit.testing import run as command

NOTES = 130
DIGEST = "10fcefbd95e1444bc97dfe276bcbf5a723f0a7286e3db53d82e33e7805b18821"


def test_the_same_numbers_give_the_same_bytes() -> None:
    """Also with another Python: fails where the generator uses more of ``random`` than is promised to stay."""
    digest = sha256()
    for path, text in generated_vault.notes(NOTES):
        digest.update(f"{path}\n{text}".encode())

    assert digest.hexdigest() == DIGEST


def test_other_seeds_give_other_notes() -> None:
    assert list(generated_vault.notes(10, 1)) != list(generated_vault.notes(10, 2))


def test_the_manifest_is_what_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    truth = generated_vault.write(folder, NOTES)

    counted = json.loads(command("index", "--json", vault=folder, today=generated_vault.TODAY).stdout)
    due = json.loads(command("due", "--json", vault=folder, today=generated_vault.TODAY).stdout)

    assert json.loads((tmp_path / "vault.json").read_text("utf-8"))["people"] == truth.people
    assert (
        counted["notes"],
        counted["people"],
        counted["wikilinks"],
        counted["interactions"],
        counted["problems"],
    ) == (
        truth.notes,
        truth.people,
        truth.links,
        truth.interactions,
        0,
    )
    assert sorted(step["name"] for step in due["steps"]) == truth.due != []
    assert truth.false_links


def test_rows_are_measured(tmp_path: Path) -> None:
    vault = MeasuredVault.made(tmp_path / "vault", NOTES)

    measured = [*rows.reading(vault, 1, None), *rows.storm(vault, 1)]

    assert [row.name for row in measured] == ["cold index", "cold index", f"{NOTES + 1} files changed at once"]
    assert all(row.ratio > 0 for row in measured)


def test_a_wrong_manifest_stops_the_run(tmp_path: Path) -> None:
    truth = generated_vault.write(tmp_path / "vault", 20)

    with pytest.raises(AssertionError):
        MeasuredVault(tmp_path / "vault", replace(truth, interactions=1)).check()
    with pytest.raises(AssertionError):
        rows.check(MeasuredVault(tmp_path / "vault", replace(truth, people=13)))


def test_a_command_that_answers_wrongly_is_not_measured(tmp_path: Path) -> None:
    vault = MeasuredVault(tmp_path / "vault", generated_vault.write(tmp_path / "vault", NOTES))
    vault.edit()
    due(vault)
    vault.truth.due.append("Nobody")

    with pytest.raises(AssertionError):
        due(vault)


def test_what_takes_long_is_measured_five_times(monkeypatch: pytest.MonkeyPatch) -> None:
    times: list[float] = []

    def work() -> float:
        times.append(float(len(times)))
        return times[-1]

    monkeypatch.setattr(measure, "LONG", -1.0)

    assert measure.medians([work], 25) == [2.0]
    assert measure.medians([work], 1) == [5.0]


@pytest.mark.slow
def test_every_row_can_be_tried(capsys: pytest.CaptureFixture[str]) -> None:
    run.main(["--quick"])

    printed = capsys.readouterr().out
    assert "cold index" in printed
    assert "`vaultkit due`" in printed
    assert "an edit to the rewritten dashboard" in printed
    assert "memory of the index, warm, 250 notes" in printed
    assert "51 files changed at once" in printed
