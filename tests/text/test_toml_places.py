"""Where each key of a TOML text stands, held against what tomllib reads."""

import tomllib
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from vaultkit.text.toml_places import key_places

TEXT = '''# a comment with = and [brackets]
top = 1
"quoted" = "a # b ] }"

[people] # the section
folders = ["a#b", 'x]', """
many = [lines] "" \\"""" ,
  # inside
  "last"]
with = { a = 1, "b".c = [ { d = 2 }, {} ] }
  [people.rules]
x . y = 2026-01-01 00:00:00
z = \'\'\'a
[no.section]\'\'\'
[[list]]
k = 1
[[list]]
k = 2
'''


def test_every_key_has_its_place() -> None:
    assert key_places(TEXT) == {
        ("top",): (2, 1),
        ("quoted",): (3, 1),
        ("people",): (5, 2),
        ("people", "folders"): (6, 1),
        ("people", "with"): (10, 1),
        ("people", "with", "a"): (10, 10),
        ("people", "with", "b"): (10, 17),
        ("people", "with", "b", "c"): (10, 21),
        ("people", "with", "b", "c", "d"): (10, 29),
        ("people", "rules"): (11, 11),
        ("people", "rules", "x"): (12, 1),
        ("people", "rules", "x", "y"): (12, 5),
        ("people", "rules", "z"): (13, 1),
        ("list",): (15, 3),
        ("list", "k"): (16, 1),
    }


def keys(value: object, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every path of keys in what tomllib read."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*above, key)
            yield from keys(inner, (*above, key))
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner, above)


blank = st.sampled_from(["", " ", "\t", "  "])
breaks = st.sampled_from(["", "\n", " # c ] } = \n", "\r\n"])
bare_keys = st.text("abcAB019_-", min_size=1, max_size=4)
toml_keys = st.one_of(
    bare_keys,
    bare_keys.map('"{}"'.format),
    bare_keys.map("'{}'".format),
    st.sampled_from(['"a b"', '"#"', "'='", '"]"', "'.'", '""']),
)
dotted = st.lists(toml_keys, min_size=1, max_size=3).flatmap(
    lambda parts: st.sampled_from([".", " . ", "\t."]).map(lambda dot: dot.join(parts))
)
scalars = st.sampled_from(
    [
        *("1", "-2.5e3", "true", "2026-11-22", "2026-11-22 10:00:00Z", "inf", "0x1F"),
        *('"a"', '"# ] } , = \\" \\\\"', "'\\'", '""'),
        *('"""\n# x ] "q" ""\\""""', '""""""', '"""a\\\\"""', '"""ends with two"""""'),
        *("'''\n' ] \n'''", "''''q''''"),
    ]
)


def inline(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    lists = st.lists(values, max_size=3)
    pairs = st.lists(st.tuples(dotted, values), max_size=3)
    return st.one_of(
        st.builds(lambda items, gap: f"[{gap}{f',{gap}'.join(items)}{gap}]", lists, breaks),
        st.builds(lambda items: "{" + ", ".join(f"{key} = {value}" for key, value in items) + "}", pairs),
    )


values = st.recursive(scalars, inline, max_leaves=6)
statements = st.one_of(
    st.builds(lambda lead, key, gap, value: f"{lead}{key}{gap}={gap}{value}", blank, dotted, blank, values),
    st.builds(lambda lead, key, gap: f"{lead}[{gap}{key}{gap}] # c", blank, dotted, blank),
    st.builds(lambda key: f"[[{key}]]", dotted),
    st.sampled_from(["", "# comment [x] = 1", "   "]),
)
documents = st.lists(statements, max_size=8).map("\n".join)


@given(text=documents)
def test_the_keys_are_those_that_tomllib_reads(text: str) -> None:
    try:
        meant = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    places = key_places(text)
    assert set(places) == set(keys(meant))
    lines = text.replace("\r\n", "\n").split("\n")
    for path, (line, column) in places.items():
        found = lines[line - 1][column - 1 :]
        assert found.startswith((path[-1], f'"{path[-1]}"', f"'{path[-1]}'")), (path, found)


@given(text=st.one_of(st.text(), st.text("[]{}=\"'#.,\n a\\")))
def test_no_text_raises_or_hangs(text: str) -> None:
    assert isinstance(key_places(text), dict)
