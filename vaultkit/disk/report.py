"""What changes come to, for the one who reads: a unified diff, and the lines that were written."""

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence

from vaultkit.model.edit import Change, Create, Edit, Move, Written

Reader = Callable[[str], bytes]


def diff(changes: Sequence[Change], read: Reader) -> str:
    """Return the unified diff of changes that are not made yet; ``read`` gives a file's bytes."""
    parts: list[str] = []
    for path, before, after in files(changes, read):
        parts += _file_diff(path, before, after)
    for change in changes:
        if isinstance(change, Move):
            parts += (f"rename from {change.path}\n", f"rename to {change.target}\n")
    return "".join(parts)


def written(changes: Sequence[Change], read: Reader, *, blocks: bool = False) -> tuple[Written, ...]:
    """Return the lines that changes would write, in order of their places.

    Of a file that is made or moved it is one, of line 1 and without text; what is edited in a file that is moved has
    its new path. Of a rewritten block (``blocks``) it is the first line that differs. Blank lines are left out.
    """
    moved = {change.path: change.target for change in changes if isinstance(change, Move)}
    lines: list[Written] = []
    for path, before, after in files(changes, read):
        if before is None:
            lines.append(Written(path, 1, ""))
        else:
            found = list(_new_lines(moved.get(path, path), before, after))
            lines += found[:1] if blocks else found
    return (*lines, *(Written(target, 1, "") for target in moved.values()))


def files(changes: Sequence[Change], read: Reader) -> Iterator[tuple[str, bytes | None, bytes]]:
    """Yield each file that is edited or made with its bytes before (None for a new one) and after."""
    edits: dict[str, list[Edit]] = {}
    for change in changes:
        if isinstance(change, Edit):
            edits.setdefault(change.path, []).append(change)
    for path, asked in edits.items():
        before = after = read(path)
        for edit in sorted(asked, key=lambda each: (each.start, each.end), reverse=True):
            after = edit.applied(after)
        yield path, before, after
    for change in changes:
        if isinstance(change, Create):
            yield change.path, None, change.data


def _new_lines(path: str, before: bytes, after: bytes) -> Iterator[Written]:
    """Yield the lines of the new text that the old one did not have there."""
    old, new = _lines(before), _lines(after)
    skipped = _common(old, new)
    gone, come = _trimmed(old, new)
    # Lines that stand everywhere, blank ones above all, are no ground to compare on: each takes time with each.
    for kind, start, end, first, last in difflib.SequenceMatcher(None, gone, come, autojunk=True).get_opcodes():
        if kind == "equal":
            continue
        # A last line that had no end is another line only by its end.
        replaced = {line.rstrip("\r\n") for line in gone[start:end]}
        for number, line in enumerate(come[first:last], skipped + first + 1):
            text = line.rstrip("\r\n")
            if text.strip() and text not in replaced:
                yield Written(path, number, text)


def _trimmed(old: Sequence[str], new: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Return both less the lines that they begin and end with alike: comparing takes time for each pair."""
    start = _common(old, new)
    old, new = old[start:], new[start:]
    end = _common(old[::-1], new[::-1])
    return old[: len(old) - end], new[: len(new) - end]


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """Count the lines that two texts begin with alike."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((number for number, (one, other) in pairs if one != other), min(len(old), len(new)))


def _file_diff(path: str, before: bytes | None, after: bytes) -> Iterable[str]:
    """Return one file's part of the diff, in the manner of ``git diff``."""
    old = "/dev/null" if before is None else f"a/{path}"
    for line in difflib.unified_diff(_lines(before or b""), _lines(after), old, f"b/{path}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(data: bytes) -> list[str]:
    """Return the lines with their ends; only a line feed ends one."""
    parts = data.decode("utf-8", "replace").split("\n")
    return [f"{part}\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
