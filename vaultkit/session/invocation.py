"""What stood before the command: which vault, which day, which plugins; the session opens when first asked for."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from vaultkit.errors import NoVaultError, UsageError
from vaultkit.model.problem import Severity
from vaultkit.output import Output
from vaultkit.plugins.host import Host

if TYPE_CHECKING:
    from vaultkit.session.session import Session

# ruff: noqa: PLC0415 -- help and completion open no vault, and need nothing of what does


@dataclass(eq=False)
class Invocation:
    """One run of the command line.

    The vault is looked for from ``folder`` upward, unless ``vault`` names it. ``now`` is the time at which the
    program was started, ``today`` the day that commands take for today. ``calm`` is what ``open_session`` takes.
    ``clock`` is for a program that runs for long: what it writes bears the time of the write, and not of its start.
    """

    folder: Path
    now: datetime
    today: date
    host: Host
    vault: Path | None = None
    use_cache: bool = True
    calm: float = 0.0
    clock: Callable[[], datetime] | None = None
    out: Output = field(default_factory=Output)

    def choosing(self, vault: Path | None, today: str | None) -> "Invocation":
        """Return the same with the options that stand before a command; UsageError if the day is none."""
        try:
            day = date.fromisoformat(today) if today else self.today
        except ValueError:
            raise UsageError(f"--today takes a day as YYYY-MM-DD, not {today!r}") from None
        return replace(self, vault=vault, today=day)

    @cached_property
    def root(self) -> Path:
        """The vault's folder; NoVaultError where there is none."""
        from vaultkit.vault import find_root

        return self.vault if self.vault is not None else find_root(self.folder)

    @cached_property
    def disabled(self) -> frozenset[str]:
        """The plugins that the vault's settings disable; none where there is no vault."""
        from vaultkit.disk.settings import settings_text
        from vaultkit.text.settings import read_settings

        try:
            text, _ = settings_text(self.root)
        except NoVaultError:
            return frozenset()
        known = {plugin.name for plugin in (*self.host.broken, *self.host.plugins.values())}
        built_in = {plugin.name for plugin in self.host.plugins.values() if plugin.built_in}
        return frozenset(read_settings(text, {}).plugins.disabled) & known - built_in

    @cached_property
    def session(self) -> "Session":
        """The open session; NoVaultError where there is no vault.

        At the first command in a vault without settings one line says what was taken for what.
        """
        from vaultkit.session.session import open_session

        session = open_session(
            self.root,
            self.host,
            self.today,
            out=self.out,
            use_cache=self.use_cache,
            now=self.clock or (lambda: self.now),
            calm=self.calm,
        )
        if session.vault.is_new:
            from vaultkit.session.beginning import first_words

            words = first_words(session)
            if words:
                self.out.tell(words)
        return session

    @property
    def broken_settings(self) -> str | None:
        """That the opened vault's settings could not be read, in words; None where they could, or none was opened."""
        problems = self.session.settings.problems if "session" in self.__dict__ else ()
        broken = next((problem for problem in problems if problem.severity is Severity.ERROR), None)
        return f"the settings cannot be read whole, and defaults stand in: {broken}" if broken else None

    def close(self) -> None:
        """Keep what was read and worked out for the next run; whatever stands in the way is no error."""
        if "session" in self.__dict__:
            self.session.vault.save_cache()
