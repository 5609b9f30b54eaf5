"""The blocks: projects to look at, and who is in how many."""

from collections import Counter

from vaultkit.api import BlockKind, BlockOption, Moment, Place, as_text, link_to
from vaultkit_projects.projects import ProjectSettings, projects, stale

LIMIT = BlockOption("limit", "number", 20, "at most so many; 0 for all")
STATUS = BlockOption("status", "text", None, "only projects of this status")


def render_stale(moment: Moment, place: Place) -> str:
    """Return the projects to look at as a table, and how many were left out."""
    status, limit = place.word("status"), place.number("limit")
    found = [project for project in stale(moment) if status is None or project.status == status.casefold()]
    if not found:
        return "Every project has been looked at."
    lines = ["| project | since | last review | people |", "| --- | --- | --- | --- |"]
    for project in found[: limit or None]:
        names = ", ".join(link_to(path, moment.index.notes[path].name, table=True) for path in project.people)
        reviewed = project.reviewed.isoformat() if project.reviewed else "never"
        lines.append(f"| {link_to(project.path, project.name, table=True)} | {project.due} | {reviewed} | {names} |")
    left = len(found) - len(lines) + 2
    return "\n".join([*lines, *(["", f"{left} more; `vaultkit projects list --stale` shows them."] if left else [])])


def render_people(moment: Moment, _place: Place) -> str:
    """Return who is in how many active projects, the busiest first."""
    active = {each.casefold() for each in moment.settings.section(ProjectSettings).active}
    counts = Counter(path for each in projects(moment) if each.status in active for path in each.people)
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    names = {path: moment.index.notes[path].name for path in counts}
    lines = [f"- {link_to(path, names[path])}: {n} {'project' if n == 1 else 'projects'}" for path, n in ordered]
    return "\n".join(lines) or as_text("Nobody is in an active project.")


KINDS = (
    BlockKind("projects.stale", "the projects to look at, longest waiting first", render_stale, (LIMIT, STATUS)),
    BlockKind("projects.people", "who is in how many active projects", render_people),
)
