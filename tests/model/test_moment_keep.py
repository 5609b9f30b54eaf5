"""Kept values: worked out once, until a note, a setting or the day says otherwise."""

import re
import textwrap
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from vaultkit.model.edit import Source
from vaultkit.model.index import Index
from vaultkit.model.memory import Memory
from vaultkit.model.moment import Json, Kept, Moment, Packing, Slip
from vaultkit.model.note import Note
from vaultkit.model.settings import Settings

DAY = date(2026, 11, 22)


@dataclass
class Shelf:
    """A shelf in memory; what is put there is made at once."""

    slips: dict[str, Mapping[str, Slip]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def get(self, key: str, names: Collection[str] | None = None) -> Mapping[str, Slip]:
        self.asked.append(key)
        slips = self.slips.get(key, {})
        return {name: slip for name, slip in slips.items() if names is None or name in names}

    def put(self, key: str, make: Callable[[], Mapping[str, Slip]], staying: Collection[str] = ()) -> None:
        self.slips[key] = {name: slip for name, slip in self.slips.get(key, {}).items() if name in staying} | dict(
            make()
        )


def moment(
    shelf: Shelf, today: date = DAY, digest: str = "1", settings: str = "s", files: tuple[str, ...] = ()
) -> Moment:
    def read(path: str) -> Source:
        raise FileNotFoundError(path)

    index = Index.of([Note("a.md", digest, 1)], files)
    return Moment(index, today, Settings(digest=settings), {}, read, {"books": shelf})


def counter(until: date | None = None) -> tuple[list[int], Callable[[Moment], Kept[Json]]]:
    asked: list[int] = []

    def make(_: Moment) -> Kept[Json]:
        asked.append(1)
        return Kept({"n": (1, 2)}, until)  # type: ignore[dict-item] # a tuple, to see what becomes of it

    return asked, make


def test_a_value_is_worked_out_once_and_comes_as_json_brings_it() -> None:
    asked, make = counter()
    shelf = Shelf()
    for _ in range(2):
        now = moment(shelf)
        assert now.keep("books", "k", make) == now.keep("books", "k", make) == {"n": [1, 2]}
    assert len(asked) == 1
    assert moment(shelf).kept("books", "k") == Kept({"n": [1, 2]}, date.max)
    assert moment(shelf).kept("books", "other") is None


@pytest.mark.parametrize(
    ("then", "is_anew"),
    [
        ({}, False),
        ({"digest": "2"}, True),
        ({"settings": "t"}, True),
        ({"files": ("x.png",)}, True),
        ({"today": date(2026, 11, 29)}, False),
        ({"today": date(2026, 11, 30)}, True),
        ({"today": date(2026, 11, 21)}, True),
    ],
)
def test_it_is_worked_out_anew_when_a_source_changed_or_its_day_has_come(
    then: dict[str, object],
    is_anew: bool,  # noqa: FBT001 -- a table
) -> None:
    """Without any one part of what it stands on, a line of the table fails."""
    asked, make = counter(until=date(2026, 11, 30))
    shelf = Shelf()
    moment(shelf).keep("books", "k", make)
    moment(shelf, **then).keep("books", "k", make)  # type: ignore[arg-type] # as the table has them
    assert len(asked) == 1 + is_anew


def test_a_session_looks_once() -> None:
    """Fails where each new moment reads what is kept again, which cannot fit any more."""
    asked, make = counter()
    shelf = Shelf()
    moment(shelf).keep("books", "k", make)
    shelf.asked.clear()
    now = moment(shelf)
    assert now.keep("books", "k", make) == {"n": [1, 2]}
    for digest in "234":
        then = moment(shelf, digest=digest)
        now = replace(then, memory=Memory(now.memory))
        assert now.keep("books", "k", make) == now.keep("books", "k", make) == {"n": [1, 2]}
    assert shelf.asked == ["k"]
    assert len(asked) == 4


def test_bytes_that_cannot_be_read_are_no_value() -> None:
    asked, make = counter()
    shelf = Shelf()
    moment(shelf).keep("books", "k", make)
    shelf.slips["k"] = {"": (shelf.slips["k"][""][0], b"{")}
    assert moment(shelf).keep("books", "k", make) == {"n": [1, 2]}
    assert len(asked) == 2


def test_a_packing_gives_back_what_it_was_given() -> None:
    shelf = Shelf()
    packing: Packing[Path] = Packing(lambda path: str(path).encode(), lambda blob: Path(blob.decode()))
    for _ in range(2):
        assert moment(shelf).keep("books", "p", lambda _: Kept(Path("a")), packing) == Path("a")


def test_the_example_of_the_manual_is_right_on_every_day() -> None:
    """Fails where the page's value, kept from the day before, is another than one that is worked out anew."""
    page = (Path(__file__).parents[2] / "docs" / "plugins.md").read_text("utf-8")
    (code,) = re.findall(r"^  ```python\n(.*?)^  ```$", page, re.MULTILINE | re.DOTALL)
    back = {"Emma.md": "2026-11-20", "Persuasion.md": "2026-11-22"}
    names: dict[str, Any] = {
        "date": date,
        "timedelta": timedelta,
        "Kept": Kept,
        "Moment": Moment,
        "Json": Json,
        "books": lambda _: {path: {"back": day} for path, day in back.items()},
    }
    exec(compile(textwrap.dedent(code), "plugins.md", "exec"), names)  # noqa: S102 - the page's own lines
    shelf = Shelf()
    for today in (date(2026, 11, day) for day in range(18, 26)):
        late = [path for path, day in back.items() if day < today.isoformat()]
        assert names["overdue"](moment(shelf, today)) == names["overdue"](moment(Shelf(), today)) == late


def test_what_no_moment_asks_for_any_more_is_forgotten() -> None:
    asked: list[object] = []
    value = Path("a")

    def make(given: Path) -> Path:
        asked.append(given)
        return given / "b"

    first = Memory()
    assert first.of(make, (value,)) is first.of(make, (value,))
    second = Memory(first)
    assert second.of(make, (value,)) == Path("a/b")
    assert len(asked) == 1
    Memory(Memory(second)).of(make, (value,))
    assert len(asked) == 2


def test_a_value_that_is_equal_stays_the_one_it_was() -> None:
    first = Memory()
    old, new = [1], [1]
    assert first.steady("n", old) is old
    second = Memory(first)
    assert second.steady("n", new) is old
    assert Memory(second).steady("n", [2]) == [2]
