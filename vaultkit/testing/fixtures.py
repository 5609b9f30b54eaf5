"""Fixtures for the tests of a plugin: ``pytest_plugins = ["vaultkit.testing.fixtures"]`` in the ``conftest.py``."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from vaultkit.testing.vaults import DAY, Vault, make_vault


@pytest.fixture
def today() -> date:
    """Return the day that is today: 22 November 2026, a Sunday. Define it anew for another day."""
    return DAY


@pytest.fixture
def plugins() -> Mapping[str, object] | None:
    """Return None: the installed plugins run. Define it anew to run modules as plugins, by name."""
    return None


@pytest.fixture
def vault(tmp_path: Path, today: date, plugins: Mapping[str, object] | None, monkeypatch: pytest.MonkeyPatch) -> Vault:
    """Return a new vault without notes; its index and journal lie in the test's own folder."""
    for name in ("VAULTKIT_VAULT", "VAULTKIT_TODAY", "VAULTKIT_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VAULTKIT_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("VAULTKIT_CACHE_DIR", str(tmp_path / "cache"))
    return Vault(make_vault(tmp_path / "vault", {}), today, plugins)
