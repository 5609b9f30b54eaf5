"""Which installed distributions name entry points: what ``importlib.metadata`` says, whose import takes 20 ms."""

import os
import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder
from pathlib import Path
from typing import NamedTuple


class EntryPoint(NamedTuple):
    """What a distribution names: ``value`` is ``module`` or ``module:object``.

    ``file`` and ``line`` are where it does; the file has no name where the distribution does not lie in a folder.
    """

    name: str
    value: str
    distribution: str
    version: str
    file: str = ""
    line: int = 1


def entry_points(group: str) -> list[EntryPoint]:
    """Return the entry points of a group that can be found from ``sys.path``, in its order.

    Of a distribution that is there twice the first counts. What lies in archives, and what others than Python itself
    find, is left to ``importlib.metadata``.
    """
    if any(map(_is_odd, sys.path)) or any(map(_finds_others, sys.meta_path)):
        return _by_importlib(group)
    seen: set[str] = set()
    return [point for entry in sys.path for point in _of_folder(entry or os.curdir, group, seen)]


def _is_odd(entry: str) -> bool:
    """Return whether an entry of the path is an archive, or one of the eggs of old."""
    return entry.lower().endswith(".egg") or Path(entry).is_file()


def _finds_others(finder: object) -> bool:
    """Return whether distributions may be found by this finder that lie nowhere on the path."""
    return finder is not PathFinder and hasattr(finder, "find_distributions")


def _by_importlib(group: str) -> list[EntryPoint]:
    from importlib import metadata  # noqa: PLC0415 - it is slow, and few need it

    return [
        EntryPoint(point.name, point.value, point.dist.name, point.dist.version)
        for point in metadata.entry_points(group=group)
        if point.dist is not None
    ]


def _of_folder(folder: str, group: str, seen: set[str]) -> Iterator[EntryPoint]:
    """Yield what the distributions in one folder name; those that were seen already are not looked at."""
    try:
        with os.scandir(folder) as entries:
            infos = [entry for entry in entries if entry.name.lower().endswith((".dist-info", ".egg-info"))]
    except OSError:
        return
    for info in infos:
        name = info.name[: -len(".dist-info")].partition("-")[0]
        known = name.lower().replace("-", "_").replace(".", "_")
        if known not in seen:
            seen.add(known)
            yield from _of_distribution(info.path, group)


def _of_distribution(folder: str, group: str) -> Iterator[EntryPoint]:
    """Yield the entry points of one distribution."""
    file = f"{folder}{os.sep}entry_points.txt"
    named = list(_named(_lines(file), group))
    headers = dict(_headers(folder)) if named else {}
    for name, value, line in named:
        yield EntryPoint(name, value, headers.get("name", ""), headers.get("version", ""), file, line)


def _named(lines: list[str], group: str) -> Iterator[tuple[str, str, int]]:
    """Yield name, value and number of each line of a section."""
    section = ""
    for number, line in enumerate(map(str.strip, lines), 1):
        if line.startswith("[") and line.endswith("]"):
            section = line.strip("[]")
        elif section == group and line and not line.startswith("#"):
            name, _, value = line.partition("=")
            yield name.strip(), value.strip(), number


def _headers(folder: str) -> Iterator[tuple[str, str]]:
    """Yield the headers of a distribution, which end at the first empty line."""
    for line in _lines(f"{folder}{os.sep}METADATA") or _lines(f"{folder}{os.sep}PKG-INFO"):
        if not line.strip():
            return
        key, _, value = line.partition(":")
        yield key.lower(), value.strip()


def _lines(file: str) -> list[str]:
    """Return the lines of a file; none of one that is not there, or that is no UTF-8."""
    try:
        with open(file, encoding="utf-8") as lines:  # noqa: PTH123 - a Path for each of hundreds takes as long again
            return lines.read().splitlines()
    except (OSError, ValueError):
        return []
