"""What each hook may answer: a plugin's values are checked before the program works with them."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec
import typer

from vaultkit.model.block import BlockKind, BlockOption
from vaultkit.model.problem import Problem
from vaultkit.model.property_kind import PropertyKind
from vaultkit.model.survey import Survey
from vaultkit.text.setting_values import check_section

T = TypeVar("T")
Check = Callable[[Any], Any]
"""Takes an answer and returns it as the program will use it.

Raises TypeError or ``msgspec.ValidationError``, in words for the plugin's author, where it is not what is asked for;
what the answer itself raises while it is looked at comes out as it is.
"""


def optional(check: Check) -> Check:
    """Return the check that also takes None, which says that there is nothing to say."""
    return lambda answer: None if answer is None else check(answer)


def text(answer: object) -> str:
    """Return a text that can be written as UTF-8."""
    if not isinstance(answer, str):
        raise TypeError(f"a text is asked for, not {type(answer).__name__}")
    plain = str(answer)
    plain.encode()
    return plain


def value_of(kind: type[T]) -> Check:
    """Return the check for one value of a dataclass: it comes back as JSON brings it, so nothing odd is in it."""

    def check(answer: object) -> T:
        if not isinstance(answer, kind):
            raise TypeError(f"a {kind.__name__} is asked for, not {type(answer).__name__}")
        return msgspec.json.decode(msgspec.json.encode(answer), type=kind)

    return check


def many(check: Check) -> Check:
    """Return the check for a number of values; a text is one value, not a number of letters."""

    def check_each(answer: object) -> list[Any]:
        if isinstance(answer, (str, bytes, Mapping)):
            raise TypeError(f"a list is asked for, not {type(answer).__name__}")
        return [check(each) for each in list(answer)]  # type: ignore[call-overload] # what is no list raises

    return check_each


def block_kind(answer: object) -> BlockKind:
    """Return a kind of block that has a name, can be rendered, and whose options are options."""
    if not (isinstance(answer, BlockKind) and answer.name and callable(answer.render)):
        raise TypeError(f"a BlockKind is asked for, not {type(answer).__name__}")
    options = many(value_of(BlockOption))(answer.options)
    return BlockKind(text(answer.name), text(answer.meaning), answer.render, tuple(options))


def commands(answer: object) -> typer.Typer:
    """Return commands that can be put into the command line."""
    if not isinstance(answer, typer.Typer):
        raise TypeError(f"a Typer is asked for, not {type(answer).__name__}")
    typer.main.get_group(answer)
    return answer


def section(answer: object) -> type:
    """Return the class of a section of the settings."""
    check_section(answer)
    return answer  # type: ignore[return-value] # checked in the line above


def plain_data(answer: object) -> object:
    """Return what JSON keeps of an answer: the same as will come out of the cache."""
    return msgspec.json.decode(msgspec.json.encode(answer))


ANSWERS: Mapping[str, Check] = {
    "facts": plain_data,
    "problems": many(value_of(Problem)),
    "blocks": many(block_kind),
    "commands": commands,
    "counts": lambda answer: msgspec.convert(answer, dict[str, int]),
    "survey": value_of(Survey),
    "summary": many(text),
    "properties": many(value_of(PropertyKind)),
    "settings": section,
    "changed": many(text),
}
"""The check of each hook's answer."""
