"""Where each key of a TOML text stands; what the text means is tomllib's affair."""

import re
from contextlib import suppress
from dataclasses import dataclass, field

Path = tuple[str, ...]

_KEY_PART = re.compile(r"[A-Za-z0-9_-]+|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|' + r"'''.*?'{3,5}" + r'|"(?:[^"\\\n]|\\.)*"' + r"|'[^'\n]*'",
    re.DOTALL,
)
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE = re.compile(r"[^,\[\]{}#\n]+")


@dataclass(slots=True)
class _Scanner:
    """Walks over a text that tomllib accepts, and notes where each key begins."""

    text: str
    at: int = 0
    places: dict[Path, int] = field(default_factory=dict)

    def blank(self) -> None:
        """Go over blanks, line ends and comments."""
        self.at = self._over(_BLANK)

    def _over(self, pattern: re.Pattern[str]) -> int:
        """Return the end of what the pattern matches here; no further than a character where it does not."""
        match = pattern.match(self.text, self.at)
        return match.end() if match else self.at + 1

    def here(self, mark: str) -> bool:
        """Return whether the text goes on with a mark."""
        return self.text.startswith(mark, self.at)

    def key(self, table: Path) -> Path:
        """Read a dotted key; note where each of its parts that is new stands."""
        while self.at < len(self.text):
            start = self.at
            self.at = self._over(_KEY_PART)
            part = self.text[start : self.at]
            table = (*table, _unquoted(part))
            self.places.setdefault(table, start)
            self.at = self._over(re.compile(r"[ \t]*"))
            if not self.here("."):
                break
            self.at = self._over(re.compile(r"\.[ \t]*"))
        return table

    def pair(self, table: Path) -> None:
        """Read ``key = value``."""
        path = self.key(table)
        self.at = self._over(re.compile(r"[ \t]*=[ \t]*"))
        self.value(path)

    def value(self, path: Path) -> None:
        """Read a value; the keys of inline tables are noted below the key that holds them."""
        if self.here("[") or self.here("{"):
            self._nested(path, table=self.here("{"))
        elif self.here('"') or self.here("'"):
            self.at = self._over(_STRING)
        else:
            self.at = self._over(_BARE)

    def _nested(self, path: Path, *, table: bool) -> None:
        """Read a list or an inline table."""
        self.at += 1
        while self.at < len(self.text):
            self.blank()
            if self.here("]") or self.here("}"):
                self.at += 1
                return
            if self.here(","):
                self.at += 1
            elif table:
                self.pair(path)
            else:
                self.value(path)

    def document(self) -> None:
        """Read the whole text."""
        table: Path = ()
        self.blank()
        while self.at < len(self.text):
            if self.here("["):
                self.at = self._over(re.compile(r"\[\[?[ \t]*"))
                table = self.key(())
                self.at = self._over(re.compile(r"[ \t]*\]\]?"))
            else:
                self.pair(table)
            self.blank()


def _unquoted(part: str) -> str:
    """Return the name that a key's part says; escapes in it stay, for no key of ours has one."""
    return part[1:-1] if part[:1] in {'"', "'"} else part


def key_places(text: str) -> dict[Path, tuple[int, int]]:
    """Return line and column, from 1, of every key and table by its path; the first where there are several.

    ``text`` must be valid TOML; of other texts the answer is of no use, but there is one.
    """
    scanner = _Scanner(text)
    with suppress(RecursionError):  # tomllib goes about as deep
        scanner.document()
    return {path: (text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)) for path, at in scanner.places.items()}
