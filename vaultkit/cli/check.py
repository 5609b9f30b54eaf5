"""``vaultkit check``: everything that is wrong, with the place of each."""

from collections import Counter
from typing import Annotated

import typer

from vaultkit.cli.options import AsJson, invocation
from vaultkit.model.problem import Problem, Severity


def check(
    ctx: typer.Context,
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings too.")] = False,
    links: Annotated[bool, typer.Option("--links", help="List the links that lead nowhere, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the problems of the vault as path:line:column, and fail if there are errors."""
    run = invocation(ctx)
    problems = run.session.problems(links=links)
    if as_json:
        run.out.json({"schema_version": 1, "problems": [document(problem) for problem in problems]})
    else:
        for problem in problems:
            run.out.say(str(problem))
        run.out.tell(summary(problems, len(run.session.moment.index.notes)))
    failing = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    if any(problem.severity in failing for problem in problems):
        raise typer.Exit(1)


def document(problem: Problem) -> dict[str, object]:
    """Return a problem as JSON shows it."""
    return {
        "path": problem.location.path,
        "line": problem.location.line,
        "column": problem.location.column,
        "severity": problem.severity.value,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
    }


def summary(problems: tuple[Problem, ...], notes: int) -> str:
    """Return one line that counts the problems by severity."""
    if not problems:
        return f"{_counted(notes, 'note')}, no problems"
    counts = Counter(problem.severity for problem in problems)
    parts = [_counted(counts[severity], severity.value) for severity in Severity if counts[severity]]
    return f"{_counted(notes, 'note')}, {', '.join(parts)}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
