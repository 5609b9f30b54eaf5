"""What a plugin proposes for a vault that has no settings yet."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proposal:
    """One line of settings that would fit this vault.

    ``section`` and ``key`` name it (``people``, ``folders``), ``value`` is TOML text, ``count`` how many notes it
    would match and ``names`` three of them; ``recommended`` says whether ``init`` writes it unless told otherwise.
    """

    section: str
    key: str
    value: str
    count: int
    names: tuple[str, ...] = ()
    recommended: bool = True


@dataclass(frozen=True, slots=True)
class Survey:
    """What a plugin found out about a vault: settings, and notes to make from templates.

    ``creates`` pairs the path of a note with the name of the template that it is made from. ``words`` say in one
    phrase what the plugin takes of the vault as it is ("3 people, by category").
    """

    proposals: tuple[Proposal, ...] = ()
    creates: tuple[tuple[str, str], ...] = ()
    words: str = ""
