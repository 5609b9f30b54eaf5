"""How a vault begins with vaultkit: what it holds already, and which files would be added."""

# ruff: noqa: PLC0415 -- every command asks for the first words, and hardly any has files to add

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from vaultkit.errors import VaultkitError
from vaultkit.model.edit import Create
from vaultkit.model.index import fold_path
from vaultkit.model.settings import Settings
from vaultkit.model.survey import Proposal, Survey
from vaultkit.session.session import Session

SETTINGS = "vaultkit.toml"
VAULT_TEMPLATES = ("person.md", "daily.md")
"""Templates that are put into the vault, to be changed there."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What was found out about a vault: its size, the settings that would fit, the notes that plugins want to have.

    ``daily`` are the notes that are named by a day. ``wanted`` pairs paths of notes with the templates that they are
    made from; ``words`` are the plugins' own on what they take the vault for.
    """

    notes: int
    proposals: tuple[Proposal, ...]
    wanted: tuple[tuple[str, str], ...]
    words: tuple[str, ...] = ()
    daily: int = 0


def survey(session: Session) -> Beginning:
    """Ask every plugin what it would propose for this vault; how daily notes are named is the core's own question."""
    from vaultkit.session.daily_survey import count_daily, propose_daily

    moment = session.moment
    answers = _answers(session)
    proposals = tuple(proposal for answer in answers for proposal in answer.proposals)
    wanted = tuple(pair for answer in answers for pair in answer.creates)
    daily = count_daily(moment)
    if not daily:
        proposals += propose_daily(moment)
    return Beginning(len(moment.index.notes), proposals, wanted, _words(answers), daily)


def first_words(session: Session) -> str | None:
    """Return one line on what plugins take of a vault without settings; None unless it is met for the first time."""
    index = session.moment.index
    if not session.vault.is_new or SETTINGS in index.files:
        return None
    notes = f"{len(index.notes)} note{'' if len(index.notes) == 1 else 's'}"
    return "; ".join((notes, *_words(_answers(session)), "`vaultkit init` shows why, and changes it"))


def _answers(session: Session) -> tuple[Survey, ...]:
    return tuple(answer for _plugin, answer in session.host.ask("survey", lambda said: said, moment=session.moment))


def _words(answers: Iterable[Survey]) -> tuple[str, ...]:
    return tuple(answer.words for answer in answers if answer.words)


def plan(session: Session, beginning: Beginning, chosen: Iterable[Proposal]) -> tuple[Create, ...]:
    """Return the files that would be made, the settings with the chosen proposals in them; none that exists."""
    from vaultkit.text.template import fill

    folder = _template_folder(session)
    texts = {SETTINGS: settings_text(session.template(SETTINGS), chosen)}
    for path, template in ((session.settings.vault.dashboard, "dashboard.md"), *beginning.wanted):
        title = PurePosixPath(path).stem
        texts[path] = fill(session.template(template), {"title": title}, session.today)
    texts |= {f"{folder}/{name}": session.template(name) for name in VAULT_TEMPLATES}
    there = {fold_path(path) for path in _paths(session)}
    return tuple(Create(path, text.encode()) for path, text in texts.items() if fold_path(path) not in there)


def _paths(session: Session) -> tuple[str, ...]:
    """Return the paths of all files of the vault."""
    index = session.moment.index
    return (*index.notes, *index.files)


def _template_folder(session: Session) -> str:
    """Return the template folder that the vault has, as it is written there; else the one that its settings name."""
    folders = session.settings.template_folders
    for folder in folders:
        length = len(PurePosixPath(folder).parts)
        for path in _paths(session):
            parts = PurePosixPath(path).parts
            if len(parts) > length and fold_path("/".join(parts[:length])) == fold_path(folder):
                return "/".join(parts[:length])
    return next((folder for folder in folders if folder != Settings().template_folders[0]), folders[0])


def settings_text(template: str, chosen: Iterable[Proposal]) -> str:
    """Return the settings file with the chosen keys set, each in the place of its commented default.

    Raises VaultkitError where the template has no such section, or the result is no TOML.
    """
    import tomllib

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
