"""What the terminal shows of people: tables, the reasoning, the next steps, one page."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from vaultkit.api import Output
from vaultkit.people.person import Loop, Person
from vaultkit.people.reading import values
from vaultkit.people.rules.wording import count, told
from vaultkit.people.settings import PeopleSettings
from vaultkit.people.verdict import Evidence, Step, Verdict
from vaultkit.people.views.known import Known
from vaultkit.people.views.particulars import particulars, set_aside
from vaultkit.people.views.words import criteria, missing, sentence, shown, step_name, step_word, when

if TYPE_CHECKING:
    from vaultkit.people.rules.who import Match
    from vaultkit.people.views.timeline import Event

_LABEL = 13
_CHANGES = 3
"""Changes of status that are told, the newest ones; JSON has all."""


def print_table(out: Output, known: Iterable[Known], today: date) -> None:
    """Print who stands where, one line each."""
    rows = [
        (
            shown(one.person.name),
            one.verdict.status.value,
            _day(one.verdict.since),
            _day(one.verdict.last_contact),
            _next(one, today),
        )
        for one in known
    ]
    out.table(("Name", "Status", "Since", "Last", "Next"), rows)


def print_steps(out: Output, steps: Iterable[tuple[Person, Step]], today: date) -> None:
    """Print the next steps: who and by when, the reason, what to say."""
    for number, (person, step) in enumerate(steps):
        if number:
            out.say()
        out.heading(f"{shown(person.name)}: {_step_line(step, today)}")
        _print_step(out, step)


def print_reasoning(out: Output, one: Known, today: date) -> None:
    """Print the whole reasoning about one person, with the lines that it stands on."""
    verdict = one.verdict
    _print_title(out, one, today)
    for name, criterion in criteria(verdict):
        out.say()
        out.heading(f"{name.capitalize()}: {'yes' if criterion.met else 'not yet'}")
        out.wrap(sentence(criterion.why), 2)
        for evidence in criterion.quoted:
            _print_evidence(out, evidence, 4)
        if left := len(criterion.evidence) - len(criterion.quoted):
            out.wrap(f"and {left} more", 4, "dim")
        if criterion.missing and not one.is_gone:
            out.wrap(f"Missing: {criterion.missing}.", 2)
    out.say()
    out.wrap(_numbers(verdict))
    if verdict.history:
        out.wrap(_history(verdict))
    _print_next(out, one, today)


def print_page(out: Output, one: Known, events: "Sequence[Event]", settings: PeopleSettings, today: date) -> None:
    """Print what to read before a meeting: the verdict, what to say, promises, what was last, the particulars."""
    _print_title(out, one, today)
    lacks = [] if one.is_gone else missing(one.verdict)
    out.wrap(sentence(one.verdict.communication.why) + (f" Missing: {', '.join(lacks)}." if lacks else ""))
    out.wrap(f"The last 12 months: {one.rhythm(today)}")
    _print_next(out, one, today)
    _print_part(out, "Open promises", [("", _loop(loop)) for loop in one.open_loops])
    _print_part(out, "Last", [(f"{event.interaction.day}  ", _what(event)) for event in events])
    said = [(f"{shown(label):<{_LABEL}} ", shown(text)) for label, text in particulars(one.person, settings, today)]
    _print_part(out, "Particulars", said)


def print_matches(out: Output, matches: "Iterable[Match]", today: date) -> None:
    """Print who could help, each with the lines that matched."""
    for number, match in enumerate(matches):
        if number:
            out.say()
        last = match.verdict.last_contact
        contact = f"last contact {when(last, today)}" if last else "no contact yet"
        out.heading(f"{shown(match.person.name)}: {match.verdict.status.value}, {contact}")
        for field, evidence in zip(match.fields, match.evidence, strict=True):
            _print_evidence(out, evidence, 2, f"{field}: ")


def print_timeline(out: Output, events: "Iterable[Event]") -> None:
    """Print what happened, one line each, in order."""
    rows = [
        (str(event.interaction.day), ", ".join(shown(person.name) for person in event.people), _what(event))
        for event in events
    ]
    out.table(("Date", "With", "What"), rows)


def _print_title(out: Output, one: Known, today: date) -> None:
    verdict = one.verdict
    since = f" since {verdict.since}" if verdict.since else ""
    aside = set_aside(one, today)
    out.heading(f"{shown(one.person.name)}: {verdict.status.value}{since}{f', {aside}' if aside else ''}")
    out.styled(shown(one.person.path), "dim")


def _print_next(out: Output, one: Known, today: date) -> None:
    step, due = one.verdict.next_step, one.verdict.next_due
    if step is not None:
        out.say()
        out.heading(f"Next: {_step_line(step, today)}")
        _print_step(out, step)
    elif due is not None and not one.is_resting(today):
        out.say()
        out.heading(f"Next: all is well until {due} ({when(due, today)})")


def _print_step(out: Output, step: Step) -> None:
    out.wrap(sentence(step.reason), 2)
    for line in step.say:
        out.wrap(shown(line), 2, label="- ")


def _print_part(out: Output, title: str, lines: Sequence[tuple[str, str]]) -> None:
    if not lines:
        return
    out.say()
    out.heading(title)
    for label, text in lines:
        out.wrap(text, 2, label=label)


def _print_evidence(out: Output, evidence: Evidence, indent: int, label: str = "") -> None:
    place = f"{shown(evidence.location.path)}:{evidence.location.line}"
    out.wrap(f"{place}: {label}{shown(evidence.quote)}", indent, "dim")


def _step_line(step: Step, today: date) -> str:
    return f"{step_name(step.strategy)} by {step.due} ({when(step.due, today)})"


def _numbers(verdict: Verdict) -> str:
    parts = [f"Cadence {count(verdict.cadence_days, 'day')}{'' if verdict.tracked else ' (the default)'}"]
    if verdict.next_due:
        parts.append(f"next contact by {verdict.next_due}")
    if verdict.rhythm_days:
        parts.append(f"usually every {count(verdict.rhythm_days, 'day')}{', now quieter' if verdict.drifting else ''}")
    return f"{'; '.join(parts)}. {_began(verdict)}."


def _began(verdict: Verdict) -> str:
    """Return how many interactions there are and who began them, so that the numbers add up."""
    balance = verdict.balance
    unsaid = verdict.interactions - balance.mine - balance.theirs - balance.both
    numbers = (
        (balance.mine, "begun by you"),
        (balance.theirs, "begun by them"),
        (balance.both, "begun by both"),
        (unsaid, "that say nothing of who began" if unsaid > 1 else "that says nothing of who began"),
    )
    told = [f"{number} {words}" for number, words in numbers if number > 0]
    return ": ".join(filter(None, [count(verdict.interactions, "interaction"), ", ".join(told)]))


def _history(verdict: Verdict) -> str:
    newest = [f"{change.status.value} since {change.day}" for change in reversed(verdict.history)]
    left = len(newest) - _CHANGES
    earlier = f", and {count(left, 'earlier change')}" if left > 0 else ""
    return f"{'; before that '.join(newest[:_CHANGES])}{earlier}.".capitalize()


def _loop(loop: Loop) -> str:
    return f"{shown(values.plain(loop.text))}{f' (by {loop.due})' if loop.due else ''}"


def _what(event: "Event") -> str:
    return shown(values.plain(told(event.interaction, event.text)))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _next(one: Known, today: date) -> str:
    step = one.verdict.next_step
    if step is not None:
        return f"{step.due} {step_word(step.strategy)}"
    return set_aside(one, today) or _day(one.verdict.next_due)
