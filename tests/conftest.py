"""What holds for the whole suite: no network, no settings of the machine, and every run the same."""

import os
import runpy
from pathlib import Path

import pytest
from hypothesis import settings

NO_NETWORK = Path(__file__).parent / "no_network"

settings.register_profile("suite", deadline=None, print_blob=True)
settings.load_profile("suite")


def pytest_configure() -> None:
    """Forbid the network to this process, and to every program that it starts."""
    runpy.run_path(str(NO_NETWORK / "sitecustomize.py"))["forbid_network"]()
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(NO_NETWORK), *([before] if before else [])])


SLEEPER = "test_while_nothing_changes_nothing_is_written_and_no_time_is_taken"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the heavy test that mostly sleeps, so that the others run beside it."""
    items.sort(key=lambda item: item.name != SLEEPER)


@pytest.fixture(autouse=True)
def _own_state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test state and cache folders of its own, and none of the user's variables."""
    for name in [name for name in os.environ if name.startswith("VAULTKIT_")]:
        monkeypatch.delenv(name)
    folder = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("VAULTKIT_STATE_DIR", str(folder / "state"))
    monkeypatch.setenv("VAULTKIT_CACHE_DIR", str(folder / "cache"))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
