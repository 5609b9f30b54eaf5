"""Facts as values: a plugin's own dataclasses to the plain data that is kept, and back."""

from collections.abc import Mapping, Sequence
from typing import TypeVar, cast

import msgspec

from vaultkit.model.moment import Json, Moment

T = TypeVar("T")


def to_json(value: object) -> Json:
    """Return a value as plain data, for the hook ``facts``: a dataclass, with dates, tuples and others in it.

    Days become ISO text, tuples lists; ``facts_as`` turns them back. Raises TypeError where something is in it that
    JSON cannot hold.
    """
    return cast("Json", msgspec.json.decode(msgspec.json.encode(value, enc_hook=_plain)))


def _plain(value: object) -> object:
    """Return a sequence of another kind as a list: a person's interactions, which are kept as bytes until needed."""
    if isinstance(value, Sequence):
        return list(value)
    raise TypeError(f"{type(value).__name__} is nothing that JSON can hold")


def facts_as(moment: Moment, plugin: str, kind: type[T]) -> Mapping[str, T]:
    """Return what a plugin's ``facts`` said of each note, by path, as values of a type (``Book``, ``list[Todo]``).

    Asked for through ``moment.derived`` it is worked out once for a moment. Raises ``msgspec.ValidationError`` where
    the facts are of another shape.
    """
    return {path: msgspec.convert(plain, kind) for path, plain in moment.facts.get(plugin, {}).items()}
