"""Words of the settings that stand for nothing are told where they stand."""

from datetime import date
from pathlib import Path

from vaultkit.testing import make_vault, open_with


def test_a_word_that_stands_for_nothing_is_told_at_its_line(tmp_path: Path) -> None:
    toml = '# mine\n[people.kinds]\nzoom = "vid"\n\n[people.properties]\n  x = "nope"\n'

    found = open_with(make_vault(tmp_path, {"vaultkit.toml": toml}), date(2026, 11, 22)).problems()

    assert [(str(problem.location), problem.code) for problem in found] == [
        ("vaultkit.toml:3:1", "settings-people-kind"),
        ("vaultkit.toml:6:3", "settings-people-property"),
    ]
