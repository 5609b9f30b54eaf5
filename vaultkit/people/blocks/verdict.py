"""The block for a person's own note: what they are, why, and what comes next."""

from vaultkit.api import Moment, Place, as_text, link_to
from vaultkit.people.blocks.parts import day_text, quoted
from vaultkit.people.verdict import Criterion
from vaultkit.people.views.known import Known, known
from vaultkit.people.views.words import criteria, sentence, step_name


def verdict(moment: Moment, place: Place) -> str:
    """Render the verdict on the person in whose note the block stands, with the lines that it stands on.

    No line numbers: the block stands in the note that it quotes, and would move what they count.
    """
    one = known(moment).get(place.path)
    if one is None:
        return "This note is nobody's, so there is no verdict."
    told = [line for name, criterion in criteria(one.verdict) for line in _told(one, name, criterion)]
    title = f"{one.verdict.status.value.capitalize()}{f' since {one.verdict.since}' if one.verdict.since else ''}"
    return "\n".join(
        [f"> [!info] {title}", *(f"> {line}".rstrip() for line in [*_standing(one), *told, *_next(moment, one)])]
    )


def _standing(one: Known) -> list[str]:
    said = one.verdict
    parts = [f"Last contact {day_text(said.last_contact)}"] if said.last_contact else ["No contact on record yet"]
    if said.next_due:
        parts.append(f"next by {said.next_due}")
    if said.rhythm_days:
        parts.append(f"usually every {said.rhythm_days} days")
    return [f"{', '.join(parts)}.", ""]


def _told(one: Known, name: str, criterion: Criterion) -> list[str]:
    mark = "" if criterion.met else " (not yet)"
    lines = [f"- **{name.capitalize()}**{mark}: {as_text(criterion.dated)}"]
    if criterion.missing and not one.is_gone:
        lines.append(f"    - Missing: {criterion.missing}")
    quotes = {quoted(evidence.quote): evidence.location.path for evidence in reversed(criterion.quoted)}
    lines += [f"    - “{quote}”{_source(one.person.path, own)}" for quote, own in reversed(quotes.items())]
    left = len(criterion.evidence) - len(criterion.quoted)
    return [*lines, f"    - and {left} more"] if left else lines


def _source(path: str, own: str) -> str:
    """Return a link to the note that is quoted; none to the note that the block stands in."""
    return "" if own == path else f" ({link_to(own, own.rsplit('/', 1)[-1].removesuffix('.md'))})"


def _next(moment: Moment, one: Known) -> list[str]:
    step = one.verdict.next_step
    if step is None or one.is_resting(moment.today):
        return []
    said = [f"    - {as_text(line)}" for line in step.say]
    return [f"- **Next**: {step_name(step.strategy)} by {step.due}. {as_text(sentence(step.dated))}", *said]
