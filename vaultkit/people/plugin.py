"""The people plugin: what it brings to each hook. Imports are late, so that a command loads only what it needs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from vaultkit.api import hookimpl

if TYPE_CHECKING:
    from vaultkit.api import BlockKind, LateApp, Moment, Note, Problem, PropertyKind, Settings, Survey
    from vaultkit.people.reading.records import NoteRecord

# ruff: noqa: PLC0415 -- each hook imports what it needs when it is asked


@hookimpl
def facts(note: "Note", settings: "Settings") -> "NoteRecord | None":
    """Return what a note says of a person, or of people on a day."""
    from vaultkit.people.reading.facts import read_note

    return read_note(note, settings)


@hookimpl
def problems(moment: "Moment") -> "Iterable[Problem]":
    """Return what is to be mended in people's notes."""
    from vaultkit.people.reading.problems import person_problems

    return person_problems(moment)


@hookimpl
def blocks() -> "Sequence[BlockKind]":
    """Return the blocks of people."""
    from vaultkit.people.blocks.catalogue import KINDS

    return KINDS


@hookimpl
def commands() -> "LateApp":
    """Return the commands of people."""
    from vaultkit.people.commands.app import app

    return app


@hookimpl
def counts(moment: "Moment") -> Mapping[str, int]:
    """Return how many people and interactions there are."""
    from vaultkit.people.views.summary import counts as count

    return count(moment)


@hookimpl
def survey(moment: "Moment") -> "Survey":
    """Return which rule finds how many people, and what would find more."""
    from vaultkit.people.reading.survey import survey as look

    return look(moment)


@hookimpl
def summary(moment: "Moment") -> Sequence[str]:
    """Return who is due today."""
    from vaultkit.people.views.summary import summary as tell

    return tell(moment)


@hookimpl
def properties() -> "Sequence[PropertyKind]":
    """Return the properties of a person."""
    from vaultkit.people.reading.properties import PROPERTIES

    return PROPERTIES


@hookimpl
def settings() -> type:
    """Return the section ``[people]``."""
    from vaultkit.people.settings import PeopleSettings

    return PeopleSettings


@hookimpl
def changed(before: "Moment", after: "Moment") -> Sequence[str]:
    """Return whose status a change made another."""
    from vaultkit.people.views.summary import changed as tell

    return tell(before, after)
