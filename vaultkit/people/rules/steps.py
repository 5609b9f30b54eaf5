"""Who has something to do: the next steps in order. Those of today are kept, for nothing is asked for as often."""

from functools import cache

import msgspec

from vaultkit.api import Kept, Moment, Packing
from vaultkit.people.person import Person
from vaultkit.people.reading.packed import pack, unpack
from vaultkit.people.rules.contact import day_after
from vaultkit.people.verdict import Step

# ruff: noqa: PLC0415 -- where nothing changed since the last run nobody is judged

PLUGIN = "people"
Steps = tuple[tuple[Person, Step], ...]


def steps(moment: Moment, within: int = 0, *, all_: bool = False) -> Steps:
    """Return the people with something to do, the earliest due day first.

    Those are named whose step is due by today and ``within`` days; everybody who has a step with ``all_``.
    """
    if not within and not all_:
        return moment.keep(PLUGIN, "steps", _of_today, _packing())
    from vaultkit.people.rules.judge import judged_steps

    return judged_steps(moment, within, all_=all_)


def _of_today(moment: Moment) -> Kept[Steps]:
    from vaultkit.people.rules.judge import judged_steps

    return Kept(judged_steps(moment), day_after(moment.today, 1))


@cache
def _packing() -> Packing[Steps]:
    decoder = msgspec.msgpack.Decoder(tuple[tuple[bytes, Step], ...])
    return Packing(
        lambda found: msgspec.msgpack.encode([(pack(person), step) for person, step in found]),
        lambda blob: tuple((unpack(person), step) for person, step in decoder.decode(blob)),
    )
