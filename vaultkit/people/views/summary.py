"""What bare ``vaultkit`` says about people, what ``index`` counts, and what the watcher tells of a change."""

from collections.abc import Mapping, Sequence

from vaultkit.api import Moment
from vaultkit.people.compare import fold_entry
from vaultkit.people.reading.roster import lines, people, some
from vaultkit.people.rules.birthdays import ComingBirthday, coming_birthdays
from vaultkit.people.rules.kept import verdicts
from vaultkit.people.rules.steps import steps
from vaultkit.people.verdict import Verdict
from vaultkit.people.views.known import happened
from vaultkit.people.views.words import shown, step_name, when

_MOST = 10


def summary(moment: Moment) -> Sequence[str]:
    """Return whose birthday it is and who is due today, one line each; a calm sentence where nobody is."""
    if not lines(moment):
        return ["No people yet; `vaultkit add NAME` makes a first note."]
    born = [_birthday(coming) for coming in coming_birthdays(moment, within=0)]
    found = steps(moment)
    if not found and born:
        return born
    if not found:
        return ["Nobody is waiting to hear from you today."]
    told = [
        f"{shown(person.name)}: {step_name(step.strategy)} by {step.due} ({when(step.due, moment.today)})"
        for person, step in found[:_MOST]
    ]
    left = len(found) - _MOST
    more = [f"… and {left} more"] if left > 0 else []
    return [*born, *told, *more, "`vaultkit due` says why, and what to say."]


def _birthday(coming: ComingBirthday) -> str:
    age = "" if coming.age is None else f", turns {coming.age}"
    return f"{shown(coming.person.name)}: birthday today{', in remembrance' if coming.remembrance else age}"


def counts(moment: Moment) -> Mapping[str, int]:
    """Return how many people there are, and how many dated lines and mentions up to today, each line once."""
    everybody = people(moment)
    lines = {
        (line.location.path, line.location.line) for person in everybody for line in happened(person, moment.today)
    }
    return {"people": len(everybody), "interactions": len(lines)}


def changed(before: Moment, after: Moment) -> Sequence[str]:
    """Return whose status a change of the notes made another, and who is new or no longer there, by path.

    Whose note was moved is neither new nor gone.
    """
    was, now = verdicts(before), verdicts(after)
    others = now.differing(was)
    gone = [path for path in others if path not in now]
    names = {person.path: shown(person.name) for person in (*some(before, gone), *some(after, others))}
    new = {(fold_entry(names[path]), now[path].status): path for path in names if path in now and path not in was}
    for path in gone:
        moved = new.pop((fold_entry(names[path]), was[path].status), None) if path in names else None
        if moved is not None:
            del names[path], names[moved]
    return [words for path in sorted(names) if (words := _change(names[path], was.get(path), now.get(path)))]


def _change(name: str, old: Verdict | None, new: Verdict | None) -> str | None:
    if new is None:
        return f"{name}: no longer among the people"
    if old is None:
        return f"{name}: new, {new.status.value}"
    if old.status is not new.status:
        return f"{name}: {old.status.value} -> {new.status.value}"
    return None
