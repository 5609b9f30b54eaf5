"""What a project is, read out of its note, and what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from vaultkit.api import Json, Moment, Note, Problem, ProblemKind, Settings, Severity, leading_date, setting
from vaultkit.people import people

STATUS = ProblemKind(
    "project-status",
    Severity.HINT,
    "A project's `status` is none of those in the settings.",
    "---\ntype: project\nstatus: actve\n---",
    "Correct it, or add it to `statuses` in `[plugins.projects]`.",
)
REVIEW = ProblemKind(
    "project-review",
    Severity.WARNING,
    "A project's `next_review` is no day.",
    "---\ntype: project\nnext_review: soon\n---",
    "Write it as `2026-11-22`.",
)


@dataclass(frozen=True, slots=True)
class ProjectSettings:
    """The section ``[plugins.projects]``."""

    types: tuple[str, ...] = setting(("project",), "`type` of the notes that are projects")
    statuses: tuple[str, ...] = setting(("active", "waiting", "someday", "done"), "what `status` may say")
    active: tuple[str, ...] = setting(("active",), "the statuses of projects that are to be reviewed")
    review_every: int = setting(30, "days between reviews, where `next_review` names no day", positive=True)
    heading: str = setting("Reviews", "the heading under which reviews are written")


@dataclass(frozen=True, slots=True)
class Project:
    """A project: ``due`` is the day on which to look at it again, ``people`` the paths of the notes of who is in it."""

    path: str
    name: str
    status: str
    reviewed: date | None
    due: date | None
    people: tuple[str, ...]

    def is_stale(self, today: date) -> bool:
        """Return whether the day to look at it has come."""
        return self.due is not None and self.due <= today


def read(note: Note, settings: Settings) -> Json:
    """Return what a project's note says, as plain data; None for other notes."""
    own = settings.section(ProjectSettings)
    if _word(note, "type").casefold() not in {kind.casefold() for kind in own.types}:
        return None
    days = [day for item in note.items if item.line in _reviews(note, own) and (day := leading_date(item.text))]
    return {
        "status": _word(note, "status").casefold() or (own.statuses[0] if own.statuses else ""),
        "next_review": _word(note, "next_review"),
        "reviewed": max(days).isoformat() if days else None,
        "links": [link.target for link in note.links if not link.embed],
    }


def _word(note: Note, name: str) -> str:
    """Return the text of a property; none where it is absent, or a list."""
    found = note.property(name)
    return found.value.text.strip() if found else ""


def _reviews(note: Note, own: ProjectSettings) -> range:
    """Return the lines of the section that holds the reviews."""
    for heading in note.headings:
        if heading.title.casefold() == own.heading.casefold():
            return range(heading.line + 1, heading.end + 1)
    return range(0)


def projects(moment: Moment) -> tuple[Project, ...]:
    """Return every project, by path; worked out once for a moment."""
    return moment.derived(_projects)


def _projects(moment: Moment) -> tuple[Project, ...]:
    own = moment.settings.section(ProjectSettings)
    persons = {person.path for person in people(moment)}
    found = []
    for path, said in sorted(moment.facts.get("projects", {}).items()):
        assert isinstance(said, dict)  # noqa: S101 - as `read` made it
        links = said["links"]
        targets = [moment.index.resolve(str(each), path) for each in links] if isinstance(links, list) else []
        there = sorted({target for target in targets if target in persons} - {path})
        reviewed = _date(said["reviewed"])
        status = str(said["status"])
        found.append(
            Project(
                path,
                moment.index.notes[path].name,
                status,
                reviewed,
                _due(status, _date(said["next_review"]), reviewed, own, moment.today),
                tuple(there),
            )
        )
    return tuple(found)


def _due(status: str, planned: date | None, reviewed: date | None, own: ProjectSettings, today: date) -> date | None:
    """Return the day on which a project is to be looked at; today where it never was; None for one that rests."""
    if status not in {each.casefold() for each in own.active}:
        return None
    if planned is not None and (reviewed is None or reviewed < planned):
        return planned
    return reviewed + timedelta(days=own.review_every) if reviewed is not None else today


def _date(text: object) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def stale(moment: Moment) -> tuple[Project, ...]:
    """Return the projects to look at, the longest waiting first."""
    found = [project for project in projects(moment) if project.is_stale(moment.today)]
    return tuple(sorted(found, key=lambda project: (project.due or date.max, project.path)))


def project_problems(moment: Moment) -> Iterator[Problem]:
    """Yield what is wrong with the properties of projects, at their lines."""
    known = {each.casefold() for each in moment.settings.section(ProjectSettings).statuses}
    for project in projects(moment):
        note = moment.index.notes[project.path]
        status, review = note.property("status"), note.property("next_review")
        if status is not None and project.status not in known:
            place = note.at(status.value.line, status.value.column)
            yield STATUS.at(place, f'"{status.value.text}" is no status of a project')
        if review is not None and not review.value.is_empty and _date(review.value.text.strip()) is None:
            yield REVIEW.at(note.at(review.value.line, review.value.column), f'"{review.value.text}" is no day')
