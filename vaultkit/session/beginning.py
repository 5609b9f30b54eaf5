"""How a vault begins with vaultkit: what it holds already, and which files would be added."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from vaultkit.errors import VaultkitError
from vaultkit.model.edit import Create
from vaultkit.model.survey import Proposal
from vaultkit.session.session import Session
from vaultkit.text.template import fill

SETTINGS = "vaultkit.toml"
VAULT_TEMPLATES = ("person.md", "daily.md")
"""Templates that are put into the vault, to be changed there."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What was found out about a vault: its size, the settings that would fit, the notes that plugins want to have.

    ``wanted`` pairs paths of notes with the templates that they are made from.
    """

    notes: int
    proposals: tuple[Proposal, ...]
    wanted: tuple[tuple[str, str], ...]


def survey(session: Session) -> Beginning:
    """Ask every plugin what it would propose for this vault."""
    index = session.moment.index
    answers = [answer for _plugin, answer in session.host.ask("survey", lambda said: said, index=index)]
    proposals = tuple(proposal for answer in answers for proposal in answer.proposals)
    wanted = tuple(pair for answer in answers for pair in answer.creates)
    return Beginning(len(index.notes), proposals, wanted)


def plan(session: Session, beginning: Beginning, chosen: Iterable[Proposal]) -> tuple[Create, ...]:
    """Return the files that would be made, the settings with the chosen proposals in them; none that exists."""
    folder = session.settings.template_folders[0]
    texts = {SETTINGS: settings_text(session.template(SETTINGS), chosen)}
    for path, template in ((session.settings.vault.dashboard, "dashboard.md"), *beginning.wanted):
        title = PurePosixPath(path).stem
        texts[path] = fill(session.template(template), {"title": title}, session.today)
    texts |= {f"{folder}/{name}": session.template(name) for name in VAULT_TEMPLATES}
    index = session.moment.index
    there = index.notes.keys() | index.files
    return tuple(Create(path, text.encode()) for path, text in texts.items() if path not in there)


def settings_text(template: str, chosen: Iterable[Proposal]) -> str:
    """Return the settings file with the chosen keys set, each in the place of its commented default.

    Raises VaultkitError where the template has no such section, or the result is no TOML.
    """
    lines = template.split("\n")
    for proposal in chosen:
        setting = f"{proposal.key} = {proposal.value}"
        lines = _with_setting(lines, proposal, setting)
    text = "\n".join(lines)
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise VaultkitError(f"the proposed settings are no TOML ({error}); nothing was written") from error
    return text


def _with_setting(lines: list[str], proposal: Proposal, setting: str) -> list[str]:
    header = f"[{proposal.section}]"
    starts = [number for number, line in enumerate(lines) if line.strip().startswith(header)]
    if not starts:
        return [*lines, "", header, setting]
    start = starts[0] + 1
    end = next((number for number in range(start, len(lines)) if lines[number].startswith("[")), len(lines))
    for number in range(start, end):
        if lines[number].lstrip("# ").startswith(f"{proposal.key} ="):
            return [*lines[:number], setting, *lines[number + 1 :]]
    return [*lines[:start], setting, *lines[start:]]
