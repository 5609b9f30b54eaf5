"""``vaultkit projects list`` and ``vaultkit projects review``."""

from typing import Annotated

import typer

from vaultkit.api import (
    AmbiguousError,
    Edit,
    Moment,
    NotFoundError,
    Session,
    UsageError,
    append_item,
    session,
)
from vaultkit_projects.projects import Project, ProjectSettings, projects, stale

app = typer.Typer(help="The projects of the vault: when to look at them again, and who is in them.")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@app.command("list")
def list_(
    ctx: typer.Context,
    *,
    only_stale: Annotated[bool, typer.Option("--stale", help="Only those to look at.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the projects with status, the day to look at them, and who is in them."""
    run = session(ctx)
    found = stale(run.moment) if only_stale else projects(run.moment)
    if as_json:
        run.out.json({"schema_version": 1, "projects": [document(project) for project in found]})
        return
    names = {path: note.name for path, note in run.moment.index.notes.items()}
    rows = [
        (each.name, each.status, str(each.due or ""), ", ".join(names[path] for path in each.people)) for each in found
    ]
    run.out.table(("project", "status", "look at it", "people"), rows)


def document(project: Project) -> dict[str, object]:
    """Return a project as JSON shows it."""
    return {
        "name": project.name,
        "path": project.path,
        "status": project.status,
        "reviewed": project.reviewed.isoformat() if project.reviewed else None,
        "due": project.due.isoformat() if project.due else None,
        "people": list(project.people),
    }


@app.command()
def review(
    ctx: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="PROJECT", help="Its name, or the beginning of it.", show_default=False)
    ],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What you found.", show_default=False)],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the changes as a diff and write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add a dated line to the reviews of a project."""
    run = session(ctx)
    line = f"{run.today} {' '.join(text.split())}"
    if not text.strip():
        raise UsageError("TEXT says nothing; write what you found")
    outcome = run.write(lambda moment: [plan(moment, find(run, name), line)], label="projects review", dry_run=dry_run)
    run.out.report(outcome, as_json=as_json)


def find(run: Session, name: str) -> Project:
    """Return the one project of that name, or whose name alone begins so; NotFoundError, AmbiguousError."""
    wanted = name.casefold()
    known = projects(run.moment)
    exact = [project for project in known if project.name.casefold() == wanted]
    found = exact or [project for project in known if project.name.casefold().startswith(wanted)]
    if not found:
        raise NotFoundError(name, [project.name for project in known[:3]], nothing="no project is called")
    if len(found) > 1:
        raise AmbiguousError(name, [project.path for project in found])
    return found[0]


def plan(moment: Moment, project: Project, line: str) -> Edit:
    """Return the edit that puts a line at the end of the reviews; the section is made where there is none."""
    heading = moment.settings.section(ProjectSettings).heading
    return append_item(moment.read(project.path), heading, line, note=moment.index.notes[project.path])
