"""The order of the heavy tests: the one that mostly sleeps begins first, so that all others run beside it."""

import pytest

SLEEPER = "test_while_nothing_changes_nothing_is_written_and_no_time_is_taken"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the sleeper before all others, which keep their order."""
    items.sort(key=lambda item: item.name != SLEEPER)
