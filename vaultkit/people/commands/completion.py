"""What the shell offers while a command line is typed: people, kinds, tags, properties, tasks."""

from typing import TYPE_CHECKING

import typer

from vaultkit.api import session

if TYPE_CHECKING:
    from vaultkit.api import Moment

# ruff: noqa: PLC0415 -- every command names what completes it, and none but the shell asks for it

Offers = list[tuple[str, str]]


def complete_person(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the slugs of people, with the name as help: no shell needs quotes around a slug."""
    from vaultkit.people.reading.roster import lines
    from vaultkit.people.views.words import shown

    moment = _moment(ctx)
    everybody = lines(moment) if moment else ()
    return sorted({person.slug: shown(person.name) for person in everybody if _begins(person.slug, incomplete)}.items())


def complete_kind(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the kinds of interaction and their aliases, one's own among them."""
    from vaultkit.people.kinds import kind_words
    from vaultkit.people.settings import PeopleSettings

    moment = _moment(ctx)
    own = moment.settings.section(PeopleSettings).kinds if moment else {}
    words = kind_words(own)
    return [(word, f"= {kind}" if word != kind else "") for word, kind in words.items() if _begins(word, incomplete)]


def complete_tag(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the tags of people."""
    from vaultkit.people.reading.roster import lines

    moment = _moment(ctx)
    tags = {tag.removeprefix("#") for person in lines(moment) for tag in person.tags} if moment else set[str]()
    return [(tag, "") for tag in sorted(tags) if _begins(tag, incomplete.removeprefix("#"))]


def complete_property(incomplete: str) -> Offers:
    """Offer the properties of a person by their first names, with what they mean."""
    from vaultkit.people.reading.properties import PROPERTIES

    return [(kind.name, kind.meaning) for kind in PROPERTIES if _begins(kind.name, incomplete)]


def complete_value(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer what the property that stands before takes, where the choices are few."""
    from vaultkit.people.reading.properties import kind_of
    from vaultkit.people.settings import PeopleSettings

    moment = _moment(ctx)
    settings = moment.settings.section(PeopleSettings) if moment else PeopleSettings()
    kind = kind_of(str(ctx.params.get("name") or ""), settings)
    offered = tuple(settings.tiers) if kind and kind.name == "tier" else kind.values if kind else ()
    return [word for word in offered if _begins(word, incomplete)]


def complete_task(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the open tasks of the person who stands before."""
    from vaultkit.api import VaultkitError
    from vaultkit.people.commands.find import find_person
    from vaultkit.people.views.words import shown

    moment, wanted = _moment(ctx), ctx.params.get("person")
    try:
        loops = find_person(moment, str(wanted)).loops if moment and wanted else ()
    except VaultkitError:
        return []
    return [shown(loop.text) for loop in loops if not loop.kept and _begins(loop.text, incomplete)]


def complete_status(incomplete: str) -> list[str]:
    """Offer the statuses."""
    from vaultkit.people.verdict import Status

    return [status.value for status in Status if _begins(status.value, incomplete)]


def _begins(word: str, incomplete: str) -> bool:
    from vaultkit.people.kinds import fold_word

    return fold_word(word).startswith(fold_word(incomplete))


def _moment(ctx: typer.Context) -> "Moment | None":
    """Return the vault's moment, or None: whatever is wrong, the shell must not hear of it while somebody types."""
    try:
        return session(ctx).moment
    except Exception:  # noqa: BLE001 -- as the docstring says
        return None
