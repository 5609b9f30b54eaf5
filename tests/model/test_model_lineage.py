"""Where a value comes from: what changed since the values that it was made of."""

import gc
import weakref

import pytest

from vaultkit.model import lineage
from vaultkit.model.lineage import Lineage


def test_it_tells_what_changed_on_the_way() -> None:
    first = Lineage()
    second = first.after({"a"})
    third, other = second.after({"b"}), second.after({"c"})
    assert third.changed_since(first) == {"a", "b"}
    assert first.apart(third) == third.apart(first) == {"a", "b"}
    assert third.changed_since(third) == set()
    assert first.changed_since(third) is None
    assert third.apart(other) is None
    assert Lineage().apart(first) is None


def test_it_goes_back_so_many_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where a watcher of years holds every step of them."""
    monkeypatch.setattr(lineage, "STEPS", 3)
    made = [Lineage()]
    for number in range(5):
        made.append(made[-1].after({str(number)}))
    assert [made[-1].changed_since(each) for each in made] == [None, None, {"2", "3", "4"}, {"3", "4"}, {"4"}, set()]


def test_it_keeps_no_earlier_value() -> None:
    class Value:
        def __init__(self, own: Lineage) -> None:
            self.own = own

    first = Value(Lineage())
    gone, last = weakref.ref(first), Value(first.own.after({"a"}))
    del first
    gc.collect()
    assert gone() is None
    assert last.own.changed_since(Lineage()) is None
