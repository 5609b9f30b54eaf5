"""What the shell offers while a command line is typed: people, kinds, tags."""

import typer

from vaultkit.api import Moment, session
from vaultkit.people.kinds import fold_word, kind_words
from vaultkit.people.settings import PeopleSettings
from vaultkit.people.verdict import Status
from vaultkit.people.views.words import shown

Offers = list[tuple[str, str]]


def complete_person(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the slugs of people, with the name as help: no shell needs quotes around a slug."""
    from vaultkit.people.reading.roster import people  # noqa: PLC0415 -- completion alone reads the vault here

    moment = _moment(ctx)
    everybody = people(moment) if moment else ()
    return sorted({person.slug: shown(person.name) for person in everybody if _begins(person.slug, incomplete)}.items())


def complete_kind(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the kinds of interaction and their aliases, one's own among them."""
    moment = _moment(ctx)
    own = moment.settings.section(PeopleSettings).kinds if moment else {}
    words = kind_words(own)
    return [(word, f"= {kind}" if word != kind else "") for word, kind in words.items() if _begins(word, incomplete)]


def complete_tag(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the tags of people."""
    from vaultkit.people.reading.roster import people  # noqa: PLC0415 -- as above

    moment = _moment(ctx)
    tags = {tag.removeprefix("#") for person in people(moment) for tag in person.tags} if moment else set[str]()
    return [(tag, "") for tag in sorted(tags) if _begins(tag, incomplete.removeprefix("#"))]


def complete_status(incomplete: str) -> list[str]:
    """Offer the statuses."""
    return [status.value for status in Status if _begins(status.value, incomplete)]


def _begins(word: str, incomplete: str) -> bool:
    return fold_word(word).startswith(fold_word(incomplete))


def _moment(ctx: typer.Context) -> Moment | None:
    """Return the vault's moment, or None: whatever is wrong, the shell must not hear of it while somebody types."""
    try:
        return session(ctx).moment
    except Exception:  # noqa: BLE001 -- as the docstring says
        return None
