"""What holds for the whole suite: no network, no settings of the machine, and every run the same."""

import os
import runpy
import signal
from pathlib import Path

import pytest
from hypothesis import settings

NO_NETWORK = Path(__file__).parent / "no_network"

# Who searches for what no run has found yet sets the variable.
IS_SEARCH = os.environ.get("VAULTKIT_TEST_SEARCH") == "1"
settings.register_profile("suite", deadline=None, print_blob=True, derandomize=not IS_SEARCH)
settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer a run in which nothing can be kept between commands: no answer may be another one for it."""
    parser.addoption("--without-cache", action="store_true", help="put a file where the cache's folder would be")


def pytest_configure() -> None:
    """Forbid the network to this process, and to every program that it starts; let Ctrl-C stop these.

    A run in the background of a shell ignores Ctrl-C, and so would they.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    runpy.run_path(str(NO_NETWORK / "sitecustomize.py"))["forbid_network"]()
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(NO_NETWORK), *([before] if before else [])])


SLEEPER = "test_while_nothing_changes_nothing_is_written_and_no_time_is_taken"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the heavy test that mostly sleeps, so that the others run beside it."""
    items.sort(key=lambda item: item.name != SLEEPER)
    if config.getoption("--without-cache"):
        absent = pytest.mark.skip(reason="about the cache itself")
        for item in items:
            if item.get_closest_marker("cache"):
                item.add_marker(absent)


@pytest.fixture(autouse=True)
def _own_state(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Give each test state and cache folders of its own, and none of the user's variables."""
    for name in [name for name in os.environ if name.startswith("VAULTKIT_")]:
        monkeypatch.delenv(name)
    folder = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("VAULTKIT_STATE_DIR", str(folder / "state"))
    monkeypatch.setenv("VAULTKIT_CACHE_DIR", str(folder / "cache"))
    if pytestconfig.getoption("--without-cache"):
        (folder / "cache").write_bytes(b"")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
