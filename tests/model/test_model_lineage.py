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


def test_it_goes_back_so_many_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where steps alone are counted, each of which may hold all paths of a vault."""
    monkeypatch.setattr(lineage, "PATHS", 3)
    sizes = (2, 1, 1, 2, 9, 3, 1, 1)
    steps = [{f"{step} {number}" for number in range(size)} for step, size in enumerate(sizes)]
    made = [Lineage()]
    for step in steps:
        made.append(made[-1].after(step))
    remembered = (1, 2, 2, 2, 1, 1, 1, 2)
    for number, count in enumerate(remembered, 1):
        told = [made[number].changed_since(each) for each in made[:number]]
        assert told[-1] == steps[number - 1], "the last step is told, whatever its size"
        assert [found is not None for found in told] == [False] * (number - count) + [True] * count


def test_a_step_costs_no_look_at_all_paths_before_it() -> None:
    """Fails where the sizes of all steps are summed for each new one."""

    class Watched(frozenset[str]):
        __slots__ = ()
        looks = 0

        def __len__(self) -> int:
            Watched.looks += 1
            return super().__len__()

    last, many = Lineage(), 300
    for number in range(many):
        last = last.after(Watched({str(number)}))
    assert Watched.looks <= 2 * many


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
