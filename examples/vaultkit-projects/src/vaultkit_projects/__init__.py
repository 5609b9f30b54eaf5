"""The projects of a vault: when to look at them again, and who is in them."""

from collections.abc import Iterable, Mapping, Sequence

import typer

from vaultkit.api import BlockKind, Json, Moment, Note, Problem, PropertyKind, Settings, hookimpl
from vaultkit_projects.blocks import KINDS
from vaultkit_projects.commands import app
from vaultkit_projects.projects import ProjectSettings, project_problems, projects, read, stale


@hookimpl
def settings() -> type:
    """Own the section ``[plugins.projects]``."""
    return ProjectSettings


@hookimpl
def properties() -> Sequence[PropertyKind]:
    """Give two properties of a project's note a meaning."""
    return [
        PropertyKind("status", "text", "where a project stands", values=ProjectSettings().statuses),
        PropertyKind("next_review", "date", "when to look at a project again"),
    ]


@hookimpl
def facts(note: Note, settings: Settings) -> Json:
    """Keep of each project what its note says."""
    return read(note, settings)


@hookimpl
def problems(moment: Moment) -> Iterable[Problem]:
    """Tell of a status or a day that cannot be used."""
    return project_problems(moment)


@hookimpl
def blocks() -> Sequence[BlockKind]:
    """Bring ``projects.stale`` and ``projects.people``."""
    return KINDS


@hookimpl
def commands() -> typer.Typer:
    """Bring ``vaultkit projects list`` and ``vaultkit projects review``."""
    return app


@hookimpl
def counts(moment: Moment) -> Mapping[str, int]:
    """Count the projects."""
    return {"projects": len(projects(moment))}


@hookimpl
def summary(moment: Moment) -> Sequence[str]:
    """Name the projects to look at."""
    found = stale(moment)
    return [f"{len(found)} to look at: {', '.join(each.name for each in found[:3])}"] if found else []


@hookimpl
def changed(before: Moment, after: Moment) -> Sequence[str]:
    """Tell of each project whose status is another."""
    old = {project.path: project.status for project in projects(before)}
    return [
        f"{project.name}: {old[project.path]} -> {project.status}"
        for project in projects(after)
        if project.path in old and old[project.path] != project.status
    ]
